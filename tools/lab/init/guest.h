/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A guest without virtualization: a thread that owns virtqueues, served by the kernel's vhost-net, and follows the rules of
 * virtio_net (drivers/net/virtio_net.c and drivers/virtio/virtio_ring.c, 6.1 and 6.12).
 *
 * An interrupt is a read of the call eventfd that returns, a halt is one that blocks, a kick is a write to the kick eventfd.
 */
#ifndef LAB_GUEST_H
#define LAB_GUEST_H

#include "../kernel/frame.h"
#include <stdbool.h>

/* A virtqueue of the split layout with indirect descriptors left out. Only guest.c and virtqueue.c touch its fields. */
struct virtqueue {
	int size;
	struct vring_desc *desc;
	struct vring_avail *avail;
	struct vring_used *used;
	unsigned char *buffers; /* BUFFER bytes a descriptor */
	u16 last_used, next;	/* the next used entry to look at; the next entry of avail to fill */
	u16 kicked;		/* avail's index at the last decision to kick */
	u16 *free;		/* descriptors that the device does not have */
	int n_free;
	bool event_idx;
	int kick, call; /* eventfd */
};

#define BUFFER 2048

struct guest {
	int number;
	char name[32];
	u64 work; /* instructions of the application for a packet */
	struct virtqueue rx;
	int tap, vhost;
	volatile bool counting; /* set by the main thread: packets that are delivered count */
	u64 delivered, signals, interrupts, polls, kicks;
	u32 *latencies; /* ns, of the packets that count */
	u32 n_latencies;
};

/* guest_start: makes the tap of that name, the virtqueues, hands both to vhost-net and starts the guest's thread. The program
 * ends with a message when the kernel refuses. */
void guest_start(struct guest *g, int ring, bool event_idx);

#endif
