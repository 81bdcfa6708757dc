/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flow table of Open vSwitch's kernel datapath: flows below masks, and each core's cache of masks.
 *
 * Stands for net/openvswitch/flow_table.c (5.10.13 read; 3.13 from memory): a lookup masks the packet's key with one mask after
 * the other, until the masked key is in the hash table (flow_lookup, masked_flow_lookup). Each mask tried costs the same. From
 * 5.5 on (ovs_flow_tbl_lookup_stats) a cache of 256 entries a core says which mask to try first: the packet's hash has four
 * places there, one for each of its bytes. Where none has this hash, the one with the smallest takes it.
 *
 * Which mask a flow has is drawn by a hash of its key. All masks are there from the start, and keep their order: those of flows
 * that are not simulated keep them. Left out: the order of masks by use (from 5.9 on, every 4 s), and the table's own growth.
 * A flow is found by its key at once; how many masks that takes follows from the rules above.
 */
#ifndef MODELS_OVS_FLOW_TABLE_H
#define MODELS_OVS_FLOW_TABLE_H

#include "sim/base/vtime.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define OVS_MASK_CACHE_ENTRIES 256 /* MC_DEFAULT_HASH_ENTRIES */

/* What is matched of a packet. */
struct ovs_key {
	int32_t from, to; /* ports (topology.h): in_port and destination */
	uint32_t hash;	  /* of the 5-tuple; 0: it is not matched */
};

struct ovs_flow {
	struct ovs_key key;
	uint32_t mask;
	bool installed; /* in the datapath; else a handler has just made it (struct udpif_key) */
	vtime used;	/* when it was last hit, or made */
	uint64_t number;
	struct ovs_flow *prev, *next; /* in the order in which they were made */
};

struct ovs_mask_cache_entry {
	uint32_t skb_hash, mask_index;
};

struct ovs_flow_table {
	GHashTable *flows; /* struct ovs_flow by its key; owned */
	struct ovs_flow *first, *last;
	int64_t installed;
	uint64_t made;
	uint32_t masks;
	struct ovs_mask_cache_entry *cache; /* of all cores; NULL: there is none; owned */
};

/* What a lookup has found, and after how much. */
struct ovs_lookup {
	struct ovs_flow *flow; /* NULL: a miss */
	uint32_t n_mask_hit;   /* masks tried */
	uint32_t n_cache_hit;  /* 1: the first one tried was the cache's, and right */
};

/* ovs_flow_table_init: an empty table with this many masks, and a cache for each core unless that is false.
 * ovs_flow_table_fini frees all. */
void ovs_flow_table_init(struct ovs_flow_table *tbl, int64_t masks, int cores, bool cache);
void ovs_flow_table_fini(struct ovs_flow_table *tbl);

/* ovs_flow_lookup: of a packet with this hash, by a core; the core's cache learns. */
struct ovs_lookup ovs_flow_lookup(struct ovs_flow_table *tbl, const struct ovs_key *key, uint32_t skb_hash,
				  int core);

/* ovs_flow_find: the flow with the key, installed or not; NULL: there is none. */
struct ovs_flow *ovs_flow_find(const struct ovs_flow_table *tbl, const struct ovs_key *key);

/* ovs_flow_make: a flow that is not installed yet; there must be none with the key. ovs_flow_install: the datapath has it from
 * now on. ovs_flow_remove: it is gone, and freed. */
struct ovs_flow *ovs_flow_make(struct ovs_flow_table *tbl, const struct ovs_key *key, vtime now);
void ovs_flow_install(struct ovs_flow_table *tbl, struct ovs_flow *flow);
void ovs_flow_remove(struct ovs_flow_table *tbl, struct ovs_flow *flow);

#endif
