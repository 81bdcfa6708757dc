/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/scenario_reader.h"
#include "tools/scenario/cost_section.h"
#include <string.h>

/* ---- a file ---- */

static void scenario_reader_read_option(struct scenario_reader *r, struct yaml_file *f,
					const struct scenario_section *section, int index,
					const yaml_node_t *key, const yaml_node_t *value)
{
	const char *word = yaml_file_text(key);
	const struct option *opt = option_find(section->table, word);
	if (!opt) {
		setting_unknown(r, section, word, yaml_file_place(f, key));
	} else if (yaml_file_is_value(value)) {
		setting_store(r, section, index, opt, yaml_file_text(value), yaml_file_place(f, value));
	} else {
		setting_store_none(r, section, index, opt, f, value);
	}
}

/* Whether a section holds the key beside its options, for whoever plans runs: axes of a study, curves of a crawl. */
static bool is_of_plan(const struct scenario_section *section, const char *key)
{
	const char *name = section->table->section;
	return (strcmp(name, STUDY_SECTION) == 0 &&
		(strcmp(key, STUDY_AXES) == 0 || strcmp(key, STUDY_EXCLUDE) == 0)) ||
	       (strcmp(name, CRAWL_SECTION) == 0 && strcmp(key, CRAWL_CURVES) == 0);
}

/* Reads the options of one settings struct. */
static void read_options(struct scenario_reader *r, struct yaml_file *f,
			 const struct scenario_section *section, int index, const yaml_node_t *mapping)
{
	const yaml_node_t *key, *value;
	for (int i = 0; yaml_file_pair(f, mapping, i, &key, &value); i++)
		if (!is_of_plan(section, yaml_file_text(key)))
			scenario_reader_read_option(r, f, section, index, key, value);
}

static void read_element(struct scenario_reader *r, struct yaml_file *f,
			 const struct scenario_section *section, const yaml_node_t *mapping)
{
	int index = setting_add(r, section);
	setting_mark(r, section, index, NULL, yaml_file_place(f, mapping));
	read_options(r, f, section, index, mapping);
}

static bool scenario_reader_read_list(struct scenario_reader *r, struct yaml_file *f,
				      const struct scenario_section *section, const yaml_node_t *sequence)
{
	const char *name = section->table->section;
	const yaml_node_t *item;
	bool sound = true;
	for (int i = 0; (item = yaml_file_item(f, sequence, i)); i++) {
		char *what = g_strdup_printf("an element of %s", name);
		if (yaml_file_expect(f, item, YAML_MAPPING_NODE, what, r->d))
			read_element(r, f, section, item);
		else
			sound = false;
		g_free(what);
	}
	if (!yaml_file_item(f, sequence, 0))
		sound = diag_error(r->d, yaml_file_place(f, sequence),
				   "%s is empty; it needs at least one element", name);
	return sound;
}

static void read_section(struct scenario_reader *r, struct yaml_file *f,
			 const struct scenario_section *section, const yaml_node_t *node)
{
	const char *name = section->table->section;
	yaml_node_type_t type = section->list ? YAML_SEQUENCE_NODE : YAML_MAPPING_NODE;
	if (section->plain && yaml_file_is_value(node)) {
		setting_store(r, section, 0, option_find(section->table, section->plain),
			      yaml_file_text(node), yaml_file_place(f, node));
		return;
	}
	setting_mark(r, section, -1, NULL, yaml_file_place(f, node));
	bool sound = yaml_file_expect(f, node, type, name, r->d);
	r->plans->has_crawl |= sound && section->table == &crawl_table;
	if (sound && section->list)
		sound = scenario_reader_read_list(r, f, section, node);
	else if (sound)
		read_options(r, f, section, 0, node);
	r->unsound |= !sound;
}

void scenario_reader_file(struct scenario_reader *r, struct yaml_file *f)
{
	const yaml_node_t *root = yaml_file_root(f), *key, *value;
	for (int i = 0; yaml_file_pair(f, root, i, &key, &value); i++) {
		const char *word = yaml_file_text(key);
		const struct scenario_section *section = *word ? setting_section(word) : NULL;
		if (section)
			read_section(r, f, section, value);
		else if (strcmp(word, COST_SECTION) == 0)
			cost_section_read(r, f, value);
		else if (strcmp(word, EXPECT_SECTION) == 0 || strcmp(word, MEASUREMENTS_SECTION) == 0)
			yaml_file_expect(f, value, YAML_SEQUENCE_NODE, word, r->d);
		else
			scenario_reader_read_option(r, f, setting_section(""), 0, key, value);
	}
}

/* ---- single settings ---- */

#define NAMES_SHOWN 8 /* of a list, in a message */

/* The option by whose text an element of a list is named: its name, or whom a source of traffic sends to. */
static const struct option *name_option(const struct scenario_section *section)
{
	const struct option *name = option_find(section->table, "name");
	return name ? name : option_find(section->table, "to");
}

/* The element of a list that `which` names, by number or by its name; of several one of them, with *several set. -1 when
 * there is none. */
static int scenario_reader_find_element(struct scenario_reader *r, const struct scenario_section *section,
					const char *which, bool *several)
{
	int n = (int)setting_list(r, section)->len, found = -1;
	const struct option *name = name_option(section);
	char *end;
	guint64 number = g_ascii_strtoull(which, &end, 10);
	*several = false;
	if (g_ascii_isdigit(*which) && !*end)
		return number < (guint64)n ? (int)number : -1;
	for (int i = 0; name && i < n; i++) {
		const char *base = setting_struct(r, section, i);
		if (g_strcmp0(*(char *const *)(base + name->offset), which) != 0)
			continue;
		*several |= found >= 0;
		found = i;
	}
	return found;
}

/* The names of the first elements of a list: ": vm0, vm1, ..."; newly allocated. */
static char *element_names(struct scenario_reader *r, const struct scenario_section *section)
{
	const struct option *name = name_option(section);
	guint n = setting_list(r, section)->len;
	GString *names = g_string_new(NULL);
	for (guint i = 0; name && i < MIN(n, NAMES_SHOWN); i++) {
		const char *base = setting_struct(r, section, (int)i);
		g_string_append_printf(names, "%s%.40s", i ? ", " : ": ",
				       *(char *const *)(base + name->offset));
	}
	return g_string_free(g_string_append(names, n > NAMES_SHOWN ? ", ..." : ""), FALSE);
}

static void no_element(struct scenario_reader *r, const struct scenario_section *section, const char *which,
		       struct place at)
{
	const char *name = section->table->section;
	guint n = setting_list(r, section)->len;
	char *names = element_names(r, section);
	diag_error(r->d, at, "there is no %s.%.40s; %s has %u element%s, counted from 0%s", name, which, name,
		   n, n == 1 ? "" : "s", names);
	g_free(names);
}

/* Sets an option of one element ("vm0.vcpu_core") or of all ("vcpu_core"). */
static void set_in_list(struct scenario_reader *r, const struct scenario_section *section, const char *rest,
			const char *text, struct place at)
{
	const char *dot = strrchr(rest, '.');
	const char *key = dot ? dot + 1 : rest;
	const struct option *opt = option_find(section->table, key);
	if (!opt) {
		setting_unknown(r, section, key, at);
		return;
	}
	char *which = dot ? g_strndup(rest, (gsize)(dot - rest)) : NULL;
	int n = (int)setting_list(r, section)->len;
	bool several;
	int index = which ? scenario_reader_find_element(r, section, which, &several) : -1;
	if (which && index >= 0 && several)
		diag_error(r->d, at,
			   "several elements of %s are named %s; write the number of one, from 0 on",
			   section->table->section, which);
	else if (which && index < 0)
		no_element(r, section, which, at);
	else if (which)
		setting_store(r, section, index, opt, text, at);
	for (int i = 0; !which && i < n; i++)
		setting_store(r, section, i, opt, text, at);
	g_free(which);
}

static void set_in_section(struct scenario_reader *r, const struct scenario_section *section,
			   const char *rest, const char *text, struct place at)
{
	const struct option *opt = option_find(section->table, rest);
	if (section->list)
		set_in_list(r, section, rest, text, at);
	else if (opt)
		setting_store(r, section, 0, opt, text, at);
	else
		setting_unknown(r, section, rest, at);
}

void scenario_reader_set(struct scenario_reader *r, const char *key, const char *text, struct place at)
{
	key = setting_full_key(key);
	const char *dot = strchr(key, '.');
	char *name = dot ? g_strndup(key, (gsize)(dot - key)) : g_strdup("");
	const char *rest = dot ? dot + 1 : key;
	const struct scenario_section *section = setting_section(name);
	if (!dot && *key && (setting_section(key) || strcmp(key, COST_SECTION) == 0))
		diag_error(r->d, at, "%s is a section; set one of its keys: %s.KEY", key, key);
	else if (strcmp(key, EXPECT_SECTION) == 0 || strcmp(key, MEASUREMENTS_SECTION) == 0)
		diag_error(r->d, at, "%s is a list of the scenario's file; it cannot be set", key);
	else if (dot && strcmp(name, COST_SECTION) == 0)
		cost_section_set(r, rest, text, at);
	else if (section && dot != key)
		set_in_section(r, section, rest, text, at);
	else
		setting_unknown(r, setting_section(""), name, at);
	g_free(name);
}
