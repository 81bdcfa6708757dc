/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/vhost_tx_bench.h"

int tx_bench_reap(struct tx_bench *x)
{
	void *cookie;
	int n = 0;
	while (virtqueue_get_buf(&x->tx_ring, &cookie))
		n++;
	return n;
}

/* The guest writes down the used index that it finds. */
static void tx_bench_guest(struct task *t, struct frame *f)
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
}

static void tx_bench_up(struct task *t, struct frame *f)
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
}

static struct vhost_vq tx_bench_vq(struct tx_bench *x, struct virtqueue *ring, struct vector *vector,
				   int runs)
{
	return (struct vhost_vq){.worker = &x->worker,
				 .ring = ring,
				 .vector = vector,
				 .runs = bench_counter(&x->b, runs),
				 .copies = bench_counter(&x->b, COUNTER_copies)};
}

static void tx_bench_rings(struct tx_bench *x, const struct tx_setup *setup)
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

void tx_bench_init(struct tx_bench *x, const struct tx_setup *setup)
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

void tx_bench_complete(struct tx_bench *x, guint i, bool zerocopied)
{
	struct ubuf *u = x->held->pdata[i];
	CU_ASSERT_PTR_NOT_NULL_FATAL(u);
	x->held->pdata[i] = NULL;
	ubuf_done(u, zerocopied, NULL);
}

void tx_bench_fini(struct tx_bench *x)
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

void tx_bench_quiet(struct tx_bench *x)
{
	virtqueue_disable_cb(&x->tx_ring);
	x->tx_ring.signalled_valid = true;
	x->tx_ring.used_event = 40000;
}
