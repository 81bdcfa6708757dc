/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/host_source.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

/* Pktgen on core 0 into a tap, where each packet that is queued is written to the log; a reader on core 1. */
struct source_bench {
	struct bench b;
	GArray *settings;
	struct source source;
	struct packet seed;
	struct tap tap;
	struct host_source app;
	struct bench_thread reader;
};

static bool note(void *self, struct core *from)
{
	struct source_bench *s = self;
	CU_ASSERT_PTR_EQUAL(from, &s->b.m->cores[0]);
	bench_mark(&s->b, "q");
	return false;
}

/* 100 ns to build a packet, 20 for its skb, 30 to queue it, past the qdisc. */
static void source_bench_init(struct source_bench *s, enum era era, int64_t rate, int64_t limit, int rule)
{
	struct bench_config config = {.cores = 2,
				      .era = era,
				      .ns = {[COST_app_source] = 100,
					     [COST_skb_alloc] = 20,
					     [COST_dev_queue_xmit] = 10000,
					     [COST_tap_xmit] = 30,
					     [COST_tap_restart] = 500}};
	struct traffic_settings settings = bench_source(ARRIVALS_CONSTANT, rate, 64);
	settings.from = TRAFFIC_HOST;
	*s = (struct source_bench){.settings = bench_sources(&settings, 1)};
	bench_init(&s->b, &config);
	source_init(&s->source, s->settings, 0, source_load_of(s->settings, 0), 1, 0);
	tap_init(&s->tap, s->b.ledger, limit, era, NULL, NULL);
	s->tap.backpressure = rule;
	s->tap.reader = (struct tap_reader){note, s};
	host_source_init(&s->app, &(struct pktgen){&s->source, s->b.ledger, &s->seed}, &s->b.m->cores[0],
			 &s->tap);
	bench_thread_init(&s->reader, &s->b, 1, tap_restart, &s->tap);
	host_source_start(&s->app);
}

static void take(struct source_bench *s)
{
	struct packet *p = tap_take(&s->tap);
	CU_ASSERT_FATAL(p != NULL);
	packet_deliver(s->b.ledger, p);
}

static void source_bench_fini(struct source_bench *s)
{
	while (s->tap.queue.length > 0)
		take(s);
	source_fini(&s->source);
	g_array_free(s->settings, TRUE);
	bench_fini(&s->b);
}

static vtime idle(struct source_bench *s)
{
	machine_settle(s->b.m);
	return s->b.m->cores[0].idle;
}

/* Gaps of 10 us are spun away: the core is never idle. */
static void test_spins(void)
{
	struct source_bench s;
	source_bench_init(&s, ERA_6_6, 100000, 500, BACKPRESSURE_NO);
	bench_run(&s.b, US(45));
	CU_ASSERT_STRING_EQUAL(bench_log(&s.b), "q@10150 q@20150 q@30150 q@40150 ");
	CU_ASSERT_EQUAL(idle(&s), 0);
	source_bench_fini(&s);
}

/* Gaps of 200 us are slept: only the packets take time. */
static void test_sleeps(void)
{
	struct source_bench s;
	source_bench_init(&s, ERA_6_6, 5000, 500, BACKPRESSURE_NO);
	bench_run(&s.b, US(900));
	CU_ASSERT_STRING_EQUAL(bench_log(&s.b), "q@200150 q@400150 q@600150 q@800150 ");
	CU_ASSERT_EQUAL(idle(&s), US(900) - 4 * NS(150));
	source_bench_fini(&s);
}

/* As fast as it can, and what the tap has no room for is lost. */
static void test_unpaced(void)
{
	struct source_bench s;
	source_bench_init(&s, ERA_6_6, 0, 4, BACKPRESSURE_NO);
	bench_run(&s.b, NS(1500));
	CU_ASSERT_STRING_EQUAL(bench_log(&s.b), "q@150 q@300 q@450 q@600 ");
	CU_ASSERT_EQUAL(s.b.ledger->dropped[DROP_tap_queue_full], 6);
	source_bench_fini(&s);
}

/* Full, the queue stops, and the generator spins; the take that makes the room of the rule calls for a restart, and no
 * take before it. A ptr_ring of 64 gives slots back 16 at a time. */
static void test_backpressure(void)
{
	static const struct {
		enum era era;
		int rule, takes;
	} cases[] = {{ERA_6_6, BACKPRESSURE_EMPTY, 64}, {ERA_6_6, BACKPRESSURE_HALF, 32},
		     {ERA_6_6, BACKPRESSURE_SPACE, 16}, {ERA_3_13, BACKPRESSURE_EMPTY, 64},
		     {ERA_3_13, BACKPRESSURE_HALF, 32}, {ERA_3_13, BACKPRESSURE_SPACE, 1}};
	EACH_CASE (i, cases, era) {
		struct source_bench s;
		source_bench_init(&s, cases[i].era, 0, 64, cases[i].rule);
		bench_run(&s.b, US(20));
		CU_ASSERT(s.tap.stopped);
		CU_ASSERT_EQUAL(s.tap.queue.length, 64);
		for (int k = 1; k <= cases[i].takes; k++) {
			CU_ASSERT_FALSE(tap_drained(&s.tap));
			take(&s);
		}
		CU_ASSERT(tap_drained(&s.tap));
		bench_log(&s.b);
		bench_at(&s.b, US(30), bench_thread_wake, &s.reader);
		bench_run(&s.b, US(30) + NS(700));
		CU_ASSERT(g_str_has_prefix(bench_log(&s.b), "q@30650 "));
		bench_run(&s.b, US(60));
		CU_ASSERT_EQUAL(s.tap.queue.length, 64);
		CU_ASSERT_EQUAL(s.b.ledger->dropped[DROP_tap_queue_full], 0);
		CU_ASSERT_EQUAL(idle(&s), 0);
		source_bench_fini(&s);
	}
}

/* ---- a thread beside it ---- */

static void endless_work(struct task *t, struct frame *f)
{
	ROUTINE(f);
	for (;;)
		PAY_TIME(t, f, COST_app_sink, US(1));
}

static vtime worked(struct source_bench *s, int cost)
{
	machine_settle(s->b.m);
	return s->b.m->cores[0].booked[CONTEXT_other * COST_COUNT + cost];
}

/* As fast as it can, beside a thread that never sleeps: each has half of the core, whatever the scheduler. */
static void test_gives_way(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct source_bench s;
		struct bench_thread thread;
		source_bench_init(&s, (enum era)era, 0, 4, BACKPRESSURE_NO);
		bench_thread_init(&thread, &s.b, 0, endless_work, NULL);
		bench_at(&s.b, 0, bench_thread_wake, &thread);
		bench_run(&s.b, MS(200));
		CU_ASSERT(worked(&s, COST_app_sink) > MS(90) && worked(&s, COST_app_sink) < MS(110));
		source_bench_fini(&s);
	}
}

static void short_work(struct task *t, struct frame *f)
{
	struct source_bench *s = f->self;
	ROUTINE(f);
	PAY_TIME(t, f, COST_app_sink, NS(10));
	bench_mark(&s->b, "w");
}

/* A generator with gaps of 10 us, 20 ms after its start. A thread that becomes due while it spins
 * waits for the frame, or, where the tap is full, for the end of the spin. While it only tries
 * again, the thread has the core at once. */
static void test_gives_way_when(void)
{
	static const struct {
		int rule, limit, at; /* us */
		const char *log;
	} waits[] = {
		{BACKPRESSURE_NO, 5000, 20013, "q@20020150 w@20020160 "},
		{BACKPRESSURE_HALF, 2001, 20013, "w@20020010 "},
		{BACKPRESSURE_HALF, 2001, 20025, "w@20025010 "},
	};
	EACH_CASE (i, waits, rule) {
		struct source_bench s;
		struct bench_thread thread;
		source_bench_init(&s, ERA_3_13, 100000, waits[i].limit, waits[i].rule);
		bench_thread_init(&thread, &s.b, 0, short_work, &s);
		bench_at(&s.b, US(waits[i].at), bench_thread_wake, &thread);
		bench_run(&s.b, US(20011));
		bench_log(&s.b);
		bench_run(&s.b, US(20029));
		CU_ASSERT_STRING_EQUAL(bench_log(&s.b), waits[i].log);
		source_bench_fini(&s);
	}
}

static const struct test_case cases[] = {
	{"spins until a date that is near", test_spins},
	{"gives way to a thread", test_gives_way},
	{"between two frames", test_gives_way_when},
	{"sleeps until one that is far", test_sleeps},
	{"as fast as it can", test_unpaced},
	{"a full tap stops it", test_backpressure},
};

SUITE("host source", cases)
