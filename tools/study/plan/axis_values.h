/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The values of one axis: listed, of a range, or named with several settings each.
 */
#ifndef TOOLS_STUDY_PLAN_AXIS_VALUES_H
#define TOOLS_STUDY_PLAN_AXIS_VALUES_H

#include "tools/study/plan/axis.h"

/* axis_values_curves: fills an axis that has its name and an empty list from a list of curves: mappings with the keys name
 * and, if there is anything to set, set. As axis_values_read. */
void axis_values_curves(struct study_axis *axis, struct scenario_base *b, const yaml_node_t *list,
			struct diag *d);

/* axis_values_read: fills an axis that has its name and an empty list from its mapping: values, unit, is_number and
 * keys. Each value is tried by itself on the scenario of the file. Adds every fault to d. */
void axis_values_read(struct study_axis *axis, struct scenario_base *b, const yaml_node_t *node,
		      struct diag *d);

#endif
