/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/app.h"
#include "models/costs.h"
#include "models/guest/netdev.h"
#include "sim/base/check.h"

static void sink(struct task *t, struct frame *f)
{
	struct app *app = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_app_sink, p);
	packet_deliver(app->ledger, p);
}

/* Sends the packet from one of the guest's devices. */
static struct netdev *address(struct app *app, struct packet *p, int device, int to)
{
	p->from = app->port + device;
	p->to = to;
	return app->dev[device];
}

static void reflect(struct task *t, struct frame *f)
{
	struct app *app = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_app_reflect, p);
	TAIL_CALL(t, f, dev_queue_xmit, address(app, p, p->to - app->port, p->from), p);
}

static void app_forward_packet(struct task *t, struct frame *f)
{
	struct app *app = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_app_forward, p);
	TAIL_CALL(t, f, dev_queue_xmit, address(app, p, app->n_devs - 1, app->next_hop), p);
}

void app_init(struct app *app, enum app_kind kind, struct ledger *ledger, int port, int next_hop)
{
	static const routine receive[] = {sink, reflect, app_forward_packet};
	*app = (struct app){.in = {receive[kind], app}, .ledger = ledger, .port = port, .next_hop = next_hop};
}

void app_add_device(struct app *app, struct netdev *dev)
{
	CHECK(app->n_devs < GUEST_PORTS_MAX, "app: a guest with more than %d ports", GUEST_PORTS_MAX);
	app->dev[app->n_devs++] = dev;
}
