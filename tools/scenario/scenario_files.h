/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that scenarios name - platforms, cost profiles, captures -, each read once and kept.
 *
 * Of a file with a fault its faults are kept: whoever names it again gets them again, as they were.
 */
#ifndef TOOLS_SCENARIO_SCENARIO_FILES_H
#define TOOLS_SCENARIO_SCENARIO_FILES_H

#include "models/scenario/scenario.h"
#include "sim/base/diag.h"
#include "tools/scenario/cost_profile.h"

struct scenario_files;

struct scenario_files *scenario_files_new(void);
void scenario_files_free(struct scenario_files *files);

/* scenario_files_read: gives a scenario whose settings are made what the files hold that they name, relative to its
 * folder: platform, cost (the profile's) and captures. Adds the faults of the files to d. */
void scenario_files_read(struct scenario_files *files, struct scenario *s, struct diag *d);

/* scenario_files_costs: by cost, what the profile says that a scenario so read names; owned by files. */
const struct cost_origin *scenario_files_costs(const struct scenario_files *files, const struct scenario *s);

#endif
