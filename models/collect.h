/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collecting a run's figures: the time series while it runs, the result at its end.
 */
#ifndef MODELS_COLLECT_H
#define MODELS_COLLECT_H

#include "models/datapath.h"
#include "models/result.h"

struct sampler {
	struct datapath *dp;
	struct series *series; /* owned until taken by collect_result */
	vtime interval;
	vtime last;			     /* date of the last sample */
	int64_t offered, delivered, dropped; /* counts at the last sample */
	vtime booked[CONTEXTS];		     /* of the NIC's core */
};

/* sampler_init: samples from date `from` on. */
void sampler_init(struct sampler *s, struct datapath *dp, vtime from, vtime interval);

/* sampler_act: a controller's act: one row. */
vtime sampler_act(void *self, vtime now);

/* collect_result: the figures since the cut; now is the end of the run. The caller owns the result; series
 * may be NULL and becomes the result's. */
struct result *collect_result(struct datapath *dp, vtime cut, struct series *series);

#endif
