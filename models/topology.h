/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Topology: the guests' ports and queue pairs, numbered, and what a packet's address means.
 *
 * A port is a network device of a guest, numbered over all guests in their order; PORT_WIRE stands for the far
 * end of the wire. A path is one queue pair of a port - what a tap queue, a vhost worker, a virtqueue pair
 * belong to -, numbered over all ports. A packet for a port with several paths goes to the one that its flow
 * hash says, as tun_select_queue does (drivers/net/tun.c: reciprocal_scale of the hash).
 */
#ifndef MODELS_TOPOLOGY_H
#define MODELS_TOPOLOGY_H

#include <stdbool.h>
#include <stdint.h>

#define PORT_WIRE (-1)

struct topology_port {
	int guest;  /* whose it is */
	int number; /* of the guest's ports */
	int path;   /* its first path */
	int queues; /* its paths */
};

struct topology_path {
	int guest, port, queue; /* port: number over all */
};

struct topology {
	int n_guests, n_ports, n_paths;
	int *first_port; /* of each guest; owned, as both below */
	struct topology_port *port;
	struct topology_path *path;
};

/* topology_init: n guests with ports[i] devices of queues[i] queue pairs each. topology_fini frees. */
void topology_init(struct topology *topo, int n, const int *ports, const int *queues);
void topology_fini(struct topology *topo);

/* topology_select: the path of a packet for the port. */
static inline int topology_select(const struct topology *topo, int port, uint32_t hash)
{
	const struct topology_port *p = &topo->port[port];
	return p->path + (int)((uint64_t)hash * (uint64_t)p->queues >> 32);
}

#endif
