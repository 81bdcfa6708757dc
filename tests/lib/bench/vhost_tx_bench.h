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
static inline int tx_bench_reap(struct tx_bench *x)
{
	void *cookie;
	int n = 0;
	while (virtqueue_get_buf(&x->tx_ring, &cookie))
		n++;
	return n;
}

/* The guest writes down the used index that it finds. */
static inline struct step tx_bench_guest(struct task *t, struct frame *f)
{
	struct tx_bench *x = f->self;
	struct vector *vector;
	(void)t;
	while ((vector = vcpu_take_interrupt(&x->vcpu))) {
		if (vector == &x->rx_vector)
			continue;
		g_string_append_printf(x->b.log, "u%d ", x->tx_ring.used_idx);
		if (x->greedy) {
			virtqueue_enable_cb(&x->tx_ring);
			tx_bench_reap(x);
		}
	}
	RETURN;
}

static inline struct step tx_bench_up(struct task *t, struct frame *f)
{
	struct tx_bench *x = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_TIME(t, f, COST_app_sink, 0); /* what is owed */
	CU_ASSERT(p->id > x->last_id);
	x->last_id = p->id;
	x->up_packets++;
	x->zerocopied += p->ubuf != NULL;
	if (x->marks)
		bench_mark(&x->b, "up");
	if (x->watch)
		x->watch(x);
	if (p->ubuf && x->copies)
		ubuf_done(p->ubuf, false, t->core);
	else if (p->ubuf)
		g_ptr_array_add(x->held, p->ubuf);
	packet_deliver(x->b.ledger, p);
	ROUTINE_END;
}

static inline struct vhost_vq tx_bench_vq(struct tx_bench *x, struct virtqueue *ring, struct vector *vector,
					  int runs)
{
	return (struct vhost_vq){.worker = &x->worker,
				 .ring = ring,
				 .vector = vector,
				 .runs = bench_counter(&x->b, runs),
				 .copies = bench_counter(&x->b, COUNTER_copies)};
}

static inline void tx_bench_rings(struct tx_bench *x, const struct tx_setup *setup)
{
	int ring = setup->ring ? setup->ring : 256;
	struct vcpu_counters count = {bench_counter(&x->b, COUNTER_exits),
				      bench_counter(&x->b, COUNTER_signals),
				      bench_counter(&x->b, COUNTER_ipis)};
	virtqueue_init(&x->rx_ring, ring, !setup->no_event_idx);
	virtqueue_init(&x->tx_ring, ring, !setup->no_event_idx);
	vhost_worker_init(&x->worker, &x->b.m->cores[0], "vhost");
	vcpu_init(&x->vcpu, &x->b.m->cores[1], "vcpu", 0, &(struct vcpu_settings){.posted_interrupts = true},
		  &count, tx_bench_guest, x);
	vector_init(&x->rx_vector, &x->vcpu, NULL, NULL);
	vector_init(&x->tx_vector, &x->vcpu, NULL, NULL);
	x->rx = tx_bench_vq(x, &x->rx_ring, &x->rx_vector, COUNTER_vhost_runs);
	x->tx = tx_bench_vq(x, &x->tx_ring, &x->tx_vector, COUNTER_vhost_tx_runs);
}

static inline void tx_bench_init(struct tx_bench *x, const struct tx_setup *setup)
{
	struct bench_config config = {.ns = {[COST_tun_get_user] = 10, [COST_vhost_build_xdp] = 10}};
	struct vhost_settings settings = {.byte_weight = setup->byte_weight ? setup->byte_weight : 0x80000,
					  .zerocopy = !setup->no_zerocopy};
	*x = (struct tx_bench){.held = g_ptr_array_new()};
	if (setup->costs)
		config = *setup->costs;
	config.cores = 3;
	config.era = setup->era;
	bench_init(&x->b, &config);
	tx_bench_rings(x, setup);
	softnet_init(&x->softnet, x->b.m->cores, 300, bench_counter(&x->b, COUNTER_napi_polls),
		     bench_counter(&x->b, COUNTER_time_squeeze));
	x->up = (struct inlet){tx_bench_up, x};
	backlog_init(&x->backlog, &x->softnet, x->b.ledger, 1000, &x->up);
	tap_init(&x->tap, x->b.ledger, 2000, setup->era, &x->up, &x->backlog);
	vhost_net_init(&x->net, setup->era, &settings, &x->rx, &x->tx, &x->tap);
	bench_feeder_init(&x->b, 2, &x->tap.in, 64);
	note_init(&x->note, &x->b, "note", NS(1));
	virtqueue_enable_notify(&x->tx_ring);
}

/* tx_bench_complete: packet i of those held, in order of sending, has been sent (zerocopied), or copied. */
static inline void tx_bench_complete(struct tx_bench *x, guint i, bool zerocopied)
{
	struct ubuf *u = x->held->pdata[i];
	CU_ASSERT_PTR_NOT_NULL_FATAL(u);
	x->held->pdata[i] = NULL;
	ubuf_done(u, zerocopied, NULL);
}

static inline void tx_bench_fini(struct tx_bench *x)
{
	void *p;
	virtqueue_check(&x->tx_ring);
	virtqueue_check(&x->rx_ring);
	while (virtqueue_get_buf(&x->rx_ring, &p))
		packet_deliver(x->b.ledger, p);
	vhost_net_fini(&x->net);
	virtqueue_fini(&x->rx_ring);
	virtqueue_fini(&x->tx_ring);
	g_ptr_array_free(x->held, TRUE);
	bench_fini(&x->b);
}

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
static inline void tx_bench_quiet(struct tx_bench *x)
{
	virtqueue_disable_cb(&x->tx_ring);
	x->tx_ring.signalled_valid = true;
	x->tx_ring.used_event = 40000;
}

static inline int64_t tx_bench_count(struct tx_bench *x, int counter)
{
	return *bench_counter(&x->b, counter);
}

#endif
