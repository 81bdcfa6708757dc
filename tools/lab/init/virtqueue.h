/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The driver's side of a virtqueue.
 */
#ifndef LAB_VIRTQUEUE_H
#define LAB_VIRTQUEUE_H

#include "guest.h"

/* virtqueue_set_up: memory for a ring of size descriptors; all of them are free. */
void virtqueue_set_up(struct virtqueue *q, int size, bool event_idx);

/* virtqueue_add_inbuf: gives the device a free descriptor to write to (virtqueue_add_split). */
void virtqueue_add_inbuf(struct virtqueue *q);

/* virtqueue_free_buffer: the bytes of the descriptor that virtqueue_add_outbuf gives the device next, to be read. */
unsigned char *virtqueue_free_buffer(struct virtqueue *q);
void virtqueue_add_outbuf(struct virtqueue *q, unsigned bytes);

/* virtqueue_kick: tells the device what was added, when it asked for that (virtqueue_kick_prepare_split); whether it did. */
bool virtqueue_kick(struct virtqueue *q);

/* virtqueue_get_buf: the bytes of the next buffer that the device has used, whose descriptor is free then, and how many it has
 * written; NULL: there is none. */
const unsigned char *virtqueue_get_buf(struct virtqueue *q, unsigned *length);

/* virtqueue_disable_cb: no interrupt is wanted. */
void virtqueue_disable_cb(struct virtqueue *q);

/* virtqueue_enable_cb: asks for an interrupt at the next used buffer; false when there is one already. virtqueue_enable_cb_delayed:
 * when three quarters of what the device has are used. */
bool virtqueue_enable_cb(struct virtqueue *q);
bool virtqueue_enable_cb_delayed(struct virtqueue *q);

/* virtqueue_signalled: whether the device has signalled, or is about to, since the last such question or enabling. */
bool virtqueue_signalled(struct virtqueue *q);

/* virtqueue_more_used: whether there is a used buffer. */
bool virtqueue_more_used(const struct virtqueue *q);

#endif
