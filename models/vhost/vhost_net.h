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

/* A vhost-net device. vhost_net.c writes it, and its handlers: vhost_rx_*.c, vhost_tx_*.c, vhost_busy.c and zerocopy.c. */
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

/**
 * vhost_net_init() - a device between a tap and the rings of a guest, which listens on the tap
 * @n: the device
 * @era: kernel, whose handlers run
 * @settings: of the scenario; copied
 * @rx: the guest's receive ring; not owned
 * @tx: the guest's transmit ring; NULL: the device only receives; not owned
 * @tap: the tap; not owned
 *
 * It has no backend yet.
 */
void vhost_net_init(struct vhost_net *n, enum era era, const struct vhost_settings *settings,
		    struct vhost_vq *rx, struct vhost_vq *tx, struct tap *tap);

/**
 * vhost_net_fini() - frees what a device holds
 * @n: the device
 */
void vhost_net_fini(struct vhost_net *n);

/**
 * vhost_net_kick_rx() - the guest's kick of the receive ring has arrived (struct kick_target)
 * @self: the device
 * @from: core whose code kicks
 *
 * Return: whether a sleeping thread was woken.
 */
bool vhost_net_kick_rx(void *self, struct core *from);

/**
 * vhost_net_kick_tx() - the guest's kick of the transmit ring has arrived (struct kick_target)
 * @self: the device
 * @from: core whose code kicks
 *
 * Return: whether a sleeping thread was woken.
 */
bool vhost_net_kick_tx(void *self, struct core *from);

/**
 * vhost_net_vring_kick() - VHOST_SET_VRING_KICK of both rings
 * @n: the device
 *
 * QEMU's eventfds hold a kick already (event_notifier_init() with 1), so the handlers are queued.
 * Without a backend they leave.
 */
void vhost_net_vring_kick(struct vhost_net *n);

/**
 * vhost_net_attach_rx() - VHOST_NET_SET_BACKEND of the receive ring
 * @n: the device
 *
 * handle_rx is on the tap's wait queue from now on, and runs if a packet waits.
 */
void vhost_net_attach_rx(struct vhost_net *n);

/**
 * vhost_net_attach_tx() - VHOST_NET_SET_BACKEND of the transmit ring
 * @n: the device
 *
 * handle_tx runs, since the tap always takes packets.
 */
void vhost_net_attach_tx(struct vhost_net *n);

/**
 * vhost_net_detach_rx() - VHOST_NET_SET_BACKEND of the receive ring with fd -1
 * @n: the device
 *
 * A handler that runs goes on to the end of its turn. Packets that 5.10 has taken off the tap's
 * ring are back in it when vhost_net_flushed().
 */
void vhost_net_detach_rx(struct vhost_net *n);

/**
 * vhost_net_detach_tx() - VHOST_NET_SET_BACKEND of the transmit ring with fd -1
 * @n: the device
 *
 * A handler that runs goes on to the end of its turn.
 */
void vhost_net_detach_tx(struct vhost_net *n);

/**
 * vhost_net_flushed() - whether the last turns, and every packet sent without a copy, are over
 * @n: the device, after it was detached
 *
 * Return: true when they are.
 */
bool vhost_net_flushed(struct vhost_net *n);

/**
 * vhost_net_packet_there() - whether the tap has a packet for a device with a backend
 * @n: the device
 *
 * Return: true if it has.
 */
bool vhost_net_packet_there(const struct vhost_net *n);

/**
 * vhost_net_data_there() - whether a busy poll has found something
 * @n: the device
 *
 * Return: true for a packet with a buffer for it, or a packet of the guest.
 */
bool vhost_net_data_there(const struct vhost_net *n);

/**
 * vhost_net_spent() - whether the weight of this turn on a ring is used up
 * @n: the device
 * @vq: one of its rings
 *
 * Return: true if it is.
 */
bool vhost_net_spent(const struct vhost_net *n, const struct vhost_vq *vq);

/**
 * handle_rx_3_13() - routine of the worker: packets of the tap go to the guest
 * @t: the worker's task
 * @f: self: the device
 *
 * Source: drivers/vhost/net.c of 3.13, handle_rx().
 */
void handle_rx_3_13(struct task *t, struct frame *f);

/**
 * handle_rx_5_10() - routine of the worker: packets of the tap go to the guest
 * @t: the worker's task
 * @f: self: the device
 *
 * Source: drivers/vhost/net.c of 5.10 and later, handle_rx().
 */
void handle_rx_5_10(struct task *t, struct frame *f);

/**
 * handle_tx_3_13() - routine of the worker: packets of the guest go to the tap
 * @t: the worker's task
 * @f: self: the device
 *
 * Source: drivers/vhost/net.c of 3.13, handle_tx().
 */
void handle_tx_3_13(struct task *t, struct frame *f);

/**
 * handle_tx_5_10() - routine of the worker: packets of the guest go to the tap
 * @t: the worker's task
 * @f: self: the device
 *
 * Source: drivers/vhost/net.c of 5.10 and later, handle_tx().
 */
void handle_tx_5_10(struct task *t, struct frame *f);

#endif
