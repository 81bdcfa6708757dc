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

/* virtqueue_kick: tells the device what was added, when it asked for that (virtqueue_kick_prepare_split); whether it did. */
bool virtqueue_kick(struct virtqueue *q);

/* virtqueue_get_buf: the bytes of the next buffer that the device has used, whose descriptor is free then; NULL: there is none. */
const unsigned char *virtqueue_get_buf(struct virtqueue *q);

/* virtqueue_enable_cb: asks for an interrupt at the next used buffer; false when there is one already. */
bool virtqueue_enable_cb(struct virtqueue *q);

#endif
