/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings of a study beside its axes and points: what contradicts what.
 */
#ifndef TOOLS_STUDY_PLAN_PLAN_SETTINGS_H
#define TOOLS_STUDY_PLAN_PLAN_SETTINGS_H

#include "tools/study/plan/axis.h"

/* plan_settings_check_point: whose packets are counted must be in the scenario, of every point. plan_settings_check: what
 * holds for all points alike, s being the scenario of one. Both add every fault to d. */
void plan_settings_check_point(const struct study_settings *set, const struct scenario *s, struct diag *d);
void plan_settings_check(const struct study_settings *set, const struct scenario *s, const GPtrArray *axes,
			 struct diag *d);

/* plan_settings_source: of a study whose curves are compared where they turn: the guest to whom the source sends whose rate
 * the axis load sets; "": all sources are scaled to it. Newly allocated; NULL, with a fault added to d: there is no such
 * axis. */
char *plan_settings_source(const GPtrArray *axes, const struct scenario *s, struct diag *d);

#endif
