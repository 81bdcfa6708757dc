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
	q->callbacks = true;
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

static unsigned char *buffer(struct virtqueue *q, u16 id)
{
	return q->buffers + (size_t)id * BUFFER;
}

static void add(struct virtqueue *q, unsigned bytes, u16 flags)
{
	u16 id = q->free[--q->n_free];
	q->desc[id] = (struct vring_desc){(uintptr_t)buffer(q, id), bytes, flags, 0};
	q->avail->ring[q->next % q->size] = id;
	__atomic_store_n(&q->avail->idx, ++q->next, __ATOMIC_RELEASE);
}

void virtqueue_add_inbuf(struct virtqueue *q)
{
	add(q, BUFFER, VRING_DESC_F_WRITE);
}

unsigned char *virtqueue_free_buffer(struct virtqueue *q)
{
	return buffer(q, q->free[q->n_free - 1]);
}

void virtqueue_add_outbuf(struct virtqueue *q, unsigned bytes)
{
	add(q, bytes, 0);
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

static u16 used_index(const struct virtqueue *q)
{
	return __atomic_load_n(&q->used->idx, __ATOMIC_ACQUIRE);
}

bool virtqueue_more_used(const struct virtqueue *q)
{
	return used_index(q) != q->last_used;
}

const unsigned char *virtqueue_get_buf(struct virtqueue *q, unsigned *length)
{
	if (!virtqueue_more_used(q))
		return NULL;
	const struct vring_used_elem *e = &q->used->ring[q->last_used++ % q->size];
	u16 id = (u16)e->id;
	*length = e->len;
	q->free[q->n_free++] = id;
	return buffer(q, id);
}

/* Far from what comes next: with EVENT_IDX there is no other way to want no interrupt (6.1 writes 0 there). */
void virtqueue_disable_cb(struct virtqueue *q)
{
	if (!q->callbacks)
		return;
	q->callbacks = false;
	if (q->event_idx)
		*used_event(q) = 0;
	else
		q->avail->flags = VRING_AVAIL_F_NO_INTERRUPT;
}

/* Wants an interrupt at that index of used; whether the device has not passed it yet. */
static bool enable_at(struct virtqueue *q, u16 event)
{
	q->callbacks = true;
	q->avail->flags = 0;
	*used_event(q) = event;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	q->seen = used_index(q);
	return (u16)(q->seen - q->last_used) <= (u16)(event - q->last_used);
}

bool virtqueue_enable_cb(struct virtqueue *q)
{
	return enable_at(q, q->last_used);
}

bool virtqueue_enable_cb_delayed(struct virtqueue *q)
{
	return enable_at(q, (u16)(q->last_used + (u16)(q->next - q->last_used) * 3 / 4));
}

bool virtqueue_signalled(struct virtqueue *q)
{
	u16 before = q->seen;
	q->seen = used_index(q);
	if (!q->callbacks || q->seen == before)
		return false;
	return !q->event_idx || vring_need_event(*used_event(q), q->seen, before);
}
