/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranges of values of an axis: from ... to, in equal steps or in equal ratios.
 *
 * Both ends belong to a range. Linear by count: value i is from + (to - from) * i / (count - 1), to the nearest whole base
 * unit. Linear by step: the last step must end at `to`. Logarithmic: the values between the ends are rounded to three
 * significant digits of the base unit. Values that come out the same count once.
 */
#ifndef TOOLS_STUDY_PLAN_RANGE_H
#define TOOLS_STUDY_PLAN_RANGE_H

#include "sim/input/unit.h"
#include "tools/study/plan/axis.h"

#define RANGE_VALUES_MAX 100000

struct range {
	enum unit unit;
	int64_t from, to; /* base units, not negative */
	int64_t step;	  /* 0: by count */
	int64_t count;	  /* at least 2, at most RANGE_VALUES_MAX; not looked at with a step */
	bool log;	  /* by count */
};

/* range_values: the values (int64_t), rising. The caller frees the array. NULL with *why set to a newly allocated
 * phrase (g_free) that says what is wrong and what would be right. */
GArray *range_values(const struct range *r, char **why);

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
