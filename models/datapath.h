/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Datapath: everything of one run between the tester and the guests' applications.
 *
 * It holds the parts that every flow has - traffic, wire, NIC, guests with their rings, vCPUs and
 * applications - and, for each guest, room for the parts that a flow may put in between. The flow connects
 * them (flow_*.c).
 */
#ifndef MODELS_DATAPATH_H
#define MODELS_DATAPATH_H

#include "models/app.h"
#include "models/bridge.h"
#include "models/counters.h"
#include "models/flow.h"
#include "models/nic_driver.h"
#include "models/scenario.h"

/* One guest and the path to it. */
struct guest_path {
	char *worker_name, *vcpu_name;
	struct virtqueue ring;
	struct vhost_worker worker;
	struct vhost_vq vq;
	struct vcpu vcpu;
	struct guest guest;
	struct depth used_depth;
	struct tap tap; /* flows through the bridge */
	struct vhost_net vhost_net;
	struct nic_driver driver; /* flows with a host queue for each guest */
	struct saturation saturation;
	struct nic_instance instance; /* flows with a queue for each guest */
	struct callback callback;
};

/* A queue whose depth is reported. */
struct depth_entry {
	char *name;
	struct depth *depth; /* not owned */
};

struct datapath {
	const struct scenario *scenario;
	const struct flow *flow;
	struct machine *machine;
	struct ledger *ledger;
	int *guest_of; /* of each element of the scenario's traffic; -1: to the tester */
	struct traffic *traffic;
	struct wire wire;
	struct nic nic;
	struct nic_driver driver; /* flows with one host queue */
	struct softnet softnet;	  /* of the NIC's core */
	struct bridge bridge;
	struct app app;
	int n_guests;
	struct guest_path *path;
	GArray *depths; /* struct depth_entry */
};

/* datapath_new: builds and wires the parts of a checked scenario on machine m; nothing runs yet.
 * datapath_free frees it. */
struct datapath *datapath_new(const struct scenario *s, struct machine *m);
void datapath_free(struct datapath *dp);

/* datapath_start: interface initialisation: guest drivers, then the flow's own. At date 0. */
void datapath_start(struct datapath *dp);

/* datapath_reset: every statistic starts anew. */
void datapath_reset(struct datapath *dp);

/* datapath_check: balance of packets, rings in range; aborts on a fault. */
void datapath_check(struct datapath *dp);

/* datapath_report_depth: the queue is reported under this name, with the guest's name before it when there
 * are several (guest -1: it is nobody's). */
void datapath_report_depth(struct datapath *dp, int guest, const char *name, struct depth *depth);

/* datapath_core: core by number. */
struct core *datapath_core(struct datapath *dp, int64_t id);

/* datapath_guest: settings of a guest. */
const struct guest_settings *datapath_guest(const struct datapath *dp, int guest);

#endif
