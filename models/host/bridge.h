/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bridge: forwards each packet to the port of its destination, in the context of whoever hands it in
 * (net/bridge: br_handle_frame, br_handle_frame_finish, br_forward): to the tap queue of a guest's port, or to
 * the uplink for everything that is not on this machine. The forwarding table is learned before the run;
 * there is no flooding. The bridge has no queue and hears nothing of what the port does with the packet. Which
 * queue of a tap takes the packet (tun_select_queue) is decided here as well.
 */
#ifndef MODELS_HOST_BRIDGE_H
#define MODELS_HOST_BRIDGE_H

#include "models/packet.h"
#include "models/topology.h"

struct bridge {
	struct inlet in;
	const struct topology *topology; /* not owned */
	struct inlet **out;		 /* by path; NULL: not on this machine; the inlets are not owned */
	struct inlet *uplink;		 /* wired; not owned */
};

/* bridge_init: a bridge without ports. bridge_fini frees. */
void bridge_init(struct bridge *b, const struct topology *topo);
void bridge_fini(struct bridge *b);

/* bridge_port: where packets for the destination leave: also for Open vSwitch, which has the bridge's ports in its place. */
struct inlet *bridge_port(const struct bridge *b, const struct packet *p);

/* bridge_connect: packets for the path leave through the inlet. */
void bridge_connect(struct bridge *b, int path, struct inlet *inlet);

#endif
