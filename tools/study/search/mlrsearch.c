/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/mlrsearch.h"
#include "tools/study/search/load_width.h"
#include "tools/study/search/mlr_selector.h"

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

static void *begin(const struct search *s)
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

static bool next(const struct search *s, void *data, struct trial *trial)
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
	.name = "mlrsearch", .begin = begin, .next = next, .learn = learn, .end = g_free};
