/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/normal.h"
#include "tests/lib/suite.h"
#include "tools/study/summary/precision.h"
#include <glib.h>
#include <stdbool.h>

static const struct precision_rule usual = {.least = 4, .most = 30, .precision = 0.02, .confidence = 0.95};

/* Half width over mean by the textbook, two passes, and a table of t for 3 to 9 degrees of freedom. */
static double relative_half(const double *values, int n)
{
	static const double t[] = {3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157};
	double sum = 0, squares = 0;
	for (int i = 0; i < n; i++)
		sum += values[i];
	for (int i = 0; i < n; i++)
		squares += (values[i] - sum / n) * (values[i] - sum / n);
	return t[n - 4] * sqrt(squares / (n - 1) / n) / (sum / n);
}

static void test_before_the_least(void)
{
	static const double same[] = {5, 5, 5, 5, 5};
	CU_ASSERT_EQUAL(precision_wanted(&usual, same, 0), 4);
	CU_ASSERT_EQUAL(precision_wanted(&usual, same, 1), 4);
	CU_ASSERT_EQUAL(precision_wanted(&usual, same, 3), 4);
	CU_ASSERT_EQUAL(precision_wanted(&usual, same, 4), 4);
	CU_ASSERT_EQUAL(precision_wanted(&usual, same, 5), 4);
	struct precision_rule few = usual;
	few.least = 1;
	CU_ASSERT_EQUAL(precision_wanted(&few, same, 0), PRECISION_LEAST);
	CU_ASSERT_EQUAL(precision_wanted(&few, same, 2), PRECISION_LEAST);
	few.most = 2;
	CU_ASSERT_EQUAL(precision_wanted(&few, same, 0), 2);
}

static void test_no_precision(void)
{
	static const double values[] = {1, 100, 3};
	struct precision_rule fixed = {.least = 2, .most = 1, .precision = 0, .confidence = 0.95};
	for (int n = 0; n <= 3; n++)
		CU_ASSERT_EQUAL(precision_wanted(&fixed, values, n), 2);
}

/* The first count, from the least on, whose half width is at most 0.02 / 1.02 of the mean. */
static void test_stops_where_the_oracle_does(void)
{
	struct noise r = {5772156};
	int counts[11] = {0};
	for (int k = 0; k < 500; k++) {
		double values[10];
		for (int i = 0; i < 10; i++)
			values[i] = noise_normal(&r, 1000, 20);
		int expected = 4;
		while (expected < 10 && relative_half(values, expected) > 0.02 / 1.02)
			expected++;
		bool suffices = relative_half(values, expected) <= 0.02 / 1.02;
		CU_ASSERT_EQUAL(precision_wanted(&usual, values, 10), suffices ? expected : 11);
		counts[expected]++;
	}
	for (int n = 4; n <= 10; n++)
		CU_ASSERT_TRUE(counts[n] > 10);
}

/* Asked after every replication, or only later: the same number. */
static void test_prefixes(void)
{
	struct noise r = {1618033};
	for (int k = 0; k < 200; k++) {
		double values[40];
		for (int i = 0; i < 40; i++)
			values[i] = noise_normal(&r, 1000, 40);
		int n = 0;
		while (precision_wanted(&usual, values, n) > n)
			n++;
		CU_ASSERT_TRUE(n >= 4 && n <= 30);
		for (int known = n; known <= 40; known++)
			CU_ASSERT_EQUAL(precision_wanted(&usual, values, known), n);
	}
}

/* wanted_by_intervals: by an interval over all values each time. */
static int wanted_by_intervals(const struct precision_rule *r, const double *values, int n)
{
	double part = r->precision / (1 + r->precision);
	for (int k = r->least; k <= n && k <= r->most; k++) {
		struct interval i = interval_of(values, k, r->confidence);
		if (k == r->most || i.half <= part * fabs(i.mean))
			return k;
	}
	return n + 1;
}

/* One by one, and with a rule of a study's, the same number as from all values. */
static void test_one_by_one(void)
{
	const struct precision_rule r = precision_rule(&(struct study_settings){
		.replications = 5, .max_replications = 300, .precision = 5000, .confidence = 990000});
	struct noise noise = {1414213};
	CU_ASSERT_TRUE(r.normal > 2.5758 && r.normal < 2.5759);
	for (int k = 0; k < 15; k++) {
		double values[310];
		struct precision_count count = {0};
		for (int i = 0; i < 310; i++) {
			values[i] = i % 7 == k % 9 ? NAN : noise_normal(&noise, 1000, 10 + k / 3.0);
			precision_add(&r, &count, values[i]);
			int wanted = i < 4 ? 5 : wanted_by_intervals(&r, values, i + 1);
			CU_ASSERT_EQUAL(precision_asked(&r, &count), wanted);
			if (i % 10 == 0)
				CU_ASSERT_EQUAL(precision_wanted(&r, values, i + 1), wanted);
		}
	}
}

static void test_cap(void)
{
	double wild[40];
	for (int i = 0; i < 40; i++)
		wild[i] = i % 2 ? 1 : 1000;
	CU_ASSERT_EQUAL(precision_wanted(&usual, wild, 29), 30);
	CU_ASSERT_EQUAL(precision_wanted(&usual, wild, 30), 30);
	CU_ASSERT_EQUAL(precision_wanted(&usual, wild, 40), 30);
}

static void test_special_means(void)
{
	static const double zero[] = {0, 0, 0, 0}, none[] = {NAN, NAN, NAN, NAN};
	static const double about_zero[] = {-1, 1, -1, 1}, below[] = {-100, -100.1, -99.9, -100};
	static const double one[] = {NAN, 7, NAN, NAN}, failed[] = {100, NAN, 100.1, 99.9, 100};
	CU_ASSERT_EQUAL(precision_wanted(&usual, zero, 4), 4);
	CU_ASSERT_EQUAL(precision_wanted(&usual, none, 4), 4);
	CU_ASSERT_EQUAL(precision_wanted(&usual, about_zero, 4), 5);
	CU_ASSERT_EQUAL(precision_wanted(&usual, below, 4), 4);
	CU_ASSERT_EQUAL(precision_wanted(&usual, one, 4), 5);
	CU_ASSERT_EQUAL(precision_wanted(&usual, failed, 5), 4);
}

/* Share of 4,000 points, with a spread of 5 % of the mean, whose error is within the precision of 2 %. */
static double kept(int least)
{
	enum { POINTS = 4000, MOST = 200 };
	struct precision_rule r = {.least = least, .most = MOST, .precision = 0.02, .confidence = 0.95};
	struct noise noise = {3141592653 + (uint64_t)least};
	int good = 0;
	for (int k = 0; k < POINTS; k++) {
		double values[MOST], sum = 0;
		for (int i = 0; i < MOST; i++)
			values[i] = noise_normal(&noise, 1000, 50);
		int n = precision_wanted(&r, values, MOST);
		for (int i = 0; i < n; i++)
			sum += values[i];
		good += fabs(sum / n - 1000) <= 0.02 * 1000;
	}
	return (double)good / POINTS;
}

/* The more replications there are at least, the nearer the promise: the figures stand in docs/studies.md. */
static void test_early_stopping(void)
{
	double at_3 = kept(3), at_5 = kept(5), at_10 = kept(10);
	CU_ASSERT_DOUBLE_EQUAL(at_3, 0.925, 0.01);
	CU_ASSERT_DOUBLE_EQUAL(at_5, 0.94, 0.01);
	CU_ASSERT_DOUBLE_EQUAL(at_10, 0.95, 0.01);
}

static const struct test_case tests[] = {
	{"before the least number", test_before_the_least},
	{"without a precision", test_no_precision},
	{"stops where the textbook does", test_stops_where_the_oracle_does},
	{"only complete prefixes count", test_prefixes},
	{"one by one", test_one_by_one},
	{"the cap", test_cap},
	{"means of zero, unknown, negative", test_special_means},
	{"stopping early costs confidence", test_early_stopping},
};

SUITE("precision", tests)
