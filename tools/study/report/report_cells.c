/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_cells.h"
#include <math.h>
#include <string.h>

static const struct study_value *report_cells_value_of(const struct cell_axis *a, int cell)
{
	return g_ptr_array_index(a->axis->values, (guint)a->value[cell]);
}

static int report_cells_by_number(const void *x, const void *y, void *axis)
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
		g_qsort_with_data(a->value, a->n, sizeof(int), report_cells_by_number, (void *)a->axis);
	for (int i = 0; i < a->n; i++)
		a->cell[a->value[i]] = i;
}

/* report_cells_unevenness: of the steps between the cells' values, or between their logarithms, the largest by the smallest. */
static double report_cells_unevenness(const struct cell_axis *a, bool is_log)
{
	double least = INFINITY, most = 0;
	for (int i = 1; i < a->n; i++) {
		double from = report_cells_value_of(a, i - 1)->number,
		       to = report_cells_value_of(a, i)->number;
		double step = !is_log ? to - from : from > 0 ? log(to / from) : 0;
		least = fmin(least, step);
		most = fmax(most, step);
	}
	return least > 0 ? most / least : INFINITY;
}

static void report_cells_find_scale(struct cell_axis *a)
{
	double linear = report_cells_unevenness(a, false), ratio = report_cells_unevenness(a, true);
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
		a->at[i] = a->to_scale ? report_cells_value_of(a, i)->number * a->unit.scale : i + 1;
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
		report_cells_find_scale(a);
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
	const struct study_value *v = report_cells_value_of(a, cell);
	return a->axis->is_number ? g_strdup_printf("%.4g", v->number * a->unit.scale) : g_strdup(v->text);
}

static double report_cells_place(const struct cell_axis *a, int edge)
{
	return a->is_log ? log(a->edge[edge]) : a->edge[edge];
}

double cell_axis_narrowest(const struct cell_axis *a)
{
	double least = INFINITY;
	for (int i = 0; i < a->n; i++)
		least = fmin(least, report_cells_place(a, i + 1) - report_cells_place(a, i));
	return least / (report_cells_place(a, a->n) - report_cells_place(a, 0));
}

#define LOG_FROM 20.0 /* the greatest by the least time from which on colours are logarithmic */

struct order {
	const struct study *study;
	const struct report_layout *layout;
};

/* by_panel: points by their values on the axes that tell panels apart, in the order written. */
static int by_panel(const void *a, const void *b, void *order)
{
	const struct order *o = order;
	const struct study_point *p = g_ptr_array_index(o->study->points, *(const guint *)a),
				 *q = g_ptr_array_index(o->study->points, *(const guint *)b);
	for (int i = 0; i < (int)o->study->axes->len; i++)
		if (p->value[i] != q->value[i] && !report_together(o->study, i, o->layout->x) &&
		    !report_together(o->study, i, o->layout->y))
			return p->value[i] - q->value[i];
	return 0;
}

/* report_cells_find_firsts: of each panel the first point, the panels in the order of the values: where exclusions leave out points,
 * that of the points is another. */
static GArray *report_cells_find_firsts(const struct study *study, const struct report_layout *l)
{
	GArray *firsts = g_array_new(FALSE, FALSE, sizeof(guint));
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < study->points->len; i++)
		if (g_hash_table_add(seen, report_place(study, i, l->x, l->y)))
			g_array_append_val(firsts, i);
	struct order order = {study, l};
	g_array_sort_with_data(firsts, by_panel, &order);
	g_hash_table_unref(seen);
	return firsts;
}

static void report_cells_find_names(struct report_cells *c, const struct report_layout *l)
{
	GArray *firsts = report_cells_find_firsts(c->study, l);
	c->names = g_ptr_array_new_with_free_func(g_free);
	c->panel = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	c->all = (int)firsts->len;
	for (int i = 0; i < c->all; i++) {
		guint point = g_array_index(firsts, guint, i);
		if (!report_is_kept(i, c->all, REPORT_PANELS_MAX))
			continue;
		g_ptr_array_add(c->names, report_name(c->study, point, l->x, l->y));
		g_hash_table_insert(c->panel, report_place(c->study, point, l->x, l->y),
				    GINT_TO_POINTER(++c->panels));
	}
	g_array_unref(firsts);
}

static guint *cell_at(const struct report_cells *c, int panel, int column, int row)
{
	return &c->points[(panel * c->y->n + row) * c->x->n + column];
}

static void report_cells_find_points(struct report_cells *c, const struct report_layout *l)
{
	c->points = g_new0(guint, c->panels * c->x->n * c->y->n);
	for (guint i = 0; i < c->study->points->len; i++) {
		const struct study_point *p = g_ptr_array_index(c->study->points, i);
		char *place = report_place(c->study, i, l->x, l->y);
		int panel = GPOINTER_TO_INT(g_hash_table_lookup(c->panel, place)) - 1;
		if (panel >= 0)
			*cell_at(c, panel, c->x->cell[p->value[l->x]], c->y->cell[p->value[l->y]]) = i + 1;
		g_free(place);
	}
}

static double report_cells_mean_of(const struct report_cells *c, guint point, int figure)
{
	return report_runs(c->r, point) > 0 ? report_interval(c->r, point, figure).mean : NAN;
}

enum report_cell_state report_cells_state(const struct report_cells *c, int panel, int column, int row,
					  double *value)
{
	guint point = *cell_at(c, panel, column, row);
	*value = point ? report_cells_mean_of(c, point - 1, c->figure) * c->unit.scale : NAN;
	return !point ? REPORT_CELL_LEFT_OUT : isfinite(*value) ? REPORT_CELL_KNOWN : REPORT_CELL_NO_RESULT;
}

int report_cells_loses(const struct report_cells *c, int panel, int column, int row)
{
	guint point = *cell_at(c, panel, column, row);
	double limit = (double)c->study->settings.map_loss / 1e6;
	double lost = point ? report_cells_mean_of(c, point - 1, REPORT_LOSS) : NAN;
	if (limit >= 1 || !isfinite(lost))
		return -1;
	return lost > limit * report_figure(c->r, REPORT_LOSS)->scale;
}

/* ---- colours ---- */

/* report_cells_find_ends: the least and the greatest figure that is drawn; false when there is none. */
static bool report_cells_find_ends(const struct report_cells *c, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (int i = 0; i < c->panels * c->x->n * c->y->n; i++) {
		double mean = c->points[i] ? report_cells_mean_of(c, c->points[i] - 1, c->figure) : NAN;
		if (!isfinite(mean))
			continue;
		*low = fmin(*low, mean);
		*high = fmax(*high, mean);
	}
	return *low <= *high;
}

static bool report_cells_is_time(const char *unit)
{
	return !strcmp(unit, "ns") || !strcmp(unit, "us");
}

/* find_colours: from 0 on, but for figures that are all more than half of the greatest, and logarithmic ones. */
static void find_colours(struct report_cells *c, double low, double high)
{
	const char *unit = report_figure(c->r, c->figure)->unit;
	c->unit = report_unit_of(unit, high);
	c->is_log = report_cells_is_time(unit) && low > 0 && high >= LOG_FROM * low;
	if (!c->is_log && low > 0 && low <= high / 2)
		low = 0;
	if (low == high)
		low = fmin(low, 0);
	if (low == high)
		high = low + 1 / c->unit.scale;
	c->low = low * c->unit.scale;
	c->high = high * c->unit.scale;
	double most = fmax(fabs(c->low), fabs(c->high));
	c->decimals = most >= 1000 ? 0 : most >= 10 ? 1 : most >= 1 ? 2 : 3;
}

struct report_cells *report_cells_new(const struct report *r)
{
	const struct study *study = report_study(r);
	const char *metric = study->settings.map;
	struct report_layout l = report_layout(study);
	double low, high;
	if (!*metric || l.y < 0)
		return NULL;
	struct report_cells *c = g_new0(struct report_cells, 1);
	*c = (struct report_cells){.r = r, .study = study, .figure = report_figure_of(r, metric)};
	c->x = cell_axis_new(report_axis(study, l.x), true);
	c->y = cell_axis_new(report_axis(study, l.y), false);
	report_cells_find_names(c, &l);
	report_cells_find_points(c, &l);
	if (report_cells_find_ends(c, &low, &high))
		find_colours(c, low, high);
	else
		g_clear_pointer(&c, report_cells_free);
	return c;
}

void report_cells_free(struct report_cells *c)
{
	cell_axis_free(c->x);
	cell_axis_free(c->y);
	g_hash_table_unref(c->panel);
	g_ptr_array_unref(c->names);
	g_free(c->points);
	g_free(c);
}
