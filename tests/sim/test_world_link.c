/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/net.h"
#include "tests/lib/child.h"
#include "tests/lib/suite.h"

#define S(n) ((vtime)(n)*VTIME_PER_S)

struct run {
	const struct net_config *config;
	enum sync sync;
};

static void log_body(const void *arg)
{
	const struct run *run = arg;
	struct net net;
	net_init(&net, run->config, false);
	net_simulate(&net, run->sync);
	char *log = net_log(&net);
	fputs(log, stdout);
	g_free(log);
	net_fini(&net);
}

static char *plain_log(const struct net_config *config)
{
	struct net net;
	net_init(&net, config, true);
	plain_run(&net);
	char *log = net_log(&net);
	net_fini(&net);
	return log;
}

/* Both modes give this log, with one thread and with more than there are machines. */
static void expect(const struct net_config *config, const char *log)
{
	static const struct {
		enum sync sync;
		int threads;
	} ways[] = {{SYNC_WINDOW, 1}, {SYNC_EVENT, 1}, {SYNC_WINDOW, 2}, {SYNC_EVENT, 2}, {SYNC_WINDOW, 5}};
	EACH_CASE (i, ways) {
		struct net_config with = *config;
		with.threads = ways[i].threads;
		struct child c = child_world(log_body, &(struct run){&with, ways[i].sync});
		CU_ASSERT_EQUAL(c.status, 0);
		CU_ASSERT_STRING_EQUAL(c.out, log);
		child_free(&c);
	}
}

/* ---- by hand: a ball that goes to and fro, and is kept for 1 ns more each time ---- */

static void ball_rule(struct node *n, int what, vtime now)
{
	if (what == 0 && n->number == 0)
		node_send(n, 0, now, 0);
	else if (what >= MESSAGE)
		node_send(n, 0, now, NS(n->acts));
}

static void test_ping_pong(void)
{
	struct net_config config = {
		.nodes = 2, .link = {{0, 1, NS(100)}}, .start = NS(50), .end = NS(600), .rule = ball_rule};
	/* 4 timers at the start; then the latency and the acts so far of the one that sends */
	expect(&config, "node 0\n50000:0\n50000:1\n50000:2\n50000:3\n255000:11\n466000:11\n"
			"node 1\n50000:0\n50000:1\n50000:2\n50000:3\n150000:10\n360000:10\n572000:10\n");
}

/* ---- two wires and a timer at one date: the wires first, by number, not by who sent first ---- */

static void tie_rule(struct node *n, int what, vtime now)
{
	if (what == 3 && n->number == 0)
		node_send(n, 0, now, 0); /* early, over the slow wire, of the higher number */
	else if (what == 3)
		node_set(n, 0, now + (n->number == 1 ? NS(40) : NS(100)));
	else if (what == 0 && now == NS(40))
		node_send(n, 0, now, 0);
}

static void test_ties(void)
{
	struct net_config config = {
		.nodes = 3, .link = {{1, 2, NS(60)}, {0, 2, NS(100)}}, .end = NS(300), .rule = tie_rule};
	expect(&config, "node 0\n0:0\n0:1\n0:2\n0:3\n"
			"node 1\n0:0\n0:1\n0:2\n0:3\n40000:0\n"
			"node 2\n0:0\n0:1\n0:2\n0:3\n100000:10\n100000:12\n100000:0\n");
}

/* ---- at random, against the plain list ---- */

static void random_rule(struct node *n, int what, vtime now)
{
	const struct net_config *c = n->net->config;
	bool idle = c->idle[n->number];
	if (what < TIMERS)
		node_set(n, what, now + c->grid * (1 + (vtime)rng_below(&n->rng, 12)));
	if (!idle && rng_below(&n->rng, 4) == 0)
		node_set(n, (int)rng_below(&n->rng, TIMERS), now + c->grid * (vtime)rng_below(&n->rng, 4));
	while (n->n_out && rng_below(&n->rng, 3) == 0)
		node_send(n, (int)rng_below(&n->rng, (uint64_t)n->n_out), now,
			  c->grid * (vtime)rng_below(&n->rng, 3));
}

static const struct net_config random_nets[] = {
	{.nodes = 2, .link = {{0, 1, US(1)}}, .grid = NS(100), .end = US(700)},
	{.nodes = 2, .link = {{0, 1, US(1)}}, .grid = NS(100), .end = US(700), .controller_gap = US(3)},
	{.nodes = 3, /* a ring, very different latencies */
	 .link = {{0, 1, NS(300)}, {1, 2, US(1)}, {2, 0, US(40)}},
	 .grid = NS(100),
	 .end = US(700),
	 .controller_gap = US(15)},
	{.nodes = 3, /* latencies off the grid, two links between the same machines */
	 .link = {{2, 1, NS(300) + 1}, {1, 2, NS(199)}, {2, 0, NS(700) - 1}},
	 .grid = NS(1),
	 .end = US(7),
	 .controller_gap = NS(300)},
	{.nodes = 4, /* everybody with everybody, three of them only answer */
	 .link = {{0, 1, US(1)}, {0, 2, US(2)}, {0, 3, US(3)}, {1, 2, US(4)}, {1, 3, US(5)}, {2, 3, US(6)}},
	 .idle = {false, true, true, true},
	 .grid = NS(500),
	 .end = MS(3)},
	{.nodes = 4, /* one is linked to nobody, one only answers, most of the time nothing happens */
	 .link = {{0, 1, NS(2)}, {1, 2, NS(3)}},
	 .idle = {false, false, true, false},
	 .grid = US(5),
	 .end = MS(20),
	 .controller_gap = MS(1)},
	{.nodes = 3, /* the shortest links */
	 .link = {{0, 1, 2}, {1, 2, 3}},
	 .grid = 1,
	 .end = NS(5),
	 .controller_gap = 50},
	{.nodes = 3, /* dates that SimGrid's clock cannot tell apart */
	 .link = {{0, 1, 2}, {1, 2, 5}, {2, 0, 9}},
	 .start = S(50000),
	 .grid = 1,
	 .end = S(50000) + NS(5),
	 .controller_gap = 50},
};

static void test_random(void)
{
	EACH_CASE (i, random_nets) {
		struct net_config config = random_nets[i];
		config.rule = random_rule;
		char *log = plain_log(&config);
		CU_ASSERT(strlen(log) > 100000);
		expect(&config, log);
		g_free(log);
	}
}

/* The same through a hub, where each message is at a third of its latency; the shortest link has 6 ps. */
static void test_hub(void)
{
	EACH_CASE (i, random_nets) {
		struct net_config config = random_nets[i];
		config.rule = random_rule;
		config.hub = true;
		for (int k = 0; config.link[k].latency; k++)
			config.link[k].latency = MAX(config.link[k].latency, 6);
		char *log = plain_log(&config);
		CU_ASSERT(strlen(log) > 100000);
		expect(&config, log);
		g_free(log);
	}
}

/* ---- how long windows are ---- */

#define BEAT NS(50)

/* A beat that counts the windows it sees. */
static void count_rule(struct node *n, int what, vtime now)
{
	n->windows += n->limit != n->machine->cal.limit;
	n->limit = n->machine->cal.limit;
	if (what == 0)
		node_set(n, 0, now + BEAT);
}

/* Both go on for a latency at a time, from one beat to before another. */
static void busy_body(const void *arg)
{
	struct net net;
	net_init(&net, arg, false);
	net_simulate(&net, SYNC_WINDOW);
	printf("%d", net.node[0].windows + net.node[1].windows);
	net_fini(&net);
}

static void test_busy(void)
{
	static const vtime latencies[] = {NS(200), US(1), US(10), MS(1)};
	EACH_CASE (i, latencies) {
		vtime latency = latencies[i];
		struct net_config config = {
			.nodes = 2, .link = {{0, 1, latency}}, .end = MS(5), .rule = count_rule};
		struct child c = child_world(busy_body, &config);
		int expected = 2 * (int)(config.end / latency), windows = atoi(c.out);
		CU_ASSERT_EQUAL(c.status, 0);
		CU_ASSERT(windows >= expected && windows <= expected + 2);
		child_free(&c);
	}
}

/* Nothing happens from 0 to 3 ms: the window ends before what is sent then could arrive. */
static void quiet_rule(struct node *n, int what, vtime now)
{
	if (now == 0 && what == 0)
		node_set(n, 0, MS(3));
	else if (now > 0)
		printf("%" PRId64, n->machine->cal.limit);
}

static void quiet_body(const void *arg)
{
	struct net net;
	net_init(&net, arg, false);
	net_simulate(&net, SYNC_WINDOW);
	net_fini(&net);
}

static void test_quiet(void)
{
	struct net_config config = {
		.nodes = 2, .link = {{0, 1, US(1)}}, .idle = {false, true}, .end = MS(5), .rule = quiet_rule};
	struct child c = child_world(quiet_body, &config);
	CU_ASSERT_EQUAL(c.status, 0);
	CU_ASSERT_STRING_EQUAL(c.out, "3000999999");
	child_free(&c);
}

/* ---- a link declared longer than it is ---- */

static void hasty_rule(struct node *n, int what, vtime now)
{
	if (what == 0 && n->number == 1)
		node_send(n, 0, now, 0);
}

static void test_hasty(void)
{
	static const vtime overstated[] = {0, 1, NS(50)};
	EACH_CASE (i, overstated) {
		struct net_config config = {.nodes = 2,
					    .link = {{0, 1, NS(100)}},
					    .overstated = overstated[i],
					    .end = US(1),
					    .rule = hasty_rule};
		struct child c = child_world(log_body, &(struct run){&config, SYNC_WINDOW});
		CU_ASSERT_EQUAL(c.status, i == 0 ? 0 : 5);
		CU_ASSERT_EQUAL(strstr(c.err, "wire 0: an arrival is armed for the past") != NULL, i > 0);
		child_free(&c);
	}
}

static void test_bad_links(void)
{
	static const struct {
		struct net_config config;
		const char *message;
	} cases[] = {
		{{.nodes = 2, .link = {{0, 1, 1}}, .rule = hasty_rule}, "shorter than 2 ps"},
		{{.nodes = 2, .link = {{0, 1, NS(1)}}, .overstated = -NS(1), .rule = hasty_rule},
		 "shorter than 2 ps"},
		{{.nodes = 2, .link = {{1, 1, NS(1)}}, .rule = hasty_rule}, "m1 is linked to itself"},
	};
	EACH_CASE (i, cases) {
		struct child c = child_world(log_body, &(struct run){&cases[i].config, SYNC_WINDOW});
		CU_ASSERT_EQUAL(c.status, 5);
		CU_ASSERT_PTR_NOT_NULL(strstr(c.err, cases[i].message));
		child_free(&c);
	}
}

static const struct test_case cases[] = {
	{"ping-pong by hand", test_ping_pong},
	{"arrivals and a timer at one date", test_ties},
	{"random messages as on a plain list, by window and by event", test_random},
	{"the same through a hub", test_hub},
	{"busy machines: as many windows as latencies", test_busy},
	{"quiet machines: windows reach to the next event", test_quiet},
	{"a link declared longer than it is", test_hasty},
	{"links that cannot be", test_bad_links},
};
SUITE("world_link", cases)
