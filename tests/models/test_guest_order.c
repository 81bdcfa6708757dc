/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/guest.h"
#include "models/guest/source_app.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

/* A guest on core 1 whose polls, driver and generator write down when they run. Polls a, b, c are scheduled by the
 * interrupts A, B, C, and poll `left` rounds each; the driver writes "x". */
struct order_bench {
	struct bench b;
	struct vcpu vcpu;
	struct guest guest;
	struct inlet none;
	struct netdev dev;
	struct instance {
		struct order_bench *bench;
		const char *upper, *lower;
		int left; /* rounds that find work */
		struct guest_napi napi;
		struct vector vector;
		struct irq line;
	} instance[3];
	GArray *settings;
	struct source source;
	struct packet seed;
	struct source_app app;
};

static void isr(struct task *t, struct frame *f)
{
	struct instance *i = f->self;
	ROUTINE(f);
	(void)t;
	bench_mark(&i->bench->b, i->upper);
	guest_napi_schedule(&i->bench->guest, &i->napi);
}

static void poll(struct task *t, struct frame *f)
{
	struct instance *i = f->self;
	ROUTINE(f);
	bench_mark(&i->bench->b, i->lower);
	PAY(t, f, COST_guest_poll, 0);
	i->napi.scheduled = --i->left > 0;
}

static void driver_xmit(struct task *t, struct frame *f)
{
	struct order_bench *o = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	bench_mark(&o->b, p->to == 1 ? "s" : "x"); /* the generator's, or out of the qdisc */
	PAY(t, f, COST_guest_tx, 0);
	packet_deliver(o->b.ledger, p);
}

static void build_instances(struct order_bench *o)
{
	static const char *const upper[] = {"A", "B", "C"}, *const lower[] = {"a", "b", "c"};
	for (int k = 0; k < 3; k++) {
		struct instance *i = &o->instance[k];
		*i = (struct instance){.bench = o, .upper = upper[k], .lower = lower[k], .left = 1};
		guest_napi_init(&i->napi, poll, i);
		vector_init(&i->vector, &o->vcpu, isr, i);
		irq_init(&i->line, o->b.m->cores, "line", irqfd_signal, &i->vector);
	}
}

static void order_bench_init(struct order_bench *o, const struct vcpu_settings *settings, const int *ns)
{
	struct bench_config config = {.cores = 3};
	memcpy(config.ns, ns, sizeof(config.ns));
	*o = (struct order_bench){.settings = NULL};
	bench_init(&o->b, &config);
	int64_t *exits = bench_counter(&o->b, COUNTER_exits);
	struct vcpu_counters vcpu = {exits, bench_counter(&o->b, COUNTER_signals),
				     bench_counter(&o->b, COUNTER_ipis)};
	struct guest_counters guest = {bench_counter(&o->b, COUNTER_guest_polls),
				       bench_counter(&o->b, COUNTER_kicks), exits};
	vcpu_init(&o->vcpu, &o->b.m->cores[1], "vcpu", 0, settings, &vcpu, guest_run, &o->guest);
	guest_init(&o->guest, 0, &o->vcpu, &o->none, &guest);
	netdev_init(&o->dev, o->b.ledger);
	o->dev.xmit = (struct inlet){driver_xmit, o};
	guest_add_device(&o->guest, &o->dev);
	build_instances(o);
}

static void order_bench_fini(struct order_bench *o)
{
	if (o->settings) {
		source_fini(&o->source);
		g_array_free(o->settings, TRUE);
	}
	bench_fini(&o->b);
}

static void raise_at(struct order_bench *o, int k, int ns)
{
	bench_at(&o->b, NS(ns), (void (*)(void *))irq_raise, &o->instance[k].line);
}

/* n packets wait in the device's qdisc. */
static void fill_qdisc(struct order_bench *o, int n)
{
	while (n-- > 0)
		packet_queue_push(&o->dev.qdisc, bench_packet(o->b.ledger, bench_now(&o->b), 100, 0));
}

static void add_source(struct order_bench *o, int64_t rate)
{
	struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, rate, 100);
	s.from = "vm0";
	o->settings = bench_sources(&s, 1);
	source_init(&o->source, o->settings, 0, source_load_of(o->settings, 0), 1, 0);
	o->seed = (struct packet){.to = 1};
	source_app_init(&o->app, &o->guest, &o->dev, &(struct pktgen){&o->source, o->b.ledger, &o->seed}, 0);
	source_app_start(&o->app);
}

static const struct vcpu_settings halts = {.halt_exits = true, .posted_interrupts = true};

/* ---- what comes first ---- */

/* Three requested while it wakes up: every handler before any poll; the polls then in the order of scheduling, round
 * robin, one round each. */
static void test_round_robin(void)
{
	static const int ns[COST_COUNT] = {
		[COST_vm_entry] = 50, [COST_guest_irq] = 10, [COST_guest_poll] = 100};
	struct order_bench o;
	order_bench_init(&o, &halts, ns);
	o.instance[0].left = 2;
	o.instance[1].left = 1;
	o.instance[2].left = 3;
	raise_at(&o, 1, 1);
	raise_at(&o, 0, 2);
	raise_at(&o, 2, 3);
	bench_run(&o.b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&o.b), "B@61 A@71 C@81 b@81 a@181 c@281 a@381 c@481 c@581 ");
	CU_ASSERT_EQUAL(*bench_counter(&o.b, COUNTER_guest_polls), 6);
	order_bench_fini(&o);
}

/* An interrupt during a poll is taken after that poll, before the next. */
static void test_interrupt_between_polls(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 10, [COST_guest_poll] = 100};
	struct order_bench o;
	order_bench_init(&o, &halts, ns);
	o.instance[0].left = 3;
	raise_at(&o, 0, 1);
	raise_at(&o, 2, 50);
	bench_run(&o.b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&o.b), "A@11 a@11 C@121 a@121 c@221 a@321 ");
	order_bench_fini(&o);
}

/* Its own interrupt while it polls: scheduled once. */
static void test_scheduled_once(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 10, [COST_guest_poll] = 100};
	struct order_bench o;
	order_bench_init(&o, &halts, ns);
	o.instance[0].left = 2;
	raise_at(&o, 0, 1);
	raise_at(&o, 0, 50);
	bench_run(&o.b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&o.b), "A@11 a@11 A@121 a@121 ");
	CU_ASSERT_PTR_NULL(o.guest.head);
	order_bench_fini(&o);
}

/* Polls come before the qdisc, the qdisc before the generator, which has had frames due since 0; interrupts before all. */
static void test_order(void)
{
	static const int ns[COST_COUNT] = {
		[COST_guest_irq] = 10, [COST_guest_poll] = 100, [COST_guest_tx] = 1000};
	struct order_bench o;
	order_bench_init(&o, &halts, ns);
	fill_qdisc(&o, 66);
	o.instance[0].left = 2;
	raise_at(&o, 0, 1);
	raise_at(&o, 1, 500);	/* in the first run of the qdisc, which ends after 64 */
	raise_at(&o, 2, 66600); /* in the generator's first frame */
	bench_run(&o.b, NS(5));
	add_source(&o, 0);
	bench_run(&o.b, US(69));
	GString *expected = g_string_new(
		"A@11 a@21 a@121 "); /* 10 for the timer's interrupt, which starts the generator */
	for (int i = 0; i < 64; i++)
		g_string_append_printf(expected, "x@%d ", 221 + i * 1000);
	g_string_append(expected, "B@64231 b@64231 x@64331 x@65331 s@66331 C@67341 c@67341 s@67441 s@68441 ");
	CU_ASSERT_STRING_EQUAL(o.b.log->str, expected->str);
	g_string_free(expected, TRUE);
	order_bench_fini(&o);
}

/* A stopped queue is passed over. */
static void test_stopped_queue(void)
{
	struct order_bench o;
	order_bench_init(&o, &halts, (int[COST_COUNT]){0});
	fill_qdisc(&o, 5);
	o.dev.stopped = true;
	raise_at(&o, 0, 1);
	bench_run(&o.b, US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&o.b), "A@1 a@1 ");
	CU_ASSERT_EQUAL(o.dev.qdisc.length, 5);
	CU_ASSERT_EQUAL(o.vcpu.task.state, TASK_SLEEPING);
	order_bench_fini(&o);
}

/* An IPI, requested at 50, sent by 52 and over at 55, finds the guest in a poll from 11 to 111: the exit, 40, is paid once
 * the poll is done, and before the interrupts. A second request before that needs no IPI. */
static void test_exit_first(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 10,
					   [COST_guest_poll] = 100,
					   [COST_vm_exit] = 40,
					   [COST_ipi_send] = 2,
					   [COST_kvm_ipi] = 3};
	struct order_bench o;
	order_bench_init(&o, &(struct vcpu_settings){.halt_exits = true}, ns);
	raise_at(&o, 0, 1);
	raise_at(&o, 1, 50);
	raise_at(&o, 2, 70);
	bench_run(&o.b, NS(300));
	CU_ASSERT_STRING_EQUAL(bench_log(&o.b), "A@11 a@11 B@164 C@174 b@174 c@274 ");
	CU_ASSERT_EQUAL(*bench_counter(&o.b, COUNTER_ipis), 1);
	CU_ASSERT_EQUAL(*bench_counter(&o.b, COUNTER_exits), 1);
	bench_run(&o.b, US(1));
	CU_ASSERT_EQUAL(*bench_counter(&o.b, COUNTER_exits), 2); /* the halt */
	order_bench_fini(&o);
}

/* ---- halting ---- */

static void work(struct task *t, struct frame *f)
{
	struct order_bench *o = f->self;
	ROUTINE(f);
	PAY_TIME(t, f, COST_app_forward, NS(100));
	bench_mark(&o->b, "thread");
}

/* With halts in guest mode the guest never exits by itself. An interrupt ends the wait by an IPI and the exit that this
 * causes, or, posted, without either. The wait is booked as such. */
static void test_halt_in_guest(void)
{
	static const int ns[COST_COUNT] = {
		[COST_vm_entry] = 50, [COST_vm_exit] = 40, [COST_guest_irq] = 10, [COST_guest_poll] = 100};
	for (int posted = 0; posted < 2; posted++) {
		struct order_bench o;
		order_bench_init(&o, &(struct vcpu_settings){.posted_interrupts = posted}, ns);
		raise_at(&o, 0, 1);
		raise_at(&o, 1, 1000);
		raise_at(&o, 2, 2000);
		bench_run(&o.b, NS(5000));
		CU_ASSERT_STRING_EQUAL(bench_log(&o.b), posted ? "A@61 a@61 B@1010 b@1010 C@2010 c@2010 "
							       : "A@61 a@61 B@1050 b@1050 C@2050 c@2050 ");
		CU_ASSERT_EQUAL(*bench_counter(&o.b, COUNTER_exits), posted ? 0 : 2);
		CU_ASSERT_EQUAL(*bench_counter(&o.b, COUNTER_ipis), posted ? 0 : 2);
		CU_ASSERT_NOT_EQUAL(o.vcpu.task.state, TASK_SLEEPING);
		CU_ASSERT_TRUE(o.vcpu.in_guest);
		machine_settle(o.b.m);
		CU_ASSERT_EQUAL(o.b.m->cores[1].booked[CONTEXT_vcpu * COST_COUNT + COST_guest_halt],
				NS(5000 - 161 - 2 * 110) - (posted ? 0 : NS(80)));
		order_bench_fini(&o);
	}
}

/* A thread on the vCPU's core: at once when the guest has exited, after its slice when it has not. */
static void test_halt_keeps_core(void)
{
	for (int stays = 0; stays < 2; stays++) {
		struct order_bench o;
		struct bench_thread thread;
		order_bench_init(&o, &(struct vcpu_settings){.halt_exits = !stays}, (int[COST_COUNT]){0});
		bench_thread_init(&thread, &o.b, 1, work, &o);
		raise_at(&o, 0, 1);
		bench_at(&o.b, US(100), bench_thread_wake, &thread);
		bench_run(&o.b, US(101));
		CU_ASSERT_STRING_EQUAL(bench_log(&o.b), stays ? "A@1 a@1 " : "A@1 a@1 thread@100100 ");
		bench_run(&o.b, MS(20));
		CU_ASSERT_EQUAL(*bench_log(&o.b) != 0, stays);
		order_bench_fini(&o);
	}
}

static void boot(void *guest)
{
	guest_boot(guest);
}

/* A guest that boots at `boot` and stalls from 200 to 1000 ns: what is under way ends, then nothing until 1000. A timer,
 * whose interrupt costs 10, wakes one that is idle; one that boots meanwhile stalls for what is left. After that, and
 * without a length, nothing of it. */
static void test_stall(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 10, [COST_guest_poll] = 150};
	static const struct {
		int length, boot, at[3];
		const char *log;
		int stalled; /* ns */
	} stalls[] = {
		{800, 0, {100, 400, 1500}, "A@110 a@110 B@1020 b@1020 C@1510 c@1510 ", 740},
		{800, 0, {500, 600, 700}, "A@1020 B@1030 C@1040 a@1040 b@1190 c@1340 ", 800},
		{800, 0, {1300, 1500, 1700}, "A@1310 a@1310 B@1510 b@1510 C@1710 c@1710 ", 800},
		{800, 600, {1300, 1500, 1700}, "A@1310 a@1310 B@1510 b@1510 C@1710 c@1710 ", 400},
		{800, 1000, {1100, 1400, 1700}, "A@1110 a@1110 B@1410 b@1410 C@1710 c@1710 ", 0},
		{0, 0, {100, 400, 700}, "A@110 a@110 B@410 b@410 C@710 c@710 ", 0},
	};
	EACH_CASE (i, stalls, length) {
		struct order_bench o;
		order_bench_init(&o, &halts, ns);
		guest_stall(&o.guest, NS(200), NS(stalls[i].length));
		for (int k = 0; k < 3; k++)
			raise_at(&o, k, stalls[i].at[k]);
		bench_at(&o.b, NS(stalls[i].boot), boot, &o.guest);
		bench_run(&o.b, US(10));
		CU_ASSERT_STRING_EQUAL(bench_log(&o.b), stalls[i].log);
		machine_settle(o.b.m);
		CU_ASSERT_EQUAL(o.b.m->cores[1].booked[CONTEXT_vcpu * COST_COUNT + COST_guest_stall],
				NS(stalls[i].stalled));
		order_bench_fini(&o);
	}
}

static const struct test_case cases[] = {
	{"handlers first, polls round robin", test_round_robin},
	{"an interrupt between two polls", test_interrupt_between_polls},
	{"a poll is scheduled once", test_scheduled_once},
	{"polls, qdisc, generator", test_order},
	{"a stopped queue", test_stopped_queue},
	{"a forced exit comes first", test_exit_first},
	{"a halt in guest mode", test_halt_in_guest},
	{"and it keeps the core", test_halt_keeps_core},
	{"a stall", test_stall},
};
SUITE("guest order", cases)
