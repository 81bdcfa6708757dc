/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The runs of a store that its plan wants: of each point as many replications as are asked for, or as its precision takes.
 * Others, as of a wider study before, are in the store but do not count.
 */
#ifndef TOOLS_STUDY_SUMMARY_PLAN_RUNS_H
#define TOOLS_STUDY_SUMMARY_PLAN_RUNS_H

#include "tools/study/store/store.h"

struct plan_runs;

/* plan_runs_new: of the runs that the store has now; store and study must outlive it. The caller owns it
 * (plan_runs_free). */
struct plan_runs *plan_runs_new(struct store *s, const struct study *study);
void plan_runs_free(struct plan_runs *p);

/* plan_runs_of: the wanted runs (of struct store_run *) of a point of the study that are there, by replication. The caller
 * frees the array (g_ptr_array_unref). plan_runs_rest: every other run, by identity of point, then replication. */
GPtrArray *plan_runs_of(struct plan_runs *p, guint point);
GPtrArray *plan_runs_rest(struct plan_runs *p);

#endif
