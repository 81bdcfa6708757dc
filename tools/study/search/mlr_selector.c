/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/mlr_selector.h"
#include "sim/base/check.h"
#include "tools/study/search/load_width.h"

/* ---- targets ---- */

/* The geometric mean of two durations, to the microsecond. */
static vtime mean_duration(vtime a, vtime b)
{
	if (a < VTIME_PER_US * 2 || b - a < VTIME_PER_US * 2)
		return a;
	return load_middle(a / VTIME_PER_US, b / VTIME_PER_US) * VTIME_PER_US;
}

/* wider: twice a width, and a little less, so that the halves of such an interval are narrow enough when its middle is
 * rounded to a whole load. */
static int64_t wider(int64_t width)
{
	return load_width_double(width - width / 100);
}

static struct mlr_target coarser(const struct search_goal *goal, vtime sum, int64_t width)
{
	struct mlr_target t = {goal->criterion, width};
	t.criterion.duration_sum = sum;
	t.criterion.trial = MIN(goal->criterion.trial, sum);
	return t;
}

void mlr_selector_init(struct mlr_selector *m, const struct search_goal *goal)
{
	vtime first = goal->initial_trial, sum = goal->criterion.duration_sum;
	int64_t twice = wider(goal->width);
	*m = (struct mlr_selector){0};
	if (first < sum) {
		m->target[m->n++] = coarser(goal, first, wider(twice));
		m->target[m->n++] = coarser(goal, mean_duration(first, sum), twice);
	}
	m->target[m->n++] = (struct mlr_target){goal->criterion, goal->width};
}

void mlr_selector_start(struct mlr_selector *m, int64_t lower, int64_t upper)
{
	int64_t least = m->target[m->at].width;
	m->lower_mark = lower;
	m->upper_mark = upper;
	m->step = lower && upper ? MAX(least, load_width(lower, upper)) : least;
	m->stepped_to = 0;
}

/* ---- the rules: each names a load, or 0 ---- */

struct view {
	const struct search_problem *problem;
	struct load_bounds bounds;
	int64_t width;
};

/* worth: the load, if its class could move a bound; else 0. */
static int64_t worth(const struct view *v, int64_t load)
{
	bool known = load <= v->bounds.lower || (v->bounds.upper && load >= v->bounds.upper);
	return known ? 0 : load;
}

static int64_t halve(const struct mlr_selector *m, const struct view *v)
{
	int64_t lower = m->lower_mark, upper = m->upper_mark;
	if (!lower || !upper || load_is_narrow(lower, upper, v->width) ||
	    !load_is_narrow(lower, upper, load_width_double(v->width)))
		return 0;
	return worth(v, load_middle(lower, upper));
}

static int64_t refine(const struct mlr_selector *m, const struct view *v)
{
	int64_t lower = m->lower_mark ? worth(v, m->lower_mark) : 0;
	if (lower)
		return lower;
	return m->upper_mark ? worth(v, m->upper_mark) : 0;
}

/* A step down from an upper bound; what would leave less than a width above the minimum goes there. */
static int64_t step_down(const struct mlr_selector *m, const struct view *v)
{
	int64_t load = load_below(v->bounds.upper, m->step), least = v->problem->min_load;
	return load <= least || load_is_narrow(least, load, v->width) ? least : load;
}

static int64_t step_up(const struct mlr_selector *m, const struct view *v)
{
	int64_t load = load_above(v->bounds.lower, m->step), most = v->problem->max_load;
	return load >= most || load_is_narrow(load, most, v->width) ? most : load;
}

static int64_t external(const struct mlr_selector *m, const struct view *v)
{
	if (!v->bounds.lower)
		return step_down(m, v);
	return v->bounds.upper ? 0 : step_up(m, v);
}

/* A step from the bound that has passed the marks, unless the middle is nearer; else 0. */
static int64_t near_step(const struct mlr_selector *m, const struct view *v, int64_t middle)
{
	int64_t load = 0;
	if (v->bounds.upper <= m->lower_mark)
		load = MAX(step_down(m, v), middle);
	else if (m->upper_mark && v->bounds.lower >= m->upper_mark)
		load = MIN(step_up(m, v), middle);
	return load == middle ? 0 : load;
}

/* ---- nomination ---- */

/* name_load: the load by the first rule that applies; remembers whether it is a step. */
static int64_t name_load(struct mlr_selector *m, const struct view *v)
{
	m->stepped_to = 0;
	int64_t load = halve(m, v);
	if (!load)
		load = refine(m, v);
	if (load)
		return load;
	m->stepped_to = external(m, v);
	if (m->stepped_to)
		return m->stepped_to;
	int64_t middle = load_middle(v->bounds.lower, v->bounds.upper);
	m->stepped_to = near_step(m, v, middle);
	return m->stepped_to ? m->stepped_to : middle;
}

bool mlr_selector_nominate(struct mlr_selector *m, const struct search *s, struct trial *trial)
{
	for (;;) {
		const struct mlr_target *t = &m->target[m->at];
		struct view v = {&s->problem, trial_log_bounds(&s->log, &t->criterion), t->width};
		if (!search_is_reached(v.problem, v.bounds, t->width)) {
			*trial = (struct trial){.load = name_load(m, &v), .duration = t->criterion.trial};
			return true;
		}
		if (m->at == m->n - 1)
			return false;
		m->at++;
		mlr_selector_start(m, v.bounds.lower, v.bounds.upper);
	}
}

void mlr_selector_learn(struct mlr_selector *m, const struct search *s, int64_t load)
{
	if (load != m->stepped_to)
		return;
	struct load_bounds bounds = trial_log_bounds(&s->log, &m->target[m->at].criterion);
	if (load == bounds.lower || load == bounds.upper)
		m->step = load_width_double(m->step);
}
