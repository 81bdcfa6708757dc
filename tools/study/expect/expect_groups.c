/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect/expect_groups.h"

static const struct study_axis *expect_groups_axis_at(const struct study *study, guint i)
{
	return g_ptr_array_index(study->axes, i);
}

static const struct study_point *expect_groups_point_at(const struct study *study, guint i)
{
	return g_ptr_array_index(study->points, i);
}

static double expect_groups_number_at(const struct study *study, guint point, guint axis)
{
	const GPtrArray *values = expect_groups_axis_at(study, axis)->values;
	const struct study_value *v =
		g_ptr_array_index(values, (guint)expect_groups_point_at(study, point)->value[axis]);
	return v->number;
}

static GArray *group_new(GPtrArray *groups)
{
	GArray *group = g_array_new(FALSE, FALSE, sizeof(guint));
	g_ptr_array_add(groups, group);
	return group;
}

void expect_groups_single(const struct study *study, const bool *marks, GPtrArray *groups)
{
	for (guint i = 0; i < study->points->len; i++)
		if (marks[i])
			g_array_append_val(group_new(groups), i);
}

/* expect_groups_key_of: the point's values on the axes that count, as a text. */
static char *expect_groups_key_of(const struct study *study, guint point, const bool *counts)
{
	GString *key = g_string_new(NULL);
	for (guint a = 0; a < study->axes->len; a++)
		if (counts[a])
			g_string_append_printf(key, "%d ", expect_groups_point_at(study, point)->value[a]);
	return g_string_free(key, FALSE);
}

/* expect_groups_sort: the marked points by their keys: key -> GArray of guint, in the order of the points. */
static GHashTable *expect_groups_sort(const struct study *study, const bool *marks, const bool *counts)
{
	GHashTable *sorted =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
	for (guint i = 0; i < study->points->len; i++) {
		if (!marks[i])
			continue;
		char *key = expect_groups_key_of(study, i, counts);
		GArray *points = g_hash_table_lookup(sorted, key);
		if (!points)
			g_hash_table_insert(sorted, g_strdup(key),
					    points = g_array_new(FALSE, FALSE, sizeof(guint)));
		g_array_append_val(points, i);
		g_free(key);
	}
	return sorted;
}

/* meet: some point of one kind has a value on the axis that some point of the other has too. */
static bool meet(const struct study *study, const bool *a, const bool *b, guint axis)
{
	bool *seen = g_new0(bool, expect_groups_axis_at(study, axis)->values->len), found = false;
	for (guint i = 0; i < study->points->len; i++)
		if (a[i])
			seen[expect_groups_point_at(study, i)->value[axis]] = true;
	for (guint i = 0; i < study->points->len; i++)
		found |= b[i] && seen[expect_groups_point_at(study, i)->value[axis]];
	g_free(seen);
	return found;
}

void expect_groups_pairs(const struct study *study, const bool *better, const bool *other, GPtrArray *groups)
{
	bool *counts = g_new0(bool, study->axes->len + 1);
	for (guint a = 0; a < study->axes->len; a++)
		counts[a] = meet(study, better, other, a);
	GHashTable *others = expect_groups_sort(study, other, counts);
	for (guint i = 0; i < study->points->len; i++) {
		char *key = better[i] ? expect_groups_key_of(study, i, counts) : NULL;
		const GArray *partners = key ? g_hash_table_lookup(others, key) : NULL;
		for (guint p = 0; partners && p < partners->len; p++) {
			GArray *pair = group_new(groups);
			g_array_append_val(pair, i);
			g_array_append_val(pair, g_array_index(partners, guint, p));
		}
		g_free(key);
	}
	g_hash_table_unref(others);
	g_free(counts);
}

/* The axis along which the points of a curve are put in order. */
struct along {
	const struct study *study;
	guint axis;
};

static gint expect_groups_by_number(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct along *along = data;
	guint i = *(const guint *)a, k = *(const guint *)b;
	double x = expect_groups_number_at(along->study, i, along->axis),
	       y = expect_groups_number_at(along->study, k, along->axis);
	return x < y ? -1 : x > y ? 1 : i < k ? -1 : i > k;
}

void expect_groups_curves(const struct study *study, const bool *marks, int axis, GPtrArray *groups)
{
	struct along along = {study, (guint)axis};
	bool *counts = g_new0(bool, study->axes->len + 1);
	for (guint a = 0; a < study->axes->len; a++)
		counts[a] = expect_groups_axis_at(study, a)->group !=
			    expect_groups_axis_at(study, along.axis)->group;
	GHashTable *curves = expect_groups_sort(study, marks, counts);
	for (guint i = 0; i < study->points->len; i++) {
		char *key = marks[i] ? expect_groups_key_of(study, i, counts) : NULL;
		GArray *points = key ? g_hash_table_lookup(curves, key) : NULL;
		if (points && points->len > 1) {
			g_ptr_array_add(groups, g_array_ref(points));
			g_array_sort_with_data(points, expect_groups_by_number, &along);
		}
		if (points)
			g_hash_table_remove(curves, key);
		g_free(key);
	}
	g_hash_table_unref(curves);
	g_free(counts);
}

static bool agree(const struct study *study, const GArray *group, guint axis)
{
	int first = expect_groups_point_at(study, g_array_index(group, guint, 0))->value[axis];
	for (guint i = 1; i < group->len; i++)
		if (expect_groups_point_at(study, g_array_index(group, guint, i))->value[axis] != first)
			return false;
	return true;
}

/* expect_groups_values_of: "axis=value" of a point on the axes on which its group agrees, or does not. */
static char *expect_groups_values_of(const struct study *study, const GArray *group, guint point, bool common)
{
	GString *s = g_string_new(NULL);
	for (guint a = 0; a < study->axes->len; a++) {
		const struct study_axis *axis = expect_groups_axis_at(study, a);
		const struct study_value *v = g_ptr_array_index(
			axis->values, (guint)expect_groups_point_at(study, point)->value[a]);
		if (agree(study, group, a) == common)
			g_string_append_printf(s, "%s%s=%s", s->len ? " " : "", axis->name, v->text);
	}
	return g_string_free(s, FALSE);
}

char *expect_groups_common(const struct study *study, const GArray *group)
{
	return expect_groups_values_of(study, group, g_array_index(group, guint, 0), true);
}

char *expect_groups_own(const struct study *study, const GArray *group, guint point)
{
	return expect_groups_values_of(study, group, point, false);
}
