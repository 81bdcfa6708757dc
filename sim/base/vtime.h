/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Simulated time.
 *
 * One unit everywhere: the picosecond, in a signed 64-bit integer, because a cycle of a 3.3 GHz core is no
 * whole number of nanoseconds. The range is 106 days. Dates and durations share the type; the world starts at
 * 0.
 */
#ifndef SIM_BASE_VTIME_H
#define SIM_BASE_VTIME_H

#include <stdint.h>

typedef int64_t vtime; /* ps */

#define VTIME_PER_NS INT64_C(1000)
#define VTIME_PER_US (VTIME_PER_NS * 1000)
#define VTIME_PER_MS (VTIME_PER_US * 1000)
#define VTIME_PER_S (VTIME_PER_MS * 1000)
#define VTIME_NEVER INT64_MAX /* a date that does not come */

#endif
