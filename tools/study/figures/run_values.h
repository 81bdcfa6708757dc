/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of a run: every metric (metric.h) of all packets together, and those that are known of a part of them
 * alone: of each guest's packets, of each source's. Which packets count for a guest: docs/metrics.md, `guests`.
 */
#ifndef TOOLS_STUDY_FIGURES_RUN_VALUES_H
#define TOOLS_STUDY_FIGURES_RUN_VALUES_H

#include "tools/study/figures/whose.h"

/* Parts of one kind, in the order of the scenario. */
struct run_parts {
	int n;
	char **name;
	double **figures; /* metric_count() each; NAN: not known, as what is not known of such parts */
};

struct run_values {
	double *all; /* metric_count() figures of all packets; NAN: not known, as a percentile that the sample does
		      * not support */
	struct run_parts part[PARTS];
};

/* run_values_empty: every figure NAN, no parts. The caller owns it (run_values_free, NULL allowed). */
struct run_values *run_values_empty(void);
void run_values_free(struct run_values *v);

/* run_values_add: one more part of this name, copied; its figures, all NAN, to be filled. */
double *run_values_add(struct run_values *v, enum run_part part, const char *name);

/* run_values_same: whether both are there, with the same parts and figures. */
bool run_values_same(const struct run_values *a, const struct run_values *b);

/* run_value: one figure; guest "" or NULL: of all packets; NAN when there is no such guest. run_value_of: the same of
 * whoever is meant; what is not known of such parts is that of all. */
double run_value(const struct run_values *v, int metric, const char *guest);
double run_value_of(const struct run_values *v, int metric, struct whose whose);

#endif
