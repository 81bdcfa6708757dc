/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Buffer pool: guest buffers that the NIC may receive into (the callback flow's buffer-pool handle).
 *
 * Stands for a hardware buffer pool such as the BMan pool of Freescale's DPAA: software releases buffers into
 * it in groups, hardware takes one per frame, and running empty is signalled once until the pool has been
 * refilled. A buffer is a descriptor id of the guest's receive virtqueue. Pure state: no time, no cost.
 */
#ifndef MODELS_NIC_BUFFER_POOL_H
#define MODELS_NIC_BUFFER_POOL_H

#include <stdbool.h>
#include <stdint.h>

struct buffer_pool {
	int capacity;
	int level;     /* buffers in the pool */
	int first;     /* index of the oldest */
	uint16_t *id;  /* ring of capacity entries, owned */
	bool depleted; /* found empty, not refilled since */
};

/* buffer_pool_init: an empty pool. buffer_pool_fini frees what it holds. */
void buffer_pool_init(struct buffer_pool *pool, int capacity);
void buffer_pool_fini(struct buffer_pool *pool);

/* buffer_pool_release: puts a buffer in; the pool must not be full. */
void buffer_pool_release(struct buffer_pool *pool, uint16_t id);

/* buffer_pool_take: takes the oldest buffer; false, and the pool is marked depleted, when there is none. */
bool buffer_pool_take(struct buffer_pool *pool, uint16_t *id);

#endif
