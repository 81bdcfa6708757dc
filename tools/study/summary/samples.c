/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/summary/samples.h"
#include "tools/study/summary/plan_runs.h"
#include "tools/study/summary/precision.h"
#include <math.h>

static void values_free(void *values)
{
	run_values_free(values);
}

struct samples *samples_new(guint points)
{
	struct samples *s = g_new(struct samples, 1);
	*s = (struct samples){points, g_new(GPtrArray *, points)};
	for (guint i = 0; i < points; i++)
		s->runs[i] = g_ptr_array_new_with_free_func(values_free);
	return s;
}

void samples_free(struct samples *s)
{
	if (!s)
		return;
	for (guint i = 0; i < s->points; i++)
		g_ptr_array_unref(s->runs[i]);
	g_free(s->runs);
	g_free(s);
}

void samples_set(struct samples *s, guint point, guint replication, struct run_values *values)
{
	GPtrArray *runs = s->runs[point];
	if (runs->len <= replication)
		g_ptr_array_set_size(runs, (gint)replication + 1);
	run_values_free(g_ptr_array_index(runs, replication));
	g_ptr_array_index(runs, replication) = values;
}

guint samples_count(const struct samples *s, guint point)
{
	return s->runs[point]->len;
}

guint samples_failed(const struct samples *s, guint point)
{
	guint failed = 0;
	for (guint i = 0; i < s->runs[point]->len; i++)
		failed += !g_ptr_array_index(s->runs[point], i);
	return failed;
}

double *samples_values(const struct samples *s, guint point, int metric, struct whose whose)
{
	const GPtrArray *runs = s->runs[point];
	double *values = g_new(double, runs->len + 1);
	for (guint i = 0; i < runs->len; i++) {
		const struct run_values *run = g_ptr_array_index(runs, i);
		values[i] = run ? run_value_of(run, metric, whose) : NAN;
	}
	return values;
}

/* ---- of a store ---- */

/* samples_read_point: a replication that the store does not have failed. */
static void samples_read_point(struct plan_runs *runs, struct store *store, guint point, guint replications,
			       struct samples *samples)
{
	GPtrArray *there = plan_runs_of(runs, point);
	for (guint i = 0; i < there->len; i++) {
		const struct store_run *run = g_ptr_array_index(there, i);
		samples_set(samples, point, (guint)run->replication, store_values(store, run));
	}
	g_ptr_array_unref(there);
	if (samples_count(samples, point) < replications)
		samples_set(samples, point, replications - 1, NULL);
}

struct samples *samples_read(const struct study *study, struct store *store)
{
	struct samples *samples = samples_new(study->points->len);
	struct plan_runs *runs = plan_runs_new(store, study);
	guint replications = (guint)(study->first + precision_rule(&study->settings).least);
	for (guint i = 0; i < study->points->len; i++)
		samples_read_point(runs, store, i, replications, samples);
	plan_runs_free(runs);
	return samples;
}
