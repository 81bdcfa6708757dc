/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transmit rings of a NIC: when frames leave, and when their descriptors are free again. Interrupts:
 * test_nic_tx_interrupt.c; to another machine: test_nic_tx_peer.c.
 */
#include "tests/lib/bench/ring_bench.h"
#include "tests/lib/child.h"
#include "tests/lib/suite.h"

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
	EACH_CASE (i, cases, gbps) {
		struct ring_bench r;
		ring_bench_init(&r, 8, GBPS(cases[i].gbps), cases[i].dma);
		const struct histogram *latency = &r.h.b.ledger->stream[0].latency;
		for (int k = 0; k < cases[i].frames; k++)
			ring_send(&r, 0, cases[i].bytes, k);
		ring_run(&r, US(10));
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
	ring_send(&r, 0, 64, 1);
	ring_send(&r, 0, 64, 2);
	ring_run(&r, NS(167)); /* 167.2 */
	nic_settle(&r.h.nic);
	CU_ASSERT_EQUAL(r.h.b.ledger->delivered, 0);
	ring_run(&r, 167200);
	nic_settle(&r.h.nic);
	CU_ASSERT_EQUAL(r.h.b.ledger->delivered, 1);
	CU_ASSERT_EQUAL(r.tx[0].completed, 1);
	ring_run(&r, NS(1000));
	ring_send(&r, 0, 64, 3); /* 1,167.2 */
	ring_run(&r, 1167199);
	CU_ASSERT_EQUAL(reap_all(&r.tx[0]), 2);
	ring_run(&r, 1167200);
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
		ring_send(&r, ring[i], 64, i);
	for (int i = 0; i < 6; i++) {
		ring_run(&r, 67200 * (i + 1));
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
		ring_send(&r, 0, 64, i);
	fputs(nic_tx_free(&r.tx[0]) == 0 ? "full\n" : "not full\n", stdout);
	fflush(stdout);
	ring_send(&r, 0, 64, 3);
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
	ring_run(r, bench_now(&r->h.b) + bench_choose(choice, 0, 400000));
	vtime now = bench_now(&r->h.b);
	if (rng_below(choice, 3)) {
		for (int k = bench_choose(choice, 0, 4); k > 0 && x->sent - x->reaped < slots - 1; k--) {
			int bytes = bench_choose(choice, 64, 300);
			ring_send(r, 0, bytes, x->sent);
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
	ring_run(&r, bench_now(&r.h.b) + US(100));
	nic_settle(&r.h.nic);
	CU_ASSERT_EQUAL(r.h.b.ledger->delivered, x->sent);
	CU_ASSERT_TRUE((__int128)r.h.b.ledger->stream[0].latency.sum == x->latency);
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

static const struct test_case cases[] = {
	{"one frame after another on the wire", test_serialisation},
	{"complete with the last bit", test_dates},
	{"rings share the wire in order of filling", test_rings},
	{"a frame for a full ring", test_full},
	{"at random against a plain queue, whoever looks", test_random},
};
SUITE("nic tx", cases)
