/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scenario's YAML document: its file, laid over the one that its top-level key `extends` names, and so on.
 *
 *     extends: ../crawl.yaml        # relative to the folder of this file
 *
 * Mappings merge key by key, a list replaces the whole list. Paths in a file are relative to the folder of that file.
 */
#ifndef TOOLS_SCENARIO_SCENARIO_DOCUMENT_H
#define TOOLS_SCENARIO_SCENARIO_DOCUMENT_H

#include "tools/scenario/yaml_file.h"
#include "tools/text/json_writer.h"

/* scenario_document_read: the document of the file at path, which must be an interned string (g_intern_string), as
 * is the file of every place in it. Enters each file's folder into `folders` (path -> owned text, "." for that of the
 * scenario), relative to the scenario's. The caller owns the document (yaml_file_free). NULL with every fault added
 * to d. */
struct yaml_file *scenario_document_read(const char *path, GHashTable *folders, struct diag *d);

/* scenario_document_schema: the key `extends` in the schema of scenarios (schema.h). */
void scenario_document_schema(struct json_writer *w);

#endif
