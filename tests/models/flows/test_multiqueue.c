/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several queues: the NIC's classifier by hash, and whole runs of scenarios/multiqueue.yaml.
 */
#include "models/nic/classifier.h"
#include "models/traffic/flow_hash.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"

/* ---- the classifier ---- */

/* Against the table as the driver fills it: 128 entries with the queues in turn. */
static void test_table(void)
{
	for (int queues = 1; queues <= 16; queues++) {
		int table[128], queue = 0;
		for (int i = 0; i < 128; i++) {
			table[i] = queue++;
			if (queue == queues)
				queue = 0;
		}
		CU_ASSERT_EQUAL(classifier_rss.queues(7, queues), queues);
		for (uint64_t flow = 0; flow < 2000; flow++) {
			uint32_t hash = flow_hash_of_number(0, flow);
			CU_ASSERT_EQUAL(classifier_rss.queue_of(NULL, queues, 3, hash), table[hash & 127]);
		}
	}
}

/* The queue pairs of a guest get even shares of what one queue of the NIC takes: 4 and 4 of 64,000 flows, 4,000 each, with
 * a deviation of some 61. */
static void test_independent(void)
{
	static const int one = 1, four = 4;
	struct topology topo;
	int count[4][4] = {{0}};
	topology_init(&topo, 1, &one, &four);
	for (uint64_t flow = 0; flow < 64000; flow++) {
		uint32_t hash = flow_hash_of_number(0, flow);
		count[classifier_rss.queue_of(&topo, 4, 0, hash)][topology_select(&topo, 0, hash)]++;
	}
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 4; k++)
			CU_ASSERT(ABS(count[i][k] - 4000) < 5 * 61);
	topology_fini(&topo);
}

/* ---- the flow ---- */

#define MAX_SETS 8

static struct run_numbers *run(const char *nic, const char *guest, const char *load, const char *more)
{
	const char *const sets[MAX_SETS] = {nic, guest, load, "warmup=20ms", "duration=40ms", more, NULL};
	struct run_numbers *n = run_numbers(
		&(struct run_order){.path = SOURCE_DIR "/scenarios/multiqueue.yaml", .sets = sets});
	CU_ASSERT_FATAL(n != NULL);
	return n;
}

static double share(const struct run_numbers *n, int core, enum context context)
{
	return (double)n->core[core].booked[context] / (double)n->result.measured;
}

/* With n queues of both kinds on cores of their own n times as much is delivered (2 %: what is in a turn or a batch at
 * either end of the run). One of each delivers more than that, as its tap has nothing to choose and hashes no packet: 530 cycles of
 * 3.3 GHz, and what fewer packets in a turn of the worker cost more. */
static void test_scales(void)
{
	static const struct {
		const char *nic, *guest;
		int n;
	} cases[] = {{"nic.queues=2", "guests.vm0.queues=2", 2}, {"nic.queues=4", "guests.vm0.queues=4", 4}};
	struct run_numbers *one = run("nic.queues=1", "guests.vm0.queues=1", "load=8Mpps", NULL),
			   *two = run("nic.queues=2", "guests.vm0.queues=2", "load=8Mpps", NULL);
	double base = (double)two->result.delivered / 2;
	double hash_ns = 40e6 / base - 40e6 / (double)one->result.delivered;
	CU_ASSERT(hash_ns > 530 / 3.3 && hash_ns < 1.3 * 530 / 3.3);
	EACH_CASE (i, cases, nic) {
		struct run_numbers *n = run(cases[i].nic, cases[i].guest, "load=8Mpps", NULL);
		CU_ASSERT_DOUBLE_EQUAL((double)n->result.delivered, cases[i].n * base,
				       0.02 * cases[i].n * base);
		for (int q = 0; q < 4; q++) {
			bool there = q < cases[i].n;
			CU_ASSERT_EQUAL(share(n, q, CONTEXT_ksoftirqd) > 0.99, there);
			CU_ASSERT_EQUAL(share(n, 16 + q, CONTEXT_vhost) > 0.6, there);
			CU_ASSERT_EQUAL(share(n, 32 + q, CONTEXT_vcpu) > 0.7, there);
		}
		g_free(n);
	}
	g_free(two);
	g_free(one);
}

/* Below saturation every queue has its share of the load: 1,000 flows drawn evenly, 250 a queue, with a deviation of 14:
 * shares of CPU time within a quarter of each other's. One queue of either kind is a bottleneck again. */
static void test_spread(void)
{
	struct run_numbers *n = run("nic.queues=4", "guests.vm0.queues=4", "load=4Mpps", NULL);
	CU_ASSERT_EQUAL(result_dropped(&n->result), 0);
	for (int q = 1; q < 4; q++) {
		CU_ASSERT_DOUBLE_EQUAL(share(n, q, CONTEXT_softirq) / share(n, 0, CONTEXT_softirq), 1, 0.25);
		CU_ASSERT_DOUBLE_EQUAL(share(n, 16 + q, CONTEXT_vhost) / share(n, 16, CONTEXT_vhost), 1,
				       0.25);
	}
	struct run_numbers *nic = run("nic.queues=1", "guests.vm0.queues=4", "load=4Mpps", NULL),
			   *guest = run("nic.queues=4", "guests.vm0.queues=1", "load=4Mpps", NULL);
	CU_ASSERT_EQUAL(result_dropped(&nic->result), nic->result.dropped[DROP_nic_ring_full]);
	CU_ASSERT_EQUAL(result_dropped(&guest->result), guest->result.dropped[DROP_tap_queue_full]);
	CU_ASSERT(nic->result.delivered < n->result.delivered / 2);
	CU_ASSERT(guest->result.delivered < n->result.delivered / 2);
	g_free(nic);
	g_free(guest);
	g_free(n);
}

/* One flow keeps to one queue of each kind: the other cores have nothing to do. */
static void test_one_flow(void)
{
	struct run_numbers *n = run("nic.queues=4", "guests.vm0.queues=4", "load=500kpps", "traffic.flows=1");
	int nic = 0, vhost = 0, vcpu = 0;
	CU_ASSERT_EQUAL(result_dropped(&n->result), 0);
	for (int q = 0; q < 4; q++) {
		nic += share(n, q, CONTEXT_idle) < 1;
		vhost += share(n, 16 + q, CONTEXT_idle) < 1;
		vcpu += share(n, 32 + q, CONTEXT_idle) < 1;
	}
	CU_ASSERT_EQUAL(nic, 1);
	CU_ASSERT_EQUAL(vhost, 1);
	CU_ASSERT_EQUAL(vcpu, 1);
	g_free(n);
}

/* Back out again: each queue pair sends what it has received, through the one transmit ring. */
static void test_reflect(void)
{
	struct run_numbers *n =
		run("nic.queues=4", "guests.vm0.queues=4", "load=800kpps", "guests.vm0.app=reflect");
	CU_ASSERT_EQUAL(result_dropped(&n->result), 0);
	CU_ASSERT_DOUBLE_EQUAL((double)n->result.delivered, (double)n->result.offered, 200);
	CU_ASSERT(n->result.counter[COUNTER_vhost_tx_runs] > 1000);
	for (int q = 1; q < 4; q++)
		CU_ASSERT_DOUBLE_EQUAL(share(n, 16 + q, CONTEXT_vhost) / share(n, 16, CONTEXT_vhost), 1,
				       0.25);
	g_free(n);
}

static const struct test_case cases[] = {
	{"the redirection table", test_table},	      {"NIC and guest choose apart", test_independent},
	{"rates scale with the queues", test_scales}, {"every queue has its share", test_spread},
	{"one flow, one queue", test_one_flow},	      {"there and back", test_reflect},
};
SUITE("multiqueue", cases)
