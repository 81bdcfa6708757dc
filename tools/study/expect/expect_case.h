/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One case of a check: a group of points of an expectation with the values of their runs, and the phrases that messages
 * about it share.
 */
#ifndef TOOLS_STUDY_EXPECT_EXPECT_CASE_H
#define TOOLS_STUDY_EXPECT_EXPECT_CASE_H

#include "tools/study/expect/expect.h"
#include "tools/study/figures/verdict.h"
#include "tools/study/judge/finding.h"
#include "tools/study/plan/plan.h"
#include "tools/study/summary/samples.h"

/* Nothing of it is owned. */
struct expect_case {
	const struct study *study;
	const struct expectation *e;
	const GArray *group; /* of guint: points */
	const struct samples *samples;
	const struct metric *metric;
	double confidence; /* of each interval */
};

/* expect_case_estimate: of the metric's mean at a point. */
struct estimate expect_case_estimate(const struct expect_case *c, guint point);

/* expect_case_pair: the values of two points, given by their indices in the group, for the n replications that both
 * have. The caller frees both. */
void expect_case_pair(const struct expect_case *c, guint a, guint b, double **of_a, double **of_b, int *n);

/* expect_case_status: what a verdict means for an expectation. */
enum finding_status expect_case_status(enum study_verdict v);

/* expect_case_failed: whether runs of the group failed, so that it cannot be judged; then says so. */
bool expect_case_failed(const struct expect_case *c, GString *out);

/* expect_case_empty: whether nothing was offered at a point of the group, so that there is nothing to judge; then says so.
 * Never of a metric that counts what is offered. */
bool expect_case_empty(const struct expect_case *c, GString *out);

/* expect_case_unknown: whether no run knows the metric (n values are known); then says so, and *status is FINDING_ERROR. */
bool expect_case_unknown(GString *out, int n, enum finding_status *status);

/* expect_case_append: "512.3 kpps +- 3.1". expect_case_replications: " (10 replications)". */
void expect_case_append(GString *out, const struct expect_case *c, struct estimate e);
void expect_case_replications(GString *out, int n);

/* expect_curve_judge: that a curve never falls or rises (expect_judge.h); appends what came out. */
void expect_curve_judge(const struct expect_case *c, GString *out, enum finding_status *status);

#endif
