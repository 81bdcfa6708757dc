/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a study's report is made of: the figures that it shows, of every run, and their intervals by point and by pair
 * of points.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_DATA_H
#define TOOLS_STUDY_REPORT_REPORT_DATA_H

#include "tools/study/figures/interval.h"
#include "tools/study/plan/plan.h"
#include "tools/study/summary/summary.h"

/* A figure of the report: a metric, of the guest that the study counts, in a unit that reads well. */
struct report_figure {
	const char *metric; /* name */
	const char *head, *unit;
	double scale; /* from the metric to that unit */
	int decimals;
	bool relative;		/* two values compare by their ratio, else by their difference */
	const char *difference; /* unit of that */
};

/* The figures, in the order shown: those of every report, and the study's precision_metric and the metric of its map if they are none of them. */
enum { REPORT_RATE, REPORT_LOSS, REPORT_P99, REPORT_CYCLES, REPORT_FIGURES };

struct report;

/* report_new: of the runs in a summary of the study, which has its points in the plan's order and these figures. It
 * copies what it needs of the summary; the study is not owned and must outlive the report. The caller owns it
 * (report_free). report_new_with: with this metric, which the summary has, as a figure. */
struct report *report_new(const struct study *study, const struct summary *summary);
struct report *report_new_with(const struct study *study, const struct summary *summary, const char *metric);
void report_free(struct report *r);

/* report_study: not owned. report_figure_count: figures that it has. report_figure: by number, the first REPORT_FIGURES as
 * above. */
const struct study *report_study(const struct report *r);
int report_figure_count(const struct report *r);
const struct report_figure *report_figure(const struct report *r, int figure);

/* report_figure_of: the number of the figure of this metric; -1: none. */
int report_figure_of(const struct report *r, const char *metric);

/* report_runs: runs of the point that gave a result. */
int report_runs(const struct report *r, guint point);

/* report_interval: of the mean of a figure over the replications of a point, in the figure's unit. */
struct interval report_interval(const struct report *r, guint point, int figure);

/* report_difference: of what the point has more than the other, run for run with common random numbers: in percent of
 * the other when the figure is relative (estimate_change), else in the figure's unit. */
struct interval report_difference(const struct report *r, guint point, guint other, int figure);

/* report_confidence: of all of them, such as 0.95. */
double report_confidence(const struct report *r);

#endif
