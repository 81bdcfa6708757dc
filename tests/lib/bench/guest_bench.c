/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/guest_bench.h"

static bool guest_kicked(void *self, struct core *from)
{
	struct guest_bench *g = self;
	CU_ASSERT_PTR_EQUAL(from, &g->b.m->cores[1]);
	g->kicked++;
	return g->backend_sleeps;
}

int take_sent(struct guest_bench *g, int n)
{
	uint16_t id;
	int done = 0;
	for (; done < n && virtqueue_pop(g->tx, &id); done++) {
		depth_change(&g->driver[0].tx.depth, bench_now(&g->b), -1);
		packet_deliver(g->b.ledger, virtqueue_cookie(g->tx, id));
		g_queue_push_tail(g->taken, GUINT_TO_POINTER(id));
	}
	return done;
}

bool complete(struct guest_bench *g, int n)
{
	for (; n > 0 && !g_queue_is_empty(g->taken); n--)
		virtqueue_write_used(g->tx, (uint16_t)GPOINTER_TO_UINT(g_queue_pop_head(g->taken)), NULL);
	virtqueue_publish(g->tx);
	bool due = virtqueue_signal_due(g->tx);
	if (due)
		irq_raise(&g->tx_signal[0]);
	return due;
}

static bool guest_tx_kicked(void *self, struct core *from)
{
	struct guest_bench *g = self;
	CU_ASSERT_PTR_EQUAL(from, &g->b.m->cores[1]);
	g->tx_kicked++;
	bench_mark(&g->b, "kick");
	if (g->answers) {
		complete(g, take_sent(g, g->tx->size));
		virtqueue_enable_notify(g->tx);
	}
	return g->backend_sleeps;
}

/* ---- the guest's sender ---- */
static void guest_sender_poll(struct task *t, struct frame *f)
{
	struct guest_bench *g = f->self;
	ROUTINE(f);
	g->sender.scheduled = false;
	while (g->to_send > 0) {
		g->to_send--;
		HAND_OVER(t, f, &g->send_to, bench_packet(g->b.ledger, bench_now(&g->b), 100, 0));
	}
}

static void guest_sender_isr(struct task *t, struct frame *f)
{
	struct guest_bench *g = f->self;
	(void)t;
	guest_napi_schedule(&g->guest, &g->sender);
}

static void guest_bench_driver(struct guest_bench *g, const struct guest_setup *setup, int i)
{
	struct virtio_net *n = &g->driver[i];
	virtio_net_init(n, &g->guest, g->b.ledger, setup->era, setup->ring, setup->event_idx);
	virtio_ring_serve(&n->rx, (struct kick_target){guest_kicked, g}, (struct line){0});
	virtio_ring_serve(&n->tx, (struct kick_target){guest_tx_kicked, g}, (struct line){0});
	irq_init(&g->signal[i], g->b.m->cores, "signal", irqfd_signal, &n->rx.vector);
	irq_init(&g->tx_signal[i], g->b.m->cores, "tx-signal", irqfd_signal, &n->tx.vector);
	app_add_device(&g->app, &n->dev);
	virtio_net_probe(n);
}

static void guest_bench_sender(struct guest_bench *g)
{
	guest_napi_init(&g->sender, guest_sender_poll, g);
	vector_init(&g->sender_vector, &g->vcpu, guest_sender_isr, g);
	irq_init(&g->sender_irq, g->b.m->cores, "sender", irqfd_signal, &g->sender_vector);
	g->send_to = (struct inlet){dev_queue_xmit, &g->driver[0].dev};
}

void guest_bench_init(struct guest_bench *g, const struct guest_setup *setup)
{
	struct bench_config config = {.cores = 2, .era = setup->era};
	*g = (struct guest_bench){.n_drivers = MAX(1, setup->drivers), .taken = g_queue_new()};
	if (setup->ns)
		memcpy(config.ns, setup->ns, sizeof(config.ns));
	bench_init(&g->b, &config);
	int64_t *exits = bench_counter(&g->b, COUNTER_exits);
	struct vcpu_counters vcpu = {exits, bench_counter(&g->b, COUNTER_signals),
				     bench_counter(&g->b, COUNTER_ipis)};
	struct guest_counters guest = {bench_counter(&g->b, COUNTER_guest_polls),
				       bench_counter(&g->b, COUNTER_kicks), exits};
	vcpu_init(&g->vcpu, &g->b.m->cores[1], "vcpu", 0,
		  &(struct vcpu_settings){.halt_exits = !setup->halt_stays}, &vcpu, guest_run, &g->guest);
	app_init(&g->app, setup->app, g->b.ledger, 0, PORT_WIRE);
	guest_init(&g->guest, 0, &g->vcpu, &g->app.in, &guest);
	for (int i = 0; i < g->n_drivers; i++)
		guest_bench_driver(g, setup, i);
	guest_bench_sender(g);
	g->ring = &g->driver[0].rx.vq;
	g->tx = &g->driver[0].tx.vq;
	g->used = &g->driver[0].rx.depth;
}

void guest_bench_fini(struct guest_bench *g)
{
	take_sent(g, g->tx->size);
	for (int i = 0; i < g->n_drivers; i++) {
		virtio_net_check(&g->driver[i]);
		virtio_net_fini(&g->driver[i]);
	}
	g_queue_free(g->taken);
	bench_fini(&g->b);
}

bool use(struct guest_bench *g, int n)
{
	uint16_t id;
	for (int i = 0; i < n && virtqueue_pop(g->ring, &id); i++) {
		virtqueue_write_used(g->ring, id, bench_packet(g->b.ledger, bench_now(&g->b), 100, 0));
		depth_change(g->used, bench_now(&g->b), 1);
	}
	virtqueue_publish(g->ring);
	bool due = virtqueue_signal_due(g->ring);
	if (due)
		irq_raise(&g->signal[0]);
	return due;
}
