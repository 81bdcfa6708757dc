/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings in JSON: every setting in force of a scenario, as recorded with a result and hashed into a point's
 * identity.
 */
#ifndef TOOLS_SHOW_SETTINGS_JSON_H
#define TOOLS_SHOW_SETTINGS_JSON_H

#include "models/scenario/scenario.h"
#include "tools/text/json_writer.h"

/* settings_write: adds the member "settings". The keys of the top level stand in it directly, each section is
 * an object or an array of objects; values are texts that --set reads back. Two members hold what came from
 * the files that the scenario names: "cost_values" (cycles, and cycles per byte, by name of cost) and
 * "machines" (hosts and links). The section "crawl" is left out: it says which runs to make, and bears on
 * none of them. */
void settings_write(struct json_writer *w, const struct scenario *s);

/* settings_write_machines: adds the member "machines" alone. */
void settings_write_machines(struct json_writer *w, const struct scenario *s);

#endif
