/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Judging by a reference: what comes out, in which words, for figures that stayed, changed, went or came; and that noise alone
 * does not make it fail.
 *
 * Three values m - d, m, m + d have the standard error d / sqrt(3). Of one comparison the intervals have 99 %: a mean's half width is
 * 9.925 times that with two degrees of freedom.
 */
#include "tests/lib/normal.h"
#include "tests/lib/suite.h"
#include "tools/study/figures/metric.h"
#include "tools/study/judge/reference_judge.h"
#include <string.h>

/* A point of one axis, and three values of a metric at it. */
struct sample {
	const char *load, *metric;
	double mean, spread;
};

/* summary_of: a point and metric each; the seed says whether the values were drawn anew. */
static struct summary *summary_of(const char *path, int64_t seed, const struct sample *samples, size_t n)
{
	struct summary *s = summary_new(path);
	g_ptr_array_add(s->axes, g_strdup("load"));
	int metric = metric_find(samples[0].metric);
	g_array_append_val(s->metrics, metric);
	for (size_t i = 0; i < n; i++) {
		char *texts[] = {(char *)samples[i].load, NULL};
		struct summary_point *p = summary_add(s, texts);
		for (int64_t r = 0; r < 3; r++) {
			double value = samples[i].mean + (double)(r - 1) * samples[i].spread;
			summary_add_run(s, p, r, seed, &value);
		}
	}
	return s;
}

/* as_read: as it is after it was written and read, when the single runs are not known. */
static struct summary *as_read(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++) {
		struct summary_point *p = g_ptr_array_index(s->points, i);
		g_clear_pointer(&p->runs, g_array_unref);
	}
	return s;
}

static struct findings *judge(struct summary *before, struct summary *now)
{
	struct findings *f = findings_new("s", "s.yaml", false);
	struct differences *d = differences_new(before, now, before->metrics, 0.02, 0.99, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	reference_judge(d, f);
	differences_free(d);
	summary_free(before);
	summary_free(now);
	return f;
}

static const struct finding *finding(const struct findings *f, guint i)
{
	return g_ptr_array_index(f->list, i);
}

/* clang-format off */
static const struct compared {
	const char *metric;
	double before, spread, now, spread_now;
	enum finding_status status;
	const char *message;
} compared[] = {
	{"delivered_pps", 538e3, 100, 538e3, 100, FINDING_PASS, "538.00 kpps +- 0.57 (3 replications), exactly the reference's"},
	{"delivered_pps", 538e3, 1e5, 538e3, 1e5, FINDING_PASS, "538 kpps +- 573 (3 replications), exactly the reference's"},
	{"delivered_pps", 538e3, 100, 512e3, 100, FINDING_FAIL,
	 "512.00 kpps +- 0.57 (3 replications) is 4.8 % below the reference's 538.00 kpps +- 0.57; 2 % would be tolerated"},
	{"delivered_pps", 538e3, 100, 600e3, 100, FINDING_PASS, "600.00 kpps +- 0.57 (3 replications), the reference's is 538.00 kpps +- 0.57"},
	{"delivered_pps", 538e3, 100, 537e3, 100, FINDING_PASS, "537.00 kpps +- 0.57 (3 replications), the reference's is 538.00 kpps +- 0.57"},
	{"delivered_pps", 538e3, 5e3, 530e3, 5e3, FINDING_OPEN,
	 "530 kpps +- 29 (3 replications) against the reference's 538 kpps +- 29 does not show whether it is worse by more than 2 %"},
	{"latency_p99_ns", 20e3, 10, 21e3, 10, FINDING_FAIL,
	 "21.000 us +- 0.057 (3 replications) is 5 % above the reference's 20.000 us +- 0.057; 2 % would be tolerated"},
	{"loss_ratio", 0.1, 0.0001, 0.11, 0.0001, FINDING_PASS, "0.11000 +- 0.00057 (3 replications), the reference's is 0.10000 +- 0.00057"},
	{"loss_ratio", 0.1, 0.0001, 0.13, 0.0001, FINDING_FAIL,
	 "0.13000 +- 0.00057 (3 replications) is 0.03 above the reference's 0.10000 +- 0.00057; 0.02 would be tolerated"},
	{"loss_ratio", 0, 0, 0.001, 0, FINDING_FAIL, "0.001 (3 replications) is 0.001 above the reference's 0; 0 would be tolerated"},
	{"offered_pps", 538e3, 100, 600e3, 100, FINDING_FAIL,
	 "600.00 kpps +- 0.57 (3 replications) is 12 % above the reference's 538.00 kpps +- 0.57; 2 % would be tolerated"},
};
/* clang-format on */

static void test_compared(void)
{
	EACH_CASE (i, compared, metric) {
		const struct compared *c = &compared[i];
		struct sample before = {"1kpps", c->metric, c->before, c->spread},
			      now = {"1kpps", c->metric, c->now, c->spread_now};
		struct findings *f =
			judge(as_read(summary_of("ref.csv", 1, &before, 1)), summary_of("now", 1, &now, 1));
		char *message = g_strdup_printf("%s at load=1kpps: %s", c->metric, c->message);
		char *name = g_strdup_printf("%s [load=1kpps]", c->metric);
		CU_ASSERT_EQUAL_FATAL(f->list->len, 1);
		CU_ASSERT_EQUAL(finding(f, 0)->status, c->status);
		if (strcmp(finding(f, 0)->message, message) != 0)
			printf("\n  is       %s\n  expected %s", finding(f, 0)->message, message);
		CU_ASSERT_STRING_EQUAL(finding(f, 0)->message, message);
		CU_ASSERT_STRING_EQUAL(finding(f, 0)->name, name);
		CU_ASSERT_STRING_EQUAL(finding(f, 0)->group, "reference");
		CU_ASSERT_STRING_EQUAL(finding(f, 0)->at.file, "ref.csv");
		g_free(message);
		g_free(name);
		findings_free(f);
	}
}

static void test_points(void)
{
	static const struct sample before[] = {{"1kpps", "delivered_pps", 1, 0},
					       {"2kpps", "delivered_pps", 2, 0}},
				   now[] = {{"2kpps", "delivered_pps", 2, 0},
					    {"3kpps", "delivered_pps", 3, 0}};
	struct findings *f =
		judge(as_read(summary_of("ref.csv", 1, before, 2)), summary_of("now", 1, now, 2));
	CU_ASSERT_EQUAL_FATAL(f->list->len, 3);
	CU_ASSERT_EQUAL(finding(f, 0)->status, FINDING_PASS);
	CU_ASSERT_EQUAL(finding(f, 1)->status, FINDING_FAIL);
	CU_ASSERT_STRING_EQUAL(finding(f, 1)->message,
			       "load=1kpps: the reference has this point, the study does not");
	CU_ASSERT_EQUAL(finding(f, 2)->status, FINDING_OPEN);
	CU_ASSERT_STRING_EQUAL(finding(f, 2)->message,
			       "load=3kpps: the reference does not have this point; it is not compared");
	findings_free(f);
}

static void test_not_judged(void)
{
	struct findings *f = findings_new("s", "s.yaml", false);
	struct summary *reference = summary_new("ref.csv");
	reference_not_judged(reference, 1, f);
	CU_ASSERT_EQUAL(finding(f, 0)->status, FINDING_ERROR);
	CU_ASSERT_STRING_EQUAL(finding(f, 0)->message,
			       "nothing was compared with the reference: 1 run failed");
	summary_free(reference);
	findings_free(f);
}

#define POINTS 40
#define TRIES 100

/* noisy: ten replications of so many points with a deviation of 1 %, drawn anew. */
static struct summary *noisy(struct noise *noise, int64_t seed)
{
	struct summary *s = summary_new("noisy");
	int metric = metric_find("delivered_pps");
	g_ptr_array_add(s->axes, g_strdup("load"));
	g_array_append_val(s->metrics, metric);
	for (int p = 0; p < POINTS; p++) {
		char *texts[] = {g_strdup_printf("%dkpps", p), NULL};
		struct summary_point *point = summary_add(s, texts);
		for (int64_t r = 0; r < 10; r++) {
			double value = noise_normal(noise, 500e3, 5e3);
			summary_add_run(s, point, r, seed, &value);
		}
		g_free(texts[0]);
	}
	return s;
}

/* Of 100 tries none fails; the standard error of a difference is 0.45 %, the tolerance is 2 %. */
static void test_noise(void)
{
	struct noise noise = {2};
	int failed = 0;
	for (int i = 0; i < TRIES; i++) {
		struct findings *f = judge(as_read(noisy(&noise, 1)), noisy(&noise, 2 + i));
		failed += findings_count(f, FINDING_FAIL, NULL) > 0;
		CU_ASSERT_EQUAL(f->list->len, POINTS);
		findings_free(f);
	}
	CU_ASSERT_EQUAL(failed, 0);
}

static const struct test_case cases[] = {
	{"what comes out", test_compared},
	{"points that went or came", test_points},
	{"failed runs", test_not_judged},
	{"noise alone", test_noise},
};

SUITE("reference judge", cases)
