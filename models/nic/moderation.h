/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interrupt moderation: the driver's choice of the least time between two interrupts of a vector.
 *
 * "dynamic" stands for ixgbe (drivers/net/ethernet/intel/ixgbe/ixgbe_main.c: ixgbe_update_itr, ixgbe_set_itr), one
 * file for each of its two algorithms: moderation_3_13.c and, from 5.10 on, moderation_5_10.c. Both look, at
 * the end of a poll that completes, at what the receive and the transmit ring of the vector have done since the
 * last time. "fixed" is the setting nic.interrupt_gap, "off" no gap. Bytes are those of the skbs: no FCS.
 */
#ifndef MODELS_NIC_MODERATION_H
#define MODELS_NIC_MODERATION_H

#include "models/nic/nic.h"
#include "sim/kernel/era.h"

#define MODERATION_8K (125 * VTIME_PER_US) /* IXGBE_8K_ITR */

enum latency_class { LOWEST_LATENCY, LOW_LATENCY, BULK_LATENCY };

/* One ring's part (struct ixgbe_ring_container). */
struct moderation_ring {
	int64_t packets, bytes;	  /* since the last update */
	enum latency_class class; /* 3.13 */
	int delay;		  /* 5.10: us, and MODERATION_LATENCY */
	int64_t next_update;	  /* 5.10: jiffies */
};

/* 5.10: a delay chosen for latency; as a number it ranks behind every delay chosen for bulk
 * (IXGBE_ITR_ADAPTIVE_LATENCY). */
#define MODERATION_LATENCY 0x80

struct moderation {
	bool dynamic;
	bool slow_link; /* 5.10: 1 or 2.5 Gbit/s */
	vtime (*next_gap)(struct moderation *m, int64_t jiffies);
	vtime gap;
	vtime bulk_gap; /* classes: of bulk traffic */
	struct moderation_ring rx, tx;
};

/* moderation_init: the state after opening the queue, on a link of this bandwidth (0: without a limit). */
void moderation_init(struct moderation *m, const struct nic_settings *settings, enum era era,
		     int64_t bits_per_s);

/* moderation_of_vf: that of ixgbevf: the classes of 3.13 in every era, from 5.10 on with 12,000 interrupts a second for
 * the last (set_itr of ixgbevf_main.c). */
void moderation_of_vf(struct moderation *m, enum era era);

/* moderation_count: the ring has received, or cleaned, packets; bytes are those of the frames with FCS. */
void moderation_count(struct moderation_ring *ring, int64_t packets, int64_t bytes);

/* moderation_update: at the end of a poll, before the interrupt is enabled: the gap from now on. */
vtime moderation_update(struct moderation *m, int64_t jiffies);

/* ---- the algorithms ---- */

/* moderation_3_13, moderation_5_10: moderation_update of these kernels and later ones. */
vtime moderation_3_13(struct moderation *m, int64_t jiffies);
vtime moderation_5_10(struct moderation *m, int64_t jiffies);

#endif
