/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/search_binary.h"

/* The load to try for a goal that is not reached. */
static int64_t next_load(const struct search_problem *p, struct load_bounds bounds)
{
	if (!bounds.upper)
		return p->max_load;
	if (!bounds.lower)
		return p->min_load;
	return bounds.lower + (bounds.upper - bounds.lower) / 2;
}

static bool next(const struct search *s, void *state, struct trial *trial)
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

const struct search_method search_binary = {.name = "binary", .next = next};
