/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transmit ring of the NIC and the wire it sends on.
 *
 * A packet put into the ring is fetched (dma_latency) and sent. The wire carries one frame after
 * another (bytes plus WIRE_OVERHEAD at the link's bandwidth). It serves all rings of the NIC in the
 * order in which they were filled. When its last bit has left, the packet is delivered to the
 * tester, or arrives at the other machine a latency later; its descriptor is then completed, and
 * stays used until software reaps it (ixgbe_clean_tx_irq). A completion raises the interrupt of the
 * ring's vector, the receive queue it shares one with, by the same rules (nic.h). A frame for a
 * port of this machine that has a receive queue of its own takes no wire: the embedded switch of an
 * SR-IOV or VMDq adapter (VM to VM loopback of the 82599) turns it back. Assumed: it is fetched
 * over PCIe (dma_latency), which completes its descriptor, written to the other queue's memory
 * (dma_latency again), and waits for nothing else: neither for frames before it that need the wire
 * nor for the switch or the bus. With a tx_delay (TIDV, the transmit interrupt delay of the 8254x)
 * it does so only when nothing more has been sent for that time. Left out: the absolute limit to
 * that (TADV); round robin between rings of different filling dates; descriptor write-back
 * batching.
 */
#ifndef MODELS_NIC_NIC_TX_H
#define MODELS_NIC_NIC_TX_H

#include "models/nic/nic.h"

struct nic_tx_slot {
	vtime end;	       /* last bit has left */
	int32_t bytes;	       /* of the frame */
	struct packet *packet; /* delivered then; NULL: it went to another machine */
	void *cookie;
};

struct nic_tx {
	struct nic_completions completions; /* as the NIC sees the ring */
	struct nic *nic;
	struct nic_queue *vector;   /* whose interrupt tells of completions; not owned */
	int slots, used, completed; /* completed: of the used ones, not yet reaped */
	int first;		    /* oldest used */
	vtime all_left;		    /* when the last of all frames so far has left the NIC */
	struct nic_tx_slot *slot;   /* owned */
	struct event done;	    /* a completion that someone listens for */
};

/* nic_tx_init: a ring of the NIC whose completions interrupt through the vector. nic_tx_fini frees. */
void nic_tx_init(struct nic_tx *tx, struct nic *nic, struct nic_queue *vector, int slots);
void nic_tx_fini(struct nic_tx *tx);

/* nic_tx_free: descriptors free. One is never used: a full ring would look like an empty one (ixgbe_desc_unused). */
static inline int nic_tx_free(const struct nic_tx *tx)
{
	return tx->slots - 1 - tx->used;
}

/* nic_tx_send: takes over the packet; at least one descriptor must be free. cookie comes back when it is
 * reaped. */
void nic_tx_send(struct nic_tx *tx, struct packet *p, void *cookie);

/* nic_tx_reap: frees the oldest completed descriptor; false when there is none. The bytes of its frame are added to
 * *bytes, unless that is NULL. */
bool nic_tx_reap(struct nic_tx *tx, void **cookie, int64_t *bytes);

#endif
