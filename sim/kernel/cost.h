/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Costs: what a piece of work takes of a core, as cycles plus cycles per byte, by name.
 *
 * The names are declared once, in the X-lists SIM_COSTS (the engine's, below) and MODEL_COSTS
 * (models/costs.h). Their values come from a cost profile (scenarios/costs/, a YAML file with source and
 * confidence of each) and from overrides in the scenario; no number of cycles stands in a .c file. A profile
 * is resolved once per machine into picoseconds at its clock, so that paying is one multiplication.
 */
#ifndef SIM_KERNEL_COST_H
#define SIM_KERNEL_COST_H

#include "sim/base/rng.h"
#include "sim/base/vtime.h"

/* X(name, what one payment stands for) */
#define SIM_COSTS(X)                                                                                         \
	X(irq_entry, "entry and exit of a hard interrupt on the interrupted core")                           \
	X(timer_tick, "handler of the scheduler's timer tick")                                               \
	X(softirq_entry, "one round of __do_softirq: entry, pending mask, exit")                             \
	X(context_switch, "switch from one thread to another on a core")                                     \
	X(wake_up, "try_to_wake_up of a sleeping thread, paid by the waker")                                 \
	X(resched_ipi, "reschedule interrupt on the core of a woken thread")

#define SIM_COST_ENUM(name, text) COST_##name,
enum sim_cost { SIM_COSTS(SIM_COST_ENUM) SIM_COST_COUNT };

/* A cost as written in a profile or a scenario. */
struct cost_entry {
	int64_t cycles_ppm;   /* cycles x 1,000,000 */
	int64_t per_byte_ppm; /* cycles per byte x 1,000,000 */
};

/* A cost resolved for one clock. */
struct cost {
	vtime fixed;	     /* ps, rounded to nearest */
	int64_t per_byte_fs; /* fs per byte, rounded to nearest */
};

/* cost_times: an amount of cycles times a factor in millionths, rounded to nearest. */
int64_t cost_times(int64_t cycles, int64_t factor_ppm);

/* cost_resolve: the cost of an entry on a core of this clock (Hz). */
struct cost cost_resolve(const struct cost_entry *entry, int64_t hz);

/* How payments scatter around a cost: the part 1 - share of it is always paid, and an exponential with a mean of share
 * beside it. So the mean is the cost, share is the standard deviation over the mean, and there is a least time (what the
 * caches hold) and a tail (what they do not). Drawn with integers only. */
#define COST_SPREAD_ONE 1000000
struct cost_spread {
	int64_t share; /* in millionths; 0: every payment is the cost itself */
	struct rng rng;
};

/* cost_scatter: one payment of a cost that takes this long on average. */
vtime cost_scatter(struct cost_spread *s, vtime mean);

/* cost_time: what it takes for this many bytes, in ps. */
static inline vtime cost_time(const struct cost *c, int64_t bytes)
{
	return c->per_byte_fs == 0 ? c->fixed : c->fixed + (bytes * c->per_byte_fs + 500) / 1000;
}

#endif
