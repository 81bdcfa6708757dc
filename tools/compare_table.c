/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/compare_table.h"
#include "tools/csv.h"
#include "tools/prose.h"
#include "tools/table.h"
#include <math.h>
#include <string.h>

#define KPPS 1e-3
#define PERCENT 100
#define US 1e-3

/* ---- figures ---- */

static double saturation(const struct comparison *c, int which)
{
	(void)which;
	return (double)(c->saturation ? c->saturation : c->first)->load;
}

/* saturation_seen: how the crawl's loads bound the saturation point. */
static const char *saturation_seen(const struct comparison *c)
{
	return !c->saturation ? "below" : c->saturation == c->last ? "above" : "reached";
}

static const char *saturation_mark(const struct comparison *c)
{
	return !c->saturation ? "<" : c->saturation == c->last ? ">" : "";
}

static double best_rate(const struct comparison *c, int which)
{
	(void)which;
	return c->best->delivered;
}

static double turn_load(const struct comparison *c, int which)
{
	(void)which;
	return (double)c->turn->load;
}

static double turn_figure(const struct comparison *c, int which)
{
	return c->turn->per_packet[which];
}

static double twice_load(const struct comparison *c, int which)
{
	(void)which;
	return (double)c->twice;
}

static const char *twice_limited(const struct comparison *c)
{
	return c->at_limit ? "yes" : "no";
}

static const char *twice_mark(const struct comparison *c)
{
	return c->at_limit ? "=" : "";
}

static double twice_rate(const struct comparison *c, int which)
{
	(void)which;
	return c->at_twice ? c->at_twice->delivered : NAN;
}

static double twice_loss(const struct comparison *c, int which)
{
	(void)which;
	return c->at_twice ? c->at_twice->loss_ratio : NAN;
}

static const char *twice_lost_at(const struct comparison *c)
{
	return c->at_twice ? crawl_row_lost_at(c->at_twice) : "-";
}

static double half_load(const struct comparison *c, int which)
{
	(void)which;
	return (double)c->half;
}

enum { P50, P99 };

static double half_latency(const struct comparison *c, int which)
{
	if (!c->at_half)
		return NAN;
	return which == P50 ? c->at_half->p50 : c->at_half->p99;
}

static double half_figure(const struct comparison *c, int which)
{
	return c->at_half ? c->at_half->per_packet[which] : NAN;
}

/* ---- columns ---- */

enum block { CARRIES, COSTS, CSV_ONLY };

/* What becomes of a column when there are replications. */
enum kind {
	EXACT,	    /* no run decides it alone */
	MEASURED,   /* it has an interval */
	RELATIVE,   /* and is compared with the first curve's, by ratio */
	DIFFERENCE, /* or by difference */
};

struct column {
	const char *csv;
	int csv_decimals;
	enum block block;
	enum kind kind;
	const char *head, *unit; /* for people */
	int decimals;
	double scale; /* from CSV to the unit for people */
	double (*value)(const struct comparison *c, int which);
	int which;
	const char *(*mark)(const struct comparison *c); /* before the number, for people; NULL: none */
	const char *(*word)(const struct comparison *c); /* instead of a number */
};

#define NUMBER(csv_, csv_decimals_, block_, kind_, head_, unit_, decimals_, scale_, value_, which_)          \
	.csv = csv_, .csv_decimals = csv_decimals_, .block = block_, .kind = kind_, .head = head_,           \
	.unit = unit_, .decimals = decimals_, .scale = scale_, .value = value_, .which = which_
#define HALF(name, kind_, head_, decimals_)                                                                  \
	{                                                                                                    \
		NUMBER("half_" #name "_per_packet", 6, COSTS, kind_, head_, "/pkt", decimals_, 1,            \
		       half_figure, PER_PACKET_##name)                                                       \
	}

/* clang-format off */
static const struct column columns[] = {
	{NUMBER("saturation_pps", 0, CARRIES, EXACT, "saturation", "kpps", 1, KPPS, saturation, 0),
	 .mark = saturation_mark},
	{.csv = "saturation", .block = CSV_ONLY, .word = saturation_seen},
	{NUMBER("best_rate_pps", 3, CARRIES, RELATIVE, "best rate", "kpps", 1, KPPS, best_rate, 0)},
	{NUMBER("turn_load_pps", 0, CARRIES, EXACT, "turns at", "kpps", 1, KPPS, turn_load, 0)},
	{NUMBER("twice_load_pps", 0, CARRIES, EXACT, "twice that", "kpps", 1, KPPS, twice_load, 0),
	 .mark = twice_mark},
	{.csv = "twice_is_line_rate", .block = CSV_ONLY, .word = twice_limited},
	{NUMBER("twice_delivered_pps", 3, CARRIES, RELATIVE, "delivered", "kpps", 1, KPPS, twice_rate, 0)},
	{NUMBER("twice_loss_ratio", 9, CARRIES, DIFFERENCE, "lost", "%", 3, PERCENT, twice_loss, 0)},
	{.csv = "twice_lost_at", .block = CARRIES, .head = "mostly at", .unit = "", .word = twice_lost_at},
	{NUMBER("half_load_pps", 0, COSTS, EXACT, "half load", "kpps", 1, KPPS, half_load, 0)},
	{NUMBER("half_latency_p50_ns", 3, COSTS, RELATIVE, "p50", "us", 1, US, half_latency, P50)},
	{NUMBER("half_latency_p99_ns", 3, COSTS, RELATIVE, "p99", "us", 1, US, half_latency, P99)},
	HALF(exits, MEASURED, "exits", 3),
	HALF(interrupts, MEASURED, "interrupts", 3),
	HALF(signals, MEASURED, "signals", 3),
	HALF(kicks, MEASURED, "kicks", 3),
	HALF(copies, MEASURED, "copies", 3),
	HALF(cycles, RELATIVE, "cycles", 0),
	{NUMBER("turn_cycles_per_packet", 6, COSTS, RELATIVE, "at turn", "cycles/pkt", 0, 1, turn_figure,
		PER_PACKET_cycles)},
};
/* clang-format on */

#define COLUMNS ((int)G_N_ELEMENTS(columns))

static const struct comparison *row_of(const GArray *rows, guint i)
{
	return &g_array_index(rows, struct comparison, i);
}

/* ---- replications ---- */

static const struct crawl_row *run_of(const struct crawl_row *row, int i)
{
	return row && row->runs ? &row->runs[i] : row;
}

/* values_of: a column's figure in each replication of the comparison; the caller frees them (g_free). */
static double *values_of(const struct crawl_plan *plan, const struct column *column,
			 const struct comparison *c)
{
	double *values = g_new(double, plan->replications);
	for (int i = 0; i < plan->replications; i++) {
		struct comparison one = *c;
		one.best = run_of(c->best, i);
		one.turn = run_of(c->turn, i);
		one.at_half = run_of(c->at_half, i);
		one.at_twice = run_of(c->at_twice, i);
		values[i] = column->value(&one, column->which);
	}
	return values;
}

static struct interval interval_in(const struct crawl_plan *plan, const struct column *column,
				   const struct comparison *c)
{
	double *values = values_of(plan, column, c);
	struct interval i = interval_of(values, (int)plan->replications, plan->confidence);
	g_free(values);
	return i;
}

/* change: from the first curve to this one, replication by replication with the same random numbers. */
static struct interval change(const struct crawl_plan *plan, const struct column *column,
			      const struct comparison *first, const struct comparison *c)
{
	double *from = values_of(plan, column, first), *to = values_of(plan, column, c);
	int n = (int)plan->replications;
	struct estimate e =
		column->kind == RELATIVE ? estimate_change(from, to, n) : estimate_paired(from, to, n);
	g_free(from);
	g_free(to);
	return interval_at(e, plan->confidence);
}

static bool has_interval(const struct crawl_plan *plan, const struct column *column)
{
	return plan->replications > 1 && column->kind != EXACT;
}

static bool is_compared(const struct crawl_plan *plan, const struct column *column)
{
	return has_interval(plan, column) && column->kind != MEASURED;
}

/* ---- CSV ---- */

static void csv_head(GString *out, const struct crawl_plan *plan)
{
	g_string_append(out, "curve");
	for (int k = 0; k < COLUMNS; k++) {
		csv_word(out, columns[k].csv);
		if (has_interval(plan, &columns[k]))
			g_string_append_printf(out, ",%s_half", columns[k].csv);
	}
	for (int k = 0; k < COLUMNS; k++)
		if (is_compared(plan, &columns[k]))
			g_string_append_printf(out, ",%s_change,%s_change_half", columns[k].csv,
					       columns[k].csv);
	g_string_append_c(out, '\n');
}

static void csv_changes(GString *out, const struct crawl_plan *plan, const struct comparison *first,
			const struct comparison *c)
{
	for (int k = 0; k < COLUMNS; k++) {
		if (!is_compared(plan, &columns[k]))
			continue;
		struct interval i =
			c == first ? (struct interval){0, NAN, NAN} : change(plan, &columns[k], first, c);
		csv_number(out, i.mean, 9);
		csv_number(out, i.half, 9);
	}
}

static void csv_row(GString *out, const struct crawl_plan *plan, const struct comparison *c)
{
	csv_name(out, crawl_plan_name(plan, c->curve));
	for (int k = 0; k < COLUMNS; k++) {
		const struct column *column = &columns[k];
		if (column->word)
			csv_word(out, column->word(c));
		else
			csv_number(out, column->value(c, column->which), column->csv_decimals);
		if (has_interval(plan, column))
			csv_number(out, interval_in(plan, column, c).half, column->csv_decimals);
	}
}

char *compare_csv(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new(NULL);
	csv_head(out, plan);
	for (guint i = 0; i < rows->len; i++) {
		csv_row(out, plan, row_of(rows, i));
		csv_changes(out, plan, row_of(rows, 0), row_of(rows, i));
		g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

/* ---- for people ---- */

static void append_half(GString *out, double half, int decimals, const char *sign)
{
	if (!isfinite(half))
		return;
	g_string_append(out, sign);
	prose_number(out, 0, half, decimals);
}

/* add_cell: a figure with its mark and, where there is one, the half width of its interval. */
static void add_cell(struct table *t, const struct crawl_plan *plan, const struct column *column,
		     const struct comparison *c, const char *sign)
{
	if (column->word) {
		table_cell(t, "%s", column->word(c));
		return;
	}
	GString *cell = g_string_new(NULL);
	double value = column->value(c, column->which) * column->scale;
	if (column->mark && isfinite(value))
		g_string_append(cell, column->mark(c));
	prose_number(cell, 0, value, column->decimals);
	if (has_interval(plan, column))
		append_half(cell, interval_in(plan, column, c).half * column->scale, column->decimals, sign);
	table_cell(t, "%s", cell->str);
	g_string_free(cell, TRUE);
}

static void add_column(struct table *t, const struct column *column)
{
	table_column(t, column->head, column->unit, column->word != NULL);
}

/* comparison_table: the columns of one block, or, block being CSV_ONLY, of both. */
static struct table *comparison_table(const struct crawl_plan *plan, const GArray *rows, enum block block,
				      const char *title, const char *sign)
{
	struct table *t = table_new();
	table_column(t, title, "", true);
	for (int pass = 0; pass <= (int)rows->len; pass++) {
		const struct comparison *c = pass > 0 ? row_of(rows, (guint)pass - 1) : NULL;
		if (c)
			table_cell(t, "%s", crawl_plan_name(plan, c->curve));
		for (int k = 0; k < COLUMNS; k++) {
			if (columns[k].block == CSV_ONLY || (block != CSV_ONLY && columns[k].block != block))
				continue;
			if (c)
				add_cell(t, plan, &columns[k], c, sign);
			else
				add_column(t, &columns[k]);
		}
	}
	return t;
}

static void add_change(struct table *t, const struct column *column, struct interval i, const char *sign)
{
	GString *cell = g_string_new(i.mean > 0 ? "+" : "");
	int decimals = column->kind == RELATIVE ? 1 : column->decimals;
	prose_number(cell, 0, PERCENT * i.mean, decimals);
	append_half(cell, PERCENT * i.half, decimals, sign);
	table_cell(t, "%s", cell->str);
	g_string_free(cell, TRUE);
}

/* change_table: what the other curves have more than the first one. */
static struct table *change_table(const struct crawl_plan *plan, const GArray *rows, const char *sign)
{
	struct table *t = table_new();
	char *title = g_strdup_printf("MORE THAN %s", crawl_plan_name(plan, row_of(rows, 0)->curve));
	table_column(t, title, "", true);
	g_free(title);
	for (int k = 0; k < COLUMNS; k++)
		if (is_compared(plan, &columns[k]))
			table_column(t, columns[k].head, columns[k].kind == RELATIVE ? "%" : "points", false);
	for (guint i = 1; i < rows->len; i++) {
		table_cell(t, "%s", crawl_plan_name(plan, row_of(rows, i)->curve));
		for (int k = 0; k < COLUMNS; k++)
			if (is_compared(plan, &columns[k]))
				add_change(t, &columns[k],
					   change(plan, &columns[k], row_of(rows, 0), row_of(rows, i)), sign);
	}
	return t;
}

static bool has_changes(const struct crawl_plan *plan, const GArray *rows)
{
	return plan->replications > 1 && rows->len > 1;
}

static void append_table(GString *out, struct table *t, char *(*form)(const struct table *t))
{
	char *text = form(t);
	g_string_append_printf(out, "%s\n", text);
	g_free(text);
	table_free(t);
}

static void append_notes(GString *out, const struct crawl_plan *plan)
{
	g_string_append_printf(
		out,
		"A curve turns at %s.\n"
		"> more than any load tried, < less than any, = the line rate, which is less than twice.\n"
		"Packets are delivered ones; cycles of all cores, host and guests, idle left out; signals: "
		"virtqueue interrupts.\n",
		crawl_plan_is_bystander(plan)
			? "its saturation point: the highest load with at most 0.1 % lost"
			: "the lowest load that gives 99 % of its first peak");
	if (plan->replications > 1)
		g_string_append_printf(
			out,
			"Means of %" G_GINT64_FORMAT
			" replications and half widths of their %g %% intervals (Student t); loads "
			"go by the means.\n",
			plan->replications, 100 * plan->confidence);
}

char *compare_markdown(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new(NULL);
	char *scope = crawl_plan_scope(plan);
	append_table(out, comparison_table(plan, rows, CSV_ONLY, "curve", " ± "), table_markdown);
	if (has_changes(plan, rows))
		append_table(out, change_table(plan, rows, " ± "), table_markdown);
	g_string_append_printf(out, "%s%s", scope, *scope ? "\n" : "");
	append_notes(out, plan);
	g_free(scope);
	return g_string_free(out, FALSE);
}

char *compare_text(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new(NULL);
	append_table(out, comparison_table(plan, rows, CARRIES, "OVERLOAD", " +- "), table_text);
	append_table(out, comparison_table(plan, rows, COSTS, "HALF LOAD", " +- "), table_text);
	if (has_changes(plan, rows))
		append_table(out, change_table(plan, rows, " +- "), table_text);
	append_notes(out, plan);
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}
