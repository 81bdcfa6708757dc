/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Verdicts: what replications say about a claim. An interval that lies wholly where the claim holds passes,
 * one that lies wholly elsewhere fails, and one that reaches into both shows nothing yet: more replications
 * would.
 *
 * A single run (an estimate with n 1) has no interval. Where the claim is about one system, or
 * about two that met the same random numbers, its figure decides. The reason then says that it is a
 * single run. Two single runs with random numbers of their own show nothing. Asked for by
 * expectations, by the comparison with a reference and by vhostsim compare; docs/studies.md has the
 * statistics.
 */
#ifndef TOOLS_STUDY_FIGURES_VERDICT_H
#define TOOLS_STUDY_FIGURES_VERDICT_H

#include "tools/study/figures/interval.h"
#include "tools/study/figures/metric.h"

enum study_verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_NOT_SHOWN };

#define VERDICTS 3

/* verdict_name: "pass", "fail", "no difference shown". */
const char *verdict_name(enum study_verdict v);

struct judgement {
	enum study_verdict verdict;
	char *reason; /* a sentence without a full stop: the figure, its interval, what was wanted; owned (g_free) */
};

/* Two systems, or one before and after, in one metric. */
struct comparison {
	struct estimate before, after; /* either alone */
	struct estimate change;	       /* after / before - 1; with absolute: after - before */
	bool absolute;		       /* asked for, or the mean of before is 0 */
	bool paired;		       /* by replications with common random numbers */
};

/* verdict_absolute: the metric is a share (loss_ratio, cpu.*), which is compared by the difference. */
bool verdict_absolute(const struct metric *m);

/* comparison_paired: before[i] and after[i] met the same random numbers. comparison_welch: they have nothing
 * in common. absolute: compare by the difference, not by the relative change. */
struct comparison comparison_paired(const double *before, const double *after, int n, bool absolute);
struct comparison comparison_welch(struct estimate before, struct estimate after, bool absolute);

/* verdict_confidence: the confidence of each of so many intervals that makes all of them hold together with the
 * confidence `together`. Bonferroni. */
double verdict_confidence(double together, int intervals);

/* verdict_within: the metric lies in [min, max]; an open end is infinite. */
struct judgement verdict_within(const struct metric *m, struct estimate value, double min, double max,
				double confidence);

/* verdict_better: `after` is better than `before` by at least `least` (0.05: 5 % more of what is better high, 5 %
 * less of what is better low; with c->absolute in the metric's unit). The metric has a sense. The names of the
 * systems go into the reason. */
struct judgement verdict_better(const struct metric *m, const struct comparison *c, double least,
				double confidence, const char *before, const char *after);

/* verdict_unchanged: `after` is not worse than `before` by more than the tolerance (relative, or with
 * c->absolute in the metric's unit; a mean of 0 before allows none). Where the metric has no sense, neither
 * less nor more by more than the tolerance. A figure that was known and is not now fails. */
struct judgement verdict_unchanged(const struct metric *m, const struct comparison *c, double tolerance,
				   double confidence);

#endif
