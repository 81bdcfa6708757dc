/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Busy polling of vhost-net: when it ends and what comes of it, with dates by hand. Whole paths: test_vhost_busy_path.c.
 */
#include "tests/lib/bench/busy_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

/* ---- when a poll ends ---- */

static const struct poll_end {
	const char *what;
	struct happening acts[HAPPENINGS];
	int64_t polled; /* ns */
	int used, rx_runs, tx_runs;
	const char *log;
} poll_ends[] = {
	{"timeout", {{kick_rx, 0}}, 6144, 0, 1, 0, ""},
	{"timeout, in the middle of a unit", {{kick_rx, 1000}}, 5144, 0, 1, 0, ""},
	{"timeout, of tx", {{kick_tx, 1024}}, 6144, 0, 0, 1, ""},
	/* the packet is taken at 3000, then it polls until 8192 */
	{"packet", {{buffer_comes, 0}, {kick_rx, 0}, {packet_comes, 3000}}, 8192, 1, 1, 0, ""},
	{"packet, no buffer", {{kick_rx, 0}, {packet_comes, 3000}}, 6144, 0, 1, 0, ""},
	{"packet, then a buffer",
	 {{kick_rx, 0}, {packet_comes, 3000}, {buffer_comes, 4000}},
	 4000 + 5216,
	 1,
	 1,
	 0,
	 ""},
	{"a buffer alone", {{kick_rx, 0}, {buffer_comes, 4000}}, 6144, 0, 1, 0, ""},
	/* handle_tx runs at 3000 and then polls itself */
	{"the guest sends", {{kick_rx, 0}, {guest_sends, 3000}}, 8192, 0, 1, 1, "tx@3000 "},
	{"the guest sends, in a poll of tx", {{kick_tx, 0}, {guest_sends, 3000}}, 8192, 0, 0, 1, "tx@3000 "},
	/* handle_rx runs at 3000, after handle_tx has left, and polls until 8192 */
	{"packet, in a poll of tx",
	 {{buffer_comes, 0}, {kick_tx, 0}, {packet_comes, 3000}},
	 8192,
	 1,
	 1,
	 1,
	 ""},
	/* the work takes 1 ns, handle_rx comes again behind it */
	{"other work", {{kick_rx, 0}, {work_comes, 3000}}, 8191, 0, 2, 0, "note@3001 "},
	/* by the clock, whoever had the core */
	{"an interrupt", {{kick_rx, 0}, {interrupt_comes, 1000}}, 4144, 0, 1, 0, ""},
	{"an interrupt beyond the end", {{kick_rx, 0}, {interrupt_comes, 5000}}, 5000, 0, 1, 0, ""},
	{"a packet during an interrupt",
	 {{buffer_comes, 0}, {kick_rx, 0}, {interrupt_comes, 1000}, {packet_comes, 2000}},
	 1000 + 5192,
	 1,
	 1,
	 0,
	 ""},
};

/* turn: what a turn of the loop takes */
static void check_end(const struct poll_end *end, enum era era, vtime turn)
{
	struct busy_bench v;
	busy_bench_init(&v, era, US(5));
	v.b.m->costs[COST_vhost_busy_poll].fixed = turn;
	for (int i = 0; i < HAPPENINGS && end->acts[i].what; i++)
		bench_at(&v.b, NS(end->acts[i].at), end->acts[i].what, &v);
	bench_run(&v.b, US(900));
	bool same = polled_ns(&v) == end->polled && v.rx_ring.used_idx == end->used &&
		    *v.rx.runs == end->rx_runs && *v.tx.runs == end->tx_runs;
	const char *log = bench_log(&v.b);
	if (!same)
		printf("\n    %s: %" PRId64 " ns, %d used, %d and %d runs, %s", end->what, polled_ns(&v),
		       v.rx_ring.used_idx, (int)*v.rx.runs, (int)*v.tx.runs, log);
	CU_ASSERT(same);
	CU_ASSERT_STRING_EQUAL(log, end->log);
	CU_ASSERT_EQUAL(v.worker.task.state, TASK_SLEEPING);
	CU_ASSERT_FALSE(v.b.m->cores[0].spinning);
	busy_bench_fini(&v);
}

static void test_ends(void)
{
	EACH_CASE (i, poll_ends, what) {
		FOR_ERAS (era, ERA_5_10)
			check_end(&poll_ends[i], era, 0);
	}
}

/* A thread woken at 3 us preempts nobody yet. It is due at the first tick that finds the worker's slice over: 3 ms of
 * CFS, at 4 ms; 0.75 ms of EEVDF, at 1 ms. The poll ends there, and the worker leaves with the core. */
static void test_other_thread(void)
{
	static const struct {
		enum era era;
		int due; /* ms */
	} cases[] = {{ERA_5_10, 4}, {ERA_6_6, 1}};
	EACH_CASE (i, cases, era) {
		struct busy_bench v;
		char expected[40];
		busy_bench_init(&v, cases[i].era, MS(9));
		bench_at(&v.b, 0, kick_rx, &v);
		bench_at(&v.b, US(3), other_comes, &v);
		bench_run(&v.b, MS(20));
		g_snprintf(expected, sizeof(expected), "other@%d ", cases[i].due * 1000000);
		CU_ASSERT_STRING_EQUAL(bench_log(&v.b), expected);
		CU_ASSERT_EQUAL(polled_ns(&v), cases[i].due * 1000000);
		CU_ASSERT_EQUAL(*v.rx.runs, 1);
		CU_ASSERT_EQUAL(v.worker.task.state, TASK_SLEEPING);
		busy_bench_fini(&v);
	}
}

/* Off: it leaves at once. */
static void test_off(void)
{
	struct busy_bench v;
	busy_bench_init(&v, ERA_5_10, 0);
	bench_at(&v.b, 0, kick_rx, &v);
	bench_at(&v.b, 0, kick_tx, &v);
	bench_run(&v.b, US(100));
	CU_ASSERT_EQUAL(polled_ns(&v), 0);
	CU_ASSERT_EQUAL(*v.rx.runs + *v.tx.runs, 2);
	CU_ASSERT_PTR_NULL(v.tap.watch.raise);
	busy_bench_fini(&v);
}

/* Without backend the tap is not looked at: a packet and a buffer for it do not end a poll of tx, which queues no handler. */
static void test_no_backend(void)
{
	struct busy_bench v;
	busy_bench_init(&v, ERA_5_10, US(5));
	vhost_net_detach_rx(&v.net);
	buffer_comes(&v);
	bench_at(&v.b, 0, kick_tx, &v);
	bench_at(&v.b, US(3), packet_comes, &v);
	bench_run(&v.b, US(100));
	CU_ASSERT_EQUAL(polled_ns(&v), 6144);
	CU_ASSERT_EQUAL(*v.rx.runs, 0);
	CU_ASSERT_TRUE(vhost_net_flushed(&v.net));
	busy_bench_fini(&v);
}

/* A turn of the loop takes 190 ns: it looks at the works where it begins, and 60 ns later at the tap. A poll ends where a turn ends. */
static void test_turns(void)
{
	static const struct poll_end ends[] = {
		{"timeout", {{kick_rx, 0}}, 33 * 190, 0, 1, 0, ""},
		{"other work, 150 ns into a turn",
		 {{kick_rx, 0}, {work_comes, 3000}},
		 3040 + 5320,
		 0,
		 2,
		 0,
		 "note@3041 "},
		{"a packet, 40 ns into a turn",
		 {{buffer_comes, 0}, {kick_rx, 0}, {packet_comes, 2890}},
		 2910 + 5320,
		 1,
		 1,
		 0,
		 ""},
		{"a packet, 150 ns into a turn",
		 {{buffer_comes, 0}, {kick_rx, 0}, {packet_comes, 3000}},
		 3100 + 6270,
		 1,
		 1,
		 0,
		 ""},
		/* the interrupt comes 50 ns into a turn and takes 2,000 ns of the clock */
		{"a packet during an interrupt",
		 {{buffer_comes, 0}, {kick_rx, 0}, {interrupt_comes, 1000}, {packet_comes, 2000}},
		 1010 + 5320,
		 1,
		 1,
		 0,
		 ""},
		/* After the first poll the worker is on the tap's wait queue: a packet queues a work, too. Behind vhost_has_work() only
		 * the packet is seen: handle_rx runs, from the tap and from the poll. */
		{"a poll of tx, a packet 30 ns into a turn",
		 {{buffer_comes, 0}, {kick_rx, 0}, {kick_tx, 7000}, {packet_comes, 8930}},
		 33 * 190 + 1960 + 5510 + 6080,
		 1,
		 3,
		 1,
		 ""},
		/* Else the work is seen: handle_tx runs again behind both. */
		{"a poll of tx, a packet 130 ns into a turn",
		 {{buffer_comes, 0}, {kick_rx, 0}, {kick_tx, 7000}, {packet_comes, 9030}},
		 33 * 190 + 2090 + 5320 + 6080 + 6270,
		 1,
		 3,
		 2,
		 ""},
	};
	EACH_CASE (i, ends, what) {
		FOR_ERAS (era, ERA_5_10)
			check_end(&ends[i], era, NS(190));
	}
}

/* ---- what comes of it ---- */

/* Used entries are published before the poll, not after it. */
static void test_publishes_first(void)
{
	struct busy_bench v;
	busy_bench_init(&v, ERA_5_10, US(5));
	buffer_comes(&v);
	bench_at(&v.b, 0, packet_comes, &v);
	bench_run(&v.b, US(1));
	CU_ASSERT_TRUE(v.b.m->cores[0].spinning);
	CU_ASSERT_EQUAL(v.rx_ring.used_idx, 1);
	bench_run(&v.b, US(100));
	busy_bench_fini(&v);
}

/* Back on the tap's wait queue only when the poll was in vain: in it packets cause no wake-up. */
static void test_wait_queue(void)
{
	struct busy_bench v;
	busy_bench_init(&v, ERA_5_10, US(5));
	bench_at(&v.b, 0, kick_rx, &v);
	bench_run(&v.b, US(6));
	CU_ASSERT_FALSE(v.tap.listening);
	bench_run(&v.b, US(7));
	CU_ASSERT_TRUE(v.tap.listening);
	busy_bench_fini(&v);
}

/* Which kicks the guest owes while and after handle_rx or handle_tx poll: those that let the other handler run are not
 * wanted while it polls (flags; with EVENT_IDX nothing is written), and are asked for afterwards. */
static void test_kicks(void)
{
	for (int tx = 0; tx < 2; tx++) {
		struct busy_bench v;
		busy_bench_init(&v, ERA_5_10, US(5));
		v.rx_ring.event_idx = v.tx_ring.event_idx = false;
		bench_at(&v.b, 0, tx ? kick_tx : kick_rx, &v);
		bench_run(&v.b, US(6));
		CU_ASSERT_TRUE(v.rx_ring.no_notify);
		CU_ASSERT_TRUE(v.tx_ring.no_notify);
		bench_run(&v.b, US(7));
		CU_ASSERT_EQUAL(v.rx_ring.no_notify, !tx); /* a tap without packets needs no buffers */
		CU_ASSERT_FALSE(v.tx_ring.no_notify);
		busy_bench_fini(&v);
	}
}

/* Two works that poll take turns, each with its whole timeout: what the worker has taken together with the work that
 * polls does not interrupt it (llist_del_all). */
static void test_no_storm(void)
{
	struct busy_bench v;
	busy_bench_init(&v, ERA_5_10, US(5));
	bench_at(&v.b, 0, kick_rx, &v);
	bench_at(&v.b, US(3), kick_tx, &v);
	bench_run(&v.b, US(900));
	CU_ASSERT_EQUAL(*v.tx.runs, 1);
	CU_ASSERT_EQUAL(*v.rx.runs, 2);
	/* rx to 3 us, tx to 8.192 us, rx to (8 + 6) units */
	CU_ASSERT_EQUAL(polled_ns(&v), 14336);
	busy_bench_fini(&v);
}

/* A poll of 10 ms costs no event but the ticks and its end. */
static void test_events(void)
{
	struct busy_bench v;
	busy_bench_init(&v, ERA_5_10, MS(10));
	bench_at(&v.b, 0, kick_rx, &v);
	bench_run(&v.b, US(10));
	uint64_t before = v.b.m->cal.fired;
	bench_run(&v.b, MS(9));
	CU_ASSERT(v.b.m->cal.fired - before <= 9 * 3);
	bench_run(&v.b, MS(20));
	CU_ASSERT_EQUAL(polled_ns(&v), (10000 + 1) * 1024);
	busy_bench_fini(&v);
}

/* ---- everything at random ---- */

static void give_buffers(struct busy_bench *v, int n)
{
	void *cookie;
	while (virtqueue_get_buf(&v->rx_ring, &cookie))
		packet_deliver(v->b.ledger, cookie);
	for (n = MIN(n, virtqueue_free(&v->rx_ring)); n > 0; n--)
		buffer_comes(v);
	if (virtqueue_kick_prepare(&v->rx_ring))
		kick_rx(v);
}

static void send(struct busy_bench *v, int n)
{
	void *cookie;
	while (virtqueue_get_buf(&v->tx_ring, &cookie))
		continue;
	for (n = MIN(n, virtqueue_free(&v->tx_ring)); n > 0; n--)
		guest_sends(v);
	if (virtqueue_kick_prepare(&v->tx_ring))
		kick_tx(v);
}

/* Packets both ways, buffers, interrupts and another thread at random, with kicks only where they are due: nothing is
 * stuck at the end, and all the time passed is booked. */
static void soak(enum era era, bool event_idx, uint64_t seed)
{
	struct busy_bench v;
	struct rng r;
	rng_init(&r, seed, 0, "busy");
	busy_bench_init(&v, era, US(bench_choose(&r, 1, 20)));
	v.rx_ring.event_idx = v.tx_ring.event_idx = event_idx;
	v.b.m->costs[COST_vhost_copy].fixed = NS(300);
	v.b.m->costs[COST_vhost_build_xdp].fixed = NS(200);
	v.b.m->costs[COST_vhost_enable_notify].fixed = v.b.m->costs[COST_vhost_get_desc].fixed = NS(50);
	for (int i = 0; i < 4000; i++) {
		bench_feed(&v.b, bench_choose(&r, -3, 2) > 0);
		if (rng_below(&r, 3) == 0)
			give_buffers(&v, bench_choose(&r, 0, 4));
		if (rng_below(&r, 3) == 0)
			send(&v, bench_choose(&r, 0, 3));
		if (rng_below(&r, 20) == 0)
			interrupt_comes(&v);
		if (rng_below(&r, 50) == 0)
			other_comes(&v);
		bench_run(&v.b, bench_now(&v.b) + NS(bench_choose(&r, 0, rng_below(&r, 8) ? 2000 : 40000)));
	}
	for (int i = 0; i < 30; i++) {
		give_buffers(&v, 16);
		bench_run(&v.b, bench_now(&v.b) + US(100));
	}
	give_buffers(&v, 0);
	CU_ASSERT_EQUAL(v.b.ledger->inside, 0);
	CU_ASSERT(v.b.ledger->delivered > 2000);
	CU_ASSERT_EQUAL(v.worker.task.state, TASK_SLEEPING);
	busy_bench_fini(&v);
}

static void test_soak(void)
{
	for (uint64_t i = 0; i < 12; i++)
		soak(i % 3 ? ERA_5_10 : ERA_6_6, i % 2, i);
}

static const struct test_case cases[] = {
	{"when a poll ends", test_ends},
	{"turns of the loop", test_turns},
	{"no backend", test_no_backend},
	{"another thread is due", test_other_thread},
	{"switched off", test_off},
	{"used entries are published first", test_publishes_first},
	{"off the wait queue while it polls", test_wait_queue},
	{"kicks", test_kicks},
	{"two handlers take turns", test_no_storm},
	{"no events while it spins", test_events},
	{"at random, nothing is stuck", test_soak},
};
SUITE("vhost busy polling", cases)
