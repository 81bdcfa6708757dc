/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/nic_driver.h"
#include "tests/lib/bench/host_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

#define STANDING 1	 /* bit/s: nothing ever leaves */
#define FRAME_1G NS(672) /* 84 bytes at 1 Gbit/s */

/* Packets are handed in on cores 1 and 2, each lying in a guest's memory under its number; core 0 has the NIC's
 * driver, or an interrupt that does nothing but clean. */
struct up_bench {
	struct host_bench h;
	struct uplink u;
	struct irq cleaner;
	struct inlet own; /* gives each packet its memory */
	struct irq second;
	int64_t second_left;
	struct softnet softnet;
	struct nic_driver driver;
	struct inlet stack; /* where received packets end */
	struct memory {
		struct ubuf ubuf; /* first: its address is the memory's */
		struct up_bench *owner;
		int number;
	} memory[4000];
	int handed;    /* packets */
	bool wakes;    /* a completion wakes somebody */
	bool quiet;    /* completions are not written down */
	int completed; /* without a copy */
	int lost;
};

/* Each memory is given back once; those sent in order, on core 0. */
static bool memory_done(struct ubuf *u, bool zerocopied, struct core *from)
{
	struct memory *m = (struct memory *)u;
	struct up_bench *b = m->owner;
	CU_ASSERT_NOT_EQUAL(m->number, 0);
	if (zerocopied)
		CU_ASSERT_PTR_EQUAL(from, b->h.b.m->cores);
	if (!b->quiet)
		g_string_append_printf(b->h.b.log, "%s%d ", zerocopied ? "" : "lost", m->number);
	zerocopied ? b->completed++ : b->lost++;
	m->number = 0;
	return b->wakes;
}

/* The memory of the next packet. */
static struct ubuf *next_memory(struct up_bench *b)
{
	struct memory *m = &b->memory[b->handed++];
	*m = (struct memory){.ubuf = {memory_done}, .owner = b, .number = b->handed};
	return &m->ubuf;
}

static void hand_in(struct task *t, struct frame *f)
{
	struct up_bench *b = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	p->ubuf = next_memory(b);
	p->to = PORT_WIRE;
	HAND_OVER(t, f, &b->u.in, p);
}

static void clean(struct task *t, struct frame *f)
{
	struct up_bench *b = f->self;
	ROUTINE(f);
	CALL(t, f, uplink_clean, &b->u, NULL);
}

static void feed_second(struct task *t, struct frame *f)
{
	struct up_bench *b = f->self;
	ROUTINE(f);
	while (b->second_left > 0) {
		b->second_left--;
		HAND_OVER(t, f, &b->own, bench_packet(b->h.b.ledger, bench_now(&b->h.b), 64, 1));
	}
}

static void stack_receive(struct task *t, struct frame *f)
{
	struct up_bench *b = f->self;
	(void)t;
	bench_mark(&b->h.b, "rx");
	packet_deliver(b->h.b.ledger, f->arg);
}

static void up_bench_init(struct up_bench *b, struct bench_config *config, int slots, int64_t bits_per_s)
{
	*b = (struct up_bench){.quiet = false};
	config->cores = 3;
	host_bench_init(&b->h, config, bits_per_s, 1, 0);
	irq_init(&b->cleaner, b->h.b.m->cores, "cleaner", clean, b);
	nic_queue_setup(b->h.nic.queue, 64, DROP_nic_ring_full, line_to_irq(&b->cleaner));
	uplink_init(&b->u, &b->h.nic, b->h.nic.queue, slots, b->h.b.m->cores);
	b->own = (struct inlet){hand_in, b};
	b->stack = (struct inlet){stack_receive, b};
	bench_feeder_init(&b->h.b, 1, &b->own, 64);
	irq_init(&b->second, &b->h.b.m->cores[2], "second", feed_second, b);
}

/* With the driver of the NIC's queue in place of the cleaner. */
static void driver_bench_init(struct up_bench *b, struct bench_config *config, int slots, int64_t bits_per_s)
{
	static const struct nic_settings settings = {
		.rx_ring = 64, .refill_batch = 16, .moderation = MODERATION_OFF};
	up_bench_init(b, config, slots, bits_per_s);
	g_free(b->h.nic.queue->buffer);
	softnet_init(&b->softnet, b->h.b.m->cores, 300, bench_counter(&b->h.b, COUNTER_napi_polls),
		     bench_counter(&b->h.b, COUNTER_time_squeeze));
	nic_driver_init(&b->driver, b->h.nic.queue, &b->softnet, &settings, 64, &b->stack);
	b->driver.uplink = &b->u;
}

static void up_bench_fini(struct up_bench *b)
{
	uplink_fini(&b->u);
	host_bench_fini(&b->h);
}

static void run_to(struct up_bench *b, vtime date)
{
	bench_run(&b->h.b, date);
}

static void feed(struct up_bench *b, int n)
{
	bench_feed(&b->h.b, n);
	run_to(b, bench_now(&b->h.b));
}

static void clean_at(struct up_bench *b, vtime date)
{
	run_to(b, date);
	irq_raise(&b->cleaner);
	run_to(b, date);
}

static int64_t dropped(const struct up_bench *b)
{
	return b->h.b.ledger->dropped[DROP_nic_tx_full];
}

/* ---- sending ---- */

/* A queue that runs and holds nothing is passed by: each packet is in the ring when it has been paid for. */
static void test_bypass(void)
{
	struct bench_config config = {.ns = {[COST_dev_queue_xmit] = 8, [COST_nic_tx] = 16}};
	struct up_bench b;
	up_bench_init(&b, &config, 64, STANDING);
	bench_feed(&b.h.b, 3);
	for (int i = 0; i < 3; i++) {
		run_to(&b, NS(24 * (i + 1) - 1));
		CU_ASSERT_EQUAL(b.u.tx.nic_tx.used, i);
		run_to(&b, NS(24 * (i + 1)));
		CU_ASSERT_EQUAL(b.u.tx.nic_tx.used, i + 1);
	}
	CU_ASSERT_EQUAL(b.u.depth.max, 0);
	up_bench_fini(&b);
}

/* The queue stops with fewer than 21 of its usable descriptors free; then 1,000 packets wait, the rest is lost,
 * with all that was paid for it: the driver is not called. */
static void test_stop(void)
{
	static const struct {
		int slots, outstanding;
	} cases[] = {{64, 43}, {512, 491}, {4096, 4075}};
	EACH_CASE (i, cases, slots) {
		struct bench_config config = {
			.ns = {[COST_dev_queue_xmit] = 8, [COST_nic_tx] = 16, [COST_skb_free] = 4}};
		struct up_bench *b = g_new(struct up_bench, 1);
		up_bench_init(b, &config, cases[i].slots, STANDING);
		b->h.b.feed_to = &b->u.in;
		bench_feed(&b->h.b, cases[i].outstanding + 1005);
		run_to(b, MS(1));
		CU_ASSERT_TRUE(b->u.tx.stopped);
		CU_ASSERT_EQUAL(b->u.tx.nic_tx.used, cases[i].outstanding);
		CU_ASSERT_EQUAL(b->u.qdisc.length, 1000);
		CU_ASSERT_EQUAL(b->u.depth.level, 1000);
		CU_ASSERT_EQUAL(dropped(b), 5);
		CU_ASSERT_EQUAL(b->h.b.ledger->wasted, NS(5 * (8 + 4)));
		CU_ASSERT_EQUAL(bench_paid(&b->h.b, 1, COST_nic_tx), cases[i].outstanding);
		up_bench_fini(b);
		g_free(b);
	}
}

/* Two cores find the queue running with room for one packet: the one that pays longer finds it stopped. */
static void test_two_senders(void)
{
	struct bench_config config = {.ns = {[COST_nic_tx] = 16}};
	struct up_bench b;
	up_bench_init(&b, &config, 64, STANDING);
	bench_feed(&b.h.b, 42);
	run_to(&b, NS(42 * 16));
	CU_ASSERT_FALSE(b.u.tx.stopped);
	bench_feed(&b.h.b, 1);
	run_to(&b, NS(42 * 16 + 5));
	b.second_left = 1;
	irq_raise(&b.second);
	run_to(&b, NS(43 * 16));
	CU_ASSERT_TRUE(b.u.tx.stopped);
	CU_ASSERT_EQUAL(b.u.qdisc.length, 0);
	run_to(&b, NS(43 * 16 + 5));
	CU_ASSERT_EQUAL(b.u.tx.nic_tx.used, 43);
	CU_ASSERT_EQUAL(b.u.qdisc.length, 1);
	CU_ASSERT_EQUAL(bench_paid(&b.h.b, 1, COST_nic_tx) + bench_paid(&b.h.b, 2, COST_nic_tx), 44);
	up_bench_fini(&b);
}

/* ---- cleaning ---- */

/* Of 63 usable descriptors 43 are outstanding; with 22 given back 42 are free, and the queue runs again: NET_TX
 * fills it up to 43. Frame k has left at 672 k ns. */
static void test_wake(void)
{
	struct bench_config config = {.ns = {0}};
	struct up_bench b;
	up_bench_init(&b, &config, 64, GBPS(1));
	b.quiet = true;
	feed(&b, 100);
	CU_ASSERT_EQUAL(b.u.qdisc.length, 57);
	clean_at(&b, 21 * FRAME_1G);
	CU_ASSERT_EQUAL(b.u.tx.cleaned, 21);
	CU_ASSERT_TRUE(b.u.tx.stopped);
	CU_ASSERT_EQUAL(b.u.qdisc.length, 57);
	clean_at(&b, 22 * FRAME_1G);
	CU_ASSERT_EQUAL(b.u.tx.cleaned, 1);
	CU_ASSERT_TRUE(b.u.tx.stopped);
	CU_ASSERT_EQUAL(b.u.tx.nic_tx.used, 43);
	CU_ASSERT_EQUAL(b.u.qdisc.length, 35);
	clean_at(&b, 65 * FRAME_1G); /* 43 more */
	CU_ASSERT_EQUAL(b.u.tx.cleaned, 43);
	CU_ASSERT_FALSE(b.u.tx.stopped);
	CU_ASSERT_EQUAL(b.u.tx.nic_tx.used, 35);
	CU_ASSERT_EQUAL(b.u.qdisc.length, 0);
	CU_ASSERT_DOUBLE_EQUAL(depth_mean(&b.u.depth, 65 * FRAME_1G), (22 * 57 + 43 * 35) / 65.0, 1e-9);
	up_bench_fini(&b);
}

/* While NET_TX works through the queue a packet that comes goes behind those that wait. */
static void test_order(void)
{
	struct bench_config config = {.ns = {[COST_nic_tx] = 16}};
	struct up_bench b;
	up_bench_init(&b, &config, 64, GBPS(1));
	b.quiet = true;
	bench_feed(&b.h.b, 50);
	run_to(&b, 30 * FRAME_1G);
	irq_raise(&b.cleaner); /* wakes: 7 wait */
	run_to(&b, bench_now(&b.h.b) + NS(40));
	CU_ASSERT_EQUAL(b.u.qdisc.length, 5);
	feed(&b, 3);
	CU_ASSERT_EQUAL(b.u.qdisc.length, 8);
	run_to(&b, US(100));
	b.quiet = false;
	clean_at(&b, US(100));
	CU_ASSERT_STRING_EQUAL(bench_log(&b.h.b),
			       "30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 ");
	up_bench_fini(&b);
}

/* At most 256 a poll; each costs the cleaning and the skb, and a wake-up where its owner says so. */
static void test_clean(void)
{
	struct bench_config config = {
		.ns = {[COST_nic_tx_clean] = 2, [COST_skb_free] = 4, [COST_wake_up] = 8}};
	struct up_bench b;
	up_bench_init(&b, &config, 512, 0);
	b.quiet = true;
	feed(&b, 400);
	irq_raise(&b.cleaner);
	run_to(&b, NS(256 * 6 - 1));
	CU_ASSERT_EQUAL(b.completed, 256); /* told before the last skb is free */
	run_to(&b, NS(256 * 6));
	CU_ASSERT_EQUAL(b.u.tx.nic_tx.used, 144);
	CU_ASSERT_EQUAL(b.u.tx.cleaned, 256);
	b.wakes = true;
	clean_at(&b, US(10));
	run_to(&b, US(20));
	CU_ASSERT_EQUAL(b.u.tx.cleaned, 144);
	CU_ASSERT_EQUAL(b.completed, 400);
	clean_at(&b, US(30));
	CU_ASSERT_EQUAL(b.u.tx.cleaned, 0);
	CU_ASSERT_EQUAL(bench_paid(&b.h.b, 0, COST_nic_tx_clean), 400);
	CU_ASSERT_EQUAL(bench_paid(&b.h.b, 0, COST_skb_free), 400);
	CU_ASSERT_EQUAL(bench_paid(&b.h.b, 0, COST_wake_up), 144);
	CU_ASSERT_EQUAL(b.h.b.ledger->delivered, 400);
	up_bench_fini(&b);
}

/* The owner of a packet's memory hears of it once: sent, when it is cleaned; lost, at the drop. */
static void test_memory(void)
{
	struct bench_config config = {.ns = {0}};
	struct up_bench b;
	up_bench_init(&b, &config, 64, GBPS(1));
	feed(&b, 2);
	run_to(&b, 2 * FRAME_1G);
	CU_ASSERT_STRING_EQUAL(bench_log(&b.h.b), "");
	clean_at(&b, 2 * FRAME_1G);
	CU_ASSERT_STRING_EQUAL(bench_log(&b.h.b), "1 2 ");
	b.quiet = true;
	feed(&b, 43 + 1000);
	b.quiet = false;
	feed(&b, 1);
	CU_ASSERT_STRING_EQUAL(bench_log(&b.h.b), "lost1046 ");
	b.quiet = true;
	for (int i = 1; i < 100; i++)
		clean_at(&b, i * US(10));
	CU_ASSERT_EQUAL(b.completed, 1045);
	CU_ASSERT_EQUAL(b.lost, 1);
	CU_ASSERT_EQUAL(b.h.b.ledger->inside, 0);
	up_bench_fini(&b);
}

/* ---- the driver's poll ---- */

/* A frame that leaves at 672: interrupt 1, poll 2, cleaning 4, skb 8, unmasking 16. */
static void test_poll_dates(void)
{
	struct bench_config config = {.ns = {[COST_nic_isr] = 1,
					     [COST_napi_poll] = 2,
					     [COST_nic_tx_clean] = 4,
					     [COST_skb_free] = 8,
					     [COST_nic_irq_enable] = 16}};
	struct up_bench b;
	driver_bench_init(&b, &config, 64, GBPS(1));
	feed(&b, 1);
	run_to(&b, NS(671));
	CU_ASSERT_FALSE(b.h.nic.queue->masked);
	run_to(&b, NS(672));
	CU_ASSERT_TRUE(b.h.nic.queue->masked);
	run_to(&b, NS(672 + 1 + 2));
	CU_ASSERT_EQUAL(b.u.tx.nic_tx.used, 0);
	run_to(&b, NS(672 + 31 - 1));
	CU_ASSERT_TRUE(b.h.nic.queue->masked);
	run_to(&b, NS(672 + 31));
	CU_ASSERT_FALSE(b.h.nic.queue->masked);
	CU_ASSERT_EQUAL(*bench_counter(&b.h.b, COUNTER_napi_polls), 1);
	CU_ASSERT_EQUAL(*bench_counter(&b.h.b, COUNTER_nic_interrupts), 1);
	up_bench_fini(&b);
}

/* What has been sent is cleaned before what has come is received. */
static void test_poll_order(void)
{
	struct bench_config config = {.ns = {[COST_nic_isr] = 10}};
	struct up_bench b;
	driver_bench_init(&b, &config, 64, GBPS(1));
	feed(&b, 2);
	host_bench_arrive(&b.h, NS(1340)); /* interrupt; the second frame leaves meanwhile, at 1,344 */
	run_to(&b, US(5));
	CU_ASSERT_STRING_EQUAL(bench_log(&b.h.b), "1 2 rx@1350 ");
	up_bench_fini(&b);
}

/* The interrupt is off, as it would be after one that nobody has answered. */
static void mask(struct up_bench *b)
{
	b->h.nic.queue->masked = true;
	b->h.nic.queue->listening = false;
	b->h.nic.listening = 0;
}

/* A poll is complete when both have stayed below their limits: 64 packets received, 256 cleaned. Everything is
 * there when the interrupt is enabled; the wire takes no time. */
static void test_poll_limits(void)
{
	static const struct {
		int sent, received, polls;
	} cases[] = {{1, 0, 1},	  {255, 0, 1}, {256, 0, 2},  {257, 0, 2},  {512, 0, 3},
		     {600, 0, 3}, {0, 63, 1},  {255, 63, 1}, {256, 10, 2}, {10, 64, 2}};
	for (size_t k = 0; k < ERAS * G_N_ELEMENTS(cases); k++) {
		size_t i = k / ERAS;
		struct bench_config config = {.era = k % ERAS, .ns = {[COST_nic_isr] = 1}};
		struct up_bench b;
		driver_bench_init(&b, &config, 1024, 0);
		b.quiet = true;
		mask(&b);
		feed(&b, cases[i].sent);
		for (int n = 0; n < cases[i].received; n++)
			host_bench_arrive(&b.h, 0);
		run_to(&b, US(1));
		nic_queue_unmask(b.h.nic.queue);
		run_to(&b, US(100));
		CU_ASSERT_EQUAL(*bench_counter(&b.h.b, COUNTER_napi_polls), cases[i].polls);
		CU_ASSERT_EQUAL(*bench_counter(&b.h.b, COUNTER_nic_interrupts), 1);
		CU_ASSERT_EQUAL(b.completed, cases[i].sent);
		CU_ASSERT_EQUAL(b.h.b.ledger->delivered, cases[i].sent + cases[i].received);
		CU_ASSERT_FALSE(b.h.nic.queue->masked);
		up_bench_fini(&b);
	}
}

/* ---- at random ---- */

/* Bursts from two cores: what is neither lost nor sent is on its way, and in the end all is sent. */
static void soak(enum era era, uint64_t seed)
{
	struct bench_config config = {.era = era,
				      .ns = {[COST_dev_queue_xmit] = 3,
					     [COST_nic_tx] = 7,
					     [COST_nic_tx_clean] = 2,
					     [COST_skb_free] = 1,
					     [COST_nic_isr] = 20}};
	struct up_bench *b = g_new(struct up_bench, 1);
	struct rng r;
	driver_bench_init(b, &config, 64, GBPS(10));
	rng_init(&r, seed, 0, "uplink");
	b->quiet = true;
	for (int i = 0; i < 60; i++) {
		bench_feed(&b->h.b, bench_choose(&r, 0, 40));
		b->second_left += bench_choose(&r, 0, 20);
		irq_raise(&b->second);
		run_to(b, bench_now(&b->h.b) + NS(bench_choose(&r, 0, 2500)));
		CU_ASSERT(b->u.qdisc.length <= 1000);
		CU_ASSERT(nic_tx_free(&b->u.tx.nic_tx) >= 20);
	}
	run_to(b, bench_now(&b->h.b) + MS(1));
	CU_ASSERT_EQUAL(b->completed + b->lost, b->handed);
	CU_ASSERT_EQUAL(b->h.b.ledger->inside, 0);
	CU_ASSERT(b->handed > 1000 && b->u.depth.max > 100);
	up_bench_fini(b);
	g_free(b);
}

static void test_random(void)
{
	for (int i = 0; i < 9; i++)
		soak((enum era)(i % 3), (uint64_t)i);
}

static const struct test_case cases[] = {
	{"an empty qdisc is passed by", test_bypass},
	{"stop, wait, drop", test_stop},
	{"two cores and one descriptor", test_two_senders},
	{"cleaning wakes the queue", test_wake},
	{"order behind the qdisc", test_order},
	{"cleaning: 256 a poll, and what it costs", test_clean},
	{"who owns the memory hears of it", test_memory},
	{"the driver's poll: dates", test_poll_dates},
	{"the driver's poll: sent before received", test_poll_order},
	{"the driver's poll: complete below both limits", test_poll_limits},
	{"at random, nothing is stuck", test_random},
};
SUITE("uplink", cases)
