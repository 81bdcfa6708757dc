/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Backlog of a core: packets handed to the network stack outside of a driver's poll.
 *
 * Stands for net/core/dev.c: netif_rx, enqueue_to_backlog, process_backlog - a NAPI instance of its
 * own on the core's poll list, weight 64, bounded by netdev_max_backlog (one more is taken: the
 * test is "greater than"). A packet beyond that is dropped. 3.13's tap puts every packet of a guest
 * here (netif_rx_ni), and RPS what a NIC's driver has received, on the cores of its map. process_backlog takes all of
 * input_pkt_queue over into process_queue, where it does not count against the limit any more. Before NAPI there was one
 * queue (one_queue). Left out: the flow limit (net.core.flow_limit_cpu_bitmap, off by default).
 */
#ifndef MODELS_HOST_BACKLOG_H
#define MODELS_HOST_BACKLOG_H

#include "models/depth.h"
#include "models/host/napi.h"
#include "models/packet.h"

#define BACKLOG_WEIGHT 64 /* weight_p */

struct backlog {
	struct napi napi;
	struct packet_queue queue;   /* input_pkt_queue */
	struct packet_queue process; /* process_queue */
	struct depth depth;	     /* of both */
	struct ledger *ledger;	     /* not owned */
	struct inlet *up;	     /* the bridge; not owned */
	int64_t limit;		     /* netdev_max_backlog */
	bool one_queue;		     /* wired: packets are served from the input queue (before NAPI) */
};

/* backlog_init: the backlog of the core of sn, whose packets go up through the inlet. */
void backlog_init(struct backlog *b, struct softnet *sn, struct ledger *ledger, int64_t limit,
		  struct inlet *up);

/* netif_rx: routine (self: the backlog, arg: the packet): enqueues or drops; on any core that
 * has a network stack. */
void netif_rx(struct task *t, struct frame *f);

#endif
