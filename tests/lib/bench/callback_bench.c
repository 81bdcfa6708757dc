/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/callback_bench.h"

static void guest(struct task *t, struct frame *f)
{
	struct callback_bench *c = f->self;
	(void)t;
	ROUTINE(f);
	while (vcpu_take_interrupt(&c->vcpu))
		g_string_append_printf(c->b.log, "u%d ", c->ring.used_idx);
}

static void build_vhost(struct callback_bench *c, const struct callback_setup *setup)
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

void callback_bench_init(struct callback_bench *c, const struct callback_setup *setup)
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

int take_used(struct callback_bench *c)
{
	int n = 0;
	for (void *p; virtqueue_get_buf(&c->ring, &p); n++)
		packet_deliver(c->b.ledger, p);
	return n;
}

void callback_bench_fini(struct callback_bench *c)
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
