/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Searches of several points side by side, over a made-up runner: what is asked for does not depend on the order in which
 * runs end, a search that was stopped goes on, a run that fails ends its search alone; and the reports.
 */
#include "tests/lib/study/fake_runner.h"
#include "tests/lib/study/study_text.h"
#include "tests/lib/suite.h"
#include "tools/study/search/search_report.h"

#define AXES                                                                                                 \
	"    - {name: frame, set: traffic.frame, values: [64B, 512B, 1518B]}\n"                              \
	"    - {name: ring, set: virtio.ring, values: [256, 512]}\n"
#define SEARCH                                                                                               \
	"warmup: 2ms\n"                                                                                      \
	"search: {preset: csit, trial: 1s, duration_sum: 3s}\n"                                              \
	"goals:\n"                                                                                           \
	"  - {name: NDR, loss_ratio: 0}\n"                                                                   \
	"  - {name: PDR, loss_ratio: 0.01}\n"

static const char text[] = SEARCH "study:\n  axes:\n" AXES;

/* A study of 6 points, and the searches of them. */
struct searched {
	struct study *study;
	struct search_runs *runs;
	bool complete; /* not interrupted */
};

static struct searched search(const char *const *sets, struct fake *f)
{
	struct searched x = {.study = study_sound(text, sets)};
	struct diag *d = diag_new();
	x.runs = search_runs_new(x.study, d);
	faults_expect("searches", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(x.runs);
	struct runner_hooks hooks = search_runs_hooks(x.runs);
	x.complete = fake_run(f, &hooks);
	CU_ASSERT_EQUAL(search_runs_over(x.runs) == x.study->points->len, x.complete);
	return x;
}

static void searched_free(struct searched *x)
{
	search_runs_free(x->runs);
	study_free(x->study);
}

/* csv_of: makes the searches; what they export, NULL when interrupted. */
static char *csv_of(struct fake *f)
{
	struct searched x = search(NULL, f);
	char *csv = x.complete ? search_csv(x.study, x.runs) : NULL;
	searched_free(&x);
	return csv;
}

/* Asserts that a report has each of the parts, ended by NULL; frees it. */
static void expect_parts(char *report, const char *const *parts)
{
	for (; *parts; parts++)
		CU_ASSERT_PTR_NOT_NULL(strstr(report, *parts));
	g_free(report);
}

/* One job or many, the first to end or the last: the same trials and the same result. */
static void order_of_ends(void)
{
	struct fake one = fake_new(1);
	char *expected = csv_of(&one);
	CU_ASSERT_TRUE(one.made > 30);
	CU_ASSERT_EQUAL(g_hash_table_size(one.store), (guint)one.made);
	static const struct {
		int jobs;
		bool last_first;
	} cases[] = {{4, false}, {JOBS_MAX, true}};
	EACH_CASE (i, cases, jobs) {
		struct fake many = fake_new(cases[i].jobs);
		many.last_first = cases[i].last_first;
		char *csv = csv_of(&many);
		CU_ASSERT_STRING_EQUAL(csv, expected);
		CU_ASSERT_EQUAL(many.made, one.made);
		g_free(csv);
		fake_free(&many);
	}
	g_free(expected);
	fake_free(&one);
}

/* Stopped after any number of runs it goes on without making one twice. */
static void resumed(void)
{
	struct fake whole = fake_new(2);
	char *expected = csv_of(&whole);
	for (int stop = 1; stop < whole.made; stop += 7) {
		struct fake f = fake_new(2);
		f.stop_after = stop;
		CU_ASSERT_PTR_NULL(csv_of(&f));
		CU_ASSERT_EQUAL(f.made, stop);
		f.stop_after = 0;
		char *csv = csv_of(&f);
		CU_ASSERT_STRING_EQUAL(csv, expected);
		CU_ASSERT_EQUAL(f.made, whole.made);
		CU_ASSERT_EQUAL(f.stored, stop);
		g_free(csv);
		fake_free(&f);
	}
	g_free(expected);
	fake_free(&whole);
}

/* A search makes the load itself. */
static void axis_of_load(void)
{
	struct study *study = study_sound(
		SEARCH "study:\n  axes:\n    - {set: load, values: [100kpps, 200kpps]}\n" AXES, NULL);
	struct diag *d = diag_new();
	CU_ASSERT_PTR_NULL(search_runs_new(study, d));
	CU_ASSERT_EQUAL(diag_count(d), 1);
	diag_free(d);
	study_free(study);
}

static void failure(void)
{
	static const char *const in_text[] = {"a run failed", NULL}, *const in_csv[] = {"\"failed\",,,",
											NULL};
	struct fake f = fake_new(3);
	f.fails = "frame=512B";
	struct searched x = search(NULL, &f);
	CU_ASSERT_TRUE(x.complete);
	for (guint i = 0; i < x.study->points->len; i++) {
		bool failed = i == 2 || i == 3;
		const struct search_point *p = search_runs_point(x.runs, i);
		CU_ASSERT_EQUAL(search_runs_failure(x.runs, i) != NULL, failed);
		CU_ASSERT_EQUAL(search_outcome(p->search, 0).verdict == SEARCH_UNFINISHED, failed);
	}
	expect_parts(search_text(x.study, x.runs), in_text);
	expect_parts(search_csv(x.study, x.runs), in_csv);
	searched_free(&x);
	fake_free(&f);
}

/* 512 B come at 2.35 Mpps at most, 1518 B at 0.81. */
static void reports(void)
{
	static const char *const in_text[] = {"Gbit/s", "64B, ring 256",
					      "1518B",	"3  ",
					      "1s",	"irregular: the maximum load is a lower bound",
					      NULL};
	static const char *const in_csv[] = {
		"\"s\",\"1518B\",\"256\",\"NDR\",0.000000,\"\",\"maximum_load_is_"
		"lower_bound\",812743.000,9999989872,"
		"812743,,0.000000000,,2,0,",
		NULL};
	static const char *const in_jsonl[] = {"\"upper_bound_pps\": null", NULL};
	struct fake f = fake_new(2);
	struct searched x = search(NULL, &f);
	CU_ASSERT_TRUE(x.complete);
	char *csv = search_csv(x.study, x.runs), *jsonl = search_jsonl(x.study, x.runs);
	CU_ASSERT_TRUE(g_str_has_prefix(
		csv, "\"study\",\"frame\",\"ring\",\"goal\",\"goal_loss_ratio\",\"goal_latency\",\"verdict\","
		     "\"throughput_pps\",\"throughput_wire_bps\","));
	char **lines = g_strsplit(jsonl, "\n", -1);
	CU_ASSERT_EQUAL(g_strv_length(lines), 3 * 2 * 2 + 1);
	g_strfreev(lines);
	expect_parts(search_text(x.study, x.runs), in_text);
	expect_parts(csv, in_csv);
	expect_parts(jsonl, in_jsonl);
	searched_free(&x);
	fake_free(&f);
}

static void bursts(void)
{
	static const char *const sets[] = {"search.type=back_to_back", "search.repeats=3", NULL};
	static const char *const in_text[] = {"none: the line rate is carried", NULL};
	static const char *const in_csv[] = {
		"\"s\",\"64B\",\"256\",\"regular\",100.000,100,100,0.000,3,",
		"\"1518B\",\"512\",\"line_rate_is_carried\",,,,,0,0,,,812743,812743.000,", NULL};
	struct fake f = fake_new(2);
	struct searched x = search(sets, &f);
	CU_ASSERT_TRUE(x.complete);
	expect_parts(search_text(x.study, x.runs), in_text);
	expect_parts(search_csv(x.study, x.runs), in_csv);
	searched_free(&x);
	fake_free(&f);
}

static const struct test_case tests[] = {
	{"order of ends", order_of_ends},
	{"stopped and resumed", resumed},
	{"an axis of loads", axis_of_load},
	{"a run that fails", failure},
	{"reports", reports},
	{"reports of bursts", bursts},
};

SUITE("search_runs", tests)
