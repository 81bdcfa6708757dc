/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dynamic interrupt moderation of ixgbe from 5.10 on: each ring wants a delay in us by the packets
 * of the last interval. With few of them it is short (latency), or grows by steps of 2 us until
 * some 48 to 95 packets come at a time. With too many it is halved. From 256 on it goes by their
 * size. The shorter one of the two rings counts, but one chosen for latency only where the other is
 * too. A ring looked at less often than every jiffy wants 10 us.
 */
#include "models/nic/moderation.h"

#define MIN_DELAY 10 /* IXGBE_ITR_ADAPTIVE_MIN_USECS */
#define MAX_DELAY 126
#define STEP 2 /* IXGBE_ITR_ADAPTIVE_MIN_INC */

/* What a packet of this size is worth, in units that give a delay when divided by those of the link: by segments of
 * straight lines. */
static int64_t weight_of_size(int64_t bytes)
{
	if (bytes <= 60)
		return 5120;
	if (bytes <= 316)
		return 40 * bytes + 2720;
	if (bytes <= 1084)
		return 15 * bytes + 11452;
	if (bytes < 1968)
		return 5 * bytes + 22420;
	return 32256;
}

static int moderation_5_10_by_size(const struct moderation *m, const struct moderation_ring *ring,
				   bool latency)
{
	int64_t weight = weight_of_size(ring->bytes / ring->packets) >> latency;
	int64_t unit = STEP * (m->slow_link ? 64 : 256);
	if (m->slow_link)
		weight = MIN(weight, 8064);
	return (int)((weight + unit - 1) / unit) * STEP;
}

/* ixgbe_update_itr(); now: the vector's delay. */
static int wanted_delay(const struct moderation *m, const struct moderation_ring *ring, int now,
			int64_t jiffies)
{
	if (jiffies > ring->next_update)
		return MIN_DELAY | MODERATION_LATENCY;
	if (ring->packets == 0)
		return MIN(now + STEP, MAX_DELAY) + (ring->delay & MODERATION_LATENCY);
	if (ring->packets < 4 && ring->bytes < 9000)
		return moderation_5_10_by_size(m, ring, true) + MODERATION_LATENCY;
	if (ring->packets < 48)
		return MIN(now + STEP, MAX_DELAY);
	if (ring->packets < 96)
		return now;
	if (ring->packets < 256)
		return MAX(now / 2, MIN_DELAY);
	return moderation_5_10_by_size(m, ring, false);
}

static void update_ring(struct moderation *m, struct moderation_ring *ring, int64_t jiffies)
{
	ring->delay = wanted_delay(m, ring, (int)(m->gap / VTIME_PER_US), jiffies);
	ring->next_update = jiffies + 1;
	ring->packets = ring->bytes = 0;
}

/* ixgbe_set_itr() */
vtime moderation_5_10(struct moderation *m, int64_t jiffies)
{
	update_ring(m, &m->tx, jiffies);
	update_ring(m, &m->rx, jiffies);
	return (MIN(m->rx.delay, m->tx.delay) & ~MODERATION_LATENCY) * VTIME_PER_US;
}
