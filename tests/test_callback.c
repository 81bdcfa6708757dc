/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/callback.h"
#include "tests/model_bench.h"
#include "tests/suite.h"

/* One guest's instance at the end of an instant wire, its vhost thread on core 0. The test is the guest's
 * driver; its vCPU, on core 1, writes down the used index at each interrupt ("u3"). */
struct callback_bench {
	struct bench b;
	GArray *sources;
	struct traffic *traffic;
	struct wire wire;
	struct nic nic;
	struct virtqueue ring;
	struct vhost_worker worker;
	struct vhost_vq vq;
	struct vcpu vcpu;
	struct nic_instance instance;
	struct callback_settings settings;
	struct callback cb;
	struct depth used;
};

static struct step guest(struct task *t, struct frame *f)
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

static void post(struct callback_bench *c, int n)
{
	for (int i = 0; i < n; i++)
		virtqueue_add(&c->ring);
}

static void build_vhost(struct callback_bench *c, const struct callback_setup *setup)
{
	struct vcpu_counters count = {bench_counter(&c->b, COUNTER_exits),
				      bench_counter(&c->b, COUNTER_signals),
				      bench_counter(&c->b, COUNTER_ipis)};
	virtqueue_init(&c->ring, setup->ring, setup->event_idx);
	vhost_worker_init(&c->worker, c->b.m->cores, "vhost");
	vcpu_init(&c->vcpu, &c->b.m->cores[1], "vcpu", 0, &(struct vcpu_settings){.posted_interrupts = true},
		  &count, guest, c);
	c->vq = (struct vhost_vq){.worker = &c->worker,
				  .ring = &c->ring,
				  .vcpu = &c->vcpu,
				  .used_depth = &c->used,
				  .runs = bench_counter(&c->b, COUNTER_vhost_runs),
				  .copies = bench_counter(&c->b, COUNTER_copies)};
}

/* Everything is set up, and registered with callback_start. */
static void callback_bench_init(struct callback_bench *c, const struct callback_setup *setup)
{
	struct bench_config config = {.cores = 2};
	struct traffic_settings source = bench_burst(setup->frames, setup->gap, 100);
	struct nic_settings nic = {.moderation = MODERATION_OFF};
	*c = (struct callback_bench){.settings = setup->settings};
	memcpy(config.ns, setup->ns, sizeof(config.ns));
	bench_init(&c->b, &config);
	c->sources = bench_sources(&source, 1);
	c->traffic = bench_traffic(c->sources, 0, 1);
	wire_init(&c->wire, c->traffic, 0, 0);
	nic_init(&c->nic, c->b.ledger, &c->wire, &classifier_by_guest, 1, 0,
		 bench_counter(&c->b, COUNTER_nic_interrupts));
	build_vhost(c, setup);
	nic_instance_init(&c->instance, &c->nic.queue[0], c->b.m->cores, &nic, (int)setup->settings.queue,
			  (int)setup->settings.pool, bench_counter(&c->b, COUNTER_pool_depletions));
	callback_init(&c->cb, &c->vq, &c->instance, &c->settings);
	post(c, setup->posted);
	callback_start(&c->cb);
}

/* The driver takes all used buffers; each holds a packet, in order of arrival. */
static int take_used(struct callback_bench *c)
{
	int n = 0;
	for (void *p; virtqueue_get_buf(&c->ring, &p); n++)
		packet_deliver(c->b.ledger, p);
	return n;
}

static void callback_bench_fini(struct callback_bench *c)
{
	struct packet *p;
	uint16_t id;
	virtqueue_check(&c->ring);
	take_used(c);
	while ((p = nic_queue_take(c->cb.instance->queue, &id)))
		packet_deliver(c->b.ledger, p);
	nic_instance_fini(&c->instance);
	nic_fini(&c->nic);
	traffic_free(c->traffic);
	g_array_free(c->sources, TRUE);
	virtqueue_fini(&c->ring);
	bench_fini(&c->b);
}

static int64_t counted(struct callback_bench *c, int counter)
{
	return *bench_counter(&c->b, counter);
}

static int64_t lost(struct callback_bench *c, enum drop reason)
{
	nic_catch_up(&c->nic);
	return c->b.ledger->dropped[reason];
}

#define DPAA                                                                                                 \
	{                                                                                                    \
		.pool = 128, .refill_below = 80, .release_group = 8, .queue = 512, .batch = 64               \
	}

/* ---- set-up ---- */

/* vhost gives two handlers, the driver a tx handler and the pool; the pool is seeded with the guest's
 * buffers. */
static void test_registration(void)
{
	static const struct {
		int posted, pool, left;
	} cases[] = {{256, 128, 128}, {100, 100, 0}, {128, 128, 0}};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct callback_bench c;
		callback_bench_init(&c, &(struct callback_setup){.frames = 1,
								 .gap = US(1),
								 .ring = 256,
								 .posted = cases[i].posted,
								 .settings = DPAA});
		CU_ASSERT_PTR_EQUAL(c.instance.vhost.self, &c.cb);
		CU_ASSERT_PTR_NOT_NULL(c.instance.vhost.rx);
		CU_ASSERT_PTR_NOT_NULL(c.instance.vhost.depletion);
		CU_ASSERT_PTR_EQUAL(c.cb.driver.pool, &c.instance.pool);
		CU_ASSERT_PTR_NOT_NULL(c.cb.driver.tx.receive);
		CU_ASSERT_EQUAL(c.instance.pool.level, cases[i].pool);
		CU_ASSERT_EQUAL(virtqueue_avail(&c.ring), cases[i].left);
		CU_ASSERT_FALSE(c.nic.queue[0].masked);
		callback_bench_fini(&c);
	}
}

/* ---- receiving ---- */

/* Ten frames wait when the handler gets round to them: it takes neither skb nor copy, and publishes four at a
 * time. */
static void test_batches(void)
{
	struct callback_bench c;
	struct callback_setup setup = {
		.frames = 10,
		.gap = NS(100),
		.ring = 64,
		.posted = 64,
		.settings = {.pool = 32, .refill_below = 10, .release_group = 8, .queue = 64, .batch = 4},
		.ns = {[COST_nic_isr] = 2000,
		       [COST_callback_rx] = 10,
		       [COST_vhost_copy] = 1,
		       [COST_skb_alloc] = 1,
		       [COST_skb_free] = 1,
		       [COST_bridge] = 1,
		       [COST_tap_xmit] = 1,
		       [COST_netif_receive] = 1}};
	callback_bench_init(&c, &setup);
	bench_run(&c.b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&c.b), "u4 u8 u10 ");
	CU_ASSERT_EQUAL(counted(&c, COUNTER_copies), 0);
	CU_ASSERT_EQUAL(counted(&c, COUNTER_nic_interrupts), 1);
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_callback_rx), 10);
	static const int none[] = {COST_vhost_copy, COST_skb_alloc, COST_skb_free,
				   COST_bridge,	    COST_tap_xmit,  COST_netif_receive};
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
		CU_ASSERT_EQUAL(bench_paid(&c.b, 0, none[i]), 0);
	CU_ASSERT_FALSE(c.nic.queue[0].masked); /* open again */
	callback_bench_fini(&c);
}

/* Each packet lies in the buffer that the pool gave for it: buffers in the order in which the guest posted
 * them. */
static void test_buffers(void)
{
	struct callback_bench c;
	uint16_t posted[20];
	callback_bench_init(
		&c, &(struct callback_setup){
			    .frames = 20, .gap = NS(100), .ring = 64, .posted = 64, .settings = DPAA});
	for (int i = 0; i < 20; i++)
		posted[i] = c.ring.avail[i];
	bench_run(&c.b, US(10));
	CU_ASSERT_EQUAL(c.ring.used_idx, 20);
	for (int i = 0; i < 20; i++) {
		CU_ASSERT_EQUAL(c.ring.used[i], posted[i]);
		CU_ASSERT_EQUAL(((struct packet *)c.ring.cookie[posted[i]])->id, i + 1);
	}
	callback_bench_fini(&c);
}

/* After 256 packets the handler gives way and queues itself again, the interrupt still off. */
static void test_turn(void)
{
	static const struct {
		int frames, runs;
	} cases[] = {{255, 1}, {256, 2}, {300, 2}, {600, 3}};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct callback_bench c;
		struct callback_setup setup = {.frames = cases[i].frames,
					       .gap = NS(10),
					       .ring = 1024,
					       .posted = 1024,
					       .settings = {.pool = 1024,
							    .refill_below = 1,
							    .release_group = 8,
							    .queue = 1024,
							    .batch = 64},
					       .ns = {[COST_nic_isr] = 10000, [COST_vhost_add_used] = 1}};
		callback_bench_init(&c, &setup);
		bench_run(&c.b, MS(1));
		CU_ASSERT_EQUAL(counted(&c, COUNTER_vhost_runs), cases[i].runs);
		CU_ASSERT_EQUAL(counted(&c, COUNTER_nic_interrupts), 1);
		CU_ASSERT_EQUAL(take_used(&c), cases[i].frames);
		CU_ASSERT_FALSE(c.nic.queue[0].masked);
		callback_bench_fini(&c);
	}
}

/* ---- refill ---- */

/* The pool is filled up when it is below its mark at the end of a batch, in groups. */
static void test_refill(void)
{
	static const struct {
		int frames, level, releases;
	} cases[] = {
		{48, 80, 0},	{49, 128, 7}, /* 6 groups of 8 and one of 1 */
		{64, 128, 8},	{70, 128, 9}, /* all 70 have come when the first 64 are published */
		{128, 128, 16},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct callback_bench c;
		callback_bench_init(&c, &(struct callback_setup){.frames = cases[i].frames,
								 .gap = NS(10),
								 .ring = 512,
								 .posted = 512,
								 .settings = DPAA,
								 .ns = {[COST_nic_isr] = 5000,
									[COST_pool_release] = 1,
									[COST_vhost_get_desc] = 1}});
		bench_run(&c.b, US(100));
		CU_ASSERT_EQUAL(take_used(&c), cases[i].frames);
		CU_ASSERT_EQUAL(c.instance.pool.level, cases[i].level);
		CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_release), cases[i].releases);
		CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_vhost_get_desc),
				cases[i].level + cases[i].frames - 128);
		callback_bench_fini(&c);
	}
}

/* A group enters the pool when its release is paid, not buffer by buffer: 8 x 10 ns, then 100. */
static void test_group_at_once(void)
{
	struct callback_bench c;
	struct callback_setup setup = {
		.frames = 1,
		.gap = NS(100),
		.ring = 64,
		.posted = 64,
		.settings = {.pool = 9, .refill_below = 9, .release_group = 8, .queue = 64, .batch = 1},
		.ns = {[COST_vhost_get_desc] = 10, [COST_pool_release] = 100}};
	callback_bench_init(&c, &setup);
	bench_run(&c.b, NS(209));
	CU_ASSERT_EQUAL(c.instance.pool.level, 8);
	bench_run(&c.b, NS(210));
	CU_ASSERT_EQUAL(c.instance.pool.level, 9);
	callback_bench_fini(&c);
}

/* The avail ring is empty: vhost asks for a kick, and the kick fills the pool. */
static void kick_taken(bool event_idx)
{
	struct callback_bench c;
	struct callback_setup setup = {
		.frames = 7,
		.gap = NS(100),
		.ring = 16,
		.posted = 16,
		.event_idx = event_idx,
		.settings = {.pool = 16, .refill_below = 10, .release_group = 8, .queue = 64, .batch = 1}};
	callback_bench_init(&c, &setup);
	virtqueue_kick_prepare(&c.ring);
	bench_run(&c.b, NS(650));
	CU_ASSERT_EQUAL(c.instance.pool.level, 10);
	if (event_idx)
		CU_ASSERT_NOT_EQUAL(c.ring.avail_event, c.ring.avail_idx);
	bench_run(&c.b, US(10));
	CU_ASSERT_EQUAL(c.instance.pool.level, 9);
	if (event_idx)
		CU_ASSERT_EQUAL(c.ring.avail_event, c.ring.avail_idx);
	CU_ASSERT_EQUAL(take_used(&c), 7);
	post(&c, 7);
	CU_ASSERT_TRUE(virtqueue_kick_prepare(&c.ring));
	callback_kick(&c.cb, NULL);
	bench_run(&c.b, US(20));
	CU_ASSERT_EQUAL(c.instance.pool.level, 16);
	CU_ASSERT_EQUAL(virtqueue_avail(&c.ring), 0);
	callback_bench_fini(&c);
}

static void test_kick(void)
{
	kick_taken(false);
	kick_taken(true);
}

/* Flags: kicks are off while vhost refills, and off again when it goes on after its second look. */
static void post_seven(void *bench)
{
	struct callback_bench *c = bench;
	take_used(c);
	post(c, 7);
}

static void test_slipped_in(void)
{
	struct callback_bench c;
	struct callback_setup setup = {
		.frames = 7,
		.gap = NS(100),
		.ring = 16,
		.posted = 16,
		.settings = {.pool = 16, .refill_below = 10, .release_group = 8, .queue = 64, .batch = 1},
		.ns = {[COST_vhost_enable_notify] = 50, [COST_vhost_disable_notify] = 1}};
	callback_bench_init(&c, &setup);
	bench_at(&c.b, NS(730), post_seven, &c);
	bench_run(&c.b, US(10));
	CU_ASSERT_EQUAL(c.instance.pool.level, 16);
	CU_ASSERT_TRUE(c.ring.no_notify);
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_vhost_enable_notify), 1);
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_vhost_disable_notify), 2);
	callback_bench_fini(&c);
}

/* ---- losses in the hardware ---- */

/* Four buffers and no more: with the interrupt open the fifth frame raises the depletion interrupt, once. */
static void test_depletion_open(void)
{
	struct callback_bench c;
	struct callback_setup setup = {
		.frames = 10,
		.gap = NS(100),
		.ring = 16,
		.posted = 4,
		.settings = {.pool = 8, .refill_below = 4, .release_group = 8, .queue = 64, .batch = 1},
		.ns = {[COST_pool_depletion] = 1}};
	callback_bench_init(&c, &setup);
	bench_run(&c.b, NS(499));
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_depletion), 0);
	bench_run(&c.b, NS(801));
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_depletion), 1);
	CU_ASSERT_EQUAL(counted(&c, COUNTER_pool_depletions), 1);
	CU_ASSERT_EQUAL(lost(&c, DROP_nic_pool_empty), 4);
	CU_ASSERT_EQUAL(c.ring.used_idx, 4);
	/* one buffer, by the kick: frame 9 gets it, frame 10 depletes the pool again */
	post(&c, 1);
	callback_kick(&c.cb, NULL);
	bench_run(&c.b, US(2));
	CU_ASSERT_EQUAL(c.ring.used_idx, 5);
	CU_ASSERT_EQUAL(counted(&c, COUNTER_pool_depletions), 2);
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_depletion), 2);
	CU_ASSERT_EQUAL(lost(&c, DROP_nic_pool_empty), 5);
	CU_ASSERT_EQUAL(c.b.ledger->wasted, 0);
	callback_bench_fini(&c);
}

/* All frames come while the handler of the first one's interrupt runs: the queue is masked, vhost looks at
 * the pool by itself, and the depletion interrupt is not raised. */
static void test_depletion_masked(void)
{
	struct callback_bench c;
	struct callback_setup setup = {
		.frames = 10,
		.gap = NS(100),
		.ring = 16,
		.posted = 16,
		.settings = {.pool = 4, .refill_below = 4, .release_group = 8, .queue = 64, .batch = 64},
		.ns = {[COST_nic_isr] = 5000, [COST_pool_depletion] = 1}};
	callback_bench_init(&c, &setup);
	bench_run(&c.b, US(10));
	CU_ASSERT_EQUAL(counted(&c, COUNTER_pool_depletions), 1);
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_depletion), 0);
	CU_ASSERT_EQUAL(lost(&c, DROP_nic_pool_empty), 6);
	CU_ASSERT_EQUAL(c.ring.used_idx, 4);
	CU_ASSERT_EQUAL(c.instance.pool.level, 4);
	callback_bench_fini(&c);
}

static void test_queue_full(void)
{
	struct callback_bench c;
	struct callback_setup setup = {
		.frames = 12,
		.gap = NS(100),
		.ring = 64,
		.posted = 64,
		.settings = {.pool = 16, .refill_below = 4, .release_group = 8, .queue = 8, .batch = 64},
		.ns = {[COST_nic_isr] = 5000}};
	callback_bench_init(&c, &setup);
	bench_run(&c.b, US(10));
	CU_ASSERT_EQUAL(lost(&c, DROP_nic_queue_full), 4);
	CU_ASSERT_EQUAL(c.ring.used_idx, 8);
	CU_ASSERT_EQUAL(c.instance.pool.level, 8);
	callback_bench_fini(&c);
}

/* ---- what looking must not change ---- */

static void look(void *bench)
{
	nic_catch_up(&((struct callback_bench *)bench)->nic);
}

/* The same run, with and without somebody who looks at the NIC now and then. */
static void run_looked_at(int looks, int64_t *out)
{
	struct callback_bench c;
	struct rng r;
	struct callback_setup setup = {
		.frames = 5000,
		.gap = NS(100),
		.ring = 64,
		.posted = 64,
		.event_idx = true,
		.settings = {.pool = 24, .refill_below = 16, .release_group = 4, .queue = 16, .batch = 8},
		.ns = {[COST_nic_isr] = 50,
		       [COST_callback_rx] = 60,
		       [COST_vhost_get_desc] = 20,
		       [COST_pool_release] = 30,
		       [COST_vhost_enable_notify] = 10,
		       [COST_pool_depletion] = 25,
		       [COST_nic_irq_enable] = 15}};
	callback_bench_init(&c, &setup);
	c.instance.moderation.gap = US(2);
	rng_init(&r, 7, (uint64_t)looks, "looks");
	for (int i = 0; i < looks; i++)
		bench_at(&c.b, (vtime)rng_below(&r, US(600)), look, &c);
	for (int i = 1; i <= 200; i++) {
		bench_run(&c.b, i * US(3));
		take_used(&c);
		post(&c, virtqueue_free(&c.ring));
		if (virtqueue_kick_prepare(&c.ring))
			callback_kick(&c.cb, NULL);
	}
	int64_t result[] = {c.b.ledger->delivered,
			    lost(&c, DROP_nic_pool_empty),
			    lost(&c, DROP_nic_queue_full),
			    counted(&c, COUNTER_pool_depletions),
			    bench_paid(&c.b, 0, COST_pool_depletion),
			    bench_paid(&c.b, 0, COST_pool_release),
			    (int64_t)c.b.ledger->latency.sum};
	memcpy(out, result, sizeof(result));
	callback_bench_fini(&c);
}

static void test_looking(void)
{
	int64_t alone[7], looked_at[7];
	run_looked_at(0, alone);
	CU_ASSERT(alone[0] > 1000);
	CU_ASSERT(alone[1] + alone[2] > 100);
	for (int k = 1; k <= 20; k++) {
		run_looked_at(100 * k, looked_at);
		for (int i = 0; i < 7; i++)
			CU_ASSERT_EQUAL(alone[i], looked_at[i]);
	}
}

/* ---- tx ---- */

static struct step send(struct task *t, struct frame *f)
{
	struct callback_bench *c = f->self;
	ROUTINE(f);
	HAND_OVER(t, f, &c->cb.driver.tx, packet_arrive(c->b.ledger, bench_now(&c->b), 200, 0));
	ROUTINE_END;
}

static void test_tx(void)
{
	struct callback_bench c;
	struct bench_thread thread;
	callback_bench_init(&c, &(struct callback_setup){.frames = 1,
							 .gap = MS(1),
							 .ring = 64,
							 .posted = 64,
							 .settings = DPAA,
							 .ns = {[COST_nic_tx] = 30}});
	bench_thread_init(&thread, &c.b, 0, send, &c);
	bench_at(&c.b, NS(100), bench_thread_wake, &thread);
	bench_run(&c.b, US(1));
	CU_ASSERT_EQUAL(c.b.ledger->delivered, 1);
	CU_ASSERT_EQUAL(c.b.ledger->delivered_bytes, 200);
	CU_ASSERT_EQUAL(c.b.ledger->latency.max, NS(30));
	callback_bench_fini(&c);
}

static const struct test_case cases[] = {
	{"handles and handlers are exchanged, the pool is seeded", test_registration},
	{"zero copy, used entries in batches", test_batches},
	{"buffers in order", test_buffers},
	{"a turn of 256", test_turn},
	{"the pool is refilled below its mark", test_refill},
	{"a group is released at once", test_group_at_once},
	{"an empty avail ring: a kick is asked for and taken", test_kick},
	{"buffers that slip in", test_slipped_in},
	{"depletion with the interrupt open", test_depletion_open},
	{"depletion while polled", test_depletion_masked},
	{"queue full", test_queue_full},
	{"looking changes nothing", test_looking},
	{"the tx handler sends", test_tx},
};
SUITE("callback", cases)
