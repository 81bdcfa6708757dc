/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the curves of a study along its offered loads turn, and what they are at loads of their own: at half of that
 * load, where little or nothing is lost and what a packet costs tells the systems apart, and at twice that load, in
 * overload.
 *
 * A curve turns at its first peak (load_peak); where the packets of a guest are shown beside another's load, at the
 * highest load that cost it nothing (load_saturation). Both loads need runs of their own, after those of the plan.
 */
#ifndef TOOLS_STUDY_CRAWL_TURN_H
#define TOOLS_STUDY_CRAWL_TURN_H

#include "tools/study/crawl/load_curve.h"
#include "tools/study/run/sweep.h"

/* Points of the study; -1: there is none, or none with a result. */
struct turn {
	guint curve;
	int lowest, highest, saturation, best, turn;
	int at_half, at_twice; /* set by turns_find; -1 before */
	int64_t half, twice;   /* pps */
	bool at_limit;	       /* twice is what the wire carries, less than twice the load of turn */
};

/* turns_new: struct turn of every curve that has a point with a result. The caller owns the array. */
GArray *turns_new(const struct load_curves *c);

/* turns_plan: adds the points at half and twice the loads to the study, which a sweep then begins with. False with every
 * fault added to d. */
bool turns_plan(const GArray *turns, const struct load_curves *c, struct study *study, struct diag *d);

/* turns_find: finds these points among those of the study, whose axis has the loads. */
void turns_find(GArray *turns, const struct load_curves *c);

/* turns_make: plans these points, makes their runs and reads the curves' again; *turns as turns_new. Messages are printed
 * as sweep_run and store_plan have them; RUNNER_STORE_FAILED also after faults of the points. */
enum runner_end turns_make(struct load_curves *c, struct study *study, struct store *store,
			   struct runner *runner, GArray **turns, struct sweep_counts *counts);

#endif
