/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of which a JSON Schema (draft 2020-12) consists: objects by the list of their members.
 */
#ifndef TOOLS_SHOW_SCHEMA_PARTS_H
#define TOOLS_SHOW_SCHEMA_PARTS_H

#include "tools/text/json_writer.h"
#include <stdbool.h>
#include <stddef.h>

/* A member of an object. type: a type of JSON Schema, one with a '?' behind it, which may be null as well, "#name": as $defs
 * has it, or "[]name": an array of those. */
struct schema_field {
	const char *key, *type;
	bool optional;
};

/* schema_members: what the object that is being written may have, and must have, and that it has nothing else. */
void schema_members(struct json_writer *w, const struct schema_field *fields, size_t n);

/* schema_define: a definition of an object with these members. schema_define_open: it may have others as well, of one of
 * the types, which NULL ends. schema_define_map: it has any members of these types. schema_define_text: a text. */
void schema_define(struct json_writer *w, const char *name, const struct schema_field *fields, size_t n);
void schema_define_open(struct json_writer *w, const char *name, const struct schema_field *fields, size_t n,
			const char *const *types);
void schema_define_map(struct json_writer *w, const char *name, const char *const *types);
void schema_define_text(struct json_writer *w, const char *name);

#define SCHEMA_DEFINE(w, name, fields) schema_define(w, name, fields, G_N_ELEMENTS(fields))

#endif
