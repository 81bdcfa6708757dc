/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Judging a study by a reference: its figures must not be worse than those of a summary (summary.h) that was made of it
 * before, by more than a tolerance. What is compared, and how, is as in vhostsim compare (difference.h).
 */
#ifndef TOOLS_STUDY_JUDGE_REFERENCE_JUDGE_H
#define TOOLS_STUDY_JUDGE_REFERENCE_JUDGE_H

#include "tools/study/judge/difference.h"
#include "tools/study/judge/finding.h"

#define FINDING_REFERENCE "reference" /* group of these findings */

/* reference_judge: adds a finding for each figure of d, from the reference to what is now. A point that only the
 * reference has fails; one that it does not have is not compared, which the finding says. */
void reference_judge(const struct differences *d, struct findings *findings);

/* reference_not_judged: adds the finding that nothing could be compared, because so many runs failed. */
void reference_not_judged(const struct summary *reference, int failed, struct findings *findings);

#endif
