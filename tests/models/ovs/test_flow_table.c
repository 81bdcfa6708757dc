/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The flow table against a second one, which tries mask after mask as the kernel's loops do, with its own cache.
 */
#include "models/ovs/flow_table.h"
#include "sim/base/rng.h"
#include "tests/lib/suite.h"
#include <string.h>

#define KEYS 300
#define CORES 2
#define MASKS_MAX 40

struct reference {
	int masks;
	bool caches;
	bool in[MASKS_MAX][KEYS]; /* whether the flow is below the mask */
	uint32_t hash[CORES][256], index[CORES][256];
};

/* Tries the mask that `index` says, then all others from the first on. */
static bool try_masks(const struct reference *r, int key, uint32_t *index, uint32_t *tried, uint32_t *right)
{
	if (*index < (uint32_t)r->masks) {
		++*tried;
		if (r->in[*index][key]) {
			++*right;
			return true;
		}
	}
	for (uint32_t i = 0; i < (uint32_t)r->masks; i++) {
		if (i == *index)
			continue;
		++*tried;
		if (r->in[i][key]) {
			*index = i;
			return true;
		}
	}
	return false;
}

static bool reference_lookup(struct reference *r, int key, uint32_t skb_hash, int core, uint32_t *tried,
			     uint32_t *right)
{
	uint32_t none = 0, unused = 0, rest = skb_hash;
	int best = -1;
	*tried = *right = 0;
	if (!r->caches || skb_hash == 0)
		return try_masks(r, key, &none, tried, &unused);
	for (int i = 0; i < 4; i++) {
		int place = rest & 0xff;
		if (r->hash[core][place] == skb_hash) {
			bool found = try_masks(r, key, &r->index[core][place], tried, right);
			if (!found)
				r->hash[core][place] = 0;
			return found;
		}
		if (best < 0 || r->hash[core][place] < r->hash[core][best])
			best = place;
		rest >>= 8;
	}
	bool found = try_masks(r, key, &r->index[core][best], tried, right);
	if (found)
		r->hash[core][best] = skb_hash;
	*right = 0;
	return found;
}

static struct ovs_key key_of(int i)
{
	return (struct ovs_key){.from = i % 7 - 1, .to = i / 7, .hash = (uint32_t)i * 2654435761u};
}

static void change(struct ovs_flow_table *tbl, struct reference *r, int i)
{
	struct ovs_key key = key_of(i);
	struct ovs_flow *flow = ovs_flow_find(tbl, &key);
	if (!flow) {
		flow = ovs_flow_make(tbl, &key, 0);
		CU_ASSERT_TRUE(flow->mask < (uint32_t)r->masks);
	} else if (!flow->installed) {
		ovs_flow_install(tbl, flow);
		r->in[flow->mask][i] = true;
	} else {
		r->in[flow->mask][i] = false;
		ovs_flow_remove(tbl, flow);
	}
}

static void look(struct ovs_flow_table *tbl, struct reference *r, int i, struct rng *rng)
{
	struct ovs_key key = key_of(i);
	int core = (int)rng_below(rng, CORES);
	uint32_t tried, right, hash = rng_below(rng, 50) ? (uint32_t)(rng_mix((uint64_t)i % 90) >> 32) : 0;
	bool found = reference_lookup(r, i, hash, core, &tried, &right);
	struct ovs_lookup l = ovs_flow_lookup(tbl, &key, hash, core);
	CU_ASSERT_EQUAL(l.flow != NULL, found);
	CU_ASSERT_EQUAL(l.n_mask_hit, tried);
	CU_ASSERT_EQUAL(l.n_cache_hit, right);
}

static int64_t installed(const struct reference *r)
{
	int64_t n = 0;
	for (int m = 0; m < r->masks; m++)
		for (int i = 0; i < KEYS; i++)
			n += r->in[m][i];
	return n;
}

static void test_random(void)
{
	static const struct {
		int masks;
		bool cache;
	} cases[] = {{1, true}, {1, false}, {2, true}, {7, true}, {7, false}, {40, true}};
	EACH_CASE (i, cases, masks) {
		struct reference *r = g_new0(struct reference, 1);
		struct ovs_flow_table tbl;
		struct rng rng;
		rng_init(&rng, 7, i, "flows");
		r->masks = cases[i].masks;
		r->caches = cases[i].cache;
		ovs_flow_table_init(&tbl, r->masks, CORES, r->caches);
		for (int n = 0; n < 20000; n++) {
			int key = (int)rng_below(&rng, KEYS);
			if (rng_below(&rng, 8) == 0)
				change(&tbl, r, key);
			else
				look(&tbl, r, key, &rng);
		}
		CU_ASSERT_EQUAL(tbl.installed, installed(r));
		ovs_flow_table_fini(&tbl);
		g_free(r);
	}
}

/* In the order in which they were made, whichever goes. */
static void test_order(void)
{
	struct ovs_flow_table tbl;
	char text[16] = "";
	ovs_flow_table_init(&tbl, 3, 1, true);
	for (int i = 0; i < 6; i++) {
		struct ovs_key key = key_of(i);
		ovs_flow_install(&tbl, ovs_flow_make(&tbl, &key, i));
	}
	static const int gone[] = {0, 3, 5};
	EACH_CASE (i, gone) {
		struct ovs_key key = key_of(gone[i]);
		ovs_flow_remove(&tbl, ovs_flow_find(&tbl, &key));
	}
	for (struct ovs_flow *f = tbl.first; f; f = f->next)
		sprintf(text + strlen(text), "%d", (int)f->used);
	CU_ASSERT_STRING_EQUAL(text, "124");
	CU_ASSERT_EQUAL(tbl.last->used, 4);
	CU_ASSERT_EQUAL(tbl.installed, 3);
	ovs_flow_table_fini(&tbl);
}

/* 10,000 flows are spread evenly over ten masks: 1,000 each, with a deviation of 30; so that a lookup without the cache tries
 * 5.5 on average. */
static void test_masks(void)
{
	struct ovs_flow_table tbl;
	int count[10] = {0}, tried = 0;
	ovs_flow_table_init(&tbl, 10, 1, false);
	for (int i = 0; i < 10000; i++) {
		struct ovs_key key = {.from = -1, .to = 0, .hash = (uint32_t)(rng_mix((uint64_t)i) >> 32)};
		struct ovs_flow *flow = ovs_flow_make(&tbl, &key, 0);
		ovs_flow_install(&tbl, flow);
		count[flow->mask]++;
		tried += (int)ovs_flow_lookup(&tbl, &key, 1, 0).n_mask_hit;
	}
	EACH_CASE (i, count)
		CU_ASSERT(ABS(count[i] - 1000) < 150);
	CU_ASSERT(ABS(tried - 55000) < 1500);
	ovs_flow_table_fini(&tbl);
}

static const struct test_case cases[] = {
	{"against the kernel's loops", test_random},
	{"order", test_order},
	{"masks", test_masks},
};
SUITE("flow table", cases)
