/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that scenarios name - platforms, cost profiles, captures -, each read once and kept.
 *
 * Of a file with a fault its faults are kept: whoever names it again gets them again, as they were.
 */
#ifndef TOOLS_SCENARIO_NAMED_FILES_H
#define TOOLS_SCENARIO_NAMED_FILES_H

#include "models/scenario/scenario.h"
#include "sim/input/diag.h"
#include "tools/scenario/cost_profile.h"

struct named_files;

/* named_files_new: without a file. The caller owns it (named_files_free). */
struct named_files *named_files_new(void);
void named_files_free(struct named_files *files);

/* named_files_read: gives a scenario whose settings are made what the files hold that they name, relative to its
 * folder: platform, cost (the profile's) and captures. Adds the faults of the files to d, and those of hardware that is
 * none of a file (own_hardware.h). */
void named_files_read(struct named_files *files, struct scenario *s, struct diag *d);

/* named_files_costs: by cost, what the profile says that a scenario so read names; owned by files. */
const struct cost_origin *named_files_costs(const struct named_files *files, const struct scenario *s);

#endif
