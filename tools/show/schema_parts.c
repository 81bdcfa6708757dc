/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/schema_parts.h"

#include <string.h>

static void schema_write_reference(struct json_writer *w, const char *key, const char *name)
{
	char *path = g_strconcat("#/$defs/", name, NULL);
	json_row(w, key);
	json_text(w, "$ref", path);
	json_end(w);
	g_free(path);
}

static void schema_write_array(struct json_writer *w, const char *key, const char *name)
{
	json_object(w, key);
	json_text(w, "type", "array");
	schema_write_reference(w, "items", name);
	json_end(w);
}

static void schema_write_plain(struct json_writer *w, const char *key, const char *type)
{
	size_t length = strcspn(type, "?");
	char *name = g_strndup(type, length);
	json_row(w, key);
	if (type[length]) {
		json_list(w, "type");
		json_text(w, NULL, name);
		json_text(w, NULL, "null");
		json_end(w);
	} else {
		json_text(w, "type", name);
	}
	json_end(w);
	g_free(name);
}

static void schema_write_field(struct json_writer *w, const struct schema_field *f)
{
	if (*f->type == '#')
		schema_write_reference(w, f->key, f->type + 1);
	else if (*f->type == '[')
		schema_write_array(w, f->key, f->type + 2);
	else
		schema_write_plain(w, f->key, f->type);
}

static void schema_parts_write_members(struct json_writer *w, const struct schema_field *fields, size_t n)
{
	json_list(w, "required");
	for (size_t i = 0; i < n; i++)
		if (!fields[i].optional)
			json_text(w, NULL, fields[i].key);
	json_end(w);
	json_object(w, "properties");
	for (size_t i = 0; i < n; i++)
		schema_write_field(w, &fields[i]);
	json_end(w);
}

void schema_members(struct json_writer *w, const struct schema_field *fields, size_t n)
{
	json_text(w, "type", "object");
	json_bool(w, "additionalProperties", false);
	schema_parts_write_members(w, fields, n);
}

void schema_define(struct json_writer *w, const char *name, const struct schema_field *fields, size_t n)
{
	json_object(w, name);
	schema_members(w, fields, n);
	json_end(w);
}

/* write_types: a value is of one of them. */
static void write_types(struct json_writer *w, const char *const *types)
{
	json_list(w, "type");
	for (; *types; types++)
		json_text(w, NULL, *types);
	json_end(w);
}

void schema_define_map(struct json_writer *w, const char *name, const char *const *types)
{
	json_object(w, name);
	json_text(w, "type", "object");
	json_row(w, "additionalProperties");
	write_types(w, types);
	json_end(w);
	json_end(w);
}

void schema_define_text(struct json_writer *w, const char *name)
{
	json_row(w, name);
	json_text(w, "type", "string");
	json_end(w);
}

void schema_define_open(struct json_writer *w, const char *name, const struct schema_field *fields, size_t n,
			const char *const *types)
{
	json_object(w, name);
	json_text(w, "type", "object");
	json_row(w, "additionalProperties");
	write_types(w, types);
	json_end(w);
	schema_parts_write_members(w, fields, n);
	json_end(w);
}
