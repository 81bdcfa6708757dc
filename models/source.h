/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Source: one generator of frames, on the tester's side (a traffic generator) or inside a guest (an
 * application that sends).
 *
 * A source is an endless sequence of (date, size, flow), drawn one by one when asked for; nothing is
 * scheduled. Arrivals:
 *     constant  the n-th frame of source i of k at (n + i/k) / rate: no drift, sources out of phase
 *     poisson   exponential gaps
 *     bursts    frames at the peak rate for burst_on, then silence for burst_off; `rate` is the mean
 * A guest's source without a rate (0pps) sends as fast as the guest can: its frames are all due at date 0,
 * and whoever takes them sets the pace.
 *
 * Gaps, sizes and flows come from three random streams of the source's own (rng.h), so that a flow never
 * changes the arrivals, and sizes or flows drawn change none of the other two.
 */
#ifndef MODELS_SOURCE_H
#define MODELS_SOURCE_H

#include "sim/option.h"
#include "sim/rng.h"
#include "sim/vtime.h"
#include <glib.h>

#define TRAFFIC_WIRE "wire"	       /* `to`: out to the tester */
#define SOURCE_NEVER (VTIME_NEVER / 2) /* date of a frame that does not come: room for latencies above it */

struct traffic_settings {
	char *from;   /* name of the guest that sends; "": the tester */
	char *to;     /* name of the guest, or TRAFFIC_WIRE */
	int64_t rate; /* pps, mean; 0: as fast as it can */
	struct frame_mix frame;
	int64_t flows; /* number of 5-tuples */
	int arrivals;  /* enum arrivals */
	vtime burst_on, burst_off;
};

enum arrivals { ARRIVALS_CONSTANT, ARRIVALS_POISSON, ARRIVALS_BURSTS };

extern const struct option_table traffic_table;

struct frame_arrival {
	vtime date;
	int32_t bytes;	/* with FCS */
	int32_t source; /* index in the scenario's list of traffic */
	uint32_t hash;	/* of the frame's 5-tuple */
};

struct source {
	struct frame_arrival next; /* that source_next will take; to be read only */

	/* private */
	const struct traffic_settings *settings;
	int64_t rate; /* frames per second while sending */
	int64_t total_weight;
	vtime clock;	   /* time spent sending */
	int64_t remainder; /* of clock, in 1/rate ps */
	struct rng gaps, sizes, flows;
};

/* source_init: source `index` of the array (struct traffic_settings), which must outlive it. load: total pps
 * that the rates of the tester's sources are scaled to, 0 for as written; a guest's source is never scaled.
 * source_fini frees what it holds. */
void source_init(struct source *s, const GArray *settings, int index, int64_t load, int64_t seed,
		 int64_t replication);
void source_fini(struct source *s);

/* source_next: takes the next frame. Dates never fall. */
struct frame_arrival source_next(struct source *s);

/* source_is_tester: whether the tester sends these frames, over the wire, and no guest. */
bool source_is_tester(const struct traffic_settings *set);

/* frame_mix_mean: mean size in bytes. */
double frame_mix_mean(const struct frame_mix *mix);

#endif
