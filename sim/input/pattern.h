/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The notation of values as regular expressions (ECMA 262), for those who check a scenario without running vhostsim:
 * the JSON Schema of scenarios (tools/scenario/schema.h). A text matches when unit_parse or option_parse takes it, but for
 * bounds, which no pattern knows, and for fractions of KiB, MiB and GiB, of which it knows the number of places only.
 */
#ifndef SIM_INPUT_PATTERN_H
#define SIM_INPUT_PATTERN_H

#include "sim/input/unit.h"

/* pattern_of_unit: of a value with the unit. pattern_of_frames: of frame sizes (OPTION_FRAMES). Both anchored at both
 * ends and newly allocated (g_free). */
char *pattern_of_unit(enum unit unit);
char *pattern_of_frames(void);

#endif
