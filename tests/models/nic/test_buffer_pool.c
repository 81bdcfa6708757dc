/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/buffer_pool.h"
#include "sim/base/rng.h"
#include "tests/lib/suite.h"

#include <glib.h>

/* Against a plain queue: first in, first out, round the ring's end. */
static void test_order(void)
{
	static const int capacities[] = {1, 2, 7, 128};
	EACH_CASE (k, capacities) {
		struct buffer_pool pool;
		struct rng r;
		GQueue *queue = g_queue_new();
		uint16_t next = 0, id;
		buffer_pool_init(&pool, capacities[k]);
		rng_init(&r, 1, k, "pool");
		for (int i = 0; i < 100000; i++) {
			if (rng_below(&r, 2) && (int)g_queue_get_length(queue) < capacities[k]) {
				g_queue_push_tail(queue, GUINT_TO_POINTER(next));
				buffer_pool_release(&pool, next++);
			} else if (buffer_pool_take(&pool, &id)) {
				CU_ASSERT_FALSE_FATAL(g_queue_is_empty(queue));
				CU_ASSERT_EQUAL(id, GPOINTER_TO_UINT(g_queue_pop_head(queue)));
			} else {
				CU_ASSERT_TRUE(g_queue_is_empty(queue));
			}
			CU_ASSERT_EQUAL(pool.level, (int)g_queue_get_length(queue));
		}
		g_queue_free(queue);
		buffer_pool_fini(&pool);
	}
}

/* Depleted: from the first frame that finds none until a buffer is released; an empty pool is not depleted by
 * itself. */
static void test_depleted(void)
{
	struct buffer_pool pool;
	uint16_t id = 0;
	buffer_pool_init(&pool, 2);
	CU_ASSERT_FALSE(pool.depleted);
	buffer_pool_release(&pool, 5);
	CU_ASSERT_TRUE(buffer_pool_take(&pool, &id));
	CU_ASSERT_EQUAL(id, 5);
	CU_ASSERT_FALSE(pool.depleted);
	for (int i = 0; i < 3; i++) {
		CU_ASSERT_FALSE(buffer_pool_take(&pool, &id));
		CU_ASSERT_TRUE(pool.depleted);
	}
	CU_ASSERT_EQUAL(id, 5);
	buffer_pool_release(&pool, 6);
	CU_ASSERT_FALSE(pool.depleted);
	buffer_pool_fini(&pool);
}

static const struct test_case cases[] = {
	{"first in, first out", test_order},
	{"depleted from the first miss to the next release", test_depleted},
};
SUITE("buffer pool", cases)
