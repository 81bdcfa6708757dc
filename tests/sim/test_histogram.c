/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/histogram.h"
#include "tests/lib/suite.h"
#include <string.h>

#define N(array) (sizeof(array) / sizeof(*(array)))
#define MAX_COUNT 20000
#define UNTOUCHED INT64_C(-77)

static struct histogram h;
static int64_t sorted[MAX_COUNT]; /* the oracle: every value, in order */

/* A congruential generator, for values that depend on nothing but the state. Constants: Knuth, MMIX. */
static uint64_t next(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 1;
}

/* Shapes of samples, each value from the state of the generator. */
static int64_t constant(uint64_t *state)
{
	next(state);
	return 67200;
}

static int64_t small(uint64_t *state)
{
	return (int64_t)(next(state) % 300);
}

static int64_t flat(uint64_t *state)
{
	return (int64_t)(next(state) % 1000000);
}

static int64_t wide(uint64_t *state) /* every power of two as likely */
{
	int shift = (int)(next(state) >> 32) % 63;
	return (int64_t)(next(state) >> shift);
}

static int64_t two_values(uint64_t *state)
{
	return next(state) >> 40 & 15 ? 1000 : INT64_MAX;
}

typedef int64_t shape(uint64_t *state);
static shape *const shapes[] = {constant, small, flat, wide, two_values};

static int compare_values(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Fills the histogram and the oracle with n values of the shape. */
static void fill(shape *draw, int n)
{
	uint64_t state = (uint64_t)n;
	histogram_reset(&h);
	for (int i = 0; i < n; i++) {
		sorted[i] = draw(&state);
		histogram_add(&h, sorted[i]);
	}
	qsort(sorted, (size_t)n, sizeof(*sorted), compare_values);
}

/* The quantile of the sorted array: *value, and whether enough values rank beyond it. */
static bool oracle(int n, int64_t ppm, int64_t *value)
{
	int64_t index = 0; /* the first value with at least ppm of all values up to and including it */
	while (index < n - 1 && (index + 1) * 1000000 < n * ppm)
		index++;
	if (n > 0)
		*value = sorted[index];
	int64_t beyond = ppm < 500000 ? index : n - 1 - index;
	return n > 0 && beyond >= 10;
}

static const int64_t quantiles[] = {0,	    1,	    1000,   10000,  100000, 250000, 499999, 500000,
				    500001, 750000, 900000, 990000, 999000, 999900, 1000000};

static void check_quantiles(int n)
{
	for (size_t i = 0; i < N(quantiles); i++) {
		int64_t exact = 0, given = UNTOUCHED;
		bool supported = oracle(n, quantiles[i], &exact);
		CU_ASSERT_EQUAL(histogram_percentile(&h, quantiles[i], &given), supported);
		if (!supported) {
			CU_ASSERT_EQUAL(given, UNTOUCHED);
			continue;
		}
		CU_ASSERT_TRUE(given >= exact);
		CU_ASSERT_TRUE(given - exact <= exact >> HISTOGRAM_SUB_BITS);
		CU_ASSERT_TRUE(given >= sorted[0] && given <= sorted[n - 1]);
	}
}

static void test_quantiles(void)
{
	static const int counts[] = {0,	 1,   9,   10,	11,   19,   20,	  21,	 22,
				     99, 100, 101, 999, 1000, 1001, 9999, 10000, MAX_COUNT};
	for (size_t s = 0; s < N(shapes); s++) {
		for (size_t i = 0; i < N(counts); i++) {
			fill(shapes[s], counts[i]);
			check_quantiles(counts[i]);
		}
	}
}

static void test_exact_values(void)
{
	for (size_t s = 0; s < N(shapes); s++) {
		const int n = 5000;
		fill(shapes[s], n);
		unsigned __int128 sum = 0;
		for (int i = 0; i < n; i++)
			sum += (uint64_t)sorted[i];
		CU_ASSERT_EQUAL(h.count, (uint64_t)n);
		CU_ASSERT_EQUAL(h.min, sorted[0]);
		CU_ASSERT_EQUAL(h.max, sorted[n - 1]);
		CU_ASSERT_TRUE(h.sum == sum);
		int64_t twice_off = (int64_t)((__int128)2 * n * histogram_mean(&h) - (__int128)(2 * sum));
		CU_ASSERT_TRUE(twice_off > -n && twice_off <= n);
	}
}

static void test_mean(void)
{
	static const struct {
		int64_t values[4];
		int n;
		int64_t mean;
	} cases[] = {
		{{0}, 0, 0},
		{{7}, 1, 7},
		{{1, 2}, 2, 2}, /* a half, rounded up */
		{{1, 1, 2}, 3, 1},
		{{1, 2, 2}, 3, 2},
		{{INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX}, 4, INT64_MAX},
		{{INT64_MAX, INT64_MAX - 1}, 2, INT64_MAX},
		{{0, INT64_MAX}, 2, INT64_C(1) << 62},
	};
	for (size_t i = 0; i < N(cases); i++) {
		histogram_reset(&h);
		for (int j = 0; j < cases[i].n; j++)
			histogram_add(&h, cases[i].values[j]);
		CU_ASSERT_EQUAL(histogram_mean(&h), cases[i].mean);
	}
}

static uint64_t in_bucket(const struct histogram *of, int bucket)
{
	return bucket >= of->first && bucket < of->first + of->held_count ? of->held[bucket - of->first] : 0;
}

/* Every value lands in exactly one bucket, buckets follow the order of values, and 128 of them share each
 * power of two: seen through the counts around every power. */
static void test_buckets(void)
{
	int last = -1;
	for (int bit = 0; bit < 63; bit++) {
		for (int part = 0; part < 128; part++) {
			int64_t low = INT64_C(1) << bit;
			int64_t value = low + (int64_t)((__int128)low * part / 128);
			histogram_reset(&h);
			histogram_add(&h, value);
			int bucket = 0;
			while (bucket < HISTOGRAM_BUCKETS && !in_bucket(&h, bucket))
				bucket++;
			CU_ASSERT_TRUE_FATAL(bucket < HISTOGRAM_BUCKETS);
			CU_ASSERT_EQUAL(h.held_count, HISTOGRAM_STEP);
			CU_ASSERT_TRUE(bit < HISTOGRAM_SUB_BITS ? bucket == value : bucket == last + 1);
			last = bucket;
		}
	}
	CU_ASSERT_EQUAL(last, HISTOGRAM_BUCKETS - 1);
	histogram_reset(&h);
	histogram_add(&h, INT64_MAX);
	histogram_add(&h, 0);
	CU_ASSERT_EQUAL(in_bucket(&h, HISTOGRAM_BUCKETS - 1), 1);
	CU_ASSERT_EQUAL(in_bucket(&h, 0), 1);
	CU_ASSERT_EQUAL(h.held_count, HISTOGRAM_BUCKETS);
}

/* Two halves of a sample, put together, are the histogram of the whole, whichever is empty or wider. */
static void test_merge(void)
{
	static const int splits[] = {0, 1, 500, 999, 1000};
	for (size_t s = 0; s < N(shapes) * N(splits); s++) {
		int split = splits[s % N(splits)];
		struct histogram half[2] = {{0}, {0}};
		fill(shapes[s / N(splits)], 1000);
		for (int i = 0; i < 1000; i++)
			histogram_add(&half[i >= split], sorted[i]);
		histogram_merge(&half[0], &half[1]);
		CU_ASSERT_EQUAL(half[0].count, h.count);
		CU_ASSERT_EQUAL(half[0].min, h.min);
		CU_ASSERT_EQUAL(half[0].max, h.max);
		CU_ASSERT_TRUE(half[0].sum == h.sum);
		CU_ASSERT_EQUAL(half[0].held_count, h.held_count);
		for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
			if (in_bucket(&half[0], i) != in_bucket(&h, i))
				CU_FAIL("a bucket differs");
		histogram_reset(&half[0]);
		histogram_reset(&half[1]);
	}
}

static void test_reset(void)
{
	fill(flat, 1000);
	histogram_reset(&h);
	CU_ASSERT_PTR_NULL(h.held);
	CU_ASSERT_EQUAL(h.count, 0);
	CU_ASSERT_EQUAL(histogram_mean(&h), 0);
	histogram_add(&h, 5);
	CU_ASSERT_EQUAL(h.min, 5);
	CU_ASSERT_EQUAL(h.max, 5);
}

static const struct test_case tests[] = {
	{"quantiles against a sorted array", test_quantiles},
	{"count, minimum, maximum and sum are exact", test_exact_values},
	{"mean", test_mean},
	{"buckets", test_buckets},
	{"merge", test_merge},
	{"reset", test_reset},
};

SUITE("histogram", tests)
