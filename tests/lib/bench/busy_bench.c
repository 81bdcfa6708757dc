/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/busy_bench.h"

static void transmitted(struct task *t, struct frame *f)
{
	struct busy_bench *v = f->self;
	(void)t;
	bench_mark(&v->b, "tx");
	packet_deliver(v->b.ledger, f->arg);
}

static void no_guest(struct task *t, struct frame *f)
{
	struct busy_bench *v = f->self;
	(void)t;
	ROUTINE(f);
	while (vcpu_take_interrupt(&v->vcpu))
		continue;
}

static void other_thread(struct task *t, struct frame *f)
{
	struct busy_bench *v = f->self;
	(void)t;
	bench_mark(&v->b, "other");
}

/* An interrupt of the worker's core that takes 2 us. */
static void long_interrupt(struct task *t, struct frame *f)
{
	ROUTINE(f);
	PAY_TIME(t, f, COST_nic_isr, US(2));
}

static void queue_init(struct busy_bench *v, struct vhost_vq *vq, struct virtqueue *ring, int runs)
{
	virtqueue_init(ring, 16, true);
	virtqueue_disable_cb(ring);
	*vq = (struct vhost_vq){.worker = &v->worker,
				.ring = ring,
				.vector = &v->vector,
				.runs = bench_counter(&v->b, runs),
				.copies = bench_counter(&v->b, COUNTER_copies)};
}

void busy_bench_init(struct busy_bench *v, enum era era, vtime timeout)
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

void busy_bench_fini(struct busy_bench *v)
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

void buffer_comes(void *arg)
{
	struct busy_bench *v = arg;
	virtqueue_add(&v->rx_ring, NULL);
	line_raise(&v->tap.watch);
}

void guest_sends(void *arg)
{
	struct busy_bench *v = arg;
	struct packet seed = {.born = bench_now(&v->b), .bytes = 100};
	virtqueue_add(&v->tx_ring, packet_born(v->b.ledger, &seed));
	line_raise(&v->tap.watch);
}
