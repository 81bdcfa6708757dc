/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of a study: its points with means and half widths of their intervals and, where there is an axis of
 * systems to compare, the systems side by side: the first one's mean, the others' differences to it.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_TABLE_H
#define TOOLS_STUDY_REPORT_REPORT_TABLE_H

#include "tools/study/report/report_data.h"

/* report_text: for the terminal, a screenful: the comparison of forwarding rates, or the points where there is nothing
 * to compare; of many rows a selection along the chart's axis, with a line that says so. Newly allocated (g_free). */
char *report_text(const struct report *r);

/* report_markdown: all of it, as a document. Newly allocated (g_free). */
char *report_markdown(const struct report *r);

#endif
