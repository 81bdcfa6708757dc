/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virtqueue.h"
#include "need.h"

#include <linux/virtio_ring.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 4096

static void *memory(size_t bytes)
{
	void *p = NULL;
	need(-posix_memalign(&p, PAGE, bytes), "memory");
	memset(p, 0, bytes);
	return p;
}

void virtqueue_set_up(struct virtqueue *q, int size, bool event_idx)
{
	q->size = size;
	q->event_idx = event_idx;
	q->desc = memory(size * sizeof(*q->desc));
	q->avail = memory(sizeof(*q->avail) + (size + 1) * sizeof(u16));
	q->used = memory(sizeof(*q->used) + size * sizeof(struct vring_used_elem) + sizeof(u16));
	q->buffers = memory((size_t)size * BUFFER);
	q->free = memory(size * sizeof(*q->free));
	for (q->n_free = 0; q->n_free < size; q->n_free++)
		q->free[q->n_free] = (u16)q->n_free;
}

/* The index of used at which the driver wants its interrupt. */
static volatile u16 *used_event(struct virtqueue *q)
{
	return &q->avail->ring[q->size];
}

/* The index of avail at which the device wants its kick. */
static volatile u16 *avail_event(struct virtqueue *q)
{
	return (volatile u16 *)&q->used->ring[q->size];
}

void virtqueue_add_inbuf(struct virtqueue *q)
{
	u16 id = q->free[--q->n_free];
	q->desc[id] = (struct vring_desc){(uintptr_t)(q->buffers + (size_t)id * BUFFER), BUFFER,
					  VRING_DESC_F_WRITE, 0};
	q->avail->ring[q->next % q->size] = id;
	__atomic_store_n(&q->avail->idx, ++q->next, __ATOMIC_RELEASE);
}

bool virtqueue_kick(struct virtqueue *q)
{
	u64 one = 1;
	u16 before = q->kicked;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	q->kicked = q->next;
	bool wanted = q->event_idx ? vring_need_event(*avail_event(q), q->next, before)
				   : !(*(volatile u16 *)&q->used->flags & VRING_USED_F_NO_NOTIFY);
	if (wanted)
		need(write(q->kick, &one, sizeof(one)), "kick");
	return wanted;
}

const unsigned char *virtqueue_get_buf(struct virtqueue *q)
{
	if (__atomic_load_n(&q->used->idx, __ATOMIC_ACQUIRE) == q->last_used)
		return NULL;
	u16 id = (u16)q->used->ring[q->last_used++ % q->size].id;
	q->free[q->n_free++] = id;
	return q->buffers + (size_t)id * BUFFER;
}

bool virtqueue_enable_cb(struct virtqueue *q)
{
	q->avail->flags = 0;
	*used_event(q) = q->last_used;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return __atomic_load_n(&q->used->idx, __ATOMIC_ACQUIRE) == q->last_used;
}
