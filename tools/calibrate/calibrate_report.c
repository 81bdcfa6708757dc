/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/calibrate_report.h"
#include "tools/calibrate/fitted_profile.h"
#include "tools/calibrate/known_sums.h"
#include "tools/study/figures/figure.h"
#include "tools/text/json_writer.h"
#include "tools/text/prose.h"
#include "tools/text/table.h"
#include <math.h>

#define LINE_WIDTH 100

static const struct scene *calibrate_report_scene_of(const struct calibration *c, const struct measured *f)
{
	return scene_at(c->m, f->scene);
}

static double off(double model, const struct measured *f)
{
	return model / f->mean - 1;
}

/* ---- figures ---- */

static void calibrate_report_add_percent(struct table *t, double part)
{
	GString *text = g_string_new(part > 0 ? "+" : NULL);
	prose_number(text, 0, 100 * part, 1);
	table_cell(t, "%s", text->str);
	g_string_free(text, TRUE);
}

static void calibrate_report_add_value(struct table *t, int quantity, double value)
{
	char *text = figure_text(quantity_unit(quantity), value);
	table_cell(t, "%s", text);
	g_free(text);
}

static void calibrate_report_add_figure(const struct calibration *c, guint i, struct table *t)
{
	const struct measured *f = measured_at(c->m, i);
	table_cell(t, "%s", calibrate_report_scene_of(c, f)->name);
	table_cell(t, "%s", quantity_name(f->quantity));
	calibrate_report_add_value(t, f->quantity, f->mean);
	table_cell(t, "%.1f", 100 * measured_error(f) / f->mean);
	calibrate_report_add_percent(t, off(c->before[i], f));
	calibrate_report_add_value(t, f->quantity, c->after[i]);
	calibrate_report_add_percent(t, off(c->after[i], f));
}

static void calibrate_report_append_figures(const struct calibration *c, bool holdout, GString *out)
{
	struct table *t = table_new();
	table_column(t, holdout ? "HELD OUT" : "MEASUREMENT", "", true);
	table_column(t, "FIGURE", "", true);
	table_column(t, "MEASURED", "", false);
	table_column(t, "ERROR", "%", false);
	table_column(t, "BEFORE", "%", false);
	table_column(t, holdout ? "PREDICTED" : "FITTED", "", false);
	table_column(t, "OFF", "%", false);
	guint rows = 0;
	for (guint i = 0; i < c->m->figures->len; i++)
		if (calibrate_report_scene_of(c, measured_at(c->m, i))->holdout == holdout) {
			calibrate_report_add_figure(c, i, t);
			rows++;
		}
	char *text = table_text(t);
	if (rows > 0)
		g_string_append_printf(out, "%s\n", text);
	g_free(text);
	table_free(t);
}

/* ---- costs ---- */

static void calibrate_report_add_cost(const struct calibration *c, guint j, struct table *t)
{
	const struct tuned *tuned = tuned_at(c, j);
	table_cell(t, "%s", cost_names[tuned->cost].name);
	table_cell(t, "%.0f", known_cycles(tuned, 1));
	table_cell(t, "%.0f", known_cycles(tuned, tuned->factor));
	table_cell(t, "%.0f", known_cycles(tuned, tuned->low));
	table_cell(t, "%.0f", known_cycles(tuned, tuned->high));
	table_cell(t, "%.0f", 100 * tuned->learned);
}

static void calibrate_report_append_costs(const struct calibration *c, GString *out)
{
	struct table *t = table_new();
	table_column(t, "COST", "", true);
	table_column(t, "BEFORE", "cycles", false);
	table_column(t, "FOUND", "cycles", false);
	table_column(t, "LOW", "cycles", false);
	table_column(t, "HIGH", "cycles", false);
	table_column(t, "LEARNED", "%", false);
	for (guint j = 0; j < c->tuned->len; j++)
		calibrate_report_add_cost(c, j, t);
	char *text = table_text(t);
	g_string_append_printf(out, "%s\n", text);
	g_free(text);
	table_free(t);
}

static char *sum_name(const struct calibration *c, const struct known_sum *sum)
{
	GString *name = g_string_new(NULL);
	for (guint k = 0; k < sum->costs->len; k++) {
		const struct tuned *t = tuned_at(c, (guint)g_array_index(sum->costs, int, k));
		g_string_append_printf(name, "%s%s", k ? " + " : "", cost_names[t->cost].name);
	}
	return g_string_free(name, FALSE);
}

/* append_sums: those that are known, or those that are not. */
static void append_sums(const struct calibration *c, bool known, GString *out)
{
	bool any = false;
	for (guint i = 0; i < c->sums->len; i++) {
		const struct known_sum *sum = sum_at(c, i);
		if ((sum->learned >= FITTED_KNOWN) != known)
			continue;
		if (!any)
			g_string_append(out, known ? "Known, in cycles of a packet of 64 B:\n"
						   : "\nNot known, as the figures hardly depend on it:\n");
		any = true;
		char *name = sum_name(c, sum);
		g_string_append_printf(out, "  %s = %.0f (%.0f to %.0f)%s\n", name, sum->cycles, sum->low,
				       sum->high,
				       known && sum->costs->len > 1 ? "; its parts are not told apart" : "");
		g_free(name);
	}
}

/* ---- the whole ---- */

#define FAR_OFF 5 /* times the errors, as a root of the mean square */

static void calibrate_report_append_head(const struct calibration *c, GString *out)
{
	double residual = sqrt(c->squares / c->fitted);
	char *text = g_strdup_printf(
		"%s: %d figures fitted with %u costs in %d runs. The figures determine %d combination%s of "
		"the "
		"costs better than the profile did. Residuals: %.1f times the errors, as a root of the mean "
		"square.%s",
		scene_at(c->m, 0)->s->name, c->fitted, c->tuned->len, scene_runs_made(c->runs), c->directions,
		c->directions == 1 ? "" : "s", residual,
		residual > FAR_OFF
			? " That is no chance: the scenario does not describe this host, or a figure was "
			  "counted wrongly. Do not use the profile."
			: "");
	char *lines = prose_wrap(text, LINE_WIDTH);
	g_string_append_printf(out, "%s\n\n", lines);
	g_free(lines);
	g_free(text);
}

char *calibrate_text(const struct calibration *c)
{
	GString *out = g_string_new(NULL);
	calibrate_report_append_head(c, out);
	calibrate_report_append_figures(c, false, out);
	calibrate_report_append_figures(c, true, out);
	calibrate_report_append_costs(c, out);
	append_sums(c, true, out);
	append_sums(c, false, out);
	return g_string_free(out, FALSE);
}

/* ---- JSON ---- */

static void write_figure(struct json_writer *w, const struct calibration *c, guint i)
{
	const struct measured *f = measured_at(c->m, i);
	json_row(w, NULL);
	json_text(w, "measurement", calibrate_report_scene_of(c, f)->name);
	json_text(w, "figure", quantity_name(f->quantity));
	json_text(w, "unit", quantity_unit(f->quantity));
	json_bool(w, "holdout", calibrate_report_scene_of(c, f)->holdout);
	json_fixed(w, "measured", f->mean, 6);
	json_fixed(w, "error", measured_error(f), 6);
	json_fixed(w, "before", c->before[i], 6);
	json_fixed(w, "after", c->after[i], 6);
	json_end(w);
}

static void calibrate_report_write_cost(struct json_writer *w, const struct calibration *c, guint j)
{
	const struct tuned *t = tuned_at(c, j);
	json_row(w, NULL);
	json_text(w, "cost", cost_names[t->cost].name);
	json_fixed(w, "before", known_cycles(t, 1), 3);
	json_fixed(w, "cycles", known_cycles(t, t->factor), 3);
	json_fixed(w, "low", known_cycles(t, t->low), 3);
	json_fixed(w, "high", known_cycles(t, t->high), 3);
	json_fixed(w, "learned", t->learned, 6);
	json_end(w);
}

static void write_sum(struct json_writer *w, const struct calibration *c, guint i)
{
	const struct known_sum *sum = sum_at(c, i);
	json_row(w, NULL);
	json_list(w, "costs");
	for (guint k = 0; k < sum->costs->len; k++)
		json_text(w, NULL,
			  cost_names[tuned_at(c, (guint)g_array_index(sum->costs, int, k))->cost].name);
	json_end(w);
	json_fixed(w, "cycles", sum->cycles, 3);
	json_fixed(w, "low", sum->low, 3);
	json_fixed(w, "high", sum->high, 3);
	json_fixed(w, "learned", sum->learned, 6);
	json_bool(w, "known", sum->learned >= FITTED_KNOWN);
	json_end(w);
}

char *calibrate_json(const struct calibration *c)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_text(w, "scenario", scene_at(c->m, 0)->s->path);
	json_int(w, "runs", scene_runs_made(c->runs));
	json_int(w, "directions", c->directions);
	json_array(w, "figures");
	for (guint i = 0; i < c->m->figures->len; i++)
		write_figure(w, c, i);
	json_end(w);
	json_array(w, "costs");
	for (guint j = 0; j < c->tuned->len; j++)
		calibrate_report_write_cost(w, c, j);
	json_end(w);
	json_array(w, "sums");
	for (guint i = 0; i < c->sums->len; i++)
		write_sum(w, c, i);
	json_end(w);
	json_end(w);
	return json_writer_finish(w);
}
