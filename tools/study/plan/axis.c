/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/axis.h"
#include <math.h>
#include <string.h>

/* ---- values ---- */

static void value_free(void *data)
{
	struct study_value *v = data;
	g_free(v->text);
	g_strfreev(v->sets);
	g_array_unref(v->made);
	g_free(v);
}

GPtrArray *axis_values_new(void)
{
	return g_ptr_array_new_with_free_func(value_free);
}

struct study_value *axis_value_new(const char *text, struct place at)
{
	struct study_value *v = g_new0(struct study_value, 1);
	v->text = g_strdup(text);
	v->number = NAN;
	v->made = g_array_new(FALSE, FALSE, sizeof(struct scenario_set));
	v->at = at;
	return v;
}

struct study_value *axis_values_add(GPtrArray *values, const char *text, double number,
				    const struct scenario_set *made, int n)
{
	struct study_value *v = axis_value_new(text, n > 0 ? made[0].at : (struct place){NULL, 0, 0});
	v->number = number;
	v->sets = g_new0(char *, n + 1);
	for (int i = 0; i < n; i++)
		v->sets[i] = g_strconcat(made[i].key, "=", made[i].text, NULL);
	g_array_append_vals(v->made, made, (guint)n);
	g_ptr_array_add(values, v);
	return v;
}

struct study_value *axis_values_like(GPtrArray *values, const struct study_value *other, const char *text,
				     double number)
{
	GArray *made = g_array_copy(other->made);
	for (guint i = 0; i < made->len; i++) {
		struct scenario_set *set = &g_array_index(made, struct scenario_set, i);
		if (strcmp(set->text, other->text) == 0)
			set->text = g_intern_string(text);
	}
	struct study_value *v = axis_values_add(values, text, number, (const struct scenario_set *)made->data,
						(int)made->len);
	g_array_unref(made);
	return v;
}

/* ---- axes ---- */

static void axis_free(void *data)
{
	struct study_axis *axis = data;
	g_free(axis->name);
	g_ptr_array_unref(axis->values);
	g_strfreev(axis->keys);
	g_free(axis);
}

struct study_axis *axis_new(const char *name, int group, struct place at)
{
	struct study_axis *axis = g_new0(struct study_axis, 1);
	axis->name = g_strdup(name);
	axis->values = axis_values_new();
	axis->group = group;
	axis->at = at;
	return axis;
}

GPtrArray *axes_new(void)
{
	return g_ptr_array_new_with_free_func(axis_free);
}

static const struct study_axis *study_axis_at(const GPtrArray *axes, guint i)
{
	return g_ptr_array_index(axes, i);
}

int axis_find(const GPtrArray *axes, const char *name)
{
	for (guint i = 0; i < axes->len; i++)
		if (strcmp(study_axis_at(axes, i)->name, name) == 0)
			return (int)i;
	return -1;
}

int axis_value(const struct study_axis *axis, const char *text)
{
	int64_t number = -1;
	char *why = NULL;
	bool parsed = axis->is_number && unit_parse(axis->unit, text, &number, &why);
	g_free(why);
	for (guint i = 0; i < axis->values->len; i++) {
		const struct study_value *v = g_ptr_array_index(axis->values, i);
		if (strcmp(v->text, text) == 0 || (parsed && v->number == (double)number))
			return (int)i;
	}
	return -1;
}

bool axis_is_load(const struct study_axis *axis)
{
	return axis->is_number && axis->unit == UNIT_RATE && strcmp(axis->name, LOAD_AXIS) == 0;
}

bool axes_span_plane(const GPtrArray *axes)
{
	const struct study_axis *first = NULL;
	for (guint i = 0; i < axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(axes, i);
		if (axis->values->len > 1 && first && axis->group != first->group)
			return true;
		if (axis->values->len > 1 && !first)
			first = axis;
	}
	return false;
}
