/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Selector of MLRsearch: which load one goal would try next.
 *
 * It goes through the targets of its goal, from the coarsest to the goal itself. At each it knows the bounds of the target
 * and two marks, the bounds of the target before (for the first one: loads of the initial trials), between which the
 * result is expected but not proven. The first of these rules that applies names the load:
 *
 *     halve   the middle of the marks, when they are up to two widths apart
 *     refine  the lower mark, then the upper mark
 *     down    no lower bound: a step below the upper bound          (external search)
 *     up      no upper bound: a step above the lower bound          (external search)
 *     bisect  the middle of the bounds, or a step from the bound that has passed the marks, whichever is nearer to it
 *
 * The step is the distance of the marks, at least the width, and doubles each time that it was not enough. A load whose
 * class is known already, or that could not move a bound, is never named, so every trial is of use.
 */
#ifndef TOOLS_STUDY_SEARCH_MLR_SELECTOR_H
#define TOOLS_STUDY_SEARCH_MLR_SELECTOR_H

#include "tools/study/search/search.h"

#define MLR_TARGETS 3

struct mlr_target {
	struct criterion criterion;
	int64_t width;
};

struct mlr_selector {
	struct mlr_target target[MLR_TARGETS]; /* the coarsest first */
	int n, at;
	int64_t lower_mark, upper_mark; /* pps; 0: there is none */
	int64_t step;			/* width of the next step of the external search */
	int64_t stepped_to;		/* load that the last step led to; 0: the last load was no step */
};

/* mlr_selector_init: the selector of a goal. mlr_selector_start: begins it between two loads. */
void mlr_selector_init(struct mlr_selector *m, const struct search_goal *goal);
void mlr_selector_start(struct mlr_selector *m, int64_t lower, int64_t upper);

/* mlr_selector_nominate: the load and duration to try next; false: the goal is reached. */
bool mlr_selector_nominate(struct mlr_selector *m, const struct search *s, struct trial *trial);

/* mlr_selector_learn: a trial at this load was added to the log. */
void mlr_selector_learn(struct mlr_selector *m, const struct search *s, int64_t load);

#endif
