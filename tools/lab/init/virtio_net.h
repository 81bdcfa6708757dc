/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The guest's network driver: drivers/net/virtio_net.c, 6.1 and 6.12, with napi_tx.
 */
#ifndef LAB_VIRTIO_NET_H
#define LAB_VIRTIO_NET_H

#include "guest.h"

/* virtnet_poll: takes up to NAPI_WEIGHT packets and hands each to receive(); whether all that was there has been taken. */
bool virtnet_poll(struct guest *g,
		  void (*receive)(struct guest *g, const unsigned char *frame, unsigned length));

/* virtnet_poll_tx: frees what has been sent. */
void virtnet_poll_tx(struct guest *g);

/* virtnet_buffer: where the next frame to be sent is to be written: in the transmit ring, or in the qdisc while the ring's queue is
 * stopped; NULL: that is full. virtnet_send: sends it. */
unsigned char *virtnet_buffer(struct guest *g);
void virtnet_send(struct guest *g, unsigned length);

#endif
