/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Virtqueue: a split ring of virtio 1.x, as pure state - no time, no cost, no packet.
 *
 * The driver (guest) makes buffers available, the device (host) uses them; each side has a free-running
 * 16-bit index that the other reads, and a way to say when it wants to be notified: flags, or with
 * VIRTIO_F_EVENT_IDX the index at which it wants to hear (virtio 1.1, 2.6.7 and 2.6.8). Notification
 * functions return whether one is due; whoever calls them pays and delivers it. The device may write several
 * used entries and publish them with one index update, as vhost does. check() tests that indices are in
 * range: 0 <= avail - used <= size, entries in use once.
 */
#ifndef MODELS_GUEST_VIRTQUEUE_H
#define MODELS_GUEST_VIRTQUEUE_H

#include "sim/input/option.h"
#include <stdbool.h>
#include <stdint.h>

struct virtio_settings {
	int64_t ring;	/* descriptors of a queue, a power of two */
	bool event_idx; /* VIRTIO_F_EVENT_IDX negotiated */
};

extern const struct option_table virtio_table;

/* An entry of the avail ring and one of the used ring: descriptor ids. */
struct virtqueue_slot {
	uint16_t avail, used;
};

struct virtqueue {
	uint16_t size;
	bool event_idx;
	/* written by the driver */
	uint16_t avail_idx;
	uint16_t used_event; /* EVENT_IDX: interrupt me when the used index passes this */
	bool no_interrupt;   /* VRING_AVAIL_F_NO_INTERRUPT; with EVENT_IDX the driver's own note */
	/* written by the device */
	uint16_t used_idx;
	uint16_t avail_event; /* EVENT_IDX: kick me when the avail index passes this */
	bool no_notify;	      /* VRING_USED_F_NO_NOTIFY */
	/* the driver's own */
	uint16_t last_used; /* used entries seen */
	uint16_t kicked_at; /* avail index when it last considered a kick */
	bool clears_event;  /* 6.1: the event goes to 0 while callbacks are off */
	bool triggered;	    /* an interrupt has come since they were turned on */
	int n_free;
	/* the device's own */
	uint16_t last_avail;	/* avail entries taken */
	uint16_t written;	/* used entries written and not yet published */
	uint16_t rests_written; /* those of them that hold the rest of a packet */
	uint16_t signalled_at;	/* used index when it last considered an interrupt */
	bool signalled_valid;
	/* both sides' */
	int rests; /* used buffers that wait for the driver and hold the rest of a packet */
	/* the memory of both rings, in one block */
	struct virtqueue_slot *slot; /* avail and used entries by index */
	uint16_t *free_ids;	     /* the driver's: stack of unused descriptors */
	void **cookie;		     /* what a buffer holds, by descriptor id; owned, the block's beginning */
};

/* virtqueue_init: an empty ring. size is a power of two up to 32768. virtqueue_fini frees. */
void virtqueue_init(struct virtqueue *vq, int size, bool event_idx);
void virtqueue_fini(struct virtqueue *vq);

/* ---- driver ---- */

/* virtqueue_free: descriptors the driver may still add. */
int virtqueue_free(const struct virtqueue *vq);

/* virtqueue_add: makes one buffer available (virtqueue_add_inbuf, virtqueue_add_outbuf: the index moves at
 * once); cookie: what it holds (transmit), or NULL. At least one must be free. */
void virtqueue_add(struct virtqueue *vq, void *cookie);

/* virtqueue_kick_prepare: whether the device wants to hear of what was added since the last call. */
bool virtqueue_kick_prepare(struct virtqueue *vq);

/* virtqueue_get_buf: takes the next used buffer; true with what the device put into it. */
bool virtqueue_get_buf(struct virtqueue *vq, void **cookie);

/* virtqueue_more_used: whether used buffers wait (virtqueue_poll). */
bool virtqueue_more_used(const struct virtqueue *vq);

/* virtqueue_interrupted: the device has interrupted (vring_interrupt). */
void virtqueue_interrupted(struct virtqueue *vq);

/* virtqueue_disable_cb, virtqueue_enable_cb: interrupts off, on. Off is a hint: with EVENT_IDX the
 * device heeds the event alone. In 3.13 and 5.10 the event stays where it is, so that an interrupt
 * comes when the index passes it. 6.1 and later write 0 there, unless the interrupt has come
 * already (virtqueue_disable_cb_split). Enabling returns whether used buffers wait already: no
 * interrupt tells of those. */
void virtqueue_disable_cb(struct virtqueue *vq);
bool virtqueue_enable_cb(struct virtqueue *vq);

/* virtqueue_enable_cb_delayed: interrupts on, but only after 3/4 of what is outstanding has been used
 * (EVENT_IDX). Returns whether more than that has been used already. */
bool virtqueue_enable_cb_delayed(struct virtqueue *vq);

/* ---- device ---- */

/* virtqueue_avail: buffers available and not yet taken. */
int virtqueue_avail(const struct virtqueue *vq);

/* virtqueue_pop: takes the next available buffer (vhost_get_vq_desc); false when there is none. */
bool virtqueue_pop(struct virtqueue *vq, uint16_t *id);

/* virtqueue_room: bytes that the next n buffers hold, of those available; a receive buffer's cookie is its length
 * (GINT_TO_POINTER), and one without holds any packet. virtqueue_need: how many of them hold so many bytes; 0: too few are
 * available. */
int64_t virtqueue_room(const struct virtqueue *vq, int n);
int virtqueue_need(const struct virtqueue *vq, int64_t bytes);

/* virtqueue_cookie: what a buffer taken holds. */
static inline void *virtqueue_cookie(const struct virtqueue *vq, uint16_t id)
{
	return vq->cookie[id];
}

/* virtqueue_write_used: writes the used entry of a buffer taken before; the driver does not see it yet. */
void virtqueue_write_used(struct virtqueue *vq, uint16_t id, void *cookie);

/* virtqueue_write_used_n: the same of the n buffers taken last, in their order: the packet that they hold together is in the
 * first, and NULL in the others (vhost_add_used_n, num_buffers of the virtio-net header). */
void virtqueue_write_used_n(struct virtqueue *vq, int n, void *cookie);

/* virtqueue_get_rest: takes the used buffers that hold the rest of the packet taken last; returns how many. */
int virtqueue_get_rest(struct virtqueue *vq);

/* virtqueue_written: packets in the used entries written and not yet published. virtqueue_packets_waiting: packets in the
 * published ones that the driver has not taken. */
int virtqueue_written(const struct virtqueue *vq);
int virtqueue_packets_waiting(const struct virtqueue *vq);

/* virtqueue_publish: moves the used index over what was written (vhost_add_used_n). */
void virtqueue_publish(struct virtqueue *vq);

/* virtqueue_signal_due: whether the driver wants an interrupt for what was published since the last call
 * (vhost_notify). */
bool virtqueue_signal_due(struct virtqueue *vq);

/* virtqueue_disable_notify: the device does not want kicks; with EVENT_IDX nothing is written, the stale
 * event suppresses. */
void virtqueue_disable_notify(struct virtqueue *vq);

/* virtqueue_enable_notify: the device wants a kick at the next buffer. Returns whether buffers are available already: no
 * kick tells of those. A caller that pays for the enabling looks again when it has paid, as the code that it stands for. */
bool virtqueue_enable_notify(struct virtqueue *vq);

/* virtqueue_move_event: with EVENT_IDX a device that has kicks enabled moves the event as it takes a buffer: to the
 * driver's index, or to its own. */
void virtqueue_move_event(struct virtqueue *vq, bool to_driver);

/* virtqueue_used_waiting: published and not yet taken by the driver. */
int virtqueue_used_waiting(const struct virtqueue *vq);

/* virtqueue_check: aborts unless the indices are in range. */
void virtqueue_check(const struct virtqueue *vq);

#endif
