/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sweep: the sequence of runs of a study, as the runner asks for it.
 *
 * First every point once, then every point again with the next replication, each time the costly points
 * first: what is there after an interruption covers the whole study, and at the end there are only short runs
 * to wait for. With a wished precision the points then get further replications, one at a time, until it is
 * reached (precision.h): which runs there are in the end does not depend on how many are made at a time, nor
 * on interruptions.
 *
 * A sweep may be one of several shards, which together make all runs, each one once. A run's shard depends on
 * the plan alone: the runs are dealt out, the costly ones first, so that the shards' costs differ by one run at
 * most. With a wished precision whole points are dealt out, as the replications of one decide together.
 */
#ifndef TOOLS_STUDY_RUN_SWEEP_H
#define TOOLS_STUDY_RUN_SWEEP_H

#include "tools/study/run/runner.h"

struct sweep_shard {
	int index, count; /* 1 .. count; 1 of 1: everything */
};

struct sweep_counts {
	int total;		  /* runs of this shard, as far as is known */
	int made, stored, failed; /* of these */
	double cpu_s;		  /* of the simulation of those made */
	int unsteady,
		long_cut; /* runs with a warm-up that was to be found: no steady state was, or more than a
				     third of the run was cut */
};

struct sweep;

/* sweep_new: of a study, which must outlive it. The caller owns it (sweep_free). */
struct sweep *sweep_new(const struct study *study, struct sweep_shard shard);
void sweep_free(struct sweep *s);

/* sweep_hooks: for runner_run, once. */
struct runner_hooks sweep_hooks(struct sweep *s);

/* sweep_counts: of its runs. */
struct sweep_counts sweep_counts(const struct sweep *s);

/* sweep_run: makes the runs that the store lacks. Prints a warning of warm-ups that were found and are doubtful, and after
 * an interruption how far it came. */
enum runner_end sweep_run(const struct study *study, struct sweep_shard shard, struct store *store,
			  struct runner *runner, struct sweep_counts *counts);

#endif
