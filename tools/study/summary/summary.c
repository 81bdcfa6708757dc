/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/summary/summary.h"
#include "tools/study/figures/metric.h"
#include "tools/text/csv.h"
#include <math.h>

static void summary_clear_run(void *data)
{
	struct summary_run *run = data;
	g_free(run->values);
}

static void summary_free_point(void *data)
{
	struct summary_point *p = data;
	g_strfreev(p->values);
	g_array_unref(p->cells);
	if (p->runs)
		g_array_unref(p->runs);
	g_free(p);
}

struct summary *summary_new(const char *path)
{
	struct summary *s = g_new0(struct summary, 1);
	s->path = g_strdup(path);
	s->study = g_strdup("");
	s->model = g_strdup("");
	s->seed = g_strdup("");
	s->guest = g_strdup("");
	s->source = g_strdup("");
	s->confidence = 0.95;
	s->axes = g_ptr_array_new_with_free_func(g_free);
	s->metrics = g_array_new(FALSE, FALSE, sizeof(int));
	s->points = g_ptr_array_new_with_free_func(summary_free_point);
	return s;
}

void summary_free(struct summary *s)
{
	if (!s)
		return;
	g_free(s->path);
	g_free(s->study);
	g_free(s->model);
	g_free(s->seed);
	g_free(s->guest);
	g_free(s->source);
	g_ptr_array_unref(s->axes);
	g_array_unref(s->metrics);
	g_ptr_array_unref(s->points);
	g_free(s);
}

struct summary_point *summary_add(struct summary *s, char *const *values)
{
	struct summary_point *p = g_new0(struct summary_point, 1);
	p->values = g_strdupv((char **)values);
	p->cells = g_array_new(FALSE, TRUE, sizeof(struct summary_cell));
	g_ptr_array_add(s->points, p);
	return p;
}

/* recount: the cell of a metric over all runs of the point. */
static void recount(struct summary_point *p, guint metric)
{
	double *values = g_new(double, p->runs->len);
	struct summary_cell *c = &g_array_index(p->cells, struct summary_cell, metric);
	*c = (struct summary_cell){0, NAN, NAN, INFINITY, -INFINITY};
	for (guint i = 0; i < p->runs->len; i++) {
		values[i] = g_array_index(p->runs, struct summary_run, i).values[metric];
		c->least = fmin(c->least, values[i]);
		c->most = fmax(c->most, values[i]);
	}
	struct estimate e = estimate_of(values, (int)p->runs->len);
	c->n = e.n;
	c->mean = e.mean;
	c->deviation = e.error * sqrt(e.n);
	g_free(values);
}

void summary_append_run(struct summary *s, struct summary_point *p, int64_t replication, int64_t seed,
			const double *values)
{
	struct summary_run run = {replication, seed, g_memdup2(values, s->metrics->len * sizeof(*values))};
	if (!p->runs) {
		p->runs = g_array_new(FALSE, FALSE, sizeof(struct summary_run));
		g_array_set_clear_func(p->runs, summary_clear_run);
	}
	g_array_append_val(p->runs, run);
}

void summary_count(struct summary *s, struct summary_point *p)
{
	g_array_set_size(p->cells, s->metrics->len);
	for (guint i = 0; p->runs && i < s->metrics->len; i++)
		recount(p, i);
}

void summary_add_run(struct summary *s, struct summary_point *p, int64_t replication, int64_t seed,
		     const double *values)
{
	summary_append_run(s, p, replication, seed, values);
	summary_count(s, p);
}

struct summary_cell summary_cell(const struct summary_point *p, int metric)
{
	if (metric < 0 || metric >= (int)p->cells->len)
		return (struct summary_cell){0, NAN, NAN, NAN, NAN};
	return g_array_index(p->cells, struct summary_cell, metric);
}

struct estimate summary_estimate(struct summary_cell c)
{
	if (c.n == 0)
		return (struct estimate){0, NAN, NAN, NAN};
	if (c.n == 1)
		return (struct estimate){1, c.mean, NAN, NAN};
	return (struct estimate){c.n, c.mean, c.deviation / sqrt(c.n), c.n - 1};
}

int summary_metric(const struct summary *s, int metric)
{
	for (guint i = 0; i < s->metrics->len; i++)
		if (g_array_index(s->metrics, int, i) == metric)
			return (int)i;
	return -1;
}

/* ---- as text ---- */

/* A comment is one line, whatever the name of a file holds. */
static void write_comment(GString *out, const char *key, const char *text)
{
	char *line = g_strdelimit(g_strdup(text), "\r\n", ' ');
	g_string_append_printf(out, "# %s: %s\n", key, line);
	g_free(line);
}

static void summary_write_head(GString *out, const struct summary *s)
{
	char confidence[G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(confidence, sizeof(confidence), "%.10g", s->confidence);
	g_string_append(out, SUMMARY_FIRST_LINE "\n");
	write_comment(out, "study", s->study);
	write_comment(out, "model", s->model);
	write_comment(out, "seed", s->seed);
	write_comment(out, "confidence", confidence);
	if (*s->guest)
		write_comment(out, "guest", s->guest);
	if (*s->source)
		write_comment(out, "source", s->source);
	for (guint i = 0; i < s->axes->len; i++) {
		csv_text(out, g_ptr_array_index(s->axes, i));
		g_string_append_c(out, ',');
	}
	g_string_append(out, "metric,unit,n,mean,half_width,sd,min,max\n");
}

/* write_short: what is only shown, or not compared digit by digit. */
static void write_short(GString *out, const char *format, double value)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append_c(out, ',');
	if (isfinite(value))
		g_string_append(out, g_ascii_formatd(number, sizeof(number), format, value));
}

static void summary_write_exact(GString *out, double value)
{
	g_string_append_c(out, ',');
	csv_exact(out, value);
}

static void summary_write_cell(GString *out, const struct summary *s, const struct summary_point *p,
			       int metric)
{
	struct summary_cell c = summary_cell(p, metric);
	const struct metric *m = metric_at(g_array_index(s->metrics, int, metric));
	if (c.n == 0)
		return;
	for (char **value = p->values; *value; value++) {
		csv_text(out, *value);
		g_string_append_c(out, ',');
	}
	g_string_append_printf(out, "%s,%s,%d", m->name, m->unit, c.n);
	summary_write_exact(out, c.mean);
	write_short(out, "%.6g", interval_at(summary_estimate(c), s->confidence).half);
	write_short(out, "%.12g", c.deviation);
	summary_write_exact(out, c.least);
	summary_write_exact(out, c.most);
	g_string_append_c(out, '\n');
}

char *summary_text(const struct summary *s)
{
	GString *out = g_string_new(NULL);
	summary_write_head(out, s);
	for (guint p = 0; p < s->points->len; p++)
		for (int m = 0; m < (int)s->metrics->len; m++)
			summary_write_cell(out, s, g_ptr_array_index(s->points, p), m);
	return g_string_free(out, FALSE);
}
