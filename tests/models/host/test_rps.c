/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RPS: a poll on core 0 hands packets to the backlogs of other cores. Dates and numbers of interrupts are worked out by hand.
 */
#include "models/host/napi_thread.h"
#include "models/host/nic_driver.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

#define CORES 3

/* An instance on core 0 whose packets go to the backlogs that `to` names in turn; each writes where it goes up. */
struct rps_bench {
	struct bench b;
	struct softnet softnet[CORES];
	struct backlog backlog[CORES];
	struct napi nic;
	struct napi_thread thread;
	struct irq irq;
	struct inlet up;
	const char *to; /* "112": two packets to core 1, one to core 2, and again */
	int next, packets;
	int64_t got[CORES];
};

static void up_receive(struct task *t, struct frame *f)
{
	struct rps_bench *x = f->self;
	ROUTINE(f);
	PAY_TIME(t, f, COST_app_sink, 0); /* what is owed */
	x->got[t->core->id]++;
	g_string_append_printf(x->b.log, "%d@%" PRId64 " ", t->core->id, bench_now(&x->b) / VTIME_PER_NS);
	packet_deliver(x->b.ledger, f->arg);
}

static struct backlog *next_target(struct rps_bench *x)
{
	int core = x->to[x->next++ % strlen(x->to)] - '0';
	return &x->backlog[core];
}

static void nic_poll(struct task *t, struct frame *f)
{
	struct rps_bench *x = f->self;
	ROUTINE(f);
	while (x->packets > 0 && x->nic.work < x->nic.weight) {
		x->packets--;
		x->nic.work++;
		CALL(t, f, netif_rx, next_target(x), bench_packet(x->b.ledger, bench_now(&x->b), 64, 0));
	}
	if (x->nic.work < x->nic.weight)
		napi_complete(&x->nic);
}

static void nic_isr(struct task *t, struct frame *f)
{
	struct rps_bench *x = f->self;
	(void)t;
	napi_schedule(&x->nic);
}

static void arrive(void *self)
{
	struct rps_bench *x = self;
	irq_raise(&x->irq);
}

static void rps_bench_init(struct rps_bench *x, enum era era, const char *to, int64_t limit)
{
	struct bench_config config = {.cores = CORES,
				      .era = era,
				      .ns = {[COST_netif_rx] = 2,
					     [COST_ipi_send] = 4,
					     [COST_rps_ipi] = 8,
					     [COST_napi_poll] = 1,
					     [COST_netif_receive] = 16}};
	*x = (struct rps_bench){.to = to, .up = {up_receive, x}};
	bench_init(&x->b, &config);
	for (int i = 0; i < CORES; i++) {
		softnet_init(&x->softnet[i], &x->b.m->cores[i], 300, bench_counter(&x->b, COUNTER_napi_polls),
			     bench_counter(&x->b, COUNTER_time_squeeze));
		backlog_init(&x->backlog[i], &x->softnet[i], x->b.ledger, limit, &x->up);
	}
	napi_init(&x->nic, &x->softnet[0], nic_poll, x, 64);
	irq_init(&x->irq, x->b.m->cores, "nic", nic_isr, x);
}

static int64_t count(struct rps_bench *x, int counter)
{
	return *bench_counter(&x->b, counter);
}

/* The whole of it, in every era: 2 ns to enqueue each packet; then 4 for each interrupt, to the core noted last first; 8 in its
 * handler, 1 for the poll, 16 for each packet. */
static void test_dates(void)
{
	static const struct {
		const char *to;
		int packets;
		int64_t interrupts;
		const char *log;
	} cases[] = {
		{"1", 1, 1, "1@31 "},	    {"1", 3, 1, "1@35 1@51 1@67 "},
		{"12", 2, 2, "2@33 1@37 "}, {"112", 3, 2, "2@35 1@39 1@55 "},
		{"0", 2, 0, "0@21 0@37 "},  /* its own: no interrupt, another poll of the same softirq */
		{"01", 2, 1, "0@25 1@33 "}, /* the interrupt goes first */
	};
	EACH_CASE (i, cases, log) {
		FOR_ERAS (era, ERA_3_13) {
			struct rps_bench x;
			rps_bench_init(&x, era, cases[i].to, 1000);
			x.packets = cases[i].packets;
			arrive(&x);
			bench_run(&x.b, US(1));
			CU_ASSERT_STRING_EQUAL(x.b.log->str, cases[i].log);
			CU_ASSERT_EQUAL(count(&x, COUNTER_received_rps), cases[i].interrupts);
			bench_fini(&x.b);
		}
	}
}

/* A core that notes another raises NET_RX on itself, which costs one more round; from 6.6 on not in net_rx_action. */
static void test_rounds(void)
{
	static const struct {
		enum era era;
		int64_t rounds;
	} cases[] = {{ERA_3_13, 3}, {ERA_5_10, 3}, {ERA_6_1, 3}, {ERA_6_6, 2}, {ERA_6_12, 2}};
	EACH_CASE (i, cases, era) {
		struct rps_bench x;
		rps_bench_init(&x, cases[i].era, "1", 1000);
		x.packets = 5;
		arrive(&x);
		bench_run(&x.b, US(1));
		CU_ASSERT_EQUAL(x.got[1], 5);
		CU_ASSERT_EQUAL(count(&x, COUNTER_softirq_rounds), cases[i].rounds);
		bench_fini(&x.b);
	}
}

/* Packets for a backlog that is being polled cause no interrupt; after its end they do. */
static void test_while_polled(void)
{
	static const struct {
		int64_t second; /* ns; the first three go up until 67 */
		int64_t interrupts;
	} cases[] = {{40, 1}, {60, 1}, {64, 1}, {66, 2}, {100, 2}};
	EACH_CASE (i, cases, second) {
		struct rps_bench x;
		rps_bench_init(&x, ERA_6_1, "1", 1000);
		x.packets = 3;
		arrive(&x);
		bench_run(&x.b, NS(cases[i].second));
		x.packets = 2;
		arrive(&x);
		bench_run(&x.b, US(1));
		CU_ASSERT_EQUAL(x.got[1], 5);
		CU_ASSERT_EQUAL(count(&x, COUNTER_received_rps), cases[i].interrupts);
		bench_fini(&x.b);
	}
}

/* Limit 10: eleven are taken. What the poll has taken over counts no more, so that eleven more are taken while it runs. With
 * one queue, as before NAPI, only as many as it has served by then. */
static void test_limit(void)
{
	static const struct {
		bool one_queue;
		int64_t lost;
	} cases[] = {{false, 9 + 9}, {true, 9 + 16}};
	EACH_CASE (i, cases, lost) {
		struct rps_bench x;
		rps_bench_init(&x, ERA_6_1, "1", 10);
		x.backlog[1].one_queue = cases[i].one_queue;
		x.packets = 20; /* enqueued by 40, interrupt by 44, handler by 52, poll from 53 on */
		arrive(&x);
		bench_run(&x.b, NS(53 + 16 + 1)); /* the second goes up */
		CU_ASSERT_EQUAL(x.got[1], 1);
		CU_ASSERT_EQUAL(x.b.ledger->dropped[DROP_host_backlog_full], 9);
		x.packets = 20; /* until 110, when two more have been taken off */
		arrive(&x);
		bench_run(&x.b, US(10));
		CU_ASSERT_EQUAL(x.b.ledger->dropped[DROP_host_backlog_full], cases[i].lost);
		CU_ASSERT_EQUAL(x.got[1], 40 - cases[i].lost);
		CU_ASSERT_EQUAL(x.backlog[1].depth.max, cases[i].one_queue ? 11 : 11 + 8);
		bench_fini(&x.b);
	}
}

/* A thread that polls: before 6.5 the softirq at its local_bh_enable sends the interrupt, later the thread itself. */
static void test_threaded(void)
{
	static const struct {
		enum era era;
		int64_t rounds;
	} cases[] = {{ERA_6_1, 2}, {ERA_6_6, 1}, {ERA_6_12, 1}};
	EACH_CASE (i, cases, era) {
		struct rps_bench x;
		rps_bench_init(&x, cases[i].era, "1", 1000);
		napi_thread_init(&x.thread, &x.nic, x.b.m->cores);
		x.packets = 3;
		arrive(&x);
		bench_run(&x.b, US(1));
		CU_ASSERT_STRING_EQUAL(x.b.log->str, "1@35 1@51 1@67 ");
		CU_ASSERT_EQUAL(count(&x, COUNTER_softirq_rounds), cases[i].rounds);
		CU_ASSERT_EQUAL(count(&x, COUNTER_received_rps), 1);
		bench_fini(&x.b);
	}
}

static const struct test_case cases[] = {
	{"dates, in every era", test_dates},
	{"rounds of softirqs", test_rounds},
	{"packets for a backlog that is polled", test_while_polled},
	{"netdev_max_backlog and what a poll has taken over", test_limit},
	{"threaded NAPI", test_threaded},
};
SUITE("rps", cases)
