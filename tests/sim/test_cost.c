/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/vtime.h"
#include "sim/kernel/cost.h"
#include "tests/lib/suite.h"
#include <glib.h>
#include <math.h>

#define GHZ INT64_C(1000000000)

static void test_resolve(void)
{
	static const struct {
		struct cost_entry entry;
		int64_t hz;
		struct cost expected;
	} cases[] = {
		{{0, 0}, GHZ, {0, 0}},
		{{1000000, 0}, GHZ, {1000, 0}},		      /* a cycle at 1 GHz: 1 ns */
		{{1000000, 1000000}, 2 * GHZ, {500, 500000}}, /* 0.5 ns and 0.5 ns a byte */
		{{1000000, 1000000}, 3 * GHZ, {333, 333333}}, /* down */
		{{2000000, 2000000}, 3 * GHZ, {667, 666667}}, /* up */
		{{1000000, 0}, 3300000000, {303, 0}},	      /* 303.03 ps */
		{{2000 * INT64_C(1000000), 0},
		 2930000000,
		 {682594, 0}},		     /* a VM exit at 2.93 GHz: 682,593.86 ps */
		{{500, 500}, GHZ, {1, 500}}, /* half a ps: rounded up */
		{{499, 0}, GHZ, {0, 0}},
		{{INT64_C(1000000000000), 0}, GHZ, {VTIME_PER_MS, 0}}, /* a million cycles */
	};
	EACH_CASE (i, cases) {
		struct cost c = cost_resolve(&cases[i].entry, cases[i].hz);
		CU_ASSERT_EQUAL(c.fixed, cases[i].expected.fixed);
		CU_ASSERT_EQUAL(c.per_byte_fs, cases[i].expected.per_byte_fs);
	}
}

static void test_time(void)
{
	static const struct {
		struct cost cost;
		int64_t bytes;
		vtime expected;
	} cases[] = {
		{{1000, 0}, 0, 1000},	    {{1000, 0}, 65536, 1000},	 {{1000, 499}, 1, 1000},
		{{1000, 500}, 1, 1001},	    {{0, 333333}, 1500, 500000}, /* 499,999.5 ps */
		{{700, 250000}, 64, 16700},
	};
	EACH_CASE (i, cases)
		CU_ASSERT_EQUAL(cost_time(&cases[i].cost, cases[i].bytes), cases[i].expected);
}

/* Never further from the exact value than half a unit; the oracle divides in long double. */
static void test_rounding(void)
{
	for (int64_t ppm = 1; ppm < INT64_C(100000000000); ppm = ppm * 7 / 3 + 1) {
		for (int64_t hz = 800000000; hz < 5 * GHZ; hz += 123456789) {
			struct cost c = cost_resolve(&(struct cost_entry){ppm, ppm}, hz);
			long double exact = (long double)ppm * 1e6L / (long double)hz;
			CU_ASSERT((long double)c.fixed - exact < 0.5001L &&
				  exact - (long double)c.fixed < 0.5001L);
			exact *= 1000;
			CU_ASSERT((long double)c.per_byte_fs - exact < 0.5001L &&
				  exact - (long double)c.per_byte_fs < 0.5001L);
		}
	}
}

/* A cost of 1 us: the least is what is always paid, the mean is the cost, the deviation is the share, and one draw in e^2
 * takes two means of the tail beside it. Of 200,000 draws, within five standard errors. */
static void test_scatter(void)
{
	static const int64_t shares[] = {10000, 100000, 500000, 1000000};
	const int n = 200000;
	EACH_CASE (i, shares) {
		struct cost_spread s = {.share = shares[i]};
		double sum = 0, squares = 0, share = (double)shares[i] / 1e6;
		vtime mean = VTIME_PER_US, always = mean - mean * shares[i] / 1000000, least = VTIME_NEVER;
		int tail = 0;
		rng_init(&s.rng, 1, i, "scatter");
		for (int k = 0; k < n; k++) {
			vtime paid = cost_scatter(&s, mean);
			double off = (double)(paid - mean);
			least = MIN(least, paid);
			sum += off;
			squares += off * off;
			tail += paid - always > 2 * (mean - always);
		}
		double deviation = share * 1e6;
		CU_ASSERT(least >= always);
		CU_ASSERT((double)(least - always) < deviation / 1000 + 2);
		CU_ASSERT_DOUBLE_EQUAL(sum / n, 0, 5 * deviation / sqrt(n));
		CU_ASSERT_DOUBLE_EQUAL(sqrt(squares / n), deviation, 5 * 2 * deviation / sqrt(n));
		CU_ASSERT_DOUBLE_EQUAL((double)tail / n, exp(-2), 5 * sqrt(exp(-2) / n));
	}
}

/* Nothing is drawn for a cost of nothing, nor without a spread. */
static void test_no_scatter(void)
{
	struct cost_spread s = {.share = 500000}, other = s;
	rng_init(&s.rng, 1, 0, "scatter");
	other.rng = s.rng;
	CU_ASSERT_EQUAL(cost_scatter(&s, 0), 0);
	CU_ASSERT_EQUAL(rng_u64(&s.rng), rng_u64(&other.rng));
	s.share = 0;
	CU_ASSERT_EQUAL(cost_scatter(&s, 777), 777);
}

static const struct test_case cases[] = {
	{"payments that scatter", test_scatter}, {"payments that do not", test_no_scatter},
	{"cycles to picoseconds", test_resolve}, {"fixed and per byte", test_time},
	{"rounding to nearest", test_rounding},
};
SUITE("cost", cases)
