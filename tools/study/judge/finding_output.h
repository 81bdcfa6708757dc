/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings in the forms that other programs read: JUnit XML, TAP, and annotations of GitHub.
 */
#ifndef TOOLS_STUDY_JUDGE_FINDING_OUTPUT_H
#define TOOLS_STUDY_JUDGE_FINDING_OUTPUT_H

#include "tools/study/judge/finding.h"

/* junit_xml: JUnit XML: the elements and attributes that Jenkins' junit-10.xsd allows, which are those that GitLab, GitHub
 * actions, CircleCI and Azure read as well.
 *
 * A group of findings is a testsuite, a finding a testcase. What is not shown is "skipped" with its message, the one
 * state that these show without failing; if the check is strict it is a failure. An error is an "error". There is no time
 * and no host: the same results give the same bytes, and "time" may be left out.
 * Newly allocated (g_free). Characters that XML 1.0 cannot hold become U+FFFD. */
char *junit_xml(const struct findings *f);

/* tap_text: TAP, the Test Anything Protocol, version 13 (testanything.org): the version that every reader knows; the
 * stream is one of version 14 as well.
 *
 * A finding is a test line; one that fails has a YAML block with the message and its place below it. What is not shown is
 * "ok ... # SKIP" with the message, if the check is strict it is "not ok". Newly allocated (g_free). */
char *tap_text(const struct findings *f);

/* annotations_text: workflow commands of GitHub Actions, which it shows beside the line of the scenario in a pull request:
 *
 *     ::error file=scenarios/studies/ci.yaml,line=40,col=5,title=delivered_pps ...::512 kpps +- 3 is ...
 *
 * Failures and errors are errors, what is not shown is a warning, what passes has none. A line each; "" when everything
 * passes. Newly allocated (g_free). */
char *annotations_text(const struct findings *f);

#endif
