/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values attached to short options, as getopt takes them: -j2, -sload=1Mpps, and behind flags -rfjson.
 *
 * GOption does not know them: for -j2 it takes the next word as the value and drops the 2. So what is attached becomes a
 * word of its own before GOption reads the command line.
 */
#ifndef TOOLS_BASE_SHORT_VALUES_H
#define TOOLS_BASE_SHORT_VALUES_H

#include "tools/base/command.h"

/* short_values_split: the argc words of argv, whose first is the name of the subcommand, with attached values as words of
 * their own: "-rfjson" becomes "-rf" and "json". Words that are values, or stand behind "--", stay as they are. Returns
 * a NULL-terminated copy (g_strfreev). */
char **short_values_split(const struct command *c, int argc, char *const *argv);

#endif
