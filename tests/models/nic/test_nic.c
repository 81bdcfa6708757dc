/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/nic.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

/* A NIC at the end of an instant wire; its interrupts are written down, and may be answered. */
struct nic_bench {
	struct bench b;
	GArray *sources;
	struct traffic *traffic;
	struct wire wire;
	struct nic nic;
	struct irq irq[4];
	struct buffer_pool pool;
	int depletions;
	bool answers; /* the handler takes all that waits and unmasks */
};

static void take_all(struct nic_bench *n, struct nic_queue *q)
{
	struct packet *p;
	uint16_t buffer;
	while ((p = nic_queue_take(q, &buffer))) {
		packet_deliver(n->b.ledger, p);
		nic_queue_give(q, 1);
	}
}

static void interrupt(struct task *t, struct frame *f)
{
	struct nic_bench *n = f->self;
	ROUTINE(f);
	for (int i = 0; i < n->nic.n_queues; i++) {
		if (t->core->irq_active != &n->irq[i])
			continue;
		char name[] = {(char)('a' + i), 0};
		bench_mark(&n->b, name);
		if (n->answers) {
			take_all(n, &n->nic.queue[i]);
			nic_queue_unmask(&n->nic.queue[i]);
		}
	}
}

static void nic_bench_init(struct nic_bench *n, const struct traffic_settings *sources, int n_sources,
			   const struct classifier *classifier, int slots, vtime dma)
{
	*n = (struct nic_bench){.answers = false};
	bench_init(&n->b, &(struct bench_config){0});
	n->sources = bench_sources(sources, n_sources);
	n->traffic = bench_traffic(n->sources, 0, 1);
	wire_init(&n->wire, n->traffic, bench_seed, 0, 0);
	nic_init(&n->nic, n->b.ledger, &n->wire, &(struct wire_out){0}, &n->b.topology, classifier,
		 classifier->queues(n_sources, 2), dma, bench_counter(&n->b, COUNTER_nic_interrupts));
	for (int i = 0; i < n->nic.n_queues; i++) {
		irq_init(&n->irq[i], n->b.m->cores, "nic", interrupt, n);
		nic_queue_setup(&n->nic.queue[i], slots, DROP_nic_ring_full, line_to_irq(&n->irq[i]));
	}
}

static void nic_bench_fini(struct nic_bench *n)
{
	nic_catch_up(&n->nic);
	nic_fini(&n->nic);
	wire_fini(&n->wire);
	traffic_free(n->traffic);
	g_array_free(n->sources, TRUE);
	if (n->pool.id)
		buffer_pool_fini(&n->pool);
	bench_fini(&n->b);
}

static int64_t interrupts(struct nic_bench *n)
{
	return *bench_counter(&n->b, COUNTER_nic_interrupts);
}

/* ---- the ring ---- */

/* The plain recursion: every frame in its turn, at its date. */
struct recursion {
	struct traffic *traffic;
	struct frame_arrival next;
	int free_slots, waiting, used; /* used: taken, the descriptor not given back */
	int64_t offered, lost;
};

static void arrivals_until(struct recursion *x, vtime date)
{
	for (; x->next.date <= date; x->next = traffic_next(x->traffic)) {
		x->offered++;
		if (x->free_slots > 0) {
			x->free_slots--;
			x->waiting++;
		} else {
			x->lost++;
		}
	}
}

static void take_some(struct nic_bench *n, struct recursion *x, int some)
{
	for (; some > 0; some--) {
		struct packet *p = nic_queue_take(&n->nic.queue[0], NULL);
		CU_ASSERT_EQUAL_FATAL(p != NULL, x->waiting > 0);
		if (!p)
			return;
		packet_deliver(n->b.ledger, p);
		x->waiting--;
		x->used++;
	}
}

static void give_some(struct nic_bench *n, struct recursion *x, int some)
{
	nic_queue_give(&n->nic.queue[0], some);
	x->free_slots += some;
	x->used -= some;
}

/* Somebody looks at the NIC at any time up to the date. */
static void look_before(struct nic_bench *n, vtime date, struct rng *r)
{
	vtime left = date - bench_now(&n->b);
	bench_run(&n->b, bench_now(&n->b) + (vtime)rng_below(r, (uint64_t)left + 1));
	nic_catch_up(&n->nic);
}

static void compare(struct nic_bench *n, const struct recursion *x)
{
	nic_catch_up(&n->nic);
	CU_ASSERT_EQUAL(n->b.ledger->offered, x->offered);
	CU_ASSERT_EQUAL(n->b.ledger->dropped[DROP_nic_ring_full], x->lost);
	CU_ASSERT_EQUAL(n->nic.queue[0].waiting.length, x->waiting);
}

/* Software takes a few packets now and then and gives descriptors back later; the queue is masked throughout. */
static void ring_against_recursion(int slots, bool looks, uint64_t seed)
{
	struct traffic_settings s = bench_source(ARRIVALS_POISSON, 1000000, 64);
	struct nic_bench n;
	struct recursion x = {.free_slots = slots};
	struct rng r, other;
	nic_bench_init(&n, &s, 1, &classifier_single, slots, 0);
	x.traffic = bench_traffic(n.sources, 0, 1);
	x.next = traffic_next(x.traffic);
	rng_init(&r, seed, 0, "software");
	rng_init(&other, seed, 0, "looks");
	for (int i = 0; i < 5000; i++) {
		vtime date = bench_now(&n.b) + bench_choose(&r, 0, 20000000);
		if (looks)
			look_before(&n, date, &other);
		bench_run(&n.b, date);
		arrivals_until(&x, date);
		if (rng_below(&r, 2))
			take_some(&n, &x, bench_choose(&r, 0, slots));
		else
			give_some(&n, &x, bench_choose(&r, 0, x.used));
		compare(&n, &x);
	}
	CU_ASSERT(x.lost > 100);
	CU_ASSERT_EQUAL(interrupts(&n), 0);
	traffic_free(x.traffic);
	nic_bench_fini(&n);
}

static void test_ring(void)
{
	static const int slots[] = {1, 8, 64};
	for (size_t i = 0; i < G_N_ELEMENTS(slots); i++) {
		ring_against_recursion(slots[i], false, i);
		ring_against_recursion(slots[i], true, i);
	}
}

/* Packets waiting over time are counted at the dates of arrival, not at the date of the look. */
static void test_depth(void)
{
	struct traffic_settings s = bench_burst(3, NS(100), 64);
	struct nic_bench n;
	nic_bench_init(&n, &s, 1, &classifier_single, 8, NS(50));
	bench_run(&n.b, NS(950)); /* in memory at 150, 250, 350 */
	nic_catch_up(&n.nic);
	CU_ASSERT_EQUAL(n.nic.queue[0].depth.max, 3);
	CU_ASSERT_DOUBLE_EQUAL(depth_mean(&n.nic.queue[0].depth, NS(950)), (100 + 200 + 3 * 600) / 950.0,
			       1e-12);
	take_all(&n, &n.nic.queue[0]);
	CU_ASSERT_EQUAL(n.b.ledger->stream[0].latency.max, NS(850)); /* from the last bit, before the DMA */
	nic_bench_fini(&n);
}

/* ---- interrupts ---- */

static void test_first_arrival(void)
{
	struct traffic_settings s = bench_burst(5, NS(100), 64);
	struct nic_bench n;
	nic_bench_init(&n, &s, 1, &classifier_single, 8, NS(30));
	bench_run(&n.b, NS(20));
	nic_queue_unmask(&n.nic.queue[0]);
	bench_run(&n.b, NS(129));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "");
	bench_run(&n.b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "a@130 "); /* masked by itself from then on */
	CU_ASSERT_EQUAL(interrupts(&n), 1);
	CU_ASSERT_TRUE(n.nic.queue[0].masked);
	nic_bench_fini(&n);
}

/* A frame every 100 ns, each interrupt answered at once: it takes all that have come. An interrupt that is under way for some time
 * finds those that came meanwhile. */
static void test_gap(void)
{
	static const struct {
		vtime gap, latency;
		const char *log;
	} cases[] = {
		{0, 0, "a@100 a@200 a@300 a@400 a@500 a@600 "},
		{NS(100), 0, "a@100 a@200 a@300 a@400 a@500 a@600 "},
		{NS(250), 0, "a@100 a@350 a@600 "},
		{NS(430), 0, "a@100 a@530 a@960 "},
		{0, NS(30), "a@130 a@230 a@330 a@430 a@530 a@630 "},
		{0, NS(150), "a@250 a@450 a@650 "},
		{NS(250), NS(30), "a@130 a@380 a@630 "},
	};
	EACH_CASE (i, cases, log) {
		struct traffic_settings s = bench_burst(6, NS(100), 64);
		struct nic_bench n;
		nic_bench_init(&n, &s, 1, &classifier_single, 8, 0);
		n.answers = true;
		n.nic.queue[0].gap = cases[i].gap;
		n.nic.interrupt_latency = cases[i].latency;
		nic_queue_unmask(&n.nic.queue[0]);
		bench_run(&n.b, US(10));
		CU_ASSERT_STRING_EQUAL(bench_log(&n.b), cases[i].log);
		CU_ASSERT_EQUAL(n.b.ledger->delivered, 6);
		nic_bench_fini(&n);
	}
}

/* A packet that comes between the last look and the unmasking raises the interrupt at the unmasking, or as much later as an interrupt
 * comes at the earliest. */
static void test_unmask_race(void)
{
	static const struct {
		int look, unmask, latency; /* ns; frames at 100 and 200 */
		const char *log;
	} cases[] = {
		{150, 160, 0, "a@200 "},			   /* none came between */
		{150, 200, 0, "a@200 "},			   /* at that very date */
		{150, 230, 0, "a@230 "},   {90, 230, 0, "a@230 "}, /* both wait: one interrupt */
		{210, 230, 0, ""},	   {150, 230, 100, "a@330 "},
		{150, 160, 100, "a@260 "}, {150, 160, 30, "a@200 "}, /* in time */
	};
	EACH_CASE (i, cases, look) {
		struct traffic_settings s = bench_burst(2, NS(100), 64);
		struct nic_bench n;
		nic_bench_init(&n, &s, 1, &classifier_single, 8, 0);
		n.nic.unmask_latency = NS(cases[i].latency);
		bench_run(&n.b, NS(cases[i].look));
		take_all(&n, &n.nic.queue[0]);
		bench_run(&n.b, NS(cases[i].unmask));
		nic_queue_unmask(&n.nic.queue[0]);
		bench_run(&n.b, US(10));
		CU_ASSERT_STRING_EQUAL(bench_log(&n.b), cases[i].log);
		nic_bench_fini(&n);
	}
}

/* ---- queues ---- */

static void test_classifier(void)
{
	static const struct {
		const struct classifier *classifier;
		int queues;
		int64_t waiting[2];
	} cases[] = {{&classifier_single, 1, {9, 0}}, {&classifier_by_path, 2, {4, 5}}};
	EACH_CASE (i, cases) {
		struct traffic_settings s[] = {bench_burst(4, NS(100), 64), bench_burst(5, NS(100), 64)};
		struct nic_bench n;
		nic_bench_init(&n, s, 2, cases[i].classifier, 16, 0);
		bench_run(&n.b, US(1));
		nic_catch_up(&n.nic);
		CU_ASSERT_EQUAL(n.nic.n_queues, cases[i].queues);
		for (int q = 0; q < n.nic.n_queues; q++) {
			CU_ASSERT_EQUAL(n.nic.queue[q].waiting.length, cases[i].waiting[q]);
			for (struct packet *p = n.nic.queue[q].waiting.head; p && n.nic.n_queues > 1;
			     p = p->next)
				CU_ASSERT_EQUAL(p->guest, q);
		}
		nic_bench_fini(&n);
	}
}

/* Each queue has its own descriptors, mask and interrupt: a full or masked one does not touch the other. */
static void test_queues_apart(void)
{
	struct traffic_settings s[] = {bench_burst(6, NS(100), 64), bench_burst(3, NS(250), 64)};
	struct nic_bench n;
	nic_bench_init(&n, s, 2, &classifier_by_path, 4, 0);
	n.answers = true;
	nic_queue_unmask(&n.nic.queue[1]);
	bench_run(&n.b, US(1));
	nic_catch_up(&n.nic);
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "b@250 b@500 b@750 ");
	CU_ASSERT_EQUAL(n.nic.queue[0].waiting.length, 4);
	CU_ASSERT_EQUAL(n.b.ledger->dropped[DROP_nic_ring_full], 2);
	nic_queue_unmask(&n.nic.queue[0]);
	bench_run(&n.b, US(2));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "a@1000 ");
	nic_bench_fini(&n);
}

/* ---- the pool ---- */

static void pool_empty(void *self)
{
	struct nic_bench *n = self;
	n->depletions++;
	bench_mark(&n->b, "empty");
}

static void pool_setup(struct nic_bench *n, int buffers)
{
	struct nic_queue *q = &n->nic.queue[0];
	buffer_pool_init(&n->pool, 8);
	q->pool = &n->pool;
	q->depleted = pool_empty;
	q->depleted_self = n;
	for (int i = 0; i < buffers; i++)
		nic_queue_release(q, (uint16_t)(100 + i));
}

/* Frames at 100, 200, ... 1000 ns; three buffers at first. */
static void test_pool(void)
{
	struct traffic_settings s = bench_burst(10, NS(100), 64);
	struct nic_bench n;
	uint16_t buffer = 0;
	nic_bench_init(&n, &s, 1, &classifier_single, 16, 0);
	pool_setup(&n, 3);
	bench_run(&n.b, NS(520)); /* frames 4 and 5 find none */
	for (int i = 0; i < 2; i++) {
		struct packet *p = nic_queue_take(&n.nic.queue[0], &buffer);
		CU_ASSERT_EQUAL(p->id, i + 1);
		CU_ASSERT_EQUAL(buffer, 100 + i);
		packet_deliver(n.b.ledger, p);
	}
	CU_ASSERT_EQUAL(n.b.ledger->dropped[DROP_nic_pool_empty], 2);
	CU_ASSERT_EQUAL(n.depletions, 1);
	nic_queue_release(&n.nic.queue[0], 77); /* frame 6 gets it, 7 finds none again */
	bench_run(&n.b, NS(710));
	nic_catch_up(&n.nic);
	CU_ASSERT_EQUAL(n.depletions, 2);
	for (int i = 0; i < 2; i++) {
		packet_deliver(n.b.ledger, nic_queue_take(&n.nic.queue[0], &buffer));
		CU_ASSERT_EQUAL(buffer, i ? 77 : 102);
	}
	CU_ASSERT_PTR_NULL(nic_queue_take(&n.nic.queue[0], &buffer));
	nic_bench_fini(&n);
}

/* Buffers released at 550 ns are no use to the frames before, even when nobody has looked at the queue since. */
static void test_pool_lazy(void)
{
	for (int looks = 0; looks < 2; looks++) {
		struct traffic_settings s = bench_burst(10, NS(100), 64);
		struct nic_bench n;
		nic_bench_init(&n, &s, 1, &classifier_single, 16, 0);
		pool_setup(&n, 1);
		bench_run(&n.b, NS(350));
		if (looks)
			nic_catch_up(&n.nic);
		bench_run(&n.b, NS(550));
		for (int i = 0; i < 3; i++)
			nic_queue_release(&n.nic.queue[0], (uint16_t)i);
		bench_run(&n.b, US(2));
		nic_catch_up(&n.nic);
		CU_ASSERT_EQUAL(n.nic.queue[0].waiting.length, 1 + 3);	      /* 1; 6, 7, 8 */
		CU_ASSERT_EQUAL(n.b.ledger->dropped[DROP_nic_pool_empty], 6); /* 2 to 5; 9, 10 */
		CU_ASSERT_EQUAL(n.depletions, 2);
		nic_bench_fini(&n);
	}
}

/* A queue that listens hears of an empty pool at the frame's date; no interrupt of its own comes of a lost
 * frame. */
static void test_pool_listening(void)
{
	struct traffic_settings s = bench_burst(4, NS(100), 64);
	struct nic_bench n;
	nic_bench_init(&n, &s, 1, &classifier_single, 16, 0);
	pool_setup(&n, 0);
	nic_queue_unmask(&n.nic.queue[0]);
	bench_run(&n.b, NS(320));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "empty@100 ");
	nic_queue_release(&n.nic.queue[0], 1);
	bench_run(&n.b, US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "a@400 ");
	CU_ASSERT_EQUAL(n.b.ledger->dropped[DROP_nic_pool_empty], 3);
	nic_bench_fini(&n);
}

/* No descriptor: no buffer is used up. */
static void test_full_before_pool(void)
{
	struct traffic_settings s = bench_burst(5, NS(100), 64);
	struct nic_bench n;
	nic_bench_init(&n, &s, 1, &classifier_single, 2, 0);
	pool_setup(&n, 4);
	bench_run(&n.b, US(1));
	nic_catch_up(&n.nic);
	CU_ASSERT_EQUAL(n.b.ledger->dropped[DROP_nic_ring_full], 3);
	CU_ASSERT_EQUAL(n.pool.level, 2);
	CU_ASSERT_EQUAL(n.depletions, 0);
	nic_bench_fini(&n);
}

/* A poller that waits is told at the arrival, once, whatever the gap, and it counts as no interrupt. */
static void test_watched(void)
{
	struct traffic_settings s = bench_burst(3, NS(100), 64);
	struct nic_bench n;
	nic_bench_init(&n, &s, 1, &classifier_single, 8, NS(7));
	n.nic.queue[0].gap = US(10);
	n.nic.queue[0].last_interrupt = 0;
	nic_queue_watch(&n.nic.queue[0]);
	bench_run(&n.b, NS(250));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "a@107 ");
	CU_ASSERT_TRUE(n.nic.queue[0].masked);
	take_all(&n, &n.nic.queue[0]);
	nic_queue_watch(&n.nic.queue[0]);
	nic_queue_unwatch(&n.nic.queue[0]);
	nic_queue_unwatch(&n.nic.queue[0]);
	bench_run(&n.b, US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "");
	CU_ASSERT_EQUAL(n.nic.listening, 0);
	CU_ASSERT_EQUAL(interrupts(&n), 0);
	nic_bench_fini(&n);
}

static const struct test_case cases[] = {
	{"the ring against a plain recursion", test_ring},
	{"depth at the dates of arrival", test_depth},
	{"an interrupt at the first arrival", test_first_arrival},
	{"moderation gap", test_gap},
	{"a packet between the last look and the unmasking", test_unmask_race},
	{"classifier", test_classifier},
	{"queues apart", test_queues_apart},
	{"a buffer for each packet, in order", test_pool},
	{"buffers come too late for frames before", test_pool_lazy},
	{"a pool found empty while listening", test_pool_listening},
	{"no descriptor, no buffer", test_full_before_pool},
	{"watched by a poller", test_watched},
};
SUITE("nic", cases)
