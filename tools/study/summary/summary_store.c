/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/summary/summary_store.h"
#include "sim/input/input_file.h"
#include "tools/base/cli.h"
#include "tools/study/figures/metric.h"
#include "tools/study/store/store_reader.h"
#include "tools/study/summary/plan_runs.h"
#include <string.h>

static struct summary *load_text(const char *path)
{
	struct diag *d = diag_new();
	struct summary *s = summary_read(path, (struct place){path, 0, 0}, d);
	diag_print(d, stderr);
	diag_free(d);
	return s;
}

/* Of the store at path, a file or the folder of a study's results. */
static struct summary *summary_of_store(const char *path, const GArray *metrics, GError **error)
{
	char *file = store_path_at(path);
	struct store *store = store_open(file, error);
	struct summary *summary = store ? summary_of_open_store(store, path, metrics, error) : NULL;
	store_close(store);
	g_free(file);
	return summary;
}

struct summary *summary_load(const char *path, const GArray *metrics)
{
	if (summary_is_text(path))
		return load_text(path);
	GError *error = NULL;
	struct summary *s = summary_of_store(path, metrics, &error);
	if (!s)
		cli_error("%s", error->message);
	g_clear_error(&error);
	return s;
}

GArray *summary_metrics_argument(char *const *names)
{
	const char *unknown = NULL;
	GArray *metrics = summary_metrics(names, &unknown);
	if (metrics)
		return metrics;
	const char **known = g_new(const char *, metric_count());
	for (int i = 0; i < metric_count(); i++)
		known[i] = metric_at(i)->name;
	cli_unknown("metric", unknown, known, metric_count());
	g_free(known);
	return NULL;
}

#define ALL_METRICS "all"

static const char *const usual[] = {"delivered_pps",  "loss_ratio",	   "latency_p50_ns",
				    "latency_p99_ns", "per_packet.cycles", NULL};

/* ---- which metrics ---- */

static void add_metric(GArray *metrics, int metric)
{
	for (guint i = 0; i < metrics->len; i++)
		if (g_array_index(metrics, int, i) == metric)
			return;
	g_array_append_val(metrics, metric);
}

static bool add_named(GArray *metrics, const char *name)
{
	int metric = metric_find(name);
	if (!strcmp(name, ALL_METRICS))
		for (int i = 0; i < metric_count(); i++)
			add_metric(metrics, i);
	else if (metric >= 0)
		add_metric(metrics, metric);
	return metric >= 0 || !strcmp(name, ALL_METRICS);
}

GArray *summary_metrics(char *const *names, const char **unknown)
{
	GArray *metrics = g_array_new(FALSE, FALSE, sizeof(int));
	for (const char *const *name = names && *names ? (const char *const *)names : usual; *name; name++) {
		if (add_named(metrics, *name))
			continue;
		*unknown = *name;
		g_array_unref(metrics);
		return NULL;
	}
	return metrics;
}

bool summary_is_text(const char *path)
{
	char first[sizeof(SUMMARY_FIRST_LINE) - 1] = {0};
	const char *why;
	FILE *file = input_file_open(path, false, &why);
	size_t n = file ? fread(first, 1, sizeof(first), file) : 0;
	if (file)
		fclose(file);
	return n > 0 && first[0] == '#';
}

/* ---- the runs of a store ---- */

/* A store whose summary is being made. */
struct store_source {
	struct store *store;
	struct study *study;
	struct summary *summary;
	const struct whose *whose; /* NULL: as the study does */
	struct plan_runs *runs;
	struct store_reader *reader;
	double *figures;	      /* of one run, by metric of the summary */
	const struct store_run *last; /* whose seed and model were noted */
};

/* summary_store_note: what all runs have in common, or that they do not. */
static void summary_store_note(char **entry, const char *text)
{
	if (**entry && strcmp(*entry, text) != 0)
		text = SUMMARY_SEVERAL;
	char *copy = g_strdup(text);
	g_free(*entry);
	*entry = copy;
}

static void note_run(struct store_source *src, const struct store_run *run)
{
	if (src->last && src->last->seed == run->seed && src->last->model == run->model)
		return;
	char *seed = g_strdup_printf("%" G_GINT64_FORMAT, run->seed);
	summary_store_note(&src->summary->seed, seed);
	summary_store_note(&src->summary->model, run->model);
	g_free(seed);
	src->last = run;
}

static void summary_store_add_runs(struct store_source *src, struct summary_point *p, guint point)
{
	GPtrArray *runs = plan_runs_of(src->runs, point);
	for (guint i = 0; i < runs->len; i++) {
		const struct store_run *run = g_ptr_array_index(runs, i);
		if (!store_reader_get(src->reader, run, src->figures))
			continue;
		summary_append_run(src->summary, p, run->replication, run->seed, src->figures);
		note_run(src, run);
	}
	if (runs->len > 0)
		summary_count(src->summary, p);
	g_ptr_array_unref(runs);
}

static void summary_add_point(struct store_source *src, guint number)
{
	const struct study_point *point = g_ptr_array_index(src->study->points, number);
	const GPtrArray *axes = src->study->axes;
	char **values = g_new0(char *, axes->len + 1);
	for (guint i = 0; i < axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(axes, i);
		values[i] =
			((const struct study_value *)g_ptr_array_index(axis->values, point->value[i]))->text;
	}
	struct summary_point *p = summary_add(src->summary, values);
	g_free(values);
	summary_store_add_runs(src, p, number);
}

/* summary_store_describe: what the summary says of the study, and its metrics. */
static void summary_store_describe(const struct store_source *src, const GArray *metrics)
{
	struct summary *s = src->summary;
	const struct study_settings *set = &src->study->settings;
	g_array_append_vals(s->metrics, metrics->data, metrics->len);
	if (set->precision > 0 && metric_find(set->precision_metric) >= 0)
		add_metric(s->metrics, metric_find(set->precision_metric));
	if (metric_find(set->map) >= 0)
		add_metric(s->metrics, metric_find(set->map));
	g_free(s->study);
	s->study = g_strdup(src->study->name);
	g_free(s->guest);
	s->guest = g_strdup(set->guest);
	g_free(s->source);
	s->source = g_strdup(set->source);
	s->confidence = (double)set->confidence / 1e6;
	for (guint i = 0; i < src->study->axes->len; i++)
		g_ptr_array_add(
			s->axes,
			g_strdup(((const struct study_axis *)g_ptr_array_index(src->study->axes, i))->name));
}

static bool summary_store_fill(struct store_source *src, const GArray *metrics, GError **error)
{
	summary_store_describe(src, metrics);
	src->reader =
		store_reader_new(src->store, src->summary->metrics,
				 src->whose ? *src->whose : whose_of_study(&src->study->settings), error);
	if (!src->reader)
		return false;
	src->figures = g_new(double, src->summary->metrics->len);
	src->runs = plan_runs_new(src->store, src->study);
	for (guint i = 0; i < src->study->points->len; i++)
		summary_add_point(src, i);
	plan_runs_free(src->runs);
	store_reader_free(src->reader);
	g_free(src->figures);
	return true;
}

static struct summary *summary_of(struct store *store, const char *path, const GArray *metrics,
				  const struct whose *whose, GError **error)
{
	struct store_source src = {.store = store, .study = store_study(store, error), .whose = whose};
	if (!src.study)
		return NULL;
	src.summary = summary_new(path);
	if (!summary_store_fill(&src, metrics, error))
		g_clear_pointer(&src.summary, summary_free);
	study_free(src.study);
	store_rest(store);
	return src.summary;
}

struct summary *summary_of_open_store(struct store *store, const char *path, const GArray *metrics,
				      GError **error)
{
	return summary_of(store, path, metrics, NULL, error);
}

struct summary *summary_of_open_store_whose(struct store *store, const char *path, const GArray *metrics,
					    struct whose whose, GError **error)
{
	return summary_of(store, path, metrics, &whose, error);
}
