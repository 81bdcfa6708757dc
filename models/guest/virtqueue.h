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

/* A ring. virtqueue.c alone writes it: in the functions of the driver what is the driver's, in those of the device what is
 * the device's. */
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

/**
 * virtqueue_init() - an empty ring
 * @vq: the ring
 * @size: descriptors, a power of two up to 32768
 * @event_idx: VIRTIO_F_EVENT_IDX was negotiated
 */
void virtqueue_init(struct virtqueue *vq, int size, bool event_idx);

/**
 * virtqueue_fini() - frees what a ring holds
 * @vq: the ring
 */
void virtqueue_fini(struct virtqueue *vq);

/* ---- driver ---- */

/**
 * virtqueue_free() - the descriptors that the driver may still add
 * @vq: the ring
 *
 * Return: descriptors.
 */
int virtqueue_free(const struct virtqueue *vq);

/**
 * virtqueue_add() - the driver makes one buffer available
 * @vq: the ring, with a free descriptor
 * @cookie: what the buffer holds (transmit), or its length (receive); NULL: nothing, or any length
 *
 * The index moves at once.
 * Source: drivers/virtio/virtio_ring.c, virtqueue_add_inbuf(), virtqueue_add_outbuf().
 */
void virtqueue_add(struct virtqueue *vq, void *cookie);

/**
 * virtqueue_kick_prepare() - whether the device wants to hear of what was added since the last call
 * @vq: the ring
 *
 * Source: drivers/virtio/virtio_ring.c, virtqueue_kick_prepare().
 *
 * Return: true if it does.
 */
bool virtqueue_kick_prepare(struct virtqueue *vq);

/**
 * virtqueue_get_buf() - the driver takes the next used buffer
 * @vq: the ring
 * @cookie: gets what the device put into the buffer
 *
 * Source: drivers/virtio/virtio_ring.c, virtqueue_get_buf().
 *
 * Return: false when there is none; *cookie is then as it was.
 */
bool virtqueue_get_buf(struct virtqueue *vq, void **cookie);

/**
 * virtqueue_more_used() - whether used buffers wait for the driver (virtqueue_poll())
 * @vq: the ring
 *
 * Return: true if they do.
 */
bool virtqueue_more_used(const struct virtqueue *vq);

/**
 * virtqueue_interrupted() - the device has interrupted the driver (vring_interrupt())
 * @vq: the ring
 */
void virtqueue_interrupted(struct virtqueue *vq);

/**
 * virtqueue_disable_cb() - the driver turns interrupts off
 * @vq: the ring
 *
 * It is a hint: with EVENT_IDX the device heeds the event alone. In 3.13 and 5.10 the event stays
 * where it is, so that an interrupt comes when the index passes it. 6.1 and later write 0 there,
 * unless the interrupt has come already (virtqueue_disable_cb_split()).
 */
void virtqueue_disable_cb(struct virtqueue *vq);

/**
 * virtqueue_enable_cb() - the driver turns interrupts on
 * @vq: the ring
 *
 * Return: whether used buffers wait already; no interrupt tells of those.
 */
bool virtqueue_enable_cb(struct virtqueue *vq);

/**
 * virtqueue_enable_cb_delayed() - the driver turns interrupts on, after most of what is outstanding
 * @vq: the ring
 *
 * With EVENT_IDX the interrupt comes when 3/4 of what is outstanding has been used.
 *
 * Return: whether more than that has been used already.
 */
bool virtqueue_enable_cb_delayed(struct virtqueue *vq);

/* ---- device ---- */

/**
 * virtqueue_avail() - the buffers that are available and not yet taken
 * @vq: the ring
 *
 * Return: buffers.
 */
int virtqueue_avail(const struct virtqueue *vq);

/**
 * virtqueue_pop() - the device takes the next available buffer (vhost_get_vq_desc())
 * @vq: the ring
 * @id: gets its descriptor
 *
 * Return: false when there is none.
 */
bool virtqueue_pop(struct virtqueue *vq, uint16_t *id);

/**
 * virtqueue_room() - the bytes that the next buffers hold
 * @vq: the ring
 * @n: so many of those available
 *
 * The cookie of a receive buffer is its length (GINT_TO_POINTER). A buffer without one holds any
 * packet.
 *
 * Return: bytes.
 */
int64_t virtqueue_room(const struct virtqueue *vq, int n);

/**
 * virtqueue_need() - how many of the next buffers hold so many bytes
 * @vq: the ring
 * @bytes: of a packet
 *
 * Return: buffers; 0: too few are available.
 */
int virtqueue_need(const struct virtqueue *vq, int64_t bytes);

/**
 * virtqueue_cookie() - what a buffer that was taken holds
 * @vq: the ring
 * @id: its descriptor
 *
 * Return: the cookie of virtqueue_add().
 */
static inline void *virtqueue_cookie(const struct virtqueue *vq, uint16_t id)
{
	return vq->cookie[id];
}

/**
 * virtqueue_write_used() - the device writes the used entry of a buffer that it took
 * @vq: the ring
 * @id: its descriptor
 * @cookie: what the buffer holds now
 *
 * The driver does not see it before virtqueue_publish().
 */
void virtqueue_write_used(struct virtqueue *vq, uint16_t id, void *cookie);

/**
 * virtqueue_write_used_n() - the same of the buffers taken last, in their order
 * @vq: the ring
 * @n: so many buffers
 * @cookie: the packet that they hold together; it is in the first, and NULL in the others
 *
 * Source: drivers/vhost/vhost.c, vhost_add_used_n(); num_buffers of the virtio-net header.
 */
void virtqueue_write_used_n(struct virtqueue *vq, int n, void *cookie);

/**
 * virtqueue_get_rest() - the driver takes the used buffers that hold the rest of the packet taken
 *   last
 * @vq: the ring
 *
 * Return: how many these were.
 */
int virtqueue_get_rest(struct virtqueue *vq);

/**
 * virtqueue_written() - the packets in the used entries that are written and not yet published
 * @vq: the ring
 *
 * Return: packets.
 */
int virtqueue_written(const struct virtqueue *vq);

/**
 * virtqueue_packets_waiting() - the packets in the published entries that the driver has not taken
 * @vq: the ring
 *
 * Return: packets.
 */
int virtqueue_packets_waiting(const struct virtqueue *vq);

/**
 * virtqueue_publish() - the device moves the used index over what it wrote (vhost_add_used_n())
 * @vq: the ring
 */
void virtqueue_publish(struct virtqueue *vq);

/**
 * virtqueue_signal_due() - whether the driver wants an interrupt for what was published since the
 *   last call
 * @vq: the ring
 *
 * Source: drivers/vhost/vhost.c, vhost_notify().
 *
 * Return: true if it does.
 */
bool virtqueue_signal_due(struct virtqueue *vq);

/**
 * virtqueue_disable_notify() - the device does not want kicks
 * @vq: the ring
 *
 * With EVENT_IDX nothing is written: the stale event suppresses them.
 */
void virtqueue_disable_notify(struct virtqueue *vq);

/**
 * virtqueue_enable_notify() - the device wants a kick at the next buffer
 * @vq: the ring
 *
 * A caller that pays for the enabling looks again when it has paid, as the code that it stands for.
 *
 * Return: whether buffers are available already; no kick tells of those.
 */
bool virtqueue_enable_notify(struct virtqueue *vq);

/**
 * virtqueue_move_event() - a device that has kicks enabled moves the event as it takes a buffer
 * @vq: the ring; without EVENT_IDX nothing happens
 * @to_driver: to the driver's index; else to its own
 */
void virtqueue_move_event(struct virtqueue *vq, bool to_driver);

/**
 * virtqueue_used_waiting() - the used entries that are published and not yet taken by the driver
 * @vq: the ring
 *
 * Return: entries.
 */
int virtqueue_used_waiting(const struct virtqueue *vq);

/**
 * virtqueue_check() - aborts unless the indices are in range
 * @vq: the ring
 */
void virtqueue_check(const struct virtqueue *vq);

#endif
