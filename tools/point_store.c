/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/point_store.h"
#include "tools/output_file.h"
#include "tools/study/identity.h"

char *point_identity(const struct scenario *s)
{
	char *point = identity_of_point(s);
	char *identity = identity_of_run(point, s->general.replication);
	g_free(point);
	return identity;
}

static bool is_object(const char *text, gssize length, GError **error)
{
	JsonParser *parser = json_parser_new();
	bool parsed = json_parser_load_from_data(parser, text, length, error);
	JsonNode *root = parsed ? json_parser_get_root(parser) : NULL;
	bool object = root && JSON_NODE_HOLDS_OBJECT(root);
	if (parsed && !object)
		g_set_error(error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, "no JSON object");
	g_object_unref(parser);
	return object;
}

bool point_save(const char *path, const char *identity, GBytes *run, GError **error)
{
	gsize length;
	const char *bytes = g_bytes_get_data(run, &length);
	if (!is_object(bytes ? bytes : "", (gssize)length, error)) {
		g_prefix_error(error, "the run printed no result: ");
		return false;
	}
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "{\n\"identity\": \"%s\",\n\"run\": ", identity);
	g_string_append_len(text, bytes, (gssize)length);
	g_string_append(text, "}\n");
	char *folder = g_path_get_dirname(path);
	bool saved = output_folder(folder, error) && output_file_write(path, text->str, text->len, error);
	g_free(folder);
	g_string_free(text, TRUE);
	return saved;
}

/* run_of: the run inside a stored point if it has this identity, else NULL. */
static JsonObject *run_of(JsonNode *root, const char *identity)
{
	if (!root || !JSON_NODE_HOLDS_OBJECT(root))
		return NULL;
	JsonObject *point = json_node_get_object(root);
	JsonNode *run = json_object_get_member(point, "run");
	const char *stored = json_object_get_string_member_with_default(point, "identity", "");
	if (!run || !JSON_NODE_HOLDS_OBJECT(run) || g_strcmp0(stored, identity) != 0)
		return NULL;
	return json_object_ref(json_node_get_object(run));
}

JsonObject *point_load(const char *path, const char *identity)
{
	JsonParser *parser = json_parser_new();
	JsonObject *run = NULL;
	if (json_parser_load_from_file(parser, path, NULL))
		run = run_of(json_parser_get_root(parser), identity);
	g_object_unref(parser);
	return run;
}
