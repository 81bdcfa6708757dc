/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The crawl's table: rows read back from JSON, points kept on disk, saturation and best rate, CSV and script.
 */
#include "tests/sample.h"
#include "tests/sample_plan.h"
#include "tests/suite.h"
#include "tools/crawl_chart.h"
#include "tools/crawl_marks.h"
#include "tools/crawl_row.h"
#include "tools/crawl_table.h"
#include "tools/output_json.h"
#include "tools/point_store.h"
#include "tools/scenario_file.h"
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static void test_row_of_run(void)
{
	struct scenario *s = sample_scenario();
	struct result *r = sample_result();
	char *json = output_json(s, r, false);
	JsonNode *root = json_from_string(json, NULL);
	struct crawl_row row = {0};
	CU_ASSERT_TRUE_FATAL(crawl_row_read(&row, json_node_get_object(root), ""));
	CU_ASSERT_DOUBLE_EQUAL(row.offered, 500, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.delivered, 300, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.dropped[DROP_tap_queue_full], 145, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.cpu[CONTEXT_vhost], 0.5, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.wasted_cycles, 390.5, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.per_packet[PER_PACKET_kicks], 0.25, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.per_packet[PER_PACKET_cycles], 5e6, 0);
	CU_ASSERT_TRUE(isnan(row.p99)); /* six values lie beyond it, too few */
	CU_ASSERT_TRUE(row.p50 >= 300000 && row.p50 <= 303000);
	json_object_remove_member(json_node_get_object(root), "cores");
	CU_ASSERT_FALSE(crawl_row_read(&row, json_node_get_object(root), ""));
	json_node_unref(root);
	g_free(json);
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
	char *json = output_json(s, r, false);
	JsonNode *root = json_from_string(json, NULL);
	struct crawl_row row = {0};
	CU_ASSERT_TRUE_FATAL(crawl_row_read(&row, json_node_get_object(root), quiet));
	CU_ASSERT_DOUBLE_EQUAL(row.offered, 50, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.delivered, 10, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.loss_ratio, 0.75, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.dropped[DROP_nic_ring_full], 30, 0);
	CU_ASSERT_DOUBLE_EQUAL(row.dropped[DROP_tap_queue_full], 0, 0);
	CU_ASSERT_STRING_EQUAL(crawl_row_lost_at(&row), "nic/ring_full");
	CU_ASSERT_DOUBLE_EQUAL(row.wasted_cycles, 390.5, 0);
	CU_ASSERT_FALSE(crawl_row_read(&row, json_node_get_object(root), "nobody"));
	json_node_unref(root);
	g_free(json);
	result_free(r);
	sample_scenario_free(s);
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

static void test_identity(void)
{
	struct scenario *s = sample_scenario();
	char *same[] = {point_identity(s), point_identity(s)};
	s->crawl.points++;
	char *other_crawl = point_identity(s);
	s->cost[COST_bridge].cycles_ppm++;
	char *other_cost = point_identity(s);
	s->general.seed++;
	char *other_seed = point_identity(s);
	CU_ASSERT_EQUAL(strlen(same[0]), 64);
	CU_ASSERT_STRING_EQUAL(same[0], same[1]);
	CU_ASSERT_STRING_EQUAL(same[0], other_crawl);
	CU_ASSERT_STRING_NOT_EQUAL(other_crawl, other_cost);
	CU_ASSERT_STRING_NOT_EQUAL(other_cost, other_seed);
	g_free(same[0]);
	g_free(same[1]);
	g_free(other_crawl);
	g_free(other_cost);
	g_free(other_seed);
	sample_scenario_free(s);
}

static bool save(const char *path, const char *text)
{
	GBytes *bytes = g_bytes_new_static(text, strlen(text));
	bool saved = point_save(path, "abc", bytes, NULL);
	g_bytes_unref(bytes);
	return saved;
}

static void test_store(void)
{
	char *folder = g_dir_make_tmp("points-XXXXXX", NULL),
	     *path = g_build_filename(folder, "p.json", NULL);
	CU_ASSERT_PTR_NULL(point_load(path, "abc"));
	CU_ASSERT_FALSE(save(path, ""));
	CU_ASSERT_FALSE(save(path, "{\"half\": "));
	CU_ASSERT_FALSE(save(path, "[1]"));
	CU_ASSERT_FALSE(g_file_test(path, G_FILE_TEST_EXISTS));
	CU_ASSERT_TRUE(save(path, "{\"n\": 7}\n"));
	JsonObject *run = point_load(path, "abc");
	CU_ASSERT_PTR_NOT_NULL_FATAL(run);
	CU_ASSERT_EQUAL(json_object_get_int_member(run, "n"), 7);
	json_object_unref(run);
	CU_ASSERT_PTR_NULL(point_load(path, "abd"));
	static const char *const damaged[] = {"", "{\"iden", "[]", "{\"identity\": 3, \"run\": {}}",
					      "{\"identity\": \"abc\"}"};
	for (size_t i = 0; i < G_N_ELEMENTS(damaged); i++) {
		g_file_set_contents(path, damaged[i], -1, NULL);
		CU_ASSERT_PTR_NULL(point_load(path, "abc"));
	}
	g_unlink(path);
	g_rmdir(folder);
	g_free(path);
	g_free(folder);
}

static const struct test_case cases[] = {
	{"a row of a run", test_row_of_run},
	{"a row of a guest", test_row_of_guest},
	{"places of loss", test_places},
	{"saturation and best rate", test_saturation_and_best},
	{"CSV", test_csv},
	{"gnuplot script", test_script},
	{"gnuplot script of a bystander", test_script_of_bystander},
	{"table", test_text},
	{"plan of one source", test_plan_of_one_source},
	{"identity of a point", test_identity},
	{"store of points", test_store},
};

SUITE("crawl", cases)
