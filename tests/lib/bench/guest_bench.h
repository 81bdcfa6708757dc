/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bench for the tests of a guest: its vCPU on core 1, with virtio-net devices; the test is the host, and
 * interrupts the guest from core 0.
 *
 * Packets received come with use(); packets are sent by a NAPI instance of the test's own (guest_send), so that the
 * driver runs where it does in a guest. What the driver sends stays in the ring until the test takes it (take_sent)
 * and completes it (complete).
 */
#ifndef TESTS_LIB_BENCH_GUEST_BENCH_H
#define TESTS_LIB_BENCH_GUEST_BENCH_H

#include "models/guest/virtio_net.h"
#include "tests/lib/bench/model_bench.h"

struct guest_bench {
	struct bench b;
	struct vcpu vcpu;
	struct guest guest;
	struct app app;
	struct virtio_net driver[GUEST_PORTS_MAX];
	int n_drivers;
	struct virtqueue *ring; /* of the first driver: received packets */
	struct virtqueue *tx;	/* and packets sent */
	struct depth *used;	/* of ring */
	struct irq signal[GUEST_PORTS_MAX], tx_signal[GUEST_PORTS_MAX];
	int kicked, tx_kicked;
	bool backend_sleeps;
	bool answers; /* at each kick of tx all that was sent is taken and completed, and a kick wanted again */
	GQueue *taken;
	/* the sender */
	struct guest_napi sender;
	struct vector sender_vector;
	struct irq sender_irq;
	struct inlet send_to;
	int to_send;
};

/* ---- the host's side of the first driver's transmit ring ---- */

/* take_sent: takes n packets off the ring, at most; returns how many. */
int take_sent(struct guest_bench *g, int n);

/* complete: of the packets taken, n become used entries, the oldest first; returns whether the guest was
 * interrupted. */
bool complete(struct guest_bench *g, int n);

/* guest_send: the guest sends n packets through the first device's qdisc, once its vCPU has taken an interrupt. */
static inline void guest_send(struct guest_bench *g, int n)
{
	g->to_send += n;
	irq_raise(&g->sender_irq);
}

/* ---- life ---- */

struct guest_setup {
	enum era era;
	bool event_idx;
	int ring;
	const int *ns; /* costs; NULL: all 0 */
	enum app_kind app;
	int drivers; /* 0: one */
	bool halt_stays;
};

void guest_bench_init(struct guest_bench *g, const struct guest_setup *setup);

/* What was sent and not taken is delivered; the qdisc must be empty. */
void guest_bench_fini(struct guest_bench *g);

static inline int64_t counted(struct guest_bench *g, int counter)
{
	return *bench_counter(&g->b, counter);
}

static inline void run_for(struct guest_bench *g, vtime time)
{
	bench_run(&g->b, bench_now(&g->b) + time);
}

/* use: the host uses n of the receive buffers and interrupts if that is due; returns whether it was. */
bool use(struct guest_bench *g, int n);

#endif
