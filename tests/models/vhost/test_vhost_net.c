/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vhost/vhost_net.h"
#include "tests/lib/eras.h"
#include "tests/lib/note.h"
#include "tests/lib/suite.h"

/* vhost on core 0, the vCPU on core 1, packets come from core 2. The guest takes interrupts, writes down the
 * used index that it finds ("u3"), and with `greedy` takes the buffers, posts them again and enables its
 * callback. */
struct vhost_bench {
	struct bench b;
	struct virtqueue ring;
	struct vhost_worker worker;
	struct vhost_vq vq;
	struct vcpu vcpu;
	struct vector vector;
	struct tap tap;
	struct vhost_net net;
	struct depth used;
	struct note note;
	bool greedy;
};

static void take_used(struct vhost_bench *v)
{
	void *p;
	while (virtqueue_get_buf(&v->ring, &p))
		packet_deliver(v->b.ledger, p);
}

static void post(struct vhost_bench *v, int n)
{
	for (int i = 0; i < n; i++)
		virtqueue_add(&v->ring, NULL);
}

static void guest(struct task *t, struct frame *f)
{
	struct vhost_bench *v = f->self;
	(void)t;
	ROUTINE(f);
	while (vcpu_take_interrupt(&v->vcpu)) {
		g_string_append_printf(v->b.log, "u%d ", v->ring.used_idx);
		if (v->greedy) {
			virtqueue_enable_cb(&v->ring);
			take_used(v);
		}
	}
}

struct vhost_setup {
	enum era era;
	bool event_idx;
	int ring, posted;
	int64_t byte_weight; /* 0: the kernel's */
	int copy;	     /* ns */
	int enable;	     /* ns */
};

static void vhost_bench_init(struct vhost_bench *v, const struct vhost_setup *setup)
{
	struct bench_config config = {.cores = 3, .era = setup->era};
	struct vhost_settings settings = {.byte_weight = setup->byte_weight ? setup->byte_weight : 0x80000};
	*v = (struct vhost_bench){.greedy = false};
	config.ns[COST_vhost_copy] = setup->copy;
	config.ns[COST_vhost_enable_notify] = setup->enable;
	config.ns[COST_vhost_disable_notify] = config.ns[COST_tap_wake] = config.ns[COST_irqfd] = 1;
	bench_init(&v->b, &config);
	struct vcpu_counters count = {bench_counter(&v->b, COUNTER_exits),
				      bench_counter(&v->b, COUNTER_signals),
				      bench_counter(&v->b, COUNTER_ipis)};
	virtqueue_init(&v->ring, setup->ring, setup->event_idx);
	vhost_worker_init(&v->worker, &v->b.m->cores[0], "vhost");
	vcpu_init(&v->vcpu, &v->b.m->cores[1], "vcpu", 0, &(struct vcpu_settings){.posted_interrupts = true},
		  &count, guest, v);
	vector_init(&v->vector, &v->vcpu, NULL, NULL);
	v->vq = (struct vhost_vq){.worker = &v->worker,
				  .ring = &v->ring,
				  .vector = &v->vector,
				  .used_depth = &v->used,
				  .runs = bench_counter(&v->b, COUNTER_vhost_runs),
				  .copies = bench_counter(&v->b, COUNTER_copies)};
	tap_init(&v->tap, v->b.ledger, 500, setup->era, NULL, NULL);
	vhost_net_init(&v->net, setup->era, &settings, &v->vq, NULL, &v->tap);
	bench_feeder_init(&v->b, 2, &v->tap.in, 92); /* less FCS, with vhost's header: 100 */
	note_init(&v->note, &v->b, "note", NS(1));
	post(v, setup->posted);
}

static void vhost_bench_fini(struct vhost_bench *v)
{
	struct packet *p;
	virtqueue_check(&v->ring);
	take_used(v);
	while ((p = tap_take(&v->tap)) || (p = packet_queue_pop(&v->net.taken)))
		packet_deliver(v->b.ledger, p);
	vhost_net_fini(&v->net);
	virtqueue_fini(&v->ring);
	bench_fini(&v->b);
}

static void run_for(struct vhost_bench *v, vtime time)
{
	bench_run(&v->b, bench_now(&v->b) + time);
}

/* n packets are in the tap before vhost looks for the first time. */
static void fill_tap(struct vhost_bench *v, int n)
{
	v->tap.listening = false;
	bench_feed(&v->b, n);
	run_for(v, NS(1));
	v->tap.listening = true;
	CU_ASSERT_EQUAL(v->tap.queue.length, n);
}

static void kick(void *v)
{
	vhost_net_kick_rx(&((struct vhost_bench *)v)->net, NULL);
}

static int64_t counted(struct vhost_bench *v, int counter)
{
	return *bench_counter(&v->b, counter);
}

/* Interrupts by era and by what the driver asked for: 200 packets, or 10. */
static void test_signals(void)
{
	static const struct {
		enum era era;
		bool event_idx, greedy;
		int packets;
		const char *log; /* used index at each interrupt */
	} cases[] = {
		{ERA_3_13, false, false, 10, "u1 u2 u3 u4 u5 u6 u7 u8 u9 u10 "},
		{ERA_3_13, true, false, 10, "u1 "}, /* the event index was passed once */
		{ERA_3_13, true, true, 5, "u1 u2 u3 u4 u5 "},
		/* more than 64 written, and the end */
		{ERA_5_10, false, false, 200, "u65 u130 u195 u200 "},
		{ERA_5_10, false, false, 65, "u65 "},
		{ERA_5_10, false, false, 64, "u64 "},
		{ERA_5_10, false, false, 66, "u65 u66 "},
		{ERA_5_10, true, false, 200, "u65 "},
		{ERA_5_10, true, true, 200, "u65 u130 u195 u200 "},
		{ERA_6_6, false, false, 130, "u65 u130 "},
	};
	EACH_CASE (i, cases, era) {
		struct vhost_bench v;
		vhost_bench_init(&v,
				 &(struct vhost_setup){cases[i].era, cases[i].event_idx, 256, 256, 0, 10, 0});
		v.greedy = cases[i].greedy;
		fill_tap(&v, cases[i].packets);
		kick(&v);
		run_for(&v, US(100));
		CU_ASSERT_STRING_EQUAL(bench_log(&v.b), cases[i].log);
		CU_ASSERT_EQUAL(v.ring.used_idx, cases[i].packets);
		CU_ASSERT_EQUAL(counted(&v, COUNTER_copies), cases[i].packets);
		CU_ASSERT_EQUAL(counted(&v, COUNTER_vhost_runs), 1);
		vhost_bench_fini(&v);
	}
}

/* Packets come out in order, each in the buffer of the descriptor taken for it. */
static void test_order(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct vhost_bench v;
		void *p;
		vhost_bench_init(&v, &(struct vhost_setup){era, true, 256, 256, 0, 10, 0});
		bench_feed(&v.b, 150);
		run_for(&v, US(100));
		for (int id = 1; id <= 150; id++) {
			CU_ASSERT_FATAL(virtqueue_get_buf(&v.ring, &p));
			CU_ASSERT_EQUAL(((struct packet *)p)->id, id);
			packet_deliver(v.b.ledger, p);
		}
		CU_ASSERT_EQUAL(v.used.level, 150);
		vhost_bench_fini(&v);
	}
}

/* While the first packet is copied: 3.13 has taken that one off the tap, 5.10 has taken 64. */
static void test_batch(void)
{
	static const struct {
		enum era era;
		int64_t left;
	} cases[] = {{ERA_3_13, 199}, {ERA_5_10, 136}, {ERA_6_6, 136}};
	EACH_CASE (i, cases, era) {
		struct vhost_bench v;
		vhost_bench_init(&v, &(struct vhost_setup){cases[i].era, true, 256, 256, 0, 100, 0});
		fill_tap(&v, 200);
		kick(&v);
		run_for(&v, NS(50));
		CU_ASSERT_EQUAL(v.tap.queue.length, cases[i].left);
		run_for(&v, US(100));
		CU_ASSERT_EQUAL(v.ring.used_idx, 200);
		vhost_bench_fini(&v);
	}
}

/* ---- weights ---- */

/* Another work, queued behind, has its turn when the weight is spent. Packets of 100 bytes, 10 ns each; the
 * note comes 1 ns after the end of the turn that it waited for. */
static void test_weight(void)
{
	static const struct {
		enum era era;
		int64_t byte_weight;
		int packets, note_after, runs;
	} cases[] = {
		{ERA_5_10, 0, 300, 256, 2},  {ERA_5_10, 0, 255, 255, 1},
		{ERA_5_10, 0, 256, 256, 2},				 /* it looks again, in vain */
		{ERA_5_10, 1000, 25, 10, 3}, {ERA_3_13, 0, 300, 300, 1}, /* no packet weight */
		{ERA_3_13, 1000, 25, 10, 3}, {ERA_3_13, 999, 25, 10, 3},
		{ERA_3_13, 1001, 25, 11, 3}, {ERA_3_13, 901, 20, 10, 3},
	};
	EACH_CASE (i, cases, era) {
		struct vhost_bench v;
		char expected[40];
		vhost_bench_init(
			&v, &(struct vhost_setup){cases[i].era, true, 512, 512, cases[i].byte_weight, 10, 0});
		v.b.m->costs[COST_irqfd].fixed = v.b.m->costs[COST_vhost_disable_notify].fixed = 0;
		fill_tap(&v, cases[i].packets);
		virtqueue_disable_cb(&v.ring);
		v.ring.signalled_valid = true;
		v.ring.used_event = 40000;
		kick(&v);
		vhost_work_queue(&v.worker, &v.note.work, NULL);
		run_for(&v, US(100));
		g_snprintf(expected, sizeof(expected), "note@%d ", 1 + 10 * cases[i].note_after + 1);
		CU_ASSERT_STRING_EQUAL(bench_log(&v.b), expected);
		CU_ASSERT_EQUAL(counted(&v, COUNTER_vhost_runs), cases[i].runs);
		CU_ASSERT_EQUAL(v.ring.used_idx, cases[i].packets);
		vhost_bench_fini(&v);
	}
}

/* What it queues itself as is the work of the kick (vhost_poll_queue(&vq->poll)), behind the tap's if that is
 * queued: the packet that came during the first turn is taken by the tap's work, and the kick's finds
 * nothing. */
static void test_weight_and_wake(void)
{
	struct vhost_bench v;
	vhost_bench_init(&v, &(struct vhost_setup){ERA_3_13, true, 16, 16, 200, 100, 0});
	fill_tap(&v, 2);
	kick(&v);
	run_for(&v, NS(50));
	bench_feed(&v.b, 1);
	run_for(&v, NS(10));
	CU_ASSERT_TRUE(v.net.tap_work.queued);
	CU_ASSERT_FALSE(v.net.kick_work.queued);
	run_for(&v, NS(200));
	CU_ASSERT_FALSE(v.net.tap_work.queued);
	CU_ASSERT_TRUE(v.net.kick_work.queued);
	run_for(&v, US(10));
	CU_ASSERT_EQUAL(counted(&v, COUNTER_vhost_runs), 3);
	CU_ASSERT_EQUAL(v.ring.used_idx, 3);
	vhost_bench_fini(&v);
}

/* ---- the tap's wait queue ---- */

/* A packet that comes while handle_rx runs: in 3.13 it queues the work again, which finds nothing; from 5.x
 * on handle_rx is off the wait queue until the tap is empty. */
static void test_wait_queue(void)
{
	static const struct {
		enum era era;
		bool on_while_running;
		int runs, wakes;
	} cases[] = {{ERA_3_13, true, 2, 2}, {ERA_5_10, false, 1, 1}};
	EACH_CASE (i, cases, era) {
		struct vhost_bench v;
		vhost_bench_init(&v, &(struct vhost_setup){cases[i].era, true, 16, 16, 0, 100, 0});
		CU_ASSERT_TRUE(v.tap.listening);
		bench_feed(&v.b, 1);
		run_for(&v, NS(50));
		CU_ASSERT_EQUAL(v.tap.listening, cases[i].on_while_running);
		bench_feed(&v.b, 1);
		run_for(&v, US(10));
		CU_ASSERT_TRUE(v.tap.listening);
		CU_ASSERT_EQUAL(counted(&v, COUNTER_vhost_runs), cases[i].runs);
		CU_ASSERT_EQUAL(bench_paid(&v.b, 2, COST_tap_wake), cases[i].wakes);
		CU_ASSERT_EQUAL(v.ring.used_idx, 2);
		bench_feed(&v.b, 1);
		run_for(&v, US(10));
		CU_ASSERT_EQUAL(v.ring.used_idx, 3);
		vhost_bench_fini(&v);
	}
}

/* ---- no buffers ---- */

/* Five buffers, ten packets: handle_rx leaves with kicks enabled, and the kick for more buffers resumes it.
 * In 3.13 it is still woken by each packet. */
static void no_buffers(enum era era, bool event_idx)
{
	struct vhost_bench v;
	vhost_bench_init(&v, &(struct vhost_setup){era, event_idx, 16, 5, 0, 100, 0});
	fill_tap(&v, 10);
	kick(&v);
	run_for(&v, NS(300));
	if (!event_idx)
		CU_ASSERT_TRUE(v.ring.no_notify); /* while it runs */
	run_for(&v, US(10));
	CU_ASSERT_EQUAL(v.ring.used_idx, 5);
	CU_ASSERT_EQUAL(v.worker.task.state, TASK_SLEEPING);
	CU_ASSERT_EQUAL(v.tap.listening, era == ERA_3_13);
	int64_t runs = counted(&v, COUNTER_vhost_runs);
	bench_feed(&v.b, 1);
	run_for(&v, US(10));
	CU_ASSERT_EQUAL(counted(&v, COUNTER_vhost_runs) - runs, era == ERA_3_13);
	CU_ASSERT_EQUAL(v.ring.used_idx, 5);
	virtqueue_kick_prepare(&v.ring); /* for the five of before */
	post(&v, 6);
	CU_ASSERT_TRUE(virtqueue_kick_prepare(&v.ring));
	kick(&v);
	run_for(&v, US(10));
	CU_ASSERT_EQUAL(v.ring.used_idx, 11);
	CU_ASSERT_TRUE(v.tap.listening);
	vhost_bench_fini(&v);
}

static void test_no_buffers(void)
{
	for (int event_idx = 0; event_idx < 2; event_idx++) {
		FOR_ERAS (era, ERA_3_13)
			no_buffers(era, event_idx);
	}
}

/* A turn pays once for what it takes beside its packets, however many it finds. */
static void test_turn(void)
{
	FOR_ERAS (era, ERA_3_13) {
		for (int packets = 1; packets <= 5; packets += 4) {
			struct vhost_bench v;
			vhost_bench_init(&v, &(struct vhost_setup){era, false, 16, 8, 0, 100, 50});
			v.b.m->costs[COST_handle_rx].fixed = NS(7);
			fill_tap(&v, packets);
			kick(&v);
			run_for(&v, US(10));
			CU_ASSERT_EQUAL(v.ring.used_idx, packets);
			CU_ASSERT_EQUAL(counted(&v, COUNTER_vhost_runs), 1);
			CU_ASSERT_EQUAL(bench_paid(&v.b, 0, COST_handle_rx), 1);
			vhost_bench_fini(&v);
		}
	}
}

/* Buffers that come while kicks are being enabled are seen by the second look: no kick is needed. */
static void test_slipped_in(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct vhost_bench v;
		vhost_bench_init(&v, &(struct vhost_setup){era, false, 16, 2, 0, 100, 50});
		fill_tap(&v, 5);
		kick(&v);
		run_for(&v, NS(230)); /* disable 1, two packets 200 and 1 or 2 for the signals, then 50 */
		CU_ASSERT_FALSE(v.ring.no_notify);
		post(&v, 3);
		run_for(&v, NS(50));
		CU_ASSERT_TRUE(v.ring.no_notify); /* disabled again */
		run_for(&v, US(10));
		CU_ASSERT_EQUAL(v.ring.used_idx, 5);
		CU_ASSERT_EQUAL(bench_paid(&v.b, 0, COST_vhost_disable_notify), 2);
		CU_ASSERT_EQUAL(bench_paid(&v.b, 0, COST_vhost_enable_notify), 1);
		CU_ASSERT_EQUAL(counted(&v, COUNTER_vhost_runs), 1);
		vhost_bench_fini(&v);
	}
}

/* ---- everything at random ---- */

/* Packets, buffers and takings at random, with kicks and interrupts only where they are due: nothing is stuck
 * at the end. */
static void soak(enum era era, bool event_idx, uint64_t seed)
{
	struct vhost_bench v;
	struct rng r;
	rng_init(&r, seed, 0, "soak");
	vhost_bench_init(&v, &(struct vhost_setup){era, event_idx, 32, 20, 3000, 37, 23});
	for (int i = 0; i < 3000; i++) {
		if (rng_below(&r, 2))
			bench_feed(&v.b, bench_choose(&r, 1, 40));
		take_used(&v);
		post(&v, bench_choose(&r, 0, virtqueue_free(&v.ring)));
		if (virtqueue_kick_prepare(&v.ring))
			kick(&v);
		run_for(&v, NS(bench_choose(&r, 0, 1500)));
		virtqueue_check(&v.ring);
	}
	for (int i = 0; i < 40; i++) {
		take_used(&v);
		post(&v, virtqueue_free(&v.ring));
		if (virtqueue_kick_prepare(&v.ring))
			kick(&v);
		run_for(&v, US(10));
	}
	take_used(&v);
	CU_ASSERT_EQUAL(v.b.ledger->inside, 0);
	CU_ASSERT(v.b.ledger->delivered > 10000);
	vhost_bench_fini(&v);
}

static void test_soak(void)
{
	for (int i = 0; i < 12; i++)
		soak((enum era)(i % 3), i % 2, (uint64_t)i);
}

static const struct test_case cases[] = {
	{"interrupts by era", test_signals},
	{"packets in order", test_order},
	{"packets taken off the tap at once", test_batch},
	{"weights give other work its turn", test_weight},
	{"spent and woken at once", test_weight_and_wake},
	{"on and off the tap's wait queue", test_wait_queue},
	{"no buffers: a kick resumes", test_no_buffers},
	{"a turn is paid once", test_turn},
	{"buffers that slip in", test_slipped_in},
	{"at random, nothing is stuck", test_soak},
};
SUITE("vhost-net", cases)
