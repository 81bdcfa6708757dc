/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collecting a run's figures: the time series while it runs, the result at its end.
 */
#ifndef MODELS_COLLECT_H
#define MODELS_COLLECT_H

#include "models/datapath.h"
#include "models/result.h"

#define MACHINES_MAX 2 /* the ends of one wire */

/* The machines of a run. */
struct machines {
	int n;
	struct datapath *dp[MACHINES_MAX]; /* not owned */
};

struct sampler {
	const struct machines *machines;
	struct series *series; /* owned until taken by collect_result */
	vtime interval;
	vtime last;			     /* date of the last sample */
	int64_t offered, delivered, dropped; /* counts at the last sample */
	vtime booked[CONTEXTS];		     /* of the first machine's NIC core */
};

/* sampler_init: samples from date `from` on: sums over the machines, CPU time of the first one. */
void sampler_init(struct sampler *s, const struct machines *machines, vtime from, vtime interval);

/* sampler_act: a controller's act: one row. */
vtime sampler_act(void *self, vtime now);

/* collect_result: the figures since the cut; now is the end of the run. The caller owns the result; series
 * may be NULL and becomes the result's. */
struct result *collect_result(const struct machines *machines, vtime cut, struct series *series);

#endif
