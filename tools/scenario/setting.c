/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/setting.h"
#include "tools/base/shipped.h"
#include "tools/base/unknown_key.h"
#include "tools/scenario/cost_profile.h"
#include <string.h>

const struct scenario_section *setting_section(const char *name)
{
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++)
		if (strcmp(section->table->section, name) == 0)
			return section;
	return NULL;
}

GArray *setting_list(const struct scenario_reader *r, const struct scenario_section *section)
{
	return section_list(section, section_holder(section, r->s, r->plans));
}

void *setting_struct(const struct scenario_reader *r, const struct scenario_section *section, int index)
{
	if (!section->list)
		return section_settings(section, (void *)section_holder(section, r->s, r->plans));
	return setting_list(r, section)->data + (size_t)index * section->table->size;
}

int setting_add(struct scenario_reader *r, const struct scenario_section *section)
{
	GArray *list = setting_list(r, section);
	int index = (int)list->len;
	g_array_set_size(list, list->len + 1);
	memset(setting_struct(r, section, index), 0, section->table->size);
	option_defaults(section->table, setting_struct(r, section, index));
	return index;
}

/* The key of a place: "nic.rx_ring", "guests.0.vcpu_core", "kernel", "guests.0", "nic". Newly allocated. */
static char *place_key(const struct scenario_section *section, int index, const char *key)
{
	GString *s = g_string_new(section->table->section);
	if (section->list && index >= 0)
		g_string_append_printf(s, ".%d", index);
	if (key)
		g_string_append_printf(s, "%s%s", s->len ? "." : "", key);
	return g_string_free(s, FALSE);
}

void setting_mark_key(struct scenario_reader *r, const char *key, struct place at)
{
	g_hash_table_replace(r->s->places, g_strdup(key), g_memdup2(&at, sizeof(at)));
}

void setting_mark(struct scenario_reader *r, const struct scenario_section *section, int index,
		  const char *key, struct place at)
{
	char *name = place_key(section, index, key);
	setting_mark_key(r, name, at);
	g_free(name);
}

static const struct place *find_place(const struct scenario_reader *r, const struct scenario_section *section,
				      int index, const char *key)
{
	char *name = place_key(section, index, key);
	const struct place *at = scenario_find_place(r->s, name);
	g_free(name);
	return at;
}

bool setting_is_marked(const struct scenario_reader *r, const struct scenario_section *section, int index,
		       const char *key)
{
	return find_place(r, section, index, key) != NULL;
}

struct place setting_place(const struct scenario_reader *r, const struct scenario_section *section, int index)
{
	const struct place *at = find_place(r, section, index, NULL);
	return at ? *at : (struct place){r->s->path, 0, 0};
}

/* A path as it is from the scenario's folder, when it is written in a file of another folder. Newly allocated. */
static char *rebase(const struct scenario_reader *r, const struct option *opt, const char *text,
		    struct place at)
{
	const char *folder = opt && opt->path && *text ? g_hash_table_lookup(r->folders, at.file) : NULL;
	char *shipped = folder ? shipped_file("costs", text) : NULL;
	bool kept = !folder || shipped || strcmp(folder, ".") == 0 || g_path_is_absolute(text);
	g_free(shipped);
	if (kept)
		return g_strdup(text);
	return g_build_filename(folder, text, NULL);
}

char *setting_text(const struct scenario_reader *r, const char *key, const char *text, struct place at)
{
	char *value = rebase(r, setting_find(key), text, at);
	char *set = g_strconcat(key, "=", value, NULL);
	g_free(value);
	return set;
}

void setting_begin(struct scenario_reader *r, const char *key)
{
	diag_about(r->d, key);
	if (r->again)
		g_hash_table_add(r->again, g_strdup(key));
}

void setting_end(struct scenario_reader *r, const char *key, bool sound)
{
	diag_about(r->d, NULL);
	if (sound)
		g_hash_table_remove(r->bad, key);
	else
		g_hash_table_add(r->bad, g_strdup(key));
}

/* The text as the option's value; false after a fault. */
static bool setting_parse(struct scenario_reader *r, const struct option *opt, const char *text,
			  void *settings, struct place at)
{
	char *why = NULL, *path = opt->path ? rebase(r, opt, text, at) : NULL;
	bool sound = option_parse(opt, path ? path : text, settings, &why);
	const char *meant = sound ? option_stands_for(opt, text) : NULL;
	if (!sound)
		diag_error(r->d, at, "%s", why);
	if (meant)
		diag_notice(r->d, at, "%s %s means %s, the nearest below whose rules are known", opt->key,
			    text, meant);
	g_free(why);
	g_free(path);
	return sound;
}

void setting_store(struct scenario_reader *r, const struct scenario_section *section, int index,
		   const struct option *opt, const char *text, struct place at)
{
	char *key = place_key(section, index, opt->key);
	setting_mark_key(r, key, at);
	r->plans->has_crawl |= section->table == &crawl_table;
	setting_begin(r, key);
	setting_end(r, key, setting_parse(r, opt, text, setting_struct(r, section, index), at));
	g_free(key);
}

void setting_store_none(struct scenario_reader *r, const struct scenario_section *section, int index,
			const struct option *opt, struct yaml_file *f, const yaml_node_t *node)
{
	char *key = place_key(section, index, opt->key);
	setting_mark_key(r, key, yaml_file_place(f, node));
	setting_begin(r, key);
	setting_end(r, key, yaml_file_expect(f, node, YAML_SCALAR_NODE, opt->key, r->d));
	g_free(key);
}

/* "it is a key of nic", when another section has the key; NULL when none has it. Newly allocated. */
static char *home_of(const char *key)
{
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const char *name = section->table->section;
		if (option_find(section->table, key))
			return *name ? g_strdup_printf("it is a key of %s", name)
				     : g_strdup("it is a key of the top level");
	}
	return NULL;
}

void setting_unknown(struct scenario_reader *r, const struct scenario_section *section, const char *key,
		     struct place at)
{
	const char *name = section->table->section;
	GPtrArray *known = g_ptr_array_new();
	for (int i = 0; i < section->table->n; i++)
		g_ptr_array_add(known, (char *)section->table->options[i].key);
	const struct scenario_section *other;
	for (int i = 0; !*name && (other = section_at(i)); i++)
		if (*other->table->section)
			g_ptr_array_add(known, (char *)other->table->section);
	static const char *const further[] = {COST_SECTION, EXPECT_SECTION, MEASUREMENTS_SECTION};
	for (size_t i = 0; !*name && i < G_N_ELEMENTS(further); i++)
		g_ptr_array_add(known, (char *)further[i]);
	char *hint = home_of(key);
	unknown_key(r->d, at, key, *name ? name : "the top level", known, hint);
	g_free(hint);
	g_ptr_array_free(known, TRUE);
}

const char *setting_full_key(const char *key)
{
	const struct scenario_section *section = setting_section(key);
	if (!section || !section->plain)
		return key;
	char *full = g_strconcat(key, ".", section->plain, NULL);
	const char *kept = g_intern_string(full);
	g_free(full);
	return kept;
}

const struct option *setting_find(const char *key)
{
	key = setting_full_key(key);
	const char *dot = strchr(key, '.'), *last = strrchr(key, '.');
	if (g_str_has_prefix(key, COST_SECTION "."))
		return option_find(&cost_entry_table, dot == last ? "cycles" : last + 1);
	char *name = dot ? g_strndup(key, (gsize)(dot - key)) : g_strdup("");
	const struct scenario_section *section = dot == key ? NULL : setting_section(name);
	g_free(name);
	if (!section || (dot != last && !section->list))
		return NULL;
	return option_find(section->table, last ? last + 1 : key);
}
