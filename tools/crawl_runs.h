/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The runs of a crawl: one child process a point, several at a time; the result of each is kept as soon as it
 * is there.
 */
#ifndef TOOLS_CRAWL_RUNS_H
#define TOOLS_CRAWL_RUNS_H

#include "tools/crawl_plan.h"
#include "tools/crawl_row.h"

struct crawl_runs {
	GArray *rows;	  /* struct crawl_row of every point that has a result, in the plan's order; owned */
	int failed;	  /* points without a result */
	bool interrupted; /* by a signal */
};

/* crawl_runs_make: runs what the store does not hold yet, or everything if fresh, and reads the rows.
 * Progress and failures, each with the command that repeats it, go to standard error. Free with
 * crawl_runs_clear. */
void crawl_runs_make(struct crawl_runs *runs, const struct crawl_plan *plan, int parallel, bool fresh);
void crawl_runs_clear(struct crawl_runs *runs);

#endif
