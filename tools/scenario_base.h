/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario base: a scenario's file with those that it extends and names (platforms, cost profiles, captures),
 * each read and parsed once, from which the scenarios of many runs are made.
 */
#ifndef TOOLS_SCENARIO_BASE_H
#define TOOLS_SCENARIO_BASE_H

#include "models/scenario.h"
#include "sim/diag.h"

struct scenario_base;

/* scenario_base_read: parses the file at path and those that it extends. NULL with the faults of their syntax
 * added to d. The caller owns it (scenario_base_free). */
struct scenario_base *scenario_base_read(const char *path, struct diag *d);
void scenario_base_free(struct scenario_base *b);

/* scenario_base_make: the scenario with the settings `sets` ("key=value", NULL-terminated; NULL: none) made
 * after it, in order; complete and checked. The caller owns it (scenario_free). NULL with every fault added
 * to d. Files are opened only the first time that they are named. */
struct scenario *scenario_base_make(struct scenario_base *b, const char *const *sets, struct diag *d);

#endif
