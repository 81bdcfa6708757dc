/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chart of a study: a gnuplot script with its data, study.gp, that draws study.svg and study.png.
 *
 * It shows forwarding rate, loss ratio and 99th percentile of the latency, with the interval of each, along the axis
 * that report_layout.h chooses: lines with bands over numbers, bars with whiskers over words. When not all curves
 * are drawn (report_curves.h), the chart says so.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_CHART_H
#define TOOLS_STUDY_REPORT_REPORT_CHART_H

#include "tools/study/report/report_data.h"

/* report_chart_script: the script; NULL when there is nothing to draw: one point, or no run that gave a result. Newly
 * allocated (g_free). */
char *report_chart_script(const struct report *r);

#endif
