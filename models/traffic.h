/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traffic: sources that generate frames for the guests, as a traffic generator on the tester's side does.
 *
 * Each source is an endless sequence of (date, size), drawn one by one when asked for; nothing is scheduled.
 * Several sources are merged in order of date; at one date the source listed first goes first. Arrivals:
 *     constant  the n-th frame of source i of k at (n + i/k) / rate: no drift, sources out of phase
 *     poisson   exponential gaps
 *     bursts    frames at the peak rate for burst_on, then silence for burst_off; `rate` is the mean
 * Sizes and gaps come from two random streams of the source's own (rng.h), so that a flow never changes the
 * arrivals.
 */
#ifndef MODELS_TRAFFIC_H
#define MODELS_TRAFFIC_H

#include "sim/option.h"
#include "sim/rng.h"
#include "sim/vtime.h"
#include <glib.h>

struct traffic_settings {
	char *to;     /* name of the guest */
	int64_t rate; /* pps, mean */
	struct frame_mix frame;
	int arrivals; /* enum arrivals */
	vtime burst_on, burst_off;
};

enum arrivals { ARRIVALS_CONSTANT, ARRIVALS_POISSON, ARRIVALS_BURSTS };

extern const struct option_table traffic_table;

struct frame_arrival {
	vtime date;
	int32_t bytes; /* with FCS */
	int32_t guest;
};

struct traffic;

/* traffic_new: the sources of the array (struct traffic_settings). guest_of maps each source to the index of
 * its guest. load: total pps that the rates are scaled to, 0 for as written. The caller owns it:
 * traffic_free. */
struct traffic *traffic_new(const GArray *settings, const int *guest_of, int64_t load, int64_t seed,
			    int64_t replication);
void traffic_free(struct traffic *t);

/* traffic_next: takes the next frame generated. */
struct frame_arrival traffic_next(struct traffic *t);

/* frame_mix_mean: mean size in bytes. */
double frame_mix_mean(const struct frame_mix *mix);

#endif
