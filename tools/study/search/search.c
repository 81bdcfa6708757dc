/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/search.h"
#include "sim/base/check.h"
#include "tools/study/search/load_width.h"

struct search *search_new(const struct search_method *method, const struct search_problem *problem)
{
	struct search *s = g_new0(struct search, 1);
	s->method = method;
	s->problem = *problem;
	trial_log_init(&s->log);
	s->state = method->begin ? method->begin(s) : NULL;
	return s;
}

void search_free(struct search *s)
{
	if (!s)
		return;
	if (s->method->end)
		s->method->end(s->state);
	trial_log_clear(&s->log);
	g_free(s);
}

bool search_next(struct search *s, struct trial *trial)
{
	if (s->log.n >= s->problem.max_trials || !s->method->next(s, s->state, trial))
		return false;
	trial->number = trial_log_number(&s->log, trial->load, trial->duration);
	return true;
}

void search_result(struct search *s, const struct trial_result *result)
{
	CHECK(result->sent > 0 && result->lost >= 0 && result->lost <= result->sent,
	      "a trial lost %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " packets", result->lost,
	      result->sent);
	trial_log_add(&s->log, result);
	if (s->method->learn)
		s->method->learn(s, s->state, result);
}

bool search_is_reached(const struct search_problem *p, struct load_bounds bounds, int64_t width)
{
	if (!bounds.upper)
		return bounds.lower == p->max_load;
	return bounds.upper == p->min_load ||
	       (bounds.lower && load_is_narrow(bounds.lower, bounds.upper, width));
}

static enum search_verdict verdict_of(const struct search_problem *p, struct load_bounds bounds,
				      int64_t width)
{
	if (!search_is_reached(p, bounds, width))
		return SEARCH_UNFINISHED;
	if (!bounds.upper)
		return SEARCH_MAX_IS_LOWER;
	return bounds.lower ? SEARCH_REGULAR : SEARCH_MIN_IS_UPPER;
}

struct search_outcome search_outcome(const struct search *s, int goal)
{
	const struct search_goal *g = &s->problem.goals[goal];
	struct search_outcome o = {.bounds = trial_log_bounds(&s->log, &g->criterion), .trials = s->log.n};
	o.verdict = verdict_of(&s->problem, o.bounds, g->width);
	o.lower = trial_log_sum(&s->log, o.bounds.lower, &g->criterion);
	o.upper = trial_log_sum(&s->log, o.bounds.upper, &g->criterion);
	o.throughput = trial_log_throughput(&s->log, o.bounds.lower, &g->criterion);
	return o;
}

const char *search_verdict_text(enum search_verdict verdict)
{
	static const char *const text[] = {
		[SEARCH_REGULAR] = "",
		[SEARCH_MAX_IS_LOWER] = "the maximum load is a lower bound",
		[SEARCH_MIN_IS_UPPER] = "the minimum load is an upper bound",
		[SEARCH_UNFINISHED] = "the trials were used up",
	};
	return text[verdict];
}
