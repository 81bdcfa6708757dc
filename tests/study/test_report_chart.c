/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chart of a study: what each axis is for, the script's data, and that gnuplot draws it, the same every time.
 */
#include "tests/lib/expect.h"
#include "tests/lib/study/drawn_report.h"
#include "tests/lib/study/sample_report.h"
#include "tools/study/report/report_chart.h"
#include "tools/study/report/report_curves.h"
#include "tools/study/report/report_layout.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct sample_axis load = {"load", true, UNIT_RATE, {"2Mpps", "1Mpps"}};
static const struct sample_axis log_load = {"load", true, UNIT_RATE, {"10kpps", "100kpps", "1Mpps"}};
static const struct sample_axis frame = {"frame", false, UNIT_COUNT, {"64B", "imix"}};
static const struct sample_axis size = {"frame", true, UNIT_BYTES, {"64B", "512B", "1518B"}};
static const struct sample_axis flow = {"flow", false, UNIT_COUNT, {"vhost", "it's"}};
static const struct sample_axis near = {"n", true, UNIT_COUNT, {"4", "5", "7"}};
static const struct sample_axis ring = {"ring", true, UNIT_COUNT, {"128", "256", "384", "512"}};
static const struct sample_axis fixed = {"kernel", false, UNIT_COUNT, {"3.13"}};

#define AXES(...) {__VA_ARGS__}, sizeof((struct sample_axis[]){__VA_ARGS__}) / sizeof(struct sample_axis)

/* What each axis is for; -1: no axis. */
static void test_layout(void)
{
	const struct {
		struct sample_axis axes[4];
		int n, compare, x, panel, y;
		bool is_number, is_log;
	} cases[] = {
		{AXES(load, frame, flow), 2, 0, 1, 1, true, false},
		{AXES(fixed, flow, log_load), 1, 2, -1, 1, true, true},
		{AXES(ring, load), -1, 1, -1, 0, true, false},
		{AXES(frame, ring, flow), 2, 1, 0, 0, true, false},
		{AXES(size, flow, frame), 1, 0, 2, 2, true, true},
		{AXES(flow, frame), 0, 1, -1, 0, false, false},
		{AXES(load, frame, ring, flow), 3, 0, 1, 2, true, false},
		{AXES(flow), 0, 0, -1, -1, false, false},
		{AXES(fixed), -1, -1, -1, -1, false, false},
		/* steps of 1 and 2; as ratios, of 0.223 and 0.336, they are nearer to each other */
		{AXES(near), -1, 0, -1, -1, true, true},
	};
	EACH_CASE (i, cases) {
		struct study *s = sample_study(cases[i].axes, cases[i].n);
		struct report_layout l = report_layout(s);
		CU_ASSERT_EQUAL(l.compare, cases[i].compare);
		CU_ASSERT_EQUAL(l.x, cases[i].x);
		CU_ASSERT_EQUAL(l.panel, cases[i].panel);
		CU_ASSERT_EQUAL(l.y, cases[i].y);
		CU_ASSERT_EQUAL(l.is_number, cases[i].is_number);
		CU_ASSERT_EQUAL(l.is_log, cases[i].is_log);
		study_free(s);
	}
}

static void test_kept(void)
{
	GString *kept = g_string_new(NULL);
	for (int i = 0; i < 10; i++)
		g_string_append_printf(kept, "%d", report_is_kept(i, 10, 4));
	CU_ASSERT_STRING_EQUAL(kept->str, "1001001001");
	CU_ASSERT_TRUE(report_is_kept(2, 3, 3));
	g_string_free(kept, TRUE);
}

/* fill: two runs of every point but the first, which failed: of 1 and 1.2 Mpps, 20 us. */
static void fill(struct summary *s)
{
	for (guint i = 1; i < s->points->len; i++) {
		sample_add(s, (struct sample_run){i, 0, 2e6, 1e6, 20000});
		sample_add(s, (struct sample_run){i, 1, 2e6, 1.2e6, 20000});
	}
}

static char *script_of(const struct sample_axis *axes, int n, void (*runs)(struct summary *s))
{
	struct study *s = sample_study(axes, n);
	struct report *r = report_of(s, runs);
	char *script = report_chart_script(r);
	report_free(r);
	study_free(s);
	return script;
}

/* Mean 1.1 Mpps, t = 12.706205 with 1 degree of freedom, s = 0.1 sqrt(2): half width 1.2706205. A band ends at 0. The
 * loads were written falling; the point that failed is left out. */
static void test_script(void)
{
	char *script = script_of((struct sample_axis[]){load, frame, flow}, 3, fill);
	EXPECT(script, "FILE = 'study'\n", "TITLE = 'What''s it?'\n", "CURVES = 2\nPANELS = 2\n",
	       "array NAME[2] = ['vhost', 'it''s']\n", "array PANEL[2] = ['frame 64B', 'frame imix']\n",
	       "INTERVAL_TEXT = \"95 % interval of the mean,\\n2 replications\"\n", "X_LOG = 0\n",
	       "X_TEXT = 'offered load (Mpps)'\n", "DIAGONAL = 1.000000000\n",
	       "ROWS = 3\narray Y_TEXT[3] = ['forwarding rate (Mpps)', 'loss ratio (%)', 'p99 latency']\n"
	       "array HOVER_Y[3] = ['forwarding rate (Mpps)', 'loss ratio (%)', 'p99 latency']\n"
	       "array Y_MIN[3] = [0, 0, 1e-05]\narray Y_MAX[3] = [2.51286, 100, 0.0001]\n"
	       "array Y_LOG[3] = [0, 0, 1]\narray Y_SECONDS[3] = [0, 0, 1]\n"
	       "array UNDER[6] = [1, 0, 1, 0, 1, 0]\n",
	       "$DATA << EOD\n1 1.1 0 2.37062047 45 0 100 2e-05 2e-05 2e-05\n\n\n"
	       "1 1.1 0 2.37062047 45 0 100 2e-05 2e-05 2e-05\n2 1.1 0 2.37062047 ");
	g_free(script);
	script = script_of((struct sample_axis[]){log_load, flow}, 2, fill);
	EXPECT(script, "X_LOG = 1\n", "array TICK_TEXT[3] = ['0.01', '0.1', '1']\n",
	       "array Y_LOG[3] = [1, 0, 1]\n");
	g_free(script);
	script = script_of((struct sample_axis[]){frame, flow}, 2, fill);
	EXPECT(script, "X_NUMBERS = 0\n", "array TICK[2] = [0, 1]\n", "['64B', 'imix']\n", "DIAGONAL = 0.0");
	g_free(script);
}

/* first_best: the first point delivers 996 of 1000 kpps, the others 10 of 1000. */
static void first_best(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, 1e6, i ? 10e3 : 996e3, NAN});
}

/* The greatest rate of all points chooses the unit; an axis ends 6 % above its greatest figure, below 1 too. The panels
 * may be those of the first axis. */
static void test_scales(void)
{
	char *script = script_of((struct sample_axis[]){frame, flow}, 2, first_best);
	EXPECT(script, "array Y_TEXT[2] = ['forwarding rate (Mpps)', 'loss ratio (%)']\n",
	       "array Y_MIN[2] = [0, 0]\narray Y_MAX[2] = [1.05576, ");
	g_free(script);
	script = script_of((struct sample_axis[]){frame, ring, flow}, 3, first_best);
	EXPECT(script, "PANELS = 2\n", "array PANEL[2] = ['frame 64B', 'frame imix']\n");
	g_free(script);
}

/* few_lost: of 1000 kpps 996 are delivered. */
static void few_lost(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, 1e6, 996e3, NAN});
}

/* Nothing lost, and no latency known: such rows are not drawn, and that is said. */
static void deliver(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, 1e6, 1e6, NAN});
}

static void test_empty_rows(void)
{
	char *script = script_of((struct sample_axis[]){load, flow}, 2, deliver);
	EXPECT(script, "ROWS = 1\narray Y_TEXT[1] = ['forwarding rate (Mpps)']\n",
	       "CONDITIONS = 'loss ratio: 0 everywhere; p99 latency: not known'\n");
	g_free(script);
}

/* One metric, along an axis and by another one. */
static void test_plot(void)
{
	struct study *s = sample_study((struct sample_axis[]){load, frame, flow}, 3);
	struct report *r = report_of(s, fill);
	struct report_plot plot = {"p", "loss_ratio", "here", report_layout_along(s, 1, 2)};
	char *script = report_plot_script(r, &plot);
	EXPECT(script, "FILE = 'p'\n", "CURVES = 2\nPANELS = 2\n", "['vhost', 'it''s']\n",
	       "array PANEL[2] = ['load 2Mpps', 'load 1Mpps']\n", "X_NUMBERS = 0\n", "X_TEXT = 'frame'\n",
	       "DIAGONAL = 0.0", "ROWS = 1\narray Y_TEXT[1] = ['loss ratio (%)']\n",
	       "CONDITION_LINES = 1\nCONDITIONS = 'here'\n");
	g_free(script);
	plot.layout = report_layout_along(s, 0, 2);
	script = report_terminal_script(r, &plot);
	EXPECT(script, "set terminal dumb", "set output INTO . 'p.txt'\n");
	g_free(script);
	report_free(r);
	study_free(s);
}

static void test_loss_scale(void)
{
	char *script = script_of((struct sample_axis[]){frame, flow}, 2, few_lost);
	EXPECT(script, "array Y_MIN[2] = [0, 0]\n", ", 0.424]\narray Y_LOG");
	g_free(script);
}

static void none(struct summary *s)
{
	(void)s;
}

static void test_nothing_to_draw(void)
{
	CU_ASSERT_PTR_NULL(script_of(&fixed, 1, fill));
	struct study *s = sample_study(&load, 1);
	struct report *r = report_of(s, none);
	CU_ASSERT_PTR_NULL(report_chart_script(r));
	report_free(r);
	study_free(s);
}

static void test_too_many_curves(void)
{
	const struct sample_axis many[] = {
		load,
		{"n",
		 true,
		 UNIT_COUNT,
		 {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"}}};
	char *script = script_of(many, 2, fill);
	EXPECT(script, "CURVES = 12\n", "array NAME[12] = ['n 1', ", ", 'n 15']\n",
	       "LEFT_OUT = '12 of 15 curves; all are in summary.md'\n");
	g_free(script);
}

/* Curves whose names differ at a far end, and curves of one name. */
static void test_names_differ(void)
{
	const struct sample_axis poll = {"vhost.busyloop_timeout", true, UNIT_TIME, {"0us", "50us"}};
	char *script = script_of((struct sample_axis[]){load, poll}, 2, fill);
	EXPECT(script, "array NAME[2] = ['vhost.busyloop_timeout 0us', 'vhost.busyloop_timeout 50us']\n");
	g_free(script);
	const struct sample_axis first = {"first", false, UNIT_COUNT, {"x", "x, y"}};
	const struct sample_axis last = {"flow", false, UNIT_COUNT, {"y, z", "z"}};
	script = script_of((struct sample_axis[]){load, frame, first, last}, 4, fill);
	EXPECT(script, "CURVES = 4\nPANELS = 2\n",
	       "['x, y, z (1)', 'x, z (2)', 'x, y, y, z (3)', 'x, y, z (4)']\n");
	g_free(script);
}

static void one_each(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, 1e6, i % 3 ? 1e6 : 0, i % 2 ? NAN : 5e6});
}

/* Every kind of chart is drawn, without a message of gnuplot's, and the same again. */
static void test_drawn(void)
{
	const struct {
		struct sample_axis axes[4];
		int n;
		void (*runs)(struct summary *s);
	} cases[] = {
		{AXES(load, frame, flow), fill},
		{AXES(log_load, flow, ring), one_each},
		{AXES(size, frame, flow, ring), fill},
		{AXES(frame, flow), fill},
		{AXES(flow), one_each},
	};
	char *folder = g_dir_make_tmp("report-XXXXXX", NULL);
	EACH_CASE (i, cases) {
		struct study *s = sample_study(cases[i].axes, cases[i].n);
		struct report *r = report_of(s, cases[i].runs);
		char *once = write_once(r, folder, false), *again = write_once(r, folder, false);
		CU_ASSERT_STRING_EQUAL(once, again);
		g_free(once);
		g_free(again);
		report_free(r);
		study_free(s);
	}
	CU_ASSERT_EQUAL(g_rmdir(folder), 0);
	g_free(folder);
}

/* ---- a chart that is there already ---- */

static void touch(const char *path, const char *text)
{
	(void)text;
	CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path, NULL, 0), 0);
}

static void overwrite(const char *path, const char *text)
{
	CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
}

static void take_away(const char *path, const char *text)
{
	(void)text;
	CU_ASSERT_EQUAL(g_unlink(path), 0);
}

/* redrawn: whether gnuplot ran: the picture is no longer the short one that was put in its place. */
static bool redrawn(const struct report *r, const char *folder)
{
	char *path = g_build_filename(folder, "study.svg", NULL);
	CU_ASSERT_TRUE(report_write(r, folder, NULL, NULL));
	char *text = NULL;
	CU_ASSERT_TRUE(g_file_get_contents(path, &text, NULL, NULL));
	bool drawn = strlen(text) > 1000;
	g_free(text);
	g_free(path);
	return drawn;
}

/* A chart is not drawn again while its script is the same and both pictures are whole and newer. */
static void test_drawn_before(void)
{
	static const struct {
		const char *name;
		void (*change)(const char *path, const char *text);
		const char *text;
		bool drawn;
	} cases[] = {
		{"summary.md", touch, "", false},      {"summary.md", take_away, "", false},
		{"study.svg", touch, "", false},       {"study.svg", take_away, "", true},
		{"study.svg", overwrite, "<s", true},  {"study.png", overwrite, "PNG", true},
		{"study.png", take_away, "", true},    {"study.gp", touch, "", true},
		{"study.gp", overwrite, "exit", true}, {"study.gp", take_away, "", true},
	};
	char *folder = g_dir_make_tmp("report-XXXXXX", NULL),
	     *svg = g_build_filename(folder, "study.svg", NULL);
	struct study *s = sample_study(&flow, 1);
	struct report *r = report_of(s, one_each);
	EACH_CASE (i, cases, name) {
		char *path = g_build_filename(folder, cases[i].name, NULL);
		CU_ASSERT_TRUE(report_write(r, folder, NULL, NULL));
		g_usleep(20000); /* longer than a tick of a file system's clock */
		overwrite(svg, "made up</svg>");
		cases[i].change(path, cases[i].text);
		CU_ASSERT_EQUAL(redrawn(r, folder), cases[i].drawn);
		take_away(svg, "");
		g_free(path);
	}
	CU_ASSERT_TRUE(report_write(r, folder, NULL, NULL));
	g_free(write_once(r, folder, false));
	CU_ASSERT_EQUAL(g_rmdir(folder), 0);
	report_free(r);
	study_free(s);
	g_free(svg);
	g_free(folder);
}

static void test_no_folder(void)
{
	struct study *s = sample_study(&flow, 1);
	struct report *r = report_of(s, one_each);
	GError *error = NULL;
	struct report_files files = {true, true, true};
	CU_ASSERT_FALSE(report_write(r, "/nowhere", &files, &error));
	CU_ASSERT_FALSE(files.written || files.chart || files.map);
	CU_ASSERT_PTR_NOT_NULL_FATAL(error);
	CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "/nowhere"));
	g_error_free(error);
	report_free(r);
	study_free(s);
}

static const struct test_case cases[] = {
	{"what each axis is for", test_layout},
	{"evenly spread", test_kept},
	{"script", test_script},
	{"rows without anything", test_empty_rows},
	{"one metric", test_plot},
	{"scales", test_scales},
	{"scale of the loss", test_loss_scale},
	{"nothing to draw", test_nothing_to_draw},
	{"too many curves", test_too_many_curves},
	{"names that differ", test_names_differ},
	{"drawn, and the same again", test_drawn},
	{"drawn before", test_drawn_before},
	{"no such folder", test_no_folder},
};

SUITE("report chart", cases)
