/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Estimates over replications and their confidence intervals: Student t.
 *
 * An estimate is a figure with its standard error and degrees of freedom; at a confidence it gives an
 * interval. Both are of what many more replications would give on average; the replications are taken as
 * independent of each other and their mean as normally distributed. Paired estimates rest on common random
 * numbers: replication i of both systems met the same arrivals, so that their noise cancels in the difference
 * (Law, Simulation Modeling and Analysis, 2015, 10.2 and 11.2). Sums are those of Welford, 1962, which lose
 * nothing when the mean is large beside the spread. What is not known is NAN; NAN among values is left out,
 * of pairs both.
 */
#ifndef TOOLS_STUDY_FIGURES_INTERVAL_H
#define TOOLS_STUDY_FIGURES_INTERVAL_H

#include <stdbool.h>

struct estimate {
	int n;	      /* values that it rests on, pairs counted once; of two samples the sum */
	double mean;  /* NAN: n is 0 */
	double error; /* standard error of it; NAN: not known, as with one value */
	double df;    /* degrees of freedom of error */
};

/* estimate_of: of the mean of n values. */
struct estimate estimate_of(const double *values, int n);

/* The same of values that come one by one: moments_estimate gives what estimate_of gives of those added so far, to the bit.
 * Zero at the start. */
struct moments {
	int n;		      /* NAN not counted */
	double mean, squares; /* sum of squared deviations */
};

/* moments_add: takes in a value; NAN is left out. moments_estimate: of the mean of the values so far. */
void moments_add(struct moments *m, double value);
struct estimate moments_estimate(const struct moments *m);

/* estimate_paired: of the mean of b[i] - a[i]. estimate_welch: of mean(b) - mean(a) of samples that have nothing
 * in common; Welch, 1947, with Satterthwaite's degrees of freedom. */
struct estimate estimate_paired(const double *a, const double *b, int n);
struct estimate estimate_welch(struct estimate a, struct estimate b);

/* estimate_change, estimate_change_welch: of mean(b) / mean(a) - 1, the relative change from a to b; the
 * error is that of the residuals b - a * mean(b) / mean(a) over |mean(a)| (ratio estimator: Cochran, Sampling
 * Techniques, 1977, 6.3). Where all of a and b is 0 the change is 0 without error; otherwise a mean(a) of 0
 * gives NAN. */
struct estimate estimate_change(const double *a, const double *b, int n);
struct estimate estimate_change_welch(struct estimate a, struct estimate b);

struct interval {
	int n;	     /* values that it rests on, NAN left out */
	double mean; /* NAN: n is 0 */
	double half; /* half width; NAN: n is below 2 */
};

/* interval_at: the interval of an estimate at a confidence above 0 and below 1, such as 0.95. */
struct interval interval_at(struct estimate e, double confidence);

/* interval_known: it has a half width, so interval_low and interval_high are its ends. */
bool interval_known(struct interval i);
double interval_low(struct interval i);
double interval_high(struct interval i);

/* interval_of, interval_paired: of estimates as above, at once. */
struct interval interval_of(const double *values, int n, double confidence);
struct interval interval_paired(const double *a, const double *b, int n, double confidence);

/* interval_quantile: t with P(|T| <= t) = confidence for Student's T with df degrees of freedom; INFINITY: the normal
 * distribution's, which is less than any other. */
double interval_quantile(double confidence, double df);

#endif
