/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * App: what the virtual network function does with a received packet, inside the guest's NAPI poll, as a
 * function in the guest's kernel does.
 *
 *     sink      takes it: it is delivered
 *     reflect   sends it back to where it came from, through the same device
 *     forward   sends it on to its next hop, through the guest's last device (in one port, out the other)
 *
 * Each pays its own cost, per packet and per byte.
 */
#ifndef MODELS_GUEST_APP_H
#define MODELS_GUEST_APP_H

#include "models/packet.h"

#define GUEST_PORTS_MAX 2

enum app_kind { APP_SINK, APP_REFLECT, APP_FORWARD };

struct netdev;

struct app {
	struct inlet in;
	struct ledger *ledger; /* not owned */
	int port;	       /* the guest's first port */
	int n_devs;
	struct netdev *dev[GUEST_PORTS_MAX]; /* of each port; not owned */
	int next_hop;			     /* forward: destination, a port or PORT_WIRE */
};

/* app_init: an application of the kind in the guest whose first port is `port`; app_add_device: the device of its next
 * port. */
void app_init(struct app *app, enum app_kind kind, struct ledger *ledger, int port, int next_hop);
void app_add_device(struct app *app, struct netdev *dev);

#endif
