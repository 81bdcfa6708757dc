/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limits of the latency that the goals of a search have beside their loss ratio: a trial that exceeds one counts, for
 * that goal, as one that lost too much.
 */
#ifndef TOOLS_STUDY_SEARCH_SEARCH_LIMITS_H
#define TOOLS_STUDY_SEARCH_SEARCH_LIMITS_H

#include "sim/input/diag.h"
#include "tools/scenario/plans.h"
#include "tools/study/figures/metric.h"

#define SEARCH_LIMITS_MAX 64 /* each is a bit of trial_result.late */

/* A limit of one goal. */
struct search_limit {
	int goal;    /* index */
	int metric;  /* index */
	vtime most;  /* ps */
	char *guest; /* whose packets; "": all; owned */
};

/* search_limits_read: those of the goals of a scenario's plans, of struct search_limit, with every fault added to d. The caller frees
 * it (g_array_unref). */
GArray *search_limits_read(const struct scenario *s, const struct plans *plans, struct diag *d);

/* search_limits_of: those of a goal, as bits. search_limits_exceeded: those that a run exceeded. In place of a
 * percentile that is not known, of too few packets, the maximum counts, which is no less; nothing delivered exceeds all. */
guint64 search_limits_of(const GArray *limits, int goal);
guint64 search_limits_exceeded(const GArray *limits, const struct run_values *values);

/* search_limits_text: those of a goal, "p99 200us of vm1"; "": none. Newly allocated. */
char *search_limits_text(const GArray *limits, int goal);

#endif
