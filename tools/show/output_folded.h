/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time of the cores as folded stacks, which flamegraph.pl and speedscope read: "core 0;softirq;bridge 12345", in cycles,
 * one line for each cost of each context; "core 0;idle 678" for the rest. With two machines each line begins with the
 * machine's name.
 */
#ifndef TOOLS_SHOW_OUTPUT_FOLDED_H
#define TOOLS_SHOW_OUTPUT_FOLDED_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"

/* output_folded: the text, newly allocated (g_free). */
char *output_folded(const struct scenario *s, const struct result *r);

#endif
