/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/bootstrap.h"
#include "sim/base/rng.h"
#include "tools/study/figures/interval.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

/* uniform: above 0 and below 1. */
static double uniform(struct rng *rng)
{
	return ((double)(rng_u64(rng) >> 11) + 0.5) / (double)(UINT64_C(1) << 53);
}

static double gaussian(struct rng *rng)
{
	return gsl_cdf_ugaussian_Pinv(uniform(rng));
}

/* spread_drawn: departure of the mean of repetitions that are drawn. Their deviation is widened as the figure's is, for a mean
 * of few draws scatters less than it should. */
static double spread_drawn(const struct measured *f, struct rng *rng)
{
	guint n = f->values->len;
	const double *values = (const double *)f->values->data;
	double sum = 0, own = 0;
	if (n < 2)
		return 0;
	for (guint i = 0; i < n; i++) {
		sum += values[rng_below(rng, n)] - f->mean;
		own += (values[i] - f->mean) * (values[i] - f->mean);
	}
	return own > 0 ? sum / n * f->spread / (sqrt(own) / n) : 0;
}

static void bootstrap_draw(const struct fit *f, const struct measured *const *figures, struct rng *rng,
			   double *moved)
{
	const struct fit_problem *p = f->problem;
	double *measured = g_new(double, p->figures), *prior = g_new(double, p->parameters);
	double *lean = g_new(double, p->groups);
	for (int i = 0; i < p->figures; i++)
		measured[i] = spread_drawn(figures[i], rng) + figures[i]->doubt * gaussian(rng);
	for (int j = 0; j < p->parameters; j++)
		prior[j] = p->width[j] * gaussian(rng);
	for (int k = 0; k < p->groups; k++)
		lean[k] = uniform(rng) - 0.5;
	fit_answer(f, measured, prior, lean, moved);
	for (int j = 0; j < p->parameters; j++)
		moved[j] -= f->x[j];
	g_free(measured);
	g_free(prior);
	g_free(lean);
}

static int bootstrap_by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Root of the mean square of what lies to either side of 0. */
struct sides {
	double squares[2];
	int n[2];
};

static void sides_add(struct sides *s, double moved)
{
	s->squares[moved > 0] += moved * moved;
	s->n[moved > 0]++;
}

static double side(const struct sides *s, bool above)
{
	return sqrt(s->squares[above] / MAX(s->n[above], 1));
}

static void find_errors(struct bootstrap *b)
{
	for (int j = 0; j < b->parameters; j++) {
		struct sides s = {0};
		for (int i = 0; i < BOOTSTRAP_DRAWS; i++)
			sides_add(&s, b->moved[i * b->parameters + j]);
		b->below[j] = side(&s, false);
		b->above[j] = side(&s, true);
	}
}

/* find_reach: the quantile, over the draws, of the greatest departure of any parameter in units of its deviation. */
static void find_reach(struct bootstrap *b)
{
	double greatest[BOOTSTRAP_DRAWS];
	for (int i = 0; i < BOOTSTRAP_DRAWS; i++) {
		greatest[i] = 0;
		for (int j = 0; j < b->parameters; j++) {
			double moved = b->moved[i * b->parameters + j];
			greatest[i] =
				fmax(greatest[i], fabs(moved) / (moved > 0 ? b->above[j] : b->below[j]));
		}
	}
	qsort(greatest, BOOTSTRAP_DRAWS, sizeof(double), bootstrap_by_value);
	b->reach = greatest[(int)(BOOTSTRAP_CONFIDENCE * BOOTSTRAP_DRAWS)];
}

struct bootstrap *bootstrap_new(const struct fit *f, const struct measured *const *figures)
{
	struct bootstrap *b = g_new(struct bootstrap, 1);
	struct rng rng;
	b->parameters = f->problem->parameters;
	b->moved = g_new(double, (gsize)BOOTSTRAP_DRAWS *(gsize)b->parameters);
	b->below = g_new(double, b->parameters);
	b->above = g_new(double, b->parameters);
	rng_init(&rng, 1, 0, "bootstrap");
	for (int i = 0; i < BOOTSTRAP_DRAWS; i++)
		bootstrap_draw(f, figures, &rng, b->moved + (gsize)i * (gsize)b->parameters);
	find_errors(b);
	find_reach(b);
	return b;
}

void bootstrap_free(struct bootstrap *b)
{
	if (!b)
		return;
	g_free(b->moved);
	g_free(b->below);
	g_free(b->above);
	g_free(b);
}

void bootstrap_sum(const struct bootstrap *b, const int *parameters, const double *amounts, int n,
		   double *below, double *above)
{
	struct sides s = {0};
	double whole = 0;
	for (int k = 0; k < n; k++)
		whole += amounts[k];
	for (int i = 0; i < BOOTSTRAP_DRAWS; i++) {
		double sum = 0;
		for (int k = 0; k < n; k++)
			sum += amounts[k] * exp(b->moved[i * b->parameters + parameters[k]]);
		sides_add(&s, log(sum / whole));
	}
	*below = side(&s, false);
	*above = side(&s, true);
}
