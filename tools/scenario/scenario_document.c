/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/scenario_document.h"
#include "tools/scenario/cost_section.h"
#include "tools/scenario/schema_part.h"
#include "tools/scenario/setting.h"
#include "tools/scenario/yaml_merge.h"
#include <string.h>

/* The files that are being read: each one extended by the one before it. */
struct chain {
	const char *file[SCENARIO_EXTENDS_MAX];
	int n;
	GHashTable *folders;
};

static bool is_same_file(const char *a, const char *b)
{
	char *full_a = g_canonicalize_filename(a, NULL), *full_b = g_canonicalize_filename(b, NULL);
	bool same = strcmp(full_a, full_b) == 0;
	g_free(full_a);
	g_free(full_b);
	return same;
}

static bool check_chain(const struct chain *chain, const char *path, struct place at, struct diag *d)
{
	for (int i = 0; i < chain->n; i++)
		if (is_same_file(chain->file[i], path))
			return diag_error(d, at, "%s extends itself%s%s; name another file", path,
					  i + 1 < chain->n ? ", through " : "",
					  i + 1 < chain->n ? chain->file[i + 1] : "");
	if (chain->n == SCENARIO_EXTENDS_MAX)
		return diag_error(d, at, "more than %d files extend each other; put some of them together",
				  SCENARIO_EXTENDS_MAX);
	return true;
}

/* The file that `name`, written in the file at path, stands for; interned. */
static const char *extended_path(const char *path, const char *name)
{
	char *folder = g_path_get_dirname(path);
	bool beside = !g_path_is_absolute(name) && strchr(path, G_DIR_SEPARATOR);
	char *full = beside ? g_build_filename(folder, name, NULL) : g_strdup(name);
	const char *kept = g_intern_string(full);
	g_free(full);
	g_free(folder);
	return kept;
}

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
	static const char *const further[] = {SCENARIO_EXTENDS, COST_SECTION, EXPECT_SECTION, NULL};
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
	if (yaml_file_expect(f, extends, YAML_SCALAR_NODE, SCENARIO_EXTENDS, d)) {
		const char *name = yaml_file_text(extends);
		const char *folder = g_hash_table_lookup(chain->folders, f->path);
		lower = read_chain(chain, extended_path(f->path, name), yaml_file_place(f, extends),
				   extended_folder(folder, name), d);
	}
	if (lower)
		merged = yaml_merge(lower, f, SCENARIO_EXTENDS);
	yaml_file_free(lower);
	yaml_file_free(f);
	return merged;
}

/* at: where the path is written. Takes the folder. */
static struct yaml_file *read_chain(struct chain *chain, const char *path, struct place at, char *folder,
				    struct diag *d)
{
	if (!check_chain(chain, path, at, d)) {
		g_free(folder);
		return NULL;
	}
	chain->file[chain->n++] = path;
	g_hash_table_replace(chain->folders, (char *)path, folder);
	struct yaml_file *f = yaml_file_read(path, at, d);
	if (f && !check_kind(f, d))
		g_clear_pointer(&f, yaml_file_free);
	const yaml_node_t *extends = f ? yaml_file_find(f, yaml_file_root(f), SCENARIO_EXTENDS) : NULL;
	return extends ? read_over(chain, f, extends, d) : f;
}

struct yaml_file *scenario_document_read(const char *path, GHashTable *folders, struct diag *d)
{
	struct chain chain = {.folders = folders};
	return read_chain(&chain, path, (struct place){path, 0, 0}, g_strdup("."), d);
}

void scenario_document_schema(struct json_writer *w)
{
	schema_text_member(w, SCENARIO_EXTENDS,
			   "scenario that this one is laid over, relative to this file's folder");
}
