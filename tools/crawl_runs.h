/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The runs of a crawl: the replications of its points, made by the runner and kept in a store.
 */
#ifndef TOOLS_CRAWL_RUNS_H
#define TOOLS_CRAWL_RUNS_H

#include "tools/crawl_plan.h"
#include "tools/crawl_row.h"
#include "tools/study/runner.h"

struct crawl_runs {
	GArray *rows; /* struct crawl_row of every point of which a run gave a result, in the plan's order; owned */
	int done, failed; /* runs */
	enum runner_end end;
};

/* crawl_runs_make: makes the runs of these points of the plan that the store does not hold yet, or all of them if
 * settings say so. Failures, each with the command that repeats it, go to standard error. Free with
 * crawl_runs_clear. */
void crawl_runs_make(struct crawl_runs *runs, const struct crawl_plan *plan, const GPtrArray *points,
		     struct store *store, struct runner *runner);
void crawl_runs_clear(struct crawl_runs *runs);

#endif
