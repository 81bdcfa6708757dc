/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Binary search: RFC 2544, section 26.1, as the field does it.
 *
 * The maximum load, the minimum load, then the arithmetic middle of the bounds, until they are
 * within the width; one goal after another, each with what the trials before have shown. Every
 * trial is of full length. A load is tried until it is classified. With a duration_sum of one trial
 * this is once. With a duration_sum of two and an exceed ratio of 0.5 it is tried a second time
 * when the first trial lost. This is binary search with loss verification (ETSI GS NFV-TST 009,
 * clause 12.3.3, with max(r) 2 and z infinite).
 *
 * It has no state but the log.
 */
#include "tools/study/search/search.h"

/* The load to try for a goal that is not reached. */
static int64_t next_load(const struct search_problem *p, struct load_bounds bounds)
{
	if (!bounds.upper)
		return p->max_load;
	if (!bounds.lower)
		return p->min_load;
	return bounds.lower + (bounds.upper - bounds.lower) / 2;
}

static bool binary_next(const struct search *s, void *state, struct trial *trial)
{
	(void)state;
	for (int i = 0; i < s->problem.n_goals; i++) {
		const struct search_goal *g = &s->problem.goals[i];
		struct load_bounds bounds = trial_log_bounds(&s->log, &g->criterion);
		if (search_is_reached(&s->problem, bounds, g->width))
			continue;
		*trial = (struct trial){.load = next_load(&s->problem, bounds),
					.duration = g->criterion.trial};
		return true;
	}
	return false;
}

const struct search_method search_binary = {.name = "binary", .next = binary_next};
