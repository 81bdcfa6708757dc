/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Log-linear histogram of non-negative 64-bit values (latencies in ps).
 *
 * Every power of two is split into 2^HISTOGRAM_SUB_BITS equal buckets, so a bucket is at most
 * 1/2^HISTOGRAM_SUB_BITS of its value wide (0.8 % for 7 bits); minimum, maximum, count and sum are exact
 * beside it. Memory is held for the buckets from the smallest value's to the greatest's, HISTOGRAM_STEP at a time: 8
 * bytes a bucket, 1 KB for each power of two between them, 58 KB at most. A percentile that the sample cannot support
 * is not given: at least HISTOGRAM_SUPPORT values must lie beyond it.
 */
#ifndef SIM_BASE_HISTOGRAM_H
#define SIM_BASE_HISTOGRAM_H

#include <stdbool.h>
#include <stdint.h>

#define HISTOGRAM_SUB_BITS 7
#define HISTOGRAM_BUCKETS ((64 - HISTOGRAM_SUB_BITS) << HISTOGRAM_SUB_BITS)
#define HISTOGRAM_STEP 32
#define HISTOGRAM_SUPPORT 10

/* Aligned like the other fields, so that a histogram takes no more than a line of the processor's cache. */
typedef unsigned __int128 histogram_sum __attribute__((aligned(8)));

struct histogram {
	histogram_sum sum; /* exact */
	uint64_t count;
	int64_t min, max; /* exact; meaningless while count is 0 */
	uint64_t *held;	  /* the buckets from number `first` on; owned; NULL: none */
	int32_t first, held_count;
};

/* All zero is an empty histogram. histogram_reset: empties it, after which it holds no memory. */
void histogram_reset(struct histogram *h);

/* histogram_add: counts one value (negative is a broken invariant). */
void histogram_add(struct histogram *h, int64_t value);

/* histogram_merge: adds all of another's values. */
void histogram_merge(struct histogram *h, const struct histogram *other);

/* histogram_mean: exact sum / count rounded to the nearest integer, halves up; 0 when empty. */
int64_t histogram_mean(const struct histogram *h);

/* histogram_edge: the largest value that falls into the bucket of this number. */
int64_t histogram_edge(int bucket);

/* histogram_percentile: sets *value to the largest value of the bucket in which the quantile lies (ppm: parts
 * per million, 0 .. 1000000; 500000 is the median, 999000 is p99.9), never above the exact maximum nor below
 * the exact minimum. The quantile is the value of rank ceil(count * ppm / 1000000), counted from 1 at the
 * smallest. Returns false, leaving *value, when fewer than HISTOGRAM_SUPPORT values rank beyond it on its
 * rarer side (below it for ppm under 500000, else above it). */
bool histogram_percentile(const struct histogram *h, int64_t ppm, int64_t *value);

#endif
