/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/show_nodes.h"
#include "tools/show/origin.h"
#include <string.h>

static void write_member(struct yaml_writer *w, struct scenario_base *b, const char *key,
			 const yaml_node_t *node);

static char *place_text(struct scenario_base *b, const yaml_node_t *node)
{
	const struct origin origin = {ORIGIN_FILE, yaml_file_place(scenario_base_file(b), node)};
	return origin_text(&origin);
}

static bool is_plain(const yaml_node_t *scalar)
{
	return scalar->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static void write_members(struct yaml_writer *w, struct scenario_base *b, const yaml_node_t *mapping)
{
	const yaml_node_t *key, *value;
	for (int i = 0; yaml_file_pair(scenario_base_file(b), mapping, i, &key, &value); i++)
		write_member(w, b, yaml_file_text(key), value);
}

static void write_item(struct yaml_writer *w, struct scenario_base *b, const yaml_node_t *node)
{
	if (node->type == YAML_SCALAR_NODE) {
		char *comment = place_text(b, node);
		yaml_item_value(w, yaml_file_text(node), is_plain(node), comment);
		g_free(comment);
		return;
	}
	yaml_item(w);
	write_members(w, b, node);
	yaml_close(w);
}

static void write_scalar(struct yaml_writer *w, struct scenario_base *b, const char *key,
			 const yaml_node_t *node)
{
	char *comment = place_text(b, node),
	     *set = setting_text(scenario_base_reader(b), key, yaml_file_text(node),
				 yaml_file_place(scenario_base_file(b), node));
	const char *value = set + strlen(key) + 1;
	if (is_plain(node))
		yaml_pair_bare(w, key, value, comment);
	else
		yaml_pair(w, key, value, comment);
	g_free(comment);
	g_free(set);
}

static void write_member(struct yaml_writer *w, struct scenario_base *b, const char *key,
			 const yaml_node_t *node)
{
	const yaml_node_t *item;
	if (node->type == YAML_SCALAR_NODE) {
		write_scalar(w, b, key, node);
		return;
	}
	yaml_open(w, key, NULL);
	if (node->type == YAML_MAPPING_NODE)
		write_members(w, b, node);
	for (int i = 0;
	     node->type == YAML_SEQUENCE_NODE && (item = yaml_file_item(scenario_base_file(b), node, i)); i++)
		write_item(w, b, item);
	yaml_close(w);
}

/* Whether there is anything in it: an empty list is like none. */
static bool has_content(struct yaml_file *f, const yaml_node_t *node)
{
	const yaml_node_t *key, *value;
	return node->type == YAML_MAPPING_NODE ? yaml_file_pair(f, node, 0, &key, &value)
					       : yaml_file_item(f, node, 0) != NULL;
}

void show_nodes(struct yaml_writer *w, struct scenario_base *b, const yaml_node_t *mapping, const char *key)
{
	struct yaml_file *f = scenario_base_file(b);
	const yaml_node_t *node = mapping ? yaml_file_find(f, mapping, key) : NULL;
	if (node && node->type != YAML_SCALAR_NODE && has_content(f, node))
		write_member(w, b, key, node);
}
