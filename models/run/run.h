/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run: build the world of a scenario, simulate it, collect the result.
 *
 * The control plane are controllers: for each guest its bring-up (bringup.h), for each machine the warm-up cut, and the sampler
 * of the time series.
 */
#ifndef MODELS_RUN_RUN_H
#define MODELS_RUN_RUN_H

#include "models/run/result.h"
#include "models/run/watch.h"
#include "models/scenario/scenario.h"
#include "sim/world.h"

struct run_settings {
	enum sync sync;	     /* window or event: how the machine keeps to SimGrid's clock; the same results */
	struct trace *trace; /* of all machines; NULL: none; not owned */
	const char *const
		*simgrid; /* switches for SimGrid ("--cfg=...", "--log=..."), NULL-terminated; or NULL */
	void (*look)(void *self,
		     const struct run_look *now); /* what world_look calls (sim/world.h); NULL: nothing */
	void *watcher;				  /* its self */
	int threads; /* that share the machines, 1 at least and 0 meaning 1; with a trace always one; the same results */
};

/* run_scenario: simulates a checked scenario. SimGrid allows one world in a process, so it can be called
 * once. Returns a result that the caller owns (result_free). A balance of packets that does not hold is a
 * broken invariant. After world_stop it is what was counted until then, which the result says; NULL when that
 * was before the warm-up's end, so that nothing was counted. */
struct result *run_scenario(const struct scenario *s, const struct run_settings *settings);

#endif
