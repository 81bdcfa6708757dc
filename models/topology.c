/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/topology.h"

#include <glib.h>

static void add_paths(struct topology *topo, int port)
{
	struct topology_port *p = &topo->port[port];
	p->path = topo->n_paths;
	for (int q = 0; q < p->queues; q++)
		topo->path[topo->n_paths++] = (struct topology_path){p->guest, port, q};
}

static void topology_add_port(struct topology *topo, int guest, int number, int queues)
{
	topo->port[topo->n_ports] =
		(struct topology_port){.guest = guest, .number = number, .queues = queues};
	add_paths(topo, topo->n_ports++);
}

void topology_init(struct topology *topo, int n, const int *ports, const int *queues)
{
	int all_ports = 0, all_paths = 0;
	for (int i = 0; i < n; i++) {
		all_ports += ports[i];
		all_paths += ports[i] * queues[i];
	}
	*topo = (struct topology){.n_guests = n};
	topo->first_port = g_new0(int, (guint)n);
	topo->port = g_new0(struct topology_port, all_ports);
	topo->path = g_new0(struct topology_path, all_paths);
	for (int i = 0; i < n; i++) {
		topo->first_port[i] = topo->n_ports;
		for (int k = 0; k < ports[i]; k++)
			topology_add_port(topo, i, k, queues[i]);
	}
}

void topology_fini(struct topology *topo)
{
	g_free(topo->first_port);
	g_free(topo->port);
	g_free(topo->path);
}
