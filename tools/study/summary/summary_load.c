/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/summary/summary_load.h"
#include "tools/base/cli.h"
#include "tools/study/figures/metric.h"

static struct summary *load_text(const char *path)
{
	struct diag *d = diag_new();
	struct summary *s = summary_read(path, (struct place){path, 0, 0}, d);
	diag_print(d, stderr);
	diag_free(d);
	return s;
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
