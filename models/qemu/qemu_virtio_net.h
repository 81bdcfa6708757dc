/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * QEMU's virtio-net device with its backend in user space, between a tap and one queue pair of the guest.
 *
 * Stands for hw/net/virtio-net.c and hw/virtio/virtio.c. Receive (qemu_virtio_net.c): for each packet that
 * the tap gives, look for buffers, pop, copy, push, publish, and decide about an interrupt. Without a buffer
 * it asks for a kick and looks again; the packet then waits (qemu_tap.h) until the kick's handler takes up
 * again.
 *
 * Transmit (qemu_virtio_net_tx.c), option qemu.tx. By bottom half: a kick turns kicks off and schedules the
 * bottom half, which sends up to tx_burst packets; a full burst schedules it again; else kicks go on, and it
 * looks once more: what that look has sent counts as a guest still active, and it is scheduled again with kicks
 * off. By timer: a kick turns kicks off and arms the timer, which sends up to a burst and turns kicks on; a kick
 * while it is armed sends at once. Each packet is written into the tap alone, and has its used entry published
 * and its interrupt decided alone. While kicks are on, with EVENT_IDX, each pop moves the event: 2.0 to the
 * guest's index, 5.0 to its own.
 *
 * Interrupts are MSIs by ioctl, one for each signal: irqfd serves vhost only. Kicks come by ioeventfd: the vCPU
 * exits to the kernel, never to QEMU, and never takes the BQL. All queue pairs of a guest are served by its one
 * main loop. Left out: offloads, the receive filter's drops, the control queue.
 */
#ifndef MODELS_QEMU_QEMU_VIRTIO_NET_H
#define MODELS_QEMU_QEMU_VIRTIO_NET_H

#include "models/guest/virtio_net.h"
#include "models/qemu/qemu_tap.h"

struct qemu_virtio_net {
	int guest;	   /* index, for the trace */
	struct qemu *qemu; /* not owned, as the rings */
	struct virtio_ring *rx, *tx;
	struct qemu_tap nc;
	struct qemu_notifier rx_kick, tx_kick;
	int buffers; /* rx: so many hold the packet; 0: too few are available */
	/* transmit */
	struct qemu_bh tx_bh;
	struct qemu_timer tx_timer;
	vtime tx_timeout;
	int64_t tx_burst, sent; /* sent: by this run */
	bool tx_waiting;	/* the bottom half or the timer is due */
	bool tx_notify;		/* kicks are on */
	uint16_t id;		/* descriptor in hand */
};

/* qemu_virtio_net_init: the device of the guest's driver, whose kicks reach it from now on. */
void qemu_virtio_net_init(struct qemu_virtio_net *n, struct qemu *q, const struct qemu_settings *settings,
			  struct virtio_net *driver, struct tap *tap);

/* ---- between qemu_virtio_net.c and qemu_virtio_net_tx.c ---- */

/* qemu_virtio_push: routine (self: the device, arg: the ring): publishes the used entry just written, and interrupts
 * the guest if it wants to hear of it (virtqueue_flush, virtio_notify). */
void qemu_virtio_push(struct task *t, struct frame *f);

/* qemu_virtio_net_init_tx: the transmit side. */
void qemu_virtio_net_init_tx(struct qemu_virtio_net *n, const struct qemu_settings *settings);

#endif
