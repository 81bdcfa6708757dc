/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comparison of curves where they turn: the loads of the further runs, their points in the study, and the table, from
 * figures written by hand.
 */
#include "tests/lib/study/sample_curves.h"
#include "tests/lib/suite.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/crawl/turn_table.h"
#include <math.h>

#define LIMIT 1500 /* pps that the wire carries */

#define ROW(curve_, load_, delivered_)                                                                       \
	{                                                                                                    \
		.curve = curve_, .load = load_, .offered = load_, .delivered = delivered_,                   \
		.loss_ratio = (load_ - delivered_) / (double)load_                                           \
	}

/* "falls" turns at 300 and saturates at 200; "carries all" is never saturated; "lossy" always; "none" has no
 * row. */
static const char *const names[] = {"falls", "carries | all", "lossy", "none", NULL};

/* What the crawl gives, then what the runs around give; that of "carries all" at twice its load failed. */
static const struct sample_row rows[] = {
	ROW(0, 100, 100), ROW(0, 200, 200),
	ROW(0, 300, 250), ROW(0, 800, 120),
	ROW(1, 100, 100), ROW(1, 800, 800),
	ROW(2, 101, 50),  ROW(2, 800, 10),
	ROW(0, 150, 150), ROW(0, 600, 150),
	ROW(1, 400, 400), ROW(2, 50, 25),
	ROW(2, 202, 75),  {.curve = 1, .load = LIMIT},
};

#define OWN 8	 /* rows of the crawl */
#define AROUND 4 /* of the runs around, but for the last two */

/* A study whose curves are compared. */
struct fixture {
	struct study *study;
	struct load_curves *c;
	GArray *turns;
};

/* give: the figures that the rows around have beside their rates. */
static void give(const struct load_curves *c, guint replication)
{
	struct run_values *turn = sample_run_of(c, 0, 300, replication),
			  *half = sample_run_of(c, 0, 150, replication),
			  *twice = sample_run_of(c, 0, 600, replication);
	sample_value_set(turn, "per_packet.cycles", 4321);
	sample_value_set(half, "latency_p50_ns", 10000);
	sample_value_set(half, "latency_p99_ns", 25500);
	sample_value_set(half, "per_packet.exits", 0.25);
	sample_value_set(half, "per_packet.cycles", 9876);
	sample_value_set(twice, "dropped.nic/ring_full", 1);
	sample_value_set(twice, "dropped.tap/queue_full", 449);
}

/* setup: of so many replications and rows around. */
static struct fixture setup(int64_t replications, guint around)
{
	struct fixture f = {.study = sample_crawl(names, LIMIT, rows, G_N_ELEMENTS(rows))};
	f.study->settings.replications = replications;
	f.c = sample_curves(f.study, rows, OWN);
	f.turns = turns_new(f.c);
	sample_fill(f.c->samples, f.study, &rows[OWN], around);
	turns_find(f.turns, f.c);
	for (guint i = 0; i < replications; i++)
		give(f.c, i);
	return f;
}

static void teardown(struct fixture *f)
{
	g_array_unref(f->turns);
	load_curves_free(f->c);
	study_free(f->study);
}

static const struct turn *turn_at(const struct fixture *f, guint i)
{
	return &g_array_index(f->turns, struct turn, i);
}

static void expect_loads(const struct fixture *f, guint i, int64_t turn, int64_t half, int64_t twice,
			 bool limited)
{
	const struct turn *t = turn_at(f, i);
	CU_ASSERT_EQUAL(load_of(f->c, t->turn), turn);
	CU_ASSERT_EQUAL(t->half, half);
	CU_ASSERT_EQUAL(t->twice, twice);
	CU_ASSERT_EQUAL(t->at_limit, limited);
}

static void test_loads(void)
{
	struct fixture f = setup(1, AROUND);
	CU_ASSERT_EQUAL_FATAL(f.turns->len, 3);
	expect_loads(&f, 0, 300, 150, 600, false);
	CU_ASSERT_EQUAL(load_of(f.c, turn_at(&f, 0)->at_half), 150);
	CU_ASSERT_EQUAL(load_of(f.c, turn_at(&f, 0)->at_twice), 600);
	expect_loads(&f, 1, 800, 400, LIMIT, true);
	CU_ASSERT_EQUAL(turn_at(&f, 1)->at_twice, -1); /* its run failed */
	expect_loads(&f, 2, 101, 50, 202, false);
	teardown(&f);
}

/* A bystander turns where it begins to lose, not where its own small load comes through first. */
static void test_bystander(void)
{
	static const struct sample_row own[] = {{.load = 100, .delivered = 50},
						{.load = 200, .delivered = 50},
						{.load = 300, .delivered = 20, .loss_ratio = 0.6},
						{.curve = 2, .load = 100, .delivered = 9, .loss_ratio = 0.8},
						{.curve = 3, .load = 50},
						{.curve = 3, .load = 400}};
	struct fixture f = {.study = sample_crawl(names, LIMIT, own, G_N_ELEMENTS(own))};
	g_free(f.study->source);
	f.study->source = g_strdup("flooded");
	CU_ASSERT_FALSE(load_is_bystander(f.study));
	g_free(f.study->settings.guest);
	f.study->settings.guest = g_strdup(SAMPLE_GUEST);
	CU_ASSERT_TRUE(load_is_bystander(f.study));
	f.c = sample_curves(f.study, own, 4);
	f.turns = turns_new(f.c);
	CU_ASSERT_EQUAL_FATAL(f.turns->len, 2);
	expect_loads(&f, 0, 200, 100, 400, false);
	expect_loads(&f, 1, 100, 50, 200, false);
	char *text = turns_text(f.c, f.turns), *scope = load_scope(f.study);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "A curve turns at its saturation point"));
	CU_ASSERT_PTR_NOT_NULL(strstr(scope, "the source to flooded"));
	CU_ASSERT_PTR_NOT_NULL(strstr(scope, "latency are those of quiet"));
	g_free(text);
	g_free(scope);
	teardown(&f);
}

/* The points around stand among those of the crawl, and a sweep begins with them; one that is there is no other. */
static void test_plan(void)
{
	static const char *const few[] = {"crawl.points=2", "crawl.from=100kpps", "crawl.to=300kpps",
					  "crawl.replications=4", NULL};
	struct diag *d = diag_new();
	bool compare;
	struct study *s =
		crawl_study(scenario_base_read(SOURCE_DIR "/scenarios/crawl.yaml", d), few, &compare, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	guint curves = s->points->len / 2;
	struct load_curves *c = load_curves_new(s, samples_new(s->points->len));
	GArray *turns = g_array_new(FALSE, FALSE, sizeof(struct turn));
	const struct turn turn = {.curve = 0, .half = 200000, .twice = 300000};
	g_array_append_val(turns, turn);
	CU_ASSERT_TRUE(compare);
	CU_ASSERT_TRUE(turns_plan(turns, c, s, d));
	const struct study_axis *load = g_ptr_array_index(s->axes, CRAWL_LOAD);
	const struct study_point *first = g_ptr_array_index(s->points, 1),
				 *last = g_ptr_array_index(s->points, s->points->len - 1);
	CU_ASSERT_EQUAL(s->points->len, 2 * curves + 1);
	CU_ASSERT_EQUAL(s->from, 2 * curves);
	CU_ASSERT_EQUAL(load->values->len, 3);
	CU_ASSERT_EQUAL(first->value[CRAWL_LOAD], 2);
	CU_ASSERT_EQUAL(last->value[CRAWL_CURVE], 0);
	CU_ASSERT_EQUAL(last->value[CRAWL_LOAD], 1);
	CU_ASSERT_STRING_EQUAL(last->label, "curve=vhost, 3.13 load=200kpps");
	CU_ASSERT_STRING_EQUAL(last->sets[g_strv_length(last->sets) - 1], "load=200kpps");
	CU_ASSERT_EQUAL(s->settings.replications, 4);
	g_array_unref(turns);
	load_curves_free(c);
	study_free(s);
	diag_free(d);
}

/* table: the comparison of the sample in one of its forms. */
static char *table(char *(*form)(const struct load_curves *c, const GArray *turns))
{
	struct fixture f = setup(1, AROUND);
	char *text = form(f.c, f.turns);
	teardown(&f);
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
		{1, "saturation_pps", "200.000"},
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
		{2, "saturation_pps", "800.000"},
		{2, "saturation", "above"},
		{2, "twice_load_pps", "1500"},
		{2, "twice_is_line_rate", "yes"},
		{2, "twice_delivered_pps", ""},
		{3, "saturation_pps", "101.000"},
		{3, "saturation", "below"},
	};
	char *csv = table(turns_csv);
	char **lines = g_strsplit(csv, "\n", -1), **header = g_strsplit(lines[0], ",", -1);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(lines), 5); /* the head, three curves, the end */
	EACH_CASE (i, cells, line) {
		char **line = g_strsplit(lines[cells[i].line], ",", -1);
		CU_ASSERT_EQUAL(g_strv_length(line), g_strv_length(header));
		CU_ASSERT_STRING_EQUAL(field(header, line, cells[i].column), cells[i].value);
		g_strfreev(line);
	}
	g_strfreev(header);
	g_strfreev(lines);
	g_free(csv);
}

/* spread: the second of three runs of a point is as its row has it, the others deliver so much less and more. */
static void spread(const struct load_curves *c, int curve, int64_t load, double delivered, double more)
{
	for (guint k = 0; k < 3; k++) {
		double off = ((double)k - 1) * more;
		struct run_values *v = sample_run_of(c, curve, load, k);
		sample_value_set(v, "delivered_pps", delivered + off);
		sample_value_set(v, "loss_ratio", ((double)load - delivered - off) / (double)load);
	}
}

/* At twice its load "falls" delivers 150 +- 10, "lossy" 75 +- 5, run for run half of it: -50 % without error. Half
 * widths: t = 4.302653 with 2 degrees of freedom, s = 10, 5. */
static char *replicated_table(char *(*form)(const struct load_curves *c, const GArray *turns))
{
	struct fixture f = setup(3, AROUND + 1);
	spread(f.c, 0, 600, 150, 10);
	spread(f.c, 2, 202, 75, 5);
	char *text = form(f.c, f.turns);
	teardown(&f);
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
	char *csv = replicated_table(turns_csv), *text = replicated_table(turns_text),
	     *markdown = replicated_table(turns_markdown);
	char **lines = g_strsplit(csv, "\n", -1), **header = g_strsplit(lines[0], ",", -1);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(lines), 5);
	EACH_CASE (i, cells, line) {
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
	char *text = table(turns_markdown);
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
	char *text = table(turns_text);
	char **lines = g_strsplit(text, "\n", -1);
	/* clang-format off */
	static const char *const expected[] = {
		"OVERLOAD       saturation  best rate  turns at  twice that  delivered    lost  mostly at",
		"                     kpps       kpps      kpps        kpps       kpps       %",
		"falls                 0.2        0.2       0.3         0.6        0.1  75.000  tap/queue_full",
		"carries | all        >0.8        0.8       0.8        =1.5          -       -  -",
		"lossy                <0.1        0.1       0.1         0.2          -       -  -",
		"",
		"HALF LOAD      half load   p50   p99  exits  interrupts  signals  kicks  copies  cycles     at turn",
		"                    kpps    us    us   /pkt        /pkt     /pkt   /pkt    /pkt    /pkt  cycles/pkt",
		"falls                0.1  10.0  25.5  0.250       0.000    0.000  0.000   0.000    9876        4321",
	};
	/* clang-format on */
	CU_ASSERT_FATAL(g_strv_length(lines) > G_N_ELEMENTS(expected));
	EACH_CASE (i, expected)
		CU_ASSERT_STRING_EQUAL(lines[i], expected[i]);
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
	{"half and twice", test_loads},
	{"a bystander", test_bystander},
	{"points around", test_plan},
	{"comparison as CSV", test_csv},
	{"comparison as Markdown", test_markdown},
	{"comparison as text", test_text},
	{"replications", test_replications},
};

SUITE("turn", cases)
