/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exit statuses of the command, the same for every subcommand.
 */
#ifndef TOOLS_BASE_EXIT_CODES_H
#define TOOLS_BASE_EXIT_CODES_H

#include "sim/base/check.h"

/* X(name, status, few words, sentence); INTERNAL(...) the same for the one that sim/base/check.h declares. */
#define EXIT_CODES(X, INTERNAL)                                                                              \
	X(OK, 0, "done", "All went well.")                                                                   \
	X(EXPECTATION, 1, "an expectation failed", "An expectation of the scenario failed.")                 \
	X(USAGE, 2, "wrong usage", "The command line is wrong.")                                             \
	X(INPUT, 3, "invalid input",                                                                         \
	  "A scenario, or a file or folder that it or the user names, cannot be used.")                      \
	X(FAILED, 4, "some runs failed", "Some runs failed, or a result could not be written.")              \
	INTERNAL(, EXIT_INTERNAL, "internal error", "An invariant of the simulator is broken.")              \
	X(INTERRUPTED, 130, "interrupted; the same command resumes",                                         \
	  "Interrupted by a signal. The same command continues where it stopped; run prints what was "       \
	  "counted.")

#define EXIT_CODE_ENUM(name, status, words, text) EXIT_##name = status,
#define EXIT_CODE_ELSEWHERE(name, status, words, text)
enum exit_code { EXIT_CODES(EXIT_CODE_ENUM, EXIT_CODE_ELSEWHERE) };

#endif
