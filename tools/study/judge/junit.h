/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings as JUnit XML: the elements and attributes that Jenkins' junit-10.xsd allows, which are those that GitLab, GitHub
 * actions, CircleCI and Azure read as well.
 *
 * A group of findings is a testsuite, a finding a testcase. What is not shown is "skipped" with its message, the one
 * state that these show without failing; if the check is strict it is a failure. An error is an "error". There is no time
 * and no host: the same results give the same bytes, and "time" may be left out.
 */
#ifndef TOOLS_STUDY_JUDGE_JUNIT_H
#define TOOLS_STUDY_JUDGE_JUNIT_H

#include "tools/study/judge/finding.h"

/* junit_xml: the document. Newly allocated (g_free). Characters that XML 1.0 cannot hold become U+FFFD. */
char *junit_xml(const struct findings *f);

#endif
