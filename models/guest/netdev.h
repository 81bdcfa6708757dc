/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Network device of a guest, as the guest's kernel sees it: struct net_device with its one transmit queue and
 * the qdisc before it.
 *
 * Stands for net/core/dev.c (dev_queue_xmit, netif_stop_queue, netif_wake_queue) and
 * net/sched/sch_generic.c (pfifo_fast with txqueuelen 1000; __qdisc_run). A packet handed to
 * dev_queue_xmit goes straight to the driver while the queue runs and the qdisc is empty
 * (TCQ_F_CAN_BYPASS). Else it waits in the qdisc, or is dropped when that is full. Either way the
 * qdisc is then run, while the queue runs, for at most a quota of packets. What a run leaves, and
 * what waits when the driver wakes the queue, the guest's NET_TX softirq sends (guest.c).
 */
#ifndef MODELS_GUEST_NETDEV_H
#define MODELS_GUEST_NETDEV_H

#include "models/packet.h"

#define TX_QUEUE_LEN 1000 /* packets of the qdisc: ether_setup() */
#define QDISC_QUOTA 64	  /* packets of one __qdisc_run: weight_p (3.13), dev_tx_weight */

struct guest;

struct netdev {
	struct guest *guest;   /* whose device it is; not owned */
	struct ledger *ledger; /* not owned */
	struct inlet xmit;     /* the driver's ndo_start_xmit: takes over the packet; called while the queue
				      runs */
	bool no_queue;	       /* nothing stands before xmit: it is a program's descriptor */
	bool up;	       /* ip link up: else packets for it are lost */
	bool stopped;	       /* the driver takes no packet (netif_stop_queue) */
	struct packet_queue qdisc; /* waiting for the driver */
	int quota;		   /* left of this run of it */
	struct netdev *next;	   /* in the guest's list of devices */
};

/* netdev_init: a device without a driver's functions yet; it is up, its queue runs. */
void netdev_init(struct netdev *dev, struct ledger *ledger);

/* netdev_up: ip link up. netdev_down: ip link down: what waits in the qdisc is lost (dev_deactivate). */
void netdev_up(struct netdev *dev);
void netdev_down(struct netdev *dev);

/* netif_stop_queue: the driver takes no packet from now on. */
static inline void netif_stop_queue(struct netdev *dev)
{
	dev->stopped = true;
}

/* netif_wake_queue: the driver takes packets again. */
static inline void netif_wake_queue(struct netdev *dev)
{
	dev->stopped = false;
}

/* dev_queue_xmit: routine (self: the device, arg: the packet): sends, queues or drops it. */
void dev_queue_xmit(struct task *t, struct frame *f);

/* netdev_runnable: whether the qdisc holds packets that the driver would take. */
static inline bool netdev_runnable(const struct netdev *dev)
{
	return !dev->stopped && dev->qdisc.length > 0;
}

/* qdisc_run: routine (self: the device): sends what waits in the qdisc, while the queue runs and up to the
 * quota. */
void qdisc_run(struct task *t, struct frame *f);

#endif
