/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_layout.h"
#include <math.h>
#include <string.h>

#define NONE (-1)

const struct study_axis *report_axis(const struct study *study, int axis)
{
	return g_ptr_array_index(study->axes, (guint)axis);
}

static const struct study_value *report_layout_value_at(const struct study_axis *axis, guint i)
{
	return g_ptr_array_index(axis->values, i);
}

const struct study_value *report_value(const struct study *study, guint point, int axis)
{
	const struct study_point *p = g_ptr_array_index(study->points, point);
	return report_layout_value_at(report_axis(study, axis), (guint)p->value[axis]);
}

bool report_has_many(const struct study *study, int axis)
{
	return report_axis(study, axis)->values->len > 1;
}

bool report_together(const struct study *study, int a, int b)
{
	return a != NONE && b != NONE && report_axis(study, a)->group == report_axis(study, b)->group;
}

/* is_left: whether an axis of several values moves with none of the two. */
static bool is_left(const struct study *study, int axis, int but, int but_too)
{
	return report_has_many(study, axis) && !report_together(study, axis, but) &&
	       !report_together(study, axis, but_too);
}

/* report_layout_find: the first axis that is left and fit; NONE. */
static int report_layout_find(const struct study *study, int but, int but_too,
			      bool (*fit)(const struct study_axis *axis))
{
	for (int i = 0; i < (int)study->axes->len; i++)
		if (is_left(study, i, but, but_too) && fit(report_axis(study, i)))
			return i;
	return NONE;
}

static bool report_layout_is_number(const struct study_axis *axis)
{
	return axis->is_number;
}

static bool is_any(const struct study_axis *axis)
{
	(void)axis;
	return true;
}

static bool is_short(const struct study_axis *axis)
{
	return axis->values->len <= REPORT_PANELS_MAX;
}

/* find_compared: the axis that the study names for it, if it has several values. */
static int find_compared(const struct study *study)
{
	for (int i = 0; i < (int)study->axes->len; i++)
		if (!g_strcmp0(report_axis(study, i)->name, study->settings.compare) &&
		    report_has_many(study, i))
			return i;
	return NONE;
}

static int find_x(const struct study *study, int compare)
{
	int x = report_layout_find(study, compare, NONE, axis_is_load);
	if (x == NONE)
		x = report_layout_find(study, compare, NONE, report_layout_is_number);
	if (x == NONE)
		x = report_layout_find(study, compare, NONE, is_any);
	return x == NONE ? compare : x;
}

/* find_y: what is compared is rather for the panels. */
static int find_y(const struct study *study, int x, int compare)
{
	int y = report_layout_find(study, x, compare, report_layout_is_number);
	if (y == NONE)
		y = report_layout_find(study, x, compare, is_any);
	return y == NONE && compare != x ? compare : y;
}

/* two_are_left: axes that do not move together, beside x. */
static bool two_are_left(const struct study *study, int x)
{
	int first = report_layout_find(study, x, NONE, is_any);
	return first != NONE && report_layout_find(study, x, first, is_any) != NONE;
}

static double report_layout_by_value(double a, double b)
{
	return b - a;
}

static double by_ratio(double a, double b)
{
	return log(b / a);
}

/* report_layout_unevenness: of the steps between values, the largest by the smallest; INFINITY when they do not all rise. */
static double report_layout_unevenness(const struct study_axis *axis, double (*step)(double a, double b))
{
	double least = INFINITY, most = 0;
	for (guint i = 1; i < axis->values->len; i++) {
		double d = step(report_layout_value_at(axis, i - 1)->number,
				report_layout_value_at(axis, i)->number);
		if (!(d > 0) || isinf(d))
			return INFINITY;
		least = fmin(least, d);
		most = fmax(most, d);
	}
	return most / least;
}

static bool is_log(const struct study_axis *axis)
{
	return axis->values->len > 2 && report_layout_unevenness(axis, by_ratio) <
						report_layout_unevenness(axis, report_layout_by_value);
}

struct report_layout report_layout(const struct study *study)
{
	return report_layout_along(study, NONE, NONE);
}

struct report_layout report_layout_along(const struct study *study, int x, int by)
{
	struct report_layout l = {
		.compare = by == NONE ? find_compared(study) : by, .x = x, .panel = NONE, .y = NONE};
	if (x == NONE)
		l.x = find_x(study, l.compare);
	if (l.x != NONE)
		l.y = find_y(study, l.x, l.compare);
	if (l.x != NONE && (by != NONE || two_are_left(study, l.x)))
		l.panel = report_layout_find(study, l.x, l.compare, is_short);
	l.is_number = l.x != NONE && report_axis(study, l.x)->is_number;
	l.is_log = l.is_number && is_log(report_axis(study, l.x));
	return l;
}

/* needs_name: a number does, and what begins with a digit, as a kernel; another word stands for itself. */
static bool needs_name(const struct study_axis *axis, const char *text)
{
	return axis->is_number || g_ascii_isdigit(*text);
}

static void report_layout_append_value(GString *out, const struct study *study, guint point, int axis)
{
	const struct study_axis *a = report_axis(study, axis);
	const char *text = report_value(study, point, axis)->text;
	g_string_append(out, out->len ? ", " : "");
	if (needs_name(a, text))
		g_string_append_printf(out, "%s ", a->name);
	g_string_append(out, text);
}

char *report_name(const struct study *study, guint point, int but, int but_too)
{
	GString *out = g_string_new(NULL);
	for (int i = 0; i < (int)study->axes->len; i++)
		if (is_left(study, i, but, but_too))
			report_layout_append_value(out, study, point, i);
	return g_string_free(out, FALSE);
}

char *report_place(const struct study *study, guint point, int but, int but_too)
{
	const struct study_point *p = g_ptr_array_index(study->points, point);
	GString *out = g_string_new(NULL);
	for (int i = 0; i < (int)study->axes->len; i++)
		if (!report_together(study, i, but) && !report_together(study, i, but_too))
			g_string_append_printf(out, "%d ", p->value[i]);
	return g_string_free(out, FALSE);
}

bool report_is_kept(int i, int n, int keep)
{
	for (int k = 0; k < keep; k++)
		if (n <= keep || i == (int)((int64_t)k * (n - 1) / (keep - 1)))
			return true;
	return false;
}
