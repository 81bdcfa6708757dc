/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON Schema (draft 2020-12) of scenario files, from the tables that the reader itself goes by: section_at (plans.h) with
 * their options, the names of costs, and, for what is no plain table of options, parts that stand with their readers.
 *
 * Whatever the reader takes is valid, but for a value that is the bare word null or ~, which YAML takes for no value. What a
 * schema cannot see is left to vhostsim: bounds of values with units, contradictions between settings, files that are
 * not there, and spellings that YAML has lost, as 0x10 for 16.
 */
#ifndef TOOLS_SCENARIO_SCHEMA_H
#define TOOLS_SCENARIO_SCHEMA_H

#include "tools/text/json_writer.h"

/* A part of the schema (written with schema_part.h): what the top level ("") or a section takes beside its options. */
struct schema_part {
	const char *section;
	void (*members)(struct json_writer *w); /* the keys, as members of the mapping's "properties" */
	void (*define)(struct json_writer *w);	/* what they refer to, as members of "$defs"; NULL: nothing */
};

/* schema_text: the schema with n parts, ended by a newline. Newly allocated (g_free). */
char *schema_text(const struct schema_part *parts, int n);

/* What the schema always defines, beside the single settings ("nic.rx_ring"). */
#define SCHEMA_SETTINGS "settings" /* a mapping of single settings, as --set takes them, to their values */
#define SCHEMA_KEY "key"	   /* the key of a single setting */

#endif
