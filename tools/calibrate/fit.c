/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/fit.h"
#include <glib.h>
#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

#define DIFFERENCE 0.15 /* of a parameter, to either side */
#define AGREE 1.5	/* slopes to either side are alike when they differ by less than this factor */
#define STEPS_MAX 30
#define TRIES_MAX 5	 /* of one step, each shorter than the one before */
#define STEP_MAX 1.0	 /* of a parameter: a factor of 2.7 */
#define ENOUGH 0.005	 /* less than so much gained ends the search, as a share of what is left, */
#define ENOUGH_LEFT 0.03 /* or in all */
#define ANSWER_STEPS 6
#define DAMPING 0.01 /* at first */

static double squared(double x)
{
	return x * x;
}

/* squares_of: what is minimised, at x with these figures; INFINITY when one is not known. */
static double squares_of(const struct fit_problem *p, const double *x, const double *model)
{
	double sum = 0;
	for (int i = 0; i < p->figures; i++)
		sum += squared((model[i] - p->measured[i]) / p->error[i]);
	for (int j = 0; j < p->parameters; j++)
		sum += squared(x[j] / p->width[j]);
	return isfinite(sum) ? sum : INFINITY;
}

/* ---- derivatives ---- */

/* slope_between: of the two values around the middle one, each as that of a figure which is linear in the exponential; of
 * what is not known to one side, to the other. A simulation jumps where an order of events changes: where both sides do not
 * agree, the flatter one is without a jump. *doubt: by how much they differ. */
static double slope_between(double below, double at, double above, double *doubt)
{
	double left = (at - below) / -expm1(-DIFFERENCE), right = (above - at) / expm1(DIFFERENCE);
	*doubt = 0;
	if (isnan(left) || isnan(right))
		return isnan(left) ? isnan(right) ? 0 : right : left;
	*doubt = right - left;
	if (left * right <= 0)
		return 0;
	double flat = fabs(left) < fabs(right) ? left : right, steep = left + right - flat;
	return steep / flat < AGREE ? (left + right) / 2 : flat;
}

/* find_shares: of each parameter in its group, where f stands. */
static void find_shares(const struct fit *f, double *shares)
{
	const struct fit_problem *p = f->problem;
	double *whole = g_new0(double, p->groups);
	for (int j = 0; j < p->parameters; j++)
		whole[p->group[j]] += p->amount[j] * exp(f->x[j]);
	for (int j = 0; j < p->parameters; j++)
		shares[j] = p->amount[j] * exp(f->x[j]) / whole[p->group[j]];
	g_free(whole);
}

static void fill_slopes(struct fit *f, const double *around)
{
	const struct fit_problem *p = f->problem;
	double *shares = g_new(double, p->parameters);
	find_shares(f, shares);
	for (int j = 0; j < p->parameters; j++) {
		const double *below = around + 2 * p->group[j] * p->figures, *above = below + p->figures;
		for (int i = 0; i < p->figures; i++) {
			double *slope = &f->slope[i * p->parameters + j],
			       *doubt = &f->doubt[i * p->parameters + j];
			*slope = shares[j] * slope_between(below[i], f->model[i], above[i], doubt);
			*doubt *= shares[j];
		}
	}
	g_free(shares);
}

static bool find_slopes(struct fit *f)
{
	const struct fit_problem *p = f->problem;
	int n = p->parameters, points_n = 2 * p->groups;
	double *points = g_new(double, points_n *n), *around = g_new(double, points_n * p->figures);
	for (int k = 0; k < points_n; k++)
		for (int j = 0; j < n; j++)
			points[k * n + j] = f->x[j] + (p->group[j] != k / 2 ? 0
						       : k % 2		    ? DIFFERENCE
									    : -DIFFERENCE);
	bool had = p->values(p->self, points_n, points, around);
	if (had)
		fill_slopes(f, around);
	g_free(points);
	g_free(around);
	return had;
}

/* ---- the normal equations ---- */

/* information: of the figures and the prior, at the slopes; damped: so many times more of the prior's. So a short step goes
 * where the prior lets it go: what the figures hardly depend on stays where it is. */
static gsl_matrix *information(const struct fit *f, double damped)
{
	const struct fit_problem *p = f->problem;
	size_t n = (size_t)p->parameters;
	gsl_matrix *a = gsl_matrix_calloc(n, n);
	for (int i = 0; i < p->figures; i++) {
		gsl_vector_const_view row = gsl_vector_const_view_array(f->slope + (size_t)i * n, n);
		gsl_blas_dsyr(CblasLower, 1 / squared(p->error[i]), &row.vector, a);
	}
	for (size_t j = 0; j < n; j++) {
		double own = gsl_matrix_get(a, j, j) + (1 + damped) / squared(p->width[j]);
		gsl_matrix_set(a, j, j, own);
	}
	return a;
}

/* pull: of the figures' and the prior's departures, d_figure and d_prior, on each parameter. */
static void pull(const struct fit *f, const double *d_figure, const double *d_prior, double *out)
{
	const struct fit_problem *p = f->problem;
	for (int j = 0; j < p->parameters; j++) {
		out[j] = d_prior[j] / squared(p->width[j]);
		for (int i = 0; i < p->figures; i++)
			out[j] += f->slope[i * p->parameters + j] * d_figure[i] / squared(p->error[i]);
	}
}

/* find_step: the damped step from where f stands; measured figures and the middle of the prior are off by d_measured and
 * d_prior, NULL: by nothing. */
static void find_step(const struct fit *f, double damping, const double *d_measured, const double *d_prior,
		      double *step)
{
	const struct fit_problem *p = f->problem;
	double *d_figure = g_new(double, p->figures), *d_own = g_new(double, p->parameters);
	for (int i = 0; i < p->figures; i++)
		d_figure[i] = p->measured[i] - f->model[i] + (d_measured ? d_measured[i] : 0);
	for (int j = 0; j < p->parameters; j++)
		d_own[j] = (d_prior ? d_prior[j] : 0) - f->x[j];
	pull(f, d_figure, d_own, step);
	gsl_matrix *a = information(f, damping);
	gsl_vector_view whole = gsl_vector_view_array(step, (size_t)p->parameters);
	gsl_linalg_cholesky_decomp1(a);
	gsl_linalg_cholesky_svx(a, &whole.vector);
	for (int j = 0; j < p->parameters; j++)
		step[j] = CLAMP(step[j], -STEP_MAX, STEP_MAX);
	gsl_matrix_free(a);
	g_free(d_figure);
	g_free(d_own);
}

/* ---- the search ---- */

struct trial {
	double *x, *model;
	double squares;
};

static bool make_trial(const struct fit *f, double damping, struct trial *t)
{
	const struct fit_problem *p = f->problem;
	find_step(f, damping, NULL, NULL, t->x);
	for (int j = 0; j < p->parameters; j++)
		t->x[j] += f->x[j];
	if (!p->values(p->self, 1, t->x, t->model))
		return false;
	t->squares = squares_of(p, t->x, t->model);
	return true;
}

/* correct_slopes: by what a step has shown (Broyden's correction): for it alone they are then exact. */
static void correct_slopes(struct fit *f, const struct trial *t)
{
	const struct fit_problem *p = f->problem;
	double length = 0;
	for (int j = 0; j < p->parameters; j++)
		length += squared(t->x[j] - f->x[j]);
	for (int i = 0; i < p->figures; i++) {
		double *slope = f->slope + (gsize)i * (gsize)p->parameters,
		       missing = t->model[i] - f->model[i];
		for (int j = 0; j < p->parameters; j++)
			missing -= slope[j] * (t->x[j] - f->x[j]);
		for (int j = 0; j < p->parameters; j++)
			slope[j] += missing * (t->x[j] - f->x[j]) / length;
	}
}

static void take_trial(struct fit *f, const struct trial *t)
{
	for (int j = 0; j < f->problem->parameters; j++)
		f->x[j] = t->x[j];
	for (int i = 0; i < f->problem->figures; i++)
		f->model[i] = t->model[i];
	f->squares = t->squares;
	f->steps++;
}

/* take_step: the longest step that is one down. *gained: by how much; 0: there is none. */
static bool take_step(struct fit *f, double *damping, struct trial *t, double *gained)
{
	*gained = 0;
	for (int i = 0; i < TRIES_MAX && *gained <= 0; i++) {
		if (!make_trial(f, *damping, t))
			return false;
		*gained = fmax(f->squares - t->squares, 0);
		*damping *= *gained > 0 ? 0.1 : 100;
	}
	if (*gained > 0) {
		correct_slopes(f, t);
		take_trial(f, t);
	}
	return true;
}

/* descend: steps until one gains too little. Derivatives cost the most runs: they are corrected from step to step, and found
 * anew where a corrected one leads no further. *found: whether the last ones were found where f stands. */
static bool descend(struct fit *f, struct trial *t, bool *found)
{
	double damping = DAMPING, gained;
	for (int i = 0; i < STEPS_MAX; i++) {
		bool fresh = *found;
		if (!take_step(f, &damping, t, &gained))
			return false;
		*found &= gained <= 0;
		if (gained > fmax(ENOUGH_LEFT, ENOUGH * f->squares))
			continue;
		if (fresh)
			return true;
		if (!find_slopes(f))
			return false;
		*found = true;
		damping = DAMPING;
	}
	return true;
}

static bool fit_search(struct fit *f, struct trial *t)
{
	bool found = true;
	return find_slopes(f) && descend(f, t, &found) && (found || find_slopes(f));
}

static void find_covariance(struct fit *f)
{
	size_t n = (size_t)f->problem->parameters;
	gsl_matrix *a = information(f, 0);
	gsl_linalg_cholesky_decomp1(a);
	gsl_linalg_cholesky_invert(a);
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k < n; k++)
			f->covariance[j * n + k] = gsl_matrix_get(a, j, k);
	gsl_matrix_free(a);
}

static bool fit_find(struct fit *f)
{
	const struct fit_problem *p = f->problem;
	struct trial t = {g_new(double, p->parameters), g_new(double, p->figures), 0};
	bool had = p->values(p->self, 1, f->x, f->model);
	f->squares = had ? squares_of(p, f->x, f->model) : 0;
	had = had && fit_search(f, &t);
	if (had)
		find_covariance(f);
	g_free(t.x);
	g_free(t.model);
	return had;
}

struct fit *fit_new(const struct fit_problem *problem)
{
	struct fit *f = g_new0(struct fit, 1);
	gsize n = (gsize)problem->parameters, figures = (gsize)problem->figures;
	f->problem = problem;
	f->x = g_new0(double, n);
	f->model = g_new0(double, figures);
	f->slope = g_new0(double, figures *n);
	f->doubt = g_new0(double, figures *n);
	f->covariance = g_new0(double, n *n);
	if (!fit_find(f))
		g_clear_pointer(&f, fit_free);
	return f;
}

void fit_free(struct fit *f)
{
	if (!f)
		return;
	g_free(f->x);
	g_free(f->model);
	g_free(f->slope);
	g_free(f->doubt);
	g_free(f->covariance);
	g_free(f);
}

/* ---- around the minimum ---- */

/* look_from: what the figures and their slopes are at t's parameters, as f tells, with slopes that lean. */
static void look_from(const struct fit *f, const double *lean, struct fit *t)
{
	int n = f->problem->parameters;
	for (int i = 0; i < f->problem->figures; i++) {
		t->model[i] = f->model[i];
		for (int j = 0; j < n; j++) {
			double factor = exp(t->x[j] - f->x[j]), slope = f->slope[i * n + j];
			if (lean)
				slope += lean[f->problem->group[j]] * f->doubt[i * n + j];
			t->slope[i * n + j] = slope * factor;
			t->model[i] += slope * (factor - 1);
		}
	}
}

void fit_answer(const struct fit *f, const double *d_measured, const double *d_prior, const double *lean,
		double *x)
{
	const struct fit_problem *p = f->problem;
	gsize n = (gsize)p->parameters, figures = (gsize)p->figures;
	struct fit t = {
		.problem = p, .x = x, .model = g_new(double, figures), .slope = g_new(double, figures *n)};
	double *step = g_new(double, n);
	for (gsize j = 0; j < n; j++)
		x[j] = f->x[j];
	for (int i = 0; i < ANSWER_STEPS; i++) {
		look_from(f, lean, &t);
		find_step(&t, 0, d_measured, d_prior, step);
		for (gsize j = 0; j < n; j++)
			x[j] += step[j];
	}
	g_free(step);
	g_free(t.model);
	g_free(t.slope);
}

int fit_directions(const struct fit *f)
{
	size_t n = (size_t)f->problem->parameters;
	int known = 0;
	gsl_matrix *a = information(f, 0);
	gsl_vector *values = gsl_vector_alloc(n);
	gsl_eigen_symm_workspace *space = gsl_eigen_symm_alloc(n);
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k <= j; k++) {
			double w = f->problem->width[j] * f->problem->width[k];
			gsl_matrix_set(a, j, k, gsl_matrix_get(a, j, k) * w);
		}
	gsl_eigen_symm(a, values, space); /* reads the lower triangle; the prior adds 1 to each */
	for (size_t j = 0; j < n; j++)
		known += gsl_vector_get(values, j) > 2;
	gsl_eigen_symm_free(space);
	gsl_vector_free(values);
	gsl_matrix_free(a);
	return known;
}
