/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/json_member.h"

bool member_missing(const struct member_reader *f, const char *key)
{
	if (!*f->error)
		g_set_error(f->error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			    "%s is no result of vhostsim run: there is no such \"%s\" in it", f->path, key);
	return false;
}

static JsonNode *member(const struct member_reader *f, JsonObject *o, const char *key, JsonNodeType type)
{
	JsonNode *node = o ? json_object_get_member(o, key) : NULL;
	if (node && json_node_get_node_type(node) == type)
		return node;
	member_missing(f, key);
	return NULL;
}

JsonObject *member_object(const struct member_reader *f, JsonObject *o, const char *key)
{
	JsonNode *node = member(f, o, key, JSON_NODE_OBJECT);
	return node ? json_node_get_object(node) : NULL;
}

JsonArray *member_array(const struct member_reader *f, JsonObject *o, const char *key)
{
	JsonNode *node = member(f, o, key, JSON_NODE_ARRAY);
	return node ? json_node_get_array(node) : NULL;
}

JsonObject *member_element(const struct member_reader *f, JsonArray *a, guint i)
{
	JsonNode *node = json_array_get_element(a, i);
	if (json_node_get_node_type(node) == JSON_NODE_OBJECT)
		return json_node_get_object(node);
	member_missing(f, "object");
	return NULL;
}

guint member_count(JsonArray *a)
{
	return a ? json_array_get_length(a) : 0;
}

static bool is_number(const JsonNode *node)
{
	GType type = json_node_get_value_type((JsonNode *)node);
	return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

double member_real(const struct member_reader *f, JsonObject *o, const char *key)
{
	JsonNode *node = member(f, o, key, JSON_NODE_VALUE);
	double value = node && is_number(node) ? json_node_get_double(node) : -1;
	if (value >= 0 && value <= 1e15)
		return value;
	member_missing(f, key);
	return 0;
}

int64_t member_whole(const struct member_reader *f, JsonObject *o, const char *key)
{
	return (int64_t)member_real(f, o, key);
}

const char *member_text(const struct member_reader *f, JsonObject *o, const char *key)
{
	JsonNode *node = member(f, o, key, JSON_NODE_VALUE);
	if (node && json_node_get_value_type(node) == G_TYPE_STRING)
		return json_node_get_string(node);
	member_missing(f, key);
	return "";
}
