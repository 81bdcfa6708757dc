/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/exclude.h"
#include "tools/study/plan/axes_read.h"

#define EXCLUSIONS_MAX 1000 /* each is held against every point */
#define VALUES_LISTED 12    /* more are no help in a message */

struct exclusion {
	bool **values; /* of each axis: which of its values match; NULL: all */
	guint n;       /* axes */
	int64_t matched;
	struct place at;
};

static void exclusion_free(void *data)
{
	struct exclusion *e = data;
	for (guint i = 0; i < e->n; i++)
		g_free(e->values[i]);
	g_free(e->values);
	g_free(e);
}

struct exclude_reader {
	const GPtrArray *axes;
	struct yaml_file *f;
	struct diag *d;
};

static const struct study_axis *exclude_axis_at(const GPtrArray *axes, int i)
{
	return g_ptr_array_index(axes, i);
}

static void unknown_axis(struct exclude_reader *r, const yaml_node_t *key)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < r->axes->len; i++)
		g_ptr_array_add(names, exclude_axis_at(r->axes, (int)i)->name);
	const char *nearest = diag_is_full(r->d)
				      ? NULL
				      : diag_nearest(yaml_file_text(key), (const char *const *)names->pdata,
						     (int)names->len);
	g_ptr_array_add(names, NULL);
	char *list = g_strjoinv(", ", (char **)names->pdata);
	diag_error(r->d, yaml_file_place(r->f, key), "there is no axis \"%.40s\"%s%s%s; the axes are %s",
		   yaml_file_text(key), nearest ? "; did you mean " : "", nearest ? nearest : "",
		   nearest ? "?" : "", *list ? list : "none");
	g_free(list);
	g_ptr_array_free(names, TRUE);
}

static void unknown_value(struct exclude_reader *r, const struct study_axis *axis, const yaml_node_t *node)
{
	GString *list = g_string_new(NULL);
	for (guint i = 0; i < MIN(axis->values->len, VALUES_LISTED); i++)
		g_string_append_printf(list, "%s%s", i ? ", " : "",
				       ((struct study_value *)g_ptr_array_index(axis->values, i))->text);
	if (axis->values->len > VALUES_LISTED)
		g_string_append(list, ", ...");
	diag_error(r->d, yaml_file_place(r->f, node), "axis %s has no value \"%.40s\"; it has %s", axis->name,
		   yaml_file_text(node), list->str);
	g_string_free(list, TRUE);
}

static void exclude_add_value(struct exclude_reader *r, struct exclusion *e, int axis,
			      const yaml_node_t *node)
{
	const struct study_axis *a = exclude_axis_at(r->axes, axis);
	if (!yaml_file_expect(r->f, node, YAML_SCALAR_NODE, a->name, r->d))
		return;
	int value = axis_value(a, yaml_file_text(node));
	if (value < 0)
		unknown_value(r, a, node);
	else
		e->values[axis][value] = true;
}

static void exclude_read_values(struct exclude_reader *r, struct exclusion *e, int axis,
				const yaml_node_t *node)
{
	const yaml_node_t *item;
	e->values[axis] = g_new0(bool, MAX(exclude_axis_at(r->axes, axis)->values->len, 1));
	if (node->type != YAML_SEQUENCE_NODE) {
		exclude_add_value(r, e, axis, node);
		return;
	}
	for (int i = 0; (item = yaml_file_item(r->f, node, i)); i++)
		exclude_add_value(r, e, axis, item);
	if (!yaml_file_item(r->f, node, 0))
		diag_error(r->d, yaml_file_place(r->f, node), "%s is empty; name one value at least",
			   exclude_axis_at(r->axes, axis)->name);
}

static struct exclusion *read_exclusion(struct exclude_reader *r, const yaml_node_t *node)
{
	const yaml_node_t *key, *value;
	struct exclusion *e = g_new0(struct exclusion, 1);
	e->n = r->axes->len;
	e->values = g_new0(bool *, MAX(e->n, 1));
	e->at = yaml_file_place(r->f, node);
	if (!yaml_file_expect(r->f, node, YAML_MAPPING_NODE, "an element of exclude", r->d))
		return e;
	for (int i = 0; yaml_file_pair(r->f, node, i, &key, &value); i++) {
		int axis = axis_find(r->axes, yaml_file_text(key));
		if (axis < 0)
			unknown_axis(r, key);
		else
			exclude_read_values(r, e, axis, value);
	}
	if (!yaml_file_pair(r->f, node, 0, &key, &value))
		diag_error(r->d, e->at,
			   "an element of exclude names one axis at least, as in {flow: emulated}");
	return e;
}

GPtrArray *exclude_read(const GPtrArray *axes, struct scenario_base *b, struct diag *d)
{
	GPtrArray *exclusions = g_ptr_array_new_with_free_func(exclusion_free);
	struct exclude_reader r = {axes, scenario_base_file(b), d};
	const yaml_node_t *list = axes_node(b, STUDY_EXCLUDE), *item;
	if (!list || !yaml_file_expect(r.f, list, YAML_SEQUENCE_NODE, STUDY_EXCLUDE, d))
		return exclusions;
	for (int i = 0; (item = yaml_file_item(r.f, list, i)) && i < EXCLUSIONS_MAX; i++)
		g_ptr_array_add(exclusions, read_exclusion(&r, item));
	if (item)
		diag_error(
			d, yaml_file_place(r.f, item),
			"exclude has more than %d elements; one of them can list several values of an axis",
			EXCLUSIONS_MAX);
	return exclusions;
}

static bool matches(const struct exclusion *e, const int *value)
{
	for (guint i = 0; i < e->n; i++)
		if (e->values[i] && !e->values[i][value[i]])
			return false;
	return true;
}

bool exclude_matches(GPtrArray *exclusions, const int *value)
{
	bool excluded = false;
	for (guint i = 0; i < exclusions->len; i++) {
		struct exclusion *e = g_ptr_array_index(exclusions, i);
		bool matched = matches(e, value);
		e->matched += matched;
		excluded |= matched;
	}
	return excluded;
}

void exclude_check(const GPtrArray *exclusions, struct diag *d)
{
	for (guint i = 0; i < exclusions->len; i++) {
		const struct exclusion *e = g_ptr_array_index(exclusions, i);
		if (e->matched == 0)
			diag_error(d, e->at, "this leaves out nothing: no point has all of these values");
	}
}
