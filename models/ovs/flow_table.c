/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/ovs/flow_table.h"
#include "sim/base/rng.h"
#include <string.h>

#define MC_HASH_SHIFT 8
#define MC_HASH_SEGS (32 / MC_HASH_SHIFT)

static uint64_t key_mix(const struct ovs_key *key)
{
	return rng_mix(rng_mix((uint64_t)(uint32_t)key->from << 32 | (uint32_t)key->to) ^ key->hash);
}

static guint key_hash(gconstpointer key)
{
	return (guint)key_mix(key);
}

static gboolean key_equal(gconstpointer a, gconstpointer b)
{
	const struct ovs_key *x = a, *y = b;
	return x->from == y->from && x->to == y->to && x->hash == y->hash;
}

/* ---- lookup ---- */

/* flow_lookup(): masks are tried from *index on, then from the first on; *index becomes that of the flow's. */
static void full_lookup(const struct ovs_flow_table *tbl, struct ovs_lookup *l, uint32_t *index)
{
	bool first_right = l->flow && l->flow->mask == *index;
	l->n_cache_hit = first_right;
	if (first_right) {
		l->n_mask_hit = 1;
	} else if (!l->flow) {
		l->n_mask_hit = tbl->masks;
	} else {
		l->n_mask_hit = 1 + l->flow->mask + (l->flow->mask < *index);
		*index = l->flow->mask;
	}
}

/* The entry that has the packet's hash, or else the one to be replaced. */
static struct ovs_mask_cache_entry *entry_of(const struct ovs_flow_table *tbl, uint32_t skb_hash, int core)
{
	struct ovs_mask_cache_entry *entries = tbl->cache + (size_t)core * OVS_MASK_CACHE_ENTRIES, *ce = NULL;
	uint32_t hash = skb_hash;
	for (int seg = 0; seg < MC_HASH_SEGS; seg++, hash >>= MC_HASH_SHIFT) {
		struct ovs_mask_cache_entry *e = &entries[hash % OVS_MASK_CACHE_ENTRIES];
		if (e->skb_hash == skb_hash)
			return e;
		if (!ce || e->skb_hash < ce->skb_hash)
			ce = e;
	}
	return ce;
}

/* ovs_flow_tbl_lookup_stats() */
static void cached_lookup(const struct ovs_flow_table *tbl, struct ovs_lookup *l, uint32_t skb_hash, int core)
{
	struct ovs_mask_cache_entry *e = entry_of(tbl, skb_hash, core);
	bool known = e->skb_hash == skb_hash;
	full_lookup(tbl, l, &e->mask_index);
	if (!known)
		l->n_cache_hit = 0;
	if (known && !l->flow)
		e->skb_hash = 0;
	else if (l->flow)
		e->skb_hash = skb_hash;
}

struct ovs_lookup ovs_flow_lookup(struct ovs_flow_table *tbl, const struct ovs_key *key, uint32_t skb_hash,
				  int core)
{
	struct ovs_flow *flow = ovs_flow_find(tbl, key);
	struct ovs_lookup l = {.flow = flow && flow->installed ? flow : NULL};
	uint32_t index = 0;
	if (tbl->cache && skb_hash) {
		cached_lookup(tbl, &l, skb_hash, core);
	} else {
		full_lookup(tbl, &l, &index);
		l.n_cache_hit = 0;
	}
	return l;
}

struct ovs_flow *ovs_flow_find(const struct ovs_flow_table *tbl, const struct ovs_key *key)
{
	return g_hash_table_lookup(tbl->flows, key);
}

/* ---- flows come and go ---- */

struct ovs_flow *ovs_flow_make(struct ovs_flow_table *tbl, const struct ovs_key *key, vtime now)
{
	struct ovs_flow *flow = g_new(struct ovs_flow, 1);
	*flow = (struct ovs_flow){.key = *key,
				  .mask = (uint32_t)((key_mix(key) >> 32) % tbl->masks),
				  .used = now,
				  .number = tbl->made++,
				  .prev = tbl->last};
	*(tbl->last ? &tbl->last->next : &tbl->first) = flow;
	tbl->last = flow;
	g_hash_table_add(tbl->flows, flow);
	return flow;
}

void ovs_flow_install(struct ovs_flow_table *tbl, struct ovs_flow *flow)
{
	flow->installed = true;
	tbl->installed++;
}

void ovs_flow_remove(struct ovs_flow_table *tbl, struct ovs_flow *flow)
{
	tbl->installed -= flow->installed;
	*(flow->prev ? &flow->prev->next : &tbl->first) = flow->next;
	*(flow->next ? &flow->next->prev : &tbl->last) = flow->prev;
	g_hash_table_remove(tbl->flows, &flow->key);
}

void ovs_flow_table_init(struct ovs_flow_table *tbl, int64_t masks, int cores, bool cache)
{
	*tbl = (struct ovs_flow_table){.masks = (uint32_t)masks};
	tbl->flows = g_hash_table_new_full(key_hash, key_equal, g_free, NULL);
	if (cache)
		tbl->cache = g_new0(struct ovs_mask_cache_entry, (size_t)cores * OVS_MASK_CACHE_ENTRIES);
}

void ovs_flow_table_fini(struct ovs_flow_table *tbl)
{
	if (tbl->flows)
		g_hash_table_unref(tbl->flows);
	g_free(tbl->cache);
}
