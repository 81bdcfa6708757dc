/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/bridge.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

/* ---- numbers ---- */

/* Three guests: 1 port of 3 queues, 2 ports of 2, 2 ports of 1: ports 0 | 1 2 | 3 4, paths 0-2 | 3 4, 5 6 | 7, 8. */
static const int ports[] = {1, 2, 2}, queues[] = {3, 2, 1};

static void test_numbers(void)
{
	static const struct topology_port port[] = {
		{0, 0, 0, 3}, {1, 0, 3, 2}, {1, 1, 5, 2}, {2, 0, 7, 1}, {2, 1, 8, 1}};
	static const struct topology_path path[] = {{0, 0, 0}, {0, 0, 1}, {0, 0, 2}, {1, 1, 0}, {1, 1, 1},
						    {1, 2, 0}, {1, 2, 1}, {2, 3, 0}, {2, 4, 0}};
	static const int first_port[] = {0, 1, 3};
	struct topology topo;
	topology_init(&topo, 3, ports, queues);
	CU_ASSERT_EQUAL(topo.n_guests, 3);
	CU_ASSERT_EQUAL_FATAL(topo.n_ports, 5);
	CU_ASSERT_EQUAL_FATAL(topo.n_paths, 9);
	CU_ASSERT_EQUAL(memcmp(topo.port, port, sizeof(port)), 0);
	CU_ASSERT_EQUAL(memcmp(topo.path, path, sizeof(path)), 0);
	CU_ASSERT_EQUAL(memcmp(topo.first_port, first_port, sizeof(first_port)), 0);
	topology_fini(&topo);
}

/* reciprocal_scale(): of n queues the k-th takes hashes from k * 2^32 / n on, rounded up. */
static void test_select(void)
{
	for (int n = 1; n <= 64; n++) {
		struct topology topo;
		topology_init(&topo, 2, (int[]){1, 1}, (int[]){5, n});
		for (int k = 0; k < n; k++) {
			uint64_t from = (((uint64_t)k << 32) + (uint64_t)n - 1) / (uint64_t)n;
			uint64_t next = (((uint64_t)(k + 1) << 32) + (uint64_t)n - 1) / (uint64_t)n;
			CU_ASSERT_EQUAL(topology_select(&topo, 1, (uint32_t)from), 5 + k);
			CU_ASSERT_EQUAL(topology_select(&topo, 1, (uint32_t)(next - 1)), 5 + k);
		}
		topology_fini(&topo);
	}
}

/* Hashes drawn evenly fill queues evenly: 60,000 over 6, within 4 standard deviations of 91. */
static void test_even(void)
{
	struct topology topo;
	struct rng r;
	int count[6] = {0};
	rng_init(&r, 1, 0, "hashes");
	topology_init(&topo, 1, (int[]){1}, (int[]){6});
	for (int i = 0; i < 60000; i++)
		count[topology_select(&topo, 0, (uint32_t)rng_below(&r, (uint64_t)1 << 32))]++;
	for (int k = 0; k < 6; k++)
		CU_ASSERT(abs(count[k] - 10000) < 4 * 91);
	topology_fini(&topo);
}

/* ---- the bridge ---- */

/* A bridge before ports that count; port 9 is the uplink. */
struct bridge_bench {
	struct bench b;
	struct topology topo;
	struct bridge bridge;
	struct counting {
		struct bridge_bench *bench;
		struct inlet in;
		int taken;
	} out[10];
	struct bench_thread thread;
	struct packet seed;
};

static void count(struct task *t, struct frame *f)
{
	struct counting *c = f->self;
	ROUTINE(f);
	PAY(t, f, COST_tap_xmit, 0);
	c->taken++;
	packet_deliver(c->bench->b.ledger, f->arg);
}

static void hand_in(struct task *t, struct frame *f)
{
	struct bridge_bench *b = f->self;
	ROUTINE(f);
	HAND_OVER(t, f, &b->bridge.in, packet_born(b->b.ledger, &b->seed));
}

static void bridge_bench_init(struct bridge_bench *b)
{
	*b = (struct bridge_bench){.seed = {.bytes = 100}};
	bench_init(&b->b, &(struct bench_config){.ns = {[COST_bridge] = 7, [COST_tap_xmit] = 2}});
	topology_init(&b->topo, 3, ports, queues);
	bridge_init(&b->bridge, &b->topo);
	for (int i = 0; i < 10; i++)
		b->out[i] = (struct counting){b, {count, &b->out[i]}, 0};
	for (int i = 0; i < 9; i++)
		if (i != 7) /* port 3 is not on this machine */
			bridge_connect(&b->bridge, i, &b->out[i].in);
	b->bridge.uplink = &b->out[9].in;
	bench_thread_init(&b->thread, &b->b, 0, hand_in, b);
}

/* Which port took a packet for this address. */
static int taken_by(struct bridge_bench *b, int to, uint32_t hash)
{
	int by = -1;
	for (int i = 0; i < 10; i++)
		b->out[i].taken = 0;
	b->seed.born = bench_now(&b->b);
	b->seed.to = to;
	b->seed.hash = hash;
	bench_thread_wake(&b->thread);
	bench_run(&b->b, bench_now(&b->b) + US(1));
	for (int i = 0; i < 10; i++)
		if (b->out[i].taken) {
			CU_ASSERT_EQUAL(by, -1);
			CU_ASSERT_EQUAL(b->out[i].taken, 1);
			by = i;
		}
	return by;
}

static void test_bridge(void)
{
	static const struct {
		int to;
		uint32_t hash;
		int by;
	} cases[] = {
		{0, 0, 0},	    {0, 0x55555555, 0}, {0, 0x55555556, 1},
		{0, 0xaaaaaaaa, 1}, {0, 0xaaaaaaab, 2}, {0, 0xffffffff, 2},
		{1, 0x7fffffff, 3}, {1, 0x80000000, 4}, {2, 0, 5},
		{2, 0xffffffff, 6}, {3, 0, 9},		{3, 0xffffffff, 9},
		{4, 0xffffffff, 8}, {PORT_WIRE, 0, 9},	{PORT_WIRE, 0xffffffff, 9},
	};
	struct bridge_bench b;
	bridge_bench_init(&b);
	EACH_CASE (i, cases, to)
		CU_ASSERT_EQUAL(taken_by(&b, cases[i].to, cases[i].hash), cases[i].by);
	CU_ASSERT_EQUAL(b.b.ledger->stream[0].latency.min, NS(9));
	CU_ASSERT_EQUAL(b.b.ledger->stream[0].latency.max, NS(9));
	CU_ASSERT_EQUAL(bench_paid(&b.b, 0, COST_bridge), G_N_ELEMENTS(cases));
	bridge_fini(&b.bridge);
	topology_fini(&b.topo);
	bench_fini(&b.b);
}

static const struct test_case cases[] = {
	{"ports and paths are numbered", test_numbers},
	{"a queue for each range of hashes", test_select},
	{"queues are used evenly", test_even},
	{"the bridge: taps by hash, the uplink for the rest", test_bridge},
};
SUITE("topology and bridge", cases)
