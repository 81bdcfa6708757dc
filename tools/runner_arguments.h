/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Command-line arguments of the subcommands that make runs (study/runner.h).
 */
#ifndef TOOLS_RUNNER_ARGUMENTS_H
#define TOOLS_RUNNER_ARGUMENTS_H

#include "tools/study/runner.h"

/* runner_arguments: the settings that --jobs, --timeout (NULL: not given) and --fresh make. False after a message. */
bool runner_arguments(int jobs, const char *timeout, bool fresh, struct runner_settings *settings);

#endif
