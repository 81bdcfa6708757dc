/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pktgen: the kernel's packet generator, in the host (host_source.h) or in a guest (source_app.h).
 *
 * Stands for net/core/pktgen.c: each frame has its date; a wait below 100 us is spun away, a longer one sleeps
 * on a timer (spin()); one that is late is sent at once. With rate 0 all frames are late. The frame goes
 * straight to the driver of its device, past the qdisc, and while the driver's queue is stopped the generator
 * tries again (pktgen_xmit). A packet is offered when the generator
 * begins to build it.
 */
#ifndef MODELS_TRAFFIC_PKTGEN_H
#define MODELS_TRAFFIC_PKTGEN_H

#include "models/packet.h"
#include "models/traffic/source.h"

#define PKTGEN_SPIN (100 * VTIME_PER_US)

struct pktgen {
	struct source *source;	   /* of its frames; not owned */
	struct ledger *ledger;	   /* not owned */
	const struct packet *seed; /* account and ports of its packets; not owned */
};

/* pktgen_wait: time until its next frame is due; 0 or less: it is. */
vtime pktgen_wait(const struct pktgen *g);

/* pktgen_far: whether that is so far that it sleeps. */
bool pktgen_far(const struct pktgen *g);

/* pktgen_spin: how long it spins: until that date, or, when only the driver's queue holds it up, until that runs
 * again, a second at most. */
vtime pktgen_spin(const struct pktgen *g);

/* pktgen_set_timer: arms the timer at the date of the next frame, if one comes and it is not armed. */
void pktgen_set_timer(const struct pktgen *g, struct event *timer);

/* pktgen_build: the next frame as a packet, which is the caller's. */
struct packet *pktgen_build(const struct pktgen *g);

#endif
