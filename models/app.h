/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * App: what the virtual network function does with a packet. The sink pays its cost (COST_app, per packet and
 * byte) and takes the packet: it is delivered.
 */
#ifndef MODELS_APP_H
#define MODELS_APP_H

#include "models/packet.h"

struct app {
	struct port in;
	struct ledger *ledger; /* not owned */
};

/* app_sink_init: a sink. */
void app_sink_init(struct app *app, struct ledger *ledger);

#endif
