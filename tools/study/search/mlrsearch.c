/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MLRsearch: multiple loss ratio search (RFC 9971), all goals in one search.
 *
 * The specification leaves the choice of trials free. Here:
 *
 * First, trials at the maximum load and at what they forward, which mark the region to look at. Then every goal that is
 * not reached nominates a load (selector, below), and the least load is tried, the longest trial of it, the first goal
 * winning ties: upper bounds found low spare the trials above them.
 *
 * Before its own criterion a goal is searched for with coarser ones, whose bounds mark the region for the next: twice and
 * four times the width, the initial trial alone and then the geometric mean of it and the sum. These heuristics are those
 * that FD.io CSIT describes for its search.
 */
#include "sim/base/check.h"
#include "tools/study/search/load_width.h"
#include "tools/study/search/search.h"

/*
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

/* mlr_selector_init: the selector of a goal. mlr_selector_start: begins it between two loads. */
static void mlr_selector_init(struct mlr_selector *m, const struct search_goal *goal)
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

static void mlr_selector_start(struct mlr_selector *m, int64_t lower, int64_t upper)
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

/* mlr_selector_nominate: the load and duration to try next; false: the goal is reached. */
static bool mlr_selector_nominate(struct mlr_selector *m, const struct search *s, struct trial *trial)
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

/* mlr_selector_learn: a trial at this load was added to the log. */
static void mlr_selector_learn(struct mlr_selector *m, const struct search *s, int64_t load)
{
	if (load != m->stepped_to)
		return;
	struct load_bounds bounds = trial_log_bounds(&s->log, &m->target[m->at].criterion);
	if (load == bounds.lower || load == bounds.upper)
		m->step = load_width_double(m->step);
}

#define INITIAL_TRIALS 3

struct mlr_state {
	int64_t initial[INITIAL_TRIALS]; /* loads of the initial trials, as far as they are known */
	int n_initial, made;
	vtime duration;	    /* of the initial trials */
	int64_t loss_ratio; /* least of all goals */
	int64_t width;	    /* widest of the coarsest targets */
	int n;
	struct mlr_selector selector[]; /* of each goal */
};

static void *mlrsearch_begin(const struct search *s)
{
	int n = s->problem.n_goals;
	struct mlr_state *state = g_malloc0(sizeof(*state) + (size_t)n * sizeof(struct mlr_selector));
	state->loss_ratio = RATIO_ONE;
	for (int i = 0; i < n; i++) {
		mlr_selector_init(&state->selector[i], &s->problem.goals[i]);
		const struct mlr_target *first = &state->selector[i].target[0];
		state->duration = MAX(state->duration, first->criterion.trial);
		state->loss_ratio = MIN(state->loss_ratio, first->criterion.loss_ratio);
		state->width = MAX(state->width, first->width);
	}
	state->n = n;
	state->initial[0] = s->problem.max_load;
	state->n_initial = 1;
	return state;
}

/* ---- initial trials ---- */

/* The load whose loss would be the least loss ratio, if all load above what was forwarded were lost. */
static int64_t expected(const struct mlr_state *state, const struct trial_result *r)
{
	return (int64_t)((__int128)trial_forwarded(r) * RATIO_ONE / (RATIO_ONE - state->loss_ratio));
}

/* The third initial load: beyond the second one, on the side where the result must be; 0: it is near enough. */
static int64_t third_load(const struct search *s, const struct mlr_state *state, const struct trial_result *r)
{
	int64_t second = r->trial.load;
	if (trial_is_high_loss(r, state->loss_ratio)) {
		int64_t load = MAX(expected(state, r), s->problem.min_load);
		return load < second && !load_is_narrow(load, second, state->width) ? load : 0;
	}
	int64_t load = load_above(second, state->width);
	return load < s->problem.max_load ? load : 0;
}

/* The second one: what the maximum load has forwarded; 0: about that. */
static int64_t second_load(const struct search *s, const struct mlr_state *state,
			   const struct trial_result *r)
{
	int64_t load = MAX(expected(state, r), s->problem.min_load), most = s->problem.max_load;
	return load < most && !load_is_narrow(load, most, state->width) ? load : 0;
}

static void start_selectors(struct mlr_state *state)
{
	int64_t a = state->initial[state->n_initial - 1];
	int64_t b = state->initial[state->n_initial == INITIAL_TRIALS ? 1 : state->n_initial - 1];
	for (int i = 0; i < state->n; i++)
		mlr_selector_start(&state->selector[i], MIN(a, b), MAX(a, b));
}

static void learn_initial(const struct search *s, struct mlr_state *state, const struct trial_result *r)
{
	int64_t load = 0;
	state->made++;
	if (state->made == 1)
		load = second_load(s, state, r);
	else if (state->made == 2)
		load = third_load(s, state, r);
	if (load)
		state->initial[state->n_initial++] = load;
	if (state->made == state->n_initial)
		start_selectors(state);
}

/* ---- hooks ---- */

/* is_before: whether a trial is to be made before another. */
static bool is_before(const struct trial *a, const struct trial *b)
{
	return a->load < b->load || (a->load == b->load && a->duration > b->duration);
}

static bool mlr_next(const struct search *s, void *data, struct trial *trial)
{
	struct mlr_state *state = data;
	struct trial nominated;
	bool any = false;
	if (state->made < state->n_initial) {
		*trial = (struct trial){.load = state->initial[state->made], .duration = state->duration};
		return true;
	}
	for (int i = 0; i < state->n; i++) {
		if (!mlr_selector_nominate(&state->selector[i], s, &nominated))
			continue;
		if (!any || is_before(&nominated, trial))
			*trial = nominated;
		any = true;
	}
	return any;
}

static void learn(const struct search *s, void *data, const struct trial_result *result)
{
	struct mlr_state *state = data;
	if (state->made < state->n_initial) {
		learn_initial(s, state, result);
		return;
	}
	for (int i = 0; i < state->n; i++)
		mlr_selector_learn(&state->selector[i], s, result->trial.load);
}

const struct search_method mlrsearch = {
	.name = "mlrsearch", .begin = mlrsearch_begin, .next = mlr_next, .learn = learn, .end = g_free};
