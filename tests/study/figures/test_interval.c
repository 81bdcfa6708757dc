/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/normal.h"
#include "tests/lib/suite.h"
#include "tools/study/figures/interval.h"

#define N(a) ((int)(sizeof(a) / sizeof(*(a))))
#define ASSERT_NEAR(a, b, tolerance) CU_ASSERT_DOUBLE_EQUAL(a, b, tolerance)

/* The estimate of a mean whose interval is known, as publications print it. */
static struct estimate estimate_in(struct interval i)
{
	struct estimate e = {.n = i.n, .mean = i.mean, .error = NAN, .df = NAN};
	if (i.n > 1) {
		e.df = i.n - 1;
		e.error = i.half / interval_quantile(0.95, e.df);
	}
	return e;
}

static struct interval welch(struct interval a, struct interval b)
{
	return interval_at(estimate_welch(estimate_in(a), estimate_in(b)), 0.95);
}

/* Extra hours of sleep under two drugs, the same ten people: Cushny, Peebles, 1905; Student, 1908. */
static const double drug_1[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
static const double drug_2[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

/* Tables of Student's t as printed in textbooks, two-sided. */
static void test_quantiles(void)
{
	static const struct {
		double df, at_90, at_95, at_99;
	} table[] = {
		{1, 6.314, 12.706, 63.657}, {2, 2.920, 4.303, 9.925},	{3, 2.353, 3.182, 5.841},
		{4, 2.132, 2.776, 4.604},   {5, 2.015, 2.571, 4.032},	{9, 1.833, 2.262, 3.250},
		{10, 1.812, 2.228, 3.169},  {20, 1.725, 2.086, 2.845},	{30, 1.697, 2.042, 2.750},
		{60, 1.671, 2.000, 2.660},  {120, 1.658, 1.980, 2.617}, {1e9, 1.645, 1.960, 2.576},
	};
	for (int i = 0; i < N(table); i++) {
		ASSERT_NEAR(interval_quantile(0.90, table[i].df), table[i].at_90, 0.0006);
		ASSERT_NEAR(interval_quantile(0.95, table[i].df), table[i].at_95, 0.0006);
		ASSERT_NEAR(interval_quantile(0.99, table[i].df), table[i].at_99, 0.0006);
	}
}

/* With one and two degrees of freedom the distribution has a closed form, which reaches far into the tail. */
static void test_quantiles_far_out(void)
{
	for (double alpha = 0.5; alpha > 1e-7; alpha /= 3) {
		double p = 1 - alpha / 2;
		double cauchy = 1 / tan(3.14159265358979323846 * alpha / 2);
		double two = (2 * p - 1) * sqrt(2 / (4 * p * (1 - p)));
		ASSERT_NEAR(interval_quantile(1 - alpha, 1) / cauchy, 1, 1e-6);
		ASSERT_NEAR(interval_quantile(1 - alpha, 2) / two, 1, 1e-6);
	}
}

static void test_by_hand(void)
{
	/* 1 to 5: mean 3, variance 10 / 4, standard error sqrt(2.5 / 5); t is 2.776445 */
	static const double values[] = {1, 2, 3, 4, 5};
	struct interval i = interval_of(values, 5, 0.95);
	CU_ASSERT_EQUAL(i.n, 5);
	ASSERT_NEAR(i.mean, 3, 1e-12);
	ASSERT_NEAR(i.half, 2.776445105 * sqrt(0.5), 1e-8);
	CU_ASSERT_TRUE(interval_known(i));
	ASSERT_NEAR(interval_low(i), 3 - i.half, 1e-12);
	ASSERT_NEAR(interval_high(i), 3 + i.half, 1e-12);
}

/* The figures that statistics packages print for this sample: the variances differ, the test is Welch's. */
static void test_published_welch(void)
{
	struct estimate e = estimate_welch(estimate_of(drug_1, 10), estimate_of(drug_2, 10));
	struct interval i = interval_at(e, 0.95);
	ASSERT_NEAR(e.mean / e.error, 1.8608, 0.00005);
	ASSERT_NEAR(e.df, 17.776, 0.0005);
	ASSERT_NEAR(interval_low(i), -0.2054832, 5e-7);
	ASSERT_NEAR(interval_high(i), 3.3654832, 5e-7);
	CU_ASSERT_EQUAL(e.n, 20);
}

/* Miles per gallon of 249 and 79 cars: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.3. */
static void test_published_welch_of_summaries(void)
{
	struct interval usa = {249, 20.14458, interval_quantile(0.95, 248) * 6.41470 / sqrt(249)};
	struct interval japan = {79, 30.48101, interval_quantile(0.95, 78) * 6.10771 / sqrt(79)};
	struct estimate e = estimate_welch(estimate_in(japan), estimate_in(usa));
	ASSERT_NEAR(e.mean / e.error, -12.94627, 0.0002);
	ASSERT_NEAR(e.df, 136.8750, 0.002);
	struct interval i = welch(japan, usa);
	ASSERT_NEAR(i.mean, 20.14458 - 30.48101, 1e-9);
	ASSERT_NEAR(i.half, 1.97746 * 0.798420, 0.0002);
}

static void test_published_paired(void)
{
	struct estimate e = estimate_paired(drug_1, drug_2, 10);
	struct interval i = interval_paired(drug_1, drug_2, 10, 0.95);
	ASSERT_NEAR(e.mean / e.error, 4.0621, 0.00005);
	ASSERT_NEAR(interval_low(i), 0.7001142, 5e-7);
	ASSERT_NEAR(interval_high(i), 2.4598858, 5e-7);
	CU_ASSERT_EQUAL(i.n, 10);
}

/* 4, 7, 13, 16 beside a mean that has them lose every digit in a sum of squares: variance 30. */
static void test_large_mean(void)
{
	double values[4] = {4, 7, 13, 16};
	for (int k = 0; k < 4; k++)
		values[k] += 1e9;
	struct estimate e = estimate_of(values, 4);
	ASSERT_NEAR(e.mean, 1e9 + 10, 1e-6);
	ASSERT_NEAR(e.error, sqrt(30.0 / 4), 1e-6);
}

static void test_few_values(void)
{
	static const double one[] = {NAN, 7, NAN}, two[] = {NAN, 7, 9}, none[] = {NAN, NAN};
	struct interval i = interval_of(one, 0, 0.95);
	CU_ASSERT_TRUE(i.n == 0 && isnan(i.mean) && isnan(i.half));
	i = interval_of(none, 2, 0.95);
	CU_ASSERT_TRUE(i.n == 0 && isnan(i.mean) && isnan(i.half) && !interval_known(i));
	i = interval_of(one, 3, 0.95);
	CU_ASSERT_TRUE(i.n == 1 && i.mean == 7 && isnan(i.half) && !interval_known(i));
	i = interval_of(two, 3, 0.95);
	CU_ASSERT_TRUE(i.n == 2 && i.mean == 8);
	ASSERT_NEAR(i.half, 12.7062, 0.0001);
	i = interval_paired(one, two, 3, 0.95);
	CU_ASSERT_TRUE(i.n == 1 && i.mean == 0 && isnan(i.half));
	struct interval many = interval_of(drug_1, 10, 0.95), single = interval_of(one, 3, 0.95);
	i = welch(many, single);
	CU_ASSERT_TRUE(fabs(i.mean - 6.25) < 1e-12 && isnan(i.half));
	i = welch(many, interval_of(none, 2, 0.95));
	CU_ASSERT_TRUE(i.n == 0 && isnan(i.mean) && isnan(i.half));
}

/* Values that never differ are known exactly. */
static void test_no_spread(void)
{
	static const double a[] = {4, 4, 4}, b[] = {5, 5, 5}, zero[] = {0, 0, 0};
	struct interval i = interval_of(a, 3, 0.95);
	CU_ASSERT_TRUE(i.mean == 4 && i.half == 0);
	i = welch(i, interval_of(b, 3, 0.95));
	CU_ASSERT_TRUE(i.mean == 1 && i.half == 0);
	i = interval_at(estimate_change(a, b, 3), 0.95);
	CU_ASSERT_TRUE(i.mean == 0.25 && i.half == 0);
	i = interval_at(estimate_change(zero, zero, 3), 0.95);
	CU_ASSERT_TRUE(i.mean == 0 && i.half == 0);
	i = interval_at(estimate_change(zero, a, 3), 0.95);
	CU_ASSERT_TRUE(i.n == 3 && isnan(i.mean) && isnan(i.half));
	struct estimate of_a = estimate_of(a, 3), of_zero = estimate_of(zero, 3);
	CU_ASSERT_TRUE(isnan(estimate_change_welch(of_zero, of_a).mean));
	CU_ASSERT_EQUAL(estimate_change_welch(of_zero, of_zero).mean, 0);
	CU_ASSERT_EQUAL(estimate_change_welch(of_a, of_zero).mean, -1);
}

/* a = 10, 20, 30 and b = 12, 21, 33: 66 / 60 - 1; residuals 1, -1, 0, so an error of sqrt(1 / 3) / 20. */
static void test_change_by_hand(void)
{
	static const double a[] = {10, 20, NAN, 30}, b[] = {12, 21, 5, 33};
	struct estimate e = estimate_change(a, b, 4);
	CU_ASSERT_EQUAL(e.n, 3);
	ASSERT_NEAR(e.mean, 0.1, 1e-12);
	ASSERT_NEAR(e.error, sqrt(1.0 / 3) / 20, 1e-12);
	CU_ASSERT_EQUAL(e.df, 2);
	/* without pairs: errors 10 / sqrt(3) times 1.1 and sqrt(111 / 3) over 20 */
	static const double c[] = {12, 21, 33};
	e = estimate_change_welch(estimate_of(a, 4), estimate_of(c, 3));
	ASSERT_NEAR(e.mean, 0.1, 1e-12);
	ASSERT_NEAR(e.error, sqrt(1.21 * 100 / 3 + 111.0 / 3) / 20, 1e-12);
}

/* A system and one 3 % faster meet the same noise: pairs see it, separate samples do not. */
static void test_pairs_are_narrower(void)
{
	struct noise r = {4711};
	double a[10], b[10];
	for (int i = 0; i < 10; i++) {
		double load = noise_normal(&r, 1000, 50);
		a[i] = load + noise_normal(&r, 0, 2);
		b[i] = 1.03 * load + noise_normal(&r, 0, 2);
	}
	struct interval paired = interval_paired(a, b, 10, 0.95);
	struct interval apart = welch(interval_of(a, 10, 0.95), interval_of(b, 10, 0.95));
	ASSERT_NEAR(paired.mean, apart.mean, 1e-9);
	CU_ASSERT_TRUE(paired.half * 5 < apart.half);
	CU_ASSERT_TRUE(interval_low(paired) > 0);
	CU_ASSERT_TRUE(interval_low(apart) < 0);
	struct interval change = interval_at(estimate_change(a, b, 10), 0.95);
	CU_ASSERT_TRUE(interval_low(change) > 0.02 && interval_high(change) < 0.04);
}

static bool holds(struct estimate e, double confidence, double truth)
{
	struct interval i = interval_at(e, confidence);
	return interval_low(i) <= truth && truth <= interval_high(i);
}

/* Of 10,000 intervals so many contain what they estimate as the confidence promises. */
static void test_coverage(void)
{
	enum { SAMPLES = 10000, MOST = 12 };
	static const struct {
		int n;
		double confidence;
	} cases[] = {{2, 0.95}, {3, 0.9}, {5, 0.95}, {12, 0.99}};
	struct noise r = {20261122};
	for (int c = 0; c < N(cases); c++) {
		int n = cases[c].n, mean = 0, paired = 0, change = 0;
		double confidence = cases[c].confidence;
		for (int k = 0; k < SAMPLES; k++) {
			double a[MOST], b[MOST];
			for (int i = 0; i < n; i++) {
				a[i] = noise_normal(&r, 500, 10);
				b[i] = a[i] * 0.9 + noise_normal(&r, 0, 1);
			}
			mean += holds(estimate_of(a, n), confidence, 500);
			paired += holds(estimate_paired(a, b, n), confidence, -50);
			change += holds(estimate_change(a, b, n), confidence, -0.1);
		}
		CU_ASSERT_TRUE(noise_within(mean, SAMPLES, confidence));
		CU_ASSERT_TRUE(noise_within(paired, SAMPLES, confidence));
		/* the ratio costs a little of a second degree of freedom where there are few */
		CU_ASSERT_TRUE(n < 5 || fabs(change - SAMPLES * confidence) < 0.01 * SAMPLES);
	}
}

/* Welch's approximation holds its promise to within a percent for spreads and sizes that differ. */
static void test_coverage_of_welch(void)
{
	enum { SAMPLES = 10000 };
	struct noise r = {31415926};
	int difference = 0, change = 0;
	for (int k = 0; k < SAMPLES; k++) {
		double a[5], b[12];
		for (int i = 0; i < 5; i++)
			a[i] = noise_normal(&r, 100, 1);
		for (int i = 0; i < 12; i++)
			b[i] = noise_normal(&r, 120, 4);
		struct estimate ea = estimate_of(a, 5), eb = estimate_of(b, 12);
		difference += holds(estimate_welch(ea, eb), 0.95, 20);
		change += holds(estimate_change_welch(ea, eb), 0.95, 0.2);
	}
	CU_ASSERT_TRUE(abs(difference - 9500) < 100);
	CU_ASSERT_TRUE(abs(change - 9500) < 100);
}

static const struct test_case tests[] = {
	{"quantiles as in tables", test_quantiles},
	{"quantiles far out", test_quantiles_far_out},
	{"an interval by hand", test_by_hand},
	{"Welch: a published example", test_published_welch},
	{"Welch of summaries: a published example", test_published_welch_of_summaries},
	{"pairs: a published example", test_published_paired},
	{"a mean much larger than the spread", test_large_mean},
	{"few values, and none", test_few_values},
	{"values that never differ", test_no_spread},
	{"a relative change by hand", test_change_by_hand},
	{"pairs are narrower under common random numbers", test_pairs_are_narrower},
	{"intervals hold what they promise", test_coverage},
	{"Welch's intervals hold what they promise", test_coverage_of_welch},
};

SUITE("interval", tests)
