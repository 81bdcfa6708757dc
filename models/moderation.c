/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/moderation.h"

static vtime class_gap(const struct moderation *m)
{
	const vtime gap[] = {10 * VTIME_PER_US, 50 * VTIME_PER_US, m->bulk_gap};
	return gap[m->class];
}

void moderation_init(struct moderation *m, const struct nic_settings *settings)
{
	*m = (struct moderation){.class = LOW_LATENCY, .bulk_gap = MODERATION_8K};
	m->dynamic = settings->moderation == MODERATION_DYNAMIC;
	if (m->dynamic)
		m->gap = class_gap(m);
	else if (settings->moderation == MODERATION_FIXED)
		m->gap = settings->interrupt_gap;
}

/* ixgbe_update_itr() */
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

/* ixgbe_set_itr(): exponential smoothing, here in time instead of the register's units */
static vtime smoothed(vtime gap, vtime wanted)
{
	return (vtime)((__int128)10 * wanted * gap / (9 * wanted + gap));
}

vtime moderation_update(struct moderation *m)
{
	if (!m->dynamic)
		return m->gap;
	int64_t us = MAX(m->gap / VTIME_PER_US, 1);
	if (m->bytes > 0)
		m->class = next_class(m->class, m->bytes / us);
	m->bytes = 0;
	m->gap = smoothed(m->gap, class_gap(m));
	return m->gap;
}
