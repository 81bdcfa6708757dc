/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/normal.h"
#include "tests/lib/suite.h"
#include "tools/study/figures/verdict.h"
#include <glib.h>

static const struct metric more = {
	"delivered_pps", "pps", "packets delivered", METRIC_MORE, true, true, false};
static const struct metric less = {"latency_p99_ns", "ns", "latency", METRIC_LESS, false, false, false};
static const struct metric neither = {"offered_pps", "pps", "packets offered", METRIC_NEITHER, true,
				      true,	     false};
static const struct metric share = {"loss_ratio", "", "lost share", METRIC_LESS, true, true, false};

/* An estimate of 9 degrees of freedom whose 95 % interval is mean +- half; half 0: exact. */
static struct estimate around(double mean, double half)
{
	return (struct estimate){.n = 10, .mean = mean, .error = half / 2.262157163, .df = 9};
}

/* Whether the judgement is this one and its reason says so; frees it. */
static bool is(struct judgement j, enum study_verdict v, const char *part)
{
	bool same = j.verdict == v && strstr(j.reason, part);
	if (!same)
		fprintf(stderr, "%s: %s (expected %s: %s)\n", verdict_name(j.verdict), j.reason,
			verdict_name(v), part);
	g_free(j.reason);
	return same;
}

static void test_names(void)
{
	CU_ASSERT_STRING_EQUAL(verdict_name(VERDICT_PASS), "pass");
	CU_ASSERT_STRING_EQUAL(verdict_name(VERDICT_FAIL), "fail");
	CU_ASSERT_STRING_EQUAL(verdict_name(VERDICT_NOT_SHOWN), "no difference shown");
}

static void test_within(void)
{
	static const struct {
		double mean, half, min, max;
		enum study_verdict v;
	} cases[] = {
		{100, 5, 90, 110, VERDICT_PASS},
		{100, 5, 95, 105, VERDICT_PASS},
		{100, 5, 96, 110, VERDICT_NOT_SHOWN},
		{100, 5, 90, 104, VERDICT_NOT_SHOWN},
		{100, 5, 98, 102, VERDICT_NOT_SHOWN},
		{100, 5, 106, 110, VERDICT_FAIL},
		{100, 5, 90, 94, VERDICT_FAIL},
		{100, 5, 90, INFINITY, VERDICT_PASS},
		{100, 5, -INFINITY, 90, VERDICT_FAIL},
		{100, 0, 100, 100, VERDICT_PASS},
		{100, 5, 106, INFINITY, VERDICT_FAIL},
		{100, 5, 100, INFINITY, VERDICT_NOT_SHOWN},
		{-100, 5, -INFINITY, INFINITY, VERDICT_PASS},
	};
	EACH_CASE (i, cases, mean) {
		/* a hair inside, as the oracle's t has ten digits */
		struct estimate e = around(cases[i].mean, cases[i].half * (1 - 1e-8));
		CU_ASSERT_TRUE(
			is(verdict_within(&more, e, cases[i].min, cases[i].max, 0.95), cases[i].v, ""));
	}
}

static void test_within_reasons(void)
{
	struct estimate e = around(653012, 900);
	CU_ASSERT_TRUE(is(verdict_within(&more, e, 6e5, 7e5, 0.95), VERDICT_PASS,
			  "delivered_pps is 653.01 kpps (652.11 kpps to 653.91 kpps with 95 % confidence, 10 "
			  "replications), as wanted: 600 kpps to 700 kpps"));
	CU_ASSERT_TRUE(is(verdict_within(&more, e, 7e5, INFINITY, 0.95), VERDICT_FAIL,
			  ", but wanted is at least 700 kpps"));
	CU_ASSERT_TRUE(is(verdict_within(&more, e, -INFINITY, 653000, 0.95), VERDICT_NOT_SHOWN,
			  ", too wide to tell; wanted is at most 653 kpps"));
	CU_ASSERT_TRUE(is(verdict_within(&share, around(0.01, 0.001), 0, 0.02, 0.95), VERDICT_PASS,
			  "loss_ratio is 0.01 (0.009 to 0.011 with"));
}

/* One run decides by its figure; none decides nothing. */
static void test_within_few(void)
{
	static const double one[] = {100};
	struct estimate e = estimate_of(one, 1);
	CU_ASSERT_TRUE(
		is(verdict_within(&more, e, 90, 110, 0.95), VERDICT_PASS, "a single run, no interval"));
	CU_ASSERT_TRUE(
		is(verdict_within(&more, e, 101, 110, 0.95), VERDICT_FAIL, "a single run, no interval"));
	CU_ASSERT_TRUE(is(verdict_within(&more, estimate_of(one, 0), 90, 110, 0.95), VERDICT_NOT_SHOWN,
			  "delivered_pps is not known"));
}

static struct comparison changed(const struct metric *m, double before, double change, double half)
{
	struct comparison c = {.absolute = verdict_absolute(m), .paired = true};
	c.before = around(before, 0);
	c.after = around(c.absolute ? before + change : before * (1 + change), 0);
	c.change = around(change, half);
	return c;
}

static void test_better(void)
{
	static const struct {
		const struct metric *m;
		double change, half, least;
		enum study_verdict v;
	} cases[] = {
		{&more, 0.20, 0.05, 0.10, VERDICT_PASS},    {&more, 0.12, 0.05, 0.10, VERDICT_NOT_SHOWN},
		{&more, 0.04, 0.05, 0.10, VERDICT_FAIL},    {&more, -0.2, 0.05, 0, VERDICT_FAIL},
		{&more, 0.01, 0.05, 0, VERDICT_NOT_SHOWN},  {&less, -0.2, 0.05, 0.10, VERDICT_PASS},
		{&less, 0.2, 0.05, 0.10, VERDICT_FAIL},	    {&less, -0.12, 0.05, 0.10, VERDICT_NOT_SHOWN},
		{&share, -0.03, 0.005, 0.02, VERDICT_PASS}, {&share, 0.03, 0.005, 0.02, VERDICT_FAIL},
		{&more, -0.01, 0.005, -0.02, VERDICT_PASS}, /* at most so much worse */
	};
	EACH_CASE (i, cases) {
		struct comparison c = changed(cases[i].m, 100, cases[i].change, cases[i].half);
		CU_ASSERT_TRUE(is(verdict_better(cases[i].m, &c, cases[i].least, 0.95, "vhost", "callback"),
				  cases[i].v, " of callback is "));
	}
	struct comparison c = changed(&less, 100, -0.2, 0.05);
	CU_ASSERT_TRUE(
		is(verdict_better(&less, &c, 0.1, 0.95, "vhost", "callback"), VERDICT_PASS,
		   "latency_p99_ns of callback is 20.00 % better than of vhost (15.00 % to 25.00 % with 95 % "
		   "confidence, 10 pairs), as wanted, at least 10.00 %"));
	CU_ASSERT_TRUE(is(verdict_better(&less, &c, 0.3, 0.95, "vhost", "callback"), VERDICT_FAIL,
			  ", but wanted is at least 30.00 %"));
	c = changed(&more, 100, -0.2, 0.05);
	CU_ASSERT_TRUE(is(verdict_better(&more, &c, 0.1, 0.95, "vhost", "callback"), VERDICT_FAIL,
			  "delivered_pps of callback is 20.00 % worse than of vhost"));
}

static void test_unchanged(void)
{
	static const struct {
		const struct metric *m;
		double change, half;
		enum study_verdict v;
		const char *says;
	} cases[] = {
		{&more, -0.05, 0.01, VERDICT_FAIL, "worse beyond the tolerance of 2.00 %"},
		{&more, -0.05, 0.04, VERDICT_NOT_SHOWN, "too wide to tell; the tolerance is 2.00 %"},
		{&more, -0.01, 0.005, VERDICT_PASS, "within the tolerance of 2.00 %"},
		{&more, 0.05, 0.01, VERDICT_PASS, "better beyond the tolerance of 2.00 %"},
		{&more, 0, 0.03, VERDICT_NOT_SHOWN, "too wide to tell"},
		{&less, 0.05, 0.01, VERDICT_FAIL, "worse beyond"},
		{&less, -0.05, 0.01, VERDICT_PASS, "better beyond"},
		{&neither, 0.05, 0.01, VERDICT_FAIL, "changed beyond"},
		{&neither, -0.05, 0.01, VERDICT_FAIL, "changed beyond"},
		{&neither, 0.01, 0.005, VERDICT_PASS, "within"},
		{&neither, 0.02, 0.005, VERDICT_NOT_SHOWN, "too wide to tell"},
		{&share, 0.03, 0.005, VERDICT_FAIL, "by +0.03 (0.025 to 0.035 with"},
		{&share, 0.01, 0.005, VERDICT_PASS, "within the tolerance of 0.02"},
	};
	EACH_CASE (i, cases) {
		struct comparison c = changed(cases[i].m, 0.5, cases[i].change, cases[i].half);
		CU_ASSERT_TRUE(is(verdict_unchanged(cases[i].m, &c, 0.02, 0.95), cases[i].v, cases[i].says));
	}
	struct comparison c = changed(&more, 650000, -0.05, 0.01);
	CU_ASSERT_TRUE(
		is(verdict_unchanged(&more, &c, 0.02, 0.95), VERDICT_FAIL,
		   "delivered_pps went from 650 kpps to 617.5 kpps, by -5.00 % (-6.00 % to -4.00 % with 95 % "
		   "confidence, 10 pairs), worse beyond the tolerance of 2.00 %"));
}

/* Nothing before: more of what is better low is worse without tolerance, more of what is better high is not. */
static void test_unchanged_from_zero(void)
{
	static const double zero[] = {0, 0, 0}, some[] = {10, 11, 12};
	struct comparison c = comparison_paired(zero, some, 3, false);
	CU_ASSERT_TRUE(c.absolute);
	CU_ASSERT_TRUE(
		is(verdict_unchanged(&less, &c, 0.5, 0.95), VERDICT_FAIL, "from 0 ns to 11 ns, by +11 ns ("));
	CU_ASSERT_TRUE(is(verdict_unchanged(&more, &c, 0.5, 0.95), VERDICT_PASS,
			  "better beyond the tolerance of 0"));
	c = comparison_welch(estimate_of(zero, 3), estimate_of(zero, 3), false);
	CU_ASSERT_TRUE(
		is(verdict_unchanged(&less, &c, 0.5, 0.95), VERDICT_PASS, "within the tolerance of 0 ns"));
	c = comparison_welch(estimate_of(some, 3), estimate_of(zero, 3), false);
	CU_ASSERT_TRUE(is(verdict_unchanged(&more, &c, 0.5, 0.95), VERDICT_FAIL, "by -100.00 %"));
}

/* Single runs: with the same random numbers their figures decide, with others nothing can be said. */
static void test_unchanged_single(void)
{
	static const double a[] = {100}, b[] = {95};
	struct comparison c = comparison_paired(a, b, 1, false);
	CU_ASSERT_TRUE(is(verdict_unchanged(&more, &c, 0.02, 0.99), VERDICT_FAIL,
			  "by -5.00 % (a single run, no interval)"));
	CU_ASSERT_TRUE(is(verdict_unchanged(&more, &c, 0.06, 0.99), VERDICT_PASS, "a single run"));
	c = comparison_welch(estimate_of(a, 1), estimate_of(b, 1), false);
	CU_ASSERT_TRUE(
		is(verdict_unchanged(&more, &c, 0.02, 0.99), VERDICT_NOT_SHOWN, "single runs, no interval"));
	c = comparison_paired(a, b, 0, false);
	CU_ASSERT_TRUE(is(verdict_unchanged(&more, &c, 0.02, 0.99), VERDICT_NOT_SHOWN, "not known"));
}

/* Pairs see a change that separate samples of the same figures do not. */
static void test_comparisons(void)
{
	static const double a[] = {90, 100, 110, 120}, b[] = {85.4, 95.1, 104.6, 113.9};
	struct comparison pairs = comparison_paired(a, b, 4, false);
	struct comparison apart = comparison_welch(estimate_of(a, 4), estimate_of(b, 4), false);
	CU_ASSERT_TRUE(is(verdict_unchanged(&more, &pairs, 0.02, 0.95), VERDICT_FAIL, "4 pairs"));
	CU_ASSERT_TRUE(is(verdict_unchanged(&more, &apart, 0.02, 0.95), VERDICT_NOT_SHOWN,
			  "8 replications of both"));
}

static void test_together(void)
{
	CU_ASSERT_EQUAL(verdict_confidence(0.99, 1), 0.99);
	CU_ASSERT_EQUAL(verdict_confidence(0.99, 0), 0.99);
	CU_ASSERT_DOUBLE_EQUAL(verdict_confidence(0.99, 50), 0.9998, 1e-12);
}

/* One comparison of 50 cells with other random numbers: the worst verdict of them. */
static bool any_fails(struct noise *r, double factor, int *shown)
{
	enum { CELLS = 50, RUNS = 10 };
	bool fails = false;
	for (int cell = 0; cell < CELLS; cell++) {
		double a[RUNS], b[RUNS];
		for (int i = 0; i < RUNS; i++) {
			a[i] = noise_normal(r, 600000, 3000);
			b[i] = noise_normal(r, 600000 * factor, 3000);
		}
		struct comparison c = comparison_welch(estimate_of(a, RUNS), estimate_of(b, RUNS), false);
		struct judgement j = verdict_unchanged(&more, &c, 0.02, verdict_confidence(0.99, CELLS));
		fails = fails || j.verdict == VERDICT_FAIL;
		*shown += j.verdict == VERDICT_PASS;
		g_free(j.reason);
	}
	return fails;
}

/* Another seed is no change in 100 tries, a loss of 5 % is one each time. Without a tolerance the share of false
 * alarms is what the confidence allows. */
static void test_noise_does_not_fail(void)
{
	struct noise r = {271828};
	int noise = 0, slower = 0, shown = 0, of_slower = 0;
	for (int i = 0; i < 100; i++) {
		noise += any_fails(&r, 1, &shown);
		slower += any_fails(&r, 0.95, &of_slower);
	}
	CU_ASSERT_EQUAL(noise, 0);
	CU_ASSERT_EQUAL(slower, 100);
	CU_ASSERT_TRUE(shown > 4500);
	CU_ASSERT_EQUAL(of_slower, 0);
}

static void test_false_alarms_without_tolerance(void)
{
	enum { FAMILIES = 2000, CELLS = 10, RUNS = 5 };
	struct noise r = {161803};
	int alarms = 0;
	for (int k = 0; k < FAMILIES; k++) {
		bool alarm = false;
		for (int cell = 0; cell < CELLS; cell++) {
			double a[RUNS], b[RUNS];
			for (int i = 0; i < RUNS; i++) {
				a[i] = noise_normal(&r, 100, 3);
				b[i] = a[i] + noise_normal(&r, 0, 1);
			}
			struct comparison c = comparison_paired(a, b, RUNS, true);
			struct judgement j =
				verdict_unchanged(&neither, &c, 0, verdict_confidence(0.9, CELLS));
			alarm = alarm || j.verdict == VERDICT_FAIL;
			g_free(j.reason);
		}
		alarms += alarm;
	}
	/* 1 - (1 - 0.1 / 10)^10 */
	CU_ASSERT_TRUE(noise_within(alarms, FAMILIES, 0.0956));
}

static const struct test_case tests[] = {
	{"names", test_names},
	{"within bounds", test_within},
	{"within bounds: reasons", test_within_reasons},
	{"within bounds: a single run, none", test_within_few},
	{"better by at least so much", test_better},
	{"unchanged within a tolerance", test_unchanged},
	{"unchanged from zero", test_unchanged_from_zero},
	{"unchanged: single runs", test_unchanged_single},
	{"pairs and separate samples", test_comparisons},
	{"confidence of many intervals", test_together},
	{"noise alone does not fail, 5 % slower does", test_noise_does_not_fail},
	{"false alarms as often as promised", test_false_alarms_without_tolerance},
};

SUITE("verdict", tests)
