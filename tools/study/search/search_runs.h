/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Searches of all points of a study, through the runner (runner.h).
 *
 * A search wants one trial at a time, so what runs side by side are the trials of different points. All of it hangs on the
 * results of runs alone: stopped and started again it takes from the store what is there and asks for what is not.
 */
#ifndef TOOLS_STUDY_SEARCH_SEARCH_RUNS_H
#define TOOLS_STUDY_SEARCH_SEARCH_RUNS_H

#include "tools/study/plan/plan.h"
#include "tools/study/run/runner.h"
#include "tools/study/search/search_point.h"

struct search_runs;

/* search_runs_new: the searches of a study, which outlives them. NULL with every fault of the sections search and goals added
 * to d, those of each point. The caller owns it (search_runs_free). */
struct search_runs *search_runs_new(const struct study *study, struct diag *d);
void search_runs_free(struct search_runs *r);

/* search_runs_hooks: for runner_run. */
struct runner_hooks search_runs_hooks(struct search_runs *r);

/* search_runs_point: the search of a point of the study. search_runs_failure: why it ended early; NULL: it did not. */
const struct search_point *search_runs_point(const struct search_runs *r, guint point);
const char *search_runs_failure(const struct search_runs *r, guint point);

/* search_runs_over: searches that have come to their end, of those of all points. */
guint search_runs_over(const struct search_runs *r);

#endif
