/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost-net: between the tap and the guest's rings.
 *
 * Stands for drivers/vhost/net.c, one file per direction and era (vhost_rx_3_13.c, vhost_rx_5_10.c,
 * vhost_tx_3_13.c, vhost_tx_5_10.c): handle_rx_net (work queued by the tap's wake-up) and
 * handle_rx_kick (queued by the guest's kick) run handle_rx, handle_tx_kick runs handle_tx, all on
 * the device's one worker. A turn of handle_rx ends when the tap is empty, or when the guest has no
 * buffer (its kick resumes). It also ends at the byte weight (VHOST_NET_WEIGHT) or packet weight,
 * when the work queues itself behind others. A turn of handle_tx ends when the ring is empty, or at
 * the same weights. Busy polling is vhost_busy.c's.
 */
#ifndef MODELS_VHOST_VHOST_NET_H
#define MODELS_VHOST_VHOST_NET_H

#include "models/host/tap.h"
#include "models/vhost/vhost_vq.h"
#include "models/vhost/zerocopy.h"

#define VHOST_NET_BATCH 64

struct vhost_settings {
	int64_t byte_weight;	/* bytes of one turn, as vhost_vq_count counts them */
	int64_t packet_weight;	/* packets of one turn; 0: the era's rule */
	bool zerocopy;		/* vhost_net's experimental_zcopytx, 3.13 */
	vtime busyloop_timeout; /* from 5.10 on: how long handlers poll before they leave; 0: not */
};

extern const struct option_table vhost_table;

struct vhost_net {
	struct vhost_vq *rx, *tx;   /* not owned */
	struct tap *tap;	    /* not owned */
	struct vhost_work tap_work; /* handle_rx_net */
	int64_t byte_weight, packet_weight;
	struct packet_queue taken; /* 5.10: packets consumed from the tap in a batch (struct vhost_net_buf) */
	struct vhost_work kick_work; /* handle_rx_kick */
	struct vhost_work tx_work;   /* handle_tx_kick */
	struct packet_queue batch; /* 5.10: packets of the guest copied, to be sent together (XDP buffers) */
	struct zerocopy zerocopy;  /* 3.13 */
	int64_t busyloop_timeout;  /* us */
	vtime busyloop_end;	   /* of the poll in progress */
	bool busyloop_intr;	   /* the last poll of this turn has ended because other work was queued */
};

/* vhost_net_init: a device between the tap and the guest's rings, that listens on the tap. tx NULL: it only
 * receives. vhost_net_fini frees. */
void vhost_net_init(struct vhost_net *n, enum era era, const struct vhost_settings *settings,
		    struct vhost_vq *rx, struct vhost_vq *tx, struct tap *tap);
void vhost_net_fini(struct vhost_net *n);

/* vhost_net_kick_rx, vhost_net_kick_tx: the guest's kick of a ring has arrived (struct kick_target). */
bool vhost_net_kick_rx(void *self, struct core *from);
bool vhost_net_kick_tx(void *self, struct core *from);

/* The control plane. vhost_net_vring_kick: VHOST_SET_VRING_KICK of both rings: QEMU's eventfds hold
 * a kick already (event_notifier_init with 1), so the handlers are queued; without a backend they
 * leave. vhost_net_attach_rx, vhost_net_attach_tx: VHOST_NET_SET_BACKEND: handle_rx is on the tap's
 * wait queue and runs if a packet waits; handle_tx runs, since the tap always takes packets.
 * vhost_net_detach_rx, vhost_net_detach_tx: the same with fd -1. A handler that runs goes on to the
 * end of its turn. vhost_net_flushed says when that, and every packet sent without a copy, is over.
 * Packets that 5.10 has taken off the tap's ring are then back in it. */
void vhost_net_vring_kick(struct vhost_net *n);
void vhost_net_attach_rx(struct vhost_net *n);
void vhost_net_attach_tx(struct vhost_net *n);
void vhost_net_detach_rx(struct vhost_net *n);
void vhost_net_detach_tx(struct vhost_net *n);
bool vhost_net_flushed(struct vhost_net *n);

/* vhost_net_packet_there: whether the tap has a packet for a device with a backend. vhost_net_data_there: whether a busy
 * poll has found something: a packet with a buffer for it, or a packet of the guest. */
bool vhost_net_packet_there(const struct vhost_net *n);
bool vhost_net_data_there(const struct vhost_net *n);

/* vhost_net_spent: the weight of this turn on the ring is used up. */
bool vhost_net_spent(const struct vhost_net *n, const struct vhost_vq *vq);

/* handle_rx of the eras; routines (self: the device). */
void handle_rx_3_13(struct task *t, struct frame *f);
void handle_rx_5_10(struct task *t, struct frame *f);

/* handle_tx of the eras; routines (self: the device). */
void handle_tx_3_13(struct task *t, struct frame *f);
void handle_tx_5_10(struct task *t, struct frame *f);

#endif
