/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of a study's chart: which figures are drawn, in which unit, and on which scale.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_ROWS_H
#define TOOLS_STUDY_REPORT_REPORT_ROWS_H

#include "tools/study/report/report_curves.h"

#define CHART_ROWS_MAX 4

struct chart_row {
	int figure;
	char *text;	  /* of its axis, with the unit; owned */
	double scale;	  /* from the figure's unit to that of the axis */
	double low, high; /* ends of the axis */
	bool is_log;
	bool is_seconds; /* ticks are times, the axis is in s */
	bool is_share;	 /* of which nothing exceeds 100 % */
	bool known;	 /* an interval is */
};

struct chart_rows {
	struct chart_row row[CHART_ROWS_MAX];
	int n;
	char *left_out; /* which figures have none or gaps, and why; owned */
};

/* Mean and ends of the interval, which are the mean where no interval is known, in the unit of the axis. */
struct chart_range {
	double mean, low, high;
	bool known;
};

/* chart_rows_of: for these figures of the report. Of several, one that is nowhere known or everywhere 0 is left out. The
 * caller clears them (chart_rows_clear). */
struct chart_rows chart_rows_of(const struct report_curves *c, const int *figures, int n);
void chart_rows_clear(struct chart_rows *rows);

/* chart_row_range: the value of a point in a row, with its interval. */
struct chart_range chart_row_range(const struct report_curves *c, const struct chart_row *row, guint point);

/* chart_rows_write: appends the arrays of the rows, and UNDER: under how many later curves each lies, row by row. */
void chart_rows_write(const struct report_curves *c, const struct chart_rows *rows, GString *out);

#endif
