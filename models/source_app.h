/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Source: a traffic generator in a guest, as a thread of the guest's kernel.
 *
 * Stands for net/core/pktgen.c: each frame has its date; a wait below 100 us is spun away (spin()), a longer
 * one sleeps on a timer, whose interrupt then starts the vCPU again; the frame goes straight to the driver,
 * past the qdisc, and while the driver's queue is stopped then the generator tries again and again. A frame
 * that is late goes at once. With rate 0 it sends as fast as it can. Several in a guest are one thread: the
 * one whose frame is due first comes next (next_to_run), and while it sleeps, spins or waits for the driver
 * so do the others; beside one of rate 0 no other sends. It runs only when the guest's softirqs have nothing
 * to do. A packet is offered when the generator begins to build it.
 */
#ifndef MODELS_SOURCE_APP_H
#define MODELS_SOURCE_APP_H

#include "models/guest.h"
#include "models/traffic.h"

#define PKTGEN_SPIN (100 * VTIME_PER_US)

struct source_app {
	struct source_app *next; /* of the same guest */
	struct guest *guest;	 /* not owned */
	struct netdev *dev;	 /* it sends through; not owned */
	struct ledger *ledger;	 /* not owned */
	struct source *source;	 /* of its frames; not owned */
	int from, to;		 /* ports */
	struct event timer;	 /* it sleeps until this */
	struct irq timer_irq;	 /* the host's, when the timer fires */
	struct vector vector;	 /* the guest's timer interrupt */
	struct vcpu_wait wait;
	bool started;
};

/* source_app_init: a generator that has not started, in the guest of dev. */
void source_app_init(struct source_app *s, struct guest *guest, struct netdev *dev, struct ledger *ledger,
		     struct source *source, int from, int to);

/* source_app_start: the generator sends what is due from now on; an interrupt of its timer makes the vCPU look.
 * source_app_stop: it builds no further packet. */
void source_app_start(struct source_app *s);
void source_app_stop(struct source_app *s);

/* source_app_due: of the list, the one whose frame is due first, if that is now or within the spin; else the thread
 * sleeps until then: its timer is set, and NULL returned. */
struct source_app *source_app_due(struct source_app *list);

/* source_app_run: routine (self: the generator that is due): sends one frame, or spins until its date or, after that,
 * until an interrupt: the stopped queue wakes by none other. */
struct step source_app_run(struct task *t, struct frame *f);

#endif
