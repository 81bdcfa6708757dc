/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/check_runs.h"
#include "tools/study/precision.h"
#include "tools/study/sweep.h"
#include <stdio.h>

enum runner_end check_runs_make(const struct study *study, struct store *store,
				const struct runner_settings *settings)
{
	struct sweep *sweep = sweep_new(study, (struct sweep_shard){1, 1});
	const struct runner_hooks hooks = sweep_hooks(sweep);
	enum runner_end end = runner_run(study->base, store, settings, &hooks);
	struct sweep_counts counts = sweep_counts(sweep);
	if (end == RUNNER_INTERRUPTED)
		fprintf(stderr, "interrupted with %d of %d runs done; the same command goes on\n",
			counts.made + counts.stored, sweep_total(sweep));
	sweep_free(sweep);
	return end;
}

static void read_point(const struct study *study, struct store *store, guint point, struct samples *samples)
{
	const struct precision_rule rule = precision_rule(&study->settings);
	const struct study_point *p = g_ptr_array_index(study->points, point);
	int metric = metric_find(study->settings.precision_metric), wanted;
	do {
		guint n = samples_count(samples, point);
		double *values = samples_values(samples, point, metric, study->settings.guest);
		wanted = precision_wanted(&rule, values, (int)n);
		g_free(values);
		if ((int)n < wanted)
			samples_set(samples, point, n, store_load(store, p->identity, n));
	} while ((int)samples_count(samples, point) < wanted);
}

struct samples *check_runs_read(const struct study *study, struct store *store)
{
	struct samples *samples = samples_new(study->points->len);
	for (guint i = 0; i < study->points->len; i++)
		read_point(study, store, i, samples);
	return samples;
}
