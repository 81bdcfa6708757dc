/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_data.h"
#include "sim/base/check.h"
#include "tools/study/figures/metric.h"
#include <math.h>
#include <string.h>

#define FIGURES_MAX (REPORT_FIGURES + 3)

struct report {
	const struct study *study;
	struct report_figure figures[FIGURES_MAX];
	int metric[FIGURES_MAX]; /* index */
	int n_figures;
	GArray **values; /* [point * n_figures + figure]: of double, by replication; NAN: no result */
	int *runs;	 /* [point] */
};

static const struct report_figure figures[REPORT_FIGURES] = {
	[REPORT_RATE] = {"delivered_pps", "forwarding rate", "kpps", 1e-3, 1, true, "%"},
	[REPORT_LOSS] = {"loss_ratio", "loss ratio", "%", 100, 3, false, "points"},
	[REPORT_P99] = {"latency_p99_ns", "p99 latency", "us", 1e-3, 1, true, "%"},
	[REPORT_CYCLES] = {"per_packet.cycles", "cycles", "/packet", 1, 0, true, "%"},
};

/* report_data_add_figure: of a metric ("": none) that is not shown anyway. */
static void report_data_add_figure(struct report *r, const char *name)
{
	int metric = metric_find(name);
	if (metric < 0 || report_figure_of(r, name) >= 0)
		return;
	const struct metric *m = metric_at(metric);
	r->metric[r->n_figures] = metric;
	r->figures[r->n_figures++] = (struct report_figure){m->name, m->name, m->unit, 1, 3, true, "%"};
}

static GArray *report_data_values_of(const struct report *r, guint point, int figure)
{
	return r->values[point * (guint)r->n_figures + (guint)figure];
}

/* report_data_add_run: keeps the figures of a run under its replication; of those in between nothing is known. */
static void report_data_add_run(struct report *r, guint point, const struct summary *s,
				const struct summary_run *run)
{
	const double unknown = NAN;
	for (int i = 0; i < r->n_figures; i++) {
		GArray *all = report_data_values_of(r, point, i);
		int at = summary_metric(s, r->metric[i]);
		while (all->len <= run->replication)
			g_array_append_val(all, unknown);
		if (at >= 0)
			g_array_index(all, double, run->replication) = run->values[at] * r->figures[i].scale;
	}
}

static void report_data_add_runs(struct report *r, guint point, const struct summary *s)
{
	const struct summary_point *p = g_ptr_array_index(s->points, point);
	for (guint i = 0; p->runs && i < p->runs->len; i++)
		report_data_add_run(r, point, s, &g_array_index(p->runs, struct summary_run, i));
	r->runs[point] = p->runs ? (int)p->runs->len : 0;
}

struct report *report_new(const struct study *study, const struct summary *summary)
{
	return report_new_with(study, summary, "");
}

struct report *report_new_with(const struct study *study, const struct summary *summary, const char *metric)
{
	struct report *r = g_new0(struct report, 1);
	CHECK(summary->points->len == study->points->len, "the summary is of another study");
	r->study = study;
	r->n_figures = REPORT_FIGURES;
	for (int i = 0; i < REPORT_FIGURES; i++) {
		r->figures[i] = figures[i];
		r->metric[i] = metric_find(figures[i].metric);
	}
	if (study->settings.precision > 0)
		report_data_add_figure(r, study->settings.precision_metric);
	report_data_add_figure(r, study->settings.map);
	report_data_add_figure(r, metric);
	r->values = g_new(GArray *, study->points->len * (guint)r->n_figures);
	for (guint i = 0; i < study->points->len * (guint)r->n_figures; i++)
		r->values[i] = g_array_new(FALSE, FALSE, sizeof(double));
	r->runs = g_new0(int, study->points->len);
	for (guint i = 0; i < study->points->len; i++)
		report_data_add_runs(r, i, summary);
	return r;
}

void report_free(struct report *r)
{
	for (guint i = 0; i < r->study->points->len * (guint)r->n_figures; i++)
		g_array_unref(r->values[i]);
	g_free(r->values);
	g_free(r->runs);
	g_free(r);
}

const struct study *report_study(const struct report *r)
{
	return r->study;
}

int report_figure_count(const struct report *r)
{
	return r->n_figures;
}

const struct report_figure *report_figure(const struct report *r, int figure)
{
	return &r->figures[figure];
}

int report_figure_of(const struct report *r, const char *metric)
{
	for (int i = 0; i < r->n_figures; i++)
		if (!strcmp(r->figures[i].metric, metric))
			return i;
	return -1;
}

int report_runs(const struct report *r, guint point)
{
	return r->runs[point];
}

double report_confidence(const struct report *r)
{
	return (double)r->study->settings.confidence / 1e6;
}

struct interval report_interval(const struct report *r, guint point, int figure)
{
	const GArray *all = report_data_values_of(r, point, figure);
	return interval_of((const double *)all->data, (int)all->len, report_confidence(r));
}

struct interval report_difference(const struct report *r, guint point, guint other, int figure)
{
	const GArray *a = report_data_values_of(r, other, figure),
		     *b = report_data_values_of(r, point, figure);
	int n = (int)MIN(a->len, b->len);
	const double *from = (const double *)a->data, *to = (const double *)b->data;
	if (!r->figures[figure].relative)
		return interval_paired(from, to, n, report_confidence(r));
	struct interval d = interval_at(estimate_change(from, to, n), report_confidence(r));
	return (struct interval){d.n, 100 * d.mean, 100 * d.half};
}
