/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The section "expect" in the schema of scenarios (tools/scenario/schema.h), from the keys of expectations (expect.h) and the
 * names of metrics (metric.h).
 */
#ifndef TOOLS_STUDY_EXPECT_EXPECT_SCHEMA_H
#define TOOLS_STUDY_EXPECT_EXPECT_SCHEMA_H

#include "tools/text/json_writer.h"

/* expect_schema: the section. expect_schema_define: what it refers to. */
void expect_schema(struct json_writer *w);
void expect_schema_define(struct json_writer *w);

#endif
