/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Source: one generator of frames, on the tester's side (a traffic generator) or inside a guest (an
 * application that sends).
 *
 * A source is a sequence of (date, size, flow), drawn one by one when asked for; nothing is scheduled. Its
 * clock starts at `start`; from `stop` on, and after `count` frames, it sends nothing. Arrivals:
 *     constant  the n-th frame of source i of k at (n + i/k) / rate: no drift, sources out of phase
 *     poisson   exponential gaps
 *     bursts    frames at the peak rate for burst_on, then silence for burst_off; `rate` is the mean
 * With a shape (load_shape.h) these are the arrivals of its clock; bursts squeeze the frames of each
 * burst_on + burst_off into its first burst_on. With a capture (capture.h) dates, sizes and flows are those
 * recorded. A guest's source with neither of them and no rate (0pps) sends as fast as the guest can: its
 * frames are all due at `start` (0 by default), and whoever takes them sets the pace.
 *
 * Gaps, sizes and flows come from three random streams of the source's own (rng.h), so that a flow never
 * changes the arrivals, and sizes or flows drawn change none of the other two.
 */
#ifndef MODELS_TRAFFIC_SOURCE_H
#define MODELS_TRAFFIC_SOURCE_H

#include "models/traffic/traffic_settings.h"
#include "sim/base/rng.h"

#define SOURCE_NEVER (VTIME_NEVER / 2) /* date of a frame that does not come: room for latencies above it */

struct frame_arrival {
	vtime date;
	int32_t bytes;	/* with FCS */
	int32_t source; /* index in the scenario's list of traffic */
	uint32_t hash;	/* of the frame's 5-tuple */
};

/* Where the dates of the frames come from. */
enum source_pace { PACE_FULL, PACE_RATE, PACE_SHAPE, PACE_CAPTURE };

struct source {
	struct frame_arrival next; /* that source_next will take; to be read only */

	/* private; first what every frame needs, since of 1,000 sources none is in the cache when its turn comes */
	enum source_pace pace;
	enum arrivals arrivals;
	vtime start, stop; /* as in the settings, as arrivals and n_flows */
	int64_t left;	   /* frames that it may still send */
	int64_t rate;	   /* frames per second while sending */
	vtime clock;	   /* time spent sending */
	struct rng gaps;
	int64_t n_flows;
	int32_t bytes;	   /* of every frame; 0: drawn from the mix */
	int64_t remainder; /* of clock, in 1/rate ps */
	struct rng sizes, flows;
	const struct traffic_settings *settings;
	int64_t total_weight;
	struct load_shape shape; /* scaled */
	struct load_clock shape_clock;
	struct capture_clock capture_clock;
};

/* What the rates of the sources are multiplied by, to/of: a load and the sum of what shares it, both in
 * 1/TRAFFIC_SHARE_UNIT pps; 1/1 for as written. */
struct source_load {
	__int128 to, of;
};

/* source_load_of: what scales all sources (struct traffic_settings) to a load in pps; 0: as written. */
struct source_load source_load_of(const GArray *settings, int64_t load);

/* source_init: source `index` of the array, which must outlive it, at the rate to which the load scales it; one that
 * sends as fast as it can stays so. source_fini frees what it holds. */
void source_init(struct source *s, const GArray *settings, int index, struct source_load load, int64_t seed,
		 int64_t replication);
void source_fini(struct source *s);

/* source_skip: frames dated before are not sent; one that sends as fast as it can has none. */
void source_skip(struct source *s, vtime date);

/* source_next: takes the next frame. Dates never fall. */
struct frame_arrival source_next(struct source *s);

#endif
