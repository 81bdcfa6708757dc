/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scenario that a subcommand is given, with its faults printed.
 */
#ifndef TOOLS_ARGUMENTS_CLI_SCENARIO_H
#define TOOLS_ARGUMENTS_CLI_SCENARIO_H

#include "tools/scenario/scenario_base.h"

/* cli_scenario_given: the scenario that is the one argument left in argv, with the settings of --set and --seed (either
 * may be NULL). NULL with *status set to the exit status after a message. The caller frees it (scenario_free). */
struct scenario *cli_scenario_given(int argc, char **argv, char *const *sets, const char *seed, int *status);

/* cli_scenario_path: the path of a scenario that a command names: a file, or, when there is none, a shipped scenario by its
 * name: flood for flood.yaml, ci for studies/ci.yaml. Interned. */
const char *cli_scenario_path(const char *argument);

/* cli_base: reads the base of a scenario; NULL after its faults were printed. The caller frees it
 * (scenario_base_free). */
struct scenario_base *cli_base(const char *path);

/* cli_scenario_of: the scenario of a base with the settings of --set and --seed (either may be NULL); NULL after its
 * faults were printed. The caller frees it (scenario_free). */
struct scenario *cli_scenario_of(struct scenario_base *b, char *const *sets, const char *seed);

#endif
