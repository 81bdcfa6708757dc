/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/bridge.h"
#include "models/costs.h"
#include "sim/check.h"

/* br_handle_frame() to br_forward() */
static struct step bridge_receive(struct task *t, struct frame *f)
{
	struct bridge *b = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_bridge, p);
	TRACE(t->core->machine, bridge, p->id, p->guest);
	HAND_OVER(t, f, b->out[p->guest], p);
	ROUTINE_END;
}

void bridge_init(struct bridge *b, int n_guests)
{
	*b = (struct bridge){
		.in = {bridge_receive, b}, .n_ports = n_guests, .out = g_new0(struct port *, n_guests)};
}

void bridge_fini(struct bridge *b)
{
	g_free(b->out);
}

void bridge_connect(struct bridge *b, int guest, struct port *port)
{
	CHECK(guest >= 0 && guest < b->n_ports, "bridge: there is no guest %d", guest);
	b->out[guest] = port;
}
