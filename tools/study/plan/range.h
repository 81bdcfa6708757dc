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

#include "sim/base/unit.h"

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

#endif
