/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bench for the tests of busy polling: vhost on core 0, packets for the guest come from core 2; those of the guest are
 * written into the log ("tx"). All costs are 0 but the tap's wake-up callback: the worker's time is that of polling. A
 * timeout of 5 us: six units of 1,024 ns from the one in which it begins.
 */
#ifndef TESTS_LIB_BENCH_BUSY_BENCH_H
#define TESTS_LIB_BENCH_BUSY_BENCH_H

#include "models/vhost/vhost_busy.h"
#include "models/vhost/vhost_net.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/note.h"

struct busy_bench {
	struct bench b;
	struct virtqueue rx_ring, tx_ring;
	struct vhost_worker worker;
	struct vhost_vq rx, tx;
	struct vcpu vcpu;
	struct vector vector;
	struct tap tap;
	struct inlet up;
	struct vhost_net net;
	struct note note;
	struct irq irq;
	struct bench_thread other;
};

void busy_bench_init(struct busy_bench *v, enum era era, vtime timeout);

void busy_bench_fini(struct busy_bench *v);

/* What happens at a date. */
static inline void kick_rx(void *v)
{
	vhost_net_kick_rx(&((struct busy_bench *)v)->net, NULL);
}

static inline void kick_tx(void *v)
{
	vhost_net_kick_tx(&((struct busy_bench *)v)->net, NULL);
}

static inline void packet_comes(void *v)
{
	bench_feed(&((struct busy_bench *)v)->b, 1);
}

void buffer_comes(void *arg);

void guest_sends(void *arg);

static inline void work_comes(void *arg)
{
	struct busy_bench *v = arg;
	vhost_work_queue(&v->worker, &v->note.work, NULL);
}

static inline void interrupt_comes(void *arg)
{
	irq_raise(&((struct busy_bench *)arg)->irq);
}

static inline void other_comes(void *arg)
{
	bench_thread_wake(&((struct busy_bench *)arg)->other);
}

struct happening {
	void (*what)(void *v);
	int at; /* ns */
};

#define HAPPENINGS 4

/* Time booked under the poll's name up to now. */
static inline int64_t polled_ns(struct busy_bench *v)
{
	machine_settle(v->b.m);
	return v->b.m->cores[0].booked[CONTEXT_vhost * COST_COUNT + COST_vhost_busy_poll] / VTIME_PER_NS;
}

#endif
