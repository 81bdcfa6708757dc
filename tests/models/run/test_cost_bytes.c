/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cost per byte counts for the bytes of a packet, or for none.
 *
 * Every cost takes 64 ns and 1 ns a byte, and every packet has 64 bytes, in every flow and era. So a payment takes 64 ns or
 * 128 ns, and what is booked for a cost is a multiple of 64 ns. A payment for any other number of bytes breaks that.
 */
#include "tests/lib/relation.h"

#define PACKETS ", count: 40"
#define PAYMENT (64 * VTIME_PER_NS)

static const struct relation_way ways[] = {
	{"receives", "", "to: vm0" PACKETS},
	{"reflects", ", app: reflect", "to: vm0" PACKETS},
	{"sends", "", "from: vm0, to: wire" PACKETS},
};

/* Waiting takes the time until something happens. */
static bool is_waiting(int cost)
{
	return cost == COST_halt_poll || cost == COST_app_spin || cost == COST_pmd_idle ||
	       cost == COST_vhost_busy_poll;
}

static void print_booked(const struct result *r)
{
	vtime sum[COST_COUNT] = {0};
	for (int i = 0; i < r->n_cores; i++)
		for (int c = 0; c < CONTEXTS; c++)
			for (int k = 0; k < COST_COUNT; k++)
				sum[k] += r->core[i].by_cost[c][k];
	printf("delivered %" PRId64 "\n", r->delivered);
	for (int k = 0; k < COST_COUNT; k++)
		if (!is_waiting(k) && sum[k] % PAYMENT != 0)
			printf("%s is paid %" PRId64 " ps\n", cost_names[k].name, sum[k]);
}

/* All is sent long before the end, and all of the run is counted, so that no payment is cut. */
static void count_all(struct scenario *s)
{
	for (int i = 0; i < COST_COUNT; i++)
		s->cost[i] = (struct cost_entry){.cycles_ppm = 211200000, .per_byte_ppm = 3300000};
	s->general.duration += s->general.warmup;
	s->general.warmup = 0;
}

static void simulate(const void *arg)
{
	struct scenario *s;
	print_booked(relation_result(arg, count_all, &s));
}

static void test_bytes(void)
{
	for (size_t way = 0; way < G_N_ELEMENTS(ways); way++)
		for (int flow = 0; flow < flow_count; flow++)
			for (int era = 0; era < ERAS && relation_can(flow, &ways[way]); era++) {
				struct relation_run run = {flow, era,	&ways[way], "", "",
							   "",	 20000, 1,	    1,	false};
				struct child c = child_world(simulate, &run);
				bool good = c.status == 0 && !strcmp(c.out, "delivered 40\n");
				CU_ASSERT_TRUE(good);
				if (!good)
					printf("\n%s %s %s: %s%s", flows[flow]->name, era_names[era],
					       ways[way].name, c.out, c.err);
				child_free(&c);
			}
}

static const struct test_case cases[] = {
	{"multiples of a packet's bytes", test_bytes},
};

SUITE("cost bytes", cases)
