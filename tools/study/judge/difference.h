/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Differences between two summaries of a study: figure by figure a verdict on whether B is worse than A
 * (verdict_unchanged), with intervals that all hold together.
 *
 * Points match by their texts on the axes. Where both summaries keep their runs, a figure is compared in
 * pairs of runs with the same seed and replication, which met the same random numbers; otherwise as separate
 * samples. Two figures of one replication with one seed are such a pair too, and figures of one seed whose
 * number, mean and extremes are equal are of the same runs.
 */
#ifndef TOOLS_STUDY_JUDGE_DIFFERENCE_H
#define TOOLS_STUDY_JUDGE_DIFFERENCE_H

#include "tools/study/figures/verdict.h"
#include "tools/study/summary/summary.h"

struct difference {
	const struct summary_point *point; /* of A; not owned */
	const struct metric *metric;
	struct comparison c;	/* from A to B */
	struct interval change; /* at the confidence of each */
	struct judgement j;	/* owned by the list */
	bool differs;		/* a change is shown, be it within the tolerance */
};

struct differences {
	const struct summary *a, *b; /* not owned */
	const GArray *metrics;	     /* not owned */
	double tolerance;	     /* relative; of shares absolute */
	double confidence, each;     /* of all intervals together, of each */
	GArray *list;		     /* of struct difference, in A's order */
	GPtrArray *only_a,
		*only_b;     /* of struct summary_point *, not owned: points that the other does not have */
	int points;	     /* that both have */
	int count[VERDICTS]; /* by verdict */
};

/* differences_new: of those of the metrics (of int) that both summaries have. The caller owns it
 * (differences_free, NULL allowed); it must not outlive a, b and metrics. NULL with *error set when they
 * cannot be compared: other axes, no metric or no point in common, other packets counted. */
struct differences *differences_new(const struct summary *a, const struct summary *b, const GArray *metrics,
				    double tolerance, double confidence, GError **error);
void differences_free(struct differences *d);

/* difference_label: "load=850kpps flow=vhost" of a point of s; "" where there is no axis. Newly allocated
 * (g_free). */
char *difference_label(const struct summary *s, const struct summary_point *p);

#endif
