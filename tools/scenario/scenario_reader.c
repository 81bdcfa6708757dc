/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/scenario_reader.h"
#include "tools/scenario/cost_section.h"
#include <string.h>

static void read_option(struct scenario_reader *r, struct yaml_file *f,
			const struct scenario_section *section, int index, const yaml_node_t *key,
			const yaml_node_t *value)
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
			read_option(r, f, section, index, key, value);
}

static void read_element(struct scenario_reader *r, struct yaml_file *f,
			 const struct scenario_section *section, const yaml_node_t *mapping)
{
	int index = setting_add(r, section);
	setting_mark(r, section, index, NULL, yaml_file_place(f, mapping));
	read_options(r, f, section, index, mapping);
}

static bool read_list(struct scenario_reader *r, struct yaml_file *f, const struct scenario_section *section,
		      const yaml_node_t *sequence)
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
	setting_mark(r, section, -1, NULL, yaml_file_place(f, node));
	bool sound = yaml_file_expect(f, node, type, name, r->d);
	r->plans->has_crawl |= sound && section->table == &crawl_table;
	if (sound && section->list)
		sound = read_list(r, f, section, node);
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
		else if (strcmp(word, EXPECT_SECTION) == 0)
			yaml_file_expect(f, value, YAML_SEQUENCE_NODE, EXPECT_SECTION, r->d);
		else
			read_option(r, f, setting_section(""), 0, key, value);
	}
}
