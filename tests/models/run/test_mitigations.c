/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mitigations: what a group adds is paid as often as the operation happens, by counters that know no costs; groups of zero
 * change nothing; and the published machine of docs/validation.md with them.
 */
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"

#define PATH SOURCE_DIR "/scenarios/published/backpressure.yaml"
#define MACHINE "duration=40ms", "platform=../platforms/i5-6300hq.xml" /* 3 GHz */
#define ALONE                                                                                                \
	"mitigations=on", "mitigations.system_call=0", "mitigations.indirect_branch=0",                      \
		"mitigations.user_copy=0", "mitigations.vm_exit=0", "mitigations.context_switch=0"

static struct run_numbers *run(const char *const *sets)
{
	struct run_numbers *n = run_numbers(&(struct run_order){PATH, sets, SYNC_WINDOW, NULL});
	CU_ASSERT_FATAL(n != NULL);
	return n;
}

static vtime booked(const struct run_numbers *n, int cost)
{
	vtime sum = 0;
	for (int i = 0; i < n->result.n_cores; i++)
		for (int c = 0; c < CONTEXTS; c++)
			sum += n->core[i].by_cost[c][cost];
	return sum;
}

/* One group of 3,000 cycles, 1 us, and costs that are nothing else. */
static const struct {
	const char *group, *flow, *zero, *zero_too;
	int cost, cost_too;
	int operations; /* in each */
	int counter;
} groups[] = {
	{"system_call", "virtio", "cost.qemu_read=0", "cost.qemu_read_empty=0", COST_qemu_read,
	 COST_qemu_read_empty, 1, COUNTER_qemu_reads},
	{"indirect_branch", "vhost", "cost.vhost_work=0", "cost.skb_copy=0", COST_vhost_work, COST_skb_copy,
	 1, COUNTER_vhost_runs},
	{"user_copy", "vhost", "cost.vhost_copy=0", "cost.skb_copy=0", COST_vhost_copy, COST_skb_copy, 2,
	 COUNTER_copies},
	{"vm_exit", "vhost", "cost.vm_exit=0", "cost.skb_copy=0", COST_vm_exit, COST_skb_copy, 1,
	 COUNTER_exits},
};

/* At each end of the counted time one payment may be cut. */
static void test_groups(void)
{
	EACH_CASE (i, groups, group) {
		char *flow = g_strconcat("flow=", groups[i].flow, NULL);
		char *group = g_strconcat("mitigations.", groups[i].group, "=3000", NULL);
		const char *const sets[] = {MACHINE, ALONE, flow, group, groups[i].zero, groups[i].zero_too,
					    NULL};
		struct run_numbers *n = run(sets);
		vtime each = VTIME_PER_US * groups[i].operations;
		double paid =
			(double)(booked(n, groups[i].cost) + booked(n, groups[i].cost_too)) / (double)each;
		CU_ASSERT(n->result.counter[groups[i].counter] > 20);
		CU_ASSERT_DOUBLE_EQUAL(paid, (double)n->result.counter[groups[i].counter], 2);
		g_free(n);
		g_free(group);
		g_free(flow);
	}
}

static void test_nothing(void)
{
	static const char *const off[] = {MACHINE, "mitigations=off", NULL};
	static const char *const zero[] = {MACHINE, ALONE, NULL};
	struct run_numbers *a = run(off), *b = run(zero);
	CU_ASSERT(a->result.delivered > 0);
	for (int cost = 0; cost < COST_COUNT; cost++)
		CU_ASSERT_EQUAL(booked(a, cost), booked(b, cost));
	CU_ASSERT_EQUAL(memcmp(a->latency, b->latency, sizeof(a->latency)), 0);
	g_free(a);
	g_free(b);
}

/* Delivered kpps: 577 with vhost, 196 with QEMU. Both are missed, for reasons in docs/validation.md. */
static void test_published(void)
{
	static const struct {
		const char *flow;
		double published, low, high;
	} rows[] = {{"flow=vhost", 577, 2.05, 2.3}, {"flow=virtio", 196, 1.9, 2.15}};
	EACH_CASE (i, rows, flow) {
		const char *const sets[] = {MACHINE, "mitigations=on", rows[i].flow, NULL};
		struct run_numbers *n = run(sets);
		double ratio = result_delivered_pps(&n->result) / 1e3 / rows[i].published;
		CU_ASSERT(ratio > rows[i].low && ratio < rows[i].high);
		g_free(n);
	}
}

static const struct test_case cases[] = {
	{"operations", test_groups},
	{"nothing added", test_nothing},
	{"published rows", test_published},
};

SUITE("mitigations", cases)
