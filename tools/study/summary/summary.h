/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Summary of a study: of each point and metric how many replications gave it, their mean and spread. Small
 * enough to be committed as a reference that later versions are compared with.
 *
 * It is made of a store (summary_store.h), or read from the text that summary_text writes: comment lines with
 * what the study was, then CSV with a column for each axis and
 *
 *     metric,unit,n,mean,half_width,sd,min,max
 *
 * a row for each point and metric that is known. Mean, min and max read back as the very values; half_width
 * is that of the confidence interval in the head and is for people. A summary of a store keeps the single
 * runs too, for pairs.
 */
#ifndef TOOLS_STUDY_SUMMARY_SUMMARY_H
#define TOOLS_STUDY_SUMMARY_SUMMARY_H

#include "sim/input/diag.h"
#include "tools/study/figures/interval.h"

#define SUMMARY_FIRST_LINE "# vhostsim summary, format 1"
#define SUMMARY_SEVERAL "several" /* seeds, or versions of the model, that differ from run to run */

struct summary_cell {
	int n;				     /* 0: not known */
	double mean, deviation, least, most; /* deviation NAN: n is 1 */
};

struct summary_run {
	int64_t replication, seed;
	double *values; /* by metric of the summary; owned */
};

struct summary_point {
	char **values; /* text on each axis, NULL-terminated; owned */
	GArray *cells; /* of struct summary_cell, by metric of the summary; those beyond its end are not known */
	GArray *runs; /* of struct summary_run; NULL: not known */
};

struct summary {
	char *path;		    /* where it comes from; owned as the other texts */
	char *study, *model, *seed; /* its name, version of the models, seed: "1" or SUMMARY_SEVERAL */
	char *guest, *source; /* whose packets are counted, where a metric is known of one; both "": all */
	double confidence;    /* of half_width */
	GPtrArray *axes;      /* of char *: names */
	GArray *metrics;      /* of int: indices (metric.h) */
	GPtrArray *points;    /* of struct summary_point * */
};

/* summary_new: without axes, metrics and points. The caller owns it (summary_free, NULL allowed). */
struct summary *summary_new(const char *path);
void summary_free(struct summary *s);

/* summary_add: a point with these texts on the axes, copied; owned by the summary. */
struct summary_point *summary_add(struct summary *s, char *const *values);

/* summary_add_run: a run of the point with a value for each metric, copied; NAN: not known. The cells take it
 * in; runs are added in the order of their replications. */
void summary_add_run(struct summary *s, struct summary_point *p, int64_t replication, int64_t seed,
		     const double *values);

/* summary_append_run: the same without the cells, of many runs; summary_count takes them all in. */
void summary_append_run(struct summary *s, struct summary_point *p, int64_t replication, int64_t seed,
			const double *values);
void summary_count(struct summary *s, struct summary_point *p);

/* summary_cell: of a point, by number of the metric in the summary. summary_estimate: of its mean. */
struct summary_cell summary_cell(const struct summary_point *p, int metric);
struct estimate summary_estimate(struct summary_cell c);

/* summary_metric: the number in the summary of a metric; -1: it does not have it. */
int summary_metric(const struct summary *s, int metric);

/* summary_text: as above; newly allocated (g_free). */
char *summary_text(const struct summary *s);

/* summary_read: of a file that summary_text wrote, perhaps edited since; at is the place that names it. NULL
 * with every fault added to d, with its place in the file. */
struct summary *summary_read(const char *path, struct place at, struct diag *d);

#endif
