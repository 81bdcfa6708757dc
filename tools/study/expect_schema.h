/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The section "expect" in the schema of scenarios (tools/schema.h), from the table of its keys.
 */
#ifndef TOOLS_STUDY_EXPECT_SCHEMA_H
#define TOOLS_STUDY_EXPECT_SCHEMA_H

#include "tools/json_writer.h"

/* expect_schema: the member for the list of expectations. Which keys go together, and what a value means for the metric, is
 * left to vhostsim. */
void expect_schema(struct json_writer *w);

#endif
