/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Host source: pktgen on the host, a kernel thread that sends straight into a tap.
 *
 * Stands for net/core/pktgen.c with a tap as its device: pktgen_thread_worker and pktgen_xmit, a thread bound to
 * its core that builds one skb per frame and calls tun_net_xmit with bottom halves off; no qdisc, bridge or
 * NIC is on the way. Of a tap with several queues it uses the first (queue_map_min 0). With tap.backpressure
 * it tries again and again while the tap's queue is stopped. After each frame, and while it tries, it gives way to a
 * thread that is due (need_resched, pktgen_resched); while it spins until a frame's date it does not. Read in 3.13.2,
 * 5.10.13 and 6.6.87, which do not differ in it. A packet that the guest answers goes out to the wire.
 * Left out: a second thread that waits for the queue's lock, and what cache lines cost that two threads share.
 */
#ifndef MODELS_HOST_HOST_SOURCE_H
#define MODELS_HOST_HOST_SOURCE_H

#include "models/host/tap.h"
#include "models/traffic/pktgen.h"

struct host_source {
	struct pktgen gen;
	struct tap *tap; /* not owned */
	struct tap_writer writer;
	struct task task;
	struct event timer; /* it sleeps until this */
	struct irq timer_irq;
	bool running;
	bool retrying; /* the tap's queue is stopped */
};

/* host_source_init: a generator that has not started, on core c, into the tap. */
void host_source_init(struct host_source *s, const struct pktgen *gen, struct core *c, struct tap *tap);

/* host_source_start: it sends from now on, without making up for frames due before. host_source_stop: it ends, after
 * the frame that it is sending. */
void host_source_start(struct host_source *s);
void host_source_stop(struct host_source *s);

#endif
