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

/* Asserts that the lines of a report begin like these, whose number is n; frees it. */
static void expect_lines(char *report, const char *const *lines, guint n)
{
	char **is = g_strsplit(g_strchomp(report), "\n", -1);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(is), n);
	for (guint i = 0; i < n; i++) {
		CU_ASSERT_TRUE(g_str_has_prefix(is[i], lines[i]));
		if (!g_str_has_prefix(is[i], lines[i]))
			printf("\nis       %s\nexpected %s\n", is[i], lines[i]);
	}
	g_strfreev(is);
	g_free(report);
}

/* clang-format off */
#define LOADS                                                                                                                \
	"point                  goal  loss ratio  throughput  on wire  lower bound  upper bound  loss ratio  frame  trial    trials  trials", \
	"                                at most         pps   Gbit/s          pps          pps    at lower                at bound  in all", \
	"frame 64B, ring 256    NDR       0.0000     2000000    1.344      2000000      2009850    0.000000  64B       1s         2      10", \
	"frame 64B, ring 256    PDR       0.0100     2000000    1.344      2019749      2029697    0.009778  64B       1s         2      10", \
	"frame 64B, ring 512    NDR       0.0000     2000000    1.344      2000000      2009850    0.000000  64B       1s         2      10", \
	"frame 64B, ring 512    PDR       0.0100     2000000    1.344      2019749      2029697    0.009778  64B       1s         2      10", \
	"frame 512B, ring 256   NDR       0.0000     2000000    8.512      2000000      2009850    0.000000  512B      1s         2      10", \
	"frame 512B, ring 256   PDR       0.0100     2000000    8.512      2019749      2029697    0.009778  512B      1s         2      10", \
	"frame 512B, ring 512   NDR       0.0000     2000000    8.512      2000000      2009850    0.000000  512B      1s         2      10", \
	"frame 512B, ring 512   PDR       0.0100     2000000    8.512      2019749      2029697    0.009778  512B      1s         2      10", \
	"frame 1518B, ring 256  NDR       0.0000      812743   10.000       812743            -    0.000000  1518B     1s         2       2  irregular: the maximum load is a lower bound", \
	"frame 1518B, ring 256  PDR       0.0100      812743   10.000       812743            -    0.000000  1518B     1s         2       2  irregular: the maximum load is a lower bound", \
	"frame 1518B, ring 512  NDR       0.0000      812743   10.000       812743            -    0.000000  1518B     1s         2       2  irregular: the maximum load is a lower bound", \
	"frame 1518B, ring 512  PDR       0.0100      812743   10.000       812743            -    0.000000  1518B     1s         2       2  irregular: the maximum load is a lower bound"

static const char *const loads_text[] = {LOADS};

static const char *const bursts_text[] = {
	LOADS, "",
	"point                  burst                       tests  bursts  frame  line rate  throughput  buffer  corrected",
	"                        mean  min  max  std. dev.           sent               pps         pps      us         us",
	"frame 64B, ring 256    100.0  100  100        0.0      3      18  64B     14880952     2000000   6.720      5.817",
	"frame 64B, ring 512    100.0  100  100        0.0      3      18  64B     14880952     2000000   6.720      5.817",
	"frame 512B, ring 256   100.0  100  100        0.0      3      18  512B     2349624     2000000  42.560      6.333",
	"frame 512B, ring 512   100.0  100  100        0.0      3      18  512B     2349624     2000000  42.560      6.333",
	"frame 1518B, ring 256      -    -    -          -      0       0  1518B     812743      812743       -          -  none: the line rate is carried",
	"frame 1518B, ring 512      -    -    -          -      0       0  1518B     812743      812743       -          -  none: the line rate is carried",
};

#define END "1.000000,3.000000,0.500000,0.005000,0.002000,\"mlrsearch\",1,\""

static const char *const loads_csv[] = {
	"\"study\",\"frame\",\"ring\",\"goal\",\"goal_loss_ratio\",\"goal_latency\",\"verdict\",\"throughput_pps\",\"throughput_wire_bps\","
	"\"lower_bound_pps\",\"upper_bound_pps\",\"lower_bound_loss_ratio\",\"upper_bound_loss_ratio\",\"lower_bound_trials\","
	"\"upper_bound_trials\",\"trials\",\"frame_size\",\"frame_mean_bytes\",\"trial_s\",\"duration_sum_s\",\"exceed_ratio\",\"width\",\"warmup_s\","
	"\"method\",\"seed\",\"version\",\"model\"",
	"\"s\",\"64B\",\"256\",\"NDR\",0.000000,\"\",\"regular\",2000000.000,1344000000,2000000,2009850,0.000000000,0.004900863,2,2,10,\"64B\",64.000," END,
	"\"s\",\"64B\",\"256\",\"PDR\",0.010000,\"\",\"regular\",2000000.000,1344000000,2019749,2029697,0.009777948,0.014631248,2,2,10,\"64B\",64.000," END,
};

static const char *const bursts_csv[] = {
	"\"study\",\"frame\",\"ring\",\"verdict\",\"burst_mean_frames\",\"burst_min_frames\",\"burst_max_frames\",\"burst_deviation_frames\",\"tests\","
	"\"bursts\",\"implied_buffer_s\",\"corrected_buffer_s\",\"line_rate_pps\",\"throughput_pps\",\"frame_size\",\"frame_mean_bytes\",\"trial_s\","
	"\"duration_sum_s\",\"exceed_ratio\",\"width\",\"warmup_s\",\"method\",\"seed\",\"version\",\"model\"",
	"\"s\",\"64B\",\"256\",\"regular\",100.000,100,100,0.000,3,18,0.000006720000,0.000005816832,14880952,2000000.000,\"64B\",64.000," END,
};
/* clang-format on */

/* Every column. By hand: 2 Mpps are served, so of a bound above that the rest is lost, 9,850 of 2,009,850; on the wire a
 * frame takes 20 bytes more; 100 frames at the line rate take 6.72 us of 64 B, and leave at the throughput meanwhile. */
static void whole_tables(void)
{
	static const char *const sets[] = {"search.type=back_to_back", "search.repeats=3", NULL};
	struct fake f = fake_new(1);
	struct searched x = search(NULL, &f);
	expect_lines(search_text(x.study, x.runs), loads_text, G_N_ELEMENTS(loads_text));
	char *csv = search_csv(x.study, x.runs), *third = strstr(csv, "\"s\",\"64B\",\"512\"");
	CU_ASSERT_PTR_NOT_NULL_FATAL(third);
	*third = '\0';
	expect_lines(csv, loads_csv, G_N_ELEMENTS(loads_csv));
	searched_free(&x);
	fake_free(&f);
	f = fake_new(1);
	x = search(sets, &f);
	expect_lines(search_text(x.study, x.runs), bursts_text, G_N_ELEMENTS(bursts_text));
	csv = search_csv(x.study, x.runs), third = strstr(csv, "\"s\",\"64B\",\"512\"");
	CU_ASSERT_PTR_NOT_NULL_FATAL(third);
	*third = '\0';
	expect_lines(csv, bursts_csv, G_N_ELEMENTS(bursts_csv));
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
	{"whole tables", whole_tables},
};

SUITE("search_runs", tests)
