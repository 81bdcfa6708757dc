/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What commands other than run print or write as JSON, as definitions of the schema of results: explanation (explain), comparison
 * (compare), row (a line of export), search_row and burst_row (of search), advice (advise), calibration (calibrate), provenance
 * (provenance.json).
 */
#ifndef TOOLS_SHOW_COMMANDS_SCHEMA_H
#define TOOLS_SHOW_COMMANDS_SCHEMA_H

#include "tools/text/json_writer.h"

/* commands_schema_define: writes them into the object $defs. */
void commands_schema_define(struct json_writer *w);

#endif
