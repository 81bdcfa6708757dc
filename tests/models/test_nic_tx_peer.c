/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames that a NIC sends to another machine's: what arrives there, and when.
 */
#include "tests/lib/bench/ring_bench.h"
#include "tests/lib/suite.h"

struct pair {
	struct ring_bench here, there;
	struct nic *peers[2]; /* of PORT_WIRE, as the bench's packets have it, and of port 0 */
};

static void pair_init(struct pair *x)
{
	ring_bench_init(&x->here, 8, GBPS(10), NS(100));
	ring_bench_init(&x->there, 8, GBPS(10), NS(30));
	x->peers[0] = x->peers[1] = &x->there.h.nic;
	x->here.h.nic.out.peer = x->peers - PORT_WIRE;
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
	ring_run(&x.here, NS(1000));
	struct packet *p = host_bench_packet(&x.here.h.b, 64);
	ledger_count_streams(x.there.h.b.ledger, 6);
	p->ubuf = &ubuf;
	p->spent = NS(77);
	p->guest = 3;
	p->stream = 5;
	p->hash = 12345;
	nic_tx_send(&x.here.tx[0], p, &ubuf);
	nic_deliver(&x.here.h.nic);
	CU_ASSERT_EQUAL(x.here.h.b.ledger->away, 1);
	CU_ASSERT_EQUAL(x.here.h.b.ledger->delivered, 0);
	ring_run(&x.here, 1167199);
	CU_ASSERT_FALSE(nic_tx_reap(&x.here.tx[0], &cookie, NULL));
	ring_run(&x.here, 1167200);
	CU_ASSERT_TRUE(nic_tx_reap(&x.here.tx[0], &cookie, NULL));
	CU_ASSERT_PTR_EQUAL(cookie, &ubuf);
	ring_run(&x.there, 1697199);
	CU_ASSERT_PTR_NULL(nic_queue_take(&x.there.h.nic.queue[0], NULL));
	ring_run(&x.there, 1697200);
	struct packet *q = nic_queue_take(&x.there.h.nic.queue[0], NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(q);
	CU_ASSERT_EQUAL(x.there.h.b.ledger->entered, 1);
	CU_ASSERT_EQUAL(x.there.h.b.ledger->offered, 0);
	CU_ASSERT(q->id == 1 && q->born == NS(1000) && q->bytes == 64 && q->spent == NS(77));
	CU_ASSERT(q->guest == 3 && q->from == 0 && q->to == PORT_WIRE && q->hash == 12345 && q->stream == 5);
	CU_ASSERT_PTR_NULL(q->ubuf);
	packet_deliver(x.there.h.b.ledger, q);
	CU_ASSERT_EQUAL(x.there.h.b.ledger->stream[5].latency.max, 697200);
	pair_fini(&x);
}

/* What a packet has cost is cycles: at twice the clock they took half the time. */
static void test_peer_clock(void)
{
	struct pair x;
	pair_init(&x);
	x.there.h.b.m->hz = 2 * x.here.h.b.m->hz;
	struct packet *p = host_bench_packet(&x.here.h.b, 64);
	p->spent = NS(77);
	nic_tx_send(&x.here.tx[0], p, NULL);
	nic_deliver(&x.here.h.nic);
	ring_run(&x.there, US(2));
	struct packet *q = nic_queue_take(&x.there.h.nic.queue[0], NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(q);
	CU_ASSERT_EQUAL(q->spent, NS(77) / 2);
	packet_deliver(x.there.h.b.ledger, q);
	pair_fini(&x);
}

/* A full receive ring there loses frames that have been taken for sent here. */
static void test_peer_full(void)
{
	struct pair x;
	pair_init(&x);
	for (int i = 0; i < 20; i++) {
		ring_run(&x.here, US(i));
		reap_all(&x.here.tx[0]);
		ring_send(&x.here, 0, 64, i);
	}
	nic_deliver(&x.here.h.nic);
	ring_run(&x.there, US(30));
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
	ring_send(&x.here, 0, 64, 1);
	nic_deliver(&x.here.h.nic);
	ring_run(&x.there, US(2));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.there.h.b), "i@697 ");
	pair_fini(&x);
}

static const struct test_case cases[] = {
	{"to another machine", test_peer},
	{"to a machine of another clock", test_peer_clock},
	{"to another machine's full ring", test_peer_full},
	{"to another machine's interrupt", test_peer_interrupt},
};
SUITE("nic tx: to another machine", cases)
