/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/histogram.h"
#include "sim/base/check.h"
#include <glib.h>
#include <inttypes.h>
#include <string.h>

#define SUB_BUCKETS (INT64_C(1) << HISTOGRAM_SUB_BITS)
#define PPM 1000000

/* The first two runs of SUB_BUCKETS buckets are one value wide, each later run twice as wide as the one
 * before. */
static int bucket_of(int64_t value)
{
	if (value < SUB_BUCKETS)
		return (int)value;
	int exponent = 63 - __builtin_clzll((unsigned long long)value);
	int shift = exponent - HISTOGRAM_SUB_BITS;
	return (int)(shift * SUB_BUCKETS + (value >> shift));
}

int64_t histogram_edge(int bucket)
{
	if (bucket < SUB_BUCKETS)
		return bucket;
	int shift = (bucket >> HISTOGRAM_SUB_BITS) - 1;
	int64_t lower = (bucket - shift * SUB_BUCKETS) << shift;
	return lower + ((INT64_C(1) << shift) - 1);
}

void histogram_reset(struct histogram *h)
{
	g_free(h->held);
	*h = (struct histogram){0};
}

static bool holds(const struct histogram *h, int bucket)
{
	return (uint32_t)(bucket - h->first) < (uint32_t)h->held_count;
}

/* hold: memory for the buckets from `first` to `last`, and for all between those that are held and them. */
static void hold(struct histogram *h, int first, int last)
{
	int start = first - first % HISTOGRAM_STEP, end = last - last % HISTOGRAM_STEP + HISTOGRAM_STEP;
	if (h->held) {
		start = MIN(start, h->first);
		end = MAX(end, h->first + h->held_count);
	}
	uint64_t *held = g_new0(uint64_t, end - start);
	if (h->held)
		memcpy(&held[h->first - start], h->held, sizeof(*held) * (size_t)h->held_count);
	g_free(h->held);
	h->held = held;
	h->first = start;
	h->held_count = end - start;
}

static void widen(struct histogram *h, int64_t value)
{
	if (h->count == 0 || value < h->min)
		h->min = value;
	if (h->count == 0 || value > h->max)
		h->max = value;
}

void histogram_add(struct histogram *h, int64_t value)
{
	CHECK(value >= 0, "value %" PRId64 " of a histogram is negative", value);
	widen(h, value);
	h->count++;
	h->sum += (uint64_t)value;
	int bucket = bucket_of(value);
	if (G_UNLIKELY(!holds(h, bucket)))
		hold(h, bucket, bucket);
	h->held[bucket - h->first]++;
}

void histogram_merge(struct histogram *h, const struct histogram *other)
{
	if (other->count == 0)
		return;
	widen(h, other->min);
	if (other->max > h->max)
		h->max = other->max;
	h->count += other->count;
	h->sum += other->sum;
	int last = other->first + other->held_count - 1;
	if (!holds(h, other->first) || !holds(h, last))
		hold(h, other->first, last);
	for (int i = 0; i < other->held_count; i++)
		h->held[other->first - h->first + i] += other->held[i];
}

int64_t histogram_mean(const struct histogram *h)
{
	return h->count ? (int64_t)((h->sum + h->count / 2) / h->count) : 0;
}

/* The upper edge of the bucket that holds the value of this rank (1: the smallest). */
static int64_t value_of_rank(const struct histogram *h, uint64_t rank)
{
	uint64_t passed = 0;
	for (int i = 0; i < h->held_count; i++) {
		passed += h->held[i];
		if (passed >= rank)
			return histogram_edge(h->first + i);
	}
	CHECK(false, "rank %" PRIu64 " of %" PRIu64 " values is in no bucket", rank, h->count);
}

bool histogram_percentile(const struct histogram *h, int64_t ppm, int64_t *value)
{
	CHECK(ppm >= 0 && ppm <= PPM, "quantile of %" PRId64 " ppm", ppm);
	uint64_t rank = (uint64_t)(((unsigned __int128)h->count * (uint64_t)ppm + PPM - 1) / PPM);
	uint64_t above = h->count - rank;
	uint64_t below = rank > 0 ? rank - 1 : 0;
	if ((ppm < PPM / 2 ? below : above) < HISTOGRAM_SUPPORT)
		return false;
	int64_t edge = value_of_rank(h, rank);
	*value = edge < h->max ? edge : h->max;
	return true;
}
