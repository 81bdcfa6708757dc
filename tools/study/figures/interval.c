/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/figures/interval.h"
#include "sim/base/check.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

static const struct estimate unknown = {.n = 0, .mean = NAN, .error = NAN, .df = NAN};

void moments_add(struct moments *m, double value)
{
	if (isnan(value))
		return;
	m->n++;
	double delta = value - m->mean;
	m->mean += delta / m->n;
	m->squares += delta * (value - m->mean);
}

struct estimate moments_estimate(const struct moments *m)
{
	if (m->n == 0)
		return unknown;
	struct estimate e = {.n = m->n, .mean = m->mean, .error = NAN, .df = NAN};
	if (m->n > 1) {
		e.df = m->n - 1;
		e.error = sqrt(m->squares / e.df / m->n);
	}
	return e;
}

struct estimate estimate_of(const double *values, int n)
{
	struct moments m = {0};
	for (int i = 0; i < n; i++)
		moments_add(&m, values[i]);
	return moments_estimate(&m);
}

/* Of b - factor * a. */
static struct estimate contrast(const double *a, const double *b, int n, double factor)
{
	struct moments m = {0};
	for (int i = 0; i < n; i++)
		moments_add(&m, b[i] - factor * a[i]);
	return moments_estimate(&m);
}

struct estimate estimate_paired(const double *a, const double *b, int n)
{
	return contrast(a, b, n, 1);
}

/* Of mean(b) - factor * mean(a). Two errors of 0 have no degrees of freedom that matter. */
static struct estimate contrast_welch(struct estimate a, struct estimate b, double factor)
{
	if (a.n == 0 || b.n == 0)
		return unknown;
	double of_a = factor * factor * a.error * a.error, of_b = b.error * b.error;
	double sum = of_a + of_b;
	return (struct estimate){
		.n = a.n + b.n,
		.mean = b.mean - factor * a.mean,
		.error = sqrt(sum),
		.df = sum > 0 ? sum * sum / (of_a * of_a / a.df + of_b * of_b / b.df) : a.df + b.df,
	};
}

struct estimate estimate_welch(struct estimate a, struct estimate b)
{
	return contrast_welch(a, b, 1);
}

/* The residuals' estimate, made one of the ratio less 1. */
static struct estimate interval_change(struct estimate residual, double ratio, double reference)
{
	residual.mean = ratio - 1;
	residual.error /= fabs(reference);
	return residual;
}

static struct estimate change_from_zero(struct estimate difference)
{
	if (difference.mean == 0 && difference.error == 0)
		return difference;
	return (struct estimate){.n = difference.n, .mean = NAN, .error = NAN, .df = NAN};
}

/* mean_of_pairs: the mean of values[i] where other[i] is known too. */
static double mean_of_pairs(const double *values, const double *other, int n)
{
	struct moments m = {0};
	for (int i = 0; i < n; i++)
		if (!isnan(other[i]))
			moments_add(&m, values[i]);
	return m.n > 0 ? m.mean : NAN;
}

struct estimate estimate_change(const double *a, const double *b, int n)
{
	double reference = mean_of_pairs(a, b, n);
	if (reference == 0)
		return change_from_zero(contrast(a, b, n, 1));
	double ratio = mean_of_pairs(b, a, n) / reference;
	return interval_change(contrast(a, b, n, ratio), ratio, reference);
}

struct estimate estimate_change_welch(struct estimate a, struct estimate b)
{
	if (a.mean == 0)
		return change_from_zero(contrast_welch(a, b, 1));
	double ratio = b.mean / a.mean;
	return interval_change(contrast_welch(a, b, ratio), ratio, a.mean);
}

double interval_quantile(double confidence, double df)
{
	CHECK(confidence > 0 && confidence < 1, "a confidence of %g", confidence);
	double beyond = (1 - confidence) / 2;
	return isinf(df) ? gsl_cdf_ugaussian_Qinv(beyond) : gsl_cdf_tdist_Qinv(beyond, df);
}

struct interval interval_at(struct estimate e, double confidence)
{
	struct interval i = {.n = e.n, .mean = e.mean, .half = NAN};
	if (e.error == 0)
		i.half = 0;
	else if (e.df > 0)
		i.half = interval_quantile(confidence, e.df) * e.error;
	return i;
}

bool interval_known(struct interval i)
{
	return !isnan(i.half);
}

double interval_low(struct interval i)
{
	return i.mean - i.half;
}

double interval_high(struct interval i)
{
	return i.mean + i.half;
}

struct interval interval_of(const double *values, int n, double confidence)
{
	return interval_at(estimate_of(values, n), confidence);
}

struct interval interval_paired(const double *a, const double *b, int n, double confidence)
{
	return interval_at(estimate_paired(a, b, n), confidence);
}
