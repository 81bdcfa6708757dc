/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flows: the systems that can be simulated, one file each (flow_vhost.c, ...), behind one table.
 *
 * A flow wires shared parts together; it holds no rules of its own. For each path of the guests (topology.h)
 * it has a struct of its own type, which begins with the struct path that all flows have and holds its parts.
 */
#ifndef MODELS_FLOWS_FLOW_H
#define MODELS_FLOWS_FLOW_H

#include "models/flow_list.h"
#include "models/nic/classifier.h"
#include "sim/base/container_of.h"

#include <stddef.h>

struct bringup_step;
struct datapath;
struct path;

struct flow {
	const char *name;     /* on the command line and in scenarios */
	const char *text;     /* one sentence */
	const char *receives; /* the way of a received packet, for lists: "nic, napi, bridge, ..." */
	const char *worker;   /* what the thread of its backend is called: "vhost", "qemu" ... */
	const struct classifier *classifier;
	bool one_backend;   /* one thread serves all of a guest's paths */
	bool one_queue;	    /* its device has one queue pair */
	bool own_tx_vector; /* the host's transmit ring does not share the first receive queue's interrupt */
	bool instant; /* a frame between two guests, or one for a full wire, takes only the time that is paid */
	bool polls;   /* its backend's thread never sleeps: it runs on pmd.core */
	bool program; /* a program of the host stands in the guest's place: no vCPU, and nothing sends but what was received */
	bool taps;	  /* every path has a tap, into which the host's generators send */
	size_t path_size; /* of its own type of a path, whose first member is a struct path (FLOW_PATH) */
	/* wire_host: builds what the paths share. wire: builds one path between the NIC and the guest's
	 * application, and sets its device. Called once, before time starts, in this order. */
	void (*wire_host)(struct datapath *dp);
	void (*wire)(struct datapath *dp, struct path *path);
	/* bring_up, tear_down: steps of interface initialisation and of its end (bringup.h). */
	const struct bringup_step *bring_up, *tear_down;
	/* check: aborts unless the path's parts are in order. fini: frees what they hold. */
	void (*check)(const struct path *path);
	void (*fini)(struct path *path);
};

/* FLOW_PATH: the flow's own path, of this type, that the struct path is the first member of. */
#define FLOW_PATH(path_, type) container_of(path_, type, path)

/* flow_bridges: the NIC's queues are the host's: they lead to its drivers and to its bridge. */
static inline bool flow_bridges(const struct flow *flow)
{
	return flow->taps && !flow->classifier->by_port;
}

/* flows: the table, flow_count entries. */
extern const struct flow *const flows[];
extern const int flow_count;

#endif
