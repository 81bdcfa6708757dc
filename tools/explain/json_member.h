/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members of a JSON document that somebody else may have written: each of the kind that is asked for, or an error.
 *
 * The first member that is missing, or of another kind, sets the error; what is then returned is nothing, 0 or "".
 */
#ifndef TOOLS_EXPLAIN_JSON_MEMBER_H
#define TOOLS_EXPLAIN_JSON_MEMBER_H

#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What is read. */
struct member_reader {
	const char *path; /* of the file, for the message; not owned */
	GError **error;	  /* where it is set */
};

/* member_missing: sets the error unless there is one. Always false. */
bool member_missing(const struct member_reader *f, const char *key);

/* member_object, member_array: NULL when the object (or NULL) has no such member. member_element: of an array of objects;
 * NULL: it is none. All are owned by the document. */
JsonObject *member_object(const struct member_reader *f, JsonObject *o, const char *key);
JsonArray *member_array(const struct member_reader *f, JsonObject *o, const char *key);
JsonObject *member_element(const struct member_reader *f, JsonArray *a, guint i);

/* member_real, member_whole: a number that is not negative and at most 1e15, so that it stays far from any limit.
 * member_text: plain text (plain_text.h) that is not empty; owned by the document. */
double member_real(const struct member_reader *f, JsonObject *o, const char *key);
int64_t member_whole(const struct member_reader *f, JsonObject *o, const char *key);
const char *member_text(const struct member_reader *f, JsonObject *o, const char *key);

#endif
