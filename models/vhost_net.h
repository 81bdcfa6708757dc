/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost-net, receive side: from the tap's queue into the guest's buffers.
 *
 * Stands for drivers/vhost/net.c: handle_rx (one file per era: vhost_rx_3_13.c, vhost_rx_5_10.c),
 * handle_rx_net (work queued by the tap's wake-up) and handle_rx_kick (queued by the guest's kick); both run
 * handle_rx on the device's worker. A turn ends when the tap is empty, when the guest has no buffer (its kick
 * resumes), or at the byte weight (VHOST_NET_WEIGHT) or packet weight, when the work queues itself behind
 * others.
 */
#ifndef MODELS_VHOST_NET_H
#define MODELS_VHOST_NET_H

#include "models/tap.h"
#include "models/vhost_vq.h"

#define VHOST_NET_BATCH 64

struct vhost_settings {
	int64_t byte_weight;   /* bytes of one turn */
	int64_t packet_weight; /* packets of one turn; 0: the era's rule */
};

extern const struct option_table vhost_table;

struct vhost_net {
	struct vhost_vq *rx;	     /* not owned */
	struct tap *tap;	     /* not owned */
	struct vhost_work tap_work;  /* handle_rx_net */
	struct vhost_work kick_work; /* handle_rx_kick */
	int64_t byte_weight, packet_weight;
	struct packet_queue taken; /* 5.10: packets consumed from the tap in a batch (struct vhost_net_buf) */
};

/* vhost_net_init: a device that takes packets from the tap, and listens on it. */
void vhost_net_init(struct vhost_net *n, enum era era, const struct vhost_settings *settings,
		    struct vhost_vq *rx, struct tap *tap);

/* vhost_net_kick: the guest's kick has arrived (struct kick_target). */
bool vhost_net_kick(void *self, struct core *from);

/* vhost_net_spent: the weight of this turn is used up. */
bool vhost_net_spent(const struct vhost_net *n);

/* handle_rx of the eras; routines (self: the device). */
struct step handle_rx_3_13(struct task *t, struct frame *f);
struct step handle_rx_5_10(struct task *t, struct frame *f);

#endif
