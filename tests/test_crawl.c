/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The crawl's table: rows of runs and of replications, saturation and best rate, CSV and script, the plan.
 */
#include "tests/sample.h"
#include "tests/sample_plan.h"
#include "tests/suite.h"
#include "tools/crawl_chart.h"
#include "tools/crawl_marks.h"
#include "tools/crawl_row.h"
#include "tools/crawl_study.h"
#include "tools/crawl_table.h"
#include "tools/scenario_file.h"
#include <math.h>
#include <string.h>

static void test_row_of_run(void)
{
	struct scenario *s = sample_scenario();
	struct result *r = sample_result();
	struct run_values *values = run_values_new(s, r);
	struct crawl_row row = {.load = 700};
	crawl_row_read(&row, values, "");
	CU_ASSERT_DOUBLE_EQUAL(row.intended, 700, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.offered, 500, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.delivered, 300, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.loss_ratio, 390.0 / 990, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(row.dropped[DROP_tap_queue_full], 145, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.cpu[CONTEXT_vhost], 0.5, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.wasted_cycles, 390.5, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.per_packet[PER_PACKET_kicks], 0.25, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.per_packet[PER_PACKET_cycles], 5e6, 0);
	CU_ASSERT_TRUE(isnan(row.p99)); /* six values lie beyond it, too few */
	CU_ASSERT_TRUE(row.p50 >= 300000 && row.p50 <= 303000);
	run_values_free(values);
	result_free(r);
	sample_scenario_free(s);
}

/* The packets of one guest, in 2 s; what is not a packet's stays that of all. */
static void test_row_of_guest(void)
{
	static const char quiet[] = "quiet";
	struct scenario *s = sample_scenario();
	struct result *r = sample_result();
	r->n_guests = 2;
	r->guest = g_new0(struct result_guest, 2);
	r->guest[0] = (struct result_guest){.name = g_strdup("flooded"), .offered = 900, .delivered = 580};
	r->guest[1] = (struct result_guest){.name = g_strdup(quiet), .offered = 100, .delivered = 20};
	r->guest[1].dropped[DROP_nic_ring_full] = 60;
	struct run_values *values = run_values_new(s, r);
	struct crawl_row row = {.load = 700};
	crawl_row_read(&row, values, quiet);
	CU_ASSERT_DOUBLE_EQUAL(row.intended, 0, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.offered, 50, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.delivered, 10, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.loss_ratio, 0.75, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.dropped[DROP_nic_ring_full], 30, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.dropped[DROP_tap_queue_full], 0, 0);
	CU_ASSERT_STRING_EQUAL(crawl_row_lost_at(&row), "nic/ring_full");
	CU_ASSERT_DOUBLE_EQUAL(row.wasted_cycles, 390.5, 0);
	run_values_free(values);
	result_free(r);
	sample_scenario_free(s);
}

static double p99_of(const struct crawl_row *row, int which)
{
	(void)which;
	return row->p99;
}

/* Three runs, of which one failed and one does not give the percentile. The interval of 100 and 300: t = 12.706205
 * with 1 degree of freedom, s / sqrt(2) = 100. */
static void test_mean(void)
{
	struct crawl_row runs[] = {{.load = 7, .delivered = 100, .p99 = 5}, {.load = 7}, {.load = 7}};
	crawl_row_fail(&runs[1]);
	runs[2].delivered = 300;
	runs[2].dropped[0] = 8;
	runs[2].p99 = NAN;
	struct crawl_row row = crawl_row_mean(runs, 3);
	CU_ASSERT_EQUAL(row.load, 7);
	CU_ASSERT_EQUAL(row.n, 3);
	CU_ASSERT_DOUBLE_EQUAL(row.delivered, 200, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.dropped[0], 4, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.p99, 5, 0);
	CU_ASSERT_EQUAL(crawl_row_interval(&row, 0.95, p99_of, 0).n, 1);
	struct interval lost = crawl_row_interval(&row, 0.95, crawl_row_lost, 0);
	CU_ASSERT_EQUAL(lost.n, 2);
	CU_ASSERT_DOUBLE_EQUAL(lost.mean, 4, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(lost.half, 4 * 12.706205, 1e-4);
	g_free(row.runs);
	row = crawl_row_mean(runs, 1);
	CU_ASSERT_PTR_NULL(row.runs);
	CU_ASSERT_DOUBLE_EQUAL(row.delivered, 100, 0);
}

static void test_places(void)
{
	struct crawl_row row = {0};
	double all = 0, by_place = 0;
	for (int i = 0; i < DROPS; i++)
		all += row.dropped[i] = 1 << i;
	for (int p = 0; p < crawl_place_count(); p++) {
		CU_ASSERT_PTR_NULL(strchr(crawl_place_name(p), '/'));
		by_place += crawl_row_lost(&row, p);
	}
	CU_ASSERT_STRING_EQUAL(crawl_place_name(0), "nic");
	CU_ASSERT_DOUBLE_EQUAL(by_place, all, 0);
}

/* Two curves; the first loses a little at 200, nothing worth counting at 300, much at 400. */
static GArray *sample_rows(void)
{
	static const struct crawl_row rows[] = {
		{.curve = 0, .load = 100, .offered = 100, .delivered = 100},
		{.curve = 0, .load = 200, .offered = 200, .delivered = 199, .loss_ratio = 0.0011},
		{.curve = 0,
		 .load = 300,
		 .offered = 300,
		 .delivered = 299.7,
		 .loss_ratio = 0.001,
		 .p99 = 1e6},
		{.curve = 0,
		 .load = 400,
		 .offered = 400,
		 .delivered = 250,
		 .loss_ratio = 0.375,
		 .p99 = 2.5e6},
		{.curve = 1, .load = 100, .offered = 100, .delivered = 50, .loss_ratio = 0.5, .p99 = NAN},
	};
	GArray *array = g_array_new(FALSE, FALSE, sizeof(struct crawl_row));
	return g_array_append_vals(array, rows, G_N_ELEMENTS(rows));
}

static void test_saturation_and_best(void)
{
	GArray *rows = sample_rows();
	CU_ASSERT_EQUAL(crawl_saturation(rows, 0)->load, 300);
	CU_ASSERT_EQUAL(crawl_best(rows, 0)->load, 300);
	CU_ASSERT_PTR_NULL(crawl_saturation(rows, 1));
	CU_ASSERT_EQUAL(crawl_best(rows, 1)->load, 100);
	CU_ASSERT_PTR_NULL(crawl_saturation(rows, 2));
	CU_ASSERT_PTR_NULL(crawl_best(rows, 2));
	g_array_unref(rows);
}

static const char *const curve_names[] = {"one, \"two\"", "it's", "all failed", NULL};

static void test_csv(void)
{
	struct crawl_plan *plan = sample_plan(curve_names, G_MAXINT64);
	GArray *rows = sample_rows();
	char *csv = crawl_csv(plan, rows);
	char **lines = g_strsplit(csv, "\n", -1), **names = g_strsplit(lines[0], ",", -1);
	CU_ASSERT_EQUAL(g_strv_length(lines), 1 + rows->len + 1);
	CU_ASSERT_TRUE(g_strv_contains((const char *const *)names, "loss_nic_pps"));
	CU_ASSERT_TRUE(g_strv_contains((const char *const *)names, "loss_tap_queue_full_pps"));
	CU_ASSERT_TRUE(g_strv_contains((const char *const *)names, "cpu_ksoftirqd"));
	CU_ASSERT_TRUE(
		g_str_has_prefix(lines[3], "\"one, \"\"two\"\"\",300,300.000,299.700,0.001000000,0.000"));
	char **fields = g_strsplit(lines[5], ",", -1);
	CU_ASSERT_EQUAL(g_strv_length(fields), g_strv_length(names));
	for (int i = 0; names[i] && fields[i]; i++)
		CU_ASSERT_EQUAL(!strcmp(names[i], "latency_p99_ns"), *fields[i] == '\0');
	g_strfreev(fields);
	g_strfreev(names);
	g_strfreev(lines);
	g_free(csv);
	g_array_unref(rows);
	crawl_plan_free(plan);
}

static void test_script(void)
{
	static const char *const expected[] = {
		"TITLE = 'It''s `id`, is it?'\n",
		"CURVES = 2\n",
		"array NAME[CURVES] = ['one, \"two\"', 'it''s']\n",
		"array FIRST[CURVES] = [0, 4]\n",
		"array LAST[CURVES] = [3, 4]\n",
		"array SATURATION_X[CURVES] = [0.000300, -1.000000]\n",
		"P99_MAX = 1e-2\n",
		"DIAGONAL = 1\nLOAD = 'offered_pps'\n",
		"RATE_NAME = 'Mpps'\nRATE_MARK = 'best rate'\n",
		"INTERVALS = 0\n",
	};
	struct crawl_plan *plan = sample_plan(curve_names, G_MAXINT64);
	GArray *rows = sample_rows();
	char *script = crawl_chart_script(plan, rows);
	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
		CU_ASSERT_PTR_NOT_NULL(strstr(script, expected[i]));
	g_free(script);
	g_array_unref(rows);
	crawl_plan_free(plan);
}

/* One guest's rates over another's load: x is the load as planned, and the unit suits the small rates. */
static void test_script_of_bystander(void)
{
	static const char *const expected[] = {
		"DIAGONAL = 0\nLOAD = 'load_pps'\nLOAD_TEXT = 'offered load of it''s_a'\n",
		"RATE_UNIT = 1e3\nRATE_NAME = 'kpps'\nRATE_MARK = 'least rate'\n",
		"RATE_TEXT = 'forwarding rate of quiet'\n",
		"array RATE_MARK_TEXT[CURVES] = ['0.1', '0.1']\n", /* 100 and 50 pps */
		"ALL = 0.400000\n",
	};
	struct crawl_plan *plan = sample_plan(curve_names, G_MAXINT64);
	GArray *rows = sample_rows();
	g_free(plan->source);
	g_free(plan->guest);
	plan->source = g_strdup("it's_a");
	plan->guest = g_strdup("quiet");
	char *script = crawl_chart_script(plan, rows);
	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
		CU_ASSERT_PTR_NOT_NULL(strstr(script, expected[i]));
	g_free(script);
	g_array_unref(rows);
	crawl_plan_free(plan);
}

static void test_text(void)
{
	struct crawl_plan *plan = sample_plan(curve_names, G_MAXINT64);
	GArray *rows = sample_rows();
	char *text = crawl_text(plan, rows);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "lost): 300pps\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "lost): below the lowest load tried\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "all failed\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "no point of this curve could be run\n"));
	g_free(text);
	g_array_unref(rows);
	crawl_plan_free(plan);
}

/* One source takes the load, the other keeps its rate; the wire's limit is what that leaves: the line rate of
 * 64 B frames at 10 Gbit/s, 10e9 / (8 * 84), less 50 kpps. */
static void test_plan_of_one_source(void)
{
	char *const three[] = {"crawl.points=3", "load=1Mpps", NULL};
	struct crawl_plan *plan =
		crawl_plan_new(SOURCE_DIR "/scenarios/isolation-crawl.yaml", three, "unused");
	CU_ASSERT_FATAL(plan != NULL && plan->points->len == 3 * plan->curves->len);
	CU_ASSERT_EQUAL(((struct crawl_line *)g_ptr_array_index(plan->curves, 0))->limit, 14830952);
	struct crawl_point *last = g_ptr_array_index(plan->points, 2);
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(plan->scenario, (const char *const *)last->sets, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(g_array_index(s->traffic, struct traffic_settings, 0).rate, last->load);
	CU_ASSERT_EQUAL(g_array_index(s->traffic, struct traffic_settings, 1).rate, 50000);
	CU_ASSERT_EQUAL(s->general.load, 0);
	scenario_free(s);
	diag_free(d);
	crawl_plan_free(plan);
}

/* with_replications: rows of two runs each, which deliver 10 % less and more than the row. */
static GArray *with_replications(const GArray *rows)
{
	GArray *all = crawl_rows_new();
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		struct crawl_row runs[] = {*row, *row};
		runs[0].delivered *= 0.9;
		runs[1].delivered *= 1.1;
		struct crawl_row mean = crawl_row_mean(runs, 2);
		g_array_append_val(all, mean);
	}
	return all;
}

/* Of 269.73 and 329.67: mean 299.7, half width 12.706205 * 29.97. */
static void test_replications(void)
{
	struct crawl_plan *plan = sample_plan(curve_names, G_MAXINT64);
	GArray *single = sample_rows(), *rows = with_replications(single);
	plan->replications = 2;
	char *csv = crawl_csv(plan, rows), *text = crawl_text(plan, rows),
	     *script = crawl_chart_script(plan, rows);
	char **lines = g_strsplit(csv, "\n", -1), **names = g_strsplit(lines[0], ",", -1);
	CU_ASSERT_TRUE(g_strv_contains((const char *const *)names, "delivered_pps_half"));
	CU_ASSERT_TRUE(g_strv_contains((const char *const *)names, "cpu_vhost_half"));
	CU_ASSERT_FALSE(g_strv_contains((const char *const *)names, "load_pps_half"));
	CU_ASSERT_TRUE(g_str_has_prefix(
		lines[3], "\"one, \"\"two\"\"\",300,300.000,0.000,299.700,380.805,0.001000000,0.000000000,"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "Means of 2 replications"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, " 0.3 +- 0.4          0.100 +- 0.000     -"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "at any load): 0.3 +- 0.4 kpps, at a load of 300pps"));
	CU_ASSERT_PTR_NOT_NULL(strstr(script, "INTERVALS = 1\nINTERVAL_TEXT = '95 % interval of the mean, 2 "
					      "replications'\n"));
	g_strfreev(names);
	g_strfreev(lines);
	g_free(csv);
	g_free(text);
	g_free(script);
	g_array_unref(single);
	g_array_unref(rows);
	crawl_plan_free(plan);
}

/* Curves and loads are the axes; the loads of the comparison stand among those of the crawl. A point that two curves
 * have in common is there once. */
static void test_study(void)
{
	char *const few[] = {"crawl.points=2", "crawl.from=100kpps", "crawl.to=300kpps",
			     "crawl.replications=4", NULL};
	struct crawl_plan *plan = crawl_plan_new(SOURCE_DIR "/scenarios/crawl.yaml", few, "unused");
	CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
	CU_ASSERT_TRUE(crawl_plan_add(plan, plan->around, 0, 200000));
	CU_ASSERT_TRUE(crawl_plan_add(plan, plan->around, 0, 300000));
	struct study *s = crawl_study(plan);
	const struct study_axis *load = g_ptr_array_index(s->axes, 1);
	const struct study_point *last = g_ptr_array_index(s->points, s->points->len - 1);
	CU_ASSERT_EQUAL(s->points->len, 2 * plan->curves->len + 1);
	CU_ASSERT_EQUAL(load->values->len, 3);
	CU_ASSERT_EQUAL(last->value[0], 0);
	CU_ASSERT_EQUAL(last->value[1], 1);
	CU_ASSERT_STRING_EQUAL(last->label, "vhost, 3.13 at 200kpps");
	CU_ASSERT_EQUAL(s->settings.replications, 4);
	study_free(s);
	crawl_plan_free(plan);
}

static const struct test_case cases[] = {
	{"a row of a run", test_row_of_run},
	{"a row of a guest", test_row_of_guest},
	{"a row of several runs", test_mean},
	{"places of loss", test_places},
	{"saturation and best rate", test_saturation_and_best},
	{"CSV", test_csv},
	{"gnuplot script", test_script},
	{"gnuplot script of a bystander", test_script_of_bystander},
	{"table", test_text},
	{"plan of one source", test_plan_of_one_source},
	{"replications", test_replications},
	{"a study", test_study},
};

SUITE("crawl", cases)
