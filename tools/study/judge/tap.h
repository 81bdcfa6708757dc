/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings as TAP, the Test Anything Protocol, version 13 (testanything.org): the version that every reader knows; the
 * stream is one of version 14 as well.
 *
 * A finding is a test line; one that fails has a YAML block with the message and its place below it. What is not shown is
 * "ok ... # SKIP" with the message, if the check is strict it is "not ok".
 */
#ifndef TOOLS_STUDY_JUDGE_TAP_H
#define TOOLS_STUDY_JUDGE_TAP_H

#include "tools/study/judge/finding.h"

/* tap_text: the whole stream. Newly allocated (g_free). */
char *tap_text(const struct findings *f);

#endif
