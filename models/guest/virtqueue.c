/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/virtqueue.h"
#include "sim/base/check.h"

#include <glib.h>

static const struct option virtio_options[] = {
	VALUE_OPTION(virtio_settings, ring, UNIT_COUNT, "256", "64", "32768",
		     "descriptors of a virtqueue, a power of two (QEMU: 256)"),
	BOOL_OPTION(virtio_settings, event_idx, "yes",
		    "VIRTIO_F_EVENT_IDX: notify when an index is passed, instead of flags"),
};

OPTION_TABLE(virtio_table, "virtio", virtio_settings, virtio_options, "virtqueues of every guest");

void virtqueue_init(struct virtqueue *vq, int size, bool event_idx)
{
	CHECK(size > 0 && size <= 32768 && (size & (size - 1)) == 0, "virtqueue: a ring of %d", size);
	*vq = (struct virtqueue){.size = (uint16_t)size, .event_idx = event_idx, .n_free = size};
	vq->cookie =
		g_malloc0_n((gsize)size, sizeof(*vq->cookie) + sizeof(*vq->slot) + sizeof(*vq->free_ids));
	vq->slot = (struct virtqueue_slot *)(vq->cookie + size);
	vq->free_ids = (uint16_t *)(vq->slot + size);
	for (int i = 0; i < size; i++)
		vq->free_ids[i] = (uint16_t)(size - 1 - i);
}

void virtqueue_fini(struct virtqueue *vq)
{
	g_free(vq->cookie);
}

/* vring_need_event(): the index moved from old to new over the event. */
static bool need_event(uint16_t event, uint16_t new, uint16_t old)
{
	return (uint16_t)(new - event - 1) < (uint16_t)(new - old);
}

static struct virtqueue_slot *entry(const struct virtqueue *vq, uint16_t index)
{
	return &vq->slot[index & (vq->size - 1)];
}

/* ---- driver ---- */

int virtqueue_free(const struct virtqueue *vq)
{
	return vq->n_free;
}

void virtqueue_add(struct virtqueue *vq, void *cookie)
{
	CHECK(vq->n_free > 0, "virtqueue: more buffers than descriptors");
	uint16_t id = vq->free_ids[--vq->n_free];
	vq->cookie[id] = cookie;
	entry(vq, vq->avail_idx++)->avail = id;
}

bool virtqueue_kick_prepare(struct virtqueue *vq)
{
	uint16_t old = vq->kicked_at, new = vq->avail_idx;
	vq->kicked_at = new;
	return vq->event_idx ? need_event(vq->avail_event, new, old) : !vq->no_notify;
}

bool virtqueue_get_buf(struct virtqueue *vq, void **cookie)
{
	if (!virtqueue_more_used(vq))
		return false;
	uint16_t id = entry(vq, vq->last_used++)->used;
	*cookie = vq->cookie[id];
	vq->cookie[id] = NULL;
	vq->free_ids[vq->n_free++] = id;
	if (vq->event_idx && !vq->no_interrupt)
		vq->used_event = vq->last_used;
	return true;
}

int virtqueue_get_rest(struct virtqueue *vq)
{
	int n = 0;
	void *cookie;
	for (; virtqueue_more_used(vq) && !vq->cookie[entry(vq, vq->last_used)->used]; n++)
		virtqueue_get_buf(vq, &cookie);
	vq->rests -= n;
	return n;
}

bool virtqueue_more_used(const struct virtqueue *vq)
{
	return vq->last_used != vq->used_idx;
}

void virtqueue_interrupted(struct virtqueue *vq)
{
	vq->triggered = true;
}

void virtqueue_disable_cb(struct virtqueue *vq)
{
	if (vq->event_idx && vq->clears_event && !vq->no_interrupt && !vq->triggered)
		vq->used_event = 0;
	vq->no_interrupt = true;
}

bool virtqueue_enable_cb(struct virtqueue *vq)
{
	vq->no_interrupt = vq->triggered = false;
	vq->used_event = vq->last_used;
	return virtqueue_more_used(vq);
}

bool virtqueue_enable_cb_delayed(struct virtqueue *vq)
{
	uint16_t outstanding = (uint16_t)(vq->avail_idx - vq->last_used);
	uint16_t wait = (uint16_t)(outstanding * 3 / 4);
	vq->no_interrupt = vq->triggered = false;
	vq->used_event = (uint16_t)(vq->last_used + wait);
	return (uint16_t)(vq->used_idx - vq->last_used) > wait;
}

/* ---- device ---- */

int virtqueue_avail(const struct virtqueue *vq)
{
	return (uint16_t)(vq->avail_idx - vq->last_avail);
}

bool virtqueue_pop(struct virtqueue *vq, uint16_t *id)
{
	if (virtqueue_avail(vq) == 0)
		return false;
	*id = entry(vq, vq->last_avail++)->avail;
	return true;
}

int64_t virtqueue_room(const struct virtqueue *vq, int n)
{
	int64_t room = 0;
	for (int i = 0; i < n; i++) {
		int length = GPOINTER_TO_INT(vq->cookie[entry(vq, (uint16_t)(vq->last_avail + i))->avail]);
		if (length == 0)
			return G_MAXINT64;
		room += length;
	}
	return room;
}

int virtqueue_need(const struct virtqueue *vq, int64_t bytes)
{
	for (int n = 1; n <= virtqueue_avail(vq); n++)
		if (virtqueue_room(vq, n) >= bytes)
			return n;
	return 0;
}

void virtqueue_write_used_n(struct virtqueue *vq, int n, void *cookie)
{
	for (int i = 0; i < n; i++)
		virtqueue_write_used(vq, entry(vq, (uint16_t)(vq->last_avail - n + i))->avail,
				     i == 0 ? cookie : NULL);
	vq->rests_written += (uint16_t)(n - 1);
}

void virtqueue_write_used(struct virtqueue *vq, uint16_t id, void *cookie)
{
	entry(vq, (uint16_t)(vq->used_idx + vq->written++))->used = id;
	vq->cookie[id] = cookie;
}

void virtqueue_publish(struct virtqueue *vq)
{
	vq->used_idx += vq->written;
	vq->rests += vq->rests_written;
	vq->written = vq->rests_written = 0;
}

bool virtqueue_signal_due(struct virtqueue *vq)
{
	if (!vq->event_idx)
		return !vq->no_interrupt;
	uint16_t old = vq->signalled_at, new = vq->used_idx;
	bool valid = vq->signalled_valid;
	vq->signalled_at = new;
	vq->signalled_valid = true;
	return !valid || need_event(vq->used_event, new, old);
}

void virtqueue_disable_notify(struct virtqueue *vq)
{
	if (!vq->event_idx)
		vq->no_notify = true;
}

bool virtqueue_enable_notify(struct virtqueue *vq)
{
	if (vq->event_idx)
		vq->avail_event = vq->avail_idx;
	else
		vq->no_notify = false;
	return virtqueue_avail(vq) > 0;
}

void virtqueue_move_event(struct virtqueue *vq, bool to_driver)
{
	if (vq->event_idx)
		vq->avail_event = to_driver ? vq->avail_idx : vq->last_avail;
}

int virtqueue_used_waiting(const struct virtqueue *vq)
{
	return (uint16_t)(vq->used_idx - vq->last_used);
}

int virtqueue_written(const struct virtqueue *vq)
{
	return vq->written - vq->rests_written;
}

int virtqueue_packets_waiting(const struct virtqueue *vq)
{
	return virtqueue_used_waiting(vq) - vq->rests;
}

void virtqueue_check(const struct virtqueue *vq)
{
	int taken = (uint16_t)(vq->last_avail - vq->used_idx);
	int total = vq->n_free + virtqueue_avail(vq) + taken + virtqueue_used_waiting(vq);
	CHECK(vq->n_free <= vq->size && virtqueue_avail(vq) <= vq->size && taken <= vq->size &&
		      vq->written <= taken,
	      "virtqueue: an index has left its range");
	CHECK(total == vq->size, "virtqueue: %d of %d descriptors are accounted for", total, vq->size);
}
