/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sections of a report, each in a file of its own. A section appends its HTML; one that appends nothing is left out.
 */
#ifndef TOOLS_REPORT_HTML_SECTIONS_H
#define TOOLS_REPORT_HTML_SECTIONS_H

#include "tools/report_html/results.h"
#include "tools/text/table.h"

typedef void report_section(GString *out, const struct results *r);

report_section answer_section;	 /* what limits a single run, in sentences */
report_section warnings_section; /* what the figures do not say, or say with little support */
report_section charts_section;	 /* the pictures in the folder */
report_section run_section;	 /* tables of a single run */
report_section study_section;	 /* tables of a study */
report_section series_section;	 /* figures over time */
report_section settings_section; /* settings and costs in force, with their origins */
report_section repeat_section;	 /* commands and versions */

/* section_table: appends the table, which it frees, under this caption; nothing when it has no rows. */
void section_table(GString *out, struct table *t, guint rows, const char *caption);

/* section_number: the next cell: a number in no locale, "-" when it is none. */
void section_number(struct table *t, double value, int decimals);

#endif
