/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim list runs: what a study would run, without running it.
 */
#ifndef TOOLS_CLI_LIST_RUNS_H
#define TOOLS_CLI_LIST_RUNS_H

#include "tools/study/plan/plan.h"

/* list_runs_text: how many points, replications and runs there are, what they offer in packets, and the axes with their
 * values. list_runs_points: a line for each point: identity, packets that one run of it offers, label. Newly allocated
 * (g_free). */
char *list_runs_text(const struct study *s);
char *list_runs_points(const struct study *s);

#endif
