/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The values of one axis: listed, of a range, or named with several settings each.
 */
#ifndef TOOLS_STUDY_AXIS_VALUES_H
#define TOOLS_STUDY_AXIS_VALUES_H

#include "tools/study/axis.h"

/* axis_values_new: an empty list (of struct study_value *). The caller frees it (g_ptr_array_unref). */
GPtrArray *axis_values_new(void);

/* axis_values_read: fills an axis that has its name and an empty list from its mapping: values, unit, is_number and
 * keys. Each value is tried by itself on the scenario of the file. Adds every fault to d. */
void axis_values_read(struct study_axis *axis, struct scenario_base *b, const yaml_node_t *node,
		      struct diag *d);

#endif
