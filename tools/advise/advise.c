/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/advise/advise.h"
#include "tools/study/figures/metric.h"
#include "tools/study/plan/plan.h"
#include <math.h>
#include <string.h>

#define AS_IT_IS "as it is"
#define PAIRED 4	  /* the best changes, which are tried in pairs */
#define WORSE 0.05	  /* of a figure: so much worse is worth a word */
#define WORSE_SHARE 0.005 /* the same of a share */
#define ALIKE 0.01	  /* of a figure: so close is no better */
#define ALIKE_SHARE 0.001 /* the same of a share */
#define SPOILS 2	  /* times a latency: so much worse is no good way to reach a goal */

const char *const effect_names[] = {"helps", "no effect", "makes it worse", "not known"};

/* ---- the study ---- */

static bool advise_add_point(struct advise *a, const char *name, char *const *sets, struct diag *d)
{
	struct study_axis *axis = g_ptr_array_index(a->study->axes, 0);
	GArray *made = g_array_new(FALSE, FALSE, sizeof(struct scenario_set));
	for (; sets && *sets; sets++) {
		char **parts = g_strsplit(*sets, "=", 2);
		struct scenario_set set = {(char *)g_intern_string(parts[0]), g_intern_string(parts[1]),
					   axis->at};
		g_array_append_val(made, set);
		g_strfreev(parts);
	}
	axis_values_add(axis->values, name, NAN, (const struct scenario_set *)made->data, (int)made->len);
	g_array_unref(made);
	int value = (int)axis->values->len - 1;
	return study_add(a->study, &value, d);
}

/* advise_add_change: what the scenario with the change would be warned of, nobody has written. */
static void advise_add_change(struct advise *a, const struct change *c)
{
	struct diag *d = diag_new();
	advise_add_point(a, c->name, c->sets, d);
	g_assert(diag_count(d) == 0); /* the scenario takes it: changes_for */
	diag_free(d);
}

static struct study *advise_study_start(struct scenario_base *base, const struct scenario *s,
					const char *const *sets, int64_t replications)
{
	struct study *study = study_without_section(base, s, sets);
	study->settings.replications = replications;
	g_ptr_array_add(study->axes, axis_new("change", 0, scenario_base_place(base)));
	return study;
}

static bool advise_check_goal(const struct goal *goal, const struct scenario *s, struct diag *d)
{
	char *why;
	if (goal_check(goal, s, &why))
		return true;
	diag_error(d, (struct place){"--goal", 0, 0}, "%s", why);
	g_free(why);
	return false;
}

struct advise *advise_new(struct scenario_base *base, const char *const *sets, const struct goal *goal,
			  unsigned allowed, int64_t replications, struct diag *d)
{
	struct scenario *s = scenario_base_make(base, sets, d);
	if (!s || !advise_check_goal(goal, s, d)) {
		scenario_free(s);
		scenario_base_free(base);
		return NULL;
	}
	struct advise *a = g_new0(struct advise, 1);
	a->goal = goal;
	a->s = s;
	a->allowed = allowed;
	a->study = advise_study_start(base, s, sets, replications);
	a->changes = changes_for(base, sets, s, allowed, &a->left_out);
	if (!advise_add_point(a, AS_IT_IS, NULL, d)) {
		advise_free(a);
		return NULL;
	}
	for (guint i = 0; i < a->changes->len; i++)
		advise_add_change(a, g_ptr_array_index(a->changes, i));
	return a;
}

static void clear_advice(void *advice)
{
	g_array_unref(((struct advice *)advice)->worsens);
}

void advise_free(struct advise *a)
{
	if (!a)
		return;
	if (a->list)
		g_array_unref(a->list);
	g_ptr_array_unref(a->changes);
	scenario_free(a->s);
	study_free(a->study);
	g_free(a);
}

/* ---- what gets worse ---- */

/* The figures that are looked at for what a change costs. */
static const char *const watched[] = {"loss_ratio", "latency_p50_ns", "latency_p99_ns", "per_packet.cycles",
				      "joules_per_packet"};

static double advise_mean_of(const struct samples *samples, guint point, int metric, struct whose whose)
{
	double *values = samples_values(samples, point, metric, whose);
	struct estimate e = estimate_of(values, (int)samples_count(samples, point));
	g_free(values);
	return e.mean;
}

static bool is_worse(const struct metric *m, double before, double after)
{
	if (isnan(before) || isnan(after))
		return false;
	double more = (after - before) * -(double)m->sense;
	return more > (verdict_absolute(m) ? WORSE_SHARE : WORSE * fabs(before));
}

static void watch(const struct advise *a, const struct samples *samples, guint point, const char *guest,
		  GArray *worsens)
{
	const struct whose whose = {*guest ? PART_GUEST : WHOLE, guest};
	for (size_t i = 0; i < G_N_ELEMENTS(watched); i++) {
		int metric = metric_find(watched[i]);
		if (*guest && !metric_at(metric)->of_guest)
			continue;
		struct worse w = {metric, guest, advise_mean_of(samples, 0, metric, whose),
				  advise_mean_of(samples, point, metric, whose)};
		bool is_goal = metric == a->goal->metric && strcmp(guest, a->goal->guest) == 0;
		if (!is_goal && is_worse(metric_at(metric), w.before, w.after))
			g_array_append_val(worsens, w);
	}
}

static GArray *worsens_of(const struct advise *a, const struct samples *samples, guint point)
{
	GArray *worsens = g_array_new(FALSE, FALSE, sizeof(struct worse));
	watch(a, samples, point, "", worsens);
	for (guint i = 0; a->s->guests->len > 1 && i < a->s->guests->len; i++)
		watch(a, samples, point, g_array_index(a->s->guests, struct guest_settings, i).name, worsens);
	return worsens;
}

/* ---- effects ---- */

/* no_better: a difference that is too small to matter. */
static double no_better(const struct advise *a)
{
	return verdict_absolute(metric_at(a->goal->metric)) ? ALIKE_SHARE : ALIKE * fabs(a->value);
}

static enum effect effect_of(const struct advise *a, const struct advice *advice)
{
	struct interval i = advice->difference;
	if (isnan(advice->value) || isnan(i.mean))
		return EFFECT_UNKNOWN;
	double half = interval_known(i) ? i.half : 0;
	if (fabs(i.mean) <= MAX(half, no_better(a)))
		return EFFECT_NONE;
	return (i.mean < 0) == a->goal->less ? EFFECT_HELPS : EFFECT_HARMS;
}

/* spoils: whether something gets so much worse that the goal is reached at the expense of it. */
static bool spoils(const struct advice *advice)
{
	for (guint i = 0; i < advice->worsens->len; i++) {
		const struct worse *w = &g_array_index(advice->worsens, struct worse, i);
		bool share = verdict_absolute(metric_at(w->metric));
		if (share ? w->after - w->before > WORSE : w->after > SPOILS * w->before)
			return true;
	}
	return false;
}

static struct advice advice_of(const struct advise *a, const struct samples *samples, guint point)
{
	const struct whose whose = goal_whose(a->goal);
	double *before = samples_values(samples, 0, a->goal->metric, whose);
	double *after = samples_values(samples, point, a->goal->metric, whose);
	int n = (int)MIN(samples_count(samples, 0), samples_count(samples, point));
	struct advice advice = {
		.point = point,
		.change = g_ptr_array_index(a->changes, point - 1),
		.value = estimate_of(after, n).mean,
		.difference = interval_paired(before, after, n, ADVISE_CONFIDENCE),
		.latency = advise_mean_of(samples, point, metric_find("latency_p99_ns"), whose),
		.worsens = worsens_of(a, samples, point),
	};
	advice.met = goal_met(a->goal, advice.value);
	advice.effect = effect_of(a, &advice);
	advice.spoils = spoils(&advice);
	g_free(before);
	g_free(after);
	return advice;
}

/* ---- the ranking ---- */

static int advise_by_number(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return (a > b) - (a < b);
}

/* effort: how much of a change it is: a setting, two, another kernel, another system. */
static int effort(const struct change *c)
{
	if (c->row < 0)
		return 2;
	return c->group == GROUP_flow ? 4 : c->group == GROUP_kernel ? 3 : 1;
}

/* advise_by_cost: of two that do the same: what spoils nothing else, less effort, fewer cores, then less latency. */
static int advise_by_cost(const struct advice *a, const struct advice *b)
{
	if (a->spoils != b->spoils)
		return a->spoils - b->spoils;
	if (effort(a->change) != effort(b->change))
		return effort(a->change) - effort(b->change);
	if (a->change->cores != b->change->cores)
		return a->change->cores - b->change->cores;
	int order = advise_by_number(a->latency, b->latency);
	return order ? order : (int)a->point - (int)b->point;
}

/* advise_step: values are ranked in steps of ALIKE, so that the order is one; those of a share are finer. */
static double advise_step(const struct goal *g, double value)
{
	if (verdict_absolute(metric_at(g->metric)))
		return floor(value / ALIKE_SHARE);
	if (isnan(value))
		return NAN;
	return value > 0 ? floor(log(value) / log1p(ALIKE)) : -INFINITY;
}

/* What reaches the goal comes first, by what it costs; then the rest by what it does. */
static int by_rank(const void *x, const void *y, void *goal)
{
	const struct advice *a = x, *b = y;
	const struct goal *g = goal;
	if (a->met != b->met)
		return a->met ? -1 : 1;
	double p = advise_step(g, a->value), q = advise_step(g, b->value);
	if (!a->met && goal_better(g, p, q) != goal_better(g, q, p))
		return goal_better(g, p, q) ? -1 : 1;
	return advise_by_cost(a, b);
}

void advise_rank(struct advise *a, const struct samples *samples)
{
	if (a->list)
		g_array_unref(a->list);
	a->list = g_array_new(FALSE, FALSE, sizeof(struct advice));
	g_array_set_clear_func(a->list, clear_advice);
	a->value = advise_mean_of(samples, 0, a->goal->metric, goal_whose(a->goal));
	for (guint point = 1; point < a->study->points->len; point++) {
		struct advice advice = advice_of(a, samples, point);
		g_array_append_val(a->list, advice);
	}
	g_array_sort_with_data(a->list, by_rank, (void *)a->goal);
}

/* ---- pairs ---- */

static const struct advice *advise_advice_at(const struct advise *a, guint i)
{
	return &g_array_index(a->list, struct advice, i);
}

/* promising: the best changes that help, of each row one; their places in the list. Returns how many. */
static guint promising(const struct advise *a, guint best[PAIRED])
{
	guint n = 0;
	for (guint i = 0; i < a->list->len && n < PAIRED; i++) {
		const struct advice *advice = advise_advice_at(a, i);
		bool again = false;
		for (guint k = 0; k < n; k++)
			again |= advise_advice_at(a, best[k])->change->row == advice->change->row;
		if (advice->effect == EFFECT_HELPS && !again)
			best[n++] = i;
	}
	return n;
}

/* advise_add_pair: when the scenario takes both. */
static void advise_add_pair(struct advise *a, const struct change *x, const struct change *y)
{
	struct change *pair = change_pair(a->study->base, (const char *const *)a->study->sets, a->s, x, y);
	if (!pair)
		return;
	g_ptr_array_add(a->changes, pair);
	advise_add_change(a, pair);
}

bool advise_pairs(struct advise *a)
{
	guint best[PAIRED], n = promising(a, best), before = a->changes->len;
	if (a->list->len > 0 && advise_advice_at(a, 0)->met)
		return false;
	a->study->from = a->study->points->len;
	for (guint i = 0; i < n; i++)
		for (guint k = i + 1; k < n; k++)
			advise_add_pair(a, advise_advice_at(a, best[i])->change,
					advise_advice_at(a, best[k])->change);
	return a->changes->len > before;
}
