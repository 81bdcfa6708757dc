/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expectations judged by runs whose figures are made up: what comes out, in which words, and how often noise alone makes
 * a true expectation fail.
 *
 * Three replications with the values m - d, m, m + d have the half width 2.484 d at 95 % (t = 4.3027, two degrees of
 * freedom, over the root of 3).
 */
#include "tests/lib/normal.h"
#include "tests/lib/study/expect_study.h"
#include "tests/lib/suite.h"
#include "tools/study/expect/expect_judge.h"
#include "tools/study/expect/expect_reader.h"
#include <string.h>

#define REPLICATIONS 3

/* set: one run that delivered so much and had so much loss. */
static void set(struct samples *s, guint point, guint replication, double delivered, double loss)
{
	struct run_values *v = run_values_empty();
	double *guest = run_values_add(v, PART_GUEST, "vm0");
	v->all[metric_find("delivered_pps")] = delivered;
	v->all[metric_find("loss_ratio")] = loss;
	guest[metric_find("delivered_pps")] = delivered / 2;
	samples_set(s, point, replication, v);
}

/* made_up: vhost 190, 540, 160 kpps; feedback 190, 650, 650; callback 190, 790, 1200; with a spread of 1 kpps that is the
 * same in every point but for callback, where it is 2. */
static struct samples *made_up(guint replications)
{
	static const double mean[] = {190e3, 540e3, 160e3, 190e3, 650e3, 650e3, 190e3, 790e3, 1200e3};
	struct samples *s = samples_new(G_N_ELEMENTS(mean));
	for (guint p = 0; p < s->points; p++)
		for (guint r = 0; r < replications; r++) {
			double noise = replications > 1 ? ((double)r - 1) * (p < 6 ? 1e3 : 2e3) : 0;
			set(s, p, r, mean[p] + noise, p == 2 ? 0.5 : 0);
		}
	return s;
}

/* judge: the findings of the expectations of a text. */
static struct findings *judge(const char *expectations, const struct samples *samples)
{
	char *section = g_strdup_printf("expect: [%s]\n", expectations);
	struct expect_study s = expect_study_new(section);
	struct diag *d = diag_new();
	struct findings *f = findings_new("s", "s.yaml", false);
	GPtrArray *all = expect_read_scenario(s.study, d);
	faults_expect(expectations, d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(all);
	expect_judge(s.study, all, samples, f);
	g_ptr_array_unref(all);
	expect_study_free(&s);
	g_free(section);
	return f;
}

static const struct finding *finding(const struct findings *f, guint i)
{
	return g_ptr_array_index(f->list, i);
}

/* An expectation of one group, and what comes out. */
struct judged {
	const char *text;
	enum finding_status status;
	const char *message;
};

static void check(const struct judged *cases, size_t n, const struct samples *samples)
{
	for (size_t i = 0; i < n; i++) {
		struct findings *f = judge(cases[i].text, samples);
		CU_ASSERT_EQUAL_FATAL(f->list->len, 1);
		CU_ASSERT_EQUAL(finding(f, 0)->status, cases[i].status);
		if (strcmp(finding(f, 0)->message, cases[i].message) != 0)
			printf("\n  is       %s\n  expected %s", finding(f, 0)->message, cases[i].message);
		CU_ASSERT_STRING_EQUAL(finding(f, 0)->message, cases[i].message);
		CU_ASSERT_STRING_EQUAL(finding(f, 0)->group, "expect");
		findings_free(f);
	}
}

/* clang-format off */
static const struct judged with_intervals[] = {
	{"{metric: delivered_pps, where: {flow: feedback, load: 800kpps}, min: 600kpps, max: 700kpps}", FINDING_PASS,
	 "delivered_pps at flow=feedback load=800kpps: 650.0 kpps +- 2.5 (3 replications), expected from 600 kpps to 700 kpps"},
	{"{metric: delivered_pps, where: {flow: vhost, load: 800kpps}, min: 600kpps, max: 700kpps}", FINDING_FAIL,
	 "delivered_pps at flow=vhost load=800kpps: 540.0 kpps +- 2.5 (3 replications) is 10 % below the least allowed, 600 kpps"},
	{"{metric: delivered_pps, where: {flow: callback, load: 800kpps}, max: 700kpps}", FINDING_FAIL,
	 "delivered_pps at flow=callback load=800kpps: 790.0 kpps +- 5.0 (3 replications) is 13 % above the most allowed, 700 kpps"},
	{"{metric: delivered_pps, where: {flow: feedback, load: 800kpps}, min: 648kpps}", FINDING_OPEN,
	 "delivered_pps at flow=feedback load=800kpps: 650.0 kpps +- 2.5 (3 replications) does not show whether it is at least 648 kpps; "
	 "more replications would"},
	{"{metric: delivered_pps, guest: vm0, where: {flow: feedback, load: 800kpps}, min: 300kpps}", FINDING_PASS,
	 "delivered_pps of guest vm0 at flow=feedback load=800kpps: 325.0 kpps +- 1.2 (3 replications), expected at least 300 kpps"},
	{"{metric: loss_ratio, where: {flow: feedback, load: 800kpps}, max: 0}", FINDING_PASS,
	 "loss_ratio at flow=feedback load=800kpps: 0 (3 replications), expected at most 0"},
	{"{metric: loss_ratio, where: {flow: vhost, load: 1500kpps}, max: 0}", FINDING_FAIL,
	 "loss_ratio at flow=vhost load=1500kpps: 0.5 (3 replications) is above the most allowed, 0"},
	{"{metric: latency_p999_ns, where: {flow: vhost, load: 1500kpps}, max: 1us}", FINDING_ERROR,
	 "latency_p999_ns at flow=vhost load=1500kpps: inconclusive: not known from any run"},
	{"{metric: latency_p999_ns, better: {flow: callback}, than: {flow: vhost}, where: {load: 1500kpps}}", FINDING_ERROR,
	 "latency_p999_ns at load=1500kpps: inconclusive: not known from any run"},
	{"{metric: latency_p999_ns, never_rises: load, where: {flow: vhost}}", FINDING_ERROR,
	 "latency_p999_ns at flow=vhost: inconclusive: not known from any run"},
	{"{metric: delivered_pps, better: {flow: feedback}, than: {flow: vhost}, by: 20%, where: {load: 800kpps}}", FINDING_PASS,
	 "delivered_pps at load=800kpps: flow=feedback 650.0 kpps +- 2.5 against flow=vhost 540.0 kpps +- 2.5: better by 20 % +- 0.094 % "
	 "(3 replications), expected at least 20 % better"},
	{"{metric: delivered_pps, better: {flow: feedback}, than: {flow: vhost}, by: 120kpps, where: {load: 800kpps}}", FINDING_FAIL,
	 "delivered_pps at load=800kpps: flow=feedback 650.0 kpps +- 2.5 against flow=vhost 540.0 kpps +- 2.5: better by 110 kpps "
	 "(3 replications), expected at least 120 kpps better"},
	{"{metric: delivered_pps, better: {flow: vhost}, than: {flow: callback}, where: {load: 800kpps}}", FINDING_FAIL,
	 "delivered_pps at load=800kpps: flow=vhost 540.0 kpps +- 2.5 against flow=callback 790.0 kpps +- 5.0: worse by 32 % +- 0.12 % "
	 "(3 replications), expected better"},
	{"{metric: delivered_pps, better: {flow: callback}, than: {flow: feedback}, by: 139kpps, where: {load: 800kpps}}", FINDING_OPEN,
	 "delivered_pps at load=800kpps: flow=callback 790.0 kpps +- 5.0 against flow=feedback 650.0 kpps +- 2.5: better by "
	 "140.0 kpps +- 2.5 (3 replications), which does not show whether it is at least 139 kpps better; more replications would"},
	{"{metric: loss_ratio, better: {flow: feedback}, than: {flow: vhost}, where: {load: 200kpps}}", FINDING_FAIL,
	 "loss_ratio at load=200kpps: flow=feedback 0 against flow=vhost 0: the same (3 replications), expected better"},
	{"{metric: loss_ratio, better: {flow: feedback}, than: {flow: vhost}, by: 90%, where: {load: 1500kpps}}", FINDING_PASS,
	 "loss_ratio at load=1500kpps: flow=feedback 0 against flow=vhost 0.5: better by 100 % (3 replications), "
	 "expected at least 90 % better"},
	{"{metric: delivered_pps, never_falls: load, where: {flow: feedback}, tolerance: 1%}", FINDING_PASS,
	 "delivered_pps at flow=feedback: never falls over 3 points from load=200kpps to load=1500kpps (3 replications), 1 % tolerated"},
	{"{metric: delivered_pps, never_falls: load, where: {flow: vhost}, tolerance: 1%}", FINDING_FAIL,
	 "delivered_pps at flow=vhost: falls: load=1500kpps 160.0 kpps +- 4.4 is 70 % below load=800kpps 540.0 kpps +- 4.4 (3 replications); "
	 "1 % would be tolerated"},
	{"{metric: delivered_pps, never_rises: load, where: {flow: vhost}}", FINDING_FAIL,
	 "delivered_pps at flow=vhost: rises: load=800kpps 540.0 kpps +- 4.4 is 184 % above load=200kpps 190.0 kpps +- 4.4 (3 replications)"},
	{"{metric: delivered_pps, never_rises: load, where: {flow: [vhost], load: [800kpps, 1500kpps]}}", FINDING_PASS,
	 "delivered_pps at flow=vhost: never rises over 2 points from load=800kpps to load=1500kpps (3 replications)"},
	{"{metric: delivered_pps, never_falls: load, where: {flow: vhost, load: [200kpps, 1500kpps]}, tolerance: 15.8%}", FINDING_OPEN,
	 "delivered_pps at flow=vhost: from load=200kpps 190.0 kpps +- 2.5 to load=1500kpps 160.0 kpps +- 2.5 (3 replications) does not show "
	 "whether it falls by more than 16 %; more replications would"},
	{"{metric: delivered_pps, never_rises: load, where: {flow: vhost, load: [200kpps, 800kpps]}, tolerance: 184.2%}", FINDING_OPEN,
	 "delivered_pps at flow=vhost: from load=200kpps 190.0 kpps +- 2.5 to load=800kpps 540.0 kpps +- 2.5 (3 replications) does not show "
	 "whether it rises by more than 184 %; more replications would"},
	{"{metric: delivered_pps, never_falls: load, where: {flow: vhost, load: [200kpps, 1500kpps]}, tolerance: 30kpps}", FINDING_PASS,
	 "delivered_pps at flow=vhost: never falls over 2 points from load=200kpps to load=1500kpps (3 replications), 30 kpps tolerated"},
};

static const struct judged without[] = {
	{"{metric: delivered_pps, where: {flow: feedback, load: 800kpps}, min: 650kpps}", FINDING_PASS,
	 "delivered_pps at flow=feedback load=800kpps: 650 kpps (1 replication, so no interval), expected at least 650 kpps"},
	{"{metric: delivered_pps, where: {flow: feedback, load: 800kpps}, min: 651kpps}", FINDING_FAIL,
	 "delivered_pps at flow=feedback load=800kpps: 650 kpps (1 replication, so no interval) is 0.15 % below the least allowed, 651 kpps"},
	{"{metric: delivered_pps, better: {flow: feedback}, than: {flow: vhost}, by: 20%, where: {load: 800kpps}}", FINDING_PASS,
	 "delivered_pps at load=800kpps: flow=feedback 650 kpps against flow=vhost 540 kpps: better by 20 % "
	 "(1 replication, so no interval), expected at least 20 % better"},
	{"{metric: delivered_pps, never_falls: load, where: {flow: vhost}}", FINDING_FAIL,
	 "delivered_pps at flow=vhost: falls: load=1500kpps 160 kpps is 70 % below load=800kpps 540 kpps (1 replication, so no interval)"},
};
/* clang-format on */

static void test_with_intervals(void)
{
	struct samples *s = made_up(REPLICATIONS);
	check(with_intervals, G_N_ELEMENTS(with_intervals), s);
	samples_free(s);
}

static void test_single_runs(void)
{
	struct samples *s = made_up(1);
	check(without, G_N_ELEMENTS(without), s);
	samples_free(s);
}

static void test_failed_runs(void)
{
	struct samples *s = made_up(REPLICATIONS);
	samples_set(s, 4, 1, NULL);
	struct findings *f = judge("{metric: delivered_pps, where: {load: 800kpps}, min: 500kpps}", s);
	CU_ASSERT_EQUAL_FATAL(f->list->len, 3);
	CU_ASSERT_EQUAL(finding(f, 0)->status, FINDING_PASS);
	CU_ASSERT_EQUAL(finding(f, 1)->status, FINDING_ERROR);
	CU_ASSERT_STRING_EQUAL(finding(f, 1)->message,
			       "delivered_pps at flow=feedback load=800kpps: 1 of its 3 runs failed");
	CU_ASSERT_STRING_EQUAL(finding(f, 1)->name,
			       "delivered_pps at least 500kpps [flow=feedback load=800kpps]");
	CU_ASSERT_EQUAL(finding(f, 2)->status, FINDING_PASS);
	findings_free(f);
	samples_free(s);
}

/* Runs in which nothing was offered: whatever is asked is inconclusive, but whether something was offered. */
static struct samples *empty_at(guint point)
{
	struct samples *s = made_up(REPLICATIONS);
	for (guint p = 0; p < s->points; p++)
		for (guint r = 0; r < REPLICATIONS; r++) {
			struct run_values *v = g_ptr_array_index(s->runs[p], r);
			double offered = p == point ? 0 : 1e6;
			v->all[metric_find("offered_packets")] = offered;
			v->all[metric_find("offered_pps")] = offered;
			v->part[PART_GUEST].figures[0][metric_find("offered_packets")] = offered;
			v->all[metric_find("dropped_pps")] = 0;
		}
	return s;
}

/* clang-format off */
static const struct judged empty[] = {
	{"{metric: dropped_pps, where: {flow: vhost, load: 800kpps}, max: 0pps}", FINDING_ERROR,
	 "dropped_pps at flow=vhost load=800kpps: inconclusive: nothing was offered"},
	{"{metric: delivered_pps, guest: vm0, where: {flow: vhost, load: 800kpps}, min: 1pps}", FINDING_ERROR,
	 "delivered_pps of guest vm0 at flow=vhost load=800kpps: inconclusive: nothing was offered"},
	{"{metric: loss_ratio, better: {flow: feedback}, than: {flow: vhost}, where: {load: 800kpps}}", FINDING_ERROR,
	 "loss_ratio at load=800kpps: inconclusive: at 1 of its 2 points nothing was offered"},
	{"{metric: delivered_pps, never_falls: load, where: {flow: vhost}}", FINDING_ERROR,
	 "delivered_pps at flow=vhost: inconclusive: at 1 of its 3 points nothing was offered"},
	{"{metric: offered_pps, where: {flow: vhost, load: 800kpps}, min: 1pps}", FINDING_FAIL,
	 "offered_pps at flow=vhost load=800kpps: 0 pps (3 replications) is 100 % below the least allowed, 1 pps"},
	{"{metric: dropped_pps, where: {flow: feedback, load: 800kpps}, max: 0pps}", FINDING_PASS,
	 "dropped_pps at flow=feedback load=800kpps: 0 pps (3 replications), expected at most 0 pps"},
};
/* clang-format on */

static void test_nothing_offered(void)
{
	struct samples *s = empty_at(1);
	check(empty, G_N_ELEMENTS(empty), s);
	samples_free(s);
}

/* A pair's name says what each of both points has alone: each pair has another. */
static void test_names(void)
{
	static const char *const expected[] = {
		"n [load=800kpps: flow=callback than flow=vhost]",
		"n [load=800kpps: flow=callback than flow=feedback]",
		"n [load=800kpps: flow=callback than flow=vhost] (2)",
	};
	struct samples *s = made_up(REPLICATIONS);
	struct findings *f =
		judge("{metric: delivered_pps, better: {flow: callback}, than: {flow: [vhost, feedback]}, "
		      "where: {load: 800kpps}, name: n}, "
		      "{metric: delivered_pps, better: {flow: callback}, than: {flow: vhost}, "
		      "where: {load: 800kpps}, name: n}",
		      s);
	CU_ASSERT_EQUAL_FATAL(f->list->len, G_N_ELEMENTS(expected));
	for (guint i = 0; i < f->list->len; i++)
		CU_ASSERT_STRING_EQUAL(finding(f, i)->name, expected[i]);
	findings_free(f);
	samples_free(s);
}

/* The more is asked, the wider are the intervals: what passes alone is not shown among a thousand comparisons. */
static void test_together(void)
{
	struct samples *s = made_up(REPLICATIONS);
	GString *all =
		g_string_new("{metric: delivered_pps, where: {flow: feedback, load: 800kpps}, min: 646kpps}");
	struct findings *alone = judge(all->str, s);
	for (int i = 0; i < 100; i++)
		g_string_append(all, ", {metric: delivered_pps, min: 1pps}");
	struct findings *together = judge(all->str, s);
	CU_ASSERT_EQUAL(finding(alone, 0)->status, FINDING_PASS);
	CU_ASSERT_EQUAL(finding(together, 0)->status, FINDING_OPEN);
	CU_ASSERT_EQUAL(together->list->len, 901);
	findings_free(alone);
	findings_free(together);
	g_string_free(all, TRUE);
	samples_free(s);
}

/* Ten replications of a flat curve of 650 kpps with so much spread, drawn anew. */
static struct samples *noisy(struct noise *noise, double spread)
{
	struct samples *s = samples_new(9);
	for (guint p = 0; p < s->points; p++)
		for (guint r = 0; r < 10; r++)
			set(s, p, r, noise_normal(noise, 650e3, spread), 0);
	return s;
}

#define TRIES 300

/* Noise alone: expectations that hold on the very edge fail in no more tries than the confidence allows: of 300 with 95 %
 * about 15, with three standard deviations 26. What holds with a margin never fails. */
static void test_noise(void)
{
	struct noise noise = {1};
	int on_edge = 0, inside = 0;
	for (int i = 0; i < TRIES; i++) {
		struct samples *s = noisy(&noise, 2e3);
		struct findings *f = judge(
			"{metric: delivered_pps, min: 650kpps}, {metric: delivered_pps, never_falls: load}",
			s);
		on_edge += findings_count(f, FINDING_FAIL, NULL) > 0;
		findings_free(f);
		f = judge("{metric: delivered_pps, min: 640kpps, max: 660kpps},"
			  "{metric: delivered_pps, never_falls: load, tolerance: 1%}",
			  s);
		inside += findings_count(f, FINDING_FAIL, NULL) > 0;
		findings_free(f);
		samples_free(s);
	}
	CU_ASSERT_TRUE(on_edge <= 26);
	CU_ASSERT_EQUAL(inside, 0);
}

static const struct test_case cases[] = {
	{"what comes out, with intervals", test_with_intervals},
	{"what comes out of single runs", test_single_runs},
	{"failed runs are an error of their point alone", test_failed_runs},
	{"nothing passes over nothing", test_nothing_offered},
	{"each pair has a name of its own", test_names},
	{"intervals hold together", test_together},
	{"noise alone", test_noise},
};

SUITE("expect judge", cases)
