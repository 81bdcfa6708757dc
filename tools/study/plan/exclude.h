/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Combinations of values that a parameter study leaves out, from the list `exclude` of its section:
 *
 *     exclude:
 *       - {flow: emulated, kernel: "3.13"}      # name of an axis: value; all must match
 *       - {flow: [virtio, emulated], load: 2Mpps}  # or one of several values
 */
#ifndef TOOLS_STUDY_PLAN_EXCLUDE_H
#define TOOLS_STUDY_PLAN_EXCLUDE_H

#include "tools/study/plan/axis.h"

/* exclude_read: the exclusions in the base's document, for axes that have no fault; each is one of the array. The
 * caller frees it (g_ptr_array_unref). Adds every fault to d. */
GPtrArray *exclude_read(const GPtrArray *axes, struct scenario_base *b, struct diag *d);

/* exclude_matches: whether one of them leaves out the point with these values (an index for each axis). Counts for each
 * how many points it has left out; one point may count for several. */
bool exclude_matches(GPtrArray *exclusions, const int *value);

/* exclude_check: adds a fault for each exclusion that has left out nothing. */
void exclude_check(const GPtrArray *exclusions, struct diag *d);

#endif
