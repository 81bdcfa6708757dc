/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A result as JSON. The same scenario and result give the same bytes on every machine and in every locale.
 *
 * Rates are in packets/s with 3 decimals, times in ns with 3 decimals, shares with 6 (of the measured time,
 * not percent). A figure that the sample does not support is null.
 */
#ifndef TOOLS_SHOW_OUTPUT_JSON_H
#define TOOLS_SHOW_OUTPUT_JSON_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"
#include <stdbool.h>

/* output_json: the document, newly allocated (g_free). timing adds how long the simulation itself took, which
 * differs from run to run. */
char *output_json(const struct scenario *s, const struct result *r, bool timing);

#endif
