/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the memory of skbs comes from: the slab allocator's cache of them (mm/slub.c, skbuff_head_cache), and in front of it the
 * few of each core that its softirqs keep (net/core/skbuff.c, napi_skb_cache).
 *
 * An allocation that the core's own slab serves, and what is freed into that slab, is in the costs skb_alloc and skb_free. What else
 * is done has costs of its own, COST_slab_*, and here are the rules of when it is done. A slab holds some dozen skbs. A packet that
 * waits while others come is freed into a slab that is no longer the core's own, or is another core's: __slab_free(). A core whose
 * slab is used up takes the next one off its list of partial slabs, off the node's, or a new one: ___slab_alloc().
 *
 * Left out: other users of the cache; several nodes; the memory of the data, whose pages cost the same at each load; that
 * kmem_cache_free_bulk() looks three objects ahead for one of the same slab; slabs given back when memory is short. An skb that is
 * sent goes back when it is given to the NIC, not when it has been sent.
 */
#ifndef MODELS_SLUB_H
#define MODELS_SLUB_H

#include "sim/core/task.h"

#include <glib.h>

struct machine;

#define NAPI_SKB_CACHE_SIZE 64
#define NAPI_SKB_CACHE_BULK 16

/* Which list a slab is on, or whose slab it is. */
enum slab_place {
	SLAB_FULL, /* on none: it has no free object */
	SLAB_OF_CORE,
	SLAB_PARTIAL,	   /* on a core's list */
	SLAB_NODE_PARTIAL, /* on the node's list */
};

/* A slab. slub.c alone looks into it. */
struct slab {
	struct skb_cache *cache;
	struct slab *next, *previous; /* on its list; a core's list has no previous ones */
	int free;		      /* objects; of a core's slab those that others have freed */
	int load; /* on a core's list: what counts against its limit, of this slab and those behind it */
	enum slab_place place;
};

/* What a core has of the cache (struct kmem_cache_cpu, struct napi_alloc_cache). */
struct slab_cpu {
	struct slab *slab; /* that it allocates from; NULL: none yet */
	int free;	   /* objects of it that only this core uses */
	struct slab *partial;
	int n_skbs;
	struct slab *skb[NAPI_SKB_CACHE_SIZE]; /* of each skb at hand: its slab */
};

/* The cache of a machine. slub.c alone writes it. */
struct skb_cache {
	int objects;	    /* of a slab */
	int partial_limit;  /* of a core's list */
	int partial_take;   /* beyond so much no more is taken off the node's list at once */
	bool counts_slabs;  /* both limits are slabs, behind the first one; else free objects */
	bool napi_cache;    /* softirqs have skbs at hand */
	struct slab node;   /* head of the node's list */
	int n_node_partial; /* slabs on it */
	struct slab *spare; /* whose pages are not in use */
	GPtrArray *slabs;   /* all; owned */
	struct slab_cpu *cpu;
};

/**
 * skb_cache_new() - an empty cache
 * @m: machine; its cores share the cache, and its era gives the rules
 *
 * Return: the cache, which the caller owns (skb_cache_free()); NULL when no COST_slab_* takes time: nobody would notice.
 * Source: mm/slub.c, calculate_order(), set_cpu_partial().
 */
struct skb_cache *skb_cache_new(const struct machine *m);

/**
 * skb_cache_free() - frees a cache with all its slabs
 * @cache: the cache, or NULL
 */
void skb_cache_free(struct skb_cache *cache);

/**
 * kmem_cache_alloc() - takes an object
 * @cache: of the task's machine
 * @t: owes what the allocator does beside taking an object off the core's list
 * @spent: what it owes more is added, ps
 *
 * Return: the slab that the object is of, for kmem_cache_free().
 * Source: mm/slub.c, slab_alloc_node(), ___slab_alloc().
 */
struct slab *kmem_cache_alloc(struct skb_cache *cache, struct task *t, vtime *spent);

/**
 * kmem_cache_free() - gives an object back
 * @s: its slab
 * @t: owes what it does beside putting the object onto the core's list; NULL: nobody does, and core 0 takes it
 *
 * Return: what the task owes more, ps.
 * Source: mm/slub.c, do_slab_free(), __slab_free().
 */
vtime kmem_cache_free(struct slab *s, struct task *t);

/**
 * napi_skb_cache_get() - takes an skb in a softirq: one at hand, of 16 that were allocated together (from 5.13 on)
 * @cache: of the task's machine
 * @t: owes as with kmem_cache_alloc()
 * @spent: what it owes more is added, ps
 *
 * Return: its slab.
 * Source: net/core/skbuff.c, napi_skb_cache_get().
 */
struct slab *napi_skb_cache_get(struct skb_cache *cache, struct task *t, vtime *spent);

/**
 * napi_skb_cache_put() - an skb stays at hand; half of them go back when there are 64 (from 5.13 on)
 * @s: its slab
 * @t: owes as with kmem_cache_free()
 *
 * Return: what the task owes more, ps.
 * Source: net/core/skbuff.c, napi_skb_cache_put().
 */
vtime napi_skb_cache_put(struct slab *s, struct task *t);

#endif
