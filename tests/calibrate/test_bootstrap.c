/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bootstrap: against covariances in closed form, and the share of all truths that simultaneous intervals are to hold.
 */
#include "tests/lib/suite.h"
#include "tools/calibrate/bootstrap.h"
#include <math.h>

#define REPETITIONS 6

/* Two figures, each of which depends on its own parameter: slope 1. */
static bool values(void *self, int n, const double *points, double *out)
{
	(void)self;
	for (int i = 0; i < 2 * n; i++)
		out[i] = 9 + exp(points[i]);
	return true;
}

static struct fit_problem problem(const double *width, const double *measured, const double *error)
{
	static const int groups[2] = {0, 1};
	static const double amounts[2] = {1, 1};
	return (struct fit_problem){.parameters = 2,
				    .figures = 2,
				    .width = width,
				    .group = groups,
				    .groups = 2,
				    .amount = amounts,
				    .measured = measured,
				    .error = error,
				    .values = values};
}

static struct measured figure(const double *repetitions, double spread, double doubt)
{
	struct measured f = {.spread = spread, .doubt = doubt};
	f.values = g_array_new(FALSE, FALSE, sizeof(double));
	g_array_append_vals(f.values, repetitions, REPETITIONS);
	for (int i = 0; i < REPETITIONS; i++)
		f.mean += repetitions[i] / REPETITIONS;
	return f;
}

/* The variance of each parameter is 1 / (1 / error^2 + 1 / width^2), that of the one whose figure says little nearly the
 * prior's. Both are independent, so that the reach is the quantile of the greater of two normal |t|: of each 99.50 %. */
static void test_errors(void)
{
	static const double repetitions[REPETITIONS] = {9.9, 10.1, 10, 10.05, 9.95, 10};
	static const double width[2] = {0.5, 0.2}, wanted_error[2] = {0.05, 2};
	struct measured a = figure(repetitions, 0.03, 0.04), b = figure(repetitions, 0, 2);
	const struct measured *figures[2] = {&a, &b};
	const double measured[2] = {a.mean, b.mean};
	const struct fit_problem p = problem(width, measured, wanted_error);
	struct fit *f = fit_new(&p);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	struct bootstrap *boot = bootstrap_new(f, figures);
	for (int j = 0; j < 2; j++) {
		double variance = 1 / (1 / (wanted_error[j] * wanted_error[j]) + 1 / (width[j] * width[j]));
		CU_ASSERT_DOUBLE_EQUAL(boot->below[j], sqrt(variance), 0.12 * sqrt(variance));
		CU_ASSERT_DOUBLE_EQUAL(boot->above[j], sqrt(variance), 0.12 * sqrt(variance));
		CU_ASSERT_DOUBLE_EQUAL(f->covariance[3 * j], variance, 0.01 * variance);
	}
	CU_ASSERT_DOUBLE_EQUAL(boot->reach, 3.481, 0.35);
	bootstrap_free(boot);
	fit_free(f);
	g_array_unref(a.values);
	g_array_unref(b.values);
}

/* The logarithm of a sum of one amount is its parameter; that of two equal independent ones has their mean's deviation. */
static void test_sum(void)
{
	static const double repetitions[REPETITIONS] = {10, 10, 10, 10, 10, 10};
	static const double width[2] = {0.5, 0.5}, error[2] = {0.02, 0.02}, amounts[2] = {700, 700};
	static const int both[2] = {0, 1};
	struct measured a = figure(repetitions, 0, 0.02), b = figure(repetitions, 0, 0.02);
	const struct measured *figures[2] = {&a, &b};
	const double measured[2] = {10, 10};
	const struct fit_problem p = problem(width, measured, error);
	struct fit *f = fit_new(&p);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	struct bootstrap *boot = bootstrap_new(f, figures);
	double below, above;
	bootstrap_sum(boot, both, amounts, 1, &below, &above);
	CU_ASSERT_DOUBLE_EQUAL(below, boot->below[0], 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(above, boot->above[0], 1e-9);
	bootstrap_sum(boot, both, amounts, 2, &below, &above);
	CU_ASSERT_DOUBLE_EQUAL(below, 0.02 / sqrt(2), 0.0014);
	CU_ASSERT_DOUBLE_EQUAL(above, 0.02 / sqrt(2), 0.0014);
	bootstrap_free(boot);
	fit_free(f);
	g_array_unref(a.values);
	g_array_unref(b.values);
}

static const struct test_case cases[] = {{"errors", test_errors}, {"sum", test_sum}};

SUITE("bootstrap", cases)
