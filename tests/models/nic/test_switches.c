/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Switches against queues that know nothing of them: by hand, a sort of all frames with Lindley's recursion, with a limit a
 * list of all that have not left, the formula of M/D/1, and two tiers of them one behind another.
 */
#include "models/nic/switches.h"
#include "sim/platform_make.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

#define HOSTS 6
#define RATE 10000000000 /* bit/s */
#define LATENCY NS(500)
#define TRUNK 1000000000
#define TRUNK_LATENCY NS(700)

static const char *const names[HOSTS] = {"a", "b", "c", "d", "e", "f"};
static const int machine_of[HOSTS] = {0, 1, 2, 3, 4, 5};

/* Switches between HOSTS machines that have nothing but the end of a wire; port i is on machine i. */
struct bench_switches {
	struct machine *machine;
	struct platform *platform;
	struct ledger *ledger;
	struct wire wire[HOSTS];
	struct nic nic[HOSTS], *nics[HOSTS];
	struct switches *s;
};

static struct machine *coreless(void)
{
	static const struct cost_entry costs[TEST_COSTS];
	struct sched_settings sched = engine_sched();
	return machine_new(&(struct machine_config){.name = "switches",
						    .hz = 1000000000,
						    .sched = &sched,
						    .costs = costs,
						    .n_costs = TEST_COSTS});
}

/* They are taken when the test looks at the wires. */
static void told(void *self, int machine, vtime date)
{
	const struct bench_switches *b = self;
	CU_ASSERT_TRUE(machine >= 0 && machine < HOSTS && date > b->machine->cal.now);
}

static void begin(struct bench_switches *b, int64_t queue, int hosts_per_switch)
{
	const struct platform_host host = {.name = (char *)"a", .cores = 1, .hz = 1000000000};
	const struct platform_link wire = {(char *)"w", RATE, LATENCY, false};
	const struct platform_tier tier = {hosts_per_switch, {NULL, TRUNK, TRUNK_LATENCY, true}};
	b->machine = coreless();
	b->platform = platform_make(&host, names, HOSTS, &wire, &tier);
	b->ledger = ledger_new(b->machine, 1);
	for (int i = 0; i < HOSTS; i++) {
		wire_init(&b->wire[i], NULL, NULL, RATE, LATENCY);
		b->nic[i] = (struct nic){.machine = b->machine,
					 .wire = &b->wire[i],
					 .out = {.bits_per_s = RATE, .latency = LATENCY},
					 .dma_latency = NS(1000)};
		b->nics[i] = &b->nic[i];
	}
	b->s = switches_new(b->platform, names, b->nics, HOSTS, machine_of, b->ledger, queue);
	b->s->tell = told;
	b->s->self = b;
}

static void end(struct bench_switches *b)
{
	for (int i = 0; i < HOSTS; i++) {
		wire_fini(&b->wire[i]);
		frame_queue_fini(&b->nic[i].out.sent);
	}
	switches_free(b->s);
	ledger_free(b->ledger);
	platform_free(b->platform);
	machine_free(b->machine);
}

/* A frame whose last bit comes to the sender's switch at the date. */
static void put(struct bench_switches *b, vtime date, int from, int to, int bytes, int id)
{
	*frame_queue_push(&b->nic[from].out.sent) = (struct wire_frame){
		.date = date, .packet = {.id = id, .bytes = bytes, .to = to, .stream = 0, .guest = 0}};
	switches_take(b->s, from);
}

static void run(struct bench_switches *b, vtime date)
{
	calendar_run(&b->machine->cal, date);
	for (int i = 0; i < HOSTS; i++)
		switches_deliver(b->s, i);
}

static void expect_frame(struct bench_switches *b, int to, int id, vtime date)
{
	struct wire_frame f = wire_take(&b->wire[to]);
	CU_ASSERT_EQUAL(f.packet.id, id);
	CU_ASSERT_EQUAL(f.date, date);
}

/* ---- by hand ---- */

/* A frame of 64 bytes takes 67.2 ns at 10 Gbit/s, and 500 ns to the NIC. Those of three machines come to the switch at
 * 1,000, 1,000, 1,010 and 5,000 ns: they go out one after another, the last one when the wire is idle. Nobody waits for a
 * frame to another machine. */
static void test_hand(void)
{
	struct bench_switches b;
	begin(&b, 0, 0);
	put(&b, NS(1000), 2, 3, 64, 2);
	put(&b, NS(1010), 1, 3, 64, 3);
	put(&b, NS(5000), 1, 3, 64, 4);
	put(&b, NS(1000), 0, 3, 64, 1); /* at one date the lower number */
	put(&b, NS(1000), 4, 5, 64, 5);
	CU_ASSERT_EQUAL(switches_waiting(b.s), 5);
	run(&b, NS(4000));
	CU_ASSERT_EQUAL(switches_waiting(b.s), 1);
	run(&b, NS(9000));
	CU_ASSERT_EQUAL(wire_waiting(&b.wire[3]), 4);
	expect_frame(&b, 3, 1, NS(1000) + 567200);
	expect_frame(&b, 3, 2, NS(1000) + 634400);
	expect_frame(&b, 3, 3, NS(1000) + 701600);
	expect_frame(&b, 3, 4, NS(5000) + 567200);
	expect_frame(&b, 5, 5, NS(1000) + 567200);
	vtime to, from;
	switches_latency(b.s, &to, &from);
	CU_ASSERT_EQUAL(to, NS(1516)); /* 1,000 of DMA, 20 bytes at 10 Gbit/s, 500 of the wire */
	CU_ASSERT_EQUAL(from, NS(1516));
	end(&b);
}

/* Room for 10,000 bytes is room for six frames of 1,518: the seventh of eight that come at once is lost, and the eighth. A
 * frame of 64 bytes still fits. When the first has left, after 1,230.4 ns, one more fits. */
static void test_limit(void)
{
	struct bench_switches b;
	begin(&b, 10000, 0);
	for (int i = 0; i < 4; i++) {
		put(&b, NS(100), 0, 3, 1518, 1 + i);
		put(&b, NS(100), 1, 3, 1518, 5 + i);
	}
	put(&b, NS(101), 2, 3, 64, 9);
	put(&b, NS(1330), 2, 3, 1518, 10);
	put(&b, NS(1331), 2, 3, 1518, 11);
	run(&b, NS(1329));
	CU_ASSERT_EQUAL(b.ledger->dropped[DROP_switch_queue_full], 2);
	CU_ASSERT_EQUAL(((struct switch_port *)b.s->ports->pdata[3])->depth.max, 7);
	run(&b, NS(1000000));
	CU_ASSERT_EQUAL(b.ledger->dropped[DROP_switch_queue_full], 3);
	CU_ASSERT_EQUAL(ledger_residue(b.ledger), 0);
	static const int through[] = {1, 2, 3, 4, 5, 6, 9, 11};
	EACH_CASE (i, through)
		CU_ASSERT_EQUAL(wire_take(&b.wire[3]).packet.id, through[i]);
	CU_ASSERT_EQUAL(b.wire[3].next.date, SOURCE_NEVER);
	switches_settle(b.s);
	CU_ASSERT_EQUAL(((struct switch_port *)b.s->ports->pdata[3])->depth.level, 0);
	end(&b);
}

/* From one switch of two hosts each to another: 64 bytes take 67.2 ns at 10 Gbit/s and 672 ns at 1 Gbit/s. The trunk up, the
 * trunk down and the machine's port each send them one after another. */
static void test_tiers(void)
{
	struct bench_switches b;
	begin(&b, 0, 2);
	CU_ASSERT_EQUAL(b.s->ports->len, HOSTS + 6);
	put(&b, NS(1000), 0, 1, 64, 1); /* the same switch */
	put(&b, NS(1000), 0, 4, 64, 2);
	put(&b, NS(1000), 1, 5, 64, 3); /* over the same trunks */
	put(&b, NS(1000), 3, 5, 64, 4); /* over the same trunk down */
	run(&b, NS(100000));
	vtime up = 672000 + TRUNK_LATENCY, out = 67200 + LATENCY;
	expect_frame(&b, 1, 1, NS(1000) + out);
	expect_frame(&b, 4, 2, NS(1000) + 2 * up + out);
	/* at the second tier those of the trunks 0 and 1 meet at one date; frame 3 is a frame behind on its trunk */
	expect_frame(&b, 5, 4, NS(1000) + 2 * up + 672000 + out);
	expect_frame(&b, 5, 3, NS(1000) + 2 * up + 2 * 672000 + out);
	end(&b);
}

/* ---- at random, against a sort ---- */

#define FRAMES 4000

struct crossing {
	vtime in, out; /* out: when the last bit has left; 0: it is lost */
	int machine, order, bytes;
};

static int by_arrival(const void *a, const void *b)
{
	const struct crossing *x = a, *y = b;
	if (x->in != y->in)
		return x->in < y->in ? -1 : 1;
	return x->machine != y->machine ? x->machine - y->machine : x->order - y->order;
}

/* Lindley: a frame leaves a time after it has come, or after the last one has left. What has not left counts. */
static void pass(struct crossing *all, int64_t queue)
{
	vtime idle = 0;
	for (int i = 0; i < FRAMES; i++) {
		int64_t held = 0;
		for (int k = 0; k < i; k++)
			held += all[k].out > all[i].in ? all[k].bytes : 0;
		if (queue && held + all[i].bytes > queue)
			continue;
		idle = MAX(idle, all[i].in) + (all[i].bytes + 20) * 800;
		all[i].out = idle;
	}
}

static void check_random(int64_t queue)
{
	static struct crossing all[FRAMES];
	struct bench_switches b;
	struct rng r;
	vtime at[HOSTS] = {0};
	int lost = 0;
	begin(&b, queue, 0);
	rng_init(&r, 1, 0, "switch");
	for (int i = 0; i < FRAMES; i++) {
		int m = bench_choose(&r, 0, HOSTS - 2), bytes = bench_choose(&r, 64, 1518);
		at[m] += NS(10 * bench_choose(&r, 0, queue ? 500 : 700));
		all[i] = (struct crossing){at[m], 0, m, i, bytes};
	}
	for (int i = 0; i < FRAMES; i++)
		put(&b, all[i].in, all[i].machine, HOSTS - 1, all[i].bytes, i + 1);
	for (int i = 1; i <= 1000; i++) /* in windows */
		run(&b, US(20 * i));
	qsort(all, FRAMES, sizeof(*all), by_arrival);
	pass(all, queue);
	for (int i = 0; i < FRAMES; i++) {
		if (all[i].out)
			expect_frame(&b, HOSTS - 1, all[i].order + 1, all[i].out + LATENCY);
		lost += !all[i].out;
	}
	CU_ASSERT_EQUAL(b.wire[HOSTS - 1].next.date, SOURCE_NEVER);
	CU_ASSERT_EQUAL(b.ledger->dropped[DROP_switch_queue_full], lost);
	CU_ASSERT_EQUAL(lost > 0, queue > 0);
	end(&b);
}

static void test_random(void)
{
	check_random(0);
	check_random(20000);
	check_random(9022);
}

/* ---- against formulas ---- */

#define MANY 400000

/* M/D/1, Pollaczek and Khinchine: a frame waits rho / (2 (1 - rho)) of its time on the wire on average. */
static void check_wait(double rho)
{
	struct bench_switches b;
	struct rng r;
	vtime at = NS(1000), waited = 0;
	const vtime service = 67200;
	begin(&b, 0, 0);
	rng_init(&r, 3, 0, "poisson");
	for (int i = 0; i < MANY; i++) {
		at += 1 + rng_exponential(&r, (vtime)((double)service / rho));
		put(&b, at, 0, 1, 64, i + 1);
		run(&b, at);
		waited += wire_take(&b.wire[1]).date - LATENCY - service - at;
	}
	double mean = (double)waited / MANY / (double)service;
	CU_ASSERT_DOUBLE_EQUAL(mean, rho / (2 * (1 - rho)), 0.04 * rho / (2 * (1 - rho)));
	end(&b);
}

static void test_poisson(void)
{
	check_wait(0.3);
	check_wait(0.6);
	check_wait(0.8);
}

/* Two machines at the full rate each for one port: half is lost, and the queue stays full. Its depth on average is the limit,
 * less the frame that is being sent. */
static void test_overload(void)
{
	struct bench_switches b;
	begin(&b, 64 * 1000, 0);
	for (int i = 0; i < 20000; i++) {
		put(&b, i * 67200 + 1, 0, 2, 64, 2 * i + 1);
		put(&b, i * 67200 + 1, 1, 2, 64, 2 * i + 2);
	}
	run(&b, 3000 * 67200); /* full from the 1,000th on */
	switches_reset(b.s);
	run(&b, 20000 * (vtime)67200);
	switches_settle(b.s);
	const struct switch_port *port = b.s->ports->pdata[2];
	double mean = depth_mean(&port->depth, b.machine->cal.now);
	CU_ASSERT_EQUAL(b.ledger->dropped[DROP_switch_queue_full], 17000);
	CU_ASSERT_EQUAL(port->depth.max, 1000);
	CU_ASSERT(mean > 998 && mean <= 1000);
	end(&b);
}

static const struct test_case cases[] = {
	{"one switch, by hand", test_hand},
	{"a full queue, by hand", test_limit},
	{"two tiers, by hand", test_tiers},
	{"at random, with and without a limit, against a sort", test_random},
	{"Poisson arrivals: M/D/1", test_poisson},
	{"twice what the link carries", test_overload},
};
SUITE("switches", cases)
