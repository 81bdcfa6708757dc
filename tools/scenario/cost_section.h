/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The section "cost" of a scenario: costs that differ from those of the profile.
 *
 *     cost:
 *       all: 0                # first of all, wherever it stands: every cost is zero
 *       app: 200              # a plain number: so many cycles, and none per byte
 *       vhost_copy: {cycles: 90, cycles_per_byte: 0.3}   # either may be left out and then keeps the
 * profile's value
 *
 * As --set: cost.all=0, cost.app_sink=200, cost.vhost_copy.cycles=90, in the order given. They are collected first
 * and applied once the profile is read.
 */
#ifndef TOOLS_SCENARIO_COST_SECTION_H
#define TOOLS_SCENARIO_COST_SECTION_H

#include "tools/scenario/setting.h"
#include "tools/scenario/yaml_file.h"
#include "tools/text/json_writer.h"

/* cost_overrides_new: for the reader's overrides. Freed by g_array_free. */
GArray *cost_overrides_new(void);

/* cost_section_read: collects the overrides of the section in the file. */
void cost_section_read(struct scenario_reader *r, struct yaml_file *f, const yaml_node_t *section);

/* cost_section_set: collects one override; key is what follows "cost.". */
void cost_section_set(struct scenario_reader *r, const char *key, const char *text, struct place at);

/* cost_section_apply: applies all overrides to the scenario's costs, and enters the place of the last one of each field
 * ("cost.app_sink.cycles"). */
void cost_section_apply(struct scenario_reader *r);

/* The section in the schema of scenarios (schema.h): cost_section_schema the section; cost_section_schema_definition what
 * it refers to; cost_section_schema_settings the costs as single settings, members of a mapping;
 * cost_section_schema_keys their keys, members of a list. */
void cost_section_schema(struct json_writer *w);
void cost_section_schema_definition(struct json_writer *w);
void cost_section_schema_settings(struct json_writer *w);
void cost_section_schema_keys(struct json_writer *w);

#endif
