/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exit statuses of the command, the same for every subcommand.
 */
#ifndef TOOLS_EXIT_CODES_H
#define TOOLS_EXIT_CODES_H

#include "sim/check.h"

enum exit_code {
	EXIT_OK = 0,
	EXIT_EXPECTATION = 1, /* an expectation of the scenario failed */
	EXIT_USAGE = 2,	      /* wrong command line */
	EXIT_INPUT = 3,	      /* a scenario, or a file or folder that it or the user names, cannot be used */
	EXIT_FAILED = 4,      /* some runs failed, or a result could not be written */
	/* EXIT_INTERNAL = 5: a broken invariant, sim/check.h */
	EXIT_INTERRUPTED = 130, /* by SIGINT or SIGTERM; the same command goes on where it stopped */
};

#endif
