/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/json_read.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* is_deep: json-glib calls itself for every bracket. */
static bool is_deep(const char *text)
{
	bool quoted = false;
	int depth = 0;
	for (; *text && depth <= JSON_DEPTH_MAX; text++) {
		if (quoted && *text == '\\' && text[1])
			text++;
		else if (*text == '"')
			quoted = !quoted;
		else if (!quoted && strchr("[{", *text))
			depth++;
		else if (!quoted && strchr("]}", *text))
			depth--;
	}
	return depth > JSON_DEPTH_MAX;
}

static JsonObject *json_read_fail(GError **error, const char *why)
{
	g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE, "%s", why);
	return NULL;
}

JsonObject *json_read(const char *text, GError **error)
{
	if (is_deep(text))
		return json_read_fail(error, "its brackets are nested too deep");
	JsonParser *parser = json_parser_new();
	JsonObject *object = NULL;
	if (json_parser_load_from_data(parser, text, -1, error)) {
		JsonNode *root = json_parser_get_root(parser);
		if (root && JSON_NODE_HOLDS_OBJECT(root))
			object = json_object_ref(json_node_get_object(root));
		else
			json_read_fail(error, "it holds no object");
	}
	g_object_unref(parser);
	return object;
}

/* value_of: the member's node when it is a value of this type. */
static JsonNode *json_read_member(JsonObject *o, const char *name)
{
	return o && json_object_has_member(o, name) ? json_object_get_member(o, name) : NULL;
}

static const char *json_read_text_of(JsonNode *node)
{
	bool is_text = node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
	return is_text ? json_node_get_string(node) : "";
}

const char *json_read_text(JsonObject *o, const char *name)
{
	return json_read_text_of(json_read_member(o, name));
}

double json_read_number(JsonObject *o, const char *name)
{
	JsonNode *node = json_read_member(o, name);
	GType type = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : G_TYPE_INVALID;
	return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double(node) : NAN;
}

JsonObject *json_read_object(JsonObject *o, const char *name)
{
	JsonNode *node = json_read_member(o, name);
	return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

JsonArray *json_read_array(JsonObject *o, const char *name)
{
	JsonNode *node = json_read_member(o, name);
	return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

guint json_read_length(JsonArray *a)
{
	return a ? json_array_get_length(a) : 0;
}

JsonObject *json_read_element(JsonArray *a, guint i)
{
	JsonNode *node = json_array_get_element(a, i);
	return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

const char *json_read_word(JsonArray *a, guint i)
{
	return json_read_text_of(json_array_get_element(a, i));
}
