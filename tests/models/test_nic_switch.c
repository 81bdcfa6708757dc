/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The NIC's embedded switch: frames between ports of one machine.
 */
#include "models/nic/nic.h"
#include "models/nic/nic_tx.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

#define QUEUES 4
#define DMA US(1)

/* A NIC with a queue and a transmit ring for each of QUEUES ports; interrupts are written down. */
struct switch_bench {
	struct bench b;
	GArray *sources;
	struct traffic *traffic; /* NULL: nothing comes in */
	struct wire wire;
	struct nic nic;
	struct irq irq[QUEUES];
	struct nic_tx tx[QUEUES];
};

static void interrupt(struct task *t, struct frame *f)
{
	struct switch_bench *n = f->self;
	ROUTINE(f);
	for (int i = 0; i < QUEUES; i++)
		if (t->core->irq_active == &n->irq[i])
			bench_mark(&n->b, (char[]){(char)('a' + i), 0});
}

/* queues: how many of them are set up */
static void bench_begin(struct switch_bench *n, const struct classifier *c, int queues, int slots,
			const struct traffic_settings *source)
{
	*n = (struct switch_bench){0};
	bench_init(&n->b, &(struct bench_config){0});
	if (source) {
		n->sources = bench_sources(source, 1);
		n->traffic = bench_traffic(n->sources, 0, 1);
	}
	wire_init(&n->wire, n->traffic, bench_seed, 0, 0);
	nic_init(&n->nic, n->b.ledger, &n->wire, &(struct wire_out){.bits_per_s = 8000000000}, &n->b.topology,
		 c, QUEUES, DMA, bench_counter(&n->b, COUNTER_nic_interrupts));
	for (int i = 0; i < QUEUES; i++) {
		irq_init(&n->irq[i], n->b.m->cores, "nic", interrupt, n);
		nic_tx_init(&n->tx[i], &n->nic, &n->nic.queue[i], 64);
		if (i < queues)
			nic_queue_setup(&n->nic.queue[i], slots, DROP_nic_ring_full, line_to_irq(&n->irq[i]));
	}
}

static struct packet *new_packet(struct switch_bench *n, int from, int to)
{
	return packet_born(
		n->b.ledger,
		&(struct packet){
			.born = bench_now(&n->b), .bytes = 80, .guest = from, .from = from, .to = to});
}

static void send_frame(struct switch_bench *n, int from, int to)
{
	nic_tx_send(&n->tx[from], new_packet(n, from, to), NULL);
}

static int take_all(struct switch_bench *n, int queue)
{
	struct packet *p;
	int taken = 0;
	for (; (p = nic_queue_take(&n->nic.queue[queue], NULL)); taken++) {
		packet_deliver(n->b.ledger, p);
		nic_queue_give(&n->nic.queue[queue], 1);
	}
	return taken;
}

static void bench_end(struct switch_bench *n)
{
	nic_settle(&n->nic);
	for (int i = 0; i < QUEUES; i++)
		nic_tx_fini(&n->tx[i]);
	nic_fini(&n->nic);
	wire_fini(&n->wire);
	if (n->traffic) {
		traffic_free(n->traffic);
		g_array_free(n->sources, TRUE);
	}
	bench_fini(&n->b);
}

/* Fetched in 1 us, when its descriptor is complete, and in the other queue 1 us later; no time on the wire. */
static void dates(void)
{
	struct switch_bench n;
	void *cookie;
	bench_begin(&n, &classifier_by_path, QUEUES, 64, NULL);
	nic_queue_unmask(&n.nic.queue[2]);
	bench_run(&n.b, US(5));
	send_frame(&n, 0, 2);
	bench_run(&n.b, US(6) - 1);
	CU_ASSERT_FALSE(nic_tx_reap(&n.tx[0], &cookie, NULL));
	bench_run(&n.b, US(6));
	CU_ASSERT_TRUE(nic_tx_reap(&n.tx[0], &cookie, NULL));
	CU_ASSERT_EQUAL(take_all(&n, 2), 0);
	bench_run(&n.b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "c@7000 ");
	CU_ASSERT_EQUAL(take_all(&n, 2), 1);
	CU_ASSERT_EQUAL(n.nic.out.idle_at, 0);
	CU_ASSERT_EQUAL(n.b.ledger->away, 0);
	bench_end(&n);
}

/* A frame for the wire, 100 ns of it at 8 Gbit/s, is not held up by one that turns back, nor the other way. */
static void beside_the_wire(void)
{
	struct switch_bench n;
	bench_begin(&n, &classifier_by_path, QUEUES, 64, NULL);
	send_frame(&n, 0, PORT_WIRE);
	send_frame(&n, 0, 1);
	send_frame(&n, 0, PORT_WIRE);
	bench_run(&n.b, US(2));
	CU_ASSERT_EQUAL(n.nic.out.idle_at, US(1) + NS(200));
	CU_ASSERT_EQUAL(take_all(&n, 1), 1);
	nic_settle(&n.nic);
	CU_ASSERT_EQUAL(n.b.ledger->delivered, 3);
	CU_ASSERT_EQUAL(n.tx[0].completed, 3);
	bench_end(&n);
}

/* A frame that turns back is through before the one ahead of it has left the wire: silence is when both have, and a delay later. With
 * 80 B for 100 ns and ten frames of these ahead, that is 1 + 1 us + 2 us after the beginning. */
static void silence_beside_the_wire(void)
{
	struct switch_bench n;
	bench_begin(&n, &classifier_by_path, QUEUES, 64, NULL);
	n.nic.tx_delay = US(2);
	for (int i = 0; i < 10; i++)
		send_frame(&n, 0, PORT_WIRE);
	send_frame(&n, 0, 1);
	bench_run(&n.b, US(1) + NS(500));
	nic_queue_unmask(&n.nic.queue[0]);
	bench_run(&n.b, US(6));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "a@4000 ");
	CU_ASSERT_EQUAL(take_all(&n, 1), 1);
	bench_end(&n);
}

/* With one queue for all, and for a port whose queue is on another machine, the frame goes out. */
static void out_to_others(void)
{
	struct switch_bench n;
	bench_begin(&n, &classifier_single, 1, 64, NULL);
	send_frame(&n, 0, 1);
	bench_run(&n.b, US(3));
	CU_ASSERT_EQUAL(take_all(&n, 0), 0);
	CU_ASSERT(n.nic.out.idle_at > 0);
	bench_end(&n);
	bench_begin(&n, &classifier_by_path, 2, 64, NULL);
	send_frame(&n, 0, 3);
	CU_ASSERT(n.nic.out.idle_at > 0);
	bench_run(&n.b, US(3));
	bench_end(&n);
}

static void full_queue(void)
{
	struct switch_bench n;
	bench_begin(&n, &classifier_by_path, QUEUES, 4, NULL);
	for (int i = 0; i < 6; i++)
		send_frame(&n, 0, 1);
	bench_run(&n.b, US(3));
	CU_ASSERT_EQUAL(take_all(&n, 1), 4);
	CU_ASSERT_EQUAL(n.b.ledger->dropped[DROP_nic_ring_full], 2);
	CU_ASSERT_EQUAL(n.b.ledger->guest[0].dropped[DROP_nic_ring_full], 2);
	bench_end(&n);
}

/* ---- order ---- */

/* What must be in the queue: dates of arrival, the wire's from a second reading of the same traffic. */
struct order {
	struct traffic *traffic;
	struct frame_arrival next;
	GArray *looped; /* dates, growing */
	guint first;
};

static vtime next_looped(const struct order *o)
{
	return o->first < o->looped->len ? g_array_index(o->looped, vtime, o->first) : VTIME_NEVER;
}

/* Whether the next packet in memory by now comes from the switch: 1, from the wire: 0, or there is none: -1. */
static int expected(struct order *o, vtime now)
{
	vtime wire = o->next.date + DMA, loop = next_looped(o);
	if (MIN(wire, loop) > now)
		return -1;
	if (wire > loop) {
		o->first++;
		return 1;
	}
	o->next = traffic_next(o->traffic);
	return 0;
}

static void take_in_order(struct switch_bench *n, struct order *o)
{
	int from_switch;
	while ((from_switch = expected(o, bench_now(&n->b))) >= 0) {
		struct packet *p = nic_queue_take(&n->nic.queue[0], NULL);
		CU_ASSERT_FATAL(p != NULL);
		CU_ASSERT_EQUAL(p->from != PORT_WIRE, from_switch);
		packet_deliver(n->b.ledger, p);
		nic_queue_give(&n->nic.queue[0], 1);
	}
	CU_ASSERT_EQUAL(nic_queue_take(&n->nic.queue[0], NULL), NULL);
}

/* Frames of the wire and of two rings, looked at now and then: in order of date. */
static void merged(void)
{
	struct switch_bench n;
	struct traffic_settings s = bench_source(ARRIVALS_POISSON, 1000000, 80);
	struct rng r;
	struct order o = {.looped = g_array_new(FALSE, FALSE, sizeof(vtime))};
	void *cookie;
	rng_init(&r, 7, 0, "merged");
	bench_begin(&n, &classifier_by_path, QUEUES, 512, &s);
	o.traffic = bench_traffic(n.sources, 0, 1);
	o.next = traffic_next(o.traffic);
	for (int i = 0; i < 2000; i++) {
		bench_run(&n.b, bench_now(&n.b) + NS(bench_choose(&r, 0, 1500)));
		vtime arrival = bench_now(&n.b) + 2 * DMA;
		int from = bench_choose(&r, 1, 2);
		send_frame(&n, from, 0);
		g_array_append_val(o.looped, arrival);
		while (nic_tx_reap(&n.tx[from], &cookie, NULL))
			;
		if (bench_choose(&r, 0, 3) == 0)
			take_in_order(&n, &o);
	}
	take_in_order(&n, &o);
	CU_ASSERT(o.first > 1000);
	traffic_free(o.traffic);
	g_array_free(o.looped, TRUE);
	bench_run(&n.b, bench_now(&n.b) + US(3));
	bench_end(&n);
}

static const struct test_case tests[] = {
	{"dates", dates},
	{"beside the wire", beside_the_wire},
	{"silence beside the wire", silence_beside_the_wire},
	{"out to others", out_to_others},
	{"full queue", full_queue},
	{"merged with the wire's", merged},
};

SUITE("nic_switch", tests)
