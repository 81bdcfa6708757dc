/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One YAML document laid over another: mappings merge key by key, anything else of the upper one replaces what the
 * lower one has. Every node keeps its file, line and column.
 */
#ifndef TOOLS_SCENARIO_YAML_MERGE_H
#define TOOLS_SCENARIO_YAML_MERGE_H

#include "tools/scenario/yaml_file.h"

/* yaml_merge: a new document, whose top level lacks the key `without`; its path is the upper one's. Both must be
 * mappings; they may be freed afterwards, but not their paths. The caller owns it (yaml_file_free). */
struct yaml_file *yaml_merge(struct yaml_file *lower, struct yaml_file *upper, const char *without);

#endif
