/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading JSON of which nothing is certain: a file of results may be cut, foreign or older. What is not there, or is of
 * another kind, reads as nothing.
 */
#ifndef TOOLS_TEXT_JSON_READ_H
#define TOOLS_TEXT_JSON_READ_H

#include <glib.h>
#include <json-glib/json-glib.h>

#define JSON_DEPTH_MAX 64 /* brackets inside each other; more is no result of ours */

/* json_read: the object that the text is. The caller owns it (json_object_unref). NULL with *error set to what is wrong. */
JsonObject *json_read(const char *text, GError **error);

/* Members, which live as long as the object. When there is none of this kind: json_read_text "", json_read_number NAN,
 * json_read_object and json_read_array NULL. */
const char *json_read_text(JsonObject *o, const char *name);
double json_read_number(JsonObject *o, const char *name);
JsonObject *json_read_object(JsonObject *o, const char *name);
JsonArray *json_read_array(JsonObject *o, const char *name);

/* json_read_length: of an array, NULL allowed. json_read_element: its object; NULL when it is none.
 * json_read_word: its text; "" when it is none. */
guint json_read_length(JsonArray *a);
JsonObject *json_read_element(JsonArray *a, guint i);
const char *json_read_word(JsonArray *a, guint i);

#endif
