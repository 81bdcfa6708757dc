/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The host's NIC driver: interrupt handler and NAPI poll of one receive queue.
 *
 * Stands for ixgbe (drivers/net/ethernet/intel/ixgbe/ixgbe_main.c: ixgbe_msix_clean_rings, ixgbe_poll,
 * ixgbe_clean_rx_irq; the ring itself is rx_ring.h). In 3.13 a poll that completes returns 0, so that its packets do not
 * count against the budget of net_rx_action; later it returns their number. Every packet gets an skb and goes up
 * through the inlet, inside the poll. With an uplink on the same vector the poll first cleans what has
 * been sent; it is complete only when both stayed below their limits. In the feedback flow the poll looks at the saturation flag
 * before each packet (saturation.h).
 *
 * With an RPS map (netif_receive_skb, get_rps_cpu) each packet goes into the backlog of the core that the map has for the hash of
 * its flow, and the stack above runs there: reciprocal_scale of the hash, as tun_select_queue. All packets of a flow go to one
 * core. Left out: RFS.
 *
 * With a backlog the driver is one from before NAPI (drivers/net/e1000 of 2.4.18 without CONFIG_E1000_NAPI:
 * e1000_intr, e1000_clean_rx_irq): the interrupt handler itself receives everything that is in the ring, and
 * hands each packet to netif_rx; the stack above runs in the softirq, when no interrupt is left. That handler's
 * limit of 10 rounds is left out: beyond it the interrupt would come again at once.
 */
#ifndef MODELS_HOST_NIC_DRIVER_H
#define MODELS_HOST_NIC_DRIVER_H

#include "models/host/backlog.h"
#include "models/host/napi_thread.h"
#include "models/host/saturation.h"
#include "models/host/uplink.h"
#include "models/nic/rx_ring.h"

struct nic_driver {
	struct rx_ring rx;
	struct irq irq;
	struct napi napi;
	struct napi_thread thread; /* threaded NAPI */
	struct inlet *up;	   /* where received packets go; not owned */
	bool returns_zero;	   /* 3.13: a poll that completes */
	/* wired; not owned */
	struct saturation *saturation; /* feedback flow; NULL: none */
	struct backlog *backlog;       /* before NAPI: where its handler puts packets; else NULL */
	struct skb_cache *skbs;	       /* of the host; NULL: nobody asks */
	struct uplink *uplink;	       /* whose completions it cleans; NULL: none */
	struct backlog **rps; /* its queue's RPS map: backlogs of cores; the array is owned; NULL: none */
	int rps_length;
};

/* nic_driver_init: sets up queue q with its interrupt on the core of sn, and opens it. It is polled by the softirq of
 * that core; threaded NAPI: by a thread of the core nic_driver_thread names, before time starts. */
void nic_driver_init(struct nic_driver *d, struct nic_queue *q, struct softnet *sn,
		     const struct nic_settings *settings, int weight, struct inlet *up);
void nic_driver_thread(struct nic_driver *d, struct core *c);

/* nic_driver_fini: frees what it owns. */
void nic_driver_fini(struct nic_driver *d);

#endif
