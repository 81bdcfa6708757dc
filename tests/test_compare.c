/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comparison of a crawl's curves: where each turns, the loads of its further runs, and its table, from
 * rows written by hand.
 */
#include "tests/sample_plan.h"
#include "tests/suite.h"
#include "tools/compare_table.h"
#include "tools/crawl_marks.h"
#include <math.h>
#include <string.h>

#define LIMIT 1500 /* pps that the wire carries */

static GArray *rows_of(const struct crawl_row *rows, guint n)
{
	return g_array_append_vals(g_array_new(FALSE, FALSE, sizeof(struct crawl_row)), rows, n);
}

#define ROWS(...)                                                                                            \
	rows_of((const struct crawl_row[]){__VA_ARGS__},                                                     \
		(guint)(sizeof((const struct crawl_row[]){__VA_ARGS__}) / sizeof(struct crawl_row)))
#define ROW(curve_, load_, delivered_)                                                                       \
	{                                                                                                    \
		.curve = curve_, .load = load_, .offered = load_, .delivered = delivered_,                   \
		.loss_ratio = (load_ - delivered_) / (double)load_                                           \
	}

static int64_t peak_load(GArray *rows, int curve)
{
	const struct crawl_row *peak = crawl_peak(rows, curve);
	int64_t load = peak ? peak->load : -1;
	g_array_unref(rows);
	return load;
}

static void test_peak(void)
{
	/* a plateau: its beginning, though more is delivered on it later; 1 % below it counts */
	CU_ASSERT_EQUAL(
		peak_load(ROWS(ROW(0, 100, 100), ROW(0, 200, 199), ROW(0, 300, 200), ROW(0, 400, 201)), 0),
		200);
	CU_ASSERT_EQUAL(peak_load(ROWS(ROW(0, 100, 100), ROW(0, 200, 197), ROW(0, 300, 200)), 0), 300);
	/* a collapse and a late return to more than the peak */
	CU_ASSERT_EQUAL(
		peak_load(ROWS(ROW(0, 100, 100), ROW(0, 200, 180), ROW(0, 300, 90), ROW(0, 400, 190)), 0),
		200);
	/* fewer packets came, none was lost: no fall */
	GArray *scatter = ROWS({.load = 100, .delivered = 100}, {.load = 101, .delivered = 90},
			       {.load = 200, .delivered = 200});
	CU_ASSERT_EQUAL(peak_load(scatter, 0), 200);
	/* the rows of another curve do not matter; nor does a load that nothing came through at */
	CU_ASSERT_EQUAL(peak_load(ROWS(ROW(0, 100, 100), ROW(1, 100, 60), ROW(1, 200, 10)), 1), 100);
	CU_ASSERT_EQUAL(peak_load(ROWS(ROW(0, 100, 0), ROW(0, 200, 0)), 0), 100);
	CU_ASSERT_EQUAL(peak_load(ROWS(ROW(0, 100, 100)), 3), -1);
}

static void test_least_and_ends(void)
{
	GArray *rows = ROWS(ROW(1, 50, 1), ROW(0, 100, 100), ROW(0, 200, 40), ROW(0, 300, 70));
	CU_ASSERT_EQUAL(crawl_least(rows, 0)->load, 200);
	CU_ASSERT_EQUAL(crawl_first(rows, 0)->load, 100);
	CU_ASSERT_EQUAL(crawl_last(rows, 0)->load, 300);
	CU_ASSERT_PTR_NULL(crawl_last(rows, 2));
	g_array_unref(rows);
}

/* "falls" turns at 300 and saturates at 200; "carries all" is never saturated; "lossy" always; "none" has no
 * row. */
static const char *const names[] = {"falls", "carries | all", "lossy", "none", NULL};

static GArray *sample_rows(void)
{
	GArray *rows = ROWS(ROW(0, 100, 100), ROW(0, 200, 200), ROW(0, 300, 250), ROW(0, 800, 120),
			    ROW(1, 100, 100), ROW(1, 800, 800), ROW(2, 101, 50), ROW(2, 800, 10));
	g_array_index(rows, struct crawl_row, 2).per_packet[PER_PACKET_cycles] = 4321;
	return rows;
}

static GArray *sample_around(void)
{
	GArray *around = ROWS(ROW(0, 150, 150), ROW(0, 600, 150), ROW(1, 400, 400), ROW(2, 50, 25));
	struct crawl_row *half = &g_array_index(around, struct crawl_row, 0);
	half->p50 = 10000;
	half->p99 = 25500;
	half->per_packet[PER_PACKET_exits] = 0.25;
	half->per_packet[PER_PACKET_cycles] = 9876;
	g_array_index(around, struct crawl_row, 1).dropped[DROP_nic_ring_full] = 1;
	g_array_index(around, struct crawl_row, 1).dropped[DROP_tap_queue_full] = 449;
	return around;
}

static void expect_loads(const struct comparison *c, int64_t turn, int64_t half, int64_t twice, bool limited)
{
	CU_ASSERT_EQUAL(c->turn->load, turn);
	CU_ASSERT_EQUAL(c->half, half);
	CU_ASSERT_EQUAL(c->twice, twice);
	CU_ASSERT_EQUAL(c->at_limit, limited);
}

static void test_loads(void)
{
	struct crawl_plan *plan = sample_plan(names, LIMIT);
	GArray *rows = sample_rows(), *around = sample_around();
	GArray *all = crawl_compare(plan, rows, around);
	const struct comparison *c = (const struct comparison *)all->data;
	CU_ASSERT_EQUAL_FATAL(all->len, 3);
	expect_loads(&c[0], 300, 150, 600, false);
	CU_ASSERT_EQUAL(c[0].at_half->load, 150);
	CU_ASSERT_EQUAL(c[0].at_twice->load, 600);
	expect_loads(&c[1], 800, 400, LIMIT, true);
	CU_ASSERT_PTR_NULL(c[1].at_twice); /* its run failed */
	expect_loads(&c[2], 101, 50, 202, false);
	g_array_unref(all);
	g_array_unref(rows);
	g_array_unref(around);
	crawl_plan_free(plan);
}

/* A bystander turns where it begins to lose, not where its own small load comes through first. */
static void test_bystander(void)
{
	struct crawl_plan *plan = sample_plan(names, LIMIT);
	GArray *rows = ROWS({.load = 100, .delivered = 50}, {.load = 200, .delivered = 50},
			    {.load = 300, .delivered = 20, .loss_ratio = 0.6},
			    {.curve = 2, .load = 100, .delivered = 9, .loss_ratio = 0.8});
	g_free(plan->source);
	plan->source = g_strdup("flooded");
	CU_ASSERT_FALSE(crawl_plan_is_bystander(plan));
	g_free(plan->guest);
	plan->guest = g_strdup("quiet");
	CU_ASSERT_TRUE(crawl_plan_is_bystander(plan));
	GArray *all = crawl_compare(plan, rows, rows);
	CU_ASSERT_EQUAL_FATAL(all->len, 2);
	expect_loads(&g_array_index(all, struct comparison, 0), 200, 100, 400, false);
	expect_loads(&g_array_index(all, struct comparison, 1), 100, 50, 200, false);
	char *text = compare_text(plan, all), *scope = crawl_plan_scope(plan);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "A curve turns at its saturation point"));
	CU_ASSERT_PTR_NOT_NULL(strstr(scope, "the source to flooded"));
	CU_ASSERT_PTR_NOT_NULL(strstr(scope, "those of quiet"));
	g_free(text);
	g_free(scope);
	g_array_unref(all);
	g_array_unref(rows);
	crawl_plan_free(plan);
}

/* with_tables: the comparison of the sample in one of its forms. */
static char *table(char *(*form)(const struct crawl_plan *plan, const GArray *rows))
{
	struct crawl_plan *plan = sample_plan(names, LIMIT);
	GArray *rows = sample_rows(), *around = sample_around();
	GArray *all = crawl_compare(plan, rows, around);
	char *text = form(plan, all);
	g_array_unref(all);
	g_array_unref(rows);
	g_array_unref(around);
	crawl_plan_free(plan);
	return text;
}

/* field: of a line of CSV without commas in its fields, by the name of its column. Not owned. */
static const char *field(char *const *header, char *const *line, const char *name)
{
	for (int i = 0; header[i] && line[i]; i++)
		if (!strcmp(header[i], name))
			return line[i];
	return "no such column";
}

static void test_csv(void)
{
	static const struct {
		int line;
		const char *column, *value;
	} cells[] = {
		{1, "curve", "\"falls\""},
		{1, "saturation_pps", "200"},
		{1, "saturation", "reached"},
		{1, "best_rate_pps", "250.000"},
		{1, "turn_load_pps", "300"},
		{1, "twice_load_pps", "600"},
		{1, "twice_is_line_rate", "no"},
		{1, "twice_delivered_pps", "150.000"},
		{1, "twice_loss_ratio", "0.750000000"},
		{1, "twice_lost_at", "tap/queue_full"},
		{1, "half_load_pps", "150"},
		{1, "half_latency_p50_ns", "10000.000"},
		{1, "half_latency_p99_ns", "25500.000"},
		{1, "half_exits_per_packet", "0.250000"},
		{1, "half_cycles_per_packet", "9876.000000"},
		{1, "turn_cycles_per_packet", "4321.000000"},
		{2, "saturation_pps", "800"},
		{2, "saturation", "above"},
		{2, "twice_load_pps", "1500"},
		{2, "twice_is_line_rate", "yes"},
		{2, "twice_delivered_pps", ""},
		{3, "saturation_pps", "101"},
		{3, "saturation", "below"},
	};
	char *csv = table(compare_csv);
	char **lines = g_strsplit(csv, "\n", -1), **header = g_strsplit(lines[0], ",", -1);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(lines), 5); /* the head, three curves, the end */
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
		char **line = g_strsplit(lines[cells[i].line], ",", -1);
		CU_ASSERT_EQUAL(g_strv_length(line), g_strv_length(header));
		CU_ASSERT_STRING_EQUAL(field(header, line, cells[i].column), cells[i].value);
		g_strfreev(line);
	}
	g_strfreev(header);
	g_strfreev(lines);
	g_free(csv);
}

/* set_runs: three runs of a row, of which the second is as the row and the others deliver so much less and more. */
static void set_runs(GArray *rows, guint i, double more)
{
	struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
	row->n = 3;
	row->runs = g_new(struct crawl_row, 3);
	for (int k = 0; k < 3; k++) {
		row->runs[k] = *row;
		row->runs[k].runs = NULL;
		row->runs[k].delivered += (k - 1) * more;
		row->runs[k].loss_ratio -= (k - 1) * more / (double)row->load;
	}
}

/* At twice its load "falls" delivers 150 +- 10, "lossy" 75 +- 5, run for run half of it: -50 % without error. Half
 * widths: t = 4.302653 with 2 degrees of freedom, s = 10, 5. */
static char *replicated_table(char *(*form)(const struct crawl_plan *plan, const GArray *rows))
{
	struct crawl_plan *plan = sample_plan(names, LIMIT);
	GArray *rows = sample_rows(), *around = sample_around();
	const struct crawl_row twice[] = {ROW(2, 202, 75)};
	plan->replications = 3;
	g_array_append_vals(around, twice, 1);
	for (guint i = 0; i < rows->len; i++)
		set_runs(rows, i, 0);
	for (guint i = 0; i < around->len; i++)
		set_runs(around, i, i == 1 ? 10 : i == 4 ? 5 : 0);
	GArray *all = crawl_compare(plan, rows, around);
	char *text = form(plan, all);
	for (guint i = 0; i < rows->len; i++)
		g_free(g_array_index(rows, struct crawl_row, i).runs);
	for (guint i = 0; i < around->len; i++)
		g_free(g_array_index(around, struct crawl_row, i).runs);
	g_array_unref(all);
	g_array_unref(rows);
	g_array_unref(around);
	crawl_plan_free(plan);
	return text;
}

static void test_replications(void)
{
	static const struct {
		int line;
		const char *column, *value;
	} cells[] = {
		{1, "twice_delivered_pps", "150.000"},
		{1, "twice_delivered_pps_half", "24.841"},
		{1, "twice_delivered_pps_change", ""},
		{1, "best_rate_pps_half", "0.000"},
		{2, "twice_delivered_pps_half", ""},
		{3, "twice_delivered_pps", "75.000"},
		{3, "twice_delivered_pps_half", "12.421"},
		{3, "twice_delivered_pps_change", "-0.500000000"},
		{3, "twice_delivered_pps_change_half", "0.000000000"},
		{3, "best_rate_pps_change", "-0.800000000"},
		{3, "turn_load_pps_half", "no such column"},
		{3, "half_exits_per_packet_change", "no such column"},
	};
	char *csv = replicated_table(compare_csv), *text = replicated_table(compare_text),
	     *markdown = replicated_table(compare_markdown);
	char **lines = g_strsplit(csv, "\n", -1), **header = g_strsplit(lines[0], ",", -1);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(lines), 5);
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
		char **line = g_strsplit(lines[cells[i].line], ",", -1);
		CU_ASSERT_EQUAL(g_strv_length(line), g_strv_length(header));
		CU_ASSERT_STRING_EQUAL(field(header, line, cells[i].column), cells[i].value);
		g_strfreev(line);
	}
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  75.000 +- 4.140  tap/queue_full\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "MORE THAN falls"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  -50.0 +- 0.0  "));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text, "Means of 3 replications and half widths of their 95 % intervals"));
	CU_ASSERT_PTR_NOT_NULL(strstr(markdown, " | 75.000 ± 4.140 | tap/queue_full | "));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(markdown, "\n| MORE THAN falls | best rate (%) | delivered (%) | lost (points) | "));
	g_strfreev(header);
	g_strfreev(lines);
	g_free(csv);
	g_free(text);
	g_free(markdown);
}

/* cells: the number of cells of a Markdown row, an escaped bar being none. */
static int cells_of(const char *row)
{
	int bars = 0;
	for (const char *p = row; *p; p++)
		bars += *p == '|' && (p == row || p[-1] != '\\');
	return bars - 1;
}

static void test_markdown(void)
{
	char *text = table(compare_markdown);
	char **lines = g_strsplit(text, "\n", -1);
	CU_ASSERT_FATAL(g_strv_length(lines) > 5);
	for (int i = 1; i < 5; i++)
		CU_ASSERT_EQUAL(cells_of(lines[i]), cells_of(lines[0]));
	CU_ASSERT_TRUE(g_str_has_prefix(lines[2],
					"| falls | 0.2 | 0.2 | 0.3 | 0.6 | 0.1 | 75.000 | tap/queue_full "
					"| 0.1 | 10.0 | 25.5 | 0.250 "));
	CU_ASSERT_TRUE(
		g_str_has_prefix(lines[3], "| carries \\| all | >0.8 | 0.8 | 0.8 | =1.5 | - | - | - |"));
	CU_ASSERT_TRUE(g_str_has_prefix(lines[4], "| lossy | <0.1 |"));
	CU_ASSERT_STRING_EQUAL(lines[5], "");
	g_strfreev(lines);
	g_free(text);
}

static void test_text(void)
{
	char *text = table(compare_text);
	char **lines = g_strsplit(text, "\n", -1);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "OVERLOAD"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "HALF LOAD"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  >0.8"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  tap/queue_full\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "nan"));
	CU_ASSERT_PTR_NULL(strstr(text, "none"));
	for (int i = 0; lines[i]; i++)
		CU_ASSERT_FALSE(g_str_has_suffix(lines[i], " "));
	g_strfreev(lines);
	g_free(text);
}

static const struct test_case cases[] = {
	{"the first peak", test_peak},	   {"least rate, first and last", test_least_and_ends},
	{"half and twice", test_loads},	   {"a bystander", test_bystander},
	{"comparison as CSV", test_csv},   {"comparison as Markdown", test_markdown},
	{"comparison as text", test_text}, {"replications", test_replications},
};

SUITE("compare", cases)
