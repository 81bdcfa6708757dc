/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON Schema (draft 2020-12) of scenario files, from the tables that the reader itself goes by: scenario_sections with
 * their options, the names of costs, and, for the sections that are no plain table of options, the part that each one's
 * reader describes (cost_section.h, crawl_section.h).
 *
 * Whatever the reader takes is valid, but for a value that is the bare word null or ~, which YAML takes for no value. What a
 * schema cannot see is left to vhostsim: bounds of values with units, contradictions between settings, files that are
 * not there, and spellings that YAML has lost, as 0x10 for 16.
 */
#ifndef TOOLS_SCHEMA_H
#define TOOLS_SCHEMA_H

/* schema_text: the schema, ended by a newline. Newly allocated (g_free). */
char *schema_text(void);

/* What the definitions of the schema are called, beside those of the single settings ("nic.rx_ring"). */
#define SCHEMA_COST "cost"	   /* the value of a cost */
#define SCHEMA_SETTINGS "settings" /* a mapping of single settings, as --set takes them, to their values */

#endif
