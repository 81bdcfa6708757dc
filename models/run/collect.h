/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collecting a run's figures: the time series while it runs, the result at its end.
 */
#ifndef MODELS_RUN_COLLECT_H
#define MODELS_RUN_COLLECT_H

#include "models/flows/bringup.h"
#include "models/flows/datapath.h"
#include "models/run/fabric.h"
#include "models/run/result.h"

/* The machines of a run. */
struct machines {
	int n;
	struct datapath **dp;	  /* the array is owned; what it points to is not, here and below */
	struct bringup **bringup; /* of each guest (bringups_new) */
	struct fabric *fabric;	  /* what joins more than two; NULL: there are fewer */
};

/* A count as it was at the last sample, and what the row there left out. */
struct sampled {
	int64_t count;
	int64_t carry; /* in parts of a packet times the interval: below the interval */
};

struct sampler {
	const struct machines *machines;
	struct series *series; /* owned until taken by collect_result */
	vtime interval;
	vtime last, end; /* dates of the last sample and of the last of all */
	struct sampled offered, delivered, dropped;
	struct sampled booked[CONTEXTS]; /* of the first machine's NIC core */
	int cores;			 /* of that machine, of which each has a column */
	struct sampled busy[SERIES_CORES_MAX];
};

/* sampler_init: samples after `from`, up to `end`: sums over the machines, CPU time of the first one. */
void sampler_init(struct sampler *s, const struct machines *machines, vtime from, vtime end, vtime interval);

/* sampler_first: date of the first act; VTIME_NEVER: there is none. */
vtime sampler_first(const struct sampler *s);

/* sampler_act: a controller's act: one row. The row of the end is not among them: sampler_finish adds it when everything
 * dated so has happened, of an earlier end if the run was stopped. The rows add up to the figures of the whole. */
vtime sampler_act(void *self, vtime now);
void sampler_finish(struct sampler *s, vtime now);

/* collect_waiting: adds to each place the packets that wait there now. */
void collect_waiting(const struct datapath *dp, int64_t level[QUEUE_PLACES]);

/* collect_result: the figures since the cut; now is the end of the run. The caller owns the result; series
 * may be NULL and becomes the result's. */
struct result *collect_result(const struct machines *machines, vtime cut, struct series *series);

#endif
