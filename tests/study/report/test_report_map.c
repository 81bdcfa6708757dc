/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map of a study: where the cells of an axis are, which point each is, colours, the line of the loss, the script's
 * data, and that gnuplot draws it, the same every time.
 */
#include "tests/lib/expect.h"
#include "tests/lib/study/drawn_report.h"
#include "tests/lib/study/sample_report.h"
#include "tools/study/report/report_cells.h"
#include "tools/study/report/report_map.h"
#include <glib/gstdio.h>
#include <string.h>

static const struct sample_axis load = {"load", true, UNIT_RATE, {"2Mpps", "1Mpps", "3Mpps"}};
static const struct sample_axis log_load = {"load", true, UNIT_RATE, {"10kpps", "100kpps", "1Mpps"}};
static const struct sample_axis uneven = {"load", true, UNIT_RATE, {"1Mpps", "2Mpps", "4Mpps", "5Mpps"}};
static const struct sample_axis near = {"load", true, UNIT_RATE, {"1Mpps", "1001kpps", "9Mpps"}};
static const struct sample_axis twins = {"load", true, UNIT_RATE, {"3Mpps", "1Mpps", "1000kpps"}};
static const struct sample_axis frame = {"frame", false, UNIT_COUNT, {"imix", "64B"}};
static const struct sample_axis size = {"frame", true, UNIT_BYTES, {"1518B", "64B", "512B"}};
static const struct sample_axis flow = {"flow", false, UNIT_COUNT, {"vhost", "it's"}};
static const struct sample_axis delay = {"delay", true, UNIT_TIME, {"0s", "10us", "20us"}};

#define AXES(...) {__VA_ARGS__}, sizeof((struct sample_axis[]){__VA_ARGS__}) / sizeof(struct sample_axis)

static struct study *map_of(const struct sample_axis *axes, int n, const char *metric)
{
	struct study *s = sample_study(axes, n);
	g_free(s->settings.map);
	s->settings.map = g_strdup(metric);
	return s;
}

/* ---- axes ---- */

static void expect_numbers(const double *numbers, int n, const char *text)
{
	GString *all = g_string_new(NULL);
	for (int i = 0; i < n; i++)
		g_string_append_printf(all, "%s%.6g", i ? " " : "", numbers[i]);
	CU_ASSERT_STRING_EQUAL(all->str, text);
	g_string_free(all, TRUE);
}

/* Edges half way between the values, geometrically on a logarithmic scale: sqrt(10 * 100) = 31.6; in front of the first
 * value as far as behind it. Numbers rise, words stay as written. Steps of 1 kpps and 8 Mpps are not drawn to scale. */
static void test_axes(void)
{
	const struct {
		struct sample_axis axis;
		bool wished, is_log;
		const char *order, *at, *edges, *last;
		double narrowest;
	} cases[] = {
		{load, true, false, "1 0 2", "1 2 3", "0.5 1.5 2.5 3.5", "3", 1.0 / 3},
		{log_load, true, true, "0 1 2", "0.01 0.1 1", "0.00316228 0.0316228 0.316228 3.16228", "1",
		 1.0 / 3},
		{uneven, true, false, "0 1 2 3", "1 2 4 5", "0.5 1.5 3 4.5 5.5", "5", 1.0 / 5},
		{near, true, false, "0 1 2", "1 2 3", "0.5 1.5 2.5 3.5", "9", 1.0 / 3},
		{delay, true, false, "0 1 2", "0 10 20", "-5 5 15 25", "20", 1.0 / 3},
		{size, false, false, "1 2 0", "1 2 3", "0.5 1.5 2.5 3.5", "1518", 1.0 / 3},
		{frame, true, false, "0 1", "1 2", "0.5 1.5 2.5", "64B", 0.5},
		/* of one number, as written */
		{twins, false, false, "1 2 0", "1 2 3", "0.5 1.5 2.5 3.5", "3", 1.0 / 3},
	};
	EACH_CASE (i, cases) {
		struct study *s = sample_study(&cases[i].axis, 1);
		struct cell_axis *a = cell_axis_new(report_axis(s, 0), cases[i].wished);
		GString *order = g_string_new(NULL);
		for (int k = 0; k < a->n; k++) {
			g_string_append_printf(order, "%s%d", k ? " " : "", a->value[k]);
			CU_ASSERT_EQUAL(a->cell[a->value[k]], k);
		}
		char *last = cell_axis_text(a, a->n - 1);
		CU_ASSERT_STRING_EQUAL(order->str, cases[i].order);
		CU_ASSERT_STRING_EQUAL(last, cases[i].last);
		CU_ASSERT_EQUAL(a->is_log, cases[i].is_log);
		CU_ASSERT_DOUBLE_EQUAL(cell_axis_narrowest(a), cases[i].narrowest, 1e-9);
		expect_numbers(a->at, a->n, cases[i].at);
		expect_numbers(a->edge, a->n + 1, cases[i].edges);
		g_free(last);
		g_string_free(order, TRUE);
		cell_axis_free(a);
		study_free(s);
	}
}

/* ---- the script ---- */

static char *script_of(struct study *s, void (*runs)(struct summary *s))
{
	struct report *r = report_of(s, runs);
	char *script = report_map_script(r);
	report_free(r);
	study_free(s);
	return script;
}

/* lossy: of 12 points, of which those in front may be left out, four of each load, every one but the last, which failed,
 * delivers all up to 1 Mpps and no more. */
static void lossy(struct summary *s)
{
	static const double offered[] = {2e6, 1e6, 3e6};
	for (guint i = 0; i + 1 < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, offered[(12 - s->points->len + i) / 4], 1e6, 20000});
}

/* A panel for each flow, in the order written though the first point of vhost is left out; columns by rising load. What
 * is left out has no line, what failed no figure; of neither is known whether it loses more than 1 %. */
static void test_script(void)
{
	struct study *s = map_of((struct sample_axis[]){load, frame, flow}, 3, "loss_ratio");
	g_ptr_array_remove_index(s->points, 0);
	char *script = script_of(s, lossy);
	EXPECT(script, "TITLE = 'What''s it?'\n", "PANELS = 2\narray PANEL[2] = ['vhost', 'it''s']\n",
	       "X_TEXT = 'offered load (Mpps)'\nX_NUMBERS = 1\narray X_TICK[3] = ['1', '2', '3']\n"
	       "array X_AT[3] = [1, 2, 3]\narray X_EDGE[4] = [0.5, 1.5, 2.5, 3.5]\nX_LOG = 0\n",
	       "Y_TEXT = 'frame'\nY_NUMBERS = 0\narray Y_TICK[2] = ['imix', '64B']\n",
	       "COLOUR_TEXT = 'loss ratio (%)'\nCOLOUR_MIN = 0\nCOLOUR_MAX = 66.6666667\nCOLOUR_LOG = 0\n",
	       "$CELLS << EOD\n1 1 0 0\n3 1 66.6666667 66.7\n1 2 0 0\n2 2 50 50.0\n3 2 66.6666667 66.7\n\n\n"
	       "1 1 0 0\n2 1 50 50.0\n3 1 66.6666667 66.7\n1 2 0 0\n2 2 50 50.0\n3 2 NaN -\nEOD\n",
	       "$LIMIT << EOD\n1.5 1.5\n1.5 2.5\n\n\n1.5 0.5\n1.5 1.5\n\n1.5 1.5\n1.5 2.5\n\nEOD\n",
	       "LONGEST = 4 ", "ANY_WITHOUT = 1\nANY_LEFT_OUT = 1\nANY_LIMIT = 1\n",
	       "LIMIT_TEXT = 'loss ratio passes 1 %'\n");
	g_free(script);
}

/* by_row: of 3 x 2 points without a panel, flow running fastest, the flow "it's" loses half, vhost nothing. */
static void by_row(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, 1e6, i % 2 ? 5e5 : 1e6, 20000});
}

/* by_column: the second load, whose column is the first as it is the least, loses half. by_row_falling: vhost does. */
static void by_column(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, 1e6, i / 2 == 1 ? 5e5 : 1e6, 20000});
}

static void by_row_falling(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, 1e6, i % 2 ? 1e6 : 5e5, 20000});
}

/* Whichever of two neighbours it is that loses, the line is between them. */
static void test_line_falls(void)
{
	const struct {
		void (*runs)(struct summary *s);
		const char *line;
	} cases[] = {
		{by_column, "EOD\n1.5 0.5\n1.5 1.5\n\n1.5 1.5\n1.5 2.5\n\nEOD\n"},
		{by_row_falling, "EOD\n0.5 1.5\n1.5 1.5\n\n1.5 1.5\n2.5 1.5\n\n2.5 1.5\n3.5 1.5\n\nEOD\n"},
	};
	EACH_CASE (i, cases) {
		char *script = script_of(map_of((struct sample_axis[]){load, flow}, 2, "delivered_pps"),
					 cases[i].runs);
		EXPECT(script, cases[i].line, "ANY_LIMIT = 1\n");
		g_free(script);
	}
}

/* The line between rows; none when it is not wanted, or when its limit is passed nowhere: a loss of half is not more than
 * half. */
static void test_line(void)
{
	const struct {
		int64_t limit;
		const char *line, *any;
	} cases[] = {
		{0, "EOD\n0.5 1.5\n1.5 1.5\n\n1.5 1.5\n2.5 1.5\n\n2.5 1.5\n3.5 1.5\n\nEOD\n",
		 "ANY_LIMIT = 1\n"},
		{499999, "EOD\n0.5 1.5\n1.5 1.5\n\n1.5 1.5\n2.5 1.5\n\n2.5 1.5\n3.5 1.5\n\nEOD\n",
		 "ANY_LIMIT = 1\n"},
		{500000, "EOD\nNaN NaN\n\nEOD\n", "ANY_LIMIT = 0\n"},
		{1000000, "EOD\nNaN NaN\n\nEOD\n", "ANY_LIMIT = 0\n"},
	};
	EACH_CASE (i, cases, limit) {
		struct study *s = map_of((struct sample_axis[]){load, flow}, 2, "delivered_pps");
		s->settings.map_loss = cases[i].limit;
		char *script = script_of(s, by_row);
		EXPECT(script, cases[i].line, cases[i].any, "array PANEL[1] = ['']\n", "ANY_WITHOUT = 0\n");
		g_free(script);
	}
}

/* ---- colours ---- */

static double least, most; /* of the figures of spread */

/* spread: the first point has the least rate and latency, the last has none, the others have the greatest. */
static void spread(struct summary *s)
{
	for (guint i = 0; i + 1 < s->points->len; i++) {
		double value = i ? most : least;
		sample_add(s, (struct sample_run){i, 0, 4e6, value, value});
	}
}

/* From 0 on, but when all is near the greatest; times over more than a decade are logarithmic, with two digits. */
static void test_colours(void)
{
	const struct {
		const char *metric;
		double least, most;
		const char *colours, *cell;
	} cases[] = {
		{"delivered_pps", 1e4, 2e6, "(Mpps)'\nCOLOUR_MIN = 0\nCOLOUR_MAX = 2\nCOLOUR_LOG = 0\n",
		 "0.01 0.01\n"},
		{"delivered_pps", 3e5, 4e5, "(kpps)'\nCOLOUR_MIN = 300\nCOLOUR_MAX = 400\nCOLOUR_LOG = 0\n",
		 "300 300.0\n"},
		{"delivered_pps", 1e6, 1e6, "(Mpps)'\nCOLOUR_MIN = 0\nCOLOUR_MAX = 1\n", "1 1.00\n"},
		{"delivered_pps", 0, 0, "(kpps)'\nCOLOUR_MIN = 0\nCOLOUR_MAX = 1\n", "0 0\n"},
		{"latency_p99_ns", 2e4, 1e5, "(us)'\nCOLOUR_MIN = 0\nCOLOUR_MAX = 100\nCOLOUR_LOG = 0\n",
		 "20 20.0\n"},
		{"latency_p99_ns", 1.44e4, 2e6,
		 "latency (ms)'\nCOLOUR_MIN = 0.0144\nCOLOUR_MAX = 2\nCOLOUR_LOG = 1\n", "0.0144 0.014\n"},
		{"offered_pps", 1, 1, "'packets offered per second (Mpps)'\nCOLOUR_MIN = 0\nCOLOUR_MAX = 4\n",
		 "4 4.00\n"},
	};
	EACH_CASE (i, cases, metric) {
		least = cases[i].least;
		most = cases[i].most;
		char *script =
			script_of(map_of((struct sample_axis[]){frame, flow}, 2, cases[i].metric), spread);
		char *cell = g_strconcat("$CELLS << EOD\n1 1 ", cases[i].cell, NULL);
		EXPECT(script, cases[i].colours, cell);
		g_free(cell);
		g_free(script);
	}
}

/* ---- what is not drawn ---- */

static void no_latency(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, 1e6, 1e6, NAN});
}

static void test_nothing_to_draw(void)
{
	struct sample_axis two[] = {load, flow};
	CU_ASSERT_PTR_NULL(script_of(map_of(two, 2, ""), by_row));
	CU_ASSERT_PTR_NULL(script_of(map_of(two, 1, "loss_ratio"), by_row));
	CU_ASSERT_PTR_NULL(script_of(map_of(two, 2, "latency_p99_ns"), no_latency));
}

static void test_too_many_panels(void)
{
	static const struct sample_axis many = {
		"n",
		false,
		UNIT_COUNT,
		{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o"}};
	char *script =
		script_of(map_of((struct sample_axis[]){many, load, size}, 3, "delivered_pps"), by_row);
	EXPECT(script, "PANELS = 12\narray PANEL[12] = ['a', ", ", 'o']\n",
	       "LEFT_OUT = '12 of 15 panels; all are in summary.md'\n");
	g_free(script);
}

/* ---- pictures ---- */

/* Every kind of map is drawn, without a message of gnuplot's, and the same again. */
static void test_drawn(void)
{
	const struct {
		struct sample_axis axes[4];
		int n;
		const char *metric;
		void (*runs)(struct summary *s);
		double least, most;
	} cases[] = {
		{AXES(load, frame, flow), "loss_ratio", lossy, 0, 0},
		{AXES(log_load, flow, size, frame), "delivered_pps", spread, 0, 1e6},
		{AXES(frame, flow), "latency_p99_ns", spread, 1e4, 1e7},
		{AXES(uneven, delay), "delivered_pps", spread, 0, 0},
	};
	char *folder = g_dir_make_tmp("map-XXXXXX", NULL);
	EACH_CASE (i, cases) {
		least = cases[i].least;
		most = cases[i].most;
		struct study *s = map_of(cases[i].axes, cases[i].n, cases[i].metric);
		struct report *r = report_of(s, cases[i].runs);
		char *once = write_once(r, folder, true), *again = write_once(r, folder, true);
		CU_ASSERT_STRING_EQUAL(once, again);
		g_free(once);
		g_free(again);
		report_free(r);
		study_free(s);
	}
	CU_ASSERT_EQUAL(g_rmdir(folder), 0);
	g_free(folder);
}

static const struct test_case cases[] = {
	{"axes", test_axes},
	{"script", test_script},
	{"line", test_line},
	{"line where the loss falls", test_line_falls},
	{"colours", test_colours},
	{"nothing to draw", test_nothing_to_draw},
	{"too many panels", test_too_many_panels},
	{"drawn, and the same again", test_drawn},
};

SUITE("report map", cases)
