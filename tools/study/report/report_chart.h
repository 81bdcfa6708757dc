/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chart of a study: a gnuplot script with its data that draws NAME.svg and NAME.png.
 *
 * A chart has a row for each figure, with the interval of each, along the axis that report_layout.h chooses: lines with
 * bands over numbers, bars with whiskers over words (points where the scale is logarithmic, for a bar's length would
 * mean nothing). Curves that lie on each other are drawn in different widths. A figure that is 0 everywhere, or known
 * nowhere, has no row. When not all curves are drawn (report_curves.h), the chart says so.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_CHART_H
#define TOOLS_STUDY_REPORT_REPORT_CHART_H

#include "tools/study/report/report_data.h"
#include "tools/study/report/report_layout.h"

/* What a chart is to show instead of forwarding rate, loss ratio and 99th percentile of the latency along the load. */
struct report_plot {
	const char *name;	/* of the files */
	const char *metric;	/* which the report has as a figure */
	const char *conditions; /* what stands below; NULL: those of the study's base (report_conditions.h) */
	struct report_layout layout;
};

/* report_chart_script: the script; NULL when there is nothing to draw: one point, or no run that gave a result. Newly
 * allocated (g_free). report_plot_script: the same of one metric. report_terminal_script: the same as characters, drawn
 * into the file INTO/NAME.txt. */
char *report_chart_script(const struct report *r);
char *report_plot_script(const struct report *r, const struct report_plot *plot);
char *report_terminal_script(const struct report *r, const struct report_plot *plot);

#endif
