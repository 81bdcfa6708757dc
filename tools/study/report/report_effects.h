/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chart of effects: what each value of each axis changes in a metric, the others as in the first point.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_EFFECTS_H
#define TOOLS_STUDY_REPORT_REPORT_EFFECTS_H

#include "tools/study/report/report_chart.h"

#define REPORT_EFFECTS_MAX 30 /* bars; of more, the greatest are drawn */

/* report_effects_script: bars from the largest effect to the smallest, each with the interval of its mean over pairs of runs
 * with common random numbers. NULL: no point differs from the first on one axis alone, or no run knows the metric. Newly
 * allocated (g_free). */
char *report_effects_script(const struct report *r, const struct report_plot *plot);

#endif
