/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The section "study" in the schema of scenarios (tools/scenario/schema.h): its axes (axes_read.h) and exclusions (exclude.h).
 */
#ifndef TOOLS_STUDY_PLAN_AXIS_SCHEMA_H
#define TOOLS_STUDY_PLAN_AXIS_SCHEMA_H

#include "tools/text/json_writer.h"

/* axis_schema: the keys beside the options of study_table. axis_schema_define: what they refer to. */
void axis_schema(struct json_writer *w);
void axis_schema_define(struct json_writer *w);

/* Definition of a mapping of names (of axes, of settings) to a value or a list of values that are meant. */
#define SCHEMA_PICK "pick"

#endif
