/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options in words: what lists, schema, man page and completion say of an option, from its table.
 */
#ifndef TOOLS_SCENARIO_OPTION_WORDS_H
#define TOOLS_SCENARIO_OPTION_WORDS_H

#include "models/scenario/scenario.h"

/* option_range: what the option takes, as a user reads it: "64 .. 4096", "yes, no". Newly allocated (g_free). */
char *option_range(const struct option *o);

/* option_full_key: the option's key as --set takes it, with the element of a list section, which may be NULL:
 * "nic.rx_ring", "guests.N.app". Newly allocated (g_free). */
char *option_full_key(const struct option_table *table, const char *element, const struct option *o);

#endif
