/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bootstrap: what a fit would have found, had the repetitions, the instruments and the prior come out otherwise.
 *
 * A draw takes as many repetitions of each figure as there are, with replacement, an error of its
 * instrument, a middle of the prior from its width, and slopes between those to either side. The
 * minimum moves as fit_answer says.
 *
 * Intervals are simultaneous: all parameters are to lie in theirs at once. To this end their two
 * halves are the same multiple, reach, of the deviation over the draws to that side (the greatest
 * |t| of all parameters: Davison, Hinkley, Bootstrap Methods and their Application, 1997). The
 * confidence is more than the 95 % that are wanted, as no model is as simple as fit_answer takes it
 * (tools/dev/calibrate-check).
 */
#ifndef TOOLS_CALIBRATE_BOOTSTRAP_H
#define TOOLS_CALIBRATE_BOOTSTRAP_H

#include "tools/calibrate/fit.h"
#include "tools/calibrate/measurements.h"

#define BOOTSTRAP_DRAWS 1000
#define BOOTSTRAP_CONFIDENCE 0.999

struct bootstrap {
	int parameters;
	double *moved;	       /* from the minimum: [draw * parameters + parameter] */
	double *below, *above; /* deviation of each parameter over the draws, to either side of the minimum */
	double reach;
};

/* bootstrap_new: of a fit, whose figures are these. The caller owns it (bootstrap_free, NULL allowed). */
struct bootstrap *bootstrap_new(const struct fit *f, const struct measured *const *figures);
void bootstrap_free(struct bootstrap *b);

/* bootstrap_sum: the same two deviations of the logarithm of a sum: of amounts (at the minimum) times the exponentials of some
 * parameters, of which n are named by their indices. */
void bootstrap_sum(const struct bootstrap *b, const int *parameters, const double *amounts, int n,
		   double *below, double *above);

#endif
