/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The vhost flow with one cost in each stage is a tandem of three finite queues: what is delivered, lost and
 * where, the latencies and the busy time of each stage must be those of the recursion in tandem.h, exactly.
 */
#include "tests/lib/bench/tandem_case.h"
#include "tests/lib/eras.h"

/* Service times are odd numbers of ps without common divisors, so that no two departures coincide. */
static const struct tandem_case cases[] = {
	/* name                          kpps warm  nic_rx vhost   app  ring  tap virtqueue */
	{"no queue at all", 300, 0, 1009, 2011, 1511, 512, 500, 256},
	{"no loss", 1000, 0, 2011, 2503, 2999, 512, 500, 256},
	{"no loss, counted from 5 ms", 1000, 5000, 2011, 2503, 2999, 512, 500, 256},
	{"loss at the tap", 1000, 0, 1013, 5003, 1511, 512, 500, 256},
	{"loss at the tap, from 5 ms", 1000, 5000, 1013, 5003, 1511, 512, 500, 256},
	{"loss in the NIC ring", 1000, 0, 4001, 1013, 1511, 512, 500, 256},
	{"loss in both", 2000, 0, 2203, 3109, 1511, 512, 500, 256},
	{"guest holds vhost back", 1000, 0, 1013, 2011, 5003, 512, 500, 256},
	{"the same, from 5 ms", 1000, 5000, 1013, 2011, 5003, 512, 500, 256},
	{"the same, smallest virtqueue", 1000, 0, 1013, 2011, 5003, 512, 500, 64},
	{"guest a little slower", 900, 0, 1013, 3301, 3701, 512, 500, 128},
	{"losses everywhere", 3000, 0, 2111, 3307, 6007, 64, 100, 64},
	{"small NIC ring", 2000, 0, 2203, 1013, 1109, 64, 500, 256},
	{"tap of 1", 1000, 0, 1013, 2801, 3001, 512, 1, 256},
	{"tap of 2, slow vhost", 1000, 0, 1013, 4001, 3001, 512, 2, 256},
	{"tap of 16", 1000, 0, 1013, 4001, 3001, 512, 16, 256},
	{"tap of 40, slow guest", 1000, 0, 1013, 4001, 6007, 512, 40, 64},
	{"a large virtqueue", 1000, 0, 1013, 2011, 5003, 512, 100, 1024},
};

/* rules_3_13: packet by packet; the guest posts buffers when fewer than half of its ring are there. */
static void rules_3_13(struct tandem *s)
{
	s->reads = 0;
	s->gives_back = 1;
	s->publishes = 1;
	s->refill_above = s->ring / 2;
}

/* rules_5_10: 64 at a time off the tap's ptr_ring, which gives slots back by 16, a small one
 * singly. Used entries are published once more than 64 are written. Turns are of 256. The guest
 * posts buffers when more than half a poll's are free. */
static void rules_5_10(struct tandem *s)
{
	s->reads = 64;
	s->gives_back = s->tap >= 32 ? 16 : 1;
	s->publishes = 65;
	s->turn = 256;
	s->refill_above = 32;
}

static void check_case(const struct tandem_case *c, const char *kernel, void (*rules)(struct tandem *s))
{
	GPtrArray *sets = case_sets(c, "vhost", kernel, "vhost_copy");
	struct scenario *sc = case_scenario(sets);
	struct run_numbers *n = case_run(sets);
	struct tandem s = {0};
	tandem_facts(&s, c, sc);
	rules(&s);
	tandem_vhost(&s);
	compare(c->name, n, &s, COST_vhost_copy);
	/* all that was paid for a lost packet is nic_rx */
	double wasted = (double)(s.tally.lost_tap * s.nic_rx) * (double)s.hz / 1e12;
	CU_ASSERT_DOUBLE_EQUAL(n->result.wasted_cycles, wasted, wasted * 1e-9);
	g_free(n);
	scenario_free(sc);
	g_ptr_array_unref(sets);
}

/* draw_case: loads and service times of one size, so that any stage may be the slowest; small queues. */
static struct tandem_case draw_case(uint32_t *state)
{
	struct tandem_case c = {.name = "drawn"};
	c.kpps = draw(state, 500, 2500);
	c.warmup_us = draw(state, 0, 1) * 1000;
	c.nic_rx = draw(state, 400, 4000);
	c.vhost = draw(state, 800, 5000);
	c.app = draw(state, 800, 5000);
	c.nic_ring = draw(state, 64, 256);
	c.tap = draw(state, 1, 200);
	c.ring = 64 << draw(state, 0, 2);
	return c;
}

static void check_era(const char *kernel, void (*rules)(struct tandem *s))
{
	uint32_t state = 1;
	EACH_CASE (i, cases)
		check_case(&cases[i], kernel, rules);
	for (int i = 0; i < DRAWN; i++) {
		struct tandem_case c = draw_case(&state);
		check_case(&c, kernel, rules);
	}
}

static void era_3_13(void)
{
	check_era("3.13", rules_3_13);
}

static void later_eras(void)
{
	FOR_ERAS (era, ERA_5_10)
		check_era(era_names[era], rules_5_10);
}

/* Without any waiting every packet takes the sum of the three service times, here 1 + 2 + 1.5 us at 3.3 GHz. */
static void no_waiting(void)
{
	static const struct tandem_case c = {"no waiting", 200, 0, 3300, 6600, 4950, 512, 500, 256};
	FOR_ERAS (i, ERA_3_13) {
		GPtrArray *sets = case_sets(&c, "vhost", era_names[i], "vhost_copy");
		scenario_free(case_scenario(sets));
		struct run_numbers *n = case_run(sets);
		same(era_names[i], "least latency", n->result.latency.min, 4500 * VTIME_PER_NS);
		same(era_names[i], "greatest latency", n->result.latency.max, 4500 * VTIME_PER_NS);
		same(era_names[i], "least latency of the guest", n->guest[0].latency.min,
		     4500 * VTIME_PER_NS);
		same(era_names[i], "greatest latency of the guest", n->guest[0].latency.max,
		     4500 * VTIME_PER_NS);
		same(era_names[i], "mean latency of the source", histogram_mean(&n->stream[0].latency),
		     4500 * VTIME_PER_NS);
		same(era_names[i], "lost", result_dropped(&n->result), 0);
		g_free(n);
		g_ptr_array_unref(sets);
	}
}

static const struct test_case tests[] = {
	{"no waiting", no_waiting},
	{"3.13", era_3_13},
	{"later kernels", later_eras},
};

SUITE("tandem", tests)
