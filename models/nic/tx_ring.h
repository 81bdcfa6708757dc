/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transmit ring of an Intel 10G driver, of the host (uplink.h) or, for a virtual function, of the guest
 * (vf_driver.h).
 *
 * Stands for what ixgbe and ixgbevf share (drivers/net/ethernet/intel/ of 3.13 and 5.10): xmit_frame_ring, which
 * stops the queue with fewer than DESC_NEEDED descriptors left, and clean_tx_irq, which frees what has been sent,
 * so many packets a poll, and wakes the queue at TX_WAKE_THRESHOLD. The cost of sending (COST_nic_tx, with the
 * write of the tail: there is no xmit_more here) is paid by the caller before.
 */
#ifndef MODELS_NIC_TX_RING_H
#define MODELS_NIC_TX_RING_H

#include "models/nic/nic_tx.h"

#define TX_DESC_NEEDED 21 /* MAX_SKB_FRAGS + 4 */
#define TX_WAKE_AT 42	  /* TX_WAKE_THRESHOLD: twice that */

struct tx_ring {
	struct nic_tx nic_tx;
	int clean_work; /* most packets that one poll cleans */
	int cleaned;	/* in this poll */
	int64_t cleaned_bytes;
	bool stopped; /* netif_stop_queue */
};

/* tx_ring_init: a ring of the NIC that shares the vector's interrupt. tx_ring_fini frees. */
void tx_ring_init(struct tx_ring *r, struct nic *nic, struct nic_queue *vector, int slots, int clean_work);
void tx_ring_fini(struct tx_ring *r);

/* tx_ring_send: takes over the packet; the queue must run. It may stop. */
void tx_ring_send(struct tx_ring *r, struct packet *p);

/* tx_ring_clean: routine (self: the ring) of the NIC's poll: frees what has been sent; .cleaned says how many. */
void tx_ring_clean(struct task *t, struct frame *f);

/* tx_ring_spent: this poll has cleaned as many as it may: it is not complete. */
static inline bool tx_ring_spent(const struct tx_ring *r)
{
	return r->cleaned >= r->clean_work;
}

/* tx_ring_wake: lets a stopped queue run again when enough descriptors are free; returns whether it did. */
bool tx_ring_wake(struct tx_ring *r);

#endif
