/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Guest: its kernel's virtio-net driver, from the virtqueue interrupt to the application.
 *
 * Stands for drivers/net/virtio_net.c: skb_recv_done, virtnet_poll, receive_buf, try_fill_recv; and the
 * guest's softirq loop around it, which here has the vCPU to itself. A poll that used up its weight is
 * repeated; one below it enables the callback, completes and looks once more. Refill: 3.13 when fewer than
 * half of the ring's buffers are posted; 5.10 when more than half of min(budget, ring) descriptors are free;
 * always up to the full ring, then one kick, if the host wants it. A kick is an exit, handled in the kernel
 * through ioeventfd in the vCPU's context. The application runs inside the poll, as a VNF in the guest's
 * kernel does. Mergeable buffers: one descriptor a packet.
 */
#ifndef MODELS_GUEST_H
#define MODELS_GUEST_H

#include "models/depth.h"
#include "models/packet.h"
#include "models/vcpu.h"
#include "models/virtqueue.h"

#define VIRTNET_WEIGHT 64

struct guest_settings {
	char *name;
	int64_t vhost_core; /* that runs its vhost worker */
	int64_t vcpu_core;  /* that runs its vCPU */
};

extern const struct option_table guest_table;

/* The backend's ear for kicks: queues its work; returns whether a sleeping thread was woken. */
struct kick_target {
	bool (*kick)(void *self, struct core *from);
	void *self;
};

struct guest_counters {
	int64_t *polls, *kicks, *exits; /* not owned */
};

struct guest {
	int index;
	struct vcpu *vcpu;    /* not owned */
	struct virtqueue *rx; /* not owned */
	struct port *app;     /* not owned */
	struct kick_target backend;
	struct guest_counters count;
	bool refill_early; /* the rule of 4.x and later */
	bool polls_again;  /* the rule of 3.13: the second look goes on in the same poll */
	bool napi_scheduled;
	int received;		  /* in this poll */
	struct depth *used_depth; /* of used buffers not yet taken; not owned */
};

/* guest_init: a guest whose driver is not yet up. */
void guest_init(struct guest *g, int index, enum era era, struct vcpu *vcpu, struct virtqueue *rx,
		struct port *app, const struct guest_counters *counters, struct depth *used_depth);

/* guest_probe: the driver fills its receive ring and enables callbacks (virtnet_probe, virtnet_open); takes
 * no time. */
void guest_probe(struct guest *g);

/* guest_run: routine (self: the guest) of the vCPU: interrupts and polls until there is nothing to do. */
struct step guest_run(struct task *t, struct frame *f);

#endif
