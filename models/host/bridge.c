/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/bridge.h"
#include "models/costs.h"
#include "sim/base/check.h"

struct inlet *bridge_port(const struct bridge *b, const struct packet *p)
{
	struct inlet *inlet = NULL;
	if (p->to != PORT_WIRE)
		inlet = b->out[topology_select(b->topology, p->to, p->hash)];
	return inlet ? inlet : b->uplink;
}

/* br_handle_frame() to br_forward() */
static void bridge_receive(struct task *t, struct frame *f)
{
	struct bridge *b = f->self;
	struct packet *p = f->arg;
	struct inlet *out;
	ROUTINE(f);
	OWE_FOR(t, COST_bridge, p);
	TRACE(t->core->machine, bridge, p->id, p->to);
	out = bridge_port(b, p);
	PASS_ON(t, f, out, p);
}

void bridge_init(struct bridge *b, const struct topology *topo)
{
	*b = (struct bridge){
		.in = {bridge_receive, b}, .topology = topo, .out = g_new0(struct inlet *, topo->n_paths)};
}

void bridge_fini(struct bridge *b)
{
	g_free(b->out);
}

void bridge_connect(struct bridge *b, int path, struct inlet *inlet)
{
	CHECK(path >= 0 && path < b->topology->n_paths, "bridge: there is no path %d", path);
	b->out[path] = inlet;
}
