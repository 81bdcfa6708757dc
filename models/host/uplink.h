/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uplink: the host's NIC as a device that packets are sent through.
 *
 * Stands for net/core/dev.c (dev_queue_xmit, in the context of whoever hands the packet in),
 * net/sched/sch_generic.c (pfifo_fast with txqueuelen 1000, run at once while it is empty, by the NET_TX
 * softirq when the driver has woken the queue) before the ring of the driver (tx_ring.h). One transmit ring for all cores: their queue lock costs nothing here. Left out:
 * xmit_more, GSO, BQL (which would keep more packets in the qdisc and fewer in the ring).
 */
#ifndef MODELS_HOST_UPLINK_H
#define MODELS_HOST_UPLINK_H

#include "models/depth.h"
#include "models/nic/tx_ring.h"

#define UPLINK_QUEUE_LEN 1000 /* packets of the qdisc */
#define UPLINK_CLEAN_WORK 256 /* IXGBE_DEFAULT_TX_WORK */

struct uplink {
	struct inlet in;
	struct tx_ring tx;
	struct ledger *ledger; /* not owned */
	struct core *core;     /* whose NET_TX softirq runs the qdisc */
	struct packet_queue qdisc;
	struct depth depth; /* of the qdisc */
};

/* uplink_init: sends through a ring of the NIC that shares the vector's interrupt; completions are cleaned on
 * core c. uplink_fini frees. */
void uplink_init(struct uplink *u, struct nic *nic, struct nic_queue *vector, int slots, struct core *c);
void uplink_fini(struct uplink *u);

/* uplink_clean: routine (self: the uplink) of the NIC's poll: cleans the ring (tx_ring_clean) and wakes the queue. */
void uplink_clean(struct task *t, struct frame *f);

#endif
