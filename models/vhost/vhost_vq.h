/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost's side of a virtqueue: what the paths of every vhost flow share, both ways.
 *
 * Stands for struct vhost_virtqueue of drivers/vhost/vhost.c: the ring, the worker that serves it, the way to
 * interrupt the guest (vhost_add_used_and_signal_n), and the accounts of one turn of its handler.
 */
#ifndef MODELS_VHOST_VHOST_VQ_H
#define MODELS_VHOST_VHOST_VQ_H

#include "models/depth.h"
#include "models/guest/vcpu.h"
#include "models/guest/virtqueue.h"
#include "models/packet.h"
#include "models/vhost/vhost.h"

#define VHOST_NET_PKT_WEIGHT 256 /* packets of one turn of a handler; vhost-net from 5.2 on, and callback */

enum desc {
	DESC_TAKEN,	/* a descriptor is in hand */
	DESC_NONE,	/* the guest has no buffer; its kick is asked for */
	DESC_LOOK_AGAIN /* buffers came while the kick was asked for */
};

struct vhost_vq {
	int guest;		     /* index, for the trace */
	bool sends;		     /* the guest's transmit queue; for the trace */
	struct vhost_worker *worker; /* not owned, as all below */
	struct virtqueue *ring;
	struct vector *vector; /* the guest's interrupt */
	struct depth *
		used_depth; /* wired, as the next; of used buffers that the guest has not taken; NULL: not counted */
	struct depth
		*avail_depth;	/* of buffers the guest has made available and vhost has not taken; NULL: not
				      counted */
	int64_t *runs, *copies; /* counters */
	int64_t bytes, packets; /* of this turn */
	bool detached;		/* it has no backend (private_data is NULL): handlers leave at once */
	enum desc desc;		/* how vhost_take_desc, vhost_enable_notify or vhost_get_desc ended */
	int64_t wants;		/* length of the packet to be received; 0: it sends */
	uint16_t id;		/* the first descriptor in hand */
	int taken;		/* so many are, in the order of the avail ring; 0 or 1: this one */
	int left_over;		/* so many were available when they were too few */
};

/* vhost_vq_attach, vhost_vq_detach: it gets a backend, or loses it (vhost_vq_set_backend). */
void vhost_vq_attach(struct vhost_vq *vq);
void vhost_vq_detach(struct vhost_vq *vq);

/* vhost_vq_turn: a run of the handler begins. */
void vhost_vq_turn(struct vhost_vq *vq);

/* vhost_disable_notify: routine (self: the queue): kicks are not wanted while the handler runs. */
void vhost_disable_notify(struct task *t, struct frame *f);

/* vhost_take_desc: routine (self: the queue): takes a descriptor off the avail ring (vhost_get_vq_desc), or as many as the
 * packet needs, all or none (get_rx_bufs): .desc is DESC_TAKEN or DESC_NONE. vhost_enable_notify: asks for a kick and looks again; .desc is DESC_NONE, or
 * DESC_LOOK_AGAIN with kicks not wanted again. */
void vhost_take_desc(struct task *t, struct frame *f);
void vhost_enable_notify(struct task *t, struct frame *f);

/* vhost_get_desc: routine (self: the queue): the first, and when there is none the second; .desc says what came of
 * it. */
void vhost_get_desc(struct task *t, struct frame *f);

/* vhost_vq_write_used: the packet, in the buffer of the descriptor in hand, becomes a used entry. */
void vhost_vq_write_used(struct vhost_vq *vq, struct packet *p);

/* vhost_vq_take_tx: the packet that the guest has put into the buffer of the descriptor in hand; it counts towards
 * the turn's weights. */
struct packet *vhost_vq_take_tx(struct vhost_vq *vq);

/* vhost_vq_length: bytes of a packet in a ring: its frame without the FCS, which neither tap nor ring carries, and the
 * virtio-net header of 12 bytes (VIRTIO_NET_F_MRG_RXBUF; the tap supplies it: sock_hlen). */
int64_t vhost_vq_length(const struct packet *p);

/* vhost_signal: routine (self: the queue): publishes the used entries written, and interrupts the guest if it
 * wants to hear of them. */
void vhost_signal(struct task *t, struct frame *f);

#endif
