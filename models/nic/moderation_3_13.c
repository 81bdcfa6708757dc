/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dynamic interrupt moderation of ixgbe in 3.13: the bytes of the last interval put each ring into
 * one of three classes of 100,000, 20,000 and 8,000 interrupts a second. The larger class of the
 * two counts, and the gap moves smoothly towards it.
 */
#include "models/nic/moderation.h"

static vtime class_gap(const struct moderation *m, enum latency_class class)
{
	const vtime gap[] = {10 * VTIME_PER_US, 50 * VTIME_PER_US, m->bulk_gap};
	return gap[class];
}

static enum latency_class next_class(enum latency_class class, int64_t bytes_per_us)
{
	switch (class) {
	case LOWEST_LATENCY:
		return bytes_per_us > 10 ? LOW_LATENCY : LOWEST_LATENCY;
	case LOW_LATENCY:
		return bytes_per_us > 20 ? BULK_LATENCY : bytes_per_us <= 10 ? LOWEST_LATENCY : LOW_LATENCY;
	default:
		return bytes_per_us <= 20 ? LOW_LATENCY : BULK_LATENCY;
	}
}

/* ixgbe_update_itr() */
static void moderation_3_13_update_class(struct moderation_ring *ring, int64_t us)
{
	if (ring->bytes > 0)
		ring->class = next_class(ring->class, ring->bytes / us);
	ring->packets = ring->bytes = 0;
}

/* Exponential smoothing, here in time instead of the register's units. */
static vtime smoothed(vtime gap, vtime wanted)
{
	return (vtime)((__int128)10 * wanted * gap / (9 * wanted + gap));
}

/* ixgbe_set_itr() */
vtime moderation_3_13(struct moderation *m, int64_t jiffies)
{
	int64_t us = MAX(m->gap / VTIME_PER_US, 1);
	(void)jiffies;
	moderation_3_13_update_class(&m->rx, us);
	moderation_3_13_update_class(&m->tx, us);
	return smoothed(m->gap, class_gap(m, MAX(m->rx.class, m->tx.class)));
}
