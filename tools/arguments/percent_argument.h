/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Percentages on the command line: "2%".
 */
#ifndef TOOLS_ARGUMENTS_PERCENT_ARGUMENT_H
#define TOOLS_ARGUMENTS_PERCENT_ARGUMENT_H

#include <stdbool.h>

/* percent_argument: the text of an option, below 100 %, as a part: 0.02. False after a message that names the option. */
bool percent_argument(const char *option, const char *text, double *part);

#endif
