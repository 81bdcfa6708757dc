/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scene runs: runs of the scenes of measurements with other costs, each in a process of a pool (tools/study/run/pool.h).
 *
 * A run is known by its scene and its settings. One that was made is not made again.
 */
#ifndef TOOLS_CALIBRATE_SCENE_RUNS_H
#define TOOLS_CALIBRATE_SCENE_RUNS_H

#include "tools/calibrate/measurements.h"

/* What a run gives. */
struct scene_outcome {
	float spent[CONTEXTS]
		   [COST_COUNT]; /* by context and cost: share of the counted time, of all cores together */
	double figures[];	 /* of the scene, in its order; NAN: not known */
};

/* A run that is wanted. */
struct scene_order {
	guint scene;
	char **sets; /* after those of the scene: "cost.bridge.cycles=790"; NULL-terminated; not owned */
	const struct scene_outcome *outcome; /* filled in; owned by the runs */
};

struct scene_runs;

/* scene_runs_new: of measurements of a base with the settings of the command line, all of which must outlive it; so many runs
 * at a time (0: one for each core), each ended after timeout_s seconds of real time (0: any time). The caller owns it
 * (scene_runs_free, NULL allowed). As pool_new it belongs where this process has one thread. */
struct scene_runs *scene_runs_new(struct scenario_base *base, const struct measurements *m,
				  const char *const *sets, int jobs, double timeout_s);
void scene_runs_free(struct scene_runs *r);

/* scene_runs_make: makes n runs, or has them from before. EXIT_OK; or, after a message, the exit status: a run failed, or a
 * signal came. */
int scene_runs_make(struct scene_runs *r, struct scene_order *orders, guint n);

/* scene_runs_made: how many were made in all. */
int scene_runs_made(const struct scene_runs *r);

#endif
