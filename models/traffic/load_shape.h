/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Load shape: a rate that changes over time, as points (date, rate), and the clock that runs at this rate.
 *
 *     steps  a point's rate holds until the next point
 *     ramp   linear from point to point
 * After the last point its rate holds. The clock counts work: a rate of r pps does r * t in t picoseconds,
 * and a frame is 10^12 of it. Arrivals are those of a source of one frame a second, carried to the dates at
 * which that much work is done (operational time; Lewis, Shedler, 1976): evenly spaced work gives as many
 * frames up to any date as the integral of the rate, and exponential work the Poisson process of that rate.
 * Integers throughout: the date is the first picosecond by which the work is done, exactly.
 */
#ifndef MODELS_TRAFFIC_LOAD_SHAPE_H
#define MODELS_TRAFFIC_LOAD_SHAPE_H

#include "sim/base/vtime.h"
#include <stdbool.h>
#include <stdint.h>

#define LOAD_SHAPE_MAX_DATE (100 * VTIME_PER_S) /* of a point; with LOAD_SHAPE_MAX_RATE it bounds products */
#define LOAD_SHAPE_MAX_RATE INT64_C(1000000000)
#define LOAD_SHAPE_FRAME VTIME_PER_S /* work of one frame */

enum shape_kind { SHAPE_STEPS, SHAPE_RAMP };

struct load_point {
	vtime date; /* from the start of the source */
	int64_t rate;
};

struct load_shape {
	enum shape_kind kind;
	int n;
	struct load_point *point; /* dates rise from 0; owned */
};

/* load_shape_parse: reads "0ms:100kpps, 50ms:1Mpps" into the shape (load_shape_clear). On a fault returns
 * false, the shape is empty and *why is a newly allocated phrase (g_free). */
bool load_shape_parse(struct load_shape *shape, const char *text, enum shape_kind kind, char **why);
void load_shape_clear(struct load_shape *shape);

/* load_shape_peak: the greatest rate. */
int64_t load_shape_peak(const struct load_shape *shape);

/* load_shape_scale: multiplies the rates by to/from, at least 1 pps where there was any; no rate may come to
 * lie above LOAD_SHAPE_MAX_RATE. */
void load_shape_scale(struct load_shape *shape, __int128 to, __int128 from);

/* Zeroed: at date 0, no work done. */
struct load_clock {
	int at;		/* the point that the clock has passed last */
	vtime offset;	/* from that point's date: the last answer */
	__int128 work2; /* twice the work due since that point */
};

/* load_clock_advance: the date when a clock of this shape has done this much more work (0 or more); VTIME_NEVER when it never has. */
vtime load_clock_advance(struct load_clock *c, const struct load_shape *shape, int64_t work);

#endif
