/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/yaml_file.h"
#include "sim/input/plain_text.h"
#include "sim/input/text_file.h"
#include <string.h>

static struct place yaml_file_place_of(const char *path, yaml_mark_t mark)
{
	return (struct place){path, (int)mark.line + 1, (int)mark.column + 1};
}

struct place yaml_file_place(const struct yaml_file *f, const yaml_node_t *node)
{
	const char *path = f->path;
	if (f->files)
		path = g_ptr_array_index(f->files, node - f->document.nodes.start);
	return yaml_file_place_of(path, node->start_mark);
}

const yaml_node_t *yaml_file_root(struct yaml_file *f)
{
	return yaml_document_get_root_node(&f->document);
}

bool yaml_file_pair(struct yaml_file *f, const yaml_node_t *mapping, int i, const yaml_node_t **key,
		    const yaml_node_t **value)
{
	const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start + i;
	if (pair >= mapping->data.mapping.pairs.top)
		return false;
	*key = yaml_document_get_node(&f->document, pair->key);
	*value = yaml_document_get_node(&f->document, pair->value);
	return true;
}

const yaml_node_t *yaml_file_item(struct yaml_file *f, const yaml_node_t *sequence, int i)
{
	const yaml_node_item_t *item = sequence->data.sequence.items.start + i;
	if (item >= sequence->data.sequence.items.top)
		return NULL;
	return yaml_document_get_node(&f->document, *item);
}

const yaml_node_t *yaml_file_find(struct yaml_file *f, const yaml_node_t *mapping, const char *key)
{
	const yaml_node_t *k, *value;
	for (int i = 0; yaml_file_pair(f, mapping, i, &k, &value); i++)
		if (strcmp(yaml_file_text(k), key) == 0)
			return value;
	return NULL;
}

const char *yaml_file_text(const yaml_node_t *scalar)
{
	return (const char *)scalar->data.scalar.value;
}

static bool is_left_empty(const yaml_node_t *node)
{
	return node->type == YAML_SCALAR_NODE && !*yaml_file_text(node) &&
	       node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

bool yaml_file_is_value(const yaml_node_t *node)
{
	return node->type == YAML_SCALAR_NODE && !is_left_empty(node);
}

bool yaml_file_expect(const struct yaml_file *f, const yaml_node_t *node, yaml_node_type_t type,
		      const char *what, struct diag *d)
{
	static const char *const names[] = {
		[YAML_SCALAR_NODE] = "a single value",
		[YAML_SEQUENCE_NODE] = "a list (lines that begin with -)",
		[YAML_MAPPING_NODE] = "a mapping (key: value)",
	};
	struct place at = yaml_file_place(f, node);
	if (is_left_empty(node))
		return diag_error(d, at, "%s has no value; it takes %s", what, names[type]);
	if (node->type != type)
		return diag_error(d, at, "%s takes %s, not %s", what, names[type], names[node->type]);
	return true;
}

/* Adds libyaml's own fault, with the place where what it could not finish begins. */
static void not_yaml(const char *path, const char *text, const yaml_parser_t *parser, struct diag *d)
{
	struct place at = yaml_file_place_of(path, parser->problem_mark);
	if (parser->error == YAML_MEMORY_ERROR || parser->error == YAML_NO_ERROR)
		g_error("out of memory");
	if (parser->error == YAML_READER_ERROR)
		at = text_place(text, text + parser->problem_offset, (struct place){path, 1, 1});
	const char *problem = parser->problem ? parser->problem : "it cannot be parsed";
	bool tab = *g_utf8_offset_to_pointer(text, (glong)parser->problem_mark.index) == '\t';
	if (parser->error == YAML_SCANNER_ERROR && tab)
		diag_error(d, at, "not YAML: there is a tab; indent by spaces");
	else if (parser->context && parser->context_mark.line + 1 < (size_t)at.line)
		diag_error(d, at, "not YAML: %s %s that begins in line %zu", problem, parser->context,
			   parser->context_mark.line + 1);
	else
		diag_error(d, at, "not YAML: %s", problem);
}

/* Refuses what a node of a settings file must not have. Nothing is quoted before it is known to be one: it may be any file
 * of the system that a scenario names. */
static void check_marks(struct place at, const yaml_char_t *anchor, const yaml_char_t *tag, struct diag *d)
{
	if (anchor)
		diag_error(d, at, "anchors (&) are not supported");
	if (tag)
		diag_error(d, at, "tags (!) are not supported");
}

/* Adds the faults of one event; depth and documents are counted from event to event. False: look no further. */
static bool check_event(const char *path, const yaml_event_t *event, int *depth, int *documents,
			struct diag *d)
{
	struct place at = yaml_file_place_of(path, event->start_mark);
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return ++*documents == 1 ||
		       diag_error(d, at, "a second document begins here; one is allowed");
	case YAML_ALIAS_EVENT:
		diag_error(d, at, "aliases (*) are not supported");
		return true;
	case YAML_SCALAR_EVENT:
		check_marks(at, event->data.scalar.anchor, event->data.scalar.tag, d);
		return true;
	case YAML_SEQUENCE_START_EVENT:
		check_marks(at, event->data.sequence_start.anchor, event->data.sequence_start.tag, d);
		break;
	case YAML_MAPPING_START_EVENT:
		check_marks(at, event->data.mapping_start.anchor, event->data.mapping_start.tag, d);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		--*depth;
		return true;
	default:
		return true;
	}
	return ++*depth <= YAML_FILE_DEPTH || diag_error(d, at, "nesting is deeper than %d", YAML_FILE_DEPTH);
}

static void start_parser(yaml_parser_t *parser, const char *text)
{
	if (!yaml_parser_initialize(parser))
		g_error("out of memory");
	yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(parser, (const unsigned char *)text, strlen(text));
}

/* Looks through the whole file before any tree is built, so that no input makes the tree explode. */
static void check_events(const char *path, const char *text, struct diag *d)
{
	yaml_parser_t parser;
	yaml_event_t event;
	int depth = 0, documents = 0;
	start_parser(&parser, text);
	for (bool more = true; more;) {
		if (!yaml_parser_parse(&parser, &event)) {
			not_yaml(path, text, &parser, d);
			break;
		}
		more = event.type != YAML_STREAM_END_EVENT &&
		       check_event(path, &event, &depth, &documents, d);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
}

/* Adds a fault for each key that is no text or stands in the mapping already. */
static void yaml_file_check_keys(struct yaml_file *f, const yaml_node_t *mapping, struct diag *d)
{
	GHashTable *first = g_hash_table_new(g_str_hash, g_str_equal); /* text -> node */
	const yaml_node_t *key, *value;
	for (int i = 0; yaml_file_pair(f, mapping, i, &key, &value); i++) {
		struct place at = yaml_file_place(f, key);
		if (key->type != YAML_SCALAR_NODE) {
			diag_error(d, at, "a key must be a single word");
			continue;
		}
		const yaml_node_t *former = g_hash_table_lookup(first, yaml_file_text(key));
		if (former)
			diag_error(d, at, "this key is given twice, first in line %d",
				   yaml_file_place(f, former).line);
		else
			g_hash_table_insert(first, (char *)yaml_file_text(key), (gpointer)key);
	}
	g_hash_table_unref(first);
}

/* check_scalar: what is written here is shown in tables, charts and logs, so it is plain; the line break at the end of a
 * block is no part of it. */
static void check_scalar(const struct yaml_file *f, yaml_node_t *node, struct diag *d)
{
	char *text = (char *)node->data.scalar.value;
	if (strlen(text) != node->data.scalar.length) {
		diag_error(d, yaml_file_place(f, node), "the value holds a NUL character");
		return;
	}
	while (node->data.scalar.length > 0 && text[node->data.scalar.length - 1] == '\n')
		text[--node->data.scalar.length] = '\0';
	char *fault = plain_text_fault(text);
	if (fault)
		diag_error(d, yaml_file_place(f, node), "the text here %s", fault);
	g_free(fault);
}

static void check_nodes(struct yaml_file *f, struct diag *d)
{
	yaml_document_t *doc = &f->document;
	for (yaml_node_t *node = doc->nodes.start; node < doc->nodes.top; node++) {
		if (node->type == YAML_MAPPING_NODE)
			yaml_file_check_keys(f, node, d);
		else if (node->type == YAML_SCALAR_NODE)
			check_scalar(f, node, d);
	}
	if (!yaml_file_root(f))
		diag_error(d, (struct place){f->path, 0, 0}, "the file has no content");
}

static struct yaml_file *yaml_file_load(const char *path, const char *text, struct diag *d)
{
	yaml_parser_t parser;
	struct yaml_file *f = g_new0(struct yaml_file, 1);
	f->path = path;
	start_parser(&parser, text);
	if (!yaml_parser_load(&parser, &f->document)) {
		not_yaml(path, text, &parser, d);
		memset(&f->document, 0, sizeof(f->document));
	}
	yaml_parser_delete(&parser);
	return f;
}

struct yaml_file *yaml_file_read(const char *path, struct place at, struct diag *d)
{
	int before = diag_count(d);
	size_t length;
	char *text = text_file_read(path, at, &length, d);
	if (!text)
		return NULL;
	struct yaml_file *f = NULL;
	check_events(path, text, d);
	if (diag_count(d) == before) {
		f = yaml_file_load(path, text, d);
		check_nodes(f, d);
	}
	g_free(text);
	if (diag_count(d) != before)
		g_clear_pointer(&f, yaml_file_free);
	return f;
}

void yaml_file_free(struct yaml_file *f)
{
	if (!f)
		return;
	yaml_document_delete(&f->document);
	if (f->files)
		g_ptr_array_unref(f->files);
	g_free(f);
}

static bool is_same_file(const char *a, const char *b)
{
	char *full_a = g_canonicalize_filename(a, NULL), *full_b = g_canonicalize_filename(b, NULL);
	bool same = strcmp(full_a, full_b) == 0;
	g_free(full_a);
	g_free(full_b);
	return same;
}

bool yaml_chain_add(struct yaml_chain *chain, const char *path, struct place at, struct diag *d)
{
	for (int i = 0; i < chain->n; i++)
		if (is_same_file(chain->file[i], path))
			return diag_error(d, at, "%s extends itself%s%s; name another file", path,
					  i + 1 < chain->n ? ", through " : "",
					  i + 1 < chain->n ? chain->file[i + 1] : "");
	if (chain->n == YAML_EXTENDS_MAX)
		return diag_error(d, at, "more than %d files extend each other; put some of them together",
				  YAML_EXTENDS_MAX);
	chain->file[chain->n++] = path;
	return true;
}

const char *yaml_chain_path(const char *path, const char *name)
{
	char *folder = g_path_get_dirname(path);
	bool beside = !g_path_is_absolute(name) && strchr(path, G_DIR_SEPARATOR);
	char *full = beside ? g_build_filename(folder, name, NULL) : g_strdup(name);
	const char *kept = g_intern_string(full);
	g_free(full);
	g_free(folder);
	return kept;
}
