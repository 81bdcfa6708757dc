/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/softirq.h"
#include "tests/lib/bench/napi_bench.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"

/* Device A, interrupts on core 0, polled by a thread on core `core`. */
struct thread_bench {
	struct napi_bench n;
	struct napi_thread thread;
	struct bench_thread other;
	struct irq irq;
	int core;
};

static void mark_softirq(struct task *t, struct frame *f)
{
	struct thread_bench *b = f->self;
	(void)t;
	bench_mark(&b->n.b, "softirq");
}

static void raise_softirq(struct task *t, struct frame *f)
{
	ROUTINE(f);
	softirq_raise(t->core, SOFTIRQ_NET_TX);
}

static void mark_other(struct task *t, struct frame *f)
{
	struct thread_bench *b = f->self;
	(void)t;
	bench_mark(&b->n.b, "other");
}

static void thread_bench_init(struct thread_bench *b, int core, vtime each)
{
	*b = (struct thread_bench){.core = core};
	napi_bench_init(&b->n, ERA_6_6, 300, each);
	struct core *c = &b->n.b.m->cores[core];
	napi_thread_init(&b->thread, &b->n.device[0].napi, c);
	softirq_open(c, SOFTIRQ_NET_TX, mark_softirq, b);
	irq_init(&b->irq, c, "raise", raise_softirq, b);
	bench_thread_init(&b->other, &b->n.b, core, mark_other, b);
}

static vtime booked(struct thread_bench *b, int core, enum context context, int cost)
{
	machine_settle(b->n.b.m);
	return b->n.b.m->cores[core].booked[context * COST_COUNT + cost];
}

static void raise_irq(void *arg)
{
	irq_raise(&((struct thread_bench *)arg)->irq);
}

/* 100 packets of 10 ns, the last of which is begun 990 ns after the first: the interrupt's handler, 3 ns, wakes the
 * thread, which then needs a switch of 7 ns; two polls. No
 * softirq runs on either core, and each wake-up is paid for by the handler. */
static void test_polls(void)
{
	for (int core = 0; core < 2; core++) {
		struct thread_bench b;
		thread_bench_init(&b, core, NS(10));
		struct machine *m = b.n.b.m;
		m->costs[COST_nic_isr].fixed = NS(3);
		m->costs[COST_wake_up].fixed = NS(5);
		m->costs[COST_context_switch].fixed = NS(7);
		arrive(&b.n.device[0], 100);
		bench_run(&b.n.b, NS(core ? 999 : 1004)); /* on the handler's core it waits for the handler */
		CU_ASSERT_EQUAL(b.n.device[0].done, 99);
		bench_run(&b.n.b, NS(core ? 1000 : 1005));
		CU_ASSERT_EQUAL(b.n.device[0].done, 100);
		bench_run(&b.n.b, MS(1));
		CU_ASSERT_STRING_EQUAL(bench_log(&b.n.b), "|A64 A36 ");
		CU_ASSERT_EQUAL(booked(&b, core, CONTEXT_napi, COST_nic_rx), NS(1000));
		CU_ASSERT_EQUAL(booked(&b, 0, CONTEXT_hardirq, COST_wake_up), NS(5));
		CU_ASSERT_EQUAL(*bench_counter(&b.n.b, COUNTER_softirq_rounds), 0);
		CU_ASSERT_EQUAL(*bench_counter(&b.n.b, COUNTER_napi_polls), 2);
		CU_ASSERT_EQUAL(squeezes(&b.n), 0);
		CU_ASSERT_EQUAL(b.thread.task.state, TASK_SLEEPING);
		bench_fini(&b.n.b);
	}
}

/* A softirq of the thread's core that is raised at 100 ns waits for the end of the poll, at 640; of the last one, 1000. */
static void test_bottom_halves_off(void)
{
	static const struct {
		int at;
		const char *log;
	} cases[] = {{100, "|A64 softirq@640 |A36 "}, {700, "|A64 A36 softirq@1000 "}};
	EACH_CASE (i, cases, at) {
		struct thread_bench b;
		thread_bench_init(&b, 1, NS(10));
		arrive(&b.n.device[0], 100);
		bench_at(&b.n.b, NS(cases[i].at), raise_irq, &b);
		bench_run(&b.n.b, MS(1));
		CU_ASSERT_STRING_EQUAL(bench_log(&b.n.b), cases[i].log);
		bench_fini(&b.n.b);
	}
}

/* Polls of 0.64 ms. A thread woken at 3 us is due at the tick of 1 ms, when the slice of 0.75 ms is over, and runs when the
 * second poll has ended; polling then goes on. */
static void test_between_polls(void)
{
	struct thread_bench b;
	thread_bench_init(&b, 1, US(10));
	arrive(&b.n.device[0], 200);
	bench_at(&b.n.b, US(3), bench_thread_wake, &b.other);
	bench_run(&b.n.b, MS(5));
	CU_ASSERT_STRING_EQUAL(bench_log(&b.n.b), "|A64 A64 other@1280000 A64 A8 ");
	bench_fini(&b.n.b);
}

/* Packets that come at the unmasking, before the thread sleeps: it does not. */
static void test_interrupted_at_completion(void)
{
	struct thread_bench b;
	thread_bench_init(&b, 1, NS(10));
	b.n.b.m->costs[COST_napi_poll].fixed = NS(5);
	b.n.device[0].late = 5;
	arrive(&b.n.device[0], 10);
	bench_run(&b.n.b, MS(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&b.n.b), "|A10 A5 ");
	CU_ASSERT_EQUAL(*bench_counter(&b.n.b, COUNTER_wakeups), 1);
	bench_fini(&b.n.b);
}

/* Arrivals at random: nothing is left. */
static void test_random(void)
{
	for (int core = 0; core < 2; core++) {
		struct thread_bench b;
		struct rng r;
		int offered = 0;
		rng_init(&r, (uint64_t)core, 0, "napi");
		thread_bench_init(&b, core, NS(20));
		b.n.b.m->costs[COST_nic_isr].fixed = NS(150);
		b.n.b.m->costs[COST_nic_irq_enable].fixed = NS(70);
		b.n.b.m->costs[COST_context_switch].fixed = NS(200);
		for (int i = 0; i < 10000; i++) {
			int packets = bench_choose(&r, 0, rng_below(&r, 20) ? 10 : 300);
			arrive(&b.n.device[0], packets);
			offered += packets;
			if (rng_below(&r, 10) == 0)
				bench_thread_wake(&b.other);
			if (rng_below(&r, 10) == 0)
				raise_irq(&b);
			bench_run(&b.n.b, bench_now(&b.n.b) + NS(bench_choose(&r, 0, 600)));
			g_string_truncate(b.n.b.log, 0);
		}
		bench_run(&b.n.b, bench_now(&b.n.b) + MS(100));
		CU_ASSERT_EQUAL(b.n.device[0].done, offered);
		CU_ASSERT_FALSE(b.n.device[0].napi.scheduled);
		bench_fini(&b.n.b);
	}
}

/* ---- placement ---- */

static void test_core(void)
{
	static const struct {
		char *set;
		int64_t nic, irq, core;
	} cases[] = {{"", 0, 0, 0},   {"", 2, 3, 3},	{"5", 0, 0, 5},	    {"5", 2, 4, 7},
		     {"x", 0, 0, -1}, {"-1", 0, 0, -1}, {"4096", 0, 0, -1}, {"3x", 0, 0, -1}};
	EACH_CASE (i, cases) {
		struct napi_settings set = {.core = cases[i].set};
		CU_ASSERT_EQUAL(napi_thread_core(&set, cases[i].nic, cases[i].irq), cases[i].core);
	}
}

/* ---- the flow ---- */

static struct run_numbers *crawl_run(const char *load, const char *threaded, const char *core)
{
	const char *const sets[] = {"kernel=6.6",     load, threaded, core, "warmup=50ms",
				    "duration=300ms", NULL};
	struct run_numbers *n =
		run_numbers(&(struct run_order){.path = SOURCE_DIR "/scenarios/crawl.yaml", .sets = sets});
	CU_ASSERT_FATAL(n != NULL);
	return n;
}

/* On the worker's core, beyond the knee: the softirq starves the worker, the thread shares the core with it. Half of the core each
 * is what the scheduler charges; of a poll that wakes the worker, it charges the rest to the worker (rq_clock_skip_update()), which
 * so runs for little more than a quarter. More load changes little. */
static void test_shares(void)
{
	struct run_numbers *softirq = crawl_run("load=1200kpps", "napi.threaded=no", "napi.core="),
			   *thread = crawl_run("load=1200kpps", "napi.threaded=yes", "napi.core="),
			   *more = crawl_run("load=2Mpps", "napi.threaded=yes", "napi.core=");
	double measured = (double)thread->result.measured;
	double napi = (double)thread->core[0].booked[CONTEXT_napi] / measured,
	       vhost = (double)thread->core[0].booked[CONTEXT_vhost] / measured;
	CU_ASSERT_DOUBLE_EQUAL(napi + vhost, 1, 0.01);
	CU_ASSERT(vhost > 0.25 && vhost < 0.4);
	CU_ASSERT_EQUAL(thread->core[0].booked[CONTEXT_softirq] + thread->core[0].booked[CONTEXT_ksoftirqd],
			0);
	CU_ASSERT(thread->result.delivered > 1.5 * (double)softirq->result.delivered);
	CU_ASSERT_DOUBLE_EQUAL((double)more->result.delivered, (double)thread->result.delivered,
			       0.1 * (double)thread->result.delivered);
	g_free(softirq);
	g_free(thread);
	g_free(more);
}

/* On a core of its own it takes the poll off the interrupt's core. */
static void test_own_core(void)
{
	struct run_numbers *n = crawl_run("load=1Mpps", "napi.threaded=yes", "napi.core=3");
	CU_ASSERT_EQUAL(result_dropped(&n->result), 0);
	CU_ASSERT(n->core[3].booked[CONTEXT_napi] > n->result.measured / 2);
	CU_ASSERT_EQUAL(n->core[0].booked[CONTEXT_napi], 0);
	CU_ASSERT_EQUAL(n->core[0].booked[CONTEXT_softirq] + n->core[3].booked[CONTEXT_softirq], 0);
	g_free(n);
}

static const struct test_case cases[] = {
	{"polls by a thread", test_polls},
	{"bottom halves off", test_bottom_halves_off},
	{"other threads between polls", test_between_polls},
	{"interrupted at completion", test_interrupted_at_completion},
	{"random arrivals", test_random},
	{"placement", test_core},
	{"shares a core fairly", test_shares},
	{"on a core of its own", test_own_core},
};
SUITE("threaded NAPI", cases)
