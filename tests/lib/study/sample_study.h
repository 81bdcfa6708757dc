/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Studies made by hand, for the tests of what is printed and drawn of them.
 */
#ifndef TESTS_LIB_STUDY_SAMPLE_STUDY_H
#define TESTS_LIB_STUDY_SAMPLE_STUDY_H

#include "tools/study/figures/metric.h"
#include "tools/study/plan/axis_values.h"
#include "tools/study/plan/plan.h"
#include "tools/study/summary/summary.h"
#include <math.h>

/* An axis: its values are words, and numbers where the unit is given for them. */
struct sample_axis {
	const char *name;
	bool is_number;
	enum unit unit;
	const char *values[16]; /* ended by NULL */
};

/* sample_study: of every combination of these axes; 95 % intervals. Free with study_free. */
struct study *sample_study(const struct sample_axis *axes, int n);

/* sample_summary: of a study without a run. Free with summary_free. */
static inline struct summary *sample_summary(const struct study *s)
{
	static char *const nowhere[] = {NULL};
	struct summary *summary = summary_new("sample");
	for (int i = 0; i < metric_count(); i++)
		g_array_append_val(summary->metrics, i);
	for (guint i = 0; i < s->points->len; i++)
		summary_add(summary, nowhere);
	return summary;
}

/* A run of a study. */
struct sample_run {
	guint point;
	int64_t replication;
	double offered, delivered; /* pps */
	double p99;		   /* ns */
};

/* sample_add: adds a run; of it nothing else is known. The replications of a point rise. */
void sample_add(struct summary *s, struct sample_run run);

#endif
