/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/pktgen.h"

static struct calendar *calendar_of(const struct pktgen *g)
{
	return &g->ledger->machine->cal;
}

vtime pktgen_wait(const struct pktgen *g)
{
	return g->source->next.date - calendar_of(g)->now;
}

bool pktgen_far(const struct pktgen *g)
{
	return pktgen_wait(g) >= PKTGEN_SPIN;
}

vtime pktgen_spin(const struct pktgen *g)
{
	vtime wait = pktgen_wait(g);
	return wait > 0 ? wait : VTIME_PER_S;
}

void pktgen_set_timer(const struct pktgen *g, struct event *timer)
{
	if (!event_armed(timer) && g->source->next.date < SOURCE_NEVER)
		calendar_arm(calendar_of(g), timer, g->source->next.date, EVENT_HARDIRQ);
}

struct packet *pktgen_build(const struct pktgen *g)
{
	struct frame_arrival frame = source_next(g->source);
	struct packet seed = *g->seed;
	seed.born = calendar_of(g)->now;
	seed.bytes = frame.bytes;
	seed.hash = frame.hash;
	return packet_born(g->ledger, &seed);
}
