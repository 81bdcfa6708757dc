/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_table.h"
#include "tools/study/figures/whose.h"
#include "tools/study/report/report_layout.h"
#include "tools/text/prose.h"
#include "tools/text/table.h"
#include <math.h>
#include <string.h>

#define ROWS 40	      /* of a table on the terminal */
#define LEAST_LOADS 3 /* values of x that a selection keeps */
#define BESIDE 6      /* systems beside the first one in one table */

/* What a table is made of, and how: for the terminal or as Markdown. */
struct sheet {
	const struct report *r;
	const struct study *study;
	struct report_layout layout;
	bool markdown;
	GHashTable *at; /* place in the plan -> point + 1 */
	bool *together; /* [axis]: it is the one that is compared, or moves with it */
};

static struct sheet sheet_new(const struct report *r, bool markdown)
{
	const struct study *study = report_study(r);
	struct sheet s = {r, study, report_layout(study), markdown, NULL, NULL};
	s.at = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < study->points->len; i++)
		g_hash_table_insert(s.at, report_place(study, i, -1, -1), GUINT_TO_POINTER(i + 1));
	s.together = g_new(bool, study->axes->len + 1);
	for (int i = 0; i < (int)study->axes->len; i++)
		s.together[i] = report_together(study, i, s.layout.compare);
	return s;
}

static void sheet_clear(struct sheet *s)
{
	g_free(s->together);
	g_hash_table_unref(s->at);
}

/* ---- cells ---- */

/* append_signed: a difference; one that rounds to 0 has no sign. */
static void append_signed(GString *cell, double value, int decimals)
{
	bool is_zero = isfinite(value) && fabs(value) < 0.5 * pow(10, -decimals);
	g_string_append(cell, value > 0 && !is_zero ? "+" : "");
	prose_number(cell, 0, is_zero ? 0 : value, decimals);
}

/* n: what stands in the row; a figure that rests on fewer runs says on how many. */
static void interval_cell(const struct sheet *s, struct table *t, struct interval i, int decimals, bool sign,
			  int n)
{
	GString *cell = g_string_new(NULL);
	if (sign)
		append_signed(cell, i.mean, decimals);
	else
		prose_number(cell, 0, i.mean, decimals);
	if (isfinite(i.mean) && isfinite(i.half)) {
		g_string_append(cell, s->markdown ? " ± " : " +- ");
		prose_number(cell, 0, i.half, decimals);
	}
	if (i.n > 0 && i.n != n)
		g_string_append_printf(cell, " (n = %d)", i.n);
	table_cell(t, "%s", cell->str);
	g_string_free(cell, TRUE);
}

/* is_column: whether an axis has several values and does not move with another. */
static bool is_column(const struct sheet *s, int axis, int but)
{
	return report_has_many(s->study, axis) && !report_together(s->study, axis, but);
}

/* axis_columns, axis_cells: of the axes of several values but one and those that move with it. */
static void axis_columns(const struct sheet *s, struct table *t, int but)
{
	for (int i = 0; i < (int)s->study->axes->len; i++)
		if (is_column(s, i, but))
			table_column(t, report_axis(s->study, i)->name, "",
				     !report_axis(s->study, i)->is_number);
}

static void axis_cells(const struct sheet *s, struct table *t, guint point, int but)
{
	for (int i = 0; i < (int)s->study->axes->len; i++)
		if (is_column(s, i, but))
			table_cell(t, "%s", report_value(s->study, point, i)->text);
}

/* ---- rows ---- */

/* all_rows: the points, each combination of the axes but one once, by its first point. */
static GArray *all_rows(const struct sheet *s, int but)
{
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; i < s->study->points->len; i++)
		if (g_hash_table_add(seen, report_place(s->study, i, but, -1)))
			g_array_append_val(rows, i);
	g_hash_table_unref(seen);
	return rows;
}

/* select_rows: at most `most` of them, by leaving out values of x, and then the last ones. */
static GArray *select_rows(const struct sheet *s, GArray *rows, guint most, int but)
{
	int x = s->layout.x == but ? -1 : s->layout.x;
	GArray *kept = g_array_new(FALSE, FALSE, sizeof(guint));
	int n = x < 0 ? 1 : (int)report_axis(s->study, x)->values->len;
	int keep = MAX((int)((int64_t)n * most / MAX(rows->len, 1)), LEAST_LOADS);
	for (guint i = 0; i < rows->len && kept->len < most; i++) {
		guint point = g_array_index(rows, guint, i);
		const struct study_point *p = g_ptr_array_index(s->study->points, point);
		if (rows->len <= most || x < 0 || report_is_kept(p->value[x], n, keep))
			g_array_append_val(kept, point);
	}
	return kept;
}

static void report_table_append_table(const struct sheet *s, GString *out, struct table *t, guint left_out)
{
	char *text = s->markdown ? table_markdown(t) : table_text(t);
	g_string_append(out, text);
	if (left_out > 0)
		g_string_append_printf(
			out, "%u rows more are in summary.md; vhostsim export prints every run\n", left_out);
	g_string_append_c(out, '\n');
	g_free(text);
	table_free(t);
}

static GArray *rows_of(const struct sheet *s, int but, guint most, guint *left_out)
{
	GArray *all = all_rows(s, but);
	GArray *rows = s->markdown ? g_array_ref(all) : select_rows(s, all, most, but);
	*left_out = all->len - rows->len;
	g_array_unref(all);
	return rows;
}

/* ---- the points ---- */

static void append_points(const struct sheet *s, GString *out)
{
	struct table *t = table_new();
	guint left_out;
	GArray *rows = rows_of(s, -1, ROWS, &left_out);
	axis_columns(s, t, -1);
	table_column(t, "n", "", false);
	for (int f = 0; f < report_figure_count(s->r); f++)
		table_column(t, report_figure(s->r, f)->head, report_figure(s->r, f)->unit, false);
	for (guint i = 0; i < rows->len; i++) {
		guint point = g_array_index(rows, guint, i);
		axis_cells(s, t, point, -1);
		table_cell(t, "%d", report_runs(s->r, point));
		for (int f = 0; f < report_figure_count(s->r); f++)
			interval_cell(s, t, report_interval(s->r, point, f), report_figure(s->r, f)->decimals,
				      false, report_runs(s->r, point));
	}
	report_table_append_table(s, out, t, left_out);
	g_array_unref(rows);
}

/* ---- systems side by side ---- */

/* report_table_point_with: the point that differs in the compared axis's value only, and in those that move with it; -1: it is not
 * in the plan. */
static int report_table_point_with(const struct sheet *s, guint point, int value)
{
	const struct study_point *p = g_ptr_array_index(s->study->points, point);
	GString *place = g_string_new(NULL);
	for (int i = 0; i < (int)s->study->axes->len; i++)
		g_string_append_printf(place, "%d ", s->together[i] ? value : p->value[i]);
	int found = (int)GPOINTER_TO_UINT(g_hash_table_lookup(s->at, place->str)) - 1;
	g_string_free(place, TRUE);
	return found;
}

static const char *system_name(const struct sheet *s, int value)
{
	const struct study_value *v =
		g_ptr_array_index(report_axis(s->study, s->layout.compare)->values, (guint)value);
	return v->text;
}

static void difference_cell(const struct sheet *s, struct table *t, int point, int first, int figure, int n)
{
	const struct report_figure *f = report_figure(s->r, figure);
	struct interval d = {0, NAN, NAN};
	if (point >= 0 && first >= 0)
		d = report_difference(s->r, (guint)point, (guint)first, figure);
	interval_cell(s, t, d, f->relative ? 1 : f->decimals, true, n);
}

static void compare_row(const struct sheet *s, struct table *t, guint row, int figure, int from, int to)
{
	int first = report_table_point_with(s, row, 0);
	axis_cells(s, t, row, s->layout.compare);
	int n = first < 0 ? 0 : report_runs(s->r, (guint)first);
	table_cell(t, "%d", n);
	struct interval i =
		first < 0 ? (struct interval){0, NAN, NAN} : report_interval(s->r, (guint)first, figure);
	interval_cell(s, t, i, report_figure(s->r, figure)->decimals, false, n);
	for (int v = from; v < to; v++)
		difference_cell(s, t, report_table_point_with(s, row, v), first, figure, n);
}

/* append_systems: the first system and those from .. to-1 beside it. */
static void append_systems(const struct sheet *s, GString *out, int figure, int from, int to, guint most)
{
	struct table *t = table_new();
	guint left_out;
	GArray *rows = rows_of(s, s->layout.compare, most, &left_out);
	axis_columns(s, t, s->layout.compare);
	table_column(t, "n", "", false);
	table_column(t, system_name(s, 0), report_figure(s->r, figure)->unit, false);
	for (int v = from; v < to; v++)
		table_column(t, system_name(s, v), report_figure(s->r, figure)->difference, false);
	for (guint i = 0; i < rows->len; i++)
		compare_row(s, t, g_array_index(rows, guint, i), figure, from, to);
	report_table_append_table(s, out, t, left_out);
	g_array_unref(rows);
}

static void report_table_append_comparison(const struct sheet *s, GString *out, int figure)
{
	const struct report_figure *f = report_figure(s->r, figure);
	int n = (int)report_axis(s->study, s->layout.compare)->values->len;
	int tables = (n - 1 + BESIDE - 1) / BESIDE;
	g_string_append_printf(out, "%s%s: %s in %s, and how much more the others have in %s\n%s",
			       s->markdown ? "## " : "", f->head, system_name(s, 0), f->unit, f->difference,
			       s->markdown ? "\n" : "");
	for (int from = 1; from < n; from += BESIDE)
		append_systems(s, out, figure, from, MIN(from + BESIDE, n), (guint)MAX(ROWS / tables, 5));
}

/* ---- the report ---- */

/* append_fixed: the axes of one value, which are no column. */
static void append_fixed(const struct sheet *s, GString *out)
{
	bool any = false;
	for (int i = 0; i < (int)s->study->axes->len; i++) {
		if (report_has_many(s->study, i))
			continue;
		g_string_append_printf(out, "%s%s %s", any ? ", " : "", report_axis(s->study, i)->name,
				       report_value(s->study, 0, i)->text);
		any = true;
	}
	g_string_append(out, any ? "\n\n" : "");
}

static void report_table_append_notes(const struct sheet *s, GString *out)
{
	struct whose whose = whose_of_study(&s->study->settings);
	char *of_whom = whose_text(whose);
	GString *percent = g_string_new(NULL);
	prose_number(percent, 0, 100 * report_confidence(s->r), 3);
	while (strchr("0.", percent->str[percent->len - 1]) && strchr(percent->str, '.'))
		g_string_truncate(percent, percent->len - 1);
	g_string_append_printf(
		out, "Means of n replications and half widths of their %s %% intervals (Student t)%s.\n",
		percent->str,
		s->layout.compare < 0 ? "" : ";\ndifferences are those of runs with the same random numbers");
	if (!whose_all(whose))
		g_string_append_printf(out, "Packets and their latency are those of %s; costs are of all.\n",
				       of_whom);
	g_free(of_whom);
	g_string_free(percent, TRUE);
}

char *report_text(const struct report *r)
{
	struct sheet s = sheet_new(r, false);
	GString *out = g_string_new(NULL);
	append_fixed(&s, out);
	if (s.layout.compare >= 0)
		report_table_append_comparison(&s, out, REPORT_RATE);
	else
		append_points(&s, out);
	report_table_append_notes(&s, out);
	sheet_clear(&s);
	return g_string_free(out, FALSE);
}

char *report_markdown(const struct report *r)
{
	struct sheet s = sheet_new(r, true);
	GString *out = g_string_new(NULL);
	char *asked = prose_question(s.study->question), *question = prose_wrap(asked, 120);
	g_string_append(out, "# ");
	table_markdown_text(out, s.study->name);
	g_string_append(out, "\n\n");
	table_markdown_text(out, question);
	g_string_append(out, *question ? "\n\n" : "");
	append_fixed(&s, out);
	append_points(&s, out);
	for (int f = 0; f < report_figure_count(r) && s.layout.compare >= 0; f++)
		report_table_append_comparison(&s, out, f);
	report_table_append_notes(&s, out);
	g_free(question);
	g_free(asked);
	sheet_clear(&s);
	return g_string_free(out, FALSE);
}
