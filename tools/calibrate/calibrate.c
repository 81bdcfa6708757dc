/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/calibrate.h"
#include "sim/input/unit.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/calibrate/known_sums.h"
#include <math.h>
#include <string.h>

#define NORMAL_95 1.96	 /* standard deviations on either side that hold 95 % */
#define CYCLES_MAX 1e15	 /* cycles x 1,000,000 that a cost may have */
#define PER_BYTE_MAX 1e9 /* the same per byte */

/* ---- runs ---- */

/* calibrate_is_set: whether the scene sets the cost itself, so that it is known. */
static bool calibrate_is_set(const struct scene *scene, int cost)
{
	char *key = g_strdup_printf("cost.%s.cycles", cost_names[cost].name);
	bool set = scenario_find_place(scene->s, key) != NULL;
	g_free(key);
	return set;
}

static void calibrate_add_set(GPtrArray *sets, int cost, const char *field, double ppm, double most)
{
	char *text = unit_format(UNIT_FACTOR, llround(fmin(ppm, most)));
	g_ptr_array_add(sets, g_strdup_printf("cost.%s.%s=%s", cost_names[cost].name, field, text));
	g_free(text);
}

/* sets_at: the costs of a scene at a point, of those that it pays. */
static char **sets_at(const struct calibration *c, guint scene, const double *point)
{
	GPtrArray *sets = g_ptr_array_new();
	for (guint j = 0; j < c->tuned->len; j++) {
		const struct tuned *t = tuned_at(c, j);
		double factor = exp(point[j]);
		if (!c->paid[scene][t->cost] || point[j] == 0)
			continue;
		calibrate_add_set(sets, t->cost, "cycles", (double)t->before.cycles_ppm * factor, CYCLES_MAX);
		if (t->before.per_byte_ppm)
			calibrate_add_set(sets, t->cost, "cycles_per_byte",
					  (double)t->before.per_byte_ppm * factor, PER_BYTE_MAX);
	}
	g_ptr_array_add(sets, NULL);
	return (char **)g_ptr_array_free(sets, FALSE);
}

/* note_paid: costs that a scene pays; those that it sets itself are not looked at. */
static void note_paid(struct calibration *c, const struct scene_order *o)
{
	for (int context = 0; context < CONTEXTS; context++)
		for (int k = 0; k < COST_COUNT; k++)
			if (o->outcome->spent[context][k] > 0 && !c->paid[o->scene][k])
				c->paid[o->scene][k] = !calibrate_is_set(scene_at(c->m, o->scene), k);
	if (!c->profile_outcome[o->scene])
		c->profile_outcome[o->scene] = o->outcome;
}

/* copy_figures: of the scenes of a point, one after the other. */
static void copy_figures(const struct calibration *c, const struct scene_order *orders, guint n, double *out)
{
	for (guint i = 0; i < n; i++) {
		const struct scene *scene = scene_at(c->m, orders[i].scene);
		memcpy(out, orders[i].outcome->figures, scene->n * sizeof(double));
		out += scene->n;
	}
}

static GArray *orders_at(const struct calibration *c, int n, const double *points, bool holdout)
{
	GArray *orders = g_array_new(FALSE, FALSE, sizeof(struct scene_order));
	for (int i = 0; i < n; i++)
		for (guint k = 0; k < c->m->scenes->len; k++) {
			struct scene_order o = {.scene = k};
			if (scene_at(c->m, k)->holdout && !holdout)
				continue;
			o.sets = sets_at(c, k, points + (guint)i * c->tuned->len);
			g_array_append_val(orders, o);
		}
	return orders;
}

/* figures_at: of n points; of the scenes that are fitted, or of all. */
static bool figures_at(struct calibration *c, int n, const double *points, bool holdout, double *out)
{
	GArray *orders = orders_at(c, n, points, holdout);
	struct scene_order *o = (struct scene_order *)orders->data;
	c->status = scene_runs_make(c->runs, o, orders->len);
	if (c->status == EXIT_OK)
		copy_figures(c, o, orders->len, out);
	for (guint i = 0; i < orders->len; i++) {
		if (c->status == EXIT_OK)
			note_paid(c, &o[i]);
		g_strfreev(o[i].sets);
	}
	g_array_unref(orders);
	return c->status == EXIT_OK;
}

static bool fit_values(void *self, int n, const double *points, double *out)
{
	return figures_at(self, n, points, false, out);
}

/* ---- what is tuned ---- */

/* width_of: the prior's, of the logarithm of the factor on a cost. */
static double width_of(const struct cost_origin *origin)
{
	static const double factors[] = {
		[COST_SOURCED] = 1.5, [COST_FITTED] = 2, [COST_ASSUMED] = 3, [COST_MEASURED] = 1.1};
	if (origin->low_ppm > 0 && origin->low_ppm < origin->high_ppm)
		return log((double)origin->high_ppm / (double)origin->low_ppm) / 2 / NORMAL_95;
	return log(factors[origin->confidence]) / NORMAL_95;
}

static bool is_paid(const struct calibration *c, int cost)
{
	bool paid = false;
	for (guint i = 0; i < c->m->scenes->len; i++)
		paid |= !scene_at(c->m, i)->holdout && c->paid[i][cost];
	return paid;
}

/* with_profile: a scene that does not set the cost, whose scenario has it as the profile has it. */
static const struct scenario *with_profile(const struct calibration *c, int cost)
{
	guint i = 0;
	while (!c->paid[i][cost])
		i++;
	return scene_at(c->m, i)->s;
}

static void add_tuned(struct calibration *c, int cost, double doubt)
{
	const struct scenario *s = with_profile(c, cost);
	struct tuned t = {.cost = cost,
			  .before = s->cost[cost],
			  .width = doubt * width_of(&scenario_base_costs(c->base, s)[cost]),
			  .factor = 1};
	if (t.before.cycles_ppm + t.before.per_byte_ppm > 0)
		g_array_append_val(c->tuned, t);
}

static bool choose_tuned(struct calibration *c, const struct calibrate_settings *settings)
{
	const char *const *only = (const char *const *)settings->only;
	for (int k = 0; k < COST_COUNT; k++)
		if (is_paid(c, k) && (!only || g_strv_contains(only, cost_names[k].name)))
			add_tuned(c, k, settings->doubt);
	known_sums_group(c);
	if (c->tuned->len > 0)
		return true;
	cli_error("there is no cost to fit: the measured scenes pay none%s, or set all that they pay",
		  only ? " of those that --only names" : "");
	c->status = EXIT_INPUT;
	return false;
}

/* ---- before ---- */

/* calibrate_check_known: that a run says something of every figure. */
static bool calibrate_check_known(struct calibration *c)
{
	struct diag *d = diag_new();
	for (guint i = 0; i < c->m->figures->len; i++) {
		const struct measured *f = measured_at(c->m, i);
		if (isnan(c->before[i]))
			diag_error(d, f->at, "%s is not known of a run of this scenario; leave it out",
				   quantity_name(f->quantity));
	}
	bool known = diag_count(d) == 0;
	diag_print(d, stderr);
	diag_free(d);
	c->status = known ? EXIT_OK : EXIT_INPUT;
	return known;
}

static bool find_before(struct calibration *c)
{
	const double none = 0; /* as nothing is tuned yet */
	return figures_at(c, 1, &none, true, c->before) && calibrate_check_known(c);
}

/* ---- the fit ---- */

/* What is handed to the fit. */
struct handed {
	const struct measured **figures;
	double *width, *amount, *measured, *error;
	int *group;
	struct fit_problem problem;
};

static void hand_figures(const struct calibration *c, struct handed *h)
{
	int n = 0;
	for (guint i = 0; i < c->m->figures->len; i++) {
		const struct measured *f = measured_at(c->m, i);
		if (scene_at(c->m, f->scene)->holdout)
			continue;
		h->figures[n] = f;
		h->measured[n] = f->mean;
		h->error[n] = measured_error(f);
		n++;
	}
	h->problem.figures = n;
}

static void hand(struct calibration *c, struct handed *h)
{
	guint n = c->m->figures->len, costs = c->tuned->len;
	*h = (struct handed){.figures = g_new(const struct measured *, n),
			     .width = g_new(double, costs),
			     .amount = g_new(double, costs),
			     .measured = g_new(double, n),
			     .error = g_new(double, n),
			     .group = g_new(int, costs)};
	h->problem = (struct fit_problem){.parameters = (int)costs,
					  .width = h->width,
					  .group = h->group,
					  .groups = c->groups,
					  .amount = h->amount,
					  .measured = h->measured,
					  .error = h->error,
					  .values = fit_values,
					  .self = c};
	for (guint j = 0; j < costs; j++) {
		h->width[j] = tuned_at(c, j)->width;
		h->group[j] = tuned_at(c, j)->group;
		h->amount[j] = known_cycles(tuned_at(c, j), 1);
	}
	hand_figures(c, h);
}

static void clear_handed(struct handed *h)
{
	g_free(h->figures);
	g_free(h->width);
	g_free(h->amount);
	g_free(h->group);
	g_free(h->measured);
	g_free(h->error);
}

static void take_costs(struct calibration *c, const struct fit *f, const struct bootstrap *b)
{
	for (guint j = 0; j < c->tuned->len; j++) {
		struct tuned *t = &g_array_index(c->tuned, struct tuned, j);
		t->factor = exp(f->x[j]);
		t->low = exp(f->x[j] - b->reach * b->below[j]);
		t->high = exp(f->x[j] + b->reach * b->above[j]);
		t->learned = fmax(0, 1 - sqrt(f->covariance[j * c->tuned->len + j]) / t->width);
	}
}

static double residuals(const struct fit *f)
{
	double sum = 0;
	for (int i = 0; i < f->problem->figures; i++) {
		double off = (f->model[i] - f->problem->measured[i]) / f->problem->error[i];
		sum += off * off;
	}
	return sum;
}

static void take_fit(struct calibration *c, const struct handed *h, const struct fit *f)
{
	struct bootstrap *b = bootstrap_new(f, h->figures);
	take_costs(c, f, b);
	known_sums_find(c, f, b);
	c->directions = fit_directions(f);
	c->fitted = h->problem.figures;
	c->squares = residuals(f);
	bootstrap_free(b);
}

static bool fit_costs(struct calibration *c)
{
	struct handed h;
	hand(c, &h);
	struct fit *f = fit_new(&h.problem);
	if (f)
		take_fit(c, &h, f);
	bool had = f && figures_at(c, 1, f->x, true, c->after);
	fit_free(f);
	clear_handed(&h);
	return had;
}

/* ---- the whole ---- */

static void clear_sum(void *sum)
{
	g_array_unref(((struct known_sum *)sum)->costs);
}

struct calibration *calibration_new(struct scenario_base *base, const struct measurements *m,
				    struct scene_runs *runs, const struct calibrate_settings *settings,
				    int *status)
{
	struct calibration *c = g_new0(struct calibration, 1);
	c->base = base;
	c->m = m;
	c->runs = runs;
	c->tuned = g_array_new(FALSE, FALSE, sizeof(struct tuned));
	c->sums = g_array_new(FALSE, FALSE, sizeof(struct known_sum));
	g_array_set_clear_func(c->sums, clear_sum);
	c->before = g_new(double, m->figures->len);
	c->after = g_new(double, m->figures->len);
	c->paid = g_malloc0(m->scenes->len * sizeof(*c->paid));
	c->profile_outcome = g_new0(const struct scene_outcome *, m->scenes->len);
	bool found = find_before(c) && choose_tuned(c, settings) && fit_costs(c);
	*status = c->status;
	if (!found)
		g_clear_pointer(&c, calibration_free);
	return c;
}

void calibration_free(struct calibration *c)
{
	if (!c)
		return;
	g_array_unref(c->tuned);
	g_array_unref(c->sums);
	g_free(c->before);
	g_free(c->after);
	g_free(c->paid);
	g_free(c->profile_outcome);
	g_free(c);
}
