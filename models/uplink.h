/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uplink: the host's NIC as a device that packets are sent through.
 *
 * Stands for net/core/dev.c (dev_queue_xmit, in the context of whoever hands the packet in),
 * net/sched/sch_generic.c (pfifo_fast with txqueuelen 1000, run at once while it is empty, by the NET_TX
 * softirq when the driver has woken the queue) and ixgbe_main.c (ixgbe_xmit_frame_ring, which stops the queue
 * with fewer than DESC_NEEDED descriptors left; ixgbe_clean_tx_irq, at most 256 packets a poll, which wakes
 * it at TX_WAKE_THRESHOLD). One transmit ring for all cores: their queue lock costs nothing here. Left out:
 * xmit_more, GSO, BQL (which would keep more packets in the qdisc and fewer in the ring).
 */
#ifndef MODELS_UPLINK_H
#define MODELS_UPLINK_H

#include "models/depth.h"
#include "models/nic_tx.h"

#define UPLINK_QUEUE_LEN 1000 /* packets of the qdisc */
#define UPLINK_DESC_NEEDED 21 /* MAX_SKB_FRAGS + 4 */
#define UPLINK_WAKE_AT 42     /* TX_WAKE_THRESHOLD: twice that */
#define UPLINK_CLEAN_WORK 256 /* IXGBE_DEFAULT_TX_WORK */

struct uplink {
	struct port in;
	struct nic_tx tx;
	struct ledger *ledger; /* not owned */
	struct core *core;     /* whose NET_TX softirq runs the qdisc */
	struct packet_queue qdisc;
	bool stopped;	    /* netif_stop_queue */
	struct depth depth; /* of the qdisc */
	int cleaned;	    /* in this poll */
	int64_t cleaned_bytes;
};

/* uplink_init: sends through a ring of the NIC that shares the vector's interrupt; completions are cleaned on
 * core c. uplink_fini frees. */
void uplink_init(struct uplink *u, struct nic *nic, struct nic_queue *vector, int slots, struct core *c);
void uplink_fini(struct uplink *u);

/* uplink_clean: routine (self: the uplink) of the NIC's poll: frees what has been sent (ixgbe_clean_tx_irq); .cleaned
 * and .cleaned_bytes say how much. */
struct step uplink_clean(struct task *t, struct frame *f);

#endif
