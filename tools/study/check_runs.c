/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/check_runs.h"
#include "tools/study/plan_runs.h"
#include "tools/study/precision.h"
#include "tools/study/sweep.h"
#include <stdio.h>

enum runner_end check_runs_make(const struct study *study, struct store *store, struct runner *runner,
				int *failed)
{
	struct sweep *sweep = sweep_new(study, (struct sweep_shard){1, 1});
	const struct runner_hooks hooks = sweep_hooks(sweep);
	enum runner_end end = runner_run(runner, store, &hooks);
	struct sweep_counts counts = sweep_counts(sweep);
	if (end == RUNNER_INTERRUPTED)
		fprintf(stderr, "interrupted with %d of %d runs done; the same command goes on\n",
			counts.made + counts.stored, sweep_total(sweep));
	sweep_warn(sweep);
	*failed = counts.failed;
	sweep_free(sweep);
	return end;
}

/* read_point: a replication that the store does not have failed. */
static void read_point(struct plan_runs *runs, struct store *store, guint point, guint replications,
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

struct samples *check_runs_read(const struct study *study, struct store *store)
{
	struct samples *samples = samples_new(study->points->len);
	struct plan_runs *runs = plan_runs_new(store, study);
	guint replications = (guint)precision_rule(&study->settings).least;
	for (guint i = 0; i < study->points->len; i++)
		read_point(runs, store, i, replications, samples);
	plan_runs_free(runs);
	return samples;
}
