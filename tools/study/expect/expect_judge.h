/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Judging expectations (expect.h) by what runs gave.
 *
 * All intervals of a check hold together with the study's confidence (verdict_confidence), so that noise alone seldom
 * makes a check fail however much it asks. Two points are compared replication by replication: they met the same
 * random numbers. With one replication there is no interval; the figure itself decides, and the message says so.
 *
 * A curve never falls (rises) when no point of it lies below (above) any point before it by more than the tolerance; it
 * fails when one is shown to. Where nothing was offered, or no run knows the metric, the finding is an error: nothing passes
 * over nothing. Comparing with all points before, and counting all these comparisons, keeps the best
 * of them, which luck has helped, from being taken at face value.
 */
#ifndef TOOLS_STUDY_EXPECT_EXPECT_JUDGE_H
#define TOOLS_STUDY_EXPECT_EXPECT_JUDGE_H

#include "tools/study/expect/expect.h"
#include "tools/study/judge/finding.h"
#include "tools/study/plan/plan.h"
#include "tools/study/summary/samples.h"

#define FINDING_EXPECT "expect" /* group of these findings */

/* expect_judge: adds a finding for each group of each expectation. */
void expect_judge(const struct study *study, const GPtrArray *expectations, const struct samples *samples,
		  struct findings *findings);

#endif
