/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slab allocator of skbs against an allocator that is written here as plainly as mm/slub.c is: each object has a state of its
 * own, slabs have counts in use and are frozen, and lists are arrays. Random allocations and frees on several cores, in each era.
 */
#include "models/slub.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

#include <math.h>

#define CORES_MAX 16
#define HELD_MAX 1500
#define WORD 8 /* bits of a sum of payments that count one cost */
#define SLAB_COSTS (COST_slab_discard - COST_slab_alloc + 1)

/* ---- the plain allocator ---- */

struct plain_slab {
	int in_use, free; /* free: on the slab's own list */
	bool frozen, on_node;
	int weight; /* as put_cpu_partial() noted it */
};

struct plain_core {
	int slab, free;	 /* -1: none */
	GArray *partial; /* slabs, the first one last */
	GArray *at_hand;
};

struct plain {
	bool slabs_count;
	int objects, limit, take, n_cores;
	bool many_at_hand;
	GArray *slab;
	GArray *node; /* slabs, the first one first */
	struct plain_core core[CORES_MAX];
	int64_t done[SLAB_COSTS];
};

static const struct {
	int cpu_partial;
	bool slabs_count, at_hand;
} plain_rules[] = {[ERA_3_13] = {13, false, false},
		   [ERA_5_10] = {13, false, false},
		   [ERA_6_1] = {52, true, true},
		   [ERA_6_6] = {52, true, true},
		   [ERA_6_12] = {52, true, true}};

static void plain_init(struct plain *a, int era, int cores, int objects)
{
	*a = (struct plain){
		.slabs_count = plain_rules[era].slabs_count, .objects = objects, .n_cores = cores};
	int in_list = plain_rules[era].cpu_partial;
	a->limit = a->slabs_count ? (int)ceil(2. * in_list / objects) : in_list;
	a->take = a->limit / 2;
	a->many_at_hand = plain_rules[era].at_hand;
	a->slab = g_array_new(FALSE, TRUE, sizeof(struct plain_slab));
	a->node = g_array_new(FALSE, FALSE, sizeof(int));
	for (int i = 0; i < cores; i++)
		a->core[i] = (struct plain_core){-1, 0, g_array_new(FALSE, FALSE, sizeof(int)),
						 g_array_new(FALSE, FALSE, sizeof(int))};
}

static void plain_fini(struct plain *a)
{
	g_array_free(a->slab, TRUE);
	g_array_free(a->node, TRUE);
	for (int i = 0; i < a->n_cores; i++) {
		g_array_free(a->core[i].partial, TRUE);
		g_array_free(a->core[i].at_hand, TRUE);
	}
}

static struct plain_slab *at(struct plain *a, int slab)
{
	return &g_array_index(a->slab, struct plain_slab, slab);
}

static int last(const GArray *list)
{
	return g_array_index(list, int, list->len - 1);
}

static int pop(GArray *list, guint i)
{
	int slab = g_array_index(list, int, i);
	g_array_remove_index(list, i);
	return slab;
}

static void did(struct plain *a, int cost)
{
	a->done[cost - COST_slab_alloc]++;
}

static void plain_unfreeze(struct plain *a, GArray *list)
{
	did(a, COST_slab_unfreeze);
	while (list->len > 0) {
		int slab = pop(list, list->len - 1);
		at(a, slab)->frozen = false;
		if (at(a, slab)->in_use == 0 && a->node->len >= 5) {
			did(a, COST_slab_discard);
			continue;
		}
		at(a, slab)->on_node = true;
		g_array_append_val(a->node, slab);
	}
}

static void plain_put(struct plain *a, struct plain_core *c, int slab, bool drain)
{
	did(a, COST_slab_put_partial);
	int weight = c->partial->len > 0 ? at(a, last(c->partial))->weight : 0;
	bool beyond = a->slabs_count ? weight >= a->limit : weight > a->limit;
	if (c->partial->len > 0 && drain && beyond) {
		plain_unfreeze(a, c->partial);
		weight = 0;
	}
	at(a, slab)->weight = weight + (a->slabs_count ? 1 : at(a, slab)->free);
	g_array_append_val(c->partial, slab);
}

/* All its free objects become the core's. */
static void plain_load(struct plain *a, struct plain_core *c, int slab)
{
	struct plain_slab *s = at(a, slab);
	c->slab = slab;
	c->free = s->free;
	s->free = 0;
	s->in_use = a->objects;
	s->frozen = true;
	s->on_node = false;
}

static void plain_from_node(struct plain *a, struct plain_core *c)
{
	int available = 0, further = 0;
	did(a, COST_slab_get_partial);
	for (bool first = true; a->node->len > 0; first = false) {
		int slab = pop(a->node, 0);
		at(a, slab)->on_node = false;
		at(a, slab)->frozen = true;
		available += at(a, slab)->free;
		further += !first;
		if (first)
			plain_load(a, c, slab);
		else
			plain_put(a, c, slab, false);
		if ((a->slabs_count ? further : available) > a->take)
			break;
	}
}

static void plain_new(struct plain *a, struct plain_core *c)
{
	struct plain_slab s = {.free = a->objects};
	did(a, COST_slab_new);
	g_array_append_val(a->slab, s);
	plain_load(a, c, (int)a->slab->len - 1);
}

static int plain_alloc(struct plain *a, struct plain_core *c)
{
	if (c->free == 0) {
		did(a, COST_slab_alloc);
		if (c->slab >= 0 && at(a, c->slab)->free > 0) {
			plain_load(a, c, c->slab);
		} else {
			if (c->slab >= 0)
				at(a, c->slab)->frozen = false;
			if (c->partial->len > 0)
				plain_load(a, c, pop(c->partial, c->partial->len - 1));
			else if (a->node->len > 0)
				plain_from_node(a, c);
			else
				plain_new(a, c);
		}
	}
	c->free--;
	return c->slab;
}

static void plain_free(struct plain *a, struct plain_core *c, int slab, int n)
{
	struct plain_slab *s = at(a, slab);
	if (c->slab == slab) {
		c->free += n;
		return;
	}
	did(a, COST_slab_free);
	bool was_full = s->free == 0;
	s->free += n;
	s->in_use -= n;
	if (was_full && !s->frozen) {
		s->frozen = true;
		plain_put(a, c, slab, true);
	} else if (s->in_use == 0 && s->on_node && a->node->len >= 5) {
		for (guint i = 0; i < a->node->len; i++)
			if (g_array_index(a->node, int, i) == slab)
				g_array_remove_index(a->node, i);
		did(a, COST_slab_discard);
	}
}

static int plain_napi_get(struct plain *a, struct plain_core *c)
{
	if (!a->many_at_hand)
		return plain_alloc(a, c);
	while (c->at_hand->len == 0)
		for (int i = 0; i < 16; i++) {
			int slab = plain_alloc(a, c);
			g_array_append_val(c->at_hand, slab);
		}
	return pop(c->at_hand, c->at_hand->len - 1);
}

static void plain_napi_put(struct plain *a, struct plain_core *c, int slab)
{
	if (!a->many_at_hand) {
		plain_free(a, c, slab, 1);
		return;
	}
	g_array_append_val(c->at_hand, slab);
	if (c->at_hand->len < 64)
		return;
	for (int n = 1; c->at_hand->len > 32; n++) {
		int s = pop(c->at_hand, c->at_hand->len - 1);
		if (c->at_hand->len > 32 && last(c->at_hand) == s)
			continue;
		plain_free(a, c, s, n);
		n = 0;
	}
}

/* ---- the allocator's ---- */

/* Each cost is a bit of its own, so that a sum says how often each was owed. */
static void slub_bench_init(struct bench *b, int era, int cores)
{
	bench_init(b, &(struct bench_config){.era = era, .cores = cores});
	for (int i = 0; i < SLAB_COSTS; i++)
		b->m->costs[COST_slab_alloc + i].fixed = (vtime)1 << (WORD * i);
}

static void no_routine(struct task *t, struct frame *f)
{
	(void)t;
	(void)f;
}

/* What the task owes, by cost, is added; it owes nothing any more. */
static void settle(struct task *t, vtime spent, int64_t done[SLAB_COSTS])
{
	CU_ASSERT_EQUAL(t->rest, spent);
	for (int i = 0; i < SLAB_COSTS; i++)
		done[i] += spent >> (WORD * i) & ((1 << WORD) - 1);
	task_clear_bill(t);
}

/* ---- both ---- */

struct held {
	struct slab *slab;
	int plain;
};

struct pair {
	struct bench b;
	struct skb_cache *cache;
	struct plain plain;
	struct task task[CORES_MAX];
	struct held held[HELD_MAX]; /* a ring */
	int first, n;
	int64_t done[SLAB_COSTS];
};

static void pair_init(struct pair *p, int era, int cores, int objects)
{
	*p = (struct pair){0};
	slub_bench_init(&p->b, era, cores);
	p->cache = skb_cache_new(p->b.m);
	CU_ASSERT_EQUAL(p->cache->objects, objects);
	plain_init(&p->plain, era, cores, objects);
	for (int i = 0; i < cores; i++)
		thread_init(&p->task[i], &p->b.m->cores[i], "slub", CONTEXT_other, no_routine, NULL);
}

static void pair_fini(struct pair *p)
{
	plain_fini(&p->plain);
	skb_cache_free(p->cache);
	bench_fini(&p->b);
}

static void pair_take(struct pair *p, int core, bool softirq)
{
	vtime spent = 0;
	struct held *h = &p->held[(p->first + p->n++) % HELD_MAX];
	h->slab = (softirq ? napi_skb_cache_get : kmem_cache_alloc)(p->cache, &p->task[core], &spent);
	h->plain = (softirq ? plain_napi_get : plain_alloc)(&p->plain, &p->plain.core[core]);
	settle(&p->task[core], spent, p->done);
}

/* The oldest one, or the youngest. */
static void pair_give(struct pair *p, int core, bool oldest, bool softirq)
{
	struct held h = p->held[(p->first + (oldest ? 0 : p->n - 1)) % HELD_MAX];
	p->first = (p->first + oldest) % HELD_MAX;
	p->n--;
	vtime spent = softirq ? napi_skb_cache_put(h.slab, &p->task[core])
			      : kmem_cache_free(h.slab, &p->task[core]);
	if (softirq)
		plain_napi_put(&p->plain, &p->plain.core[core], h.plain);
	else
		plain_free(&p->plain, &p->plain.core[core], h.plain, 1);
	settle(&p->task[core], spent, p->done);
}

/* A queue that fills and empties, by turns of random lengths; a part is dropped at once. */
static void pair_churn(struct pair *p, struct rng *r, int cores, int turns)
{
	while (turns-- > 0) {
		int core = bench_choose(r, 0, cores - 1), length = bench_choose(r, 1, 90);
		bool fills = bench_choose(r, 0, 1), softirq = bench_choose(r, 0, 3) > 0;
		for (; length > 0; length--) {
			if (fills && p->n < HELD_MAX)
				pair_take(p, core, softirq);
			if (fills && bench_choose(r, 0, 2) == 0)
				pair_give(p, core, false, false);
			else if (!fills && p->n > 0)
				pair_give(p, core, true, !softirq);
		}
	}
}

/* What a random mix of work owes, in each era, on one core and on several. */
static void test_oracle(void)
{
	static const struct {
		int cores, objects;
	} machines[] = {{1, 16}, {4, 16}, {8, 32}, {16, 32}};
	FOR_ERAS (era, 0) {
		int64_t done[SLAB_COSTS] = {0};
		for (size_t i = 0; i < G_N_ELEMENTS(machines); i++) {
			struct pair p;
			struct rng r;
			rng_init(&r, 7 + (uint64_t)era, i, "slub");
			pair_init(&p, era, machines[i].cores, machines[i].objects);
			pair_churn(&p, &r, machines[i].cores, 400);
			for (int cost = 0; cost < SLAB_COSTS; cost++) {
				CU_ASSERT_EQUAL(p.done[cost], p.plain.done[cost]);
				done[cost] += p.done[cost];
			}
			pair_fini(&p);
		}
		for (int cost = 0; cost < SLAB_COSTS; cost++)
			CU_ASSERT_TRUE(done[cost] > 0);
	}
}

/* One core of 6.1, a slab of 16. Packets that wait while others come are freed into older slabs; one that is dropped is not. */
static void test_by_hand(void)
{
	struct pair p;
	pair_init(&p, ERA_6_1, 1, 16);
	for (int i = 0; i < 100; i++) {
		pair_take(&p, 0, true);
		pair_give(&p, 0, false, false);
	}
	/* 7 times 16 at hand, each time those that have come back: the same slab */
	static const int64_t dropped[SLAB_COSTS] = {1, 0, 1, 0, 0, 0, 0};
	for (int i = 0; i < SLAB_COSTS; i++)
		CU_ASSERT_EQUAL(p.done[i], dropped[i]);
	for (int i = 0; i < 160; i++)
		pair_take(&p, 0, true);
	for (int i = 0; i < 160; i++)
		pair_give(&p, 0, true, false);
	/* The first slab's last 4 objects and 10 new slabs are taken, in bulks of 16; 4 objects of the last slab stay the core's, and
	 * 12 skbs stay at hand: 4 of the slab before and 8 of the last. What comes back of the last slab, 4, is fast. The 10 slabs
	 * before it get their first free object one after the other. The core's list holds 7: at the eighth these go to the node's. */
	CU_ASSERT_EQUAL(p.done[COST_slab_new - COST_slab_alloc], 11);
	CU_ASSERT_EQUAL(p.done[COST_slab_free - COST_slab_alloc], 156);
	CU_ASSERT_EQUAL(p.done[COST_slab_put_partial - COST_slab_alloc], 10);
	CU_ASSERT_EQUAL(p.done[COST_slab_unfreeze - COST_slab_alloc], 1);
	pair_fini(&p);
}

/* Without a cost there is no cache; what ends without a task goes back as well. */
static void test_nobody_asks(void)
{
	struct bench b;
	bench_init(&b, &(struct bench_config){0});
	CU_ASSERT_PTR_NULL(skb_cache_new(b.m));
	skb_cache_free(NULL);
	bench_fini(&b);
	struct pair p;
	pair_init(&p, ERA_6_1, 2, 16);
	pair_take(&p, 1, false);
	CU_ASSERT_EQUAL(kmem_cache_free(p.held[0].slab, NULL), 0);
	CU_ASSERT_EQUAL(p.held[0].slab->free, 1);
	pair_fini(&p);
}

static const struct test_case cases[] = {
	{"a plain allocator", test_oracle},
	{"by hand", test_by_hand},
	{"nobody asks", test_nobody_asks},
};

SUITE("slub", cases)
