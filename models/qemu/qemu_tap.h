/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * QEMU's tap backend: reads packets from the tap for one network device and writes the device's into it.
 *
 * Stands for net/tap.c (tap_send, tap_write_packet), net/net.c and net/queue.c. When ppoll has found the tap
 * readable, tap_send reads one packet after another, a system call and a copy each, and hands each to the
 * device: until a read finds nothing (EAGAIN), or in 5.0 after 50 packets; 2.0 has no limit, but asks the
 * device before each read whether it can receive, and does not poll the tap while it cannot. A packet that the
 * device does not take is copied into the device's queue (one: then the tap is no longer polled); when the
 * device says that it can receive again, it gets that packet, and the loop polls the tap again. Meanwhile
 * packets wait in the tap. A packet goes out in the context of who sends it: the main loop (virtio-net), the
 * vCPU's thread (e1000). Its send buffer is unlimited (TUNSETSNDBUF), so a write never blocks.
 *
 * A packet belongs to the tap until read, then to tap_send or the device's queue, then to the device.
 */
#ifndef MODELS_QEMU_QEMU_TAP_H
#define MODELS_QEMU_QEMU_TAP_H

#include "models/host/tun_fd.h"
#include "models/qemu/qemu.h"

#define TAP_SEND_LIMIT 50 /* packets of one tap_send; in 2.5.0, not in 2.0.2 */

/* The device's side (NetClientInfo). */
struct qemu_client {
	bool (*can_receive)(const void *self); /* NULL: always */
	routine receive; /* arg: the packet; sets .taken of the backend: the packet is the device's; else it has
			    no buffer */
	void *self;
};

struct qemu_tap {
	struct qemu *qemu; /* not owned */
	struct tun_fd tun; /* the device writes its packets itself (qemu_send_packet, tap_write_packet) */
	struct qemu_fd fd;
	struct qemu_client client;
	struct packet *queued; /* the device had no buffer for it; the tap is not polled */
	bool taken;
};

/* qemu_tap_init: a backend that polls the tap for the device. */
void qemu_tap_init(struct qemu_tap *n, struct qemu *q, struct tap *tap, const struct qemu_client *client);

/* qemu_tap_purge: the packet that the device had no buffer for is lost: QEMU ends. */
void qemu_tap_purge(struct qemu_tap *n);

/* qemu_flush_queued_packets: routine (self: the backend): the device can receive again. */
void qemu_flush_queued_packets(struct task *t, struct frame *f);

#endif
