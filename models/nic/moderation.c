/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/moderation.h"

#define OPENING_GAP (50 * VTIME_PER_US) /* IXGBE_20K_ITR */
#define OPENING_DELAY 126		/* IXGBE_ITR_ADAPTIVE_MAX_USECS */

/* ixgbe_alloc_q_vector() */
void moderation_init(struct moderation *m, const struct nic_settings *settings, enum era era,
		     int64_t bits_per_s)
{
	*m = (struct moderation){.dynamic = settings->moderation == MODERATION_DYNAMIC,
				 .bulk_gap = MODERATION_8K};
	m->next_gap = era_rules.ixgbe_adaptive_itr[era] ? moderation_5_10 : moderation_3_13;
	m->slow_link = bits_per_s > 100000000 && bits_per_s <= 2500000000;
	m->rx.delay = m->tx.delay = OPENING_DELAY | MODERATION_LATENCY;
	if (m->dynamic)
		m->gap = OPENING_GAP;
	else if (settings->moderation == MODERATION_FIXED)
		m->gap = settings->interrupt_gap;
}

void moderation_of_vf(struct moderation *m, enum era era)
{
	m->next_gap = moderation_3_13;
	m->bulk_gap = era_rules.ixgbevf_bulk_itr_us[era] * VTIME_PER_US;
}

void moderation_count(struct moderation_ring *ring, int64_t packets, int64_t bytes)
{
	ring->packets += packets;
	ring->bytes += bytes - packets * ETH_FCS;
}

vtime moderation_update(struct moderation *m, int64_t jiffies)
{
	if (m->dynamic)
		m->gap = m->next_gap(m, jiffies);
	return m->gap;
}
