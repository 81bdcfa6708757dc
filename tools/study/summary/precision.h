/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequential stopping: how many replications a point gets when its interval is to be narrow enough.
 *
 * One replication at a time is added until half width <= precision / (1 + precision) * |mean|: then the error
 * relative to the true mean, not the estimated one, is at most the precision (Law, Simulation Modeling and
 * Analysis, 2015, 9.4.1: procedure for relative error). Stopping as soon as the interval looks narrow favours
 * samples that happen to have little spread; the larger the least number of replications the less so: Law
 * starts with 10. docs/studies.md has what it does.
 *
 * Only the replications 0 to n - 1 count, all of them finished, and the smallest number that suffices is
 * taken: the answer depends neither on the order in which runs finish nor on whether later ones are known
 * already.
 */
#ifndef TOOLS_STUDY_SUMMARY_PRECISION_H
#define TOOLS_STUDY_SUMMARY_PRECISION_H

#include "tools/scenario/plans.h"
#include "tools/study/figures/interval.h"

#define PRECISION_LEAST 3 /* replications, whatever is asked for: two may be alike by chance */

struct precision_rule {
	int least, most;  /* replications */
	double precision; /* wished half width as a part of the mean, above 0; 0: as many as least, no more */
	double confidence; /* of the interval */
	double normal;	   /* interval_quantile of that and INFINITY, which saves most others; 0: not known */
};

/* precision_rule: as a study's settings have it. */
struct precision_rule precision_rule(const struct study_settings *s);

/* precision_wanted: the replications that the point wants in all, the first n of which gave these values
 * (NAN: the run failed, or does not give the metric). At most n: it has them, and those from there on do not
 * count; n + 1: one more. A point of whose first `least` replications none gives the metric has enough. */
int precision_wanted(const struct precision_rule *r, const double *values, int n);

/* The same of replications that come one by one: precision_asked gives what precision_wanted gives of the values added so
 * far. Zero at the start. */
struct precision_count {
	struct moments moments;
	int n;
	int enough; /* so many suffice; 0: not those so far */
};

/* precision_add: takes in the value of the next replication. precision_asked: how many the rule asks for by now. */
void precision_add(const struct precision_rule *r, struct precision_count *c, double value);
int precision_asked(const struct precision_rule *r, const struct precision_count *c);

#endif
