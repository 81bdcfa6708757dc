/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The section "measurements" of a scenario (measurements.h): its keys, and what the schema says of them.
 */
#ifndef TOOLS_CALIBRATE_MEASUREMENTS_SECTION_H
#define TOOLS_CALIBRATE_MEASUREMENTS_SECTION_H

#include "tools/text/json_writer.h"

struct measurement_key {
	const char *name, *text;
};

extern const struct measurement_key measurement_keys[];
extern const int measurement_key_count;

/* measurement_key: the key of this name; NULL: there is none. */
const struct measurement_key *measurement_key(const char *name);

/* measurements_schema: the section in the schema of scenarios (tools/scenario/schema.h). */
void measurements_schema(struct json_writer *w);

#endif
