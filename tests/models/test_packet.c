/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/packet.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

static void test_queue(void)
{
	struct packet packets[10];
	struct packet_queue q;
	struct rng r;
	int in = 0, out = 0;
	packet_queue_init(&q);
	rng_init(&r, 1, 0, "queue");
	for (int i = 0; i < 10000; i++) {
		if (in - out < 10 && rng_below(&r, 2)) {
			packets[in % 10].id = in;
			packet_queue_push(&q, &packets[in++ % 10]);
		} else {
			struct packet *p = packet_queue_pop(&q);
			CU_ASSERT_EQUAL_FATAL(p != NULL, out < in);
			if (p)
				CU_ASSERT_EQUAL(p->id, out++);
		}
		CU_ASSERT_EQUAL(q.length, in - out);
	}
}

/* A tally kept beside the ledger; alive packets in a plain array. */
struct tally {
	int64_t offered, delivered, bytes, dropped[DROPS], inside;
	vtime wasted;
};

static void random_act(struct ledger *l, struct tally *t, GPtrArray *alive, struct rng *r)
{
	int what = bench_choose(r, 0, 9);
	if (what < 5 && alive->len < 200) {
		g_ptr_array_add(alive, bench_packet(l, l->machine->cal.now, bench_choose(r, 64, 1518), 0));
		t->offered++;
	} else if (what == 5) {
		enum drop reason = (enum drop)rng_below(r, DROPS);
		packet_refuse(l, &bench_seed[0], reason, l->machine->cal.now);
		t->offered++;
		t->dropped[reason]++;
	} else if (alive->len > 0) {
		struct packet *p = g_ptr_array_remove_index_fast(alive, (guint)rng_below(r, alive->len));
		vtime spent = packet_charge(p, bench_choose(r, 1, 1000));
		if (what < 8) {
			enum drop reason = (enum drop)rng_below(r, DROPS);
			packet_drop(l, p, reason);
			t->dropped[reason]++;
			t->wasted += spent;
		} else {
			t->bytes += p->bytes;
			packet_deliver(l, p);
			t->delivered++;
		}
	}
}

static void compare(const struct ledger *l, const struct tally *t, guint alive)
{
	CU_ASSERT_EQUAL(l->offered, t->offered);
	CU_ASSERT_EQUAL(l->delivered, t->delivered);
	CU_ASSERT_EQUAL(l->delivered_bytes, t->bytes);
	CU_ASSERT_EQUAL(l->wasted, t->wasted);
	CU_ASSERT_EQUAL(l->inside, alive);
	CU_ASSERT_EQUAL(l->stream[0].latency.count, (uint64_t)t->delivered);
	for (int i = 0; i < DROPS; i++)
		CU_ASSERT_EQUAL(l->dropped[i], t->dropped[i]);
	CU_ASSERT_EQUAL(ledger_residue(l), 0);
}

/* 200 alive at most: they fit into one chunk of 256, so no more than 256 places in memory are ever seen. */
static void test_balance(void)
{
	struct bench b;
	struct tally t = {0};
	struct rng r;
	GPtrArray *alive = g_ptr_array_new();
	GHashTable *places = g_hash_table_new(NULL, NULL);
	bench_init(&b, &(struct bench_config){0});
	rng_init(&r, 1, 0, "ledger");
	for (int i = 0; i < 300000; i++) {
		random_act(b.ledger, &t, alive, &r);
		if (alive->len > 0)
			g_hash_table_add(places, alive->pdata[alive->len - 1]);
		if (i == 100000) { /* the cut */
			ledger_reset(b.ledger);
			t = (struct tally){0};
			CU_ASSERT(alive->len > 0);
			CU_ASSERT_EQUAL(b.ledger->inside_at_reset, alive->len);
		}
		if (i % 1000 == 0)
			compare(b.ledger, &t, alive->len);
	}
	compare(b.ledger, &t, alive->len);
	CU_ASSERT(g_hash_table_size(places) <= 256);
	CU_ASSERT(b.ledger->last_id > 100000);
	g_hash_table_destroy(places);
	g_ptr_array_free(alive, TRUE);
	bench_fini(&b);
}

/* A residue tells what is missing: a packet that nobody accounts for. */
static void test_residue(void)
{
	struct bench b;
	bench_init(&b, &(struct bench_config){0});
	struct packet *p = bench_packet(b.ledger, 0, 64, 0);
	CU_ASSERT_EQUAL(ledger_residue(b.ledger), 0);
	b.ledger->inside--;
	CU_ASSERT_EQUAL(ledger_residue(b.ledger), 1);
	b.ledger->inside++;
	packet_deliver(b.ledger, p);
	bench_fini(&b);
}

static void test_latency_and_ids(void)
{
	struct bench b;
	bench_init(&b, &(struct bench_config){0});
	struct packet *first = bench_packet(b.ledger, NS(0), 64, 3);
	packet_refuse(b.ledger, &bench_seed[0], DROP_nic_ring_full, 0);
	bench_run(&b, NS(100));
	struct packet *third = bench_packet(b.ledger, NS(90), 128, 4);
	CU_ASSERT_EQUAL(first->id, 1);
	CU_ASSERT_EQUAL(third->id, 3);
	CU_ASSERT_EQUAL(first->guest, 3);
	CU_ASSERT_EQUAL(third->bytes, 128);
	CU_ASSERT_EQUAL(third->spent, 0);
	packet_deliver(b.ledger, third);
	bench_run(&b, NS(250));
	packet_deliver(b.ledger, first);
	CU_ASSERT_EQUAL(b.ledger->stream[0].latency.min, NS(10));
	CU_ASSERT_EQUAL(b.ledger->stream[0].latency.max, NS(250));
	CU_ASSERT(b.ledger->stream[0].latency.sum == (unsigned __int128)NS(260));
	struct packet *again = bench_packet(b.ledger, NS(250), 64, 0);
	CU_ASSERT_EQUAL(again->spent, 0);
	CU_ASSERT_EQUAL(again->id, 4);
	packet_drop(b.ledger, again, DROP_tap_queue_full);
	bench_fini(&b);
}

/* Counts and latency by source, of however many. Packets of no guest. */
static void test_streams(void)
{
	enum { MANY = 1000, LAST = MANY - 1 };
	struct bench b;
	struct packet *p[3];
	bench_init(&b, &(struct bench_config){0});
	ledger_count_streams(b.ledger, MANY);
	for (int i = 0; i < 3; i++)
		p[i] = packet_born(b.ledger,
				   &(struct packet){.guest = PACKET_TRANSIT, .stream = i ? LAST : 0});
	bench_run(&b, NS(70));
	packet_deliver(b.ledger, p[0]);
	bench_run(&b, NS(90));
	packet_deliver(b.ledger, p[1]);
	packet_drop(b.ledger, p[2], DROP_nic_tx_full);
	const struct stream_account *s = b.ledger->stream;
	CU_ASSERT(s[0].offered == 1 && s[LAST].offered == 2);
	CU_ASSERT(s[0].latency.count == 1 && s[0].latency.max == NS(70));
	CU_ASSERT(s[LAST].latency.count == 1 && s[LAST].latency.max == NS(90));
	CU_ASSERT(s[1].offered == 0 && s[1].latency.count == 0 && !s[1].latency.held);
	CU_ASSERT(b.ledger->transit.offered == 3 && b.ledger->transit.dropped[DROP_nic_tx_full] == 1);
	CU_ASSERT_EQUAL(ledger_residue(b.ledger), 0);
	ledger_reset(b.ledger);
	CU_ASSERT(s[LAST].offered == 0 && s[LAST].latency.count == 0);
	bench_fini(&b);
}

static const struct test_case cases[] = {
	{"a queue is first in, first out", test_queue},
	{"balance, wasted time, the cut and recycling", test_balance},
	{"a residue shows a packet unaccounted for", test_residue},
	{"latency and numbers", test_latency_and_ids},
	{"by source", test_streams},
};
SUITE("packet", cases)
