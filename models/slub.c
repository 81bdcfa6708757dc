/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/slub.h"
#include "models/costs.h"
#include "sim/core/machine.h"
#include "sim/core/routine.h"

#define PAGE_SIZE 4096
#define SKB_SIZE 256	 /* sizeof(struct sk_buff), whole cache lines */
#define SLUB_MAX_ORDER 3 /* PAGE_ALLOC_COSTLY_ORDER */
#define MIN_PARTIAL 5

/* ---- what it owes ---- */

#define SLAB_COSTS (COST_slab_discard - COST_slab_alloc + 1)

/* What one call owes; a call may do the same several times. */
struct slab_bill {
	struct task *task; /* NULL: nobody pays */
	unsigned used;	   /* a bit for each cost that is in it */
	vtime time[SLAB_COSTS];
};

static void bill_add(struct slab_bill *b, int cost)
{
	if (!b->task)
		return;
	b->used |= 1U << (cost - COST_slab_alloc);
	b->time[cost - COST_slab_alloc] += task_cost(b->task, cost, 0);
}

/* Returns the sum. */
static vtime bill_owe(struct slab_bill *b)
{
	vtime sum = 0;
	for (unsigned left = b->used; left; left &= left - 1) {
		int i = __builtin_ctz(left);
		task_owe(b->task, COST_slab_alloc + i, b->time[i]);
		sum += b->time[i];
	}
	return sum;
}

/* ---- the node's list ---- */

static void node_add_tail(struct skb_cache *k, struct slab *s)
{
	s->place = SLAB_NODE_PARTIAL;
	s->next = &k->node;
	s->previous = k->node.previous;
	s->previous->next = s;
	k->node.previous = s;
	k->n_node_partial++;
}

static void node_remove(struct skb_cache *k, struct slab *s)
{
	s->previous->next = s->next;
	s->next->previous = s->previous;
	k->n_node_partial--;
}

/* ---- pages ---- */

static struct slab *new_slab(struct skb_cache *k, struct slab_bill *b)
{
	struct slab *s = k->spare;
	bill_add(b, COST_slab_new);
	if (s) {
		k->spare = s->next;
	} else {
		s = g_new0(struct slab, 1);
		s->cache = k;
		g_ptr_array_add(k->slabs, s);
	}
	s->free = k->objects;
	return s;
}

static void discard_slab(struct slab *s, struct slab_bill *b)
{
	s->next = s->cache->spare;
	s->cache->spare = s;
	bill_add(b, COST_slab_discard);
}

/* Whether a slab without an object in use is one too many. */
static bool discards(const struct skb_cache *k, const struct slab *s)
{
	return s->free == k->objects && k->n_node_partial >= MIN_PARTIAL;
}

/* ---- a core's list of partial slabs ---- */

/* __unfreeze_partials(); in 6.12 __put_partials() */
static void unfreeze_partials(struct skb_cache *k, struct slab *s, struct slab_bill *b)
{
	bill_add(b, COST_slab_unfreeze);
	while (s) {
		struct slab *next = s->next;
		if (discards(k, s))
			discard_slab(s, b);
		else
			node_add_tail(k, s);
		s = next;
	}
}

static bool partial_full(const struct skb_cache *k, const struct slab *first)
{
	return k->counts_slabs ? first->load >= k->partial_limit : first->load > k->partial_limit;
}

/* put_cpu_partial(); drain: a list at its limit goes to the node's. */
static void put_cpu_partial(struct slab_cpu *c, struct slab *s, bool drain, struct slab_bill *b)
{
	struct skb_cache *k = s->cache;
	struct slab *old = c->partial, *drained = NULL;
	bill_add(b, COST_slab_put_partial);
	if (old && drain && partial_full(k, old)) {
		drained = old;
		old = NULL;
	}
	s->place = SLAB_PARTIAL;
	s->next = old;
	s->load = (old ? old->load : 0) + (k->counts_slabs ? 1 : s->free);
	c->partial = s;
	if (drained)
		unfreeze_partials(k, drained, b);
}

/* ---- allocation ---- */

/* The slab becomes the core's. */
static void load_freelist(struct slab_cpu *c, struct slab *s)
{
	s->place = SLAB_OF_CORE;
	c->slab = s;
	c->free = s->free;
	s->free = 0;
}

/* get_partial_node(): the first slab of the node's list for the core, further ones for its list. */
static void get_partial_node(struct skb_cache *k, struct slab_cpu *c, struct slab_bill *b)
{
	bill_add(b, COST_slab_get_partial);
	struct slab *s = k->node.next;
	node_remove(k, s);
	load_freelist(c, s);
	int taken = k->counts_slabs ? 0 : c->free;
	while (taken <= k->partial_take && k->n_node_partial > 0) {
		s = k->node.next;
		node_remove(k, s);
		taken += k->counts_slabs ? 1 : s->free;
		put_cpu_partial(c, s, false, b);
	}
}

/* The first slab of the core's list becomes the core's. */
static void load_partial(struct slab_cpu *c)
{
	struct slab *s = c->partial;
	c->partial = s->next;
	load_freelist(c, s);
}

/* ___slab_alloc(), up to the slab that has a free object */
static void slab_alloc_slow(struct skb_cache *k, struct slab_cpu *c, struct slab_bill *b)
{
	bill_add(b, COST_slab_alloc);
	if (c->slab && c->slab->free > 0) {
		load_freelist(c, c->slab);
		return;
	}
	if (c->slab)
		c->slab->place = SLAB_FULL;
	if (c->partial)
		load_partial(c);
	else if (k->n_node_partial > 0)
		get_partial_node(k, c, b);
	else
		load_freelist(c, new_slab(k, b));
}

static struct slab *slab_alloc(struct skb_cache *k, struct slab_cpu *c, struct slab_bill *b)
{
	if (c->free == 0)
		slab_alloc_slow(k, c, b);
	c->free--;
	return c->slab;
}

static struct slab_cpu *slab_cpu_of(struct skb_cache *k, const struct task *t)
{
	return &k->cpu[t ? t->core->id : 0];
}

struct slab *kmem_cache_alloc(struct skb_cache *cache, struct task *t, vtime *spent)
{
	struct slab_cpu *c = slab_cpu_of(cache, t);
	if (c->free > 0) {
		c->free--;
		return c->slab;
	}
	struct slab_bill b = {.task = t};
	struct slab *s = slab_alloc(cache, c, &b);
	*spent += bill_owe(&b);
	return s;
}

/* ---- freeing ---- */

/* __slab_free() */
static void slab_free_slow(struct slab_cpu *c, struct slab *s, int n, struct slab_bill *b)
{
	struct skb_cache *k = s->cache;
	bill_add(b, COST_slab_free);
	s->free += n;
	if (s->place == SLAB_FULL) {
		put_cpu_partial(c, s, true, b);
	} else if (s->place == SLAB_NODE_PARTIAL && discards(k, s)) {
		node_remove(k, s);
		discard_slab(s, b);
	}
}

/* do_slab_free() */
static void slab_free(struct slab_cpu *c, struct slab *s, int n, struct slab_bill *b)
{
	if (c->slab == s)
		c->free += n;
	else
		slab_free_slow(c, s, n, b);
}

vtime kmem_cache_free(struct slab *s, struct task *t)
{
	struct slab_cpu *c = slab_cpu_of(s->cache, t);
	if (c->slab == s) {
		c->free++;
		return 0;
	}
	struct slab_bill b = {.task = t};
	slab_free_slow(c, s, 1, &b);
	return bill_owe(&b);
}

/* ---- skbs at hand ---- */

/* kmem_cache_alloc_bulk() */
static vtime napi_skb_cache_fill(struct skb_cache *k, struct slab_cpu *c, struct task *t)
{
	struct slab_bill b = {.task = t};
	while (c->n_skbs < NAPI_SKB_CACHE_BULK)
		c->skb[c->n_skbs++] = slab_alloc(k, c, &b);
	return bill_owe(&b);
}

struct slab *napi_skb_cache_get(struct skb_cache *cache, struct task *t, vtime *spent)
{
	struct slab_cpu *c = slab_cpu_of(cache, t);
	if (!cache->napi_cache)
		return kmem_cache_alloc(cache, t, spent);
	if (c->n_skbs == 0)
		*spent += napi_skb_cache_fill(cache, c, t);
	return c->skb[--c->n_skbs];
}

/* kmem_cache_free_bulk() of the upper half: neighbours of one slab go together. */
static vtime napi_skb_cache_free_half(struct slab_cpu *c, struct task *t)
{
	struct slab_bill b = {.task = t};
	while (c->n_skbs > NAPI_SKB_CACHE_SIZE / 2) {
		struct slab *s = c->skb[c->n_skbs - 1];
		int n = 0;
		while (c->n_skbs > NAPI_SKB_CACHE_SIZE / 2 && c->skb[c->n_skbs - 1] == s) {
			c->n_skbs--;
			n++;
		}
		slab_free(c, s, n, &b);
	}
	return bill_owe(&b);
}

vtime napi_skb_cache_put(struct slab *s, struct task *t)
{
	struct slab_cpu *c = slab_cpu_of(s->cache, t);
	if (!s->cache->napi_cache)
		return kmem_cache_free(s, t);
	c->skb[c->n_skbs++] = s;
	return c->n_skbs == NAPI_SKB_CACHE_SIZE ? napi_skb_cache_free_half(c, t) : 0;
}

/* ---- set-up ---- */

static int order_for(int bytes)
{
	int order = 0;
	while (PAGE_SIZE << order < bytes)
		order++;
	return order;
}

/* calculate_order(): more cores, larger slabs. */
static int slab_objects(int cores)
{
	int min_objects = 4 * (g_bit_storage((gulong)cores) + 1);
	return (PAGE_SIZE << MIN(order_for(min_objects * SKB_SIZE), SLUB_MAX_ORDER)) / SKB_SIZE;
}

static bool takes_time(const struct machine *m)
{
	bool any = false;
	for (int cost = COST_slab_alloc; cost <= COST_slab_discard; cost++)
		any |= m->costs[cost].fixed > 0;
	return any;
}

struct skb_cache *skb_cache_new(const struct machine *m)
{
	if (!takes_time(m))
		return NULL;
	struct skb_cache *k = g_new0(struct skb_cache, 1);
	int cpu_partial = era_rules.slub_cpu_partial[m->era];
	k->objects = slab_objects(m->n_cores);
	k->counts_slabs = era_rules.slub_counts_slabs[m->era];
	k->partial_limit = k->counts_slabs ? (2 * cpu_partial + k->objects - 1) / k->objects : cpu_partial;
	k->partial_take = k->partial_limit / 2;
	k->napi_cache = era_rules.napi_skb_cache[m->era];
	k->node.next = k->node.previous = &k->node;
	k->slabs = g_ptr_array_new_with_free_func(g_free);
	k->cpu = g_new0(struct slab_cpu, m->n_cores);
	return k;
}

void skb_cache_free(struct skb_cache *cache)
{
	if (!cache)
		return;
	g_ptr_array_free(cache->slabs, TRUE);
	g_free(cache->cpu);
	g_free(cache);
}
