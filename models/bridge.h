/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bridge: forwards each packet to the port of its destination, in the context of whoever hands it in
 * (net/bridge: br_handle_frame, br_handle_frame_finish, br_forward). The forwarding table is learned before
 * the run; there is no flooding. The bridge has no queue and hears nothing of what the port does with the
 * packet.
 */
#ifndef MODELS_BRIDGE_H
#define MODELS_BRIDGE_H

#include "models/packet.h"

struct bridge {
	struct port in;
	int n_ports;
	struct port **out; /* by guest; the ports are not owned */
};

/* bridge_init: a bridge with a port for each of n guests, to be connected with bridge_connect. bridge_fini
 * frees. */
void bridge_init(struct bridge *b, int n_guests);
void bridge_fini(struct bridge *b);

/* bridge_connect: packets for the guest leave through the port. */
void bridge_connect(struct bridge *b, int guest, struct port *port);

#endif
