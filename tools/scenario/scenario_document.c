/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/scenario_document.h"
#include "tools/scenario/cost_section.h"
#include "tools/scenario/schema_part.h"
#include "tools/scenario/setting.h"
#include "tools/scenario/yaml_file.h"
#include <string.h>

/*
 * One YAML document laid over another: mappings merge key by key, anything else of the upper one replaces what the
 * lower one has. Every node keeps its file, line and column.
 */

/* Ends the making of a node: keeps where it stands. Returns its number in the new document. */
static int keep_place(struct yaml_file *to, int id, const struct yaml_file *from, const yaml_node_t *node)
{
	if (id == 0)
		g_error("out of memory");
	yaml_node_t *made = yaml_document_get_node(&to->document, id);
	made->start_mark = node->start_mark;
	made->end_mark = node->end_mark;
	g_ptr_array_add(to->files, (char *)yaml_file_place(from, node).file);
	return id;
}

static int add_scalar(struct yaml_file *to, const struct yaml_file *from, const yaml_node_t *node)
{
	int id = yaml_document_add_scalar(&to->document, NULL, node->data.scalar.value,
					  (int)node->data.scalar.length, node->data.scalar.style);
	return keep_place(to, id, from, node);
}

static int add_mapping(struct yaml_file *to, const struct yaml_file *from, const yaml_node_t *node)
{
	int id = yaml_document_add_mapping(&to->document, NULL, node->data.mapping.style);
	return keep_place(to, id, from, node);
}

static void scenario_document_add_pair(struct yaml_file *to, int mapping, int key, int value)
{
	if (!yaml_document_append_mapping_pair(&to->document, mapping, key, value))
		g_error("out of memory");
}

static int copy_node(struct yaml_file *to, struct yaml_file *from, const yaml_node_t *node);

static int copy_mapping(struct yaml_file *to, struct yaml_file *from, const yaml_node_t *node)
{
	int id = add_mapping(to, from, node);
	const yaml_node_t *key, *value;
	for (int i = 0; yaml_file_pair(from, node, i, &key, &value); i++) {
		int new_key = add_scalar(to, from, key);
		scenario_document_add_pair(to, id, new_key, copy_node(to, from, value));
	}
	return id;
}

static int copy_sequence(struct yaml_file *to, struct yaml_file *from, const yaml_node_t *node)
{
	int id = yaml_document_add_sequence(&to->document, NULL, node->data.sequence.style);
	const yaml_node_t *item;
	keep_place(to, id, from, node);
	for (int i = 0; (item = yaml_file_item(from, node, i)); i++)
		if (!yaml_document_append_sequence_item(&to->document, id, copy_node(to, from, item)))
			g_error("out of memory");
	return id;
}

static int copy_node(struct yaml_file *to, struct yaml_file *from, const yaml_node_t *node)
{
	switch (node->type) {
	case YAML_MAPPING_NODE:
		return copy_mapping(to, from, node);
	case YAML_SEQUENCE_NODE:
		return copy_sequence(to, from, node);
	default:
		return add_scalar(to, from, node);
	}
}

/* The two documents and what becomes of them. */
struct merge {
	struct yaml_file *lower, *upper, *to;
};

/* The pairs of a mapping by their keys; owned by the caller, as are the keys by the file. */
static GHashTable *scenario_document_pairs_of(struct yaml_file *f, const yaml_node_t *mapping)
{
	GHashTable *pairs = g_hash_table_new(g_str_hash, g_str_equal);
	const yaml_node_t *key, *value;
	for (int i = 0; yaml_file_pair(f, mapping, i, &key, &value); i++)
		g_hash_table_insert(pairs, (char *)yaml_file_text(key),
				    mapping->data.mapping.pairs.start + i);
	return pairs;
}

static int merge_mappings(struct merge *m, const yaml_node_t *lower, const yaml_node_t *upper,
			  const char *without);

/* One key of the lower mapping, with the value of the upper pair if there is one (NULL: none). */
static void merge_key(struct merge *m, int id, const yaml_node_t *key, const yaml_node_t *value,
		      const yaml_node_pair_t *upper)
{
	if (!upper) {
		int own_key = add_scalar(m->to, m->lower, key);
		scenario_document_add_pair(m->to, id, own_key, copy_node(m->to, m->lower, value));
		return;
	}
	const yaml_node_t *over = yaml_document_get_node(&m->upper->document, upper->value);
	int new_key = add_scalar(m->to, m->upper, yaml_document_get_node(&m->upper->document, upper->key));
	bool both = over->type == YAML_MAPPING_NODE && value->type == YAML_MAPPING_NODE;
	int new_value = both ? merge_mappings(m, value, over, NULL) : copy_node(m->to, m->upper, over);
	scenario_document_add_pair(m->to, id, new_key, new_value);
}

static int merge_mappings(struct merge *m, const yaml_node_t *lower, const yaml_node_t *upper,
			  const char *without)
{
	int id = add_mapping(m->to, m->upper, upper);
	GHashTable *above = scenario_document_pairs_of(m->upper, upper),
		   *below = scenario_document_pairs_of(m->lower, lower);
	const yaml_node_t *key, *value;
	for (int i = 0; yaml_file_pair(m->lower, lower, i, &key, &value); i++)
		if (!without || strcmp(yaml_file_text(key), without) != 0)
			merge_key(m, id, key, value, g_hash_table_lookup(above, yaml_file_text(key)));
	for (int i = 0; yaml_file_pair(m->upper, upper, i, &key, &value); i++) {
		const char *word = yaml_file_text(key);
		if (g_hash_table_contains(below, word) || (without && strcmp(word, without) == 0))
			continue;
		int new_key = add_scalar(m->to, m->upper, key);
		scenario_document_add_pair(m->to, id, new_key, copy_node(m->to, m->upper, value));
	}
	g_hash_table_unref(above);
	g_hash_table_unref(below);
	return id;
}

/* yaml_merge: a new document, whose top level lacks the key `without`; its path is the upper one's. Both must be
 * mappings; they may be freed afterwards, but not their paths. The caller owns it (yaml_file_free). */
static struct yaml_file *yaml_merge(struct yaml_file *lower, struct yaml_file *upper, const char *without)
{
	struct yaml_file *to = g_new0(struct yaml_file, 1);
	to->path = upper->path;
	to->files = g_ptr_array_new();
	if (!yaml_document_initialize(&to->document, NULL, NULL, NULL, 1, 1))
		g_error("out of memory");
	struct merge m = {lower, upper, to};
	merge_mappings(&m, yaml_file_root(lower), yaml_file_root(upper), without);
	return to;
}

/* The files that are being read, and their folders. */
struct chain {
	struct yaml_chain files;
	GHashTable *folders;
};

/* The folder of the file that a file of this folder calls `name`. Newly allocated. */
static char *extended_folder(const char *folder, const char *name)
{
	char *own = g_path_get_dirname(name);
	if (g_path_is_absolute(own) || strcmp(folder, ".") == 0)
		return own;
	char *full = strcmp(own, ".") == 0 ? g_strdup(folder) : g_build_filename(folder, own, NULL);
	g_free(own);
	return full;
}

static bool is_key(const char *word)
{
	static const char *const further[] = {YAML_EXTENDS, COST_SECTION, EXPECT_SECTION,
					      MEASUREMENTS_SECTION, NULL};
	return *word && (setting_section(word) || option_find(setting_section("")->table, word) ||
			 g_strv_contains(further, word));
}

/* check_kind: whether a document is a scenario, or part of one: it has one of the keys at least. Of any other file, which
 * an `extends` may name as well, nothing is quoted. */
static bool check_kind(struct yaml_file *f, struct diag *d)
{
	const yaml_node_t *root = yaml_file_root(f), *key, *value;
	if (!yaml_file_expect(f, root, YAML_MAPPING_NODE, "a scenario", d))
		return false;
	for (int i = 0; yaml_file_pair(f, root, i, &key, &value); i++)
		if (is_key(yaml_file_text(key)))
			return true;
	return diag_error(d, yaml_file_place(f, root),
			  "this is no scenario: it has none of a scenario's keys");
}

static struct yaml_file *read_chain(struct chain *chain, const char *path, struct place at, char *folder,
				    struct diag *d);

/* The document of f laid over that of the file which it extends. Frees f. */
static struct yaml_file *read_over(struct chain *chain, struct yaml_file *f, const yaml_node_t *extends,
				   struct diag *d)
{
	struct yaml_file *lower = NULL, *merged = NULL;
	if (yaml_file_expect(f, extends, YAML_SCALAR_NODE, YAML_EXTENDS, d)) {
		const char *name = yaml_file_text(extends);
		const char *folder = g_hash_table_lookup(chain->folders, f->path);
		lower = read_chain(chain, yaml_chain_path(f->path, name), yaml_file_place(f, extends),
				   extended_folder(folder, name), d);
	}
	if (lower)
		merged = yaml_merge(lower, f, YAML_EXTENDS);
	yaml_file_free(lower);
	yaml_file_free(f);
	return merged;
}

/* at: where the path is written. Takes the folder. */
static struct yaml_file *read_chain(struct chain *chain, const char *path, struct place at, char *folder,
				    struct diag *d)
{
	if (!yaml_chain_add(&chain->files, path, at, d)) {
		g_free(folder);
		return NULL;
	}
	g_hash_table_replace(chain->folders, (char *)path, folder);
	struct yaml_file *f = yaml_file_read(path, at, d);
	if (f && !check_kind(f, d))
		g_clear_pointer(&f, yaml_file_free);
	const yaml_node_t *extends = f ? yaml_file_find(f, yaml_file_root(f), YAML_EXTENDS) : NULL;
	return extends ? read_over(chain, f, extends, d) : f;
}

struct yaml_file *scenario_document_read(const char *path, GHashTable *folders, struct diag *d)
{
	struct chain chain = {.folders = folders};
	return read_chain(&chain, path, (struct place){path, 0, 0}, g_strdup("."), d);
}

void scenario_document_schema(struct json_writer *w)
{
	schema_text_member(w, YAML_EXTENDS,
			   "scenario that this one is laid over, relative to this file's folder");
}
