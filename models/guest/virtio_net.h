/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * virtio-net: the guest's driver of one device, or of one queue pair of it.
 *
 * Stands for drivers/net/virtio_net.c. Receive (virtio_net.c): skb_recv_done, virtnet_poll, receive_buf,
 * try_fill_recv. A poll that used up its weight is repeated; one below it enables the callback, completes and
 * looks once more. Refill: 3.13 when fewer than half of the ring's buffers are posted; 5.10 when more than
 * half of min(budget, ring) descriptors are free; always up to the full ring, then one kick, if the host wants
 * it.
 *
 * Transmit (virtio_net_tx.c): start_xmit frees what the host has used, adds the packet and kicks: in 3.13 and,
 * since nothing here sends with xmit_more set, later. With fewer than 2 + MAX_SKB_FRAGS descriptors free the
 * queue stops and asks for an interrupt after 3/4 of what is outstanding (virtqueue_enable_cb_delayed); its
 * handler wakes the queue (3.13: skb_xmit_done) or schedules the tx NAPI poll, which frees and wakes
 * (napi_tx, on by default from 5.10 on). With napi_tx start_xmit asks for that interrupt before each packet,
 * and rx polls free as well (virtnet_poll_cleantx). 5.10 leaves the callback on while it frees, so that each
 * buffer taken moves the event to the next one; 6.1 and later turn it off meanwhile and ask anew after 3/4, also in every
 * rx poll and when the queue stops, and free again what has been used beyond that meanwhile.
 *
 * A kick is an exit, handled in the kernel through ioeventfd in the vCPU's context. The application runs
 * inside the poll, as a VNF in the guest's kernel does. Indirect descriptors: one a packet that is sent.
 *
 * Receive buffers are mergeable: a packet that one does not hold takes the next as well. 3.13's have 1,536 bytes
 * (MERGE_BUFFER_LEN). Later ones are as long as the packets of late, on average with a weight of 1/64, from 1,536 bytes to a
 * page (get_mergeable_buf_len(), mrg_avg_pkt_len).
 */
#ifndef MODELS_GUEST_VIRTIO_NET_H
#define MODELS_GUEST_VIRTIO_NET_H

#include "models/guest/guest.h"
#include "models/guest/virtqueue.h"
#include "models/nic/line.h"
#include "sim/kernel/era.h"

#define TX_STOP_BELOW (2 + 17) /* 2 + MAX_SKB_FRAGS with pages of 4 KiB */

/* The backend's ear for kicks: queues its work; returns whether a sleeping thread was woken. */
struct kick_target {
	bool (*kick)(void *self, struct core *from);
	void *self;
};

/* One ring of the device as the driver has it. */
struct virtio_ring {
	struct virtqueue vq;
	struct depth depth; /* rx: used buffers not yet taken; tx: packets available and not yet taken */
	struct line
		watch; /* of a backend that polls: told of each buffer made available (virtio_ring_serve) */
	struct vector vector; /* its interrupt */
	struct guest_napi napi;
	struct kick_target backend; /* virtio_ring_serve */
};

struct virtio_net {
	struct netdev dev; /* first: its address is the driver's */
	struct virtio_ring rx;
	struct guest *guest; /* not owned */
	int received;	     /* in this poll */
	int rest;	     /* further buffers of the packet taken last */
	int64_t average;     /* length of packets, ewma_pkt_len; it grows to nothing in 3.13 */
	bool page_buffers;   /* the rule after 3.13: receive buffers are as long as that */
	bool refill_early;   /* the rule of 4.x and later */
	bool polls_again;    /* the rule of 3.13: the second look goes on in the same poll */
	bool napi_tx;
	bool masks_tx; /* the rule of 6.1: the tx callback is off while the driver frees */
	struct virtio_ring tx;
};

/* virtio_net_init: a device of the guest with rings of `ring` descriptors, whose driver is not yet up.
 * virtio_net_fini frees. */
void virtio_net_init(struct virtio_net *n, struct guest *guest, struct ledger *ledger, enum era era, int ring,
		     bool event_idx);
void virtio_net_fini(struct virtio_net *n);

/* virtio_ring_serve: who hears the kicks, and the line of a backend that polls ({0}: none); before time starts. */
void virtio_ring_serve(struct virtio_ring *ring, struct kick_target backend, struct line watch);

/* virtio_net_probe: the driver fills its receive ring and enables callbacks (virtnet_probe, from 4.x on
 * virtnet_open); takes no time. */
void virtio_net_probe(struct virtio_net *n);

/* virtio_net_open: virtnet_open: the device is up; what is still missing of virtio_net_probe is done, the host
 * kicked, if it wants to hear of it, and the ring polled once. */
void virtio_net_open(struct virtio_net *n);

/* virtio_net_purge: the device, which is down, is reset: what its rings hold is lost. No handler of the host runs on
 * them. */
void virtio_net_purge(struct virtio_net *n);

/* virtio_kick: routine (self: the driver, arg: the ring): virtqueue_notify: one exit; KVM signals the ioeventfd
 * and enters again. */
void virtio_kick(struct task *t, struct frame *f);

/* virtio_net_check: aborts unless the rings are in range. */
void virtio_net_check(const struct virtio_net *n);

/* ---- between virtio_net.c and virtio_net_tx.c ---- */

/* virtio_add: makes a buffer available in the ring (cookie: virtqueue_add). */
void virtio_add(struct virtio_ring *ring, void *cookie);

/* virtio_net_clean_tx: routine (self: the driver): frees what the host has used, and wakes the queue when enough is
 * free (free_old_xmit_skbs, virtnet_poll_cleantx). */
void virtio_net_clean_tx(struct task *t, struct frame *f);

/* Routines (self: the driver) of the transmit side. virtio_net_start_xmit: start_xmit() (arg: the packet).
 * virtio_net_xmit_done: the handler of the interrupt (skb_xmit_done()). virtio_net_poll_tx: the poll of the transmit NAPI
 * (virtnet_poll_tx()). */
void virtio_net_start_xmit(struct task *t, struct frame *f);
void virtio_net_xmit_done(struct task *t, struct frame *f);
void virtio_net_poll_tx(struct task *t, struct frame *f);

#endif
