/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/normal.h"
#include "tests/lib/suite.h"
#include "tools/study/run/mser.h"

enum { MOST = 2000 };

/* The marginal standard error after leaving out `first` batches, straight from its definition. */
static long double error_after(const double *values, int n, int first)
{
	int batches = n / 5;
	long double mean = 0, squares = 0;
	for (int i = 5 * first; i < 5 * batches; i++)
		mean += (long double)values[i];
	mean /= 5 * (batches - first);
	for (int b = first; b < batches; b++) {
		long double sum = 0;
		for (int i = 0; i < 5; i++)
			sum += (long double)values[5 * b + i];
		squares += (sum / 5 - mean) * (sum / 5 - mean);
	}
	return squares / (batches - first) / (batches - first);
}

static int brute_force(const double *values, int n)
{
	int best = 0;
	for (int first = 1; first <= n / 5 / 2; first++)
		if (error_after(values, n, first) < error_after(values, n, best))
			best = first;
	return 5 * best;
}

/* Random series of every length: noise about a level that wanders, or jumps. */
static void test_brute_force(void)
{
	struct noise r = {8675309};
	int cuts = 0;
	for (int k = 0; k < 400; k++) {
		double values[300], level = 0, step = 3 * noise_uniform(&r);
		int n = 20 + (int)(noise_uniform(&r) * 280);
		for (int i = 0; i < n; i++) {
			level = k % 2 ? level * 0.97 + step * noise_normal(&r, 0, 1) : step * (i > k / 4);
			values[i] = 1e6 + level + noise_normal(&r, 0, 1);
		}
		struct mser m = mser_cut(values, n);
		CU_ASSERT_EQUAL(m.cut, brute_force(values, n));
		CU_ASSERT_EQUAL(m.steady, m.cut < n / 5 / 2 * 5);
		cuts += m.cut > 0;
	}
	CU_ASSERT_TRUE(cuts > 100);
}

/* Ten times as high until `end`, then level. */
static struct mser after_step(int end, int n, struct noise *r)
{
	double values[MOST];
	for (int i = 0; i < n; i++)
		values[i] = noise_normal(r, i < end ? 1000 : 100, 5);
	return mser_cut(values, n);
}

/* The cut is the end of the transient, or of the batch that it ends in, and may then go on a little. */
static void test_steps(void)
{
	static const struct {
		int end, n, least;
	} cases[] = {{5, 1000, 5},     {150, 1000, 150}, {152, 1000, 155}, {301, 1000, 305},
		     {480, 1000, 480}, {45, 100, 45},	 {7, 43, 10}};
	struct noise r = {299792458};
	EACH_CASE (i, cases, end) {
		int exact = 0;
		for (int k = 0; k < 50; k++) {
			struct mser m = after_step(cases[i].end, cases[i].n, &r);
			CU_ASSERT_TRUE(m.cut >= cases[i].least);
			CU_ASSERT_TRUE(m.cut <= cases[i].n / 2);
			exact += m.cut == cases[i].least;
		}
		CU_ASSERT_TRUE(exact > 15);
	}
}

/* A queue that fills with a time constant of 50 observations is level to within the noise after some of them. */
static void test_exponential(void)
{
	struct noise r = {662607015};
	double sum = 0;
	for (int k = 0; k < 100; k++) {
		double values[1000];
		for (int i = 0; i < 1000; i++)
			values[i] = noise_normal(&r, 100 * (1 - exp(-i / 50.0)), 2);
		struct mser m = mser_cut(values, 1000);
		CU_ASSERT_TRUE(m.steady);
		/* 100 exp(-cut / 50) has fallen below the noise */
		CU_ASSERT_TRUE(m.cut >= 150);
		sum += m.cut;
	}
	CU_ASSERT_TRUE(sum / 100 < 350);
}

/* Steady from the start: mostly nothing is cut, and never more than half. */
static void test_steady(void)
{
	struct noise r = {6022140};
	int nothing = 0;
	for (int k = 0; k < 200; k++) {
		struct mser m = after_step(0, 1000, &r);
		CU_ASSERT_TRUE(m.cut <= 500);
		nothing += m.cut < 50;
	}
	CU_ASSERT_TRUE(nothing > 120);
}

static void test_never_steady(void)
{
	double trend[1000];
	for (int i = 0; i < 1000; i++)
		trend[i] = i;
	struct mser m = mser_cut(trend, 1000);
	CU_ASSERT_TRUE(m.cut == 500 && !m.steady);
	struct noise r = {1602176};
	m = after_step(700, 1000, &r);
	CU_ASSERT_TRUE(m.cut <= 500);
}

static void test_edges(void)
{
	double flat[MOST];
	for (int i = 0; i < MOST; i++)
		flat[i] = 0.1;
	for (int n = 0; n <= 60; n++) {
		struct mser m = mser_cut(flat, n);
		CU_ASSERT_EQUAL(m.cut, 0);
		CU_ASSERT_EQUAL(m.steady, n >= 20);
	}
	CU_ASSERT_EQUAL(mser_cut(flat, MOST).cut, 0);
	/* the incomplete batch at the end is not looked at */
	flat[24] = 1e9;
	CU_ASSERT_EQUAL(mser_cut(flat, 24).cut, 0);
	flat[0] = 5;
	CU_ASSERT_EQUAL(mser_cut(flat, 24).cut, 5);
}

static const struct test_case tests[] = {
	{"against brute force", test_brute_force},
	{"transients with a known end", test_steps},
	{"an exponential transient", test_exponential},
	{"steady from the start", test_steady},
	{"never steady", test_never_steady},
	{"short and flat series", test_edges},
};

SUITE("mser", tests)
