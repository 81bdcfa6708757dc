/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/judge/difference_table.h"
#include "tools/base/version.h"
#include "tools/study/figures/figure.h"
#include "tools/text/csv.h"
#include "tools/text/json_writer.h"
#include "tools/text/table.h"
#include <math.h>
#include <string.h>

static const struct difference *difference_table_at(const struct differences *d, guint i)
{
	return &g_array_index(d->list, struct difference, i);
}

static double low(const struct difference *x)
{
	return interval_low(x->change);
}

static double high(const struct difference *x)
{
	return interval_high(x->change);
}

/* replications: of pairs their number, else those of both sides. */
static int replications(const struct difference *x)
{
	return x->c.change.n;
}

/* ---- for people ---- */

/* add_amount: a change with its sign, or with `plain` a half width. */
static void cell_change(struct table *t, const struct difference *x, double value, bool plain)
{
	char *text =
		x->c.absolute ? figure_text(x->metric->unit, value) : g_strdup_printf("%.2f %%", 100 * value);
	table_cell(t, "%s%s", !isnan(value) && value > 0 && !plain ? "+" : "", isnan(value) ? "-" : text);
	g_free(text);
}

static void cell_mean(struct table *t, const struct difference *x, struct estimate e)
{
	char *text = figure_text(x->metric->unit, e.mean);
	table_cell(t, "%s", text);
	g_free(text);
}

static void difference_table_add_row(struct table *t, const struct differences *d, const struct difference *x)
{
	for (guint i = 0; i < d->a->axes->len; i++)
		table_cell(t, "%s", x->point->values[i]);
	table_cell(t, "%s", x->metric->name);
	cell_mean(t, x, x->c.before);
	cell_mean(t, x, x->c.after);
	cell_change(t, x, x->c.change.mean, false);
	cell_change(t, x, x->change.half, true);
	table_cell(t, "%d%s", replications(x), x->c.paired ? "" : "*");
	table_cell(t, "%s", verdict_name(x->j.verdict));
}

static struct table *table_of(const struct differences *d)
{
	struct table *t = table_new();
	for (guint i = 0; i < d->a->axes->len; i++)
		table_column(t, g_ptr_array_index(d->a->axes, i), "", true);
	table_column(t, "metric", "", true);
	table_column(t, "A", "", false);
	table_column(t, "B", "", false);
	table_column(t, "change", "", false);
	table_column(t, "+-", "", false);
	table_column(t, "pairs", "", false);
	table_column(t, "verdict", "", true);
	return t;
}

static void write_table(GString *out, const struct differences *d, bool all)
{
	struct table *t = table_of(d);
	int rows = 0;
	bool apart = false;
	for (guint i = 0; i < d->list->len; i++) {
		const struct difference *x = difference_table_at(d, i);
		if (!all && !x->differs && x->j.verdict != VERDICT_FAIL)
			continue;
		difference_table_add_row(t, d, x);
		apart = apart || !x->c.paired;
		rows++;
	}
	char *text = table_text(t);
	if (rows > 0)
		g_string_append_printf(out, "\n%s", text);
	if (apart)
		g_string_append(out, "* replications of both sides: no pairs with the same random numbers\n");
	g_free(text);
	table_free(t);
}

static void write_side(GString *out, const char *side, const struct summary *s)
{
	g_string_append_printf(out, "%s: %s (study %s, model %.*s, seed %s)\n", side, s->path, s->study,
			       !strcmp(s->model, SUMMARY_SEVERAL) ? (int)strlen(s->model)
								  : VERSION_MODEL_SHOWN,
			       s->model, s->seed);
}

static void write_failed(GString *out, const struct differences *d)
{
	for (guint i = 0; i < d->list->len; i++) {
		const struct difference *x = difference_table_at(d, i);
		if (x->j.verdict != VERDICT_FAIL)
			continue;
		char *label = difference_label(d->a, x->point);
		g_string_append_printf(out, "fail: %s%s%s\n", label, *label ? ": " : "", x->j.reason);
		g_free(label);
	}
}

static void write_only(GString *out, const char *side, const struct summary *s, const GPtrArray *points)
{
	for (guint i = 0; i < points->len; i++) {
		char *label = difference_label(s, g_ptr_array_index(points, i));
		g_string_append_printf(out, "only in %s: %s\n", side, label);
		g_free(label);
	}
}

static void write_counts(GString *out, const struct differences *d)
{
	char *tolerance = figure_percent(d->tolerance), *confidence = figure_percent(d->confidence);
	g_string_append_printf(out,
			       "%d figures of %d points compared, tolerance %s, intervals that all hold "
			       "together with %s: %d %s, "
			       "%d %s, %d %s\n",
			       (int)d->list->len, d->points, tolerance, confidence, d->count[VERDICT_PASS],
			       verdict_name(VERDICT_PASS), d->count[VERDICT_FAIL], verdict_name(VERDICT_FAIL),
			       d->count[VERDICT_NOT_SHOWN], verdict_name(VERDICT_NOT_SHOWN));
	g_free(tolerance);
	g_free(confidence);
}

char *difference_text(const struct differences *d, bool all)
{
	GString *out = g_string_new(NULL);
	write_side(out, "A", d->a);
	write_side(out, "B", d->b);
	write_table(out, d, all);
	g_string_append_c(out, '\n');
	write_failed(out, d);
	write_only(out, "A", d->a, d->only_a);
	write_only(out, "B", d->b, d->only_b);
	write_counts(out, d);
	return g_string_free(out, FALSE);
}

/* ---- for programs ---- */

static void exact(GString *out, double value)
{
	g_string_append_c(out, ',');
	csv_exact(out, value);
}

static void difference_table_csv_row(GString *out, const struct differences *d, const struct difference *x)
{
	for (guint i = 0; i < d->a->axes->len; i++) {
		csv_text(out, x->point->values[i]);
		g_string_append_c(out, ',');
	}
	g_string_append_printf(out, "%s,%s", x->metric->name, x->metric->unit);
	exact(out, x->c.before.mean);
	exact(out, x->c.after.mean);
	exact(out, x->c.change.mean);
	exact(out, low(x));
	exact(out, high(x));
	g_string_append_printf(out, ",%s,%s,%d,%s,", x->c.absolute ? "absolute" : "relative",
			       x->c.paired ? "yes" : "no", replications(x), verdict_name(x->j.verdict));
	csv_text(out, x->j.reason);
	g_string_append_c(out, '\n');
}

char *difference_csv(const struct differences *d)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < d->a->axes->len; i++) {
		csv_text(out, g_ptr_array_index(d->a->axes, i));
		g_string_append_c(out, ',');
	}
	g_string_append(out, "metric,unit,a,b,change,low,high,kind,paired,n,verdict,reason\n");
	for (guint i = 0; i < d->list->len; i++)
		difference_table_csv_row(out, d, difference_table_at(d, i));
	return g_string_free(out, FALSE);
}

static void json_exact(struct json_writer *w, const char *key, double value)
{
	GString *number = g_string_new(NULL);
	csv_exact(number, value);
	if (number->len > 0)
		json_number(w, key, number->str);
	else
		json_null(w, key);
	g_string_free(number, TRUE);
}

static void json_point(struct json_writer *w, const char *key, const struct summary *s,
		       const struct summary_point *p)
{
	json_row(w, key);
	for (guint i = 0; i < s->axes->len; i++)
		json_text(w, g_ptr_array_index(s->axes, i), p->values[i]);
	json_end(w);
}

static void json_difference(struct json_writer *w, const struct differences *d, const struct difference *x)
{
	json_object(w, NULL);
	json_point(w, "point", d->a, x->point);
	json_text(w, "metric", x->metric->name);
	json_text(w, "unit", x->metric->unit);
	json_exact(w, "a", x->c.before.mean);
	json_exact(w, "b", x->c.after.mean);
	json_exact(w, "change", x->c.change.mean);
	json_exact(w, "low", low(x));
	json_exact(w, "high", high(x));
	json_text(w, "kind", x->c.absolute ? "absolute" : "relative");
	json_bool(w, "paired", x->c.paired);
	json_int(w, "n", replications(x));
	json_text(w, "verdict", verdict_name(x->j.verdict));
	json_text(w, "reason", x->j.reason);
	json_end(w);
}

static void json_side(struct json_writer *w, const char *key, const struct summary *s)
{
	json_row(w, key);
	json_text(w, "path", s->path);
	json_text(w, "study", s->study);
	json_text(w, "model", s->model);
	json_text(w, "seed", s->seed);
	json_end(w);
}

static void json_points(struct json_writer *w, const char *key, const struct summary *s,
			const GPtrArray *points)
{
	json_array(w, key);
	for (guint i = 0; i < points->len; i++)
		json_point(w, NULL, s, g_ptr_array_index(points, i));
	json_end(w);
}

char *difference_json(const struct differences *d)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_side(w, "a", d->a);
	json_side(w, "b", d->b);
	json_exact(w, "tolerance", d->tolerance);
	json_exact(w, "confidence", d->confidence);
	json_int(w, "points", d->points);
	json_int(w, "pass", d->count[VERDICT_PASS]);
	json_int(w, "fail", d->count[VERDICT_FAIL]);
	json_int(w, "no_difference_shown", d->count[VERDICT_NOT_SHOWN]);
	json_array(w, "figures");
	for (guint i = 0; i < d->list->len; i++)
		json_difference(w, d, difference_table_at(d, i));
	json_end(w);
	json_points(w, "only_in_a", d->a, d->only_a);
	json_points(w, "only_in_b", d->b, d->only_b);
	json_end(w);
	return json_writer_finish(w);
}
