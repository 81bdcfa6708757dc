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

/* vhost's side of a ring. Flows wire it, vhost_vq.c writes the rest; a handler that receives says in `wants` what it needs. */
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

/**
 * vhost_vq_attach() - the queue gets a backend (vhost_vq_set_backend())
 * @vq: the queue
 */
void vhost_vq_attach(struct vhost_vq *vq);

/**
 * vhost_vq_detach() - the queue loses its backend (vhost_vq_set_backend())
 * @vq: the queue
 */
void vhost_vq_detach(struct vhost_vq *vq);

/**
 * vhost_vq_turn() - a run of the handler begins
 * @vq: the queue, whose weights of this turn are 0 now
 */
void vhost_vq_turn(struct vhost_vq *vq);

/**
 * vhost_disable_notify() - routine: kicks are not wanted while the handler runs
 * @t: the worker's task
 * @f: self: the queue
 *
 * Source: drivers/vhost/vhost.c, vhost_disable_notify().
 */
void vhost_disable_notify(struct task *t, struct frame *f);

/**
 * vhost_take_desc() - routine: takes a descriptor off the avail ring
 * @t: the worker's task
 * @f: self: the queue; its .desc becomes DESC_TAKEN or DESC_NONE
 *
 * A packet that needs several descriptors gets all of them or none (get_rx_bufs()).
 * Source: drivers/vhost/vhost.c, vhost_get_vq_desc().
 */
void vhost_take_desc(struct task *t, struct frame *f);

/**
 * vhost_enable_notify() - routine: asks for a kick, and looks again
 * @t: the worker's task
 * @f: self: the queue; its .desc becomes DESC_NONE, or DESC_LOOK_AGAIN with kicks not wanted again
 *
 * Source: drivers/vhost/vhost.c, vhost_enable_notify().
 */
void vhost_enable_notify(struct task *t, struct frame *f);

/**
 * vhost_get_desc() - routine: vhost_take_desc(), and vhost_enable_notify() when there is no
 *   descriptor
 * @t: the worker's task
 * @f: self: the queue; its .desc says what came of it
 */
void vhost_get_desc(struct task *t, struct frame *f);

/**
 * vhost_vq_write_used() - the buffer of the descriptor in hand becomes a used entry
 * @vq: the queue
 * @p: packet in the buffer; the ring's from now on
 */
void vhost_vq_write_used(struct vhost_vq *vq, struct packet *p);

/**
 * vhost_vq_take_tx() - takes the packet that the guest has put into the buffer of the descriptor in
 *   hand
 * @vq: the queue; the packet counts towards the weights of the turn
 *
 * Return: the packet, which is the caller's.
 */
struct packet *vhost_vq_take_tx(struct vhost_vq *vq);

/**
 * vhost_vq_length() - the bytes of a packet in a ring
 * @p: the packet
 *
 * These are its frame without the FCS, which neither tap nor ring carries, and the virtio-net
 * header of 12 bytes (VIRTIO_NET_F_MRG_RXBUF; the tap supplies it: sock_hlen).
 *
 * Return: bytes.
 */
int64_t vhost_vq_length(const struct packet *p);

/**
 * vhost_signal() - routine: publishes the used entries that were written
 * @t: the worker's task
 * @f: self: the queue
 *
 * The guest is interrupted if it wants to hear of them.
 * Source: drivers/vhost/vhost.c, vhost_signal().
 */
void vhost_signal(struct task *t, struct frame *f);

#endif
