/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Busy polling of vhost-net: when it ends and what comes of it, with dates by hand. Whole paths: test_vhost_busy_path.c.
 */
#include "models/vhost_busy.h"
#include "tests/note.h"
#include "tests/path_bench.h"

/* vhost on core 0, packets for the guest come from core 2; those of the guest are written down ("tx"). All costs are 0 but
 * the tap's wake-up callback: the worker's time is that of polling. A timeout of 5 us: six units of 1,024 ns from the one in which it begins. */
struct busy_bench {
	struct bench b;
	struct virtqueue rx_ring, tx_ring;
	struct vhost_worker worker;
	struct vhost_vq rx, tx;
	struct vcpu vcpu;
	struct vector vector;
	struct tap tap;
	struct port up;
	struct vhost_net net;
	struct note note;
	struct irq irq;
	struct bench_thread other;
};

static struct step transmitted(struct task *t, struct frame *f)
{
	struct busy_bench *v = f->self;
	(void)t;
	bench_mark(&v->b, "tx");
	packet_deliver(v->b.ledger, f->arg);
	RETURN;
}

static struct step no_guest(struct task *t, struct frame *f)
{
	struct busy_bench *v = f->self;
	(void)t;
	ROUTINE(f);
	while (vcpu_take_interrupt(&v->vcpu))
		continue;
	ROUTINE_END;
}

static struct step other_thread(struct task *t, struct frame *f)
{
	struct busy_bench *v = f->self;
	(void)t;
	bench_mark(&v->b, "other");
	RETURN;
}

/* An interrupt of the worker's core that takes 2 us. */
static struct step long_interrupt(struct task *t, struct frame *f)
{
	ROUTINE(f);
	PAY_TIME(t, f, COST_nic_isr, US(2));
	ROUTINE_END;
}

static void queue_init(struct busy_bench *v, struct vhost_vq *vq, struct virtqueue *ring, int runs)
{
	virtqueue_init(ring, 16, true);
	virtqueue_disable_cb(ring);
	*vq = (struct vhost_vq){.worker = &v->worker,
				.ring = ring,
				.vector = &v->vector,
				.runs = bench_counter(&v->b, runs),
				.copies = bench_counter(&v->b, COUNTER_copies)};
}

static void busy_bench_init(struct busy_bench *v, enum era era, vtime timeout)
{
	struct vhost_settings settings = {.byte_weight = 0x80000, .busyloop_timeout = timeout};
	*v = (struct busy_bench){.up = {transmitted, v}};
	bench_init(&v->b, &(struct bench_config){.cores = 3, .era = era, .ns = {[COST_tap_wake] = 10}});
	struct vcpu_counters count = {bench_counter(&v->b, COUNTER_exits),
				      bench_counter(&v->b, COUNTER_signals),
				      bench_counter(&v->b, COUNTER_ipis)};
	vhost_worker_init(&v->worker, &v->b.m->cores[0], "vhost");
	vcpu_init(&v->vcpu, &v->b.m->cores[1], "vcpu", 0, &(struct vcpu_settings){.posted_interrupts = true},
		  &count, no_guest, v);
	vector_init(&v->vector, &v->vcpu, NULL, NULL);
	queue_init(v, &v->rx, &v->rx_ring, COUNTER_vhost_runs);
	queue_init(v, &v->tx, &v->tx_ring, COUNTER_vhost_tx_runs);
	tap_init(&v->tap, v->b.ledger, 100, era, &v->up, NULL);
	vhost_net_init(&v->net, era, &settings, &v->rx, &v->tx, &v->tap);
	bench_feeder_init(&v->b, 2, &v->tap.in, 100);
	note_init(&v->note, &v->b, "note", NS(1));
	irq_init(&v->irq, &v->b.m->cores[0], "long", long_interrupt, v);
	bench_thread_init(&v->other, &v->b, 0, other_thread, v);
}

static void busy_bench_fini(struct busy_bench *v)
{
	struct packet *p;
	void *cookie;
	while (virtqueue_get_buf(&v->rx_ring, &cookie))
		packet_deliver(v->b.ledger, cookie);
	while ((p = packet_queue_pop(&v->net.taken)) || (p = tap_take(&v->tap)))
		packet_deliver(v->b.ledger, p);
	virtqueue_check(&v->rx_ring);
	virtqueue_check(&v->tx_ring);
	virtqueue_fini(&v->rx_ring);
	virtqueue_fini(&v->tx_ring);
	vhost_net_fini(&v->net);
	bench_fini(&v->b);
}

/* What happens at a date. */
static void kick_rx(void *v)
{
	vhost_net_kick_rx(&((struct busy_bench *)v)->net, NULL);
}

static void kick_tx(void *v)
{
	vhost_net_kick_tx(&((struct busy_bench *)v)->net, NULL);
}

static void packet_comes(void *v)
{
	bench_feed(&((struct busy_bench *)v)->b, 1);
}

static void buffer_comes(void *arg)
{
	struct busy_bench *v = arg;
	virtqueue_add(&v->rx_ring, NULL);
	line_raise(&v->tap.watch);
}

static void guest_sends(void *arg)
{
	struct busy_bench *v = arg;
	struct packet seed = {.born = bench_now(&v->b), .bytes = 100};
	virtqueue_add(&v->tx_ring, packet_born(v->b.ledger, &seed));
	line_raise(&v->tap.watch);
}

static void work_comes(void *arg)
{
	struct busy_bench *v = arg;
	vhost_work_queue(&v->worker, &v->note.work, NULL);
}

static void interrupt_comes(void *arg)
{
	irq_raise(&((struct busy_bench *)arg)->irq);
}

static void other_comes(void *arg)
{
	bench_thread_wake(&((struct busy_bench *)arg)->other);
}

struct happening {
	void (*what)(void *v);
	int at; /* ns */
};

#define HAPPENINGS 4

/* Time booked under the poll's name up to now. */
static int64_t polled_ns(struct busy_bench *v)
{
	machine_settle(v->b.m);
	return v->b.m->cores[0].booked[CONTEXT_vhost * COST_COUNT + COST_vhost_busy_poll] / VTIME_PER_NS;
}

/* ---- when a poll ends ---- */

static void test_ends(void)
{
	static const struct {
		const char *what;
		struct happening acts[HAPPENINGS];
		int64_t polled; /* ns */
		int used, rx_runs, tx_runs;
		const char *log;
	} cases[] = {
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
		{"the guest sends, in a poll of tx",
		 {{kick_tx, 0}, {guest_sends, 3000}},
		 8192,
		 0,
		 0,
		 1,
		 "tx@3000 "},
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
	for (size_t i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
		struct busy_bench v;
		size_t k = i / 2;
		busy_bench_init(&v, i % 2 ? ERA_6_6 : ERA_5_10, US(5));
		for (int a = 0; a < HAPPENINGS && cases[k].acts[a].what; a++)
			bench_at(&v.b, NS(cases[k].acts[a].at), cases[k].acts[a].what, &v);
		bench_run(&v.b, US(900));
		bool same = polled_ns(&v) == cases[k].polled && v.rx_ring.used_idx == cases[k].used &&
			    *v.rx.runs == cases[k].rx_runs && *v.tx.runs == cases[k].tx_runs;
		const char *log = bench_log(&v.b);
		if (!same)
			printf("\n    %s: %" PRId64 " ns, %d used, %d and %d runs, %s", cases[k].what,
			       polled_ns(&v), v.rx_ring.used_idx, (int)*v.rx.runs, (int)*v.tx.runs, log);
		CU_ASSERT(same);
		CU_ASSERT_STRING_EQUAL(log, cases[k].log);
		CU_ASSERT_EQUAL(v.worker.task.state, TASK_SLEEPING);
		CU_ASSERT_FALSE(v.b.m->cores[0].spinning);
		busy_bench_fini(&v);
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
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
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
