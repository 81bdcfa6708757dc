/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A guest without virtualization: a thread that owns virtqueues, served by the kernel's vhost-net, and follows the rules of
 * virtio_net (drivers/net/virtio_net.c and drivers/virtio/virtio_ring.c, 6.1 and 6.12).
 *
 * An interrupt is a read of the call eventfd that returns, a halt is one that blocks, a kick is a write to the kick eventfd. Both
 * queues have one call eventfd; their used rings say whose interrupt it was.
 */
#ifndef LAB_GUEST_H
#define LAB_GUEST_H

#include "../kernel/frame.h"
#include <stdbool.h>

/* A virtqueue of the split layout with indirect descriptors left out. Only virtqueue.c touches its fields. */
struct virtqueue {
	int size;
	struct vring_desc *desc;
	struct vring_avail *avail;
	struct vring_used *used;
	unsigned char *buffers; /* BUFFER bytes a descriptor */
	u16 last_used, next;	/* the next used entry to look at; the next entry of avail to fill */
	u16 kicked;		/* avail's index at the last decision to kick */
	u16 seen;		/* used's index when it was last looked whether the device has signalled */
	u16 *free;		/* descriptors that the device does not have */
	int n_free;
	bool event_idx;
	bool callbacks; /* the driver wants an interrupt */
	int kick;	/* eventfd */
};

#define BUFFER 2048

/* The queue of the guest's network device: frames that wait while its transmit ring is full. */
#define QDISC_LIMIT 1000 /* txqueuelen */
struct qdisc {
	unsigned char *frames; /* BUFFER bytes each */
	unsigned length[QDISC_LIMIT];
	unsigned first, n;
};

/* How a program that reads its tap waits for packets; WAIT_VHOST: it does not, the tap is vhost-net's. */
enum tap_wait { WAIT_VHOST, WAIT_POLL, WAIT_EPOLL };

/* What the guest does: takes packets; sends them back; sends its own. */
enum app { APP_SINK, APP_REFLECT, APP_SOURCE, APPS };

struct guest {
	int number;
	char name[32];
	enum app app;
	u64 work;	 /* instructions of the application for a packet */
	u64 gap;	 /* of a source: ns between two frames; 0: as fast as it can */
	unsigned length; /* of a source's frames, without FCS */
	u64 start;	 /* date of a source's first frame; 0: not yet */
	int go;		 /* eventfd: a source may start */
	struct virtqueue rx, tx;
	struct qdisc qdisc;
	bool tx_stopped; /* netif_stop_queue() */
	enum tap_wait wait;
	int tap, vhost, call;
	int events;		/* the epoll descriptor of a program that waits by it */
	volatile bool counting; /* set by the main thread: packets that are delivered count */
	u64 delivered, signals, interrupts, polls, kicks;
	u64 reads;	/* of a program: system calls */
	u64 unsent;	/* packets that found the qdisc full */
	u32 *latencies; /* ns, of the packets that count */
	u32 n_latencies;
};

struct guest_rules {
	int ring; /* descriptors of a virtqueue */
	bool event_idx;
	enum tap_wait wait;   /* the guest is a program that reads its tap */
	unsigned busyloop_us; /* VHOST_SET_VRING_BUSYLOOP_TIMEOUT; 0: vhost does not poll */
};

/* guest_start: makes the tap of that name, the virtqueues, hands both to vhost-net and starts the guest's thread. A program has its
 * tap alone. The program
 * ends with a message when the kernel refuses. */
void guest_start(struct guest *g, const struct guest_rules *rules);

/* guest_go: a source sends from that date on. */
void guest_go(struct guest *g, u64 date);

#endif
