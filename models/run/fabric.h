/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fabric: the switches of a run, with their own machine and ledger, as the hub of the world.
 */
#ifndef MODELS_RUN_FABRIC_H
#define MODELS_RUN_FABRIC_H

#include "models/flows/datapath.h"
#include "models/nic/switches.h"
#include "sim/world.h"

/* Post and inbox of one machine. */
struct fabric_post {
	struct switches *switches;
	int machine;
};

struct fabric {
	struct world *world; /* not owned */
	struct machine *machine;
	struct ledger *ledger;
	struct switches *switches;
	struct nic **nic;	  /* of each machine; owned */
	int *machine_of;	  /* of each port of the topology; owned */
	struct fabric_post *post; /* of each machine; owned */
};

/* fabric_new: between these n machines, which datapath_join has joined. The caller owns it: fabric_free. */
struct fabric *fabric_new(struct datapath *const *all, int n);
void fabric_free(struct fabric *f);

/* fabric_enter: the world of the machines goes through it. */
void fabric_enter(struct fabric *f, int n, struct world *w);

/* fabric_reset: a controller's act at the warm-up cut: statistics start anew. */
vtime fabric_reset(void *fabric, vtime now);

#endif
