/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What those see who watch a run: how full its queues are, and how busy its cores.
 */
#ifndef MODELS_RUN_WATCH_H
#define MODELS_RUN_WATCH_H

#include "models/queues.h"
#include "models/run/collect.h"

/* What a run is like at a date, for those who watch it. Nothing in the run changes by the look. */
struct run_look {
	vtime now;
	int64_t waiting[QUEUE_PLACES]; /* packets in queues, of all machines */
	int cores;		       /* of the first machine */
	const double *busy;	       /* of each, the share of the time since the last look that it worked */
};

struct watch {
	const struct machines *machines;
	void (*look)(void *self, const struct run_look *now);
	void *self;
	vtime last;    /* date of the last look */
	vtime *booked; /* by core of the first machine: its work at that date; owned */
	double *busy;  /* owned */
};

/* watch_init: of machines, which outlive it; look is called with self. watch_fini frees what it owns. */
void watch_init(struct watch *w, const struct machines *machines,
		void (*look)(void *self, const struct run_look *now), void *self);
void watch_fini(struct watch *w);

/* watch_look: what world_watch takes, with the watch as its self. */
void watch_look(void *watch, vtime now);

#endif
