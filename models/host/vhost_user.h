/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost-user port: the guest's rings as a switch in user space serves them, by polling.
 *
 * Stands for DPDK's lib/vhost (virtio_net.c: rte_vhost_dequeue_burst, rte_vhost_enqueue_burst, split ring) as
 * Open vSwitch uses it (lib/netdev-dpdk.c: netdev_dpdk_vhost_rxq_recv, netdev_dpdk_vhost_send):
 *   - a burst reads the avail index once, copies each packet, moves the used index once at the end, and then
 *     decides once about an interrupt, which is a write to the callfd: a system call, and KVM's irqfd in it;
 *   - what a burst could not enqueue is tried again while tries make progress, at most VHOST_TX_RETRIES times;
 *     the rest is dropped;
 *   - kicks are off from the start (rte_vhost_enable_guest_notification): without EVENT_IDX the guest never
 *     kicks; with it the event index stays at 0, so it kicks once each time its index wraps - one exit, to an
 *     eventfd that nobody reads.
 * Left out: mbuf shortage; the deferring of small copies to the end of a burst, which nobody can see.
 */
#ifndef MODELS_HOST_VHOST_USER_H
#define MODELS_HOST_VHOST_USER_H

#include "models/depth.h"
#include "models/guest/vcpu.h"
#include "models/guest/virtqueue.h"
#include "models/packet.h"

#define VHOST_USER_BURST_MAX 256
#define VHOST_TX_RETRIES 8 /* vhost_tx_retries_max */

/* One ring of the device, as the port sees it; nothing is owned. */
struct vhost_user_ring {
	struct virtqueue *vq;
	struct vector *vector;
	struct depth *depth; /* rx: used buffers not yet taken; tx: available ones not yet taken */
};

struct vhost_user {
	int guest; /* index, for the trace */
	struct ledger *ledger;
	struct vhost_user_ring rx, tx; /* the guest's names: rx is what the switch enqueues to */
	int burst;
	bool running;			   /* the device is there: else packets for it are lost */
	bool busy;			   /* the switch is inside of one of the routines below */
	int64_t *copies;		   /* counter, not owned */
	int n;				   /* packets of the burst in hand, or of the last one */
	uint16_t id[VHOST_USER_BURST_MAX]; /* their descriptors */
};

/* vhost_user_init: a port for the guest's rings, in bursts of so many packets. */
void vhost_user_init(struct vhost_user *u, int guest, struct ledger *ledger, const struct vhost_user_ring *rx,
		     const struct vhost_user_ring *tx, int burst, int64_t *copies);

/* vhost_user_start: the device is up (new_device): kicks are off, the switch serves the port. vhost_user_stop: it is gone
 * (destroy_device): the switch does no more for it, beside what it is in the middle of, which vhost_user_quiet waits for
 * (ovsrcu_synchronize). */
void vhost_user_start(struct vhost_user *u);
void vhost_user_stop(struct vhost_user *u);
bool vhost_user_quiet(const struct vhost_user *u);

/* vhost_user_waits: whether the guest has packets to send. */
bool vhost_user_waits(const struct vhost_user *u);

/* vhost_user_dequeue: routine (self: the port, arg: a packet queue): one burst from the guest; the look at the ring
 * has been paid for. */
void vhost_user_dequeue(struct task *t, struct frame *f);

/* vhost_user_send: routine (self: the port, arg: a packet queue): everything in the queue goes to the guest or is
 * dropped. */
void vhost_user_send(struct task *t, struct frame *f);

/* vhost_user_kick: the guest's kick: nobody hears it (struct kick_target). */
bool vhost_user_kick(void *self, struct core *from);

#endif
