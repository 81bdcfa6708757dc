/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/compare_table.h"
#include "tools/compare_column.h"
#include "tools/csv.h"
#include "tools/prose.h"
#include "tools/table.h"
#include <math.h>

static const struct comparison *row_of(const GArray *rows, guint i)
{
	return &g_array_index(rows, struct comparison, i);
}

/* ---- CSV ---- */

static void csv_head(GString *out, const struct crawl_plan *plan)
{
	g_string_append(out, "curve");
	for (int k = 0; k < compare_column_count; k++) {
		csv_word(out, compare_columns[k].csv);
		if (compare_has_interval(plan, &compare_columns[k]))
			g_string_append_printf(out, ",%s_half", compare_columns[k].csv);
	}
	for (int k = 0; k < compare_column_count; k++)
		if (compare_is_compared(plan, &compare_columns[k]))
			g_string_append_printf(out, ",%s_change,%s_change_half", compare_columns[k].csv,
					       compare_columns[k].csv);
	g_string_append_c(out, '\n');
}

static void csv_changes(GString *out, const struct crawl_plan *plan, const struct comparison *first,
			const struct comparison *c)
{
	for (int k = 0; k < compare_column_count; k++) {
		if (!compare_is_compared(plan, &compare_columns[k]))
			continue;
		struct interval i = c == first ? (struct interval){0, NAN, NAN}
					       : compare_change(plan, &compare_columns[k], first, c);
		csv_number(out, i.mean, 9);
		csv_number(out, i.half, 9);
	}
}

static void csv_row(GString *out, const struct crawl_plan *plan, const struct comparison *c)
{
	csv_name(out, crawl_plan_name(plan, c->curve));
	for (int k = 0; k < compare_column_count; k++) {
		const struct compare_column *column = &compare_columns[k];
		if (column->word)
			csv_word(out, column->word(c));
		else
			csv_number(out, column->value(c, column->which), column->csv_decimals);
		if (compare_has_interval(plan, column))
			csv_number(out, compare_interval(plan, column, c).half, column->csv_decimals);
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
static void add_cell(struct table *t, const struct crawl_plan *plan, const struct compare_column *column,
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
	if (compare_has_interval(plan, column))
		append_half(cell, compare_interval(plan, column, c).half * column->scale, column->decimals,
			    sign);
	table_cell(t, "%s", cell->str);
	g_string_free(cell, TRUE);
}

static void add_column(struct table *t, const struct compare_column *column)
{
	table_column(t, column->head, column->unit, column->word != NULL);
}

/* comparison_table: the columns of one block, or, block being COMPARE_CSV_ONLY, of both. */
static struct table *comparison_table(const struct crawl_plan *plan, const GArray *rows,
				      enum compare_block block, const char *title, const char *sign)
{
	struct table *t = table_new();
	table_column(t, title, "", true);
	for (int pass = 0; pass <= (int)rows->len; pass++) {
		const struct comparison *c = pass > 0 ? row_of(rows, (guint)pass - 1) : NULL;
		if (c)
			table_cell(t, "%s", crawl_plan_name(plan, c->curve));
		for (int k = 0; k < compare_column_count; k++) {
			if (compare_columns[k].block == COMPARE_CSV_ONLY ||
			    (block != COMPARE_CSV_ONLY && compare_columns[k].block != block))
				continue;
			if (c)
				add_cell(t, plan, &compare_columns[k], c, sign);
			else
				add_column(t, &compare_columns[k]);
		}
	}
	return t;
}

static void add_change(struct table *t, const struct compare_column *column, struct interval i,
		       const char *sign)
{
	GString *cell = g_string_new(i.mean > 0 ? "+" : "");
	int decimals = column->kind == COMPARE_RELATIVE ? 1 : column->decimals;
	prose_number(cell, 0, 100 * i.mean, decimals);
	append_half(cell, 100 * i.half, decimals, sign);
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
	for (int k = 0; k < compare_column_count; k++)
		if (compare_is_compared(plan, &compare_columns[k]))
			table_column(t, compare_columns[k].head,
				     compare_columns[k].kind == COMPARE_RELATIVE ? "%" : "points", false);
	for (guint i = 1; i < rows->len; i++) {
		table_cell(t, "%s", crawl_plan_name(plan, row_of(rows, i)->curve));
		for (int k = 0; k < compare_column_count; k++)
			if (compare_is_compared(plan, &compare_columns[k]))
				add_change(t, &compare_columns[k],
					   compare_change(plan, &compare_columns[k], row_of(rows, 0),
							  row_of(rows, i)),
					   sign);
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
	append_table(out, comparison_table(plan, rows, COMPARE_CSV_ONLY, "curve", " ± "), table_markdown);
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
	append_table(out, comparison_table(plan, rows, COMPARE_CARRIES, "OVERLOAD", " +- "), table_text);
	append_table(out, comparison_table(plan, rows, COMPARE_COSTS, "HALF LOAD", " +- "), table_text);
	if (has_changes(plan, rows))
		append_table(out, change_table(plan, rows, " +- "), table_text);
	append_notes(out, plan);
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}
