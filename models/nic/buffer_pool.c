/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/buffer_pool.h"
#include "sim/base/check.h"

#include <glib.h>

void buffer_pool_init(struct buffer_pool *pool, int capacity)
{
	*pool = (struct buffer_pool){.capacity = capacity, .id = g_new(uint16_t, capacity)};
}

void buffer_pool_fini(struct buffer_pool *pool)
{
	g_free(pool->id);
}

void buffer_pool_release(struct buffer_pool *pool, uint16_t id)
{
	CHECK(pool->level < pool->capacity, "buffer pool: buffer %d is released into a full pool", id);
	pool->id[(pool->first + pool->level++) % pool->capacity] = id;
	pool->depleted = false;
}

bool buffer_pool_take(struct buffer_pool *pool, uint16_t *id)
{
	if (pool->level == 0) {
		pool->depleted = true;
		return false;
	}
	*id = pool->id[pool->first];
	pool->first = (pool->first + 1) % pool->capacity;
	pool->level--;
	return true;
}
