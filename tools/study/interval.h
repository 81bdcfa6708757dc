/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Confidence intervals of means over replications: Student t.
 */
#ifndef TOOLS_STUDY_INTERVAL_H
#define TOOLS_STUDY_INTERVAL_H

#include <stdbool.h>

struct interval {
	int n;	     /* values that it rests on, NAN left out */
	double mean; /* NAN: n is 0 */
	double half; /* half width; NAN: n is below 2 */
};

/* interval_of: of the mean of n values at a confidence such as 0.95. NAN among them are left out. */
struct interval interval_of(const double *values, int n, double confidence);

/* interval_paired: of the mean of b[i] - a[i]: two systems under common random numbers. */
struct interval interval_paired(const double *a, const double *b, int n, double confidence);

/* interval_welch: of mean(b) - mean(a), each given by its own interval at that confidence, as when the single values
 * are not known. Welch, 1947, with Satterthwaite's degrees of freedom. */
struct interval interval_welch(struct interval a, struct interval b, double confidence);

#endif
