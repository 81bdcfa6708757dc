/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_curves.h"
#include "tools/study/report/report_conditions.h"
#include <math.h>

/* report_curves_place_of: what tells curves apart; names may be alike. */
static char *report_curves_place_of(const struct report_curves *c, guint point)
{
	return report_place(c->study, point, c->layout.x, c->layout.panel);
}

/* report_curves_find_firsts: of each curve the first point. */
static GArray *report_curves_find_firsts(const struct report_curves *c)
{
	GArray *firsts = g_array_new(FALSE, FALSE, sizeof(guint));
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < c->study->points->len; i++)
		if (g_hash_table_add(seen, report_curves_place_of(c, i)))
			g_array_append_val(firsts, i);
	g_hash_table_unref(seen);
	return firsts;
}

static void report_curves_find_names(struct report_curves *c)
{
	GArray *firsts = report_curves_find_firsts(c);
	c->names = g_ptr_array_new_with_free_func(g_free);
	c->flows = g_ptr_array_new();
	c->curve = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	c->all = (int)firsts->len;
	for (int i = 0; i < c->all; i++) {
		guint point = g_array_index(firsts, guint, i);
		if (!report_is_kept(i, c->all, REPORT_CURVES_MAX))
			continue;
		g_ptr_array_add(c->names, report_name(c->study, point, c->layout.x, c->layout.panel));
		g_ptr_array_add(c->flows, (char *)report_flow(c->study, point));
		g_hash_table_insert(c->curve, report_curves_place_of(c, point), GINT_TO_POINTER(++c->curves));
	}
	g_array_unref(firsts);
}

static int curve_of(const struct report_curves *c, guint point)
{
	char *place = report_curves_place_of(c, point);
	int curve = GPOINTER_TO_INT(g_hash_table_lookup(c->curve, place)) - 1;
	g_free(place);
	return curve;
}

static int panel_of(const struct report_curves *c, guint point)
{
	const struct study_point *p = g_ptr_array_index(c->study->points, point);
	return c->layout.panel < 0 ? 0 : p->value[c->layout.panel];
}

double report_curves_x(const struct report_curves *c, guint point)
{
	const struct study_point *p = g_ptr_array_index(c->study->points, point);
	return c->layout.is_number ? report_value(c->study, point, c->layout.x)->number * c->x_unit.scale
				   : p->value[c->layout.x];
}

static int by_x(const void *a, const void *b, void *data)
{
	const struct report_curves *c = data;
	double xa = report_curves_x(c, GPOINTER_TO_UINT(*(void *const *)a) - 1),
	       xb = report_curves_x(c, GPOINTER_TO_UINT(*(void *const *)b) - 1);
	return (xa > xb) - (xa < xb);
}

static void find_lines(struct report_curves *c)
{
	c->panels = c->layout.panel < 0 ? 1 : (int)report_axis(c->study, c->layout.panel)->values->len;
	c->lines = g_new(GPtrArray *, c->panels * c->curves);
	for (int i = 0; i < c->panels * c->curves; i++)
		c->lines[i] = g_ptr_array_new();
	for (guint i = 0; i < c->study->points->len; i++) {
		int curve = curve_of(c, i);
		if (curve >= 0 && report_runs(c->r, i) > 0)
			g_ptr_array_add(c->lines[panel_of(c, i) * c->curves + curve],
					GUINT_TO_POINTER(i + 1));
	}
	for (int i = 0; i < c->panels * c->curves; i++)
		g_ptr_array_sort_with_data(c->lines[i], by_x, c);
}

/* ---- units ---- */

static void find_rate_unit(struct report_curves *c)
{
	double most = 0;
	for (guint i = 0; i < c->study->points->len; i++) {
		double rate = report_interval(c->r, i, REPORT_RATE).mean;
		most = isfinite(rate) ? fmax(most, rate) : most;
	}
	c->rate_scale = report_unit_of(report_figure(c->r, REPORT_RATE)->unit, most).scale;
}

bool report_curves_of_load(const struct report_curves *c)
{
	return axis_is_load(report_axis(c->study, c->layout.x));
}

static bool report_curves_has_result(const struct report *r)
{
	for (guint i = 0; i < report_study(r)->points->len; i++)
		if (report_runs(r, i) > 0)
			return true;
	return false;
}

struct report_curves *report_curves_new(const struct report *r)
{
	return report_curves_along(r, report_layout(report_study(r)));
}

struct report_curves *report_curves_along(const struct report *r, struct report_layout layout)
{
	if (layout.x < 0 || !report_curves_has_result(r))
		return NULL;
	struct report_curves *c = g_new0(struct report_curves, 1);
	*c = (struct report_curves){.r = r, .study = report_study(r), .layout = layout};
	c->x_unit = report_unit_of_axis(report_axis(c->study, layout.x));
	find_rate_unit(c);
	report_curves_find_names(c);
	find_lines(c);
	return c;
}

void report_curves_free(struct report_curves *c)
{
	for (int i = 0; i < c->panels * c->curves; i++)
		g_ptr_array_unref(c->lines[i]);
	g_free(c->lines);
	g_hash_table_unref(c->curve);
	g_ptr_array_unref(c->names);
	g_ptr_array_unref(c->flows);
	g_free(c);
}
