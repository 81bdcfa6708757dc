/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Widths of load intervals, relative and in whole packets per second.
 *
 * The width of [lower, upper] is (upper - lower) / upper, in 1/1000000 (as an option of UNIT_FACTOR is kept). Loads
 * are integers, so 1 pps is always narrow enough. Integers only: a search asks for the same loads everywhere.
 */
#ifndef TOOLS_STUDY_SEARCH_LOAD_WIDTH_H
#define TOOLS_STUDY_SEARCH_LOAD_WIDTH_H

#include <stdbool.h>
#include <stdint.h>

#define RATIO_ONE INT64_C(1000000) /* a ratio of 1 */

/* load_is_narrow: whether [lower, upper] is no wider than width. */
bool load_is_narrow(int64_t lower, int64_t upper, int64_t width);

/* load_below, load_above: the load furthest from `load` that still makes an interval of this width with it; at
 * least 1 pps away. */
int64_t load_below(int64_t load, int64_t width);
int64_t load_above(int64_t load, int64_t width);

/* load_width: of [lower, upper], rounded up. load_width_double: of two adjoining intervals of this width. */
int64_t load_width(int64_t lower, int64_t upper);
int64_t load_width_double(int64_t width);

/* load_middle: the geometric mean, strictly between lower and upper, which are more than 1 pps apart. */
int64_t load_middle(int64_t lower, int64_t upper);

#endif
