/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/point_store.h"
#include "sim/check.h"
#include "tools/output_file.h"
#include "tools/settings_json.h"

#define EXECUTABLE "/proc/self/exe"

static const char *executable_hash(void)
{
	static char *hash;
	if (hash)
		return hash;
	GError *error = NULL;
	GMappedFile *file = g_mapped_file_new(EXECUTABLE, FALSE, &error);
	CHECK(file, "the running program cannot be read: %s", error->message);
	hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
					   (const guchar *)g_mapped_file_get_contents(file),
					   g_mapped_file_get_length(file));
	g_mapped_file_unref(file);
	return hash;
}

char *point_identity(const struct scenario *s)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_text(w, "executable", executable_hash());
	settings_write(w, s);
	json_end(w);
	char *text = json_writer_finish(w);
	char *identity = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	g_free(text);
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
