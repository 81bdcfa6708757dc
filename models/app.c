/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/app.h"
#include "models/costs.h"

static struct step sink(struct task *t, struct frame *f)
{
	struct app *app = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_app, p);
	packet_deliver(app->ledger, p);
	ROUTINE_END;
}

void app_sink_init(struct app *app, struct ledger *ledger)
{
	*app = (struct app){.in = {sink, app}, .ledger = ledger};
}
