/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/source_app.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

/* A guest on core 1 with generators, named a, b ..., through a device whose driver delivers each frame as it has been
 * paid for, and stops the queue after `room` more. An interrupt from core 0 wakes the queue. */
struct app_bench {
	struct bench b;
	struct vcpu vcpu;
	struct guest guest;
	struct inlet sink;
	struct netdev dev;
	int room;
	struct vector waker;
	struct irq waker_irq;
	int n;
	struct generator {
		GArray *settings;
		struct source source;
		struct packet seed;
		struct source_app app;
	} generator[4];
	GArray *sent; /* dates, vtime */
};

static void driver_xmit(struct task *t, struct frame *f)
{
	struct app_bench *a = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	CU_ASSERT_FALSE(a->dev.stopped);
	PAY_FOR(t, f, COST_guest_tx, p);
	bench_mark(&a->b, p->from == 0 ? "a" : "b");
	g_array_append_val(a->sent, a->b.m->cal.now);
	packet_deliver(a->b.ledger, p);
	if (--a->room == 0)
		a->dev.stopped = true;
}

static void wake_queue(struct task *t, struct frame *f)
{
	struct app_bench *a = f->self;
	(void)t;
	a->dev.stopped = false;
}

static void app_bench_init(struct app_bench *a, const int *ns)
{
	struct bench_config config = {.cores = 2};
	memcpy(config.ns, ns, sizeof(config.ns));
	*a = (struct app_bench){.room = 1000000, .sent = g_array_new(FALSE, FALSE, sizeof(vtime))};
	bench_init(&a->b, &config);
	int64_t *exits = bench_counter(&a->b, COUNTER_exits);
	struct vcpu_counters vcpu = {exits, bench_counter(&a->b, COUNTER_signals),
				     bench_counter(&a->b, COUNTER_ipis)};
	struct guest_counters guest = {bench_counter(&a->b, COUNTER_guest_polls),
				       bench_counter(&a->b, COUNTER_kicks), exits};
	vcpu_init(&a->vcpu, &a->b.m->cores[1], "vcpu", 0,
		  &(struct vcpu_settings){.halt_exits = true, .posted_interrupts = true}, &vcpu, guest_run,
		  &a->guest);
	guest_init(&a->guest, 0, &a->vcpu, &a->sink, &guest);
	netdev_init(&a->dev, a->b.ledger);
	a->dev.xmit = (struct inlet){driver_xmit, a};
	guest_add_device(&a->guest, &a->dev);
	vector_init(&a->waker, &a->vcpu, wake_queue, a);
	irq_init(&a->waker_irq, a->b.m->cores, "waker", vector_inject, &a->waker);
}

static void add_generator(struct app_bench *a, const struct traffic_settings *settings)
{
	struct generator *g = &a->generator[a->n];
	g->settings = bench_sources(settings, 1);
	source_init(&g->source, g->settings, 0, source_load_of(g->settings, 0), 1, 0);
	g->seed = (struct packet){.from = a->n++, .to = PORT_WIRE};
	source_app_init(&g->app, &a->guest, &a->dev, &(struct pktgen){&g->source, a->b.ledger, &g->seed},
			settings->socket);
	source_app_start(&g->app);
}

static void add_constant(struct app_bench *a, int64_t rate, vtime start, vtime stop)
{
	struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, rate, 100);
	s.from = "vm0";
	s.start = start;
	s.stop = stop;
	add_generator(a, &s);
}

static void app_bench_fini(struct app_bench *a)
{
	for (int i = 0; i < a->n; i++) {
		source_fini(&a->generator[i].source);
		g_array_free(a->generator[i].settings, TRUE);
	}
	g_array_free(a->sent, TRUE);
	bench_fini(&a->b);
}

static void wake_at(struct app_bench *a, vtime date)
{
	bench_at(&a->b, date, (void (*)(void *))irq_raise, &a->waker_irq);
}

static vtime booked(struct app_bench *a, int cost)
{
	machine_settle(a->b.m);
	return a->b.m->cores[1].booked[CONTEXT_vcpu * COST_COUNT + cost];
}

/* Each tick finds a guest that never sleeps in guest mode: an exit. */
static int64_t ticks(struct app_bench *a)
{
	return *bench_counter(&a->b, COUNTER_timer_ticks);
}

static int64_t exits(struct app_bench *a)
{
	return *bench_counter(&a->b, COUNTER_exits);
}

/* ---- one generator ---- */

/* Ten frames at their dates. A wait below 100 us is spun away, from 100 us on it is slept; it begins when the frame
 * before has been built, the first one's at 0. */
static void test_spin_or_sleep(void)
{
	static const struct {
		int64_t rate;
		int build; /* ns */
		int exits, spins;
		vtime each; /* spin */
	} cases[] = {
		{20000, 0, 0, 10, US(50)}, {12500, 0, 0, 10, US(80)},
		{10000, 0, 11, 0, 0},	   {10000, 1000, 1, 9, US(99)},
		{5000, 0, 11, 0, 0},	   {5000, 99999, 11, 0, 0},
		{5000, 100000, 11, 0, 0},  {5000, 100001, 1, 9, NS(99999)},
	};
	EACH_CASE (i, cases, rate) {
		struct app_bench a;
		vtime gap = VTIME_PER_S / cases[i].rate;
		app_bench_init(&a, (int[COST_COUNT]){[COST_app_source] = cases[i].build});
		add_constant(&a, cases[i].rate, 0, 0);
		bench_run(&a.b, 10 * gap + NS(cases[i].build));
		CU_ASSERT_EQUAL_FATAL(a.sent->len, 10);
		for (int k = 0; k < 10; k++)
			CU_ASSERT_EQUAL(g_array_index(a.sent, vtime, k), (k + 1) * gap + NS(cases[i].build));
		CU_ASSERT_EQUAL(exits(&a), cases[i].exits + (cases[i].spins ? ticks(&a) : 0));
		CU_ASSERT_EQUAL(booked(&a, COST_app_spin), cases[i].spins * cases[i].each);
		app_bench_fini(&a);
	}
}

/* Out of its sleep it is late by what that takes: interrupt 1, wake-up 2, entry 4, the guest's interrupt 8; then 16 to
 * build and 32 to send. It does not drift. */
static void test_late_from_sleep(void)
{
	static const int ns[COST_COUNT] = {
		[COST_irq_entry] = 1,	[COST_wake_up] = 2,   [COST_vm_entry] = 4,  [COST_guest_irq] = 8,
		[COST_app_source] = 16, [COST_guest_tx] = 32, [COST_vm_exit] = 1000};
	struct app_bench a;
	app_bench_init(&a, ns);
	add_constant(&a, 1000, 0, 0);
	bench_run(&a.b, MS(3) + US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&a.b), "a@1000063 a@2000063 a@3000063 ");
	CU_ASSERT_EQUAL(a.b.ledger->stream[0].latency.min, NS(48)); /* offered when it begins to build */
	CU_ASSERT_EQUAL(a.b.ledger->stream[0].latency.max, NS(48));
	app_bench_fini(&a);
}

static void test_unpaced(void)
{
	static const int ns[COST_COUNT] = {[COST_app_source] = 300, [COST_guest_tx] = 200};
	struct app_bench a;
	app_bench_init(&a, ns);
	add_constant(&a, 0, 0, 0);
	bench_run(&a.b, MS(1));
	CU_ASSERT_EQUAL(a.sent->len, 2000);
	CU_ASSERT_EQUAL(exits(&a), ticks(&a));
	CU_ASSERT_EQUAL(booked(&a, COST_app_source), US(600));
	CU_ASSERT_EQUAL(booked(&a, COST_app_spin), 0);
	app_bench_fini(&a);
}

/* A source that ends lets the guest halt, whatever the driver does. */
static void test_end(void)
{
	for (int stops = 0; stops < 2; stops++) {
		struct app_bench a;
		app_bench_init(&a, (int[COST_COUNT]){0});
		a.room = stops ? 3 : 1000;
		add_constant(&a, 100000, 0, US(35));
		bench_run(&a.b, MS(5));
		CU_ASSERT_STRING_EQUAL(bench_log(&a.b), "a@10000 a@20000 a@30000 ");
		CU_ASSERT_EQUAL(a.vcpu.task.state, TASK_SLEEPING);
		CU_ASSERT_EQUAL(exits(&a), 1);
		app_bench_fini(&a);
	}
}

/* A process whose socket holds 10: with the driver stopped after the second frame it fills the qdisc and sleeps; the
 * queue wakes for 5 frames and stops again, and with half of the socket empty the process fills it up. */
static void test_socket(void)
{
	static const int ns[COST_COUNT] = {[COST_app_socket] = 100, [COST_guest_xmit] = 10};
	struct app_bench a;
	struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, 0, 100);
	s.from = "vm0";
	s.socket = 10;
	app_bench_init(&a, ns);
	a.room = 2;
	add_generator(&a, &s);
	bench_run(&a.b, US(5));
	CU_ASSERT_STRING_EQUAL(bench_log(&a.b), "a@110 a@220 ");
	CU_ASSERT_EQUAL(a.dev.qdisc.length, 10);
	CU_ASSERT_EQUAL(a.vcpu.task.state, TASK_SLEEPING);
	CU_ASSERT_EQUAL(a.b.ledger->offered, 12);
	a.room = 4;
	wake_at(&a, US(6));
	bench_run(&a.b, US(9));
	CU_ASSERT_EQUAL(a.dev.qdisc.length, 6); /* more than half: it still sleeps */
	a.room = 1;
	wake_at(&a, US(10));
	bench_run(&a.b, US(20));
	CU_ASSERT_EQUAL(a.dev.qdisc.length, 10);
	CU_ASSERT_EQUAL(a.b.ledger->offered, 17);
	CU_ASSERT_EQUAL(a.b.ledger->dropped[DROP_guest_qdisc_full], 0);
	while (a.dev.qdisc.length > 0)
		packet_deliver(a.b.ledger, packet_queue_pop(&a.dev.qdisc));
	app_bench_fini(&a);
}

/* ---- the driver's queue ---- */

/* Frames each 10 us, 100 ns to build; stopped after the third until 75: what is late goes at once, the rest on its date.
 * Nothing is lost, nothing waits in the qdisc. */
static void test_stopped(void)
{
	struct app_bench a;
	app_bench_init(&a, (int[COST_COUNT]){[COST_app_source] = 100});
	a.room = 3;
	add_constant(&a, 100000, 0, 0);
	wake_at(&a, US(75));
	bench_run(&a.b, US(95));
	CU_ASSERT_STRING_EQUAL(bench_log(&a.b),
			       "a@10100 a@20100 a@30100 a@75100 a@75200 a@75300 a@75400 a@80100 a@90100 ");
	CU_ASSERT_EQUAL(booked(&a, COST_app_spin), NS(10000 + 9900 + 9900 + 44900 + 4600 + 9900 + 4900));
	CU_ASSERT_EQUAL(a.b.ledger->offered, 9);
	CU_ASSERT_EQUAL(exits(&a), 0);
	app_bench_fini(&a);
}

/* The date comes first: with the next frame 1 ms away it sleeps although the queue has stopped; then it spins, from 2 ms
 * to 2.3. An interrupt that wakes nothing lets it try in vain. */
static void test_stopped_and_far(void)
{
	struct app_bench a;
	app_bench_init(&a, (int[COST_COUNT]){0});
	a.room = 1;
	add_constant(&a, 1000, 0, 0);
	bench_run(&a.b, US(1500));
	CU_ASSERT_TRUE(a.dev.stopped);
	CU_ASSERT_EQUAL(a.vcpu.task.state, TASK_SLEEPING);
	bench_at(&a.b, US(2100), (void (*)(void *))irq_raise, &a.generator[0].app.timer_irq);
	bench_run(&a.b, US(2200));
	CU_ASSERT_NOT_EQUAL(a.vcpu.task.state, TASK_SLEEPING);
	CU_ASSERT_EQUAL(a.sent->len, 1);
	wake_at(&a, US(2300));
	bench_run(&a.b, US(2500));
	CU_ASSERT_STRING_EQUAL(bench_log(&a.b), "a@1000000 a@2300000 ");
	CU_ASSERT_EQUAL(booked(&a, COST_app_spin), US(300));
	app_bench_fini(&a);
}

/* ---- beside other work ---- */

/* An interrupt of 1 us in the middle of the spin moves nothing, one 500 ns before the date makes the frame late. */
static void test_interrupted_spin(void)
{
	struct app_bench a;
	app_bench_init(&a, (int[COST_COUNT]){[COST_guest_irq] = 1000});
	add_constant(&a, 20000, 0, 0);
	wake_at(&a, US(20));
	wake_at(&a, NS(99500));
	bench_run(&a.b, US(160));
	CU_ASSERT_STRING_EQUAL(bench_log(&a.b), "a@50000 a@100500 a@150000 ");
	app_bench_fini(&a);
}

/* Asleep, it stays so until its timer: an interrupt 50 us before the date makes the guest run and halt again. */
static void test_interrupted_sleep(void)
{
	struct app_bench a;
	app_bench_init(&a, (int[COST_COUNT]){0});
	add_constant(&a, 1000, 0, 0);
	wake_at(&a, US(950));
	bench_run(&a.b, US(1050));
	CU_ASSERT_STRING_EQUAL(bench_log(&a.b), "a@1000000 ");
	CU_ASSERT_EQUAL(booked(&a, COST_app_spin), 0);
	CU_ASSERT_EQUAL(exits(&a), 3); /* until the first interrupt, until the timer, and since */
	app_bench_fini(&a);
}

/* Several of a guest: in order of their dates. */
static void test_several(void)
{
	struct app_bench a;
	app_bench_init(&a, (int[COST_COUNT]){0});
	add_constant(&a, 100000, 0, 0);
	add_constant(&a, 50000, US(5), 0);
	bench_run(&a.b, US(50));
	CU_ASSERT_STRING_EQUAL(bench_log(&a.b), "a@10000 a@20000 b@25000 a@30000 a@40000 b@45000 a@50000 ");
	app_bench_fini(&a);
}

/* a at each ms, b 50 us later: one sleep, of whichever comes next, so one interrupt a ms, beside one for each to start. */
static void test_one_sleep(void)
{
	struct app_bench a;
	app_bench_init(&a, (int[COST_COUNT]){[COST_guest_irq] = 1});
	add_constant(&a, 1000, 0, 0);
	add_constant(&a, 1000, US(50), 0);
	bench_run(&a.b, US(5500));
	CU_ASSERT_STRING_EQUAL(bench_log(&a.b), "a@1000001 b@1050000 a@2000001 b@2050000 a@3000001 b@3050000 "
						"a@4000001 b@4050000 a@5000001 b@5050000 ");
	CU_ASSERT_EQUAL(bench_paid(&a.b, 1, COST_guest_irq), 2 + 5);
	app_bench_fini(&a);
}

/* Poisson at 0.8 of what the guest can send: each frame at its date or right after the one before (Lindley). */
static void test_poisson(void)
{
	struct traffic_settings s = bench_source(ARRIVALS_POISSON, 200000, 100);
	GArray *settings;
	struct app_bench a;
	struct source again;
	vtime idle_at = 0;
	int late = 0;
	s.from = "vm0";
	settings = bench_sources(&s, 1);
	source_init(&again, settings, 0, source_load_of(settings, 0), 1, 0);
	app_bench_init(&a, (int[COST_COUNT]){[COST_app_source] = 3000, [COST_guest_tx] = 1000});
	add_generator(&a, &s);
	bench_run(&a.b, MS(50));
	CU_ASSERT(a.sent->len > 9000);
	for (guint i = 0; i < a.sent->len; i++) {
		vtime date = source_next(&again).date;
		late += idle_at > date;
		idle_at = MAX(idle_at, date) + US(4);
		CU_ASSERT_EQUAL(g_array_index(a.sent, vtime, i), idle_at);
	}
	CU_ASSERT(late > 5000);
	source_fini(&again);
	g_array_free(settings, TRUE);
	app_bench_fini(&a);
}

static const struct test_case cases[] = {
	{"spins below 100 us, sleeps above", test_spin_or_sleep},
	{"late out of its sleep", test_late_from_sleep},
	{"as fast as it can", test_unpaced},
	{"a source that ends", test_end},
	{"a stopped queue", test_stopped},
	{"a stopped queue and a date far away", test_stopped_and_far},
	{"an interrupt in its spin", test_interrupted_spin},
	{"an interrupt in its sleep", test_interrupted_sleep},
	{"several, in order of dates", test_several},
	{"several, one sleep", test_one_sleep},
	{"poisson, against Lindley's recursion", test_poisson},
	{"a process with a socket", test_socket},
};
SUITE("source_app", cases)
