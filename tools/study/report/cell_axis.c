/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/cell_axis.h"
#include <math.h>

static const struct study_value *value_of(const struct cell_axis *a, int cell)
{
	return g_ptr_array_index(a->axis->values, (guint)a->value[cell]);
}

static int by_number(const void *x, const void *y, void *axis)
{
	const GPtrArray *values = ((const struct study_axis *)axis)->values;
	int i = *(const int *)x, k = *(const int *)y;
	double a = ((const struct study_value *)g_ptr_array_index(values, (guint)i))->number,
	       b = ((const struct study_value *)g_ptr_array_index(values, (guint)k))->number;
	return a < b ? -1 : a > b ? 1 : i - k;
}

static void find_order(struct cell_axis *a)
{
	a->value = g_new(int, a->n);
	a->cell = g_new(int, a->n);
	for (int i = 0; i < a->n; i++)
		a->value[i] = i;
	if (a->axis->is_number)
		g_qsort_with_data(a->value, a->n, sizeof(int), by_number, (void *)a->axis);
	for (int i = 0; i < a->n; i++)
		a->cell[a->value[i]] = i;
}

/* unevenness: of the steps between the cells' values, or between their logarithms, the largest by the smallest. */
static double unevenness(const struct cell_axis *a, bool is_log)
{
	double least = INFINITY, most = 0;
	for (int i = 1; i < a->n; i++) {
		double from = value_of(a, i - 1)->number, to = value_of(a, i)->number;
		double step = !is_log ? to - from : from > 0 ? log(to / from) : 0;
		least = fmin(least, step);
		most = fmax(most, step);
	}
	return least > 0 ? most / least : INFINITY;
}

static void find_scale(struct cell_axis *a)
{
	double linear = unevenness(a, false), ratio = unevenness(a, true);
	a->to_scale = fmin(linear, ratio) <= CELL_STEPS_MAX;
	a->is_log = a->to_scale && a->n > 2 && ratio < linear;
}

/* between: half way from x to y; half < 0: as far before x. */
static double between(const struct cell_axis *a, double x, double y, double half)
{
	return a->is_log ? x * pow(y / x, half) : x + half * (y - x);
}

static void find_places(struct cell_axis *a)
{
	a->at = g_new(double, a->n);
	a->edge = g_new(double, a->n + 1);
	for (int i = 0; i < a->n; i++)
		a->at[i] = a->to_scale ? value_of(a, i)->number * a->unit.scale : i + 1;
	for (int i = 1; i < a->n; i++)
		a->edge[i] = between(a, a->at[i - 1], a->at[i], 0.5);
	a->edge[0] = between(a, a->at[0], a->at[1], -0.5);
	a->edge[a->n] = between(a, a->at[a->n - 1], a->at[a->n - 2], -0.5);
}

struct cell_axis *cell_axis_new(const struct study_axis *axis, bool to_scale)
{
	struct cell_axis *a = g_new0(struct cell_axis, 1);
	a->axis = axis;
	a->n = (int)axis->values->len;
	a->unit = report_unit_of_axis(axis);
	find_order(a);
	if (to_scale && axis->is_number)
		find_scale(a);
	find_places(a);
	return a;
}

void cell_axis_free(struct cell_axis *a)
{
	g_free(a->value);
	g_free(a->cell);
	g_free(a->at);
	g_free(a->edge);
	g_free(a);
}

char *cell_axis_text(const struct cell_axis *a, int cell)
{
	const struct study_value *v = value_of(a, cell);
	return a->axis->is_number ? g_strdup_printf("%.4g", v->number * a->unit.scale) : g_strdup(v->text);
}

static double place(const struct cell_axis *a, int edge)
{
	return a->is_log ? log(a->edge[edge]) : a->edge[edge];
}

double cell_axis_narrowest(const struct cell_axis *a)
{
	double least = INFINITY;
	for (int i = 0; i < a->n; i++)
		least = fmin(least, place(a, i + 1) - place(a, i));
	return least / (place(a, a->n) - place(a, 0));
}
