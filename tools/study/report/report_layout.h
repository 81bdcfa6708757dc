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

/**
 * report_layout() - what each axis of a study is for
 * @study: the study
 *
 * Return: the indices of the axes.
 */
struct report_layout report_layout(const struct study *study);

/**
 * report_layout_along() - as report_layout(), with a chosen axis along the chart
 * @study: the study
 * @x: index of this axis
 * @by: index of the axis that has a curve for each value; -1: as without a choice
 *
 * Return: the indices of the axes.
 */
struct report_layout report_layout_along(const struct study *study, int x, int by);

/**
 * report_axis() - an axis of a study
 * @study: the study
 * @axis: index of the axis
 *
 * Return: the axis; not owned.
 */
const struct study_axis *report_axis(const struct study *study, int axis);

/**
 * report_value() - the value of a point on an axis
 * @study: the study
 * @point: index of the point
 * @axis: index of the axis
 *
 * Return: the value; not owned.
 */
const struct study_value *report_value(const struct study *study, guint point, int axis);

/**
 * report_has_many() - whether an axis has several values
 * @study: the study
 * @axis: index of the axis
 *
 * Return: true if it has.
 */
bool report_has_many(const struct study *study, int axis);

/**
 * report_together() - whether two axes are one, or move together
 * @study: the study
 * @a: index of an axis; -1 moves with none
 * @b: index of another one, or the same
 *
 * Return: true if they are or do.
 */
bool report_together(const struct study *study, int a, int b);

/**
 * report_name() - the values of a point on the axes of several values
 * @study: the study
 * @point: index of the point
 * @but: index of an axis that is left out with all that moves with it; -1: none
 * @but_too: the same
 *
 * Return: "vhost, ring 256"; "" when there is no such axis. Newly allocated (g_free()).
 */
char *report_name(const struct study *study, guint point, int but, int but_too);

/**
 * report_place() - what of the plan tells the names of report_name() apart
 * @study: the study
 * @point: index of the point
 * @but: as in report_name()
 * @but_too: as in report_name()
 *
 * Return: the indices of the values as text, for hash tables. Newly allocated (g_free()).
 */
char *report_place(const struct study *study, guint point, int but, int but_too);

/**
 * report_is_kept() - whether one of several values is among some that are evenly spread
 * @i: index of the value
 * @n: values
 * @keep: so many are kept, 2 or more, the first and the last among them
 *
 * Return: true if it is.
 */
bool report_is_kept(int i, int n, int keep);

#endif
