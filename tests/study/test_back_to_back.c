/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Back-to-back frames: tests of known lengths, and the figures of RFC 9004 by hand.
 */
#include "tests/lib/suite.h"
#include "tools/study/search/back_to_back.h"
#include <math.h>

/* run: every test i finds what buffer[i % n] frames hold; the lengths are checked, the number of bursts is returned. */
static int run(const int64_t *buffer, int n, int64_t max_burst, int repeats)
{
	struct back_to_back b;
	int64_t frames, replication, asked = 0;
	back_to_back_init(&b, max_burst, repeats);
	while (asked < 100000 && back_to_back_next(&b, &frames, &replication)) {
		CU_ASSERT_TRUE(frames >= 1 && frames <= max_burst);
		CU_ASSERT_TRUE(replication >= 0 && replication < repeats);
		back_to_back_result(&b, frames <= buffer[replication % n]);
		asked++;
	}
	CU_ASSERT_EQUAL((int)b.lengths->len, repeats);
	for (guint i = 0; i < b.lengths->len; i++)
		CU_ASSERT_EQUAL(g_array_index(b.lengths, int64_t, i), MIN(buffer[(int)i % n], max_burst));
	CU_ASSERT_EQUAL(back_to_back_outcome(&b).bursts, asked);
	back_to_back_clear(&b);
	return (int)asked;
}

static void lengths(void)
{
	for (int64_t buffer = 0; buffer <= 70; buffer++)
		for (int64_t most = 1; most <= 66; most += 13)
			run(&buffer, 1, most, 3);
}

static void lengths_that_change(void)
{
	static const int64_t up[] = {0, 1, 500, 100000, 99999}, wild[] = {812, 3, 0, 777, 800, 801};
	run(up, G_N_ELEMENTS(up), 1000000, 20);
	run(wild, G_N_ELEMENTS(wild), 1000000, 50);
}

/* The first test doubles up to the length and halves down to it; a test that finds the same again takes two bursts. */
static void bursts_needed(void)
{
	static const int64_t buffer = 1000, all = INT64_MAX;
	int first = run(&buffer, 1, 29761904, 1);
	CU_ASSERT_TRUE(first <= 2 * 10 + 2);
	CU_ASSERT_EQUAL(run(&buffer, 1, 29761904, 50), first + 49 * 2);
	CU_ASSERT_EQUAL(run(&all, 1, 29761904, 2), 27); /* 1, 2, 4 ... 2^24, the longest, and again */
}

static struct back_to_back_outcome outcome_of(const int64_t *buffer, int n, int64_t max_burst)
{
	struct back_to_back b;
	int64_t frames, replication;
	back_to_back_init(&b, max_burst, n);
	while (back_to_back_next(&b, &frames, &replication))
		back_to_back_result(&b, frames <= buffer[replication]);
	struct back_to_back_outcome o = back_to_back_outcome(&b);
	back_to_back_clear(&b);
	return o;
}

static void figures(void)
{
	static const int64_t buffer[] = {2, 4, 4, 4, 5, 5, 7, 9};
	struct back_to_back_outcome o = outcome_of(buffer, 8, 1000);
	CU_ASSERT_EQUAL(o.tests, 8);
	CU_ASSERT_EQUAL(o.min, 2);
	CU_ASSERT_EQUAL(o.max, 9);
	CU_ASSERT_DOUBLE_EQUAL(o.mean, 5, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(o.deviation, sqrt(32.0 / 7), 1e-12);
	CU_ASSERT_FALSE(o.limited);
	CU_ASSERT_TRUE(outcome_of(buffer, 8, 9).limited);
	CU_ASSERT_DOUBLE_EQUAL(outcome_of(buffer, 1, 9).deviation, 0, 0);
}

/* 26,700 frames at 14,880,952 pps last 1.794 ms; a system that forwards a quarter of them meanwhile holds the rest. */
static void buffer_times(void)
{
	CU_ASSERT_DOUBLE_EQUAL(back_to_back_implied_s(26700, 14880952), 1.79424e-3, 1e-8);
	CU_ASSERT_DOUBLE_EQUAL(back_to_back_corrected_s(26700, 14880952, 3720238), 1.34568e-3, 1e-8);
	CU_ASSERT_DOUBLE_EQUAL(back_to_back_corrected_s(26700, 14880952, 0), 1.79424e-3, 1e-8);
	CU_ASSERT_DOUBLE_EQUAL(back_to_back_corrected_s(26700, 14880952, 14880952), 0, 1e-12);
}

static const struct test_case tests[] = {
	{"lengths", lengths},
	{"lengths that change from test to test", lengths_that_change},
	{"bursts needed", bursts_needed},
	{"mean, extremes, deviation", figures},
	{"buffer times", buffer_times},
};

SUITE("back_to_back", tests)
