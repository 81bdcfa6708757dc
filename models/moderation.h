/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interrupt moderation: the driver's choice of the least time between two interrupts of a queue.
 *
 * "dynamic" stands for ixgbe of 3.13 (ixgbe_update_itr, ixgbe_set_itr): the bytes of the last interval put
 * the queue into one of three classes of 100,000, 20,000 and 8,000 interrupts a second, and the gap moves
 * smoothly towards the class's; ixgbevf keeps these classes up to 5.10, with 12,000 for the last (set_itr of
 * ixgbevf_main.c). "fixed" is the setting nic.interrupt_gap, "off" no gap.
 */
#ifndef MODELS_MODERATION_H
#define MODELS_MODERATION_H

#include "models/nic.h"

#define MODERATION_8K (125 * VTIME_PER_US) /* IXGBE_8K_ITR */
#define MODERATION_12K (84 * VTIME_PER_US) /* IXGBE_12K_ITR: 336 quarters of a us */

enum latency_class { LOWEST_LATENCY, LOW_LATENCY, BULK_LATENCY };

struct moderation {
	bool dynamic;
	enum latency_class class;
	vtime gap;
	vtime bulk_gap; /* of the class of bulk traffic */
	int64_t bytes;	/* received since the last update */
};

/* moderation_init: the state after opening the queue. */
void moderation_init(struct moderation *m, const struct nic_settings *settings);

/* moderation_update: at the end of a poll, before the interrupt is enabled: the gap from now on. */
vtime moderation_update(struct moderation *m);

#endif
