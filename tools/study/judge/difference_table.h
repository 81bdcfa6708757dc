/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Differences of two summaries as people and programs read them: what vhostsim compare prints.
 */
#ifndef TOOLS_STUDY_JUDGE_DIFFERENCE_TABLE_H
#define TOOLS_STUDY_JUDGE_DIFFERENCE_TABLE_H

#include "tools/study/judge/difference.h"

/* difference_text: where both come from, a table of the figures that differ (with `all` of every one), the
 * reason of each that fails, points that only one side has, and the counts. difference_csv, difference_json:
 * every figure; amounts in the metric's unit, changes as parts (of shares as differences). Newly allocated
 * (g_free). */
char *difference_text(const struct differences *d, bool all);
char *difference_csv(const struct differences *d);
char *difference_json(const struct differences *d);

#endif
