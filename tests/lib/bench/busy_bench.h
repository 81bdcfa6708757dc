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

static inline struct step transmitted(struct task *t, struct frame *f)
{
	struct busy_bench *v = f->self;
	(void)t;
	bench_mark(&v->b, "tx");
	packet_deliver(v->b.ledger, f->arg);
	RETURN;
}

static inline struct step no_guest(struct task *t, struct frame *f)
{
	struct busy_bench *v = f->self;
	(void)t;
	ROUTINE(f);
	while (vcpu_take_interrupt(&v->vcpu))
		continue;
	ROUTINE_END;
}

static inline struct step other_thread(struct task *t, struct frame *f)
{
	struct busy_bench *v = f->self;
	(void)t;
	bench_mark(&v->b, "other");
	RETURN;
}

/* An interrupt of the worker's core that takes 2 us. */
static inline struct step long_interrupt(struct task *t, struct frame *f)
{
	ROUTINE(f);
	PAY_TIME(t, f, COST_nic_isr, US(2));
	ROUTINE_END;
}

static inline void queue_init(struct busy_bench *v, struct vhost_vq *vq, struct virtqueue *ring, int runs)
{
	virtqueue_init(ring, 16, true);
	virtqueue_disable_cb(ring);
	*vq = (struct vhost_vq){.worker = &v->worker,
				.ring = ring,
				.vector = &v->vector,
				.runs = bench_counter(&v->b, runs),
				.copies = bench_counter(&v->b, COUNTER_copies)};
}

static inline void busy_bench_init(struct busy_bench *v, enum era era, vtime timeout)
{
	struct vhost_settings settings = {.byte_weight = 0x80000, .busyloop_timeout = timeout};
	*v = (struct busy_bench){.up = {transmitted, v}};
	bench_init(&v->b, &(struct bench_config){.cores = 3, .era = era, .ns = {[COST_tap_wake] = 10}});
	struct vcpu_counters count = {bench_counter(&v->b, COUNTER_exits),
				      bench_counter(&v->b, COUNTER_signals),
				      bench_counter(&v->b, COUNTER_ipis)};
	vhost_worker_init(&v->worker, &v->b.m->cores[0], "vhost");
	vcpu_init(&v->vcpu, &v->b.m->cores[1], "vcpu", 0, &(struct vcpu_settings){.posted_interrupts = true},
		  &count, no_guest, v);
	vector_init(&v->vector, &v->vcpu, NULL, NULL);
	queue_init(v, &v->rx, &v->rx_ring, COUNTER_vhost_runs);
	queue_init(v, &v->tx, &v->tx_ring, COUNTER_vhost_tx_runs);
	tap_init(&v->tap, v->b.ledger, 100, era, &v->up, NULL);
	vhost_net_init(&v->net, era, &settings, &v->rx, &v->tx, &v->tap);
	bench_feeder_init(&v->b, 2, &v->tap.in, 100);
	note_init(&v->note, &v->b, "note", NS(1));
	irq_init(&v->irq, &v->b.m->cores[0], "long", long_interrupt, v);
	bench_thread_init(&v->other, &v->b, 0, other_thread, v);
}

static inline void busy_bench_fini(struct busy_bench *v)
{
	struct packet *p;
	void *cookie;
	while (virtqueue_get_buf(&v->rx_ring, &cookie))
		packet_deliver(v->b.ledger, cookie);
	while ((p = packet_queue_pop(&v->net.taken)) || (p = tap_take(&v->tap)))
		packet_deliver(v->b.ledger, p);
	virtqueue_check(&v->rx_ring);
	virtqueue_check(&v->tx_ring);
	virtqueue_fini(&v->rx_ring);
	virtqueue_fini(&v->tx_ring);
	vhost_net_fini(&v->net);
	bench_fini(&v->b);
}

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

static inline void buffer_comes(void *arg)
{
	struct busy_bench *v = arg;
	virtqueue_add(&v->rx_ring, NULL);
	line_raise(&v->tap.watch);
}

static inline void guest_sends(void *arg)
{
	struct busy_bench *v = arg;
	struct packet seed = {.born = bench_now(&v->b), .bytes = 100};
	virtqueue_add(&v->tx_ring, packet_born(v->b.ledger, &seed));
	line_raise(&v->tap.watch);
}

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
