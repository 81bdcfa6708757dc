/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mitigations: what a group adds is paid as often as the operation happens, by counters that know no costs; groups of zero
 * change nothing; the host's kernel is slower by its factor, and nothing else.
 */
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"

#define PATH SOURCE_DIR "/scenarios/published/backpressure.yaml"
#define MACHINE "duration=40ms", "platform=../platforms/i5-6300hq.xml" /* 2.8 GHz */
#define ALONE                                                                                                \
	"mitigations=on", "mitigations.system_call=0", "mitigations.indirect_branch=0",                      \
		"mitigations.user_copy=0", "mitigations.vm_exit=0", "mitigations.context_switch=0",          \
		"mitigations.kernel_code=1"
#define COPIES "cost.vhost_get_desc=500", "cost.vhost_copy=900", "cost.qemu_read=1300"

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

/* One group of 2,800 cycles, 1 us, and costs that are nothing else. */
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
		char *group = g_strconcat("mitigations.", groups[i].group, "=2800", NULL);
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

/* Cycles of a cost for each packet. */
static double each_packet(const char *const *sets, int cost)
{
	struct run_numbers *n = run(sets);
	double cycles = (double)booked(n, cost) / (double)VTIME_PER_US * 2800 / (double)n->result.delivered;
	g_free(n);
	return cycles;
}

/* The host's kernel takes twice the cycles: the costs of the profile come on top. What guest and QEMU do takes as many as
 * before. */
static void test_kernel_code(void)
{
	static const struct {
		const char *flow;
		int cost;
		double more;
	} rows[] = {{"flow=vhost", COST_vhost_get_desc, 500},
		    {"flow=vhost", COST_vhost_copy, 900},
		    {"flow=vhost", COST_guest_rx, 0},
		    {"flow=virtio", COST_qemu_read, 1300},
		    {"flow=virtio", COST_qemu_pop, 0}};
	EACH_CASE (i, rows, flow) {
		const char *const off[] = {MACHINE, rows[i].flow, COPIES, NULL};
		const char *const on[] = {MACHINE,	ALONE,	"mitigations.kernel_code=2",
					  rows[i].flow, COPIES, NULL};
		double before = each_packet(off, rows[i].cost);
		CU_ASSERT(before > 0);
		CU_ASSERT_DOUBLE_EQUAL(each_packet(on, rows[i].cost) - before, rows[i].more, 10);
	}
}

/* What 1,454 bytes more take of a copy. */
static double of_bytes(const char *setting)
{
	const char *const small[] = {MACHINE, ALONE, setting, "traffic.frame=64B", NULL};
	const char *const large[] = {MACHINE, ALONE, setting, "traffic.frame=1518B", NULL};
	return each_packet(large, COST_vhost_copy) - each_packet(small, COST_vhost_copy);
}

static void test_bytes(void)
{
	double bytes = of_bytes("mitigations.kernel_code=1");
	CU_ASSERT(bytes > 100);
	CU_ASSERT_DOUBLE_EQUAL(of_bytes("mitigations.kernel_code=2"), bytes, 5);
	CU_ASSERT_DOUBLE_EQUAL(of_bytes("cost_factor=2"), 2 * bytes, 5);
}

/* A core that needs more cycles pays so many times each cost, whoever pays it. */
static void test_cost_factor(void)
{
	static const struct {
		int cost;
		double cycles;
	} rows[] = {{COST_vhost_copy, 900}, {COST_guest_rx, 1100}, {COST_app_sink, 1630}};
	static const char *const sets[] = {MACHINE, COPIES, "cost_factor=1.25", NULL};
	EACH_CASE (i, rows, cycles)
		CU_ASSERT_DOUBLE_EQUAL(each_packet(sets, rows[i].cost), 1.25 * rows[i].cycles, 10);
}

static const struct test_case cases[] = {
	{"operations", test_groups},
	{"nothing added", test_nothing},
	{"the host's kernel is slower", test_kernel_code},
	{"bytes", test_bytes},
	{"all costs by a factor", test_cost_factor},
};

SUITE("mitigations", cases)
