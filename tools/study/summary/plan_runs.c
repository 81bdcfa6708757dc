/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/summary/plan_runs.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/study/store/store_reader.h"
#include "tools/study/summary/precision.h"
#include <math.h>
#include <stdlib.h>

struct plan_runs {
	const struct study *study;
	GPtrArray *all;	   /* of struct store_run *, the runs of a point beside each other */
	GHashTable *first; /* point's identity -> its first index in all, plus 1 */
	struct precision_rule rule;
	struct store_reader *reader; /* of the metric that precision is wished for; NULL: none is */
};

static const struct store_run *run_at(const struct plan_runs *p, guint i)
{
	return g_ptr_array_index(p->all, i);
}

static struct store_reader *reader_of(struct store *s, const struct study_settings *set)
{
	int metric = set->precision > 0 ? metric_find(set->precision_metric) : -1;
	if (metric < 0)
		return NULL;
	GArray *metrics = g_array_new(FALSE, FALSE, sizeof(int));
	g_array_append_val(metrics, metric);
	GError *error = NULL;
	struct store_reader *reader = store_reader_new(s, metrics, whose_of_study(set), &error);
	g_array_unref(metrics);
	if (!reader)
		exit(cli_fail(error, EXIT_FAILED));
	return reader;
}

struct plan_runs *plan_runs_new(struct store *s, const struct study *study)
{
	struct plan_runs *p = g_new0(struct plan_runs, 1);
	p->study = study;
	p->rule = precision_rule(&study->settings);
	p->reader = reader_of(s, &study->settings);
	p->all = store_runs(s);
	p->first = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < p->all->len; i++)
		if (i == 0 || run_at(p, i - 1)->point != run_at(p, i)->point)
			g_hash_table_insert(p->first, (char *)run_at(p, i)->point, GUINT_TO_POINTER(i + 1));
	return p;
}

void plan_runs_free(struct plan_runs *p)
{
	g_ptr_array_unref(p->all);
	g_hash_table_unref(p->first);
	store_reader_free(p->reader);
	g_free(p);
}

/* wanted: how many replications count of the point whose runs are all[first] .. all[end - 1]. */
static int64_t wanted(const struct plan_runs *p, guint first, guint end)
{
	if (!p->reader || end == first)
		return p->rule.least;
	int n = (int)run_at(p, end - 1)->replication + 1;
	double *figures = g_new(double, n);
	for (int i = 0; i < n; i++)
		figures[i] = NAN;
	for (guint i = first; i < end; i++)
		store_reader_get(p->reader, run_at(p, i), &figures[run_at(p, i)->replication]);
	int enough = precision_wanted(&p->rule, figures, n);
	g_free(figures);
	return enough;
}

GPtrArray *plan_runs_of(struct plan_runs *p, guint point)
{
	const struct study_point *wish = g_ptr_array_index(p->study->points, point);
	GPtrArray *runs = g_ptr_array_new();
	guint first = GPOINTER_TO_UINT(g_hash_table_lookup(p->first, wish->identity));
	if (first == 0)
		return runs;
	guint end = first--;
	while (end < p->all->len && run_at(p, end)->point == run_at(p, first)->point)
		end++;
	int64_t n = wanted(p, first, end);
	for (guint i = first; i < end && run_at(p, i)->replication < p->study->first + n; i++)
		if (run_at(p, i)->replication >= p->study->first)
			g_ptr_array_add(runs, g_ptr_array_index(p->all, i));
	return runs;
}

GPtrArray *plan_runs_rest(struct plan_runs *p)
{
	GHashTable *taken = g_hash_table_new(NULL, NULL);
	GPtrArray *rest = g_ptr_array_new();
	for (guint i = 0; i < p->study->points->len; i++) {
		GPtrArray *runs = plan_runs_of(p, i);
		for (guint k = 0; k < runs->len; k++)
			g_hash_table_add(taken, g_ptr_array_index(runs, k));
		g_ptr_array_unref(runs);
	}
	for (guint i = 0; i < p->all->len; i++)
		if (!g_hash_table_contains(taken, g_ptr_array_index(p->all, i)))
			g_ptr_array_add(rest, g_ptr_array_index(p->all, i));
	g_hash_table_unref(taken);
	return rest;
}
