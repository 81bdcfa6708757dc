/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Source: what sends in a guest: pktgen, as a thread of its kernel, or a process with a UDP socket.
 *
 * Pktgen (pktgen.h says by which rules it sends): the interrupt of the timer that it sleeps on starts the vCPU again.
 * Several in a guest are one thread: the one whose frame is due first comes next (next_to_run), and while it
 * sleeps, spins or waits for the driver so do the others; beside one of rate 0 no other sends. It runs only
 * when the guest's softirqs have nothing to do.
 *
 * A process (traffic.socket) sends through the qdisc of its device. Its socket's buffer is full with so many packets
 * in the qdisc - the driver orphans them - and it then sleeps until half of them have gone (sock_alloc_send_pskb,
 * sock_writeable). A packet that the qdisc has no room for is lost, and the process hears nothing of it.
 */
#ifndef MODELS_GUEST_SOURCE_APP_H
#define MODELS_GUEST_SOURCE_APP_H

#include "models/guest/guest.h"
#include "models/traffic/pktgen.h"

struct source_app {
	struct source_app *next; /* of the same guest */
	struct guest *guest;	 /* not owned */
	struct netdev *dev;	 /* it sends through; not owned */
	struct pktgen gen;
	int64_t socket;	      /* packets that its socket holds; 0: pktgen */
	bool asleep;	      /* until the socket is half empty */
	struct event timer;   /* it sleeps until this */
	struct irq timer_irq; /* the host's, when the timer fires */
	struct vector vector; /* the guest's timer interrupt */
	struct vcpu_wait wait;
	bool started;
};

/* source_app_init: a generator that has not started, in the guest of dev. */
void source_app_init(struct source_app *s, struct guest *guest, struct netdev *dev, const struct pktgen *gen,
		     int64_t socket);

/* source_app_start: the generator sends what is due from now on; an interrupt of its timer makes the vCPU look.
 * source_app_stop: it builds no further packet. */
void source_app_start(struct source_app *s);
void source_app_stop(struct source_app *s);

#endif
