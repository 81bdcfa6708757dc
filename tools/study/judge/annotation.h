/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings as workflow commands of GitHub Actions, which it shows beside the line of the scenario in a pull request:
 *
 *     ::error file=scenarios/studies/ci.yaml,line=40,col=5,title=delivered_pps ...::512 kpps +- 3 is ...
 *
 * Failures and errors are errors, what is not shown is a warning, what passes has none.
 */
#ifndef TOOLS_STUDY_JUDGE_ANNOTATION_H
#define TOOLS_STUDY_JUDGE_ANNOTATION_H

#include "tools/study/judge/finding.h"

/* annotations_text: a line each; "" when everything passes. Newly allocated (g_free). */
char *annotations_text(const struct findings *f);

#endif
