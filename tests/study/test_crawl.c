/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A crawl: its plan as a study, and its table as CSV and text, and chart's script.
 */
#include "models/flows/flow.h"
#include "tests/lib/study/sample_curves.h"
#include "tests/lib/study/study_text.h"
#include "tests/lib/suite.h"
#include "tools/study/crawl/crawl_chart.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/crawl/crawl_table.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/store/store.h"
#include <glib/gstdio.h>
#include <math.h>

/* Two curves; the first loses a little at 200, nothing worth counting at 300, much at 400. */
static const struct sample_row rows[] = {
	{.curve = 0, .load = 100, .offered = 100, .delivered = 100},
	{.curve = 0, .load = 200, .offered = 200, .delivered = 199, .loss_ratio = 0.0011},
	{.curve = 0, .load = 300, .offered = 300, .delivered = 299.7, .loss_ratio = 0.001, .p99 = 1e6},
	{.curve = 0, .load = 400, .offered = 400, .delivered = 250, .loss_ratio = 0.375, .p99 = 2.5e6},
	{.curve = 1, .load = 100, .offered = 100, .delivered = 50, .loss_ratio = 0.5, .p99 = NAN},
};

static const char *const curve_names[] = {"one, \"two\"", "it's", "all failed", NULL};

struct fixture {
	struct study *study;
	struct load_curves *c;
};

static struct fixture setup(int64_t replications)
{
	struct study *study = sample_crawl(curve_names, G_MAXINT64, rows, G_N_ELEMENTS(rows));
	study->settings.replications = replications;
	return (struct fixture){study, sample_curves(study, rows, G_N_ELEMENTS(rows))};
}

static void teardown(struct fixture *f)
{
	load_curves_free(f->c);
	study_free(f->study);
}

static void test_csv(void)
{
	struct fixture f = setup(1);
	char *csv = crawl_csv(f.c);
	char **lines = g_strsplit(csv, "\n", -1), **names = g_strsplit(lines[0], ",", -1);
	CU_ASSERT_EQUAL(g_strv_length(lines), 1 + G_N_ELEMENTS(rows) + 1);
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
	teardown(&f);
}

static void test_script(void)
{
	static const char *const expected[] = {
		"TITLE = 'It''s `id`, is it?'\n",
		"CURVES = 2\n",
		"array NAME[2] = ['one, \"two\"', 'it''s']\n",
		"array COLOUR[2] = ['#0072B2', '#D55E00']\narray POINT[2] = [7, 5]\n",
		"array LINE[2] = [11, 11]\n",
		"array UNDER[CURVES] = [0, 0]\n",
		"array FIRST[CURVES] = [0, 4]\n",
		"array LAST[CURVES] = [3, 4]\n",
		"array SATURATION_X[CURVES] = [0.000300, -1.000000]\n",
		"P99_MIN = -3\nP99_MAX = -2\nP99_GAPS = 1\n",
		"DIAGONAL = 1\nLOAD = 'offered_pps'\n",
		"RATE_NAME = 'Mpps'\nRATE_MARK = 'best rate'\n",
		"LATENCY_TEXT = 'latency, 99th percentile'\n",
		"INTERVALS = 0\n",
	};
	struct fixture f = setup(1);
	char *script = crawl_chart_script(f.c);
	EACH_CASE (i, expected)
		CU_ASSERT_PTR_NOT_NULL(strstr(script, expected[i]));
	g_free(script);
	teardown(&f);
}

/* One guest's rates over another's load: x is the load as planned, and the unit suits the small rates. */
static void test_script_of_bystander(void)
{
	static const char *const expected[] = {
		"DIAGONAL = 0\nLOAD = 'load_pps'\nLOAD_TEXT = 'offered load of it''s_a'\n",
		"RATE_UNIT = 1e3\nRATE_NAME = 'kpps'\nRATE_MARK = 'least rate'\n",
		"RATE_TEXT = 'forwarding rate of quiet'\n",
		"LATENCY_TEXT = 'latency of quiet, 99th percentile'\n",
		"array RATE_MARK_TEXT[CURVES] = ['0.1', '0.1']\n", /* 100 and 50 pps */
		"ALL = 0.400000\n",
	};
	struct fixture f = setup(1);
	g_free(f.study->source);
	g_free(f.study->settings.guest);
	f.study->source = g_strdup("it's_a");
	f.study->settings.guest = g_strdup(SAMPLE_GUEST);
	char *script = crawl_chart_script(f.c);
	EACH_CASE (i, expected)
		CU_ASSERT_PTR_NOT_NULL(strstr(script, expected[i]));
	g_free(script);
	teardown(&f);
}

/* The saturation point is what was offered there, not the load tried; beside another guest's load it is that. */
static void test_offered(void)
{
	struct fixture f = setup(1);
	sample_value_set(sample_run_of(f.c, 0, 300, 0), "offered_pps", 299);
	CU_ASSERT_EQUAL(load_carried(f.c, load_saturation(f.c, 0)), 299);
	CU_ASSERT_EQUAL(load_saturated(f.c, load_saturation(f.c, 0), load_best(f.c, 0)), 299);
	CU_ASSERT_EQUAL(load_saturated(f.c, load_saturation(f.c, 0), 0),
			100); /* no more than the best rate */
	char *script = crawl_chart_script(f.c);
	CU_ASSERT_PTR_NOT_NULL(strstr(script, "array SATURATION_X[CURVES] = [0.000299, "));
	g_free(script);
	g_free(f.study->source);
	f.study->source = g_strdup("flooded");
	CU_ASSERT_EQUAL(load_carried(f.c, load_saturation(f.c, 0)), 300);
	g_free(f.study->settings.guest);
	f.study->settings.guest = g_strdup("flooded");
	CU_ASSERT_TRUE(isnan(load_carried(f.c, 2))); /* nothing is known of such a guest */
	teardown(&f);
}

/* A source that does not come to offer its load: the axis is the intended one, so that a curve bends. */
static void test_held_back(void)
{
	struct fixture f = setup(1);
	sample_value_set(sample_run_of(f.c, 0, 400, 0), "offered_pps", 250);
	char *script = crawl_chart_script(f.c);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(script, "DIAGONAL = 1\nLOAD = 'load_pps'\nLOAD_TEXT = 'intended load'\n"));
	g_free(script);
	teardown(&f);
}

static void test_text(void)
{
	struct fixture f = setup(1);
	char *text = crawl_text(f.c);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "lost): 0.3 kpps\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "lost): below the lowest load tried\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "all failed\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "no point of this curve could be run\n"));
	g_free(text);
	teardown(&f);
}

/* ---- the plan ---- */

/* plan_of: the crawl of a scenario of the repository. */
static struct study *plan_of(const char *name, const char *const *sets)
{
	struct diag *d = diag_new();
	bool compare;
	char *path = g_build_filename(SOURCE_DIR "/scenarios", name, NULL);
	struct study *s = crawl_study(scenario_base_read(path, d), sets, &compare, d);
	diag_print(d, stderr);
	diag_free(d);
	g_free(path);
	return s;
}

static const struct study_point *point_at(const struct study *s, guint i)
{
	return g_ptr_array_index(s->points, i);
}

/* One source takes the load, the other keeps its rate; the wire's limit is what that leaves: the line rate of
 * 64 B frames at 10 Gbit/s, 10e9 / (8 * 84), less 50 kpps. */
static void test_plan_of_one_source(void)
{
	static const char *const three[] = {"crawl.points=3", "load=1Mpps", NULL};
	struct study *plan = plan_of("isolation-crawl.yaml", three);
	CU_ASSERT_FATAL(plan != NULL && plan->axes->len == 2);
	const struct study_axis *curve = g_ptr_array_index(plan->axes, CRAWL_CURVE),
				*load = g_ptr_array_index(plan->axes, CRAWL_LOAD);
	CU_ASSERT_EQUAL(plan->points->len, 3 * curve->values->len);
	CU_ASSERT_EQUAL(point_at(plan, 0)->limit, 14830952);
	CU_ASSERT_STRING_EQUAL(plan->source, "flooded");
	CU_ASSERT_STRING_EQUAL(plan->settings.guest, "quiet");
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(plan->path, (const char *const *)point_at(plan, 2)->sets, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(g_array_index(s->traffic, struct traffic_settings, 0).rate,
			(int64_t)((struct study_value *)g_ptr_array_index(load->values, 2))->number);
	CU_ASSERT_EQUAL(g_array_index(s->traffic, struct traffic_settings, 1).rate, 50000);
	CU_ASSERT_EQUAL(s->general.load, 0);
	scenario_free(s);
	diag_free(d);
	study_free(plan);
}

/* crawl_of_text: the crawl of a scenario in a folder, which is removed, with this text after SOUND. */
static struct study *crawl_of_text(const char *text, const char *const *sets)
{
	char *whole = g_strconcat(SOUND, text, NULL);
	const struct text_part part = {"s.yaml", whole};
	char *folder = text_files(&part, 1), *path = g_build_filename(folder, "s.yaml", NULL);
	struct diag *d = diag_new();
	bool compare;
	struct study *s = crawl_study(scenario_base_read(path, d), sets, &compare, d);
	faults_expect(text, d, NULL, 0);
	g_free(whole);
	g_free(path);
	text_files_remove(folder);
	return s;
}

/* The same written as a crawl and as a study has the same points. */
static void test_crawl_is_a_study(void)
{
	struct study *crawl = crawl_of_text(
			     "crawl: {from: 100kpps, to: 300kpps, points: 3, replications: 2, "
			     "curves: [{name: a, set: {nic.rx_ring: 128}}, {name: b, set: {kernel: "
			     "\"5.10\"}}]}\n",
			     NULL),
		     *study = study_sound("study: {replications: 2, axes: [{name: curve, values: [{name: a, "
					  "set: {nic.rx_ring: 128}}, {name: b, set: {kernel: \"5.10\"}}]}, "
					  "{set: load, from: 100kpps, to: 300kpps, count: 3}]}\n",
					  NULL);
	CU_ASSERT_EQUAL_FATAL(crawl->points->len, study->points->len);
	for (guint i = 0; i < study->points->len; i++) {
		CU_ASSERT_STRING_EQUAL(point_at(crawl, i)->identity, point_at(study, i)->identity);
		CU_ASSERT_STRING_EQUAL(point_at(crawl, i)->label, point_at(study, i)->label);
	}
	CU_ASSERT_EQUAL(crawl->settings.replications, study->settings.replications);
	study_free(crawl);
	study_free(study);
}

/* Loads that are whole pps after rounding down, each once; without curves there is one for each flow to a virtual machine. */
static void test_loads(void)
{
	static const char *const sets[] = {"replication=5", NULL};
	struct study *s = crawl_of_text("crawl: {from: 1pps, to: 4pps, points: 6}\n", sets);
	static const double loads[] = {1, 2, 3, 4};
	const struct study_axis *curve = g_ptr_array_index(s->axes, CRAWL_CURVE),
				*load = g_ptr_array_index(s->axes, CRAWL_LOAD);
	CU_ASSERT_EQUAL_FATAL(load->values->len, 4);
	for (guint i = 0; i < 4; i++)
		CU_ASSERT_EQUAL(((struct study_value *)g_ptr_array_index(load->values, i))->number, loads[i]);
	CU_ASSERT_EQUAL((int)curve->values->len, flow_count - 1); /* not for tap */
	CU_ASSERT_STRING_EQUAL(((struct study_value *)g_ptr_array_index(curve->values, 0))->text,
			       flows[0]->name);
	CU_ASSERT_EQUAL(s->first, 5);
	study_free(s);
}

/* Points that two curves have in common are both curves' in the plan, and kept once in a store. */
static void test_twins(void)
{
	GError *error = NULL;
	char *folder = g_dir_make_tmp("vhostsim-XXXXXX", NULL),
	     *path = g_build_filename(folder, "crawl.db", NULL);
	struct study *s =
		crawl_of_text("crawl: {from: 1kpps, to: 2kpps, points: 2, curves: [{name: a}, {name: b}, "
			      "{name: c, set: {nic.rx_ring: 64}}]}\n",
			      NULL);
	CU_ASSERT_EQUAL(s->points->len, 6);
	CU_ASSERT_STRING_EQUAL(point_at(s, 0)->identity, point_at(s, 2)->identity);
	struct store *store = store_create(path, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	CU_ASSERT_TRUE(store_plan(store, s, &error));
	store_close(store);
	store = store_open(path, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	struct study *kept = store_study(store, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(kept);
	CU_ASSERT_EQUAL(kept->points->len, 4);
	CU_ASSERT_STRING_EQUAL(point_at(kept, 0)->label, "curve=a load=1kpps");
	CU_ASSERT_STRING_EQUAL(point_at(kept, 2)->label, "curve=c load=1kpps");
	study_free(kept);
	study_free(s);
	store_close(store);
	g_unlink(path);
	g_rmdir(folder);
	g_free(path);
	g_free(folder);
}

/* ---- replications ---- */

/* Two runs each, which deliver 10 % less and more than the row. Of 269.73 and 329.67: mean 299.7, half width 12.706205 *
 * 29.97. */
static void test_replications(void)
{
	struct fixture f = setup(2);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		for (guint k = 0; k < 2; k++)
			sample_value_set(sample_run_of(f.c, rows[i].curve, rows[i].load, k), "delivered_pps",
					 rows[i].delivered * (k ? 1.1 : 0.9));
	char *csv = crawl_csv(f.c), *text = crawl_text(f.c), *script = crawl_chart_script(f.c);
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
	teardown(&f);
}

static const struct test_case cases[] = {
	{"CSV", test_csv},
	{"gnuplot script", test_script},
	{"gnuplot script of a bystander", test_script_of_bystander},
	{"a source that is held back", test_held_back},
	{"table", test_text},
	{"offered and tried", test_offered},
	{"plan of one source", test_plan_of_one_source},
	{"a crawl is a study", test_crawl_is_a_study},
	{"loads", test_loads},
	{"twins", test_twins},
	{"replications", test_replications},
};

SUITE("crawl", cases)
