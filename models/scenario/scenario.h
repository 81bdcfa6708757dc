/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scenario: every setting that a run's result depends on, as read from its file and from the command line.
 *
 * The settings struct of each component stands with the component; here they are put together, and one list,
 * scenario_sections, tells the reader which section of the file fills which of them. Files that the scenario
 * names (platform, cost profile, captures) are read with it, so that a scenario in memory is complete and free of
 * faults.
 */
#ifndef MODELS_SCENARIO_SCENARIO_H
#define MODELS_SCENARIO_SCENARIO_H

#include "models/costs.h"
#include "models/guest/guest.h"
#include "models/guest/vf_driver.h"
#include "models/guest/virtqueue.h"
#include "models/host/background.h"
#include "models/host/napi.h"
#include "models/host/pmd.h"
#include "models/host/saturation.h"
#include "models/host/tap.h"
#include "models/nic/nic.h"
#include "models/nic/switches.h"
#include "models/ovs/switch_settings.h"
#include "models/qemu/qemu.h"
#include "models/scenario/bringup_settings.h"
#include "models/scenario/hardware.h"
#include "models/scenario/mitigations.h"
#include "models/scenario/section.h"
#include "models/traffic/traffic.h"
#include "models/vhost/callback.h"
#include "models/vhost/vhost_net.h"
#include "sim/core/sched.h"
#include "sim/kernel/era.h"
#include "sim/platform.h"

/* How the length of the warm-up is found. */
enum warmup_cut { WARMUP_FIXED, WARMUP_MSER5 };

/* The top level of the file. */
struct general_settings {
	char *question; /* what the scenario asks */
	int flow;	/* index into the list of flows (flow_list.h) */
	int kernel;	/* enum era */
	char *platform; /* path as written; relative to the scenario's folder; "": none */
	char *costs;	/* the same */
	int64_t seed;
	int64_t replication;
	vtime warmup;	     /* cut before anything is counted; with MSER-5 a part of the pilot's length */
	int warmup_cut;	     /* enum warmup_cut */
	vtime duration;	     /* counted time, after the warm-up */
	vtime series;	     /* sampling interval of the time series; 0: none */
	int64_t cost_spread; /* how far payments of a cost scatter (sim/kernel/cost.h), in millionths */
	int64_t cost_factor; /* what all cycles of the costs are multiplied by, in millionths */
	int64_t load; /* total offered load in pps that the sources' rates are scaled to; 0: as written */
};

extern const struct option_table general_table;

struct scenario {
	char *path; /* as given by the user */
	char *name; /* file name without folder and ending */
	struct general_settings general;
	struct host_settings host;
	struct wire_settings wire;
	struct fabric_settings fabric;
	struct mitigations_settings mitigations;
	struct sched_settings sched;
	struct nic_settings nic;
	struct napi_settings napi;
	struct switch_settings host_switch;
	struct tap_settings tap;
	struct vhost_settings vhost;
	struct virtio_settings virtio;
	struct vcpu_settings vcpu;
	struct feedback_settings feedback;
	struct callback_settings callback;
	struct bringup_settings bringup;
	struct vf_settings vf;
	struct pmd_settings pmd;
	struct qemu_settings qemu;
	GArray *background; /* struct background_settings */
	GArray *guests;	    /* struct guest_settings, at least one */
	GArray *traffic;    /* struct traffic_settings, at least one */

	struct platform *platform; /* as read from general.platform, or made of host and wire */
	GPtrArray *captures;	   /* of struct capture *: that of each source's pcap, each file once */
	struct cost_entry cost[COST_COUNT]; /* the profile with the scenario's overrides applied */
	GHashTable
		*places; /* setting ("nic.rx_ring", "guests.0.vcpu_core") -> struct place * it was set at */
	GHashTable *
		base_places; /* the same of the scenario that this is a copy of, which both own; NULL: none */
};

extern const struct scenario_section scenario_sections[];
extern const int scenario_section_count;

/* scenario_new: a scenario with every default set, no guests, no traffic, no platform, all costs zero.
 * scenario_free frees it. */
struct scenario *scenario_new(void);
void scenario_free(struct scenario *s);

/* scenario_copy: a scenario with the settings and places of another that is not changed any more; without
 * platform, captures and costs. */
struct scenario *scenario_copy(const struct scenario *from);

/* scenario_guest_host: name of the host that the guest runs on. */
const char *scenario_guest_host(const struct scenario *s, guint guest);

/* scenario_guest_names: a table of the guests' names, of two with one name the first; the caller frees it
 * (g_hash_table_unref) before the scenario. scenario_guest_named: the index of the one with the name, -1: none. */
GHashTable *scenario_guest_names(const struct scenario *s);
int scenario_guest_named(GHashTable *names, const char *name);

/* scenario_peer: the second host that guests run on; NULL when there is only host.name. */
const char *scenario_peer(const struct scenario *s);

/* scenario_hosts: the names of all hosts: host.name, and the others that guests run on in the order of the guests. Owned by the
 * caller (g_ptr_array_unref), the names by the scenario. scenario_host_place: where a host beside host.name is named first. */
GPtrArray *scenario_hosts(const struct scenario *s);
struct place scenario_host_place(const struct scenario *s, const char *host);

/* scenario_wire: the link at the NIC of one of the hosts. Of one host and of two it is wire.name; of several each has its own
 * to the switch between them. NULL: the platform has none. */
const struct platform_link *scenario_wire(const struct scenario *s, const char *host);

/* scenario_find_place: where the setting of this key ("guests.0.vcpu_core") was made; NULL when it was left at its
 * default. scenario_place: the same; key is formatted, and a setting left at its default gives the place of the
 * scenario file without a line. */
const struct place *scenario_find_place(const struct scenario *s, const char *key);
struct place scenario_place(const struct scenario *s, const char *key, ...)
	__attribute__((format(printf, 2, 3)));

#endif
