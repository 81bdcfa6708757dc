/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/setting_value.h"
#include "tools/scenario/setting.h"
#include <stdlib.h>
#include <string.h>

bool setting_value_key(const char *key, struct setting_key *found)
{
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

char *setting_value_normal(const struct setting_key *key, const char *text, char **why)
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

static bool has(const struct setting_key *key, const char *settings, const char *normal)
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

bool setting_value_is(const struct scenario *s, const struct plans *plans, const struct setting_key *key,
		      const char *normal)
{
	const struct option_table *table = key->section->table;
	const void *holder = section_holder(key->section, s, plans);
	if (!key->section->list)
		return has(key, section_settings(key->section, (void *)holder), normal);
	const GArray *list = section_list(key->section, holder);
	int meant = 0;
	for (guint i = 0; i < list->len; i++) {
		const char *settings = list->data + (size_t)i * table->size;
		if (!is_meant(key, settings, i))
			continue;
		if (!has(key, settings, normal))
			return false;
		meant++;
	}
	return meant > 0;
}

GPtrArray *setting_value_keys(void)
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
