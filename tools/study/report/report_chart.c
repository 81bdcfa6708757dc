/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_chart.h"
#include "study_gp.h"
#include "tools/chart/chart.h"
#include "tools/chart/chart_style.h"
#include "tools/study/figures/metric.h"
#include "tools/study/figures/whose.h"
#include "tools/study/report/report_conditions.h"
#include "tools/study/report/report_rows.h"
#include "tools/text/prose.h"
#include <math.h>
#include <string.h>

#define NAME_WIDTH 44	   /* characters for which the list of curves has room beside few panels */
#define NAME_WIDTH_MANY 24 /* and beside many */
#define PANEL_WIDTH 23	   /* and that above the narrowest panel */

/* ---- the script ---- */

static void set_number(GString *out, const char *name, double value)
{
	g_string_append_printf(out, "%s = ", name);
	prose_number(out, 0, value, 9);
	g_string_append_c(out, '\n');
}

static void report_chart_write_names(const struct report_curves *c, GString *out)
{
	GPtrArray *panels = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < c->panels; i++) {
		const struct study_axis *axis =
			c->layout.panel < 0 ? NULL : report_axis(c->study, c->layout.panel);
		const struct study_value *v = axis ? g_ptr_array_index(axis->values, (guint)i) : NULL;
		g_ptr_array_add(panels, v ? g_strdup_printf("%s %s", axis->name, v->text) : g_strdup(""));
	}
	g_string_append_printf(out, "CURVES = %d\nPANELS = %d\n", c->curves, c->panels);
	chart_short_list(out, "NAME", c->names, c->panels > 2 ? NAME_WIDTH_MANY : NAME_WIDTH);
	chart_short_list(out, "PANEL", panels, PANEL_WIDTH);
	chart_hover_list(out, "HOVER", c->names);
	chart_styles(out, (const char *const *)c->flows->pdata, c->curves);
	g_ptr_array_unref(panels);
}

/* write_notes: how much is not drawn, and what the bands are. */
static void write_notes(const struct report_curves *c, const struct chart_rows *rows, GString *out)
{
	int least = G_MAXINT, most = 0;
	for (guint i = 0; i < c->study->points->len; i++) {
		int n = report_runs(c->r, i);
		least = n > 0 ? MIN(least, n) : least;
		most = MAX(most, n);
	}
	char *range = least < most ? g_strdup_printf("%d to %d", least, most) : g_strdup_printf("%d", most);
	g_string_append_printf(out, "INTERVALS = %d\n", rows->n > 0 && rows->row[0].known);
	g_string_append_printf(out, "INTERVAL_TEXT = \"%g %% interval of the mean,\\n%s replications\"\n",
			       100 * report_confidence(c->r), range);
	g_string_append_printf(out, "LEFT_OUT = '");
	if (c->curves < c->all)
		g_string_append_printf(out, "%d of %d curves; all are in summary.md", c->curves, c->all);
	g_string_append(out, "'\n");
	g_free(range);
}

static void write_ticks(const struct report_curves *c, GString *out)
{
	const struct study_axis *axis = report_axis(c->study, c->layout.x);
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	g_string_append_printf(out, "array TICK[%u] = [", axis->values->len);
	for (guint i = 0; i < axis->values->len; i++) {
		const struct study_value *v = g_ptr_array_index(axis->values, i);
		g_string_append_printf(out, "%s%.9g", i ? ", " : "",
				       c->layout.is_number ? v->number * c->x_unit.scale : i);
		g_ptr_array_add(texts, c->layout.is_number
					       ? g_strdup_printf("%.4g", v->number * c->x_unit.scale)
					       : g_strdup(v->text));
	}
	g_string_append(out, "]\n");
	chart_list(out, "TICK_TEXT", texts);
	chart_hover_list(out, "HOVER_TICK", texts);
	g_ptr_array_unref(texts);
}

/* shows_all: the rates are those of all packets, not of one guest's or source's. */
static bool shows_all(const struct report_curves *c)
{
	return whose_all(whose_of_study(&c->study->settings));
}

/* write_hover: what the axis is called where the mouse rests. */
static void write_hover(GString *out, const char *title)
{
	GPtrArray *one = g_ptr_array_new();
	g_ptr_array_add(one, (char *)title);
	chart_hover_list(out, "HOVER_AXIS", one);
	g_string_append(out, "HOVER_X = HOVER_AXIS[1]\n");
	g_ptr_array_unref(one);
}

static void write_x(const struct report_curves *c, const struct chart_rows *rows, GString *out)
{
	const struct study_axis *axis = report_axis(c->study, c->layout.x);
	bool diagonal = shows_all(c) && report_curves_of_load(c) && rows->row[0].figure == REPORT_RATE;
	char *text = report_axis_title(axis, c->x_unit);
	g_string_append_printf(out, "X_NUMBERS = %d\nX_LOG = %d\nX_TEXT = ", c->layout.is_number,
			       c->layout.is_log);
	chart_quote(out, text);
	g_string_append_c(out, '\n');
	write_hover(out, text);
	write_ticks(c, out);
	/* what is offered, in the unit of the rates, for one of x; 0 when x is no load */
	set_number(out, "DIAGONAL", diagonal ? 1e-3 / c->x_unit.scale * rows->row[0].scale : 0);
	g_free(text);
}

static void report_chart_write_line(const struct report_curves *c, const struct chart_rows *rows,
				    GString *out, const GPtrArray *line)
{
	for (guint i = 0; i < line->len; i++) {
		guint point = GPOINTER_TO_UINT(g_ptr_array_index(line, i)) - 1;
		g_string_append_printf(out, "%.9g", report_curves_x(c, point));
		for (int q = 0; q < rows->n; q++) {
			struct chart_range range = chart_row_range(c, &rows->row[q], point);
			if (isfinite(range.mean))
				g_string_append_printf(out, " %.9g %.9g %.9g", range.mean, range.low,
						       range.high);
			else
				g_string_append(out, " NaN NaN NaN");
		}
		g_string_append_c(out, '\n');
	}
	if (line->len == 0) {
		g_string_append(out, "NaN");
		for (int q = 0; q < rows->n; q++)
			g_string_append(out, " NaN NaN NaN");
		g_string_append_c(out, '\n');
	}
	g_string_append(out, "\n\n");
}

static void report_chart_write_data(const struct report_curves *c, const struct chart_rows *rows,
				    GString *out)
{
	guint most = 0;
	for (int i = 0; i < c->panels * c->curves; i++)
		most = MAX(most, c->lines[i]->len);
	g_string_append_printf(out, "POINTS = %u # at most, on a curve\n", most);
	g_string_append(out, "\n# A block a panel and curve: x, then of each row mean and ends of the "
			     "interval.\n$DATA << EOD\n");
	for (int i = 0; i < c->panels * c->curves; i++)
		report_chart_write_line(c, rows, out, c->lines[i]);
	g_string_append(out, "EOD\n");
}

/* report_chart_write_conditions: and which figures have no row. */
static void report_chart_write_conditions(const struct report_curves *c, const struct chart_rows *rows,
					  GString *out, const char *given)
{
	char *own = given ? g_strdup(given) : report_conditions(c->study);
	char *text = g_strdup_printf("%s%s%s", own, *own && *rows->left_out ? "; " : "", rows->left_out);
	chart_conditions(out, text);
	g_free(text);
	g_free(own);
}

static char *report_chart_write_script(const struct report_curves *c, const struct chart_rows *rows,
				       const struct report_plot *plot)
{
	const char *name = plot ? plot->name : "study";
	GString *out = g_string_new("# Chart of a study. Draw it again with: gnuplot ");
	g_string_append_printf(out, "%s.gp\n\nFILE = '%s'\n", name, name);
	chart_title(out, c->study->question, c->study->name);
	report_chart_write_names(c, out);
	write_notes(c, rows, out);
	write_x(c, rows, out);
	chart_rows_write(c, rows, out);
	report_chart_write_conditions(c, rows, out, plot ? plot->conditions : NULL);
	report_chart_write_data(c, rows, out);
	g_string_append(out, "\n" STUDY_GP);
	return g_string_free(out, FALSE);
}

char *report_chart_script(const struct report *r)
{
	static const int figures[] = {REPORT_RATE, REPORT_LOSS, REPORT_P99};
	struct report_curves *c = report_curves_new(r);
	if (!c)
		return NULL;
	struct chart_rows rows = chart_rows_of(c, figures, G_N_ELEMENTS(figures));
	char *script = rows.n > 0 ? report_chart_write_script(c, &rows, NULL) : NULL;
	chart_rows_clear(&rows);
	report_curves_free(c);
	return script;
}

/* plot_with: a script of the one metric, as `write` has it. */
static char *plot_with(const struct report *r, const struct report_plot *plot,
		       char *(*write)(const struct report_curves *c, const struct chart_rows *rows,
				      const struct report_plot *plot))
{
	int figure = report_figure_of(r, plot->metric);
	struct report_curves *c = report_curves_along(r, plot->layout);
	if (!c)
		return NULL;
	struct chart_rows rows = chart_rows_of(c, &figure, 1);
	char *script = rows.n > 0 ? write(c, &rows, plot) : NULL;
	chart_rows_clear(&rows);
	report_curves_free(c);
	return script;
}

char *report_plot_script(const struct report *r, const struct report_plot *plot)
{
	return plot_with(r, plot, report_chart_write_script);
}

/* ---- as characters ---- */

static char *write_terminal(const struct report_curves *c, const struct chart_rows *rows,
			    const struct report_plot *plot)
{
	GString *out = g_string_new(NULL);
	chart_short_list(out, "NAME", c->names, NAME_WIDTH);
	chart_title(out, c->study->question, c->study->name);
	write_x(c, rows, out);
	chart_rows_write(c, rows, out);
	report_chart_write_data(c, rows, out);
	g_string_append_printf(
		out,
		"set encoding utf8\nset terminal dumb noenhanced size 100, 30\n"
		"set output INTO . '%s.txt'\nset key outside below left\nset title TITLE . \"\\n\" . "
		"Y_TEXT[1]\n"
		"set xlabel X_TEXT\nif (X_LOG) { set logscale x }\n"
		"if (Y_LOG[1]) { set logscale y } else { set yrange [0:*] }\n"
		"if (!X_NUMBERS) { set xtics (); set xrange [-0.5:|TICK| - 0.5]\n"
		"do for [i = 1:|TICK|] { set xtics add (TICK_TEXT[i] TICK[i]) } }\n"
		"if (Y_SECONDS[1]) { set format y '%%.0s %%cs' }\n"
		"plot for [i = 1:%d] $DATA index i - 1 using 1:2 with linespoints title NAME[i]\n",
		plot->name, c->curves);
	return g_string_free(out, FALSE);
}

char *report_terminal_script(const struct report *r, const struct report_plot *plot)
{
	return plot_with(r, plot, write_terminal);
}
