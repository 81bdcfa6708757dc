/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bench for the tests of the callback flow.
 *
 * One guest's instance stands at the end of an instant wire, its vhost thread on core 0. The test is the
 * guest's driver; its vCPU, on core 1, writes the used index at each interrupt into the log ("u3").
 */
#ifndef TESTS_LIB_BENCH_CALLBACK_BENCH_H
#define TESTS_LIB_BENCH_CALLBACK_BENCH_H

#include "models/vhost/callback.h"
#include "tests/lib/bench/model_bench.h"

struct callback_bench {
	struct bench b;
	GArray *sources;
	struct traffic *traffic;
	struct wire wire;
	struct nic nic;
	struct virtqueue ring, tx_ring;
	struct vhost_worker worker;
	struct vhost_vq vq, tx;
	struct vcpu vcpu;
	struct vector vector;
	struct nic_instance instance;
	struct callback_settings settings;
	struct callback cb;
	struct depth used;
};

static inline struct step guest(struct task *t, struct frame *f)
{
	struct callback_bench *c = f->self;
	(void)t;
	ROUTINE(f);
	while (vcpu_take_interrupt(&c->vcpu))
		g_string_append_printf(c->b.log, "u%d ", c->ring.used_idx);
	ROUTINE_END;
}

struct callback_setup {
	int frames; /* of 100 bytes */
	vtime gap;  /* between them, the first after one gap */
	int ring, posted;
	bool event_idx;
	struct callback_settings settings;
	int ns[COST_COUNT];
};

static inline void post(struct callback_bench *c, int n)
{
	for (int i = 0; i < n; i++)
		virtqueue_add(&c->ring, NULL);
}

static inline void build_vhost(struct callback_bench *c, const struct callback_setup *setup)
{
	struct vcpu_counters count = {bench_counter(&c->b, COUNTER_exits),
				      bench_counter(&c->b, COUNTER_signals),
				      bench_counter(&c->b, COUNTER_ipis)};
	virtqueue_init(&c->ring, setup->ring, setup->event_idx);
	virtqueue_init(&c->tx_ring, setup->ring, setup->event_idx);
	vhost_worker_init(&c->worker, c->b.m->cores, "vhost");
	vcpu_init(&c->vcpu, &c->b.m->cores[1], "vcpu", 0, &(struct vcpu_settings){.posted_interrupts = true},
		  &count, guest, c);
	vector_init(&c->vector, &c->vcpu, NULL, NULL);
	c->vq = (struct vhost_vq){.worker = &c->worker,
				  .ring = &c->ring,
				  .vector = &c->vector,
				  .used_depth = &c->used,
				  .runs = bench_counter(&c->b, COUNTER_vhost_runs),
				  .copies = bench_counter(&c->b, COUNTER_copies)};
	c->tx = c->vq;
	c->tx.ring = &c->tx_ring;
	c->tx.used_depth = NULL;
	c->tx.runs = bench_counter(&c->b, COUNTER_vhost_tx_runs);
}

/* Everything is set up, registered, seeded and open. */
static inline void callback_bench_init(struct callback_bench *c, const struct callback_setup *setup)
{
	struct bench_config config = {.cores = 2};
	struct traffic_settings source = bench_burst(setup->frames, setup->gap, 100);
	struct nic_settings nic = {.moderation = MODERATION_OFF, .tx_ring = 64};
	*c = (struct callback_bench){.settings = setup->settings};
	memcpy(config.ns, setup->ns, sizeof(config.ns));
	bench_init(&c->b, &config);
	c->sources = bench_sources(&source, 1);
	c->traffic = bench_traffic(c->sources, 0, 1);
	wire_init(&c->wire, c->traffic, bench_seed, 0, 0);
	nic_init(&c->nic, c->b.ledger, &c->wire, &(struct wire_out){0}, &c->b.topology, &classifier_by_path,
		 1, 0, bench_counter(&c->b, COUNTER_nic_interrupts));
	build_vhost(c, setup);
	nic_instance_init(&c->instance, &c->nic.queue[0], c->b.m->cores, &nic, (int)setup->settings.queue,
			  (int)setup->settings.pool, bench_counter(&c->b, COUNTER_pool_depletions));
	callback_init(&c->cb, &c->vq, &c->tx, &c->instance, &c->settings);
	post(c, setup->posted);
	callback_register(&c->cb);
	callback_seed(&c->cb);
	callback_open(&c->cb);
}

/* The driver takes all used buffers; each holds a packet, in order of arrival. */
static inline int take_used(struct callback_bench *c)
{
	int n = 0;
	for (void *p; virtqueue_get_buf(&c->ring, &p); n++)
		packet_deliver(c->b.ledger, p);
	return n;
}

static inline void callback_bench_fini(struct callback_bench *c)
{
	struct packet *p;
	uint16_t id;
	virtqueue_check(&c->ring);
	take_used(c);
	while ((p = nic_queue_take(c->cb.instance->queue, &id)))
		packet_deliver(c->b.ledger, p);
	nic_instance_fini(&c->instance);
	nic_fini(&c->nic);
	wire_fini(&c->wire);
	traffic_free(c->traffic);
	g_array_free(c->sources, TRUE);
	virtqueue_check(&c->tx_ring);
	virtqueue_fini(&c->ring);
	virtqueue_fini(&c->tx_ring);
	bench_fini(&c->b);
}

static inline int64_t counted(struct callback_bench *c, int counter)
{
	return *bench_counter(&c->b, counter);
}

static inline int64_t lost(struct callback_bench *c, enum drop reason)
{
	nic_catch_up(&c->nic);
	return c->b.ledger->dropped[reason];
}

#define DPAA                                                                                                 \
	{                                                                                                    \
		.pool = 128, .refill_below = 80, .release_group = 8, .queue = 512, .batch = 64               \
	}

#endif
