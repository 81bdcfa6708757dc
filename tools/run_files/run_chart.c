/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/run_files/run_chart.h"
#include "models/flows/flow.h"
#include "run_gp.h"
#include "sim/input/diag.h"
#include "tools/chart/chart.h"
#include "tools/chart/chart_style.h"
#include "tools/study/figures/metric.h"
#include "tools/study/report/report_conditions.h"
#include "tools/text/csv_reader.h"
#include <math.h>
#include <string.h>

#define CURVES_MAX 10  /* of latencies */
#define NAME_WIDTH 26  /* characters for which the list has room */
#define VISIBLE 0.0005 /* of a core's time */

/* ---- latencies ---- */

struct latencies {
	GPtrArray *names; /* of the curves; owned */
	GString *data;
	double rarest, least, most; /* one in so many; s */
};

static double run_chart_number(const GArray *row, guint i)
{
	const char *text = i < row->len ? g_array_index(row, struct csv_field, i).text : "";
	char *end;
	double value = g_ascii_strtod(text, &end);
	return *text && *end == '\0' && isfinite(value) ? value : 0;
}

/* run_chart_add_row: a new name begins a new curve. */
static void run_chart_add_row(struct latencies *l, const GArray *row)
{
	const char *whose = g_array_index(row, struct csv_field, 0).text;
	double one_in = run_chart_number(row, 1), s = run_chart_number(row, 2) / 1e9;
	guint n = l->names->len;
	bool begins = n == 0 || strcmp(g_ptr_array_index(l->names, n - 1), whose) != 0;
	if (one_in < 1 || s <= 0 || (begins && n == CURVES_MAX))
		return;
	if (begins) {
		g_string_append(l->data, n ? "\n\n" : "");
		g_ptr_array_add(l->names, g_strdup(whose));
	}
	g_string_append_printf(l->data, "%.9g %.9g\n", one_in, s);
	l->rarest = fmax(l->rarest, one_in);
	l->least = fmin(l->least, s);
	l->most = fmax(l->most, s);
}

static struct latencies read_latencies(const char *csv)
{
	struct latencies l = {g_ptr_array_new_with_free_func(g_free), g_string_new(NULL), 1, INFINITY, 0};
	struct diag *d = diag_new();
	struct csv_reader reader = {csv ? csv : "", {"latency.csv", 1, 1}};
	for (GArray *row; csv && (row = csv_reader_row(&reader, d));) {
		run_chart_add_row(&l, row);
		g_array_unref(row);
	}
	diag_free(d);
	return l;
}

static void write_latencies(GString *out, const char *csv)
{
	struct latencies l = read_latencies(csv);
	const char *unknown[CURVES_MAX] = {NULL};
	int n = (int)l.names->len;
	g_string_append_printf(out, "CURVES = %d\n", n);
	if (n > 0) {
		chart_short_list(out, "NAME", l.names, NAME_WIDTH);
		chart_hover_list(out, "HOVER", l.names);
		chart_styles(out, unknown, n);
		g_string_append_printf(out, "RARE = %d\nLATENCY_MIN = %d\nLATENCY_MAX = %d\n",
				       MAX((int)ceil(log10(l.rarest)), 1),
				       MAX((int)floor(log10(l.least)), -9), (int)floor(log10(l.most)) + 1);
		g_string_append_printf(out, "$LATENCY << EOD\n%sEOD\n", l.data->str);
	}
	g_ptr_array_unref(l.names);
	g_string_free(l.data, TRUE);
}

/* ---- cores ---- */

static double run_chart_share(const struct result *r, int core, int context)
{
	return r->measured > 0 ? (double)r->core[core].booked[context] / (double)r->measured : 0;
}

static bool is_shown(const struct result *r, int context)
{
	bool shown = false;
	for (int i = 0; i < r->n_cores && context != CONTEXT_idle; i++)
		shown |= run_chart_share(r, i, context) > VISIBLE;
	return shown;
}

static void write_core(GString *out, const struct result *r, int core)
{
	g_string_append_printf(out, "%d", core);
	for (int c = 0; c < CONTEXTS; c++)
		if (is_shown(r, c))
			g_string_append_printf(out, " %.6g", 100 * run_chart_share(r, core, c));
	g_string_append_c(out, '\n');
}

static void run_chart_write_cores(GString *out, const struct result *r)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GString *contexts = g_string_new(NULL);
	for (int c = 0; c < CONTEXTS; c++)
		if (is_shown(r, c))
			g_string_append_printf(contexts, "%s%s", contexts->len ? " " : "", context_names[c]);
	for (int i = 0; i < r->n_cores; i++)
		g_ptr_array_add(names, run_core_name(r, i));
	/* gnuplot draws no list of nothing */
	g_string_append_printf(out, "CONTEXTS = '%s'\n", contexts->len ? contexts->str : "other");
	chart_list(out, "CORE", names);
	g_string_append(out, "$CORES << EOD\n");
	for (int i = 0; i < r->n_cores; i++)
		write_core(out, r, i);
	g_string_append(out, contexts->len ? "EOD\n" : "NaN NaN\nEOD\n");
	g_string_free(contexts, TRUE);
	g_ptr_array_unref(names);
}

/* ---- the whole ---- */

char *run_chart_conditions(const struct scenario *s, const struct result *r)
{
	char *measured = unit_format(UNIT_TIME, r->measured), *conditions = report_conditions_of_run(s);
	char *text =
		g_strdup_printf("flow %s; %s; %s counted; %" G_GINT64_FORMAT
				" packets offered, %" G_GINT64_FORMAT " delivered",
				flows[s->general.flow]->name, conditions, measured, r->offered, r->delivered);
	g_free(measured);
	g_free(conditions);
	return text;
}

static void run_chart_write_conditions(GString *out, const struct scenario *s, const struct result *r)
{
	char *text = run_chart_conditions(s, r);
	chart_conditions(out, text);
	g_free(text);
}

bool run_chart_write(const struct scenario *s, const struct result *r, const char *latencies,
		     const char *question, const char *folder, GError **error)
{
	if (r->n_cores == 0) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "the result has no cores to draw");
		return false;
	}
	const char *name = s->name ? s->name : "A run";
	const struct chart_file file = {
		folder,
		RUN_CHART,
		question,
		name,
		"Percentiles of the latency by whose packets, and the time of each core by context.",
		false};
	GString *out = g_string_new("# Chart of a run. Draw it again with: gnuplot run.gp\n\n");
	chart_title(out, question, name);
	run_chart_write_conditions(out, s, r);
	write_latencies(out, latencies);
	run_chart_write_cores(out, r);
	g_string_append(out, "\n" RUN_GP);
	return chart_write(&file, g_string_free(out, FALSE), error);
}
