/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YAML files with places: one document, read with libyaml, that keeps the line and column of every node.
 *
 * Every value is left as the text that the user wrote; what it means is for the reader of the format. Refused
 * are, with a fault each: what is no YAML, several documents in a file, keys given twice, keys that are no
 * plain text, nesting beyond YAML_FILE_DEPTH, and what only serves to hide the meaning of a settings file:
 * anchors, aliases and tags.
 */
#ifndef TOOLS_SCENARIO_YAML_FILE_H
#define TOOLS_SCENARIO_YAML_FILE_H

#include "sim/input/diag.h"
#include <yaml.h>

#define YAML_FILE_DEPTH 16

struct yaml_file {
	const char *path; /* not owned; every place of the file points to it */
	yaml_document_t document;
	GPtrArray *
		files; /* merged of several (scenario_document.c): the path of each node's file; NULL: all of path */
};

/* yaml_file_read: the document of a file, which has at least one node; path must outlive it. The caller owns
 * it (yaml_file_free). NULL with every fault added to d; a file that cannot be read is reported at `at`, the
 * place that names it.
 */
struct yaml_file *yaml_file_read(const char *path, struct place at, struct diag *d);
void yaml_file_free(struct yaml_file *f);

/* yaml_file_root: the topmost node. Nodes are owned by the file. */
const yaml_node_t *yaml_file_root(struct yaml_file *f);

/* yaml_file_place: where the node begins. */
struct place yaml_file_place(const struct yaml_file *f, const yaml_node_t *node);

/* yaml_file_pair: the i-th pair of a mapping; false when there are no more. A key is always a scalar. */
bool yaml_file_pair(struct yaml_file *f, const yaml_node_t *mapping, int i, const yaml_node_t **key,
		    const yaml_node_t **value);

/* yaml_file_item: the i-th item of a sequence; NULL when there are no more. */
const yaml_node_t *yaml_file_item(struct yaml_file *f, const yaml_node_t *sequence, int i);

/* yaml_file_find: the value of a key of a mapping; NULL when there is none. */
const yaml_node_t *yaml_file_find(struct yaml_file *f, const yaml_node_t *mapping, const char *key);

/* yaml_file_text: the text of a scalar. */
const char *yaml_file_text(const yaml_node_t *scalar);

/* yaml_file_is_value: whether it is a single value, and not one left empty ("" in quotes is text). */
bool yaml_file_is_value(const yaml_node_t *node);

/* yaml_file_expect: true when the node is of the type, and, for a scalar, not left empty. Else adds a fault that calls the node `what`. */
bool yaml_file_expect(const struct yaml_file *f, const yaml_node_t *node, yaml_node_type_t type,
		      const char *what, struct diag *d);

/* The files that are being read, each of which the one before it extends. */
#define YAML_EXTENDS "extends"
#define YAML_EXTENDS_MAX 8

struct yaml_chain {
	const char *file[YAML_EXTENDS_MAX]; /* not owned */
	int n;
};

/* yaml_chain_add: the file at path, which must outlive the chain, is the next. False with the fault added at `at`, the place
 * that names it: the file is in the chain already, or the chain is full. */
bool yaml_chain_add(struct yaml_chain *chain, const char *path, struct place at, struct diag *d);

/* yaml_chain_path: the file that `name`, written in the file at path, stands for. Interned. */
const char *yaml_chain_path(const char *path, const char *name);

#endif
