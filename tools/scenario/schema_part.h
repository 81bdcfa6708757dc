/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of a JSON Schema: how the reader of a section of the scenario describes what it takes (see schema.h).
 *
 * The settings of the scenario are defined once in the schema, each under its full key, and referred to. What a
 * pattern or a number can say is said; bounds of values with units are left to vhostsim. A scalar is read as the text
 * that the user wrote, so every form that YAML makes of a good text is allowed: 512 and "512", 3.13 and "3.13", yes,
 * true and "yes".
 */
#ifndef TOOLS_SCENARIO_SCHEMA_PART_H
#define TOOLS_SCENARIO_SCHEMA_PART_H

#include "sim/input/option.h"
#include "tools/text/json_writer.h"

/* schema_option: the value of an option, as the member key (NULL in an array). */
void schema_option(struct json_writer *w, const char *key, const struct option *o);

/* schema_ref: a reference to the definition of this name. */
void schema_ref(struct json_writer *w, const char *key, const char *definition);

/* schema_object, schema_object_end: a mapping that takes the keys written as members in between, and no other, and
 * needs those of `required` (NULL-terminated; NULL: none). */
void schema_object(struct json_writer *w, const char *key, const char *text);
void schema_object_end(struct json_writer *w, const char *const *required);

/* schema_array, schema_array_end: a list of at least so many elements, each like the member "items" that the caller
 * writes in between. */
void schema_array(struct json_writer *w, const char *key, const char *text, int at_least);
void schema_array_end(struct json_writer *w);

/* schema_required: the keys of the options without a default. The array is the caller's (g_free), the keys are not. */
const char **schema_required(const struct option_table *table);

/* schema_text_member: any text that is not empty. schema_scalar: any scalar. */
void schema_text_member(struct json_writer *w, const char *key, const char *text);
void schema_scalar(struct json_writer *w, const char *key);

/* schema_words: the member "required", or another one that lists words (NULL-terminated). */
void schema_words(struct json_writer *w, const char *key, const char *const *words);

#endif
