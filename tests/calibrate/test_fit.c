/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fit: on models whose minimum is known in closed form.
 */
#include "tests/lib/suite.h"
#include "tools/calibrate/fit.h"
#include <math.h>

#define PARAMETERS 3
#define FIGURES 4

/* A linear model: figure i is the sum of slope[i][j] x[j], and 10. */
static const double slopes[FIGURES][PARAMETERS] = {{2, 1, 0}, {0, 3, 0}, {1, 1, 0}, {4, 0, 0}};

struct linear {
	int asked, refuse_after; /* -1: never */
};

static bool linear_values(void *self, int n, const double *points, double *out)
{
	struct linear *l = self;
	if (l->refuse_after >= 0 && l->asked >= l->refuse_after)
		return false;
	l->asked++;
	for (int k = 0; k < n; k++)
		for (int i = 0; i < FIGURES; i++) {
			double *value = &out[k * FIGURES + i];
			*value = 10;
			for (int j = 0; j < PARAMETERS; j++)
				*value += slopes[i][j] * points[k * PARAMETERS + j];
		}
	return true;
}

static const int groups[PARAMETERS] = {0, 1, 2};
static const double amounts[PARAMETERS] = {1, 1, 1};
static const double width[PARAMETERS] = {0.5, 0.5, 0.4}, error[FIGURES] = {0.1, 0.1, 0.1, 0.1};

static struct fit_problem linear_problem(struct linear *l, const double *measured)
{
	return (struct fit_problem){.parameters = PARAMETERS,
				    .figures = FIGURES,
				    .width = width,
				    .group = groups,
				    .groups = PARAMETERS,
				    .amount = amounts,
				    .measured = measured,
				    .error = error,
				    .values = linear_values,
				    .self = l};
}

/* The gradient of what is minimised is zero at the minimum, worked out here from the definition. */
static void test_minimum(void)
{
	static const double measured[FIGURES] = {10.9, 9.6, 10.2, 11.3};
	struct linear l = {.refuse_after = -1};
	const struct fit_problem p = linear_problem(&l, measured);
	struct fit *f = fit_new(&p);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	for (int j = 0; j < PARAMETERS; j++) {
		double gradient = f->x[j] / (width[j] * width[j]), scale = 1 / (width[j] * width[j]);
		for (int i = 0; i < FIGURES; i++) {
			gradient += slopes[i][j] * (f->model[i] - measured[i]) / (error[i] * error[i]);
			scale += slopes[i][j] * slopes[i][j] / (error[i] * error[i]);
		}
		CU_ASSERT_DOUBLE_EQUAL(gradient / scale, 0, 2e-3);
	}
	CU_ASSERT_DOUBLE_EQUAL(f->x[2], 0, 1e-9); /* no figure depends on it */
	fit_free(f);
}

/* The covariance of what no figure depends on is the prior's; of the others its product with the information is 1. */
static void test_covariance(void)
{
	static const double measured[FIGURES] = {10, 10, 10, 10};
	struct linear l = {.refuse_after = -1};
	const struct fit_problem p = linear_problem(&l, measured);
	struct fit *f = fit_new(&p);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_DOUBLE_EQUAL(f->covariance[8], width[2] * width[2], 1e-9);
	double a = 4 + 2100, b = 4 + 1100, c = 300; /* the sums of products of the slopes, over 0.1 squared */
	double det = a * b - c * c;
	CU_ASSERT_DOUBLE_EQUAL(f->covariance[0], b / det, 0.01 * b / det);
	CU_ASSERT_DOUBLE_EQUAL(f->covariance[4], a / det, 0.01 * a / det);
	CU_ASSERT_DOUBLE_EQUAL(f->covariance[1], -c / det, 0.01 * c / det);
	CU_ASSERT_EQUAL(fit_directions(f), 2);
	fit_free(f);
}

/* Cycles that are exponentials of the parameters, and a rate that is 1 over their sum: the minimum without noise is where
 * they were made, but for the pull of a wide prior. */
static bool curved_values(void *self, int n, const double *points, double *out)
{
	(void)self;
	for (int k = 0; k < n; k++) {
		double a = 1000 * exp(points[2 * k]), b = 300 * exp(points[2 * k + 1]);
		out[3 * k] = a + 4 * b;
		out[3 * k + 1] = a + b;
		out[3 * k + 2] = 1e9 / (a + 2 * b);
	}
	return true;
}

/* fit_answer: of cycles, which are linear in costs, what another fit to other figures finds, near or far. */
static bool cycles_values(void *self, int n, const double *points, double *out)
{
	(void)self;
	for (int k = 0; k < n; k++) {
		double a = 1000 * exp(points[2 * k]), b = 300 * exp(points[2 * k + 1]);
		out[2 * k] = a + 4 * b;
		out[2 * k + 1] = a + b;
	}
	return true;
}

static void test_answer(void)
{
	static const double wide[2] = {0.6, 0.6}, amount[2] = {1000, 300}, errors[2] = {20, 20};
	static const double first[2] = {2200, 1300}, others[][2] = {{2230, 1310}, {1900, 1250}, {2900, 1800}};
	struct fit_problem p = {.parameters = 2,
				.figures = 2,
				.width = wide,
				.group = groups,
				.groups = 2,
				.amount = amount,
				.measured = first,
				.error = errors,
				.values = cycles_values};
	struct fit *f = fit_new(&p);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	for (size_t k = 0; k < 3; k++) {
		const double none[2] = {0, 0};
		double d_measured[2] = {others[k][0] - first[0], others[k][1] - first[1]}, x[2];
		struct fit_problem q = p;
		q.measured = others[k];
		struct fit *g = fit_new(&q);
		CU_ASSERT_PTR_NOT_NULL_FATAL(g);
		fit_answer(f, d_measured, none, NULL, x);
		for (int j = 0; j < 2; j++)
			CU_ASSERT_DOUBLE_EQUAL(x[j], g->x[j], 0.01);
		fit_free(g);
	}
	fit_free(f);
}

static void test_curved(void)
{
	static const double wide[2] = {2, 2};
	const double truth[2] = {0.9, -0.7};
	double measured[3], errors[3];
	curved_values(NULL, 1, truth, measured);
	for (int i = 0; i < 3; i++)
		errors[i] = 1e-3 * measured[i];
	const struct fit_problem p = {.parameters = 2,
				      .figures = 3,
				      .width = wide,
				      .group = groups,
				      .groups = 2,
				      .amount = amounts,
				      .measured = measured,
				      .error = errors,
				      .values = curved_values};
	struct fit *f = fit_new(&p);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_DOUBLE_EQUAL(f->x[0], truth[0], 2e-3);
	CU_ASSERT_DOUBLE_EQUAL(f->x[1], truth[1], 5e-3);
	fit_free(f);
}

/* Two parameters that always work as one sum, 700 e^x0 + 300 e^x1: the slopes of each are its share of the whole's. */
static bool summed_values(void *self, int n, const double *points, double *out)
{
	(void)self;
	for (int k = 0; k < n; k++)
		out[k] = 700 * exp(points[2 * k]) + 300 * exp(points[2 * k + 1]);
	return true;
}

static void test_group(void)
{
	static const int one[2] = {0, 0};
	static const double amount[2] = {700, 300}, measured[1] = {1300}, exact[1] = {1};
	const struct fit_problem p = {.parameters = 2,
				      .figures = 1,
				      .width = width,
				      .group = one,
				      .groups = 1,
				      .amount = amount,
				      .measured = measured,
				      .error = exact,
				      .values = summed_values};
	struct fit *f = fit_new(&p);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_DOUBLE_EQUAL(f->model[0], 1300, 1);
	double first = 700 * exp(f->x[0]), second = 300 * exp(f->x[1]);
	CU_ASSERT_DOUBLE_EQUAL(f->slope[0], first, 0.01 * first); /* the slope of 700 e^x is 700 e^x */
	CU_ASSERT_DOUBLE_EQUAL(f->slope[1], second, 0.01 * second);
	double least = INFINITY; /* of all ways to make up 1300 */
	for (double x = -0.5; x < 1; x += 0.001) {
		double other = log((1300 - 300 * exp(x)) / 700);
		least = fmin(least, (x * x + other * other) / (0.5 * 0.5));
	}
	CU_ASSERT_DOUBLE_EQUAL(f->squares, least, 0.1); /* a smaller gain is not sought */
	fit_free(f);
}

/* A fit ends when no more values can be had, whenever that is. */
static void test_no_more(void)
{
	static const double measured[FIGURES] = {10.9, 9.6, 10.2, 11.3};
	for (int after = 0; after < 3; after++) {
		struct linear l = {.refuse_after = after};
		const struct fit_problem p = linear_problem(&l, measured);
		CU_ASSERT_PTR_NULL(fit_new(&p));
	}
}

static const struct test_case cases[] = {
	{"minimum", test_minimum}, {"covariance", test_covariance}, {"answer", test_answer},
	{"curved", test_curved},   {"group", test_group},	    {"no more", test_no_more},
};

SUITE("fit", cases)
