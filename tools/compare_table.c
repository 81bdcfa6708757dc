/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/compare_table.h"
#include "tools/csv.h"
#include "tools/prose.h"
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

struct column {
	const char *csv;
	int csv_decimals;
	enum block block;
	const char *head, *unit; /* for people */
	int width, decimals;
	double scale; /* from CSV to the unit for people */
	double (*value)(const struct comparison *c, int which);
	int which;
	const char *(*mark)(const struct comparison *c); /* before the number, for people; NULL: none */
	const char *(*word)(const struct comparison *c); /* instead of a number */
};

#define NUMBER(csv_, csv_decimals_, block_, head_, unit_, width_, decimals_, scale_, value_, which_)         \
	.csv = csv_, .csv_decimals = csv_decimals_, .block = block_, .head = head_, .unit = unit_,           \
	.width = width_, .decimals = decimals_, .scale = scale_, .value = value_, .which = which_
#define HALF(name, head_, decimals_)                                                                         \
	{                                                                                                    \
		NUMBER("half_" #name "_per_packet", 6, COSTS, head_, "/pkt", 12, decimals_, 1, half_figure,  \
		       PER_PACKET_##name)                                                                    \
	}

/* clang-format off */
static const struct column columns[] = {
	{NUMBER("saturation_pps", 0, CARRIES, "saturation", "kpps", 12, 1, KPPS, saturation, 0),
	 .mark = saturation_mark},
	{.csv = "saturation", .block = CSV_ONLY, .word = saturation_seen},
	{NUMBER("best_rate_pps", 3, CARRIES, "best rate", "kpps", 11, 1, KPPS, best_rate, 0)},
	{NUMBER("turn_load_pps", 0, CARRIES, "turns at", "kpps", 11, 1, KPPS, turn_load, 0)},
	{NUMBER("twice_load_pps", 0, CARRIES, "twice that", "kpps", 12, 1, KPPS, twice_load, 0),
	 .mark = twice_mark},
	{.csv = "twice_is_line_rate", .block = CSV_ONLY, .word = twice_limited},
	{NUMBER("twice_delivered_pps", 3, CARRIES, "delivered", "kpps", 11, 1, KPPS, twice_rate, 0)},
	{NUMBER("twice_loss_ratio", 9, CARRIES, "lost", "%", 9, 3, PERCENT, twice_loss, 0)},
	{.csv = "twice_lost_at", .block = CARRIES, .head = "mostly at", .unit = "", .width = 18,
	 .word = twice_lost_at},
	{NUMBER("half_load_pps", 0, COSTS, "half load", "kpps", 11, 1, KPPS, half_load, 0)},
	{NUMBER("half_latency_p50_ns", 3, COSTS, "p50", "us", 9, 1, US, half_latency, P50)},
	{NUMBER("half_latency_p99_ns", 3, COSTS, "p99", "us", 9, 1, US, half_latency, P99)},
	HALF(exits, "exits", 3),
	HALF(interrupts, "interrupts", 3),
	HALF(signals, "signals", 3),
	HALF(kicks, "kicks", 3),
	HALF(copies, "copies", 3),
	HALF(cycles, "cycles", 0),
	{NUMBER("turn_cycles_per_packet", 6, COSTS, "at turn", "cycles/pkt", 12, 0, 1, turn_figure,
		PER_PACKET_cycles)},
};
/* clang-format on */

#define COLUMNS ((int)G_N_ELEMENTS(columns))

/* append_cell: what people read, as wide as it comes. */
static void append_cell(GString *out, const struct column *column, const struct comparison *c)
{
	if (column->word) {
		g_string_append(out, column->word(c));
		return;
	}
	double value = column->value(c, column->which) * column->scale;
	if (column->mark && isfinite(value))
		g_string_append(out, column->mark(c));
	prose_number(out, 0, value, column->decimals);
}

static const struct comparison *row_of(const GArray *rows, guint i)
{
	return &g_array_index(rows, struct comparison, i);
}

/* ---- CSV ---- */

char *compare_csv(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new("curve");
	for (int k = 0; k < COLUMNS; k++)
		csv_word(out, columns[k].csv);
	g_string_append_c(out, '\n');
	for (guint i = 0; i < rows->len; i++) {
		const struct comparison *c = row_of(rows, i);
		csv_name(out, crawl_plan_name(plan, c->curve));
		for (int k = 0; k < COLUMNS; k++)
			if (columns[k].word)
				csv_word(out, columns[k].word(c));
			else
				csv_number(out, columns[k].value(c, columns[k].which),
					   columns[k].csv_decimals);
		g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

/* ---- for people ---- */

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
}

static void markdown_head(GString *out)
{
	g_string_append(out, "| curve |");
	for (int k = 0; k < COLUMNS; k++)
		if (columns[k].block != CSV_ONLY)
			g_string_append_printf(out, " %s%s%s%s |", columns[k].head,
					       *columns[k].unit ? " (" : "", columns[k].unit,
					       *columns[k].unit ? ")" : "");
	g_string_append(out, "\n|---|");
	for (int k = 0; k < COLUMNS; k++)
		if (columns[k].block != CSV_ONLY)
			g_string_append(out, columns[k].word ? "---|" : "---:|");
	g_string_append_c(out, '\n');
}

static void markdown_row(GString *out, const char *name, const struct comparison *c)
{
	g_string_append(out, "| ");
	for (; *name; name++)
		g_string_append_printf(out, *name == '|' ? "\\%c" : "%c", *name);
	g_string_append(out, " |");
	for (int k = 0; k < COLUMNS; k++) {
		if (columns[k].block == CSV_ONLY)
			continue;
		g_string_append_c(out, ' ');
		append_cell(out, &columns[k], c);
		g_string_append(out, " |");
	}
	g_string_append_c(out, '\n');
}

char *compare_markdown(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new(NULL);
	char *scope = crawl_plan_scope(plan);
	markdown_head(out);
	for (guint i = 0; i < rows->len; i++)
		markdown_row(out, crawl_plan_name(plan, row_of(rows, i)->curve), row_of(rows, i));
	g_string_append_printf(out, "\n%s%s", scope, *scope ? "\n" : "");
	append_notes(out, plan);
	g_free(scope);
	return g_string_free(out, FALSE);
}

static void pad(GString *out, const char *text, int width, bool left)
{
	int blank = MAX(width - (int)g_utf8_strlen(text, -1), 0);
	g_string_append_printf(out, "%*s%s%*s", left ? 0 : blank, "", text, left ? blank : 0, "");
}

static void text_cell(GString *out, const struct column *column, const char *text)
{
	if (column->word)
		g_string_append(out, "  ");
	pad(out, text, column->word ? column->width - 2 : column->width, column->word != NULL);
}

static void end_line(GString *out)
{
	while (g_str_has_suffix(out->str, " "))
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static void text_head(GString *out, enum block block, const char *title, int name_width)
{
	pad(out, title, name_width, true);
	for (int k = 0; k < COLUMNS; k++)
		if (columns[k].block == block)
			text_cell(out, &columns[k], columns[k].head);
	end_line(out);
	g_string_append_printf(out, "%*s", name_width, "");
	for (int k = 0; k < COLUMNS; k++)
		if (columns[k].block == block)
			text_cell(out, &columns[k], columns[k].unit);
	end_line(out);
}

static void text_row(GString *out, enum block block, const struct comparison *c)
{
	for (int k = 0; k < COLUMNS; k++) {
		if (columns[k].block != block)
			continue;
		GString *cell = g_string_new(NULL);
		append_cell(cell, &columns[k], c);
		text_cell(out, &columns[k], cell->str);
		g_string_free(cell, TRUE);
	}
}

static void text_block(GString *out, enum block block, const char *title, const struct crawl_plan *plan,
		       const GArray *rows)
{
	int width = (int)strlen(title);
	for (guint i = 0; i < rows->len; i++)
		width = MAX(width, (int)g_utf8_strlen(crawl_plan_name(plan, row_of(rows, i)->curve), -1));
	text_head(out, block, title, width);
	for (guint i = 0; i < rows->len; i++) {
		pad(out, crawl_plan_name(plan, row_of(rows, i)->curve), width, true);
		text_row(out, block, row_of(rows, i));
		end_line(out);
	}
	g_string_append_c(out, '\n');
}

char *compare_text(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new(NULL);
	text_block(out, CARRIES, "OVERLOAD", plan, rows);
	text_block(out, COSTS, "HALF LOAD", plan, rows);
	append_notes(out, plan);
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}
