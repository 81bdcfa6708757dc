/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gaps (models/run/gaps.h) of many runs: how many have each, and the first of them, for one warning a kind.
 */
#ifndef TOOLS_STUDY_FIGURES_RUN_GAPS_H
#define TOOLS_STUDY_FIGURES_RUN_GAPS_H

#include "models/run/gaps.h"
#include "tools/study/figures/metric.h"

/* Zeroed: no run. */
struct run_gaps {
	int runs;
	int with[GAPS];
	char *first[GAPS]; /* "LABEL, replication N", the least of all; owned */
};

/* run_gaps_any: whether a run with these values (metric_count()) has one. */
bool run_gaps_any(const double *values);

/* run_gaps_add: counts a run; values NULL: one that is known to have none. run_gaps_clear: none any more. */
void run_gaps_add(struct run_gaps *g, const struct run_values *values, const char *label,
		  int64_t replication);
void run_gaps_clear(struct run_gaps *g);

/* run_gaps_warn: says on standard error what there is. */
void run_gaps_warn(const struct run_gaps *g);

#endif
