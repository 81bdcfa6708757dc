/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON writer: builds a document with numbers in a chosen, locale-independent precision.
 *
 * Objects and arrays put each member on a line of its own; a row is an object that stays on one line. Inside
 * an object every member has a key, inside an array the key is NULL. Opening and closing in the wrong order
 * is a broken invariant.
 */
#ifndef TOOLS_TEXT_JSON_WRITER_H
#define TOOLS_TEXT_JSON_WRITER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct json_writer;

/* json_writer_new: starts a document; json_writer_finish ends it, frees the writer and returns the text,
 * which ends with a newline (g_free). */
struct json_writer *json_writer_new(void);
char *json_writer_finish(struct json_writer *w);

/* Containers; json_end closes the one opened last. json_object: a member a line. json_row: an object on one line. json_array:
 * an element a line. json_list: an array on one line. */
void json_object(struct json_writer *w, const char *key);
void json_row(struct json_writer *w, const char *key);
void json_array(struct json_writer *w, const char *key);
void json_list(struct json_writer *w, const char *key);
void json_end(struct json_writer *w);

/* json_null, json_bool, json_int: a value. */
void json_null(struct json_writer *w, const char *key);
void json_bool(struct json_writer *w, const char *key, bool value);
void json_int(struct json_writer *w, const char *key, int64_t value);

/* json_fixed: a number with so many decimals; null when it is no finite number. */
void json_fixed(struct json_writer *w, const char *key, double value, int decimals);

/* json_thousandths: value / 1000 with three decimals, exact: ps as ns. */
void json_thousandths(struct json_writer *w, const char *key, int64_t value);

/* json_number: a number as it is written in text. */
void json_number(struct json_writer *w, const char *key, const char *text);

/* json_text: a string; bytes that are no UTF-8 come out as U+FFFD. */
void json_text(struct json_writer *w, const char *key, const char *value);

/* json_quote: appends such a string, for lines that are not worth a document each. */
void json_quote(GString *text, const char *value);

#endif
