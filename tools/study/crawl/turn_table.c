/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/turn_table.h"
#include "tools/base/output_file.h"
#include "tools/text/csv.h"
#include "tools/text/prose.h"
#include "tools/text/table.h"
#include <math.h>
#include <stddef.h>

/* Where people see a column. */
enum block { CARRIES, COSTS, CSV_ONLY };

/* What becomes of a column when there are replications. */
enum kind {
	EXACT,	    /* no run decides it alone */
	MEASURED,   /* it has an interval */
	RELATIVE,   /* and is compared with the first curve's, by ratio */
	DIFFERENCE, /* or by difference */
};

/* A column: a load, the metric of a point, or a word. */
struct column {
	const char *csv;
	int csv_decimals;
	enum block block;
	enum kind kind;
	const char *head, *unit; /* for people */
	int decimals;
	double scale; /* from CSV to the unit for people */
	double (*load)(const struct load_curves *c, const struct turn *t);
	size_t point; /* in struct turn */
	const char *metric;
	const char *(*word)(const struct load_curves *c, const struct turn *t);
	const char *(*mark)(const struct turn *t); /* before the number, for people; NULL: none */
};

/* ---- loads and words ---- */

static double turn_table_saturation(const struct load_curves *c, const struct turn *t)
{
	return t->saturation >= 0 ? load_saturated(c, t->saturation, t->best) : load_carried(c, t->lowest);
}

static double turn_load(const struct load_curves *c, const struct turn *t)
{
	return (double)load_of(c, t->turn);
}

static double twice(const struct load_curves *c, const struct turn *t)
{
	(void)c;
	return (double)t->twice;
}

static double half(const struct load_curves *c, const struct turn *t)
{
	(void)c;
	return (double)t->half;
}

/* saturation_seen: how the loads bound the saturation point. */
static const char *saturation_seen(const struct load_curves *c, const struct turn *t)
{
	(void)c;
	return t->saturation < 0 ? "below" : t->saturation == t->highest ? "above" : "reached";
}

static const char *saturation_mark(const struct turn *t)
{
	return t->saturation < 0 ? "<" : t->saturation == t->highest ? ">" : "";
}

static const char *twice_limited(const struct load_curves *c, const struct turn *t)
{
	(void)c;
	return t->at_limit ? "yes" : "no";
}

static const char *twice_mark(const struct turn *t)
{
	return t->at_limit ? "=" : "";
}

static const char *twice_lost_at(const struct load_curves *c, const struct turn *t)
{
	return t->at_twice >= 0 ? load_lost_at(c, t->at_twice) : "-";
}

/* ---- columns ---- */

#define LOAD(csv_, csv_decimals_, block_, head_, load_, mark_)                                               \
	{                                                                                                    \
		.csv = csv_, .csv_decimals = csv_decimals_, .block = block_, .head = head_, .unit = "kpps",  \
		.decimals = 1, .scale = 1e-3, .load = load_, .mark = mark_                                   \
	}
#define FIGURE(csv_, csv_decimals_, block_, kind_, head_, unit_, decimals_, scale_, point_, metric_)         \
	{                                                                                                    \
		.csv = csv_, .csv_decimals = csv_decimals_, .block = block_, .kind = kind_, .head = head_,   \
		.unit = unit_, .decimals = decimals_, .scale = scale_,                                       \
		.point = offsetof(struct turn, point_), .metric = metric_                                    \
	}
#define PER_PACKET(name, kind_, decimals_)                                                                   \
	FIGURE("half_" name "_per_packet", 6, COSTS, kind_, name, "/pkt", decimals_, 1, at_half,             \
	       "per_packet." name)
#define WORD(csv_, block_, head_, word_)                                                                     \
	{                                                                                                    \
		.csv = csv_, .block = block_, .head = head_, .unit = "", .word = word_                       \
	}

static const struct column columns[] = {
	LOAD("saturation_pps", 3, CARRIES, "saturation", turn_table_saturation, saturation_mark),
	WORD("saturation", CSV_ONLY, NULL, saturation_seen),
	FIGURE("best_rate_pps", 3, CARRIES, RELATIVE, "best rate", "kpps", 1, 1e-3, best, "delivered_pps"),
	LOAD("turn_load_pps", 0, CARRIES, "turns at", turn_load, NULL),
	LOAD("twice_load_pps", 0, CARRIES, "twice that", twice, twice_mark),
	WORD("twice_is_line_rate", CSV_ONLY, NULL, twice_limited),
	FIGURE("twice_delivered_pps", 3, CARRIES, RELATIVE, "delivered", "kpps", 1, 1e-3, at_twice,
	       "delivered_pps"),
	FIGURE("twice_loss_ratio", 9, CARRIES, DIFFERENCE, "lost", "%", 3, 100, at_twice, "loss_ratio"),
	WORD("twice_lost_at", CARRIES, "mostly at", twice_lost_at),
	LOAD("half_load_pps", 0, COSTS, "half load", half, NULL),
	FIGURE("half_latency_p50_ns", 3, COSTS, RELATIVE, "p50", "us", 1, 1e-3, at_half, "latency_p50_ns"),
	FIGURE("half_latency_p99_ns", 3, COSTS, RELATIVE, "p99", "us", 1, 1e-3, at_half, "latency_p99_ns"),
	PER_PACKET("exits", MEASURED, 3),
	PER_PACKET("interrupts", MEASURED, 3),
	PER_PACKET("signals", MEASURED, 3),
	PER_PACKET("kicks", MEASURED, 3),
	PER_PACKET("copies", MEASURED, 3),
	PER_PACKET("cycles", RELATIVE, 0),
	FIGURE("turn_cycles_per_packet", 6, COSTS, RELATIVE, "at turn", "cycles/pkt", 0, 1, turn,
	       "per_packet.cycles"),
};

#define COLUMNS ((int)G_N_ELEMENTS(columns))

static bool turn_table_has_interval(const struct load_curves *c, const struct column *column)
{
	return load_replications(c) > 1 && column->kind != EXACT;
}

static bool is_compared(const struct load_curves *c, const struct column *column)
{
	return turn_table_has_interval(c, column) && column->kind != MEASURED;
}

/* ---- figures ---- */

static const struct turn *turn_table_turn_of(const GArray *turns, guint i)
{
	return &g_array_index(turns, struct turn, i);
}

static const char *turn_table_name_of(const struct load_curves *c, const struct turn *t)
{
	return load_curve_at(c, t->curve)->name;
}

static int turn_table_point_of(const struct column *column, const struct turn *t)
{
	return *(const int *)((const char *)t + column->point);
}

static struct interval interval_in(const struct load_curves *c, const struct column *column,
				   const struct turn *t)
{
	int point = turn_table_point_of(column, t);
	return point < 0 ? (struct interval){0, NAN, NAN}
			 : load_interval(c, point, metric_find(column->metric));
}

static double turn_table_figure(const struct load_curves *c, const struct column *column,
				const struct turn *t)
{
	return column->load ? column->load(c, t) : interval_in(c, column, t).mean;
}

/* turn_table_change: from the first curve to this one, replication by replication with the same random numbers: as a share of the
 * first, or in the unit of the CSV file. */
static struct interval turn_table_change(const struct load_curves *c, const struct column *column,
					 const struct turn *first, const struct turn *t)
{
	int n, more, a = turn_table_point_of(column, first), b = turn_table_point_of(column, t),
		     metric = metric_find(column->metric);
	if (a < 0 || b < 0 || first == t)
		return (struct interval){0, NAN, NAN};
	double *from = load_values(c, a, metric, &n), *to = load_values(c, b, metric, &more);
	n = MIN(n, more);
	struct estimate e =
		column->kind == RELATIVE ? estimate_change(from, to, n) : estimate_paired(from, to, n);
	g_free(from);
	g_free(to);
	return interval_at(e, (double)c->study->settings.confidence / 1e6);
}

/* ---- CSV ---- */

static void csv_head(const struct load_curves *c, GString *out)
{
	g_string_append(out, "curve");
	for (const struct column *k = columns; k < columns + COLUMNS; k++)
		g_string_append_printf(out, turn_table_has_interval(c, k) ? ",%s,%s_half" : ",%s", k->csv,
				       k->csv);
	for (const struct column *k = columns; k < columns + COLUMNS; k++)
		if (is_compared(c, k))
			g_string_append_printf(out, ",%s_change,%s_change_half", k->csv, k->csv);
	g_string_append_c(out, '\n');
}

static void turn_table_csv_row(const struct load_curves *c, GString *out, const struct turn *first,
			       const struct turn *t)
{
	csv_name(out, turn_table_name_of(c, t));
	for (const struct column *k = columns; k < columns + COLUMNS; k++) {
		if (k->word)
			csv_word(out, k->word(c, t));
		else
			csv_number(out, turn_table_figure(c, k, t), k->csv_decimals);
		if (turn_table_has_interval(c, k))
			csv_number(out, interval_in(c, k, t).half, k->csv_decimals);
	}
	for (const struct column *k = columns; k < columns + COLUMNS; k++) {
		if (!is_compared(c, k))
			continue;
		struct interval i = turn_table_change(c, k, first, t);
		csv_number(out, i.mean, 9);
		csv_number(out, i.half, 9);
	}
	g_string_append_c(out, '\n');
}

char *turns_csv(const struct load_curves *c, const GArray *turns)
{
	GString *out = g_string_new(NULL);
	csv_head(c, out);
	for (guint i = 0; i < turns->len; i++)
		turn_table_csv_row(c, out, turn_table_turn_of(turns, 0), turn_table_turn_of(turns, i));
	return g_string_free(out, FALSE);
}

/* ---- for people ---- */

/* How a table is printed: its form, and what stands before half widths. */
struct form {
	char *(*print)(const struct table *t);
	const char *sign;
};

static const struct form text = {table_text, " +- "}, markdown = {table_markdown, " ± "};

static void append_half(GString *out, double half_width, int decimals, const struct form *form)
{
	if (!isfinite(half_width))
		return;
	g_string_append(out, form->sign);
	prose_number(out, 0, half_width, decimals);
}

/* end_cell: takes the text. */
static void end_cell(struct table *t, GString *cell)
{
	table_cell(t, "%s", cell->str);
	g_string_free(cell, TRUE);
}

/* add_cell: a figure with its mark and, where there is one, the half width of its interval. */
static void add_cell(struct table *table, const struct load_curves *c, const struct column *k,
		     const struct turn *t, const struct form *form)
{
	GString *cell = g_string_new(k->word ? k->word(c, t) : NULL);
	double value = k->word ? NAN : turn_table_figure(c, k, t) * k->scale;
	if (k->mark && isfinite(value))
		g_string_append(cell, k->mark(t));
	if (!k->word)
		prose_number(cell, 0, value, k->decimals);
	if (turn_table_has_interval(c, k))
		append_half(cell, interval_in(c, k, t).half * k->scale, k->decimals, form);
	end_cell(table, cell);
}

static void turn_table_append_table(GString *out, struct table *t, const struct form *form)
{
	char *printed = form->print(t);
	g_string_append_printf(out, "%s\n", printed);
	g_free(printed);
	table_free(t);
}

/* append_block: the columns of one block, or, block being CSV_ONLY, of both. */
static void append_block(GString *out, const struct load_curves *c, const GArray *turns, enum block block,
			 const char *title, const struct form *form)
{
	struct table *table = table_new();
	GPtrArray *shown = g_ptr_array_new();
	table_column(table, title, "", true);
	for (int k = 0; k < COLUMNS; k++) {
		if (columns[k].block == CSV_ONLY || (block != CSV_ONLY && columns[k].block != block))
			continue;
		g_ptr_array_add(shown, (void *)&columns[k]);
		table_column(table, columns[k].head, columns[k].unit, columns[k].word != NULL);
	}
	for (guint i = 0; i < turns->len; i++) {
		table_cell(table, "%s", turn_table_name_of(c, turn_table_turn_of(turns, i)));
		for (guint k = 0; k < shown->len; k++)
			add_cell(table, c, g_ptr_array_index(shown, k), turn_table_turn_of(turns, i), form);
	}
	g_ptr_array_unref(shown);
	turn_table_append_table(out, table, form);
}

static void turn_table_add_change(struct table *table, const struct column *k, struct interval i,
				  const struct form *form)
{
	GString *cell = g_string_new(i.mean > 0 ? "+" : "");
	int decimals = k->kind == RELATIVE ? 1 : k->decimals;
	prose_number(cell, 0, 100 * i.mean, decimals);
	append_half(cell, 100 * i.half, decimals, form);
	end_cell(table, cell);
}

/* append_changes: what the other curves have more than the first one. */
static void append_changes(GString *out, const struct load_curves *c, const GArray *turns,
			   const struct form *form)
{
	if (load_replications(c) == 1 || turns->len < 2)
		return;
	struct table *table = table_new();
	char *title = g_strdup_printf("MORE THAN %s", turn_table_name_of(c, turn_table_turn_of(turns, 0)));
	table_column(table, title, "", true);
	g_free(title);
	for (const struct column *k = columns; k < columns + COLUMNS; k++)
		if (is_compared(c, k))
			table_column(table, k->head, k->kind == RELATIVE ? "%" : "points", false);
	for (guint i = 1; i < turns->len; i++) {
		table_cell(table, "%s", turn_table_name_of(c, turn_table_turn_of(turns, i)));
		for (const struct column *k = columns; k < columns + COLUMNS; k++)
			if (is_compared(c, k))
				turn_table_add_change(table, k,
						      turn_table_change(c, k, turn_table_turn_of(turns, 0),
									turn_table_turn_of(turns, i)),
						      form);
	}
	turn_table_append_table(out, table, form);
}

static void turn_table_append_notes(GString *out, const struct load_curves *c)
{
	char *note = load_note(c, "; loads go by the means");
	g_string_append_printf(
		out,
		"A curve turns at %s.\n"
		"> more than any load tried, < less than any, = the line rate, which is less than twice.\n"
		"Packets are delivered ones; cycles of all cores, host and guests, idle left out; signals: "
		"virtqueue interrupts.\n%s",
		load_is_bystander(c->study) ? "its saturation point: the highest load with at most 0.1 % lost"
					    : "the lowest load that gives 99 % of its first peak",
		note);
	g_free(note);
}

char *turns_markdown(const struct load_curves *c, const GArray *turns)
{
	GString *out = g_string_new(NULL);
	char *scope = load_scope(c->study);
	append_block(out, c, turns, CSV_ONLY, "curve", &markdown);
	append_changes(out, c, turns, &markdown);
	g_string_append_printf(out, "%s%s", scope, *scope ? "\n" : "");
	turn_table_append_notes(out, c);
	g_free(scope);
	return g_string_free(out, FALSE);
}

char *turns_text(const struct load_curves *c, const GArray *turns)
{
	GString *out = g_string_new(NULL);
	if (turns->len == 0)
		return g_string_free(out, FALSE);
	append_block(out, c, turns, CARRIES, "OVERLOAD", &text);
	append_block(out, c, turns, COSTS, "HALF LOAD", &text);
	append_changes(out, c, turns, &text);
	turn_table_append_notes(out, c);
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

bool turns_write(const struct load_curves *c, const GArray *turns, const char *folder, GError **error)
{
	return output_file_text(folder, "compare.csv", turns_csv(c, turns), error) &&
	       output_file_text(folder, "compare.md", turns_markdown(c, turns), error);
}
