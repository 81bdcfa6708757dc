/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bench for vhost's transmit side: the worker and the backlog on core 0, the vCPU on core 1; packets for the guest
 * come from core 2. What the guest sends goes up to a port that ends it, or holds it when it lies in the
 * guest's memory, until the test says that it has been sent.
 */
#ifndef TESTS_LIB_BENCH_VHOST_TX_BENCH_H
#define TESTS_LIB_BENCH_VHOST_TX_BENCH_H

#include "models/vhost/vhost_net.h"
#include "tests/lib/note.h"

#include <string.h>

struct tx_bench {
	struct bench b;
	struct virtqueue rx_ring, tx_ring;
	struct vhost_worker worker;
	struct vhost_vq rx, tx;
	struct vcpu vcpu;
	struct vector rx_vector, tx_vector;
	struct softnet softnet;
	struct backlog backlog;
	struct tap tap;
	struct inlet up;
	struct vhost_net net;
	struct note note;
	GPtrArray *held; /* ubufs of packets that are on the way */
	int up_packets;	 /* that have come up */
	int64_t last_id; /* of them */
	int zerocopied;	 /* of them in the guest's memory */
	bool marks;	 /* packets that come up are written down */
	bool copies;	 /* what comes up is copied on the spot, as a tap does */
	bool greedy;	 /* at each interrupt the guest enables its callback and takes what is used */
	void (*watch)(struct tx_bench *x); /* called for each packet that comes up; NULL: nobody */
};

struct tx_setup {
	enum era era;
	bool no_event_idx;
	int ring;	     /* 0: 256 */
	int64_t byte_weight; /* 0: the kernel's */
	bool no_zerocopy;
	const struct bench_config *costs; /* NULL: all 0 but 10 ns for the copy */
};

/* tx_bench_reap: the guest takes its used buffers back; returns how many. */
int tx_bench_reap(struct tx_bench *x);

void tx_bench_init(struct tx_bench *x, const struct tx_setup *setup);

/* tx_bench_complete: packet i of those held, in order of sending, has been sent (zerocopied), or copied. */
void tx_bench_complete(struct tx_bench *x, guint i, bool zerocopied);

void tx_bench_fini(struct tx_bench *x);

/* tx_bench_send: the guest makes n packets available; it does not kick. */
static inline void tx_bench_send(struct tx_bench *x, int n, int bytes)
{
	for (; n > 0; n--)
		virtqueue_add(&x->tx_ring, bench_packet(x->b.ledger, bench_now(&x->b), bytes, 0));
}

/* tx_bench_kick: the guest's kick arrives, wanted or not. */
static inline void tx_bench_kick(void *x)
{
	vhost_net_kick_tx(&((struct tx_bench *)x)->net, NULL);
}

static inline void tx_bench_run(struct tx_bench *x, vtime time)
{
	bench_run(&x->b, bench_now(&x->b) + time);
}

/* tx_bench_quiet: the guest wants no interrupt for a long time. */
void tx_bench_quiet(struct tx_bench *x);

static inline int64_t tx_bench_count(struct tx_bench *x, int counter)
{
	return *bench_counter(&x->b, counter);
}

#endif
