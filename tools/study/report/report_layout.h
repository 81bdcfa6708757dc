/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each axis of a study is for in its tables and its chart.
 *
 * Axes of one value are fixed and stand above the table. The chart runs along one axis (x), has a panel for each value
 * of another where there are enough axes, and a curve for each combination of the rest. Values of the axis `compare`
 * are compared with the first one of them, point by point. Axes that move together count as one.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_LAYOUT_H
#define TOOLS_STUDY_REPORT_REPORT_LAYOUT_H

#include "tools/study/plan/plan.h"

#define REPORT_PANELS_MAX 12 /* values up to which an axis may be that of the panels */

/* Index of an axis; -1: there is none. */
struct report_layout {
	int compare; /* the study's setting, if that axis has several values */
	int x;	     /* "load", else the first axis of numbers, else the first of words; of several values */
	int panel;   /* the first one left that is not compare, when two are left */
	int y; /* of a map: the first one of numbers left that is not compare, else of words, else compare */
	bool is_number,
		is_log; /* of x: numbers; spaced evenly on a logarithmic scale rather than on a linear one */
};

struct report_layout report_layout(const struct study *study);

/* report_layout_along: the same with this axis as x, and a curve for each value of `by`; -1: as without a choice. */
struct report_layout report_layout_along(const struct study *study, int x, int by);

/* report_axis: of the study; report_value: the value of a point on it; report_has_many: whether an axis has several
 * values. */
const struct study_axis *report_axis(const struct study *study, int axis);
const struct study_value *report_value(const struct study *study, guint point, int axis);
bool report_has_many(const struct study *study, int axis);

/* report_together: whether two axes are one, or move together. -1 moves with none. */
bool report_together(const struct study *study, int a, int b);

/* report_name: the values of a point on the axes of several values but those two and what moves with them, "vhost, ring 256"; "" when there is
 * no such axis. Newly allocated (g_free). report_place: what of the plan tells such names apart: its values' indices
 * as text, for hash tables; also newly allocated. */
char *report_name(const struct study *study, guint point, int but, int but_too);
char *report_place(const struct study *study, guint point, int but, int but_too);

/* report_is_kept: whether the i-th of n is one of `keep` (2 or more) evenly spread ones, the first and the last among
 * them. */
bool report_is_kept(int i, int n, int keep);

#endif
