/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/run_files/series_chart.h"
#include "series_gp.h"
#include "tools/chart/chart.h"
#include "tools/chart/chart_style.h"
#include "tools/run_files/series_table.h"
#include <math.h>
#include <string.h>

#define NAME_WIDTH 24	/* characters for which the list of curves has room */
#define PANEL_CURVES 10 /* beside a panel */

/* The columns that are drawn, panel by panel. */
struct drawn {
	GPtrArray *rows;
	GArray *columns; /* of guint */
	GPtrArray *names, *titles;
	int from[SERIES_PANELS], to[SERIES_PANELS]; /* numbers of columns, from 1 on */
	bool stacked[SERIES_PANELS], is_share[SERIES_PANELS];
	double scale[SERIES_PANELS];
	int panels;
};

static bool is_wanted(const struct drawn *d, guint column, const struct series_panel *p, const char *y)
{
	return series_in_panel(d->rows, column, p) &&
	       strcmp(series_field(d->rows, 0, column), "cpu_idle_ppm") != 0 &&
	       (!*y || !strcmp(y, p->name) || !strcmp(y, series_field(d->rows, 0, column)));
}

/* series_chart_mean: of a column over the rows from `first` up to, without, `end`. */
static double series_chart_mean(const struct drawn *d, guint column, guint first, guint end)
{
	double sum = 0;
	for (guint row = first; row < end; row++)
		sum += series_number(d->rows, row, column);
	return sum / (end - first);
}

static guint series_chart_least(const GArray *means)
{
	guint least = 0;
	for (guint i = 1; i < means->len; i++)
		if (g_array_index(means, double, i) < g_array_index(means, double, least))
			least = i;
	return least;
}

/* Of the curves of a panel, which begin with number `first`, those with the least figures are left out if there are many. */
static void keep_greatest(struct drawn *d, guint first)
{
	if (d->columns->len - first <= PANEL_CURVES)
		return;
	GArray *means = g_array_new(FALSE, FALSE, sizeof(double));
	for (guint i = first; i < d->columns->len; i++) {
		double mean = series_chart_mean(d, g_array_index(d->columns, guint, i), 1, d->rows->len);
		g_array_append_val(means, mean);
	}
	while (means->len > PANEL_CURVES) {
		guint least = series_chart_least(means);
		g_array_remove_index(means, least);
		g_array_remove_index(d->columns, first + least);
		g_ptr_array_remove_index(d->names, first + least);
	}
	g_array_unref(means);
}

static void add_panel(struct drawn *d, const struct series_panel *p, const char *y)
{
	guint before = d->columns->len;
	for (guint i = 1; i < series_width(d->rows); i++)
		if (is_wanted(d, i, p, y)) {
			g_array_append_val(d->columns, i);
			g_ptr_array_add(d->names, series_curve(d->rows, i, p));
		}
	if (d->columns->len == before)
		return;
	keep_greatest(d, before);
	d->from[d->panels] = (int)before + 1;
	d->to[d->panels] = (int)d->columns->len;
	d->stacked[d->panels] = !strcmp(p->name, "cpu");
	d->is_share[d->panels] = !strcmp(p->unit, "%");
	d->scale[d->panels++] = p->scale;
	g_ptr_array_add(d->titles, g_strdup(p->axis));
}

static struct drawn drawn_of(const char *csv, const char *y)
{
	struct drawn d = {.rows = series_table(csv),
			  .columns = g_array_new(FALSE, FALSE, sizeof(guint)),
			  .names = g_ptr_array_new_with_free_func(g_free),
			  .titles = g_ptr_array_new_with_free_func(g_free)};
	for (int i = 0; i < SERIES_PANELS && d.rows->len > 1; i++)
		add_panel(&d, &series_panels[i], y);
	return d;
}

static void drawn_clear(struct drawn *d)
{
	g_ptr_array_unref(d->rows);
	g_array_unref(d->columns);
	g_ptr_array_unref(d->names);
	g_ptr_array_unref(d->titles);
}

/* ---- the data ---- */

static double series_chart_scale_of(const struct drawn *d, guint i)
{
	int panel = 0;
	while ((int)i >= d->to[panel])
		panel++;
	return d->scale[panel];
}

/* series_chart_write_data: *most of each panel is the greatest figure in it. */
static void series_chart_write_data(GString *out, const struct drawn *d, double *most)
{
	guint each = (d->rows->len - 2) / SERIES_POINTS_MAX + 1;
	g_string_append(out, "$SERIES << EOD\n");
	for (guint row = 1; row < d->rows->len; row += each) {
		guint end = MIN(row + each, d->rows->len);
		g_string_append_printf(out, "%.9g", series_number(d->rows, end - 1, 0) / 1e6);
		for (guint i = 0, panel = 0; i < d->columns->len; i++) {
			double value = series_chart_mean(d, g_array_index(d->columns, guint, i), row, end) *
				       series_chart_scale_of(d, i);
			panel += (int)i >= d->to[panel];
			most[panel] = fmax(most[panel], value);
			g_string_append_printf(out, " %.9g", value);
		}
		g_string_append_c(out, '\n');
	}
	g_string_append(out, "EOD\n");
}

static void series_chart_write_panels(GString *out, const struct drawn *d, const double *most)
{
	static const char *const arrays[] = {"FROM", "TO", "STACKED", "PANEL_MAX"};
	for (size_t a = 0; a < G_N_ELEMENTS(arrays); a++) {
		g_string_append_printf(out, "array %s[%d] = [", arrays[a], d->panels);
		for (int i = 0; i < d->panels; i++) {
			double max = fmax(1.05 * most[i], 1);
			const double values[] = {d->from[i], d->to[i], d->stacked[i],
						 d->is_share[i] ? fmin(max, 100) : max};
			g_string_append_printf(out, "%s%.9g", i ? ", " : "", values[a]);
		}
		g_string_append(out, "]\n");
	}
}

static void series_chart_write_range(GString *out, const struct drawn *d)
{
	double first = series_number(d->rows, 1, 0) / 1e6,
	       last = series_number(d->rows, d->rows->len - 1, 0) / 1e6;
	g_string_append_printf(out, "BEGIN = %.9g\nFINISH = %.9g\n", first, last > first ? last : first + 1);
}

static char *series_chart_script_of(const struct series_chart *chart, const struct drawn *d)
{
	const char **flows = g_new0(const char *, d->names->len);
	double most[SERIES_PANELS] = {0};
	GString *out = g_string_new(NULL);
	g_string_append_printf(out,
			       "# Chart of a run over the time. Draw it again with: gnuplot %s.gp\n\n"
			       "FILE = '%s'\n",
			       chart->name, chart->name);
	chart_title(out, chart->question, chart->otherwise);
	chart_conditions(out, chart->conditions);
	chart_short_list(out, "NAME", d->names, NAME_WIDTH);
	chart_list(out, "PANEL", d->titles);
	chart_styles(out, flows, (int)d->names->len);
	series_chart_write_data(out, d, most);
	series_chart_write_panels(out, d, most);
	series_chart_write_range(out, d);
	g_string_append(out, "\n" SERIES_GP);
	g_free(flows);
	return g_string_free(out, FALSE);
}

/* ---- the whole ---- */

static bool series_chart_draw(const struct series_chart *chart, const struct drawn *d, const char *folder,
			      GError **error)
{
	const struct chart_file file = {
		folder,
		chart->name,
		chart->question,
		chart->otherwise,
		"Rates, packets in queues and the time of cores over the simulated time.",
		false};
	return chart_write(&file, series_chart_script_of(chart, d), error);
}

bool series_chart_write(const struct series_chart *chart, const char *csv, const char *folder, GError **error)
{
	struct drawn d = drawn_of(csv, chart->y);
	bool any = d.columns->len > 0, drawn = any && series_chart_draw(chart, &d, folder, error);
	if (!any && *chart->y)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			    "the series has no column \"%.60s\" with a figure; draw rates, queues, cpu, "
			    "cores, or a "
			    "column of series.csv",
			    chart->y);
	else if (!any)
		g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
				    "the series has no figure to draw");
	drawn_clear(&d);
	return drawn;
}
