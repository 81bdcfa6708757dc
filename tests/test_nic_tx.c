/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/child.h"
#include "tests/host_bench.h"
#include "tests/suite.h"

/* A NIC with a transmit ring for each of its queues. Interrupts of queue 0 are written down, and may be
 * answered. */
struct ring_bench {
	struct host_bench h;
	struct irq irq;
	struct nic_tx tx[2];
	bool answers; /* the handler reaps, takes what has come and unmasks */
	int reaped;
};

static int reap_all(struct nic_tx *tx)
{
	void *cookie;
	int n = 0;
	while (nic_tx_reap(tx, &cookie, NULL))
		n++;
	return n;
}

static void take_all(struct ring_bench *r)
{
	struct packet *p;
	while ((p = nic_queue_take(&r->h.nic.queue[0], NULL))) {
		packet_deliver(r->h.b.ledger, p);
		nic_queue_give(&r->h.nic.queue[0], 1);
	}
}

static struct step interrupt(struct task *t, struct frame *f)
{
	struct ring_bench *r = f->self;
	(void)t;
	ROUTINE(f);
	bench_mark(&r->h.b, "i");
	if (r->answers) {
		r->reaped += reap_all(&r->tx[0]);
		take_all(r);
		nic_queue_unmask(&r->h.nic.queue[0]);
	}
	ROUTINE_END;
}

static void ring_bench_init(struct ring_bench *r, int slots, int64_t bits_per_s, vtime dma)
{
	*r = (struct ring_bench){.answers = false};
	host_bench_init(&r->h, &(struct bench_config){0}, bits_per_s, 2, dma);
	irq_init(&r->irq, r->h.b.m->cores, "nic", interrupt, r);
	for (int i = 0; i < 2; i++) {
		nic_queue_setup(&r->h.nic.queue[i], 8, DROP_nic_ring_full, line_to_irq(&r->irq));
		nic_tx_init(&r->tx[i], &r->h.nic, &r->h.nic.queue[i], slots);
	}
}

static void ring_bench_fini(struct ring_bench *r)
{
	nic_settle(&r->h.nic);
	take_all(r);
	for (int i = 0; i < 2; i++)
		nic_tx_fini(&r->tx[i]);
	host_bench_fini(&r->h);
}

static void send(struct ring_bench *r, int ring, int bytes, int name)
{
	nic_tx_send(&r->tx[ring], host_bench_packet(&r->h.b, bytes), GINT_TO_POINTER(name));
}

static void run_to(struct ring_bench *r, vtime date)
{
	bench_run(&r->h.b, date);
}

/* ---- the wire ---- */

/* A frame takes its bytes and 20 more; built at date 0, its latency is the date of its last bit. */
static void test_serialisation(void)
{
	static const struct {
		int64_t gbps;
		int bytes;
		vtime dma;
		int frames;
		vtime first, last, sum;
	} cases[] = {
		{10, 64, 0, 1, 67200, 67200, 67200},
		{10, 64, 0, 3, 67200, 201600, 403200},
		{10, 1518, 0, 2, 1230400, 2460800, 3691200},
		{1, 64, 0, 2, 672000, 1344000, 2016000},
		{100, 64, 0, 2, 6720, 13440, 20160},
		{10, 64, 1000000, 1, 1067200, 1067200, 1067200},
		{10, 64, 1000000, 3, 1067200, 1201600, 3403200}, /* fetched while the wire is busy */
		{0, 64, 0, 4, 0, 0, 0},				 /* the instant wire */
		{0, 64, 5000, 2, 5000, 5000, 10000},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct ring_bench r;
		ring_bench_init(&r, 8, GBPS(cases[i].gbps), cases[i].dma);
		const struct histogram *latency = &r.h.b.ledger->latency;
		for (int k = 0; k < cases[i].frames; k++)
			send(&r, 0, cases[i].bytes, k);
		run_to(&r, US(10));
		CU_ASSERT_EQUAL(r.h.b.ledger->delivered, 0); /* nobody has looked */
		nic_settle(&r.h.nic);
		CU_ASSERT_EQUAL(r.h.b.ledger->delivered, cases[i].frames);
		CU_ASSERT_EQUAL(latency->min, cases[i].first);
		CU_ASSERT_EQUAL(latency->max, cases[i].last);
		CU_ASSERT_EQUAL((int64_t)latency->sum, cases[i].sum);
		ring_bench_fini(&r);
	}
}

/* A frame is complete when its last bit has left, not before; a wire that has been idle starts anew. */
static void test_dates(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), NS(100));
	send(&r, 0, 64, 1);
	send(&r, 0, 64, 2);
	run_to(&r, NS(167)); /* 167.2 */
	nic_settle(&r.h.nic);
	CU_ASSERT_EQUAL(r.h.b.ledger->delivered, 0);
	run_to(&r, 167200);
	nic_settle(&r.h.nic);
	CU_ASSERT_EQUAL(r.h.b.ledger->delivered, 1);
	CU_ASSERT_EQUAL(r.tx[0].completed, 1);
	run_to(&r, NS(1000));
	send(&r, 0, 64, 3); /* 1,167.2 */
	run_to(&r, 1167199);
	CU_ASSERT_EQUAL(reap_all(&r.tx[0]), 2);
	run_to(&r, 1167200);
	CU_ASSERT_EQUAL(reap_all(&r.tx[0]), 1);
	ring_bench_fini(&r);
}

/* All rings share the wire, in the order in which they were filled. */
static void test_rings(void)
{
	static const int ring[] = {0, 1, 1, 0, 1, 0};
	int completed[2] = {0};
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), 0);
	for (int i = 0; i < 6; i++)
		send(&r, ring[i], 64, i);
	for (int i = 0; i < 6; i++) {
		run_to(&r, 67200 * (i + 1));
		nic_settle(&r.h.nic);
		completed[ring[i]]++;
		CU_ASSERT_EQUAL(r.tx[0].completed, completed[0]);
		CU_ASSERT_EQUAL(r.tx[1].completed, completed[1]);
	}
	ring_bench_fini(&r);
}

/* ---- the ring ---- */

static void overfill(const void *arg)
{
	struct ring_bench r;
	(void)arg;
	ring_bench_init(&r, 4, GBPS(10), 0);
	for (int i = 0; i < 3; i++)
		send(&r, 0, 64, i);
	fputs(nic_tx_free(&r.tx[0]) == 0 ? "full\n" : "not full\n", stdout);
	fflush(stdout);
	send(&r, 0, 64, 3);
}

/* One descriptor is never used (ixgbe_desc_unused); a frame too many is a broken invariant. */
static void test_full(void)
{
	struct child c = child_run(overfill, NULL);
	CU_ASSERT_EQUAL(c.status, EXIT_INTERNAL);
	CU_ASSERT_STRING_EQUAL(c.out, "full\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(c.err, "full transmit ring"));
	child_free(&c);
}

/* The plain queue: dates of the last bits, in order. */
struct plain {
	vtime end[20000];
	int sent, left, reaped;
	vtime idle_at;
	__int128 latency;
};

static void plain_send(struct plain *x, vtime now, vtime dma, int bytes)
{
	vtime start = now + dma > x->idle_at ? now + dma : x->idle_at;
	x->idle_at = start + (bytes + 20) * (vtime)800; /* 10 Gbit/s: 800 ps a byte */
	x->end[x->sent++] = x->idle_at;
	x->latency += x->idle_at - now;
}

static void reap_some(struct ring_bench *r, struct plain *x, int some)
{
	void *cookie;
	for (; some > 0; some--) {
		bool due = x->reaped < x->sent && x->end[x->reaped] <= bench_now(&r->h.b);
		CU_ASSERT_EQUAL_FATAL(nic_tx_reap(&r->tx[0], &cookie, NULL), due);
		if (!due)
			return;
		CU_ASSERT_EQUAL(GPOINTER_TO_INT(cookie), x->reaped);
		x->reaped++;
	}
}

static void ring_step(struct ring_bench *r, struct plain *x, struct rng *choice, int slots)
{
	run_to(r, bench_now(&r->h.b) + bench_choose(choice, 0, 400000));
	vtime now = bench_now(&r->h.b);
	if (rng_below(choice, 3)) {
		for (int k = bench_choose(choice, 0, 4); k > 0 && x->sent - x->reaped < slots - 1; k--) {
			int bytes = bench_choose(choice, 64, 300);
			send(r, 0, bytes, x->sent);
			plain_send(x, now, NS(70), bytes);
		}
	} else {
		reap_some(r, x, bench_choose(choice, 0, 8));
	}
	CU_ASSERT_EQUAL(nic_tx_free(&r->tx[0]), slots - 1 - (x->sent - x->reaped));
}

/* Random sending and reaping. Whoever else looks in between changes nothing. */
static void ring_against_plain(int slots, bool looks, uint64_t seed)
{
	struct plain *x = g_new0(struct plain, 1);
	struct ring_bench r;
	struct rng choice, other;
	ring_bench_init(&r, slots, GBPS(10), NS(70));
	rng_init(&choice, seed, 0, "software");
	rng_init(&other, seed, 0, "looks");
	for (int i = 0; i < 4000; i++) {
		ring_step(&r, x, &choice, slots);
		if (looks && rng_below(&other, 2))
			nic_settle(&r.h.nic);
	}
	run_to(&r, bench_now(&r.h.b) + US(100));
	nic_settle(&r.h.nic);
	CU_ASSERT_EQUAL(r.h.b.ledger->delivered, x->sent);
	CU_ASSERT_TRUE((__int128)r.h.b.ledger->latency.sum == x->latency);
	CU_ASSERT(x->sent > 300);
	g_free(x);
	ring_bench_fini(&r);
}

static void test_random(void)
{
	static const int slots[] = {2, 8, 64};
	for (size_t i = 0; i < G_N_ELEMENTS(slots); i++) {
		ring_against_plain(slots[i], false, i);
		ring_against_plain(slots[i], true, i);
	}
}

/* ---- interrupts: frames of 67.2 ns, marks in whole ns ---- */

/* Masked: none. Unmasked with completions waiting: at once. Unmasked without: at the next completion, one for
 * all until it is unmasked again. */
static void test_interrupt(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), 0);
	struct nic_queue *q = &r.h.nic.queue[0];
	send(&r, 0, 64, 1);
	run_to(&r, NS(200));
	nic_queue_unmask(q);
	run_to(&r, NS(300));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@200 ");
	CU_ASSERT_EQUAL(reap_all(&r.tx[0]), 1);
	nic_queue_unmask(q); /* listens */
	run_to(&r, NS(1000));
	for (int i = 0; i < 3; i++)
		send(&r, 0, 64, i);
	run_to(&r, NS(2000));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@1067 ");
	CU_ASSERT_EQUAL(reap_all(&r.tx[0]), 3);
	nic_queue_unmask(q);
	run_to(&r, NS(3000));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "");
	CU_ASSERT_EQUAL(*bench_counter(&r.h.b, COUNTER_nic_interrupts), 2);
	ring_bench_fini(&r);
}

/* A frame under way when the queue is unmasked; a ring on another queue's vector is none of its business. */
static void test_interrupt_under_way(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), 0);
	send(&r, 1, 64, 1);
	send(&r, 0, 64, 2);
	run_to(&r, NS(50));
	nic_queue_unmask(&r.h.nic.queue[0]);
	run_to(&r, US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@134 ");
	ring_bench_fini(&r);
}

/* With a handler that answers at once every frame has its interrupt; the 8th needs descriptors reaped. */
static void test_interrupt_each(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 4, GBPS(10), 0);
	r.answers = true;
	nic_queue_unmask(&r.h.nic.queue[0]);
	for (int i = 0; i < 8; i++) {
		send(&r, 0, 64, i);
		run_to(&r, US(i + 1));
	}
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@67 i@1067 i@2067 i@3067 i@4067 i@5067 i@6067 i@7067 ");
	CU_ASSERT_EQUAL(r.reaped, 8);
	ring_bench_fini(&r);
}

/* At least 500 ns from one interrupt to the next, whatever raises them. */
static void test_moderation(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), 0);
	r.answers = true;
	r.h.nic.queue[0].gap = NS(500);
	nic_queue_unmask(&r.h.nic.queue[0]);
	for (int i = 0; i < 5; i++) {
		send(&r, 0, 64, i);
		run_to(&r, NS(200) * (i + 1)); /* complete at 67, 267, ... 867 */
	}
	host_bench_arrive(&r.h, NS(1100));
	run_to(&r, US(3));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@67 i@567 i@1067 i@1567 ");
	CU_ASSERT_EQUAL(r.reaped, 5);
	ring_bench_fini(&r);
}

/* Both causes share the vector: an arrival raises it first, the completion meanwhile raises nothing; reaping
 * alone leaves the arrival as a cause. */
static void test_shared(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), 0);
	nic_queue_unmask(&r.h.nic.queue[0]);
	host_bench_arrive(&r.h, NS(50));
	send(&r, 0, 64, 1);
	run_to(&r, NS(500));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@50 ");
	CU_ASSERT_EQUAL(reap_all(&r.tx[0]), 1);
	nic_queue_unmask(&r.h.nic.queue[0]);
	run_to(&r, NS(600));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@500 ");
	take_all(&r);
	nic_queue_unmask(&r.h.nic.queue[0]);
	run_to(&r, NS(700));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "");
	ring_bench_fini(&r);
}

/* ---- another machine ---- */

struct pair {
	struct ring_bench here, there;
};

static void pair_init(struct pair *x)
{
	ring_bench_init(&x->here, 8, GBPS(10), NS(100));
	ring_bench_init(&x->there, 8, GBPS(10), NS(30));
	x->here.h.nic.out.peer = &x->there.h.nic;
	x->here.h.nic.out.latency = NS(500);
}

static void pair_fini(struct pair *x)
{
	ring_bench_fini(&x->here);
	ring_bench_fini(&x->there);
}

static bool never_called(struct ubuf *u, bool zerocopied, struct core *from)
{
	(void)u, (void)zerocopied, (void)from;
	CU_FAIL("the ring calls back");
	return false;
}

/* Sent at 1,000: last bit out at 1,167.2, in at 1,667.2, in memory 30 ns later, with all that it carries but
 * the memory it lay in. */
static void test_peer(void)
{
	struct pair x;
	struct ubuf ubuf = {never_called};
	void *cookie;
	pair_init(&x);
	run_to(&x.here, NS(1000));
	struct packet *p = host_bench_packet(&x.here.h.b, 64);
	p->ubuf = &ubuf;
	p->spent = NS(77);
	p->guest = 3;
	p->hash = 12345;
	nic_tx_send(&x.here.tx[0], p, &ubuf);
	CU_ASSERT_EQUAL(x.here.h.b.ledger->away, 1);
	CU_ASSERT_EQUAL(x.here.h.b.ledger->delivered, 0);
	run_to(&x.here, 1167199);
	CU_ASSERT_FALSE(nic_tx_reap(&x.here.tx[0], &cookie, NULL));
	run_to(&x.here, 1167200);
	CU_ASSERT_TRUE(nic_tx_reap(&x.here.tx[0], &cookie, NULL));
	CU_ASSERT_PTR_EQUAL(cookie, &ubuf);
	run_to(&x.there, 1697199);
	CU_ASSERT_PTR_NULL(nic_queue_take(&x.there.h.nic.queue[0], NULL));
	run_to(&x.there, 1697200);
	struct packet *q = nic_queue_take(&x.there.h.nic.queue[0], NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(q);
	CU_ASSERT_EQUAL(x.there.h.b.ledger->entered, 1);
	CU_ASSERT_EQUAL(x.there.h.b.ledger->offered, 0);
	CU_ASSERT(q->id == 1 && q->born == NS(1000) && q->bytes == 64 && q->spent == NS(77));
	CU_ASSERT(q->guest == 3 && q->from == 0 && q->to == PORT_WIRE && q->hash == 12345);
	CU_ASSERT_PTR_NULL(q->ubuf);
	packet_deliver(x.there.h.b.ledger, q);
	CU_ASSERT_EQUAL(x.there.h.b.ledger->latency.max, 697200);
	pair_fini(&x);
}

/* A full receive ring there loses frames that have been taken for sent here. */
static void test_peer_full(void)
{
	struct pair x;
	pair_init(&x);
	for (int i = 0; i < 20; i++) {
		run_to(&x.here, US(i));
		reap_all(&x.here.tx[0]);
		send(&x.here, 0, 64, i);
	}
	run_to(&x.there, US(30));
	nic_settle(&x.there.h.nic);
	CU_ASSERT_EQUAL(x.here.h.b.ledger->away, 20);
	CU_ASSERT_EQUAL(x.there.h.b.ledger->entered, 20);
	CU_ASSERT_EQUAL(x.there.h.b.ledger->dropped[DROP_nic_ring_full], 12);
	CU_ASSERT_EQUAL(ledger_residue(x.here.h.b.ledger), 0);
	CU_ASSERT_EQUAL(ledger_residue(x.there.h.b.ledger), 0);
	pair_fini(&x);
}

/* A queue that listens there is interrupted at the arrival. */
static void test_peer_interrupt(void)
{
	struct pair x;
	pair_init(&x);
	nic_queue_unmask(&x.there.h.nic.queue[0]);
	send(&x.here, 0, 64, 1);
	run_to(&x.there, US(2));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.there.h.b), "i@697 ");
	pair_fini(&x);
}

static const struct test_case cases[] = {
	{"one frame after another on the wire", test_serialisation},
	{"complete with the last bit", test_dates},
	{"rings share the wire in order of filling", test_rings},
	{"a frame for a full ring", test_full},
	{"at random against a plain queue, whoever looks", test_random},
	{"completion interrupts", test_interrupt},
	{"unmasked with a frame under way", test_interrupt_under_way},
	{"an interrupt for each completion", test_interrupt_each},
	{"moderation", test_moderation},
	{"a vector shared with a receive queue", test_shared},
	{"to another machine", test_peer},
	{"to another machine's full ring", test_peer_full},
	{"to another machine's interrupt", test_peer_interrupt},
};
SUITE("nic tx", cases)
