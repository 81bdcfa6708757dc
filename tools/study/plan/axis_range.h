/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The range of an axis as it is written: from, to, and count or step, and scale.
 */
#ifndef TOOLS_STUDY_PLAN_AXIS_RANGE_H
#define TOOLS_STUDY_PLAN_AXIS_RANGE_H

#include "tools/study/plan/axis.h"

struct range_source {
	const struct study_axis *axis; /* its name and place */
	const char *key;	       /* the setting that it varies */
	const struct option *opt;      /* which that is; from and to keep to its bounds */
	struct yaml_file *f;
	const yaml_node_t *node; /* the mapping of the axis */
};

/* axis_range_read: the values (int64_t), rising. The caller frees the array. NULL with every fault added to d. */
GArray *axis_range_read(const struct range_source *s, struct diag *d);

#endif
