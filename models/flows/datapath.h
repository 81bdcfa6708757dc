/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Datapath: everything of one machine of a run between the wire and the guests' applications.
 *
 * It holds the parts that every flow has: traffic, wire, NIC, bridge, the guests' vCPUs and
 * applications. For each path (topology.h) it holds the parts that the flow puts in between, whose
 * type only the flow knows. The flow connects them (flow_*.c). Ports and paths are numbered over
 * the guests of all machines; here only those of the machine's own guests are built. Of several
 * machines each is at the far end of the others' wires (datapath_join).
 */
#ifndef MODELS_FLOWS_DATAPATH_H
#define MODELS_FLOWS_DATAPATH_H

#include "models/counters.h"
#include "models/flows/flow.h"
#include "models/guest/app.h"
#include "models/guest/guest.h"
#include "models/guest/source_app.h"
#include "models/host/backlog.h"
#include "models/host/bridge.h"
#include "models/host/host_source.h"
#include "models/host/nic_driver.h"
#include "models/host/pmd.h"
#include "models/host/uplink.h"
#include "models/ovs/vswitchd.h"
#include "models/queues.h"
#include "models/scenario/scenario.h"
#include "models/topology.h"
#include "sim/core/placement.h"
#include "sim/core/task_group.h"

/* One vCPU of a guest, and what runs on it. */
struct guest_cpu {
	char *name;
	struct app app;
	struct guest guest;
	struct vcpu vcpu;
};

struct qemu;
struct vhost_net;
struct virtio_net;

/* One queue pair of a guest's device and the way to it: the first member of the flow's own type of a path. */
struct path {
	bool here;		       /* its guest runs on this machine; else there is nothing of it */
	int index, guest, port, queue; /* as in topology_path */
	struct guest_cpu *cpu;	       /* that takes its interrupts; not owned */
	struct netdev *dev;	       /* the guest's device, set by the flow; not owned */
	struct virtio_net *virtio;     /* its driver, set as dev; NULL: another one; not owned */
	char *worker_name;	       /* of its backend's thread */
	struct core *worker_core;      /* that this thread runs on */
	struct task *worker;   /* this thread, set by the flow; NULL: it has none of its own; not owned */
	struct tap *tap;       /* that leads to it; NULL: the flow has none; not owned */
	struct vhost_net *net; /* that serves it behind a tap; NULL: the flow has none; not owned */
	struct qemu *qemu;     /* that serves its guest, in the guest's first path; NULL: none; not owned */
};

/* The network stack of one core. */
struct host_core {
	bool open, backlog_reported;
	struct softnet softnet;
	struct backlog backlog;
};

/* A queue whose depth is reported. */
struct depth_entry {
	char *name;
	enum queue kind;
	int guest;	     /* whose it is; -1: it is no guest's */
	struct depth *depth; /* not owned */
};

/* All parts of a machine. datapath.c builds it, and the hooks of the flow wire their parts; afterwards nothing moves. */
struct datapath {
	const struct scenario *scenario;
	const struct flow *flow;
	struct machine *machine;
	struct ledger *ledger;
	struct skb_cache *skbs; /* NULL: nobody asks */
	struct topology topology;
	GHashTable *names;   /* of the guests */
	struct packet *seed; /* addresses and account of each element of the scenario's traffic */
	struct traffic *traffic;
	struct wire wire;
	struct nic **peers; /* by port: NIC of the machine that has it; NULL: there is one machine; owned */
	struct nic nic;
	struct nic_driver driver;      /* of the host's first queue, or of its transmit ring's vector */
	struct nic_driver *rss_driver; /* of the host's further queues; owned */
	struct uplink uplink;	       /* flows that send through the host */
	struct pmd pmd;		       /* flows with a polling switch */
	struct host_core *host;	       /* by core */
	struct bridge bridge;	       /* or its ports only */
	struct ovs_datapath ovs;       /* in the bridge's place */
	struct vswitchd vswitchd;
	struct inlet *up; /* of the switch that forwards */
	int n_guests, n_cpus, n_paths;
	struct guest_cpu *cpu;	   /* guest by guest, queue by queue */
	int *first_cpu;		   /* of each guest */
	struct task_group *cgroup; /* of each guest; one without threads: it has none */
	struct path **path;	   /* each in the flow's own type; owned */
	int n_sources, n_source_apps, n_host_sources;
	struct source *sources; /* of guests and of the host */
	struct source_app *source_apps;
	struct host_source *host_sources;
	struct placement *may_vhost, *may_vcpu; /* of each guest's threads */
	int n_background;
	struct background *background; /* threads that carry no packets */
	GArray *depths;		       /* struct depth_entry */
};

/**
 * datapath_new() - builds and wires the parts of a scenario that are on one machine
 * @s: checked; must outlive the datapath
 * @m: the machine; not owned
 *
 * Nothing runs yet.
 *
 * Return: the datapath, which the caller owns (datapath_free()).
 */
struct datapath *datapath_new(const struct scenario *s, struct machine *m);

/**
 * datapath_free() - frees a datapath with its packets
 * @dp: the datapath
 */
void datapath_free(struct datapath *dp);

/**
 * datapath_join() - joins several machines by wires
 * @all: the datapath of each machine
 * @n: how many there are
 *
 * Each learns the NICs of the others, and their packets are numbered apart. It is called before
 * time starts.
 */
void datapath_join(struct datapath *const *all, int n);

/**
 * datapath_reset() - lets every statistic start anew
 * @dp: the datapath
 */
void datapath_reset(struct datapath *dp);

/**
 * datapath_check() - aborts unless packets balance and rings are in range
 * @dp: the datapath
 */
void datapath_check(struct datapath *dp);

/**
 * datapath_report_depth() - has the depth of a queue reported
 * @dp: the datapath
 * @path: path that the queue belongs to; NULL: it is no guest's
 * @kind: what it is a queue of, which names it, behind the path where there are several
 * @ending: what tells queues of one owner apart; "": it has one
 * @depth: of the queue; not owned
 */
void datapath_report_depth(struct datapath *dp, const struct path *path, enum queue kind, const char *ending,
			   struct depth *depth);

/**
 * datapath_core() - a core by its number
 * @dp: the datapath
 * @id: number, which the scenario's check has found to exist
 *
 * Return: the core; not owned.
 */
struct core *datapath_core(struct datapath *dp, int64_t id);

/**
 * datapath_host() - the network stack of a core
 * @dp: the datapath
 * @c: the core
 *
 * It is opened on first use. Its backlog goes up to the bridge.
 *
 * Return: the stack; not owned.
 */
struct host_core *datapath_host(struct datapath *dp, struct core *c);

/**
 * datapath_path_name() - what tells a path from the others
 * @dp: the datapath
 * @path: number of the path
 *
 * Return: "vm0", "vm0.1" for its second port, "vm0.1-3" for that one's fourth queue. Newly
 * allocated (g_free()).
 */
char *datapath_path_name(const struct datapath *dp, int path);

/**
 * datapath_has() - whether a guest runs on this machine
 * @dp: the datapath
 * @guest: index of the guest
 *
 * Return: true if it does.
 */
bool datapath_has(const struct datapath *dp, int guest);

/**
 * datapath_guest() - the settings of a guest
 * @dp: the datapath
 * @guest: index of the guest
 *
 * Return: the settings; not owned.
 */
const struct guest_settings *datapath_guest(const struct datapath *dp, int guest);

#endif
