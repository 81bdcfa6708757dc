/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/histogram.h"
#include "sim/check.h"
#include <glib.h>
#include <inttypes.h>

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

/* The largest value that falls into the bucket. */
static int64_t upper_edge(int bucket)
{
	if (bucket < SUB_BUCKETS)
		return bucket;
	int shift = (bucket >> HISTOGRAM_SUB_BITS) - 1;
	int64_t lower = (bucket - shift * SUB_BUCKETS) << shift;
	return lower + ((INT64_C(1) << shift) - 1);
}

void histogram_reset(struct histogram *h)
{
	for (int i = 0; i < HISTOGRAM_ROWS; i++)
		g_free(h->row[i]);
	*h = (struct histogram){0};
}

void histogram_free(struct histogram *h)
{
	if (h)
		histogram_reset(h);
	g_free(h);
}

/* The row, in memory from now on. */
static uint64_t *take_row(struct histogram *h, int row)
{
	if (G_UNLIKELY(!h->row[row]))
		h->row[row] = g_new0(uint64_t, SUB_BUCKETS);
	return h->row[row];
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
	take_row(h, bucket >> HISTOGRAM_SUB_BITS)[bucket & (SUB_BUCKETS - 1)]++;
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
	for (int i = 0; i < HISTOGRAM_ROWS; i++) {
		if (!other->row[i])
			continue;
		uint64_t *row = take_row(h, i);
		for (int k = 0; k < SUB_BUCKETS; k++)
			row[k] += other->row[i][k];
	}
}

int64_t histogram_mean(const struct histogram *h)
{
	return h->count ? (int64_t)((h->sum + h->count / 2) / h->count) : 0;
}

/* The upper edge of the bucket that holds the value of this rank (1: the smallest). */
static int64_t value_of_rank(const struct histogram *h, uint64_t rank)
{
	uint64_t passed = 0;
	for (int i = 0; i < HISTOGRAM_ROWS; i++) {
		for (int k = 0; h->row[i] && k < SUB_BUCKETS; k++) {
			passed += h->row[i][k];
			if (passed >= rank)
				return upper_edge((i << HISTOGRAM_SUB_BITS) + k);
		}
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
