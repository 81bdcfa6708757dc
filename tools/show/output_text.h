/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A result as a report to read: the question, the fate of the packets, latency, CPU time, events, queues.
 */
#ifndef TOOLS_SHOW_OUTPUT_TEXT_H
#define TOOLS_SHOW_OUTPUT_TEXT_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"
#include <stdbool.h>

/* output_text: the report, newly allocated (g_free). timing adds how long the simulation itself took. */
char *output_text(const struct scenario *s, const struct result *r, bool timing);

#endif
