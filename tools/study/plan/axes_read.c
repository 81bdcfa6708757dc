/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/axes_read.h"
#include "tools/base/unknown_key.h"
#include "tools/study/plan/axis_values.h"
#include <string.h>

static const struct study_axis *axes_read_axis_at(const GPtrArray *axes, guint i)
{
	return g_ptr_array_index(axes, i);
}

/* ---- the file ---- */

struct axes_reader {
	struct scenario_base *base;
	struct yaml_file *f;
	GPtrArray *axes;
	struct diag *d;
	bool full; /* there were more axes than AXES_MAX */
};

/* Adds a fault for each key of an axis that no axis has. */
static void axes_read_check_keys(struct axes_reader *r, const yaml_node_t *node)
{
	static const char *const known[] = {"set",  "name",  "values", "from",	  "to",
					    "step", "count", "scale",  "together"};
	const yaml_node_t *key, *value;
	GPtrArray *keys = g_ptr_array_new();
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		g_ptr_array_add(keys, (char *)known[i]);
	for (int i = 0; yaml_file_pair(r->f, node, i, &key, &value); i++)
		if (!g_ptr_array_find_with_equal_func(keys, yaml_file_text(key), g_str_equal, NULL))
			unknown_key(r->d, yaml_file_place(r->f, key), yaml_file_text(key), "an axis", keys,
				    NULL);
	g_ptr_array_free(keys, TRUE);
}

/* The name: that given, else the key that the axis sets; NULL, with a fault, when there is neither. */
static const char *axes_read_name_of(struct axes_reader *r, const yaml_node_t *node)
{
	const yaml_node_t *name = yaml_file_find(r->f, node, "name");
	const yaml_node_t *set = yaml_file_find(r->f, node, "set");
	struct place at = yaml_file_place(r->f, node);
	if (!name && !set)
		diag_error(r->d, at,
			   "an axis needs the key set (the setting that it varies), or a name and "
			   "values, each with a name and a set");
	const char *what = name ? "name" : "set";
	if (!name)
		name = set;
	if (!name || !yaml_file_expect(r->f, name, YAML_SCALAR_NODE, what, r->d))
		return NULL;
	if (!*yaml_file_text(name)) {
		diag_error(r->d, yaml_file_place(r->f, name), "%s is empty", what);
		return NULL;
	}
	return yaml_file_text(name);
}

static void axes_read_check_name(struct axes_reader *r, const struct study_axis *axis)
{
	if (axis_find(r->axes, axis->name) >= 0)
		diag_error(r->d, axis->at, "there are two axes named %s; give one another name", axis->name);
}

/* Said of the first axis that is too many. */
static bool axes_read_has_room(struct axes_reader *r, const yaml_node_t *node)
{
	if (r->axes->len < AXES_MAX)
		return true;
	if (!r->full)
		diag_error(r->d, yaml_file_place(r->f, node), "a study has at most %d axes", AXES_MAX);
	r->full = true;
	return false;
}

static void axes_read_axis(struct axes_reader *r, const yaml_node_t *node, int group)
{
	if (!yaml_file_expect(r->f, node, YAML_MAPPING_NODE, "an axis", r->d) || !axes_read_has_room(r, node))
		return;
	axes_read_check_keys(r, node);
	const char *name = axes_read_name_of(r, node);
	if (!name)
		return;
	struct study_axis *axis = axis_new(name, group, yaml_file_place(r->f, node));
	axes_read_check_name(r, axis);
	axis_values_read(axis, r->base, node, r->d);
	g_ptr_array_add(r->axes, axis);
}

static void check_lengths(struct axes_reader *r, guint first, struct place at)
{
	for (guint i = first + 1; i < r->axes->len; i++) {
		const struct study_axis *a = axes_read_axis_at(r->axes, first),
					*b = axes_read_axis_at(r->axes, i);
		if (a->values->len != b->values->len)
			diag_error(r->d, at,
				   "axes that move together have as many values each: %s has %u, %s has %u",
				   a->name, a->values->len, b->name, b->values->len);
	}
}

static void read_together(struct axes_reader *r, const yaml_node_t *node, const yaml_node_t *list, int group)
{
	const yaml_node_t *key, *value, *item;
	guint first = r->axes->len;
	int before = diag_count(r->d);
	for (int i = 0; yaml_file_pair(r->f, node, i, &key, &value); i++)
		if (value != list)
			diag_error(r->d, yaml_file_place(r->f, key),
				   "%s does not go with together, whose axes have their own keys",
				   yaml_file_text(key));
	if (!yaml_file_expect(r->f, list, YAML_SEQUENCE_NODE, "together", r->d))
		return;
	for (int i = 0; (item = yaml_file_item(r->f, list, i)); i++)
		if (item->type == YAML_MAPPING_NODE && yaml_file_find(r->f, item, "together"))
			diag_error(r->d, yaml_file_place(r->f, item),
				   "together cannot stand inside together; put all of its axes in one list");
		else
			axes_read_axis(r, item, group);
	if (diag_count(r->d) != before)
		return;
	if (r->axes->len - first < 2)
		diag_error(r->d, yaml_file_place(r->f, list), "together takes two axes at least");
	check_lengths(r, first, yaml_file_place(r->f, list));
}

static void axes_read_list(struct axes_reader *r, const yaml_node_t *list)
{
	const yaml_node_t *item;
	if (!yaml_file_expect(r->f, list, YAML_SEQUENCE_NODE, STUDY_AXES, r->d))
		return;
	if (!yaml_file_item(r->f, list, 0))
		diag_error(r->d, yaml_file_place(r->f, list),
			   "axes is empty; write an axis such as {set: load, values: [100kpps, 1Mpps]}");
	for (int i = 0; (item = yaml_file_item(r->f, list, i)); i++) {
		const yaml_node_t *together = NULL;
		if (item->type == YAML_MAPPING_NODE)
			together = yaml_file_find(r->f, item, "together");
		if (together)
			read_together(r, item, together, i);
		else
			axes_read_axis(r, item, i);
	}
}

/* ---- what they set ---- */

/* The settings of the axes so far: a setting is another one, or holds it (cost.app_sink and cost.app_sink.cycles). */
struct taken {
	GHashTable *keys;  /* full key -> the first axis that sets it */
	GHashTable *above; /* what holds such a key ("cost.app_sink", "cost") -> the same */
};

static struct taken taken_new(void)
{
	GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return (struct taken){keys, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
}

static void taken_clear(struct taken *t)
{
	g_hash_table_unref(t->keys);
	g_hash_table_unref(t->above);
}

static void axes_read_enter(GHashTable *table, char *key, const struct study_axis *axis)
{
	if (g_hash_table_contains(table, key))
		g_free(key);
	else
		g_hash_table_insert(table, key, (void *)axis);
}

static void axes_read_take(struct taken *t, const struct study_axis *axis)
{
	for (char **key = axis->keys; *key; key++) {
		axes_read_enter(t->keys, g_strdup(*key), axis);
		for (const char *dot = *key; (dot = strchr(dot, '.')); dot++)
			axes_read_enter(t->above, g_strndup(*key, (gsize)(dot - *key)), axis);
	}
}

/* The axis that sets the key, what it holds or what holds it; NULL: none. */
static const struct study_axis *owner_of(const struct taken *t, const char *key)
{
	const struct study_axis *axis = g_hash_table_lookup(t->keys, key);
	if (!axis)
		axis = g_hash_table_lookup(t->above, key);
	for (const char *dot = key; !axis && (dot = strchr(dot, '.')); dot++) {
		char *holder = g_strndup(key, (gsize)(dot - key));
		axis = g_hash_table_lookup(t->keys, holder);
		g_free(holder);
	}
	return axis;
}

static void axes_read_check_axis(struct axes_reader *r, struct taken *t, const struct study_axis *axis)
{
	const struct study_axis *other = NULL;
	char **key = axis->keys;
	while (*key && !(other = owner_of(t, *key)))
		key++;
	if (other && strcmp(other->name, axis->name) != 0)
		diag_error(r->d, axis->at, "axis %s sets %s, which axis %s sets already", axis->name, *key,
			   other->name);
	axes_read_take(t, axis);
}

/* A setting of the command line that an axis sets again. That cost.all=0 comes first is no contradiction. */
static void check_set(struct axes_reader *r, const struct taken *t, const char *set)
{
	const char *const sets[] = {set, NULL};
	struct diag *quiet = diag_new();
	char **keys = scenario_base_try(r->base, &(struct scenario_order){.sets = sets}, quiet);
	const struct study_axis *axis = NULL;
	char **key = keys;
	while (*key && !(axis = owner_of(t, *key)))
		key++;
	if (axis && !g_str_has_prefix(set, "cost.all="))
		diag_error(r->d, scenario_base_set_place(set),
			   "%s is set by the axis %s of the study; leave it out", *key, axis->name);
	g_strfreev(keys);
	diag_free(quiet);
}

static void check_settings(struct axes_reader *r, const char *const *sets)
{
	struct taken t = taken_new();
	for (guint i = 0; i < r->axes->len; i++)
		axes_read_check_axis(r, &t, axes_read_axis_at(r->axes, i));
	g_strfreev(scenario_base_try(r->base, &(struct scenario_order){.sets = sets}, r->d));
	for (; sets && *sets; sets++)
		check_set(r, &t, *sets);
	taken_clear(&t);
}

/* ---- the whole ---- */

const yaml_node_t *axes_node(struct scenario_base *b, const char *key)
{
	struct yaml_file *f = scenario_base_file(b);
	const yaml_node_t *study = yaml_file_find(f, yaml_file_root(f), STUDY_SECTION);
	return study && study->type == YAML_MAPPING_NODE ? yaml_file_find(f, study, key) : NULL;
}

bool axes_read(GPtrArray *axes, struct scenario_base *b, const char *const *sets, struct diag *d)
{
	int before = diag_count(d);
	struct axes_reader r = {b, scenario_base_file(b), axes, d, false};
	const yaml_node_t *list = axes_node(b, STUDY_AXES);
	if (list)
		axes_read_list(&r, list);
	check_settings(&r, sets);
	return diag_count(d) == before;
}
