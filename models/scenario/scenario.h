/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scenario: every setting of a run, as read from its file and from the command line.
 *
 * The settings struct of each component stands with the component; here they are put together, and one list,
 * scenario_sections, tells the reader which section of the file fills which of them. Files that the scenario
 * names (platform, cost profile, captures) are read with it, so that a scenario in memory is complete and free of
 * faults.
 */
#ifndef MODELS_SCENARIO_SCENARIO_H
#define MODELS_SCENARIO_SCENARIO_H

#include "models/costs.h"
#include "models/flows/bringup.h"
#include "models/guest/guest.h"
#include "models/guest/vf_driver.h"
#include "models/guest/virtqueue.h"
#include "models/host/napi.h"
#include "models/host/pmd.h"
#include "models/host/saturation.h"
#include "models/host/tap.h"
#include "models/nic/nic.h"
#include "models/qemu/qemu.h"
#include "models/scenario/search_settings.h"
#include "models/traffic/traffic.h"
#include "models/vhost/callback.h"
#include "models/vhost/vhost_net.h"
#include "sim/base/option.h"
#include "sim/core/era.h"
#include "sim/core/sched.h"
#include "sim/platform.h"

/* How the length of the warm-up is found. */
enum warmup_cut { WARMUP_FIXED, WARMUP_MSER5 };

/* The top level of the file. */
struct general_settings {
	char *question; /* what the scenario asks */
	int flow;	/* index into the table of flows (flow.h) */
	int kernel;	/* enum era */
	char *platform; /* path as written; relative to the scenario's folder */
	char *costs;	/* the same */
	char *host;	/* the platform's host that is simulated */
	char *wire;	/* the platform's link that ends at its NIC */
	int64_t seed;
	int64_t replication;
	vtime warmup;	/* cut before anything is counted; with MSER-5 a part of the pilot's length */
	int warmup_cut; /* enum warmup_cut */
	vtime duration; /* counted time, after the warm-up */
	vtime series;	/* sampling interval of the time series; 0: none */
	int64_t load;	/* total offered load in pps that the sources' rates are scaled to; 0: as written */
};

/* What a run may take; no result depends on it. */
struct limits_settings {
	int64_t memory; /* bytes that it may need by the estimate (memory_need.h) */
};

/* The points of a crawl: offered loads, evenly spaced. */
struct crawl_settings {
	int64_t from, to; /* pps */
	int64_t points;
	int64_t replications; /* of each point */
	char *source; /* guest whose one source takes the load as its rate; "": all sources are scaled to it */
	char *guest;  /* guest whose packets are shown; "": all */
	bool compare; /* with runs at half and twice the load of each curve's first peak */
};

/* A parameter study, beside its axes (tools/study/plan/plan.h). */
#define STUDY_REPLICATIONS_MAX 1000000 /* of a point */

struct study_settings {
	int64_t replications;	  /* of each point; the least when precision is wished for */
	int64_t max_replications; /* at most, when precision is wished for */
	int64_t precision;	  /* wished half width of the interval, in 1/1000000 of the mean; 0: none */
	char *precision_metric;
	int64_t confidence; /* of every interval, in 1/1000000 */
	char *guest;	    /* guest whose packets are counted; "": all */
	char *source;	    /* source whose packets are, by name or number; "": all */
	char *compare;	    /* name of the axis whose values are compared */
	char *map;	    /* metric that is drawn over two axes; "": none */
	int64_t map_loss;   /* loss ratio whose limit is drawn on that, in 1/1000000; all of it: none */
	bool turn; /* the curves along the load are compared where they turn (tools/study/crawl/turn.h) */
};

extern const struct option_table general_table, limits_table, crawl_table, study_table;

struct scenario {
	char *path; /* as given by the user */
	char *name; /* file name without folder and ending */
	struct general_settings general;
	struct limits_settings limits;
	struct sched_settings sched;
	struct nic_settings nic;
	struct napi_settings napi;
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
	GArray *guests;	 /* struct guest_settings, at least one */
	GArray *traffic; /* struct traffic_settings, at least one */
	struct crawl_settings crawl;
	bool has_crawl;
	struct study_settings study;
	struct search_settings search;
	GArray *goals; /* struct goal_settings; empty: those of search.preset */

	struct platform *platform; /* as read from general.platform */
	GPtrArray *captures;	   /* of struct capture *: that of each source's pcap, each file once */
	struct cost_entry cost[COST_COUNT]; /* the profile with the scenario's overrides applied */
	GHashTable
		*places; /* setting ("nic.rx_ring", "guests.0.vcpu_core") -> struct place * it was set at */
	GHashTable *
		base_places; /* the same of the scenario that this is a copy of, which both own; NULL: none */
};

/* Where the reader puts a section. */
struct scenario_section {
	const struct option_table *table;
	size_t offset; /* in struct scenario: of the settings struct, or of the GArray * when it is a list */
	bool list;     /* the section is a sequence of mappings; each element is one settings struct */
	bool plan;     /* says which runs there are; no result of a run depends on it */
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

/* scenario_peer: the second host that guests run on; NULL when there is only general.host. */
const char *scenario_peer(const struct scenario *s);

/* scenario_find_place: where the setting of this key ("guests.0.vcpu_core") was made; NULL when it was left at its
 * default. scenario_place: the same; key is formatted, and a setting left at its default gives the place of the
 * scenario file without a line. */
const struct place *scenario_find_place(const struct scenario *s, const char *key);
struct place scenario_place(const struct scenario *s, const char *key, ...)
	__attribute__((format(printf, 2, 3)));

/* scenario_check: contradictions between settings that are each in range (a core that the host does not have,
 * traffic to a guest that does not exist, two guests of one name, a load above the line rate ...). Adds every
 * fault to d; true when there is none. Needs the platform read. */
bool scenario_check(const struct scenario *s, struct diag *d);

/* scenario_line_rate: packets per second of the scenario's mean frame that its wire carries to the host, preamble
 * and gap included; INT64_MAX when nothing comes that way. */
int64_t scenario_line_rate(const struct scenario *s);

/* scenario_source_to: index of the source that takes a load alone, the first that sends to that guest; -1 when the
 * name is "": a load scales all of them. scenario_crawl_source: that of crawl.source. */
int scenario_source_to(const struct scenario *s, const char *guest);
int scenario_crawl_source(const struct scenario *s);

/* scenario_load_limit: the highest load that the wire carries: the line rate, or what the other sources leave to
 * source `only` (-1: all are scaled). scenario_crawl_limit: that of a crawl. */
int64_t scenario_load_limit(const struct scenario *s, int only);
int64_t scenario_crawl_limit(const struct scenario *s);

/* scenario_check_source: `key` ("crawl.source") names a guest with one source to it, of the tester and with a rate, that a
 * load can be given to; or nobody. Adds a fault to d if not. */
bool scenario_check_source(const struct scenario *s, const char *key, const char *guest, struct diag *d);

#endif
