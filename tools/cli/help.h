/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The help of the program as a whole.
 */
#ifndef TOOLS_CLI_HELP_H
#define TOOLS_CLI_HELP_H

#include <stdio.h>

/* help_print: writes what subcommands there are, and the exit statuses. */
void help_print(FILE *out);

/* help_unknown: prints that the word is no subcommand and no option, with the nearest one. */
void help_unknown(const char *word);

#endif
