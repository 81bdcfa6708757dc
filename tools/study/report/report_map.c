/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_map.h"
#include "map_gp.h"
#include "tools/chart/chart.h"
#include "tools/study/figures/metric.h"
#include "tools/study/report/report_cells.h"
#include "tools/study/report/report_conditions.h"
#include "tools/text/prose.h"
#include <math.h>
#include <string.h>

#define FINE 3	       /* decimals at most of a figure on a logarithmic scale */
#define PANEL_WIDTH 24 /* characters for which there is room above the narrowest panel */
#define TICK_WIDTH 24  /* and beside a tick */
#define NO_TEXT "-"    /* stands for a figure in a cell that has none */

/* ---- figures in cells ---- */

/* report_map_text_of: a figure in a cell; 0 is nothing at all, unlike what is rounded to 0.0. */
static char *report_map_text_of(const struct report_cells *c, double value)
{
	GString *out = g_string_new(NULL);
	if (!isfinite(value))
		g_string_append(out, NO_TEXT);
	else if (value == 0)
		g_string_append_c(out, '0');
	else if (c->is_log) /* two significant digits */
		prose_number(out, 0, value, CLAMP(1 - (int)floor(log10(value)), 0, FINE));
	else
		prose_number(out, 0, value, c->decimals);
	return g_string_free(out, FALSE);
}

/* What there is to explain beside the colours. */
struct kinds {
	int longest; /* text in a cell */
	bool any_left_out, any_without, any_limit;
};

static void report_map_write_cell(const struct report_cells *c, GString *out, int panel, int column, int row,
				  struct kinds *k)
{
	double value;
	enum report_cell_state state = report_cells_state(c, panel, column, row, &value);
	k->any_left_out |= state == REPORT_CELL_LEFT_OUT;
	k->any_without |= state == REPORT_CELL_NO_RESULT;
	if (state == REPORT_CELL_LEFT_OUT)
		return;
	char *text = report_map_text_of(c, value);
	if (state == REPORT_CELL_KNOWN)
		g_string_append_printf(out, "%d %d %.9g %s\n", column + 1, row + 1, value, text);
	else
		g_string_append_printf(out, "%d %d NaN %s\n", column + 1, row + 1, text);
	k->longest = MAX(k->longest, (int)g_utf8_strlen(text, -1));
	g_free(text);
}

static void write_cells(const struct report_cells *c, GString *out, struct kinds *k)
{
	g_string_append(out, "\n# A block a panel: column and row of a cell, its figure, and that as text.\n"
			     "$CELLS << EOD\n");
	for (int panel = 0; panel < c->panels; panel++) {
		for (int row = 0; row < c->y->n; row++)
			for (int column = 0; column < c->x->n; column++)
				report_map_write_cell(c, out, panel, column, row, k);
		g_string_append(out, panel + 1 < c->panels ? "\n\n" : "");
	}
	g_string_append(out, "EOD\n");
}

/* ---- the line where the loss passes its limit ---- */

/* report_map_part: whether of two cells one loses more than the limit and the other does not. */
static bool report_map_part(const struct report_cells *c, int panel, int column, int row, int column2,
			    int row2)
{
	if (column2 >= c->x->n || row2 >= c->y->n)
		return false;
	int a = report_cells_loses(c, panel, column, row), b = report_cells_loses(c, panel, column2, row2);
	return a >= 0 && b >= 0 && a != b;
}

/* write_limits: of each cell the edges to the next column and row where the limit is passed. */
static void write_limits(const struct report_cells *c, GString *out, int panel, struct kinds *k)
{
	const double *x = c->x->edge, *y = c->y->edge;
	gsize before = out->len;
	for (int row = 0; row < c->y->n; row++)
		for (int i = 0; i < c->x->n; i++) {
			if (report_map_part(c, panel, i, row, i + 1, row))
				g_string_append_printf(out, "%.9g %.9g\n%.9g %.9g\n\n", x[i + 1], y[row],
						       x[i + 1], y[row + 1]);
			if (report_map_part(c, panel, i, row, i, row + 1))
				g_string_append_printf(out, "%.9g %.9g\n%.9g %.9g\n\n", x[i], y[row + 1],
						       x[i + 1], y[row + 1]);
		}
	k->any_limit |= out->len > before;
	if (out->len == before)
		g_string_append(out, "NaN NaN\n\n");
}

static void report_map_write_line(const struct report_cells *c, GString *out, struct kinds *k)
{
	g_string_append(
		out,
		"\n# A block a panel: ends of the edges of cells where the loss ratio passes its limit.\n"
		"$LIMIT << EOD\n");
	for (int panel = 0; panel < c->panels; panel++) {
		write_limits(c, out, panel, k);
		g_string_append(out, panel + 1 < c->panels ? "\n" : "");
	}
	g_string_append(out, "EOD\n");
}

/* ---- the rest of the script ---- */

static void report_map_write_numbers(GString *out, const char *axis, const char *name, const double *numbers,
				     int n)
{
	g_string_append_printf(out, "array %s_%s[%d] = [", axis, name, n);
	for (int i = 0; i < n; i++)
		g_string_append_printf(out, "%s%.9g", i ? ", " : "", numbers[i]);
	g_string_append(out, "]\n");
}

static void report_map_write_axis(GString *out, const char *name, const struct cell_axis *a)
{
	char *title = report_axis_title(a->axis, a->unit), *list = g_strconcat(name, "_TICK", NULL);
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < a->n; i++)
		g_ptr_array_add(texts, cell_axis_text(a, i));
	g_string_append_printf(out, "%s_TEXT = ", name);
	chart_quote(out, title);
	g_string_append_printf(out, "\n%s_NUMBERS = %d\n", name, a->axis->is_number);
	chart_short_list(out, list, texts, TICK_WIDTH);
	report_map_write_numbers(out, name, "AT", a->at, a->n);
	report_map_write_numbers(out, name, "EDGE", a->edge, a->n + 1);
	g_ptr_array_unref(texts);
	g_free(list);
	g_free(title);
}

static void report_map_write_panels(const struct report_cells *c, GString *out)
{
	g_string_append_printf(out, "PANELS = %d\n", c->panels);
	chart_short_list(out, "PANEL", c->names, PANEL_WIDTH);
	g_string_append(out, "LEFT_OUT = '");
	if (c->panels < c->all)
		g_string_append_printf(out, "%d of %d panels; all are in summary.md", c->panels, c->all);
	g_string_append(out, "'\n");
}

/* colours_text: the figure's head, or, where that is the name of a metric, what this means; and the unit. */
static char *colours_text(const struct report_cells *c)
{
	const struct report_figure *f = report_figure(c->r, c->figure);
	const char *head = strcmp(f->head, f->metric) ? f->head : metric_at(metric_find(f->metric))->text;
	const char *unit = c->unit.name;
	return !*unit	      ? g_strdup(head)
	       : *unit == '/' ? g_strconcat(head, unit, NULL)
			      : g_strdup_printf("%s (%s)", head, unit);
}

static void write_colours(const struct report_cells *c, GString *out)
{
	char *text = colours_text(c);
	g_string_append(out, "COLOUR_TEXT = ");
	chart_quote(out, text);
	g_string_append_printf(out, "\nCOLOUR_MIN = %.9g\nCOLOUR_MAX = %.9g\nCOLOUR_LOG = %d\n", c->low,
			       c->high, c->is_log);
	g_free(text);
}

static void write_kinds(const struct report_cells *c, GString *out, const struct kinds *k)
{
	g_string_append_printf(out, "LONGEST = %d # figure in a cell, in characters\n", k->longest);
	g_string_append_printf(out, "ANY_WITHOUT = %d\nANY_LEFT_OUT = %d\nANY_LIMIT = %d\n", k->any_without,
			       k->any_left_out, k->any_limit);
	g_string_append_printf(out, "LIMIT_TEXT = 'loss ratio passes %g %%'\n",
			       (double)c->study->settings.map_loss / 1e4);
}

static void report_map_write_conditions(const struct report_cells *c, GString *out)
{
	char *text = report_conditions(c->study);
	chart_conditions(out, text);
	g_free(text);
}

static char *report_map_write_script(const struct report_cells *c)
{
	struct kinds kinds = {0};
	GString *out = g_string_new("# Map of a study. Draw it again with: gnuplot map.gp\n\n");
	chart_title(out, c->study->question, c->study->name);
	report_map_write_conditions(c, out);
	report_map_write_panels(c, out);
	report_map_write_axis(out, "X", c->x);
	g_string_append_printf(out, "X_LOG = %d\nX_NARROWEST = %.6g # of all columns\n", c->x->is_log,
			       cell_axis_narrowest(c->x));
	report_map_write_axis(out, "Y", c->y);
	write_colours(c, out);
	write_cells(c, out, &kinds);
	report_map_write_line(c, out, &kinds);
	write_kinds(c, out, &kinds);
	g_string_append(out, "\n" MAP_GP);
	return g_string_free(out, FALSE);
}

char *report_map_script(const struct report *r)
{
	struct report_cells *c = report_cells_new(r);
	if (!c)
		return NULL;
	char *script = report_map_write_script(c);
	report_cells_free(c);
	return script;
}
