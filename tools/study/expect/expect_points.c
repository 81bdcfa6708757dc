/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect/expect_points.h"
#include "tools/scenario/plans.h"
#include "tools/scenario/setting.h"
#include <stdlib.h>
#include <string.h>

/*
 * Asking a scenario for one setting in force, by the key that --set takes: "kernel", "nic.rx_ring",
 * "guests.vm0.vcpu_core", "traffic.frame" (of all elements). Costs are not settings of a table and are not found.
 */

struct setting_key {
	const struct scenario_section *section;
	const struct option *option;
	const char *element; /* of a list: name or number; "": every one. Interned */
};

/* setting_value_key: finds what the key names; false when there is no such setting. */
static bool setting_value_key(const char *key, struct setting_key *found)
{
	key = setting_full_key(key);
	const char *dot = strchr(key, '.'), *last = strrchr(key, '.');
	char *name = dot ? g_strndup(key, (gsize)(dot - key)) : g_strdup("");
	const struct scenario_section *section = setting_section(name);
	g_free(name);
	if (!section || dot == key || (last != dot && !section->list))
		return false;
	char *element = last != dot ? g_strndup(dot + 1, (gsize)(last - dot - 1)) : g_strdup("");
	*found = (struct setting_key){section, option_find(section->table, last ? last + 1 : key),
				      g_intern_string(element)};
	g_free(element);
	return found->option != NULL;
}

/* setting_value_normal: the text as option_format writes such a value, newly allocated (g_free); NULL with *why set
 * (g_free) when it is none. */
static char *setting_value_normal(const struct setting_key *key, const char *text, char **why)
{
	const struct option_table *table = key->section->table;
	void *settings = g_malloc0(table->size);
	option_defaults(table, settings);
	char *normal =
		option_parse(key->option, text, settings, why) ? option_format(key->option, settings) : NULL;
	option_clear(table, settings);
	g_free(settings);
	return normal;
}

static bool expect_points_has(const struct setting_key *key, const char *settings, const char *normal)
{
	char *text = option_format(key->option, settings);
	bool same = strcmp(text, normal) == 0;
	g_free(text);
	return same;
}

/* is_meant: whether the key means the i-th element of its list. */
static bool is_meant(const struct setting_key *key, const char *settings, guint i)
{
	const struct option *name = option_find(key->section->table, "name");
	char *number = g_strdup_printf("%u", i);
	bool meant = !*key->element || strcmp(key->element, number) == 0 ||
		     (name && name->type == OPTION_TEXT &&
		      strcmp(*(char *const *)(settings + name->offset), key->element) == 0);
	g_free(number);
	return meant;
}

/* setting_value_is: the setting of the scenario or its plans has this value, as normal text; of a list each element meant, at least one. */
static bool setting_value_is(const struct scenario *s, const struct plans *plans,
			     const struct setting_key *key, const char *normal)
{
	const struct option_table *table = key->section->table;
	const void *holder = section_holder(key->section, s, plans);
	if (!key->section->list)
		return expect_points_has(key, section_settings(key->section, (void *)holder), normal);
	const GArray *list = section_list(key->section, holder);
	int meant = 0;
	for (guint i = 0; i < list->len; i++) {
		const char *settings = list->data + (size_t)i * table->size;
		if (!is_meant(key, settings, i))
			continue;
		if (!expect_points_has(key, settings, normal))
			return false;
		meant++;
	}
	return meant > 0;
}

/* setting_value_keys: the keys of all settings, those of lists without an element, for messages. The caller owns
 * array and texts (g_ptr_array_unref). */
static GPtrArray *setting_value_keys(void)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		for (int k = 0; k < table->n; k++)
			g_ptr_array_add(keys, g_strconcat(table->section, *table->section ? "." : "",
							  table->options[k].key, NULL));
	}
	return keys;
}

#define VALUES_LISTED 12 /* more are no help in a message */

static const struct study_axis *expect_points_axis_at(const struct study *study, int i)
{
	return g_ptr_array_index(study->axes, (guint)i);
}

static const struct study_value *expect_points_value_at(const struct study_axis *axis, int i)
{
	return g_ptr_array_index(axis->values, (guint)i);
}

static const struct study_point *expect_points_point_at(const struct study *study, guint i)
{
	return g_ptr_array_index(study->points, i);
}

/* ---- picking ---- */

/* What is being read. */
struct pick {
	struct yaml_file *f;
	const struct study *study;
	const char *key;
	bool *marks;
	struct diag *d;
};

static void append_values(GString *s, const struct study_axis *axis)
{
	guint n = axis->values->len;
	g_string_append(s, "; it has ");
	for (guint i = 0; i < MIN(n, VALUES_LISTED); i++)
		g_string_append_printf(s, "%s%s", i ? ", " : "", expect_points_value_at(axis, (int)i)->text);
	if (n > VALUES_LISTED)
		g_string_append_printf(s, " and %u more", n - VALUES_LISTED);
}

static bool no_value(const struct pick *p, const struct study_axis *axis, const yaml_node_t *node,
		     const char *why)
{
	GString *s = g_string_new(NULL);
	if (why)
		g_string_append_printf(s, "%s: %s", axis->name, why);
	else
		g_string_append_printf(s, "axis %s has no value \"%.40s\"", axis->name, yaml_file_text(node));
	append_values(s, axis);
	diag_error(p->d, yaml_file_place(p->f, node), "%s", s->str);
	g_string_free(s, TRUE);
	return false;
}

/* allow_value: allows the value of the axis that the scalar means. */
static bool allow_value(const struct pick *p, const struct study_axis *axis, const yaml_node_t *node,
			bool *allowed)
{
	const char *text = yaml_file_text(node);
	int64_t number;
	char *why = NULL;
	int value = axis_value(axis, text);
	if (value >= 0)
		return allowed[value] = true;
	if (axis->is_number)
		unit_parse(axis->unit, text, &number, &why);
	no_value(p, axis, node, why);
	g_free(why);
	return false;
}

/* each_scalar: calls take with the scalar at node, or with each of the list there; false when one is none or take gives
 * false. */
static bool each_scalar(const struct pick *p, const yaml_node_t *node,
			bool (*take)(const struct pick *p, const yaml_node_t *scalar, void *data), void *data)
{
	if (node->type != YAML_SEQUENCE_NODE)
		return yaml_file_expect(p->f, node, YAML_SCALAR_NODE, p->key, p->d) && take(p, node, data);
	const yaml_node_t *item;
	bool sound = true;
	for (int i = 0; (item = yaml_file_item(p->f, node, i)); i++)
		sound &= yaml_file_expect(p->f, item, YAML_SCALAR_NODE, p->key, p->d) && take(p, item, data);
	if (!yaml_file_item(p->f, node, 0))
		sound = diag_error(p->d, yaml_file_place(p->f, node), "%s is an empty list; it picks nothing",
				   p->key);
	return sound;
}

/* The values of an axis that are allowed. */
struct allowed {
	const struct study_axis *axis;
	bool *value;
};

static bool take_value(const struct pick *p, const yaml_node_t *scalar, void *data)
{
	struct allowed *a = data;
	return allow_value(p, a->axis, scalar, a->value);
}

static bool pick_axis(const struct pick *p, int axis, const yaml_node_t *node)
{
	struct allowed a = {expect_points_axis_at(p->study, axis), NULL};
	a.value = g_new0(bool, a.axis->values->len);
	bool sound = each_scalar(p, node, take_value, &a);
	for (guint i = 0; sound && i < p->study->points->len; i++)
		p->marks[i] &= a.value[expect_points_point_at(p->study, i)->value[axis]];
	g_free(a.value);
	return sound;
}

/* The texts, as settings are shown, that a setting may have. */
struct wanted {
	struct setting_key key;
	GPtrArray *texts;
};

static bool take_text(const struct pick *p, const yaml_node_t *scalar, void *data)
{
	struct wanted *w = data;
	char *why = NULL, *text = setting_value_normal(&w->key, yaml_file_text(scalar), &why);
	if (text)
		g_ptr_array_add(w->texts, text);
	else
		diag_error(p->d, yaml_file_place(p->f, scalar), "%s", why);
	g_free(why);
	return text != NULL;
}

static bool point_has(const struct study *study, const struct plans *plans, guint point,
		      const struct wanted *w)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_base_make(
		study->base, (const char *const *)expect_points_point_at(study, point)->sets, d);
	bool has = false;
	for (guint i = 0; s && i < w->texts->len; i++)
		has |= setting_value_is(s, plans, &w->key, g_ptr_array_index(w->texts, i));
	if (s)
		scenario_free(s);
	diag_free(d);
	return has;
}

static bool pick_setting(const struct pick *p, const struct setting_key *key, const yaml_node_t *node)
{
	struct wanted w = {*key, g_ptr_array_new_with_free_func(g_free)};
	bool sound = each_scalar(p, node, take_text, &w);
	struct plans *plans = scenario_base_plans(p->study->base, (const char *const *)p->study->sets);
	for (guint i = 0; sound && i < p->study->points->len; i++)
		p->marks[i] = p->marks[i] && point_has(p->study, plans, i, &w);
	plans_free(plans);
	g_ptr_array_unref(w.texts);
	return sound;
}

static bool no_key(const struct pick *p, const char *what, const yaml_node_t *key)
{
	GPtrArray *known = setting_value_keys();
	for (int i = 0; i < (int)p->study->axes->len; i++)
		g_ptr_array_insert(known, i, g_strdup(expect_points_axis_at(p->study, i)->name));
	const char *nearest =
		diag_is_full(p->d) ? NULL
				   : diag_nearest(p->key, (const char *const *)known->pdata, (int)known->len);
	diag_error(p->d, yaml_file_place(p->f, key), "%s: there is no axis and no setting \"%.40s\"%s%s%s",
		   what, p->key, nearest ? "; did you mean " : "", nearest ? nearest : "",
		   nearest ? "?" : "");
	g_ptr_array_unref(known);
	return false;
}

bool expect_points_pick(struct yaml_file *f, const yaml_node_t *mapping, const char *what,
			const struct study *study, bool *marks, struct diag *d)
{
	const yaml_node_t *key, *value;
	bool sound = yaml_file_expect(f, mapping, YAML_MAPPING_NODE, what, d);
	for (int i = 0; mapping->type == YAML_MAPPING_NODE && yaml_file_pair(f, mapping, i, &key, &value);
	     i++) {
		const struct pick p = {f, study, yaml_file_text(key), marks, d};
		struct setting_key setting;
		int axis = axis_find(study->axes, p.key);
		if (axis >= 0)
			sound &= pick_axis(&p, axis, value);
		else if (setting_value_key(p.key, &setting))
			sound &= pick_setting(&p, &setting, value);
		else
			sound = no_key(&p, what, key);
	}
	return sound;
}
