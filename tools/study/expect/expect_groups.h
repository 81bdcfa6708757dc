/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups of the points that an expectation means, each of which is judged alone, and what they are called.
 *
 * Points come as one mark each, true for those that are meant.
 */
#ifndef TOOLS_STUDY_EXPECT_EXPECT_GROUPS_H
#define TOOLS_STUDY_EXPECT_EXPECT_GROUPS_H

#include "tools/study/plan/plan.h"

/* expect_groups_single: appends a group for each marked point. */
void expect_groups_single(const struct study *study, const bool *marks, GPtrArray *groups);

/* expect_groups_pairs: appends a group {better, other} for any two marked points that agree on each axis on which any
 * two of them agree. */
void expect_groups_pairs(const struct study *study, const bool *better, const bool *other, GPtrArray *groups);

/* expect_groups_curves: appends a group of two or more marked points for each combination of values of the axes that do not
 * move together with it; it has numbers, which rise within the group. */
void expect_groups_curves(const struct study *study, const bool *marks, int axis, GPtrArray *groups);

/* expect_groups_common: "load=850kpps frame=64B" of the axes on which the points of a group agree, "" when there is
 * none; expect_groups_own: the same of one point and the axes on which they do not. Newly allocated (g_free). */
char *expect_groups_common(const struct study *study, const GArray *group);
char *expect_groups_own(const struct study *study, const GArray *group, guint point);

#endif
