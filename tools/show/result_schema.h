/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The JSON Schema of a run's result (output_json.h): names come from the lists of drops, counters, contexts and costs.
 * Its $defs have what other commands print as JSON as well (commands_schema.h).
 */
#ifndef TOOLS_SHOW_RESULT_SCHEMA_H
#define TOOLS_SHOW_RESULT_SCHEMA_H

/* RESULT_FORMAT: the version of the format, "format" of a result. It rises when a reader of the former one may fail. */
#define RESULT_FORMAT 1

/* result_schema: the schema, draft 2020-12; newly allocated (g_free). */
char *result_schema(void);

#endif
