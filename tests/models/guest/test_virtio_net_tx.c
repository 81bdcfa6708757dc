/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/guest_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

/* Sends n packets at this instant, and lets all there is to do be done. */
static void send(struct guest_bench *g, int n)
{
	guest_send(g, n);
	run_for(g, US(1));
}

/* How many completions, one by one, it takes until the guest is interrupted; 0: none of max did it. */
static int completions_until_interrupt(struct guest_bench *g, int max)
{
	for (int i = 1; i <= max; i++)
		if (complete(g, 1))
			return i;
	return 0;
}

/* The device has been interrupted once, so that the first-ever signal, which is always sent, is behind. */
static void begin(struct guest_bench *g, const struct guest_setup *setup)
{
	guest_bench_init(g, setup);
	virtqueue_signal_due(g->tx);
}

/* ---- kicks ---- */

/* Ten packets in one go. Flags: a kick each, unless the device has turned them off. EVENT_IDX: one, as the event is
 * passed once, unless the device moves it. */
static void test_kicks(void)
{
	static const struct {
		bool event_idx, wanted, answers;
		int kicks;
	} cases[] = {
		{false, true, false, 10}, {false, false, false, 0}, {false, true, true, 10},
		{true, true, false, 1},	  {true, false, false, 0},  {true, true, true, 10},
	};
	static const int ns[COST_COUNT] = {[COST_vm_exit] = 1, [COST_ioeventfd] = 1, [COST_guest_tx] = 1};
	for (size_t i = 0; i < ERAS * G_N_ELEMENTS(cases); i++) {
		size_t k = i / ERAS;
		struct guest_bench g;
		begin(&g, &(struct guest_setup){
				  .era = i % ERAS, .event_idx = cases[k].event_idx, .ring = 64, .ns = ns});
		g.answers = cases[k].answers;
		if (cases[k].wanted) {
			virtqueue_enable_notify(g.tx);
		} else {
			virtqueue_disable_notify(g.tx);
			g.tx->avail_event = 40000;
		}
		send(&g, 10);
		CU_ASSERT_EQUAL(g.tx_kicked, cases[k].kicks);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_kicks), cases[k].kicks);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_vm_exit), counted(&g, COUNTER_exits));
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_ioeventfd), cases[k].kicks);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_tx), 10);
		CU_ASSERT_EQUAL(take_sent(&g, 64), cases[k].answers ? 0 : 10);
		CU_ASSERT_EQUAL(g.b.ledger->delivered, 10);
		guest_bench_fini(&g);
	}
}

/* ---- stopping ---- */

/* With 2 + MAX_SKB_FRAGS = 19 needed, the queue stops at 18 free; what comes then waits in the qdisc. */
static void test_stop(void)
{
	static const struct {
		int ring, outstanding;
	} cases[] = {{64, 46}, {128, 110}, {256, 238}, {1024, 1006}};
	for (size_t i = 0; i < ERAS * G_N_ELEMENTS(cases); i++) {
		int ring = cases[i / ERAS].ring, outstanding = cases[i / ERAS].outstanding;
		struct guest_bench g;
		begin(&g, &(struct guest_setup){.era = i % ERAS, .event_idx = true, .ring = ring});
		send(&g, outstanding - 1);
		CU_ASSERT_FALSE(g.driver[0].dev.stopped);
		send(&g, 1);
		CU_ASSERT_TRUE(g.driver[0].dev.stopped);
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 18);
		send(&g, 62);
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 18);
		CU_ASSERT_EQUAL(g.driver[0].tx.depth.level, outstanding);
		CU_ASSERT_EQUAL(g.driver[0].dev.qdisc.length, 62);
		take_sent(&g, ring);
		complete(&g, ring);
		run_for(&g, US(1));
		CU_ASSERT_EQUAL(g.driver[0].dev.stopped, ring == 64); /* again */
		CU_ASSERT_EQUAL(g.driver[0].dev.qdisc.length, ring == 64 ? 62 - 46 : 0);
		guest_bench_fini(&g);
	}
}

/* Which completion interrupts, when it has stopped: the one after 3/4 of what was outstanding when the event was set -
 * in 5.10 that is before the last packet. */
static void test_wake(void)
{
	static const struct {
		enum era era;
		int ring, at;
	} cases[] = {
		{ERA_3_13, 256, 179},  {ERA_5_10, 256, 178},  {ERA_6_6, 256, 179}, {ERA_3_13, 64, 35},
		{ERA_5_10, 64, 34},    {ERA_6_1, 64, 35},     {ERA_3_13, 128, 83}, {ERA_5_10, 128, 82},
		{ERA_3_13, 1024, 755}, {ERA_6_12, 1024, 755},
	};
	static const int ns[COST_COUNT] = {[COST_guest_tx_free] = 1};
	EACH_CASE (i, cases, era) {
		struct guest_bench g;
		begin(&g, &(struct guest_setup){
				  .era = cases[i].era, .event_idx = true, .ring = cases[i].ring, .ns = ns});
		send(&g, cases[i].ring - 18);
		take_sent(&g, cases[i].ring);
		CU_ASSERT_EQUAL(completions_until_interrupt(&g, cases[i].ring), cases[i].at);
		CU_ASSERT_TRUE(g.driver[0].dev.stopped);
		run_for(&g, US(5));
		CU_ASSERT_FALSE(g.driver[0].dev.stopped);
		/* the interrupt of 3.13 frees nothing, the next packet does */
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 18 + (cases[i].era == ERA_3_13 ? 0 : cases[i].at));
		send(&g, 1);
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 17 + cases[i].at);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_tx_free), cases[i].at);
		guest_bench_fini(&g);
	}
}

/* 3.13 looks again after it has stopped: more than 3/4 used while it kicked, the queue goes on at once, the callback off.
 * A kick lasts from 10 to 1010. */
static void finish_most(void *bench)
{
	struct guest_bench *g = bench;
	take_sent(g, 256);
	complete(g, 200);
}

static void test_stop_looks_again(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 10, [COST_vm_exit] = 1000};
	struct guest_bench g;
	begin(&g, &(struct guest_setup){.era = ERA_3_13, .event_idx = true, .ring = 256, .ns = ns});
	g.tx->avail_event = 237; /* the 238th packet kicks */
	g.tx->used_event = 40000;
	bench_at(&g.b, NS(500), finish_most, &g);
	send(&g, 238);
	run_for(&g, US(1));
	CU_ASSERT_EQUAL(g.tx_kicked, 1);
	CU_ASSERT_FALSE(g.driver[0].dev.stopped);
	CU_ASSERT_EQUAL(virtqueue_free(g.tx), 18 + 200);
	CU_ASSERT_TRUE(g.tx->no_interrupt);
	CU_ASSERT_EQUAL(counted(&g, COUNTER_signals), 1); /* the sender's */
	guest_bench_fini(&g);
}

/* ---- interrupts while the queue runs ---- */

/* With `before` packets outstanding, one more is sent. NAPI: the interrupt comes after 3/4 of those before it; 3.13
 * asks for none. */
static void test_interrupts(void)
{
	static const struct {
		int before, at;
	} cases[] = {{0, 1}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {8, 7}, {100, 76}, {200, 151}};
	for (size_t i = 0; i < ERAS * G_N_ELEMENTS(cases); i++) {
		int before = cases[i / ERAS].before, at = cases[i / ERAS].at;
		struct guest_bench g;
		begin(&g, &(struct guest_setup){.era = i % ERAS, .event_idx = true, .ring = 256});
		complete(&g, 0);
		g.tx->used_event = 40000; /* far from where it begins */
		send(&g, before + 1);
		take_sent(&g, 256);
		CU_ASSERT_EQUAL(completions_until_interrupt(&g, before + 1), i % ERAS == ERA_3_13 ? 0 : at);
		run_for(&g, US(1));
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 256 - before - 1 + (i % ERAS == ERA_3_13 ? 0 : at));
		guest_bench_fini(&g);
	}
}

/* 3.13 leaves the event where it was, 0: it is passed with the 1st completion and, after the index has wrapped, with the
 * 65,537th. */
static void test_one_in_65536(void)
{
	struct guest_bench g;
	begin(&g, &(struct guest_setup){.era = ERA_3_13, .event_idx = true, .ring = 256});
	for (int i = 1; i <= 70000; i++) {
		guest_send(&g, 1);
		run_for(&g, NS(1));
		take_sent(&g, 1);
		CU_ASSERT_EQUAL(complete(&g, 1), i == 1 || i == 65537);
		run_for(&g, NS(1));
	}
	CU_ASSERT_EQUAL(counted(&g, COUNTER_signals), 70000 + 2);
	guest_bench_fini(&g);
}

/* Without EVENT_IDX the flag is all there is: 3.13 keeps it set until the queue stops, NAPI clears it with each packet. */
static void test_flags(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct guest_bench g;
		begin(&g, &(struct guest_setup){.era = era, .event_idx = false, .ring = 256});
		send(&g, 100);
		take_sent(&g, 100);
		CU_ASSERT_EQUAL(complete(&g, 1), era != ERA_3_13);
		run_for(&g, US(1));
		send(&g, 139); /* 3.13 frees one, too */
		CU_ASSERT_TRUE(g.driver[0].dev.stopped);
		CU_ASSERT_TRUE(complete(&g, 1));
		run_for(&g, US(1));
		CU_ASSERT_FALSE(g.driver[0].dev.stopped);
		CU_ASSERT_EQUAL(complete(&g, 1), era != ERA_3_13); /* off again */
		guest_bench_fini(&g);
	}
}

/* ---- cleaning ---- */

/* Ten packets are out, two completed unheard; then one is received, whose poll frees the two, but for 3.13. 5.10 frees
 * them with the callback on, so that the next completion interrupts; later kernels ask for 3/4 of the 8 left. With none
 * completed 5.10 leaves the event where the last packet sent has put it, after 3/4 of the 9 before it; later kernels move
 * it to 3/4 of the 10. */
static void test_clean_in_rx_poll(void)
{
	static const struct {
		enum era era;
		int used, freed, at; /* at: the completion, of those after the poll, that interrupts */
	} cases[] = {{ERA_3_13, 2, 0, 0}, {ERA_5_10, 2, 2, 1}, {ERA_6_1, 2, 2, 7}, {ERA_6_6, 2, 2, 7},
		     {ERA_3_13, 0, 0, 0}, {ERA_5_10, 0, 0, 7}, {ERA_6_1, 0, 0, 8}, {ERA_6_12, 0, 0, 8}};
	EACH_CASE (i, cases, era) {
		struct guest_bench g;
		begin(&g, &(struct guest_setup){.era = cases[i].era, .event_idx = true, .ring = 256});
		complete(&g, 0);
		g.tx->used_event = 40000;
		send(&g, 10);
		take_sent(&g, 10);
		CU_ASSERT_FALSE(complete(&g, cases[i].used));
		run_for(&g, US(1));
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 246);
		use(&g, 1);
		run_for(&g, US(1));
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 246 + cases[i].freed);
		CU_ASSERT_EQUAL(completions_until_interrupt(&g, 10 - cases[i].used), cases[i].at);
		run_for(&g, US(1));
		guest_bench_fini(&g);
	}
}

/* A stopped queue is woken by an rx poll as well. */
static void test_wake_in_rx_poll(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct guest_bench g;
		begin(&g, &(struct guest_setup){.era = era, .event_idx = true, .ring = 256});
		send(&g, 300);
		take_sent(&g, 238);
		CU_ASSERT_FALSE(complete(&g, 100));
		use(&g, 1);
		run_for(&g, US(1));
		CU_ASSERT_EQUAL(g.driver[0].dev.stopped, era == ERA_3_13);
		CU_ASSERT_EQUAL(g.driver[0].dev.qdisc.length, era == ERA_3_13 ? 62 : 0);
		guest_bench_fini(&g);
	}
}

static void complete_one(void *bench)
{
	complete(bench, 1);
}

/* While start_xmit frees 10 buffers, from 10 to 110 ns, an 11th is used at 105. In 5.10 each buffer taken has moved the
 * event to the next, so this one interrupts; later the callback is off. All free all 11. */
static void test_masked_while_freeing(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 10, [COST_guest_tx_free] = 10};
	FOR_ERAS (era, ERA_5_10) {
		struct guest_bench g;
		begin(&g, &(struct guest_setup){.era = era, .event_idx = true, .ring = 256, .ns = ns});
		send(&g, 40);
		take_sent(&g, 40);
		CU_ASSERT_FALSE(complete(&g, 10));
		int64_t before = counted(&g, COUNTER_signals);
		bench_at(&g.b, bench_now(&g.b) + NS(105), complete_one, &g);
		send(&g, 1);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_signals) - before - 1, era == ERA_5_10);
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 256 - 40 - 1 + 11);
		guest_bench_fini(&g);
	}
}

/* The tx poll, from 500 to 510 ns, enables the callback until 540; what is used at 520 is found by its second look, and
 * freed from 550 on, long before its interrupt comes. */
static void test_second_look(void)
{
	static const int ns[COST_COUNT] = {
		[COST_irqfd] = 500, [COST_guest_poll] = 10, [COST_guest_enable_cb] = 30};
	FOR_ERAS (era, ERA_5_10) {
		struct guest_bench g;
		begin(&g, &(struct guest_setup){.era = era, .event_idx = true, .ring = 256, .ns = ns});
		send(&g, 2);
		take_sent(&g, 2);
		vtime start = bench_now(&g.b);
		CU_ASSERT_TRUE(complete(&g, 1));
		bench_at(&g.b, start + NS(520), complete_one, &g);
		run_for(&g, NS(545));
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 255);
		run_for(&g, NS(10));
		CU_ASSERT_EQUAL(virtqueue_free(g.tx), 256);
		run_for(&g, US(2));
		guest_bench_fini(&g);
	}
}

/* ---- dates ---- */

/* irqfd 1, entry 2, interrupt 4, qdisc 8, start_xmit 16, exit 32, ioeventfd 64; the device answers at once, so that the
 * second packet frees the first: 128; the kick wakes a thread: 256. In 3.13 nothing follows; NAPI has its own poll, which
 * frees the second: interrupt 4, poll 512, free 128, callback 1024. */
static void test_dates(void)
{
	static const int ns[COST_COUNT] = {
		[COST_irqfd] = 1,	 [COST_vm_entry] = 2,	       [COST_guest_irq] = 4,
		[COST_guest_xmit] = 8,	 [COST_guest_tx] = 16,	       [COST_vm_exit] = 32,
		[COST_ioeventfd] = 64,	 [COST_guest_tx_free] = 128,   [COST_wake_up] = 256,
		[COST_guest_poll] = 512, [COST_guest_enable_cb] = 1024};
	FOR_ERAS (era, ERA_3_13) {
		struct guest_bench g;
		begin(&g, &(struct guest_setup){.era = era, .event_idx = true, .ring = 256, .ns = ns});
		complete(&g, 0);
		g.tx->used_event = 40000;
		g.answers = g.backend_sleeps = true;
		bench_run(&g.b, NS(1000));
		guest_send(&g, 2);
		run_for(&g, US(10));
		CU_ASSERT_STRING_EQUAL(bench_log(&g.b), "kick@1127 kick@1631 ");
		CU_ASSERT_EQUAL(g.b.ledger->stream[0].latency.min, NS(8 + 16 + 32 + 64));
		CU_ASSERT_EQUAL(g.b.ledger->stream[0].latency.max, NS(8 + 128 + 16 + 32 + 64));
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_tx_free), era == ERA_3_13 ? 1 : 2);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_irq), era == ERA_3_13 ? 1 : 2);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_poll), era == ERA_3_13 ? 0 : 1);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_enable_cb), era == ERA_3_13 ? 0 : 1);
		guest_bench_fini(&g);
	}
}

/* ---- at random ---- */

/* The device takes packets as vhost does: until the ring is empty, then it asks for a kick, looks again and sleeps until one
 * comes; it completes them some time later. Nothing is left behind on either side. */
struct device {
	bool asleep;
	int heard; /* kicks */
};

static void device_step(struct guest_bench *g, struct device *d, struct rng *r)
{
	complete(g, bench_choose(r, 0, 60));
	if (d->asleep && g->tx_kicked == d->heard)
		return;
	d->heard = g->tx_kicked;
	if (d->asleep)
		virtqueue_disable_notify(g->tx);
	d->asleep = false;
	if (take_sent(g, bench_choose(r, 1, 40)) == 0) {
		virtqueue_enable_notify(g->tx);
		d->asleep = true;
	}
}

static void soak(enum era era, bool event_idx, uint64_t seed)
{
	static const int ns[COST_COUNT] = {
		[COST_irqfd] = 3,	[COST_vm_entry] = 50,	  [COST_vm_exit] = 120,
		[COST_ipi_send] = 20,	[COST_kvm_ipi] = 15,	  [COST_guest_irq] = 6,
		[COST_guest_poll] = 25, [COST_guest_rx] = 4,	  [COST_guest_xmit] = 3,
		[COST_guest_tx] = 9,	[COST_guest_tx_free] = 5, [COST_guest_refill] = 1,
		[COST_ioeventfd] = 11,	[COST_app_sink] = 1,	  [COST_guest_enable_cb] = 7};
	struct guest_bench g;
	struct device d = {.asleep = true};
	struct rng r;
	int64_t stops = 0, sent = 0, received = 0;
	rng_init(&r, seed, 0, "tx soak");
	guest_bench_init(&g, &(struct guest_setup){.era = era, .event_idx = event_idx, .ring = 64, .ns = ns});
	virtqueue_enable_notify(g.tx);
	for (int i = 0; i < 6000; i++) {
		int n = bench_choose(&r, 0, rng_below(&r, 8) ? 4 : 60), m = (int)rng_below(&r, 3);
		guest_send(&g, n);
		int before = virtqueue_avail(g.ring);
		use(&g, m);
		received += before - virtqueue_avail(g.ring);
		sent += n;
		run_for(&g, NS(bench_choose(&r, 0, 900)));
		if (rng_below(&r, 3) == 0)
			device_step(&g, &d, &r);
		stops += g.driver[0].dev.stopped;
		virtio_net_check(&g.driver[0]);
		CU_ASSERT_EQUAL(g.driver[0].tx.depth.level, virtqueue_avail(g.tx));
	}
	for (int i = 0; i < 2000; i++) {
		device_step(&g, &d, &r);
		run_for(&g, US(5));
	}
	CU_ASSERT(stops > 100);
	CU_ASSERT_TRUE(d.asleep);
	CU_ASSERT_FALSE(g.driver[0].dev.stopped);
	CU_ASSERT_EQUAL(g.driver[0].dev.qdisc.length, 0);
	CU_ASSERT_EQUAL(g.b.ledger->inside, 0);
	CU_ASSERT_EQUAL(g.b.ledger->delivered + g.b.ledger->dropped[DROP_guest_qdisc_full], sent + received);
	CU_ASSERT_EQUAL(g.b.ledger->dropped[DROP_guest_ring_full], 0);
	CU_ASSERT_EQUAL(g.vcpu.task.state, TASK_SLEEPING);
	guest_bench_fini(&g);
}

static void test_soak(void)
{
	for (int i = 0; i < 12; i++)
		soak(i % ERAS, i % 2, (uint64_t)i);
}

static const struct test_case cases[] = {
	{"a kick for each packet, unless suppressed", test_kicks},
	{"the queue stops at 18 free", test_stop},
	{"the interrupt that wakes it", test_wake},
	{"3.13 looks again after stopping", test_stop_looks_again},
	{"interrupts of NAPI, and none of 3.13", test_interrupts},
	{"but one in 65,536", test_one_in_65536},
	{"by flags", test_flags},
	{"rx polls free what was sent", test_clean_in_rx_poll},
	{"and wake the queue", test_wake_in_rx_poll},
	{"used while start_xmit frees", test_masked_while_freeing},
	{"the second look of the tx poll", test_second_look},
	{"dates of two packets", test_dates},
	{"at random, nothing is stuck", test_soak},
};
SUITE("virtio_net_tx", cases)
