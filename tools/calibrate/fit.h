/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fit: weighted least squares of a model that is known by its values alone, with a prior.
 *
 * The parameters are logarithms of factors on costs: 0 is the prior's middle. What is minimised is
 *
 *     sum over figures ((model - measured) / error)^2 + sum over parameters (parameter / width)^2
 *
 * by Levenberg and Marquardt's steps (Madsen, Nielsen, Tingleff, Methods for Non-Linear Least Squares Problems, 2004), with
 * derivatives by central differences and Broyden's corrections between them. Each difference is over runs that meet the same
 * random numbers. Parameters of one group are factors on amounts that always add up: what the figures answer to one of them is
 * what they answer to the whole group, in proportion. So a group is changed as a whole. The
 * covariance of the parameters is that of the model as it is around the minimum: the inverse of the weighted squares of the
 * derivatives.
 */
#ifndef TOOLS_CALIBRATE_FIT_H
#define TOOLS_CALIBRATE_FIT_H

#include <stdbool.h>

struct fit_problem {
	int parameters, figures; /* at least 1 each */
	const double *width;	 /* of each parameter in the prior: standard deviation */
	const int *group; /* of each parameter, from 0 on; groups: their number, at most that of parameters */
	int groups;
	const double *amount; /* of each parameter, above 0: members of a group work in these proportions */
	const double *measured, *error; /* of each figure; error: its standard error, above 0 */
	/* values: of the model at n points (of all parameters each), into out (all figures each); NAN: there is none.
	 * False: no more can be had, and the fit ends. */
	bool (*values)(void *self, int n, const double *points, double *out);
	void *self;
};

struct fit {
	const struct fit_problem *problem; /* not owned */
	double *x;			   /* the parameters at the minimum */
	double *model;			   /* the figures there */
	double *slope;			   /* derivatives there: [figure * parameters + parameter] */
	double *doubt;	    /* by how much those to either side of it differ, in the same order */
	double *covariance; /* of the parameters: [parameter * parameters + parameter] */
	double squares;	    /* what was minimised, there */
	int steps;	    /* that were taken */
};

/* fit_new: the minimum. NULL when values said that no more can be had. The caller owns it (fit_free, NULL allowed). */
struct fit *fit_new(const struct fit_problem *problem);
void fit_free(struct fit *f);

/* fit_answer: where the minimum would be, had the measured figures and the middle of the prior come out otherwise, by
 * d_measured and d_prior, and the slopes of each group by a part (-0.5 .. 0.5) of their doubt; lean NULL: 0; into x. Figures
 * are taken as linear in the exponentials of the parameters, as cycles are in costs. */
void fit_answer(const struct fit *f, const double *d_measured, const double *d_prior, const double *lean,
		double *x);

/* fit_directions: how many combinations of the parameters the figures determine better than the prior does: eigenvalues above
 * 1 of the information of the figures in units of that of the prior. */
int fit_directions(const struct fit *f);

#endif
