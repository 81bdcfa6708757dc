/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the comment at the head of each shipped scenario says that one will see, as far as a figure
 * can tell. And its question must be a question, without an answer that would be printed whatever
 * is set.
 *
 * The limits are wide: they say what the comment says, not which figure the model has today.
 */
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"
#include "tools/text/prose.h"
#include <glob.h>

#define SCENARIOS SOURCE_DIR "/scenarios/"

/* ---- figures ---- */

static double share(const struct run_numbers *n, int core, int context)
{
	return (double)n->core[core].booked[context] / (double)n->result.measured;
}

static double idle(const struct run_numbers *n, int core)
{
	return share(n, core, CONTEXT_idle);
}

/* all_at: something is lost, and all of it for this reason. */
static bool all_at(const struct run_numbers *n, int drop)
{
	int64_t all = result_dropped(&n->result);
	return all > 0 && n->result.dropped[drop] == all;
}

static bool no_loss(const struct run_numbers *n)
{
	return result_dropped(&n->result) == 0 && n->result.delivered > 0;
}

static double guest_loss(const struct run_numbers *n, int guest)
{
	return result_guest_loss(&n->guest[guest]);
}

static double count(const struct run_numbers *n, int counter)
{
	return (double)n->result.counter[counter];
}

static double p50_us(const struct run_numbers *n)
{
	int64_t ps = 0;
	CU_ASSERT_TRUE(histogram_percentile(&n->result.latency, 500000, &ps));
	return (double)ps / VTIME_PER_US;
}

/* ---- what one run shows ---- */

static bool shared_core(const struct run_numbers *n)
{
	return all_at(n, DROP_tap_queue_full) && idle(n, 0) < 0.01 && share(n, 0, CONTEXT_softirq) > 0.5 &&
	       n->result.wasted_cycles > 0;
}

static bool feedback(const struct run_numbers *n)
{
	return all_at(n, DROP_nic_ring_full) && n->result.wasted_cycles == 0;
}

static bool callback(const struct run_numbers *n)
{
	return all_at(n, DROP_nic_pool_empty) && n->result.wasted_cycles == 0 &&
	       n->result.counter[COUNTER_copies] == 0 && share(n, 0, CONTEXT_softirq) == 0;
}

static bool emulated(const struct run_numbers *n)
{
	return all_at(n, DROP_tap_queue_full) && idle(n, 0) > 0.05 && idle(n, 1) > 0.05 && idle(n, 2) > 0.05;
}

static bool virtio(const struct run_numbers *n)
{
	return all_at(n, DROP_tap_queue_full) && share(n, 2, CONTEXT_qemu) > 0.99;
}

/* No packet costs an exit: only the ticks of the vCPU's core do, and no other core has any. */
static bool passthrough(const struct run_numbers *n)
{
	return no_loss(n) && n->result.counter[COUNTER_exits] == n->result.counter[COUNTER_timer_ticks] &&
	       n->result.counter[COUNTER_copies] == 0 && idle(n, 0) > 0.99 &&
	       share(n, 1, CONTEXT_vcpu) > 0.99;
}

static bool vhost_user(const struct run_numbers *n)
{
	return no_loss(n) && share(n, 2, CONTEXT_pmd) > 0.99 &&
	       count(n, COUNTER_kicks) < 0.001 * (double)n->result.delivered;
}

static bool vhost_user_overload(const struct run_numbers *n)
{
	return all_at(n, DROP_vhost_user_ring_full) && n->result.wasted_cycles > 0;
}

static bool much_of_the_quiet(const struct run_numbers *n)
{
	return guest_loss(n, 1) > 0.4;
}

static bool all_of_the_quiet(const struct run_numbers *n)
{
	return guest_loss(n, 0) > 0.1 && guest_loss(n, 1) == 0;
}

static bool some_of_the_quiet(const struct run_numbers *n)
{
	return guest_loss(n, 1) > 0.05;
}

/* Half of the packets of the 50 ms of the flood: 1,250 of 50 kpps. */
static bool flood(const struct run_numbers *n)
{
	int64_t lost = n->guest[0].dropped[DROP_nic_ring_full];
	return lost > 1000 && lost < 1600 && n->guest[0].dropped[DROP_tap_queue_full] == 0;
}

static bool bursts(const struct run_numbers *n)
{
	return guest_loss(n, 0) == 0 && guest_loss(n, 1) > 0.2;
}

static bool lost_at_the_bridge(const struct run_numbers *n)
{
	return guest_loss(n, 0) == 0 && n->guest[1].dropped[DROP_tap_closed] > 60000;
}

static bool lost_at_the_nic(const struct run_numbers *n)
{
	return guest_loss(n, 0) == 0 && n->guest[1].dropped[DROP_nic_closed] > 60000;
}

static bool most_is_time_left(const struct run_numbers *n)
{
	return no_loss(n) && idle(n, 0) > 0.5;
}

static bool time_is_left(const struct run_numbers *n)
{
	return no_loss(n) && idle(n, 0) > 0.1;
}

static bool as_fast_as_it_can(const struct run_numbers *n)
{
	return no_loss(n) && idle(n, 2) < 0.01 && result_offered_pps(&n->result) > 400e3;
}

static bool worker_sleeps(const struct run_numbers *n)
{
	return no_loss(n) && idle(n, 2) > 0.5;
}

static bool lost_at_taps(const struct run_numbers *n)
{
	return all_at(n, DROP_tap_queue_full);
}

#define SETS 4
static const struct claim {
	const char *scenario;
	const char *sets[SETS];
	bool (*holds)(const struct run_numbers *n);
} claims[] = {
	{"shared-core", {NULL}, shared_core},
	{"separate-cores", {NULL}, no_loss},
	{"feedback", {NULL}, feedback},
	{"callback", {NULL}, callback},
	{"callback", {"nic.moderation=off"}, no_loss},
	{"emulated", {NULL}, emulated},
	{"virtio", {NULL}, virtio},
	{"virtio", {"flow=vhost"}, no_loss},
	{"passthrough", {NULL}, passthrough},
	{"vhost-user", {NULL}, vhost_user},
	{"vhost-user", {"traffic.rate=3Mpps"}, vhost_user_overload},
	{"isolation", {NULL}, much_of_the_quiet},
	{"isolation", {"kernel=5.10"}, much_of_the_quiet},
	{"isolation", {"flow=feedback"}, all_of_the_quiet},
	{"isolation", {"flow=callback"}, all_of_the_quiet},
	{"isolation-crawl", {"duration=100ms", "traffic.0.rate=2300kpps"}, some_of_the_quiet},
	{"isolation-crawl", {"duration=100ms", "traffic.0.rate=2300kpps", "kernel=5.10"}, some_of_the_quiet},
	{"isolation-crawl", {"duration=100ms", "traffic.0.rate=2300kpps", "flow=feedback"}, all_of_the_quiet},
	{"isolation-crawl", {"duration=100ms", "traffic.0.rate=2300kpps", "flow=callback"}, all_of_the_quiet},
	{"flood", {NULL}, flood},
	{"bursts", {NULL}, bursts},
	{"lifecycle", {NULL}, lost_at_the_bridge},
	{"lifecycle", {"flow=feedback"}, lost_at_the_nic},
	{"lifecycle", {"flow=callback"}, lost_at_the_nic},
	{"pcap", {NULL}, most_is_time_left},
	{"two-servers", {NULL}, time_is_left},
	{"chain", {NULL}, no_loss},
	{"chain", {"load=800kpps"}, lost_at_taps},
	{"multiqueue", {"nic.queues=10", "guests.vm0.queues=10"}, no_loss},
	{"tx", {NULL}, as_fast_as_it_can},
	{"tx", {"traffic.rate=100kpps"}, worker_sleeps},
};

static struct run_numbers *run(const char *scenario, const char *const *sets)
{
	char *path = g_strconcat(SCENARIOS, scenario, ".yaml", NULL);
	struct run_numbers *n = run_numbers(&(struct run_order){.path = path, .sets = sets});
	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	g_free(path);
	return n;
}

static void test_claims(void)
{
	EACH_CASE (i, claims, scenario) {
		struct run_numbers *n = run(claims[i].scenario, claims[i].sets);
		bool holds = claims[i].holds(n);
		if (!holds)
			printf("\n    %s.yaml, %s: not what its comment says", claims[i].scenario,
			       claims[i].sets[0] ? claims[i].sets[0] : "as it is");
		CU_ASSERT_TRUE(holds);
		g_free(n);
	}
}

/* ---- what two runs show ---- */

/* figure_with: of a scenario with up to two settings. */
static double figure_with(const char *scenario, const char *a, const char *b,
			  double (*figure)(const struct run_numbers *n))
{
	const char *const sets[] = {a, b, NULL};
	struct run_numbers *n = run(scenario, sets);
	double value = figure(n);
	g_free(n);
	return value;
}

static double delivered(const struct run_numbers *n)
{
	return result_delivered_pps(&n->result);
}

static double worker_busy(const struct run_numbers *n)
{
	return 1 - idle(n, 2);
}

/* The longer it polls, the faster, up to where nothing is left to wait for, and the dearer; a vCPU that does not poll before
 * it sleeps adds its own wake-up. */
static void test_busy_polling(void)
{
	static const char *const timeout[] = {"vhost.busyloop_timeout=0us", "vhost.busyloop_timeout=10us",
					      "vhost.busyloop_timeout=50us", "vhost.busyloop_timeout=200us"};
	double latency = INFINITY, busy = 0;
	EACH_CASE (i, timeout) {
		double p50 = figure_with("busy-polling", timeout[i], NULL, p50_us);
		double share_of_core = figure_with("busy-polling", timeout[i], NULL, worker_busy);
		CU_ASSERT_TRUE(p50 <= latency && share_of_core > busy);
		latency = p50;
		busy = share_of_core;
	}
	CU_ASSERT_TRUE(busy > 0.95);
	CU_ASSERT_TRUE(figure_with("busy-polling", "vcpu.halt_poll=0us", NULL, p50_us) > latency);
}

static void test_multiqueue(void)
{
	double four = figure_with("multiqueue", NULL, NULL, delivered);
	double one = figure_with("multiqueue", "nic.queues=1", "guests.vm0.queues=1", delivered);
	double two = figure_with("multiqueue", "nic.queues=2", "guests.vm0.queues=2", delivered);
	CU_ASSERT_TRUE(four > 1.95 * two && two > 1.5 * one);
	CU_ASSERT_TRUE(figure_with("multiqueue", "guests.vm0.queues=1", NULL, delivered) < 1.2 * one);
	CU_ASSERT_TRUE(figure_with("multiqueue", "nic.queues=1", NULL, delivered) < 1.1 * one);
	CU_ASSERT_TRUE(figure_with("multiqueue", "traffic.flows=32", NULL, delivered) < 0.97 * four);
}

/* Time of the packets that taps hash anew, per ns. */
static double hashed_anew(const struct run_numbers *n)
{
	int64_t sum = 0;
	for (int core = 0; core < n->result.n_cores; core++)
		for (int context = 0; context < CONTEXTS; context++)
			sum += n->core[core].by_cost[context][COST_tun_automq];
	return (double)sum;
}

/* A tap hashes what comes with RPS, unless its queues do so before, or 3.13 takes the NIC's hash. */
static void test_hashed_anew(void)
{
	CU_ASSERT_TRUE(figure_with("rps", NULL, NULL, hashed_anew) > 0);
	CU_ASSERT_EQUAL(figure_with("rps", "nic.rps_cpus=", NULL, hashed_anew), 0);
	CU_ASSERT_EQUAL(figure_with("rps", "kernel=3.13", NULL, hashed_anew), 0);
}

/* RPS carries what one core cannot, but not of one flow, and at the price of latency. */
static void test_rps(void)
{
	double with = figure_with("rps", NULL, NULL, delivered);
	double one_core = figure_with("rps", "nic.rps_cpus=", NULL, delivered);
	double one_flow = figure_with("rps", "traffic.flows=1", NULL, delivered);
	CU_ASSERT_TRUE(with > 1.7 * one_core && one_flow < 1.4 * one_core);
	CU_ASSERT_TRUE(figure_with("rps", "nic.rps_cpus=1", NULL, delivered) < 1.4 * one_core);
	CU_ASSERT_TRUE(figure_with("rps", "load=1Mpps", NULL, p50_us) >
		       4 * figure_with("rps", "load=1Mpps", "nic.rps_cpus=", p50_us));
}

static double lost_upcalls(const struct run_numbers *n)
{
	return (double)n->result.dropped[DROP_ovs_upcall_lost];
}

static double handler_busy(const struct run_numbers *n)
{
	return (double)n->core[6].booked[CONTEXT_other] / (double)n->result.measured;
}

/* New flows go through one handler, and hurt the neighbour; not where flows match MAC addresses. */
static void test_ovs(void)
{
	const char *new_flows = "traffic.flooded.flows=1000000";
	double few = figure_with("ovs", NULL, NULL, delivered);
	CU_ASSERT_DOUBLE_EQUAL(few, figure_with("ovs", "switch=bridge", NULL, delivered), 0.01 * few);
	CU_ASSERT_EQUAL(figure_with("ovs", NULL, NULL, handler_busy), 0);
	CU_ASSERT_TRUE(figure_with("ovs", new_flows, NULL, delivered) < 0.25 * few);
	CU_ASSERT_TRUE(figure_with("ovs", new_flows, NULL, lost_upcalls) > 0);
	CU_ASSERT_TRUE(figure_with("ovs", new_flows, NULL, handler_busy) > 0.99);
	CU_ASSERT_EQUAL(figure_with("ovs", new_flows, "switch.match=mac", delivered), few);
	CU_ASSERT_EQUAL(figure_with("ovs", new_flows, "switch.handlers=2", lost_upcalls),
			figure_with("ovs", new_flows, NULL, lost_upcalls));
	CU_ASSERT_TRUE(figure_with("ovs", "switch.masks=20", "kernel=3.13", delivered) < 0.75 * few);
}

static void test_two_servers(void)
{
	double shared = figure_with("two-servers", "load=800kpps", NULL, delivered);
	double own = figure_with("two-servers", "load=800kpps", "guests.vhost_core=2", delivered);
	CU_ASSERT_TRUE(own > 1.2 * shared && shared < 500e3);
}

static void test_trains(void)
{
	static const char *const poisson[] = {"traffic.pcap=", "traffic.pcap_speed=recorded",
					      "traffic.arrivals=poisson",
					      "traffic.frame=64B:1,594B:1,1518B:1", NULL};
	struct run_numbers *n = run("pcap", poisson);
	CU_ASSERT_TRUE(figure_with("pcap", NULL, NULL, p50_us) > 1.2 * p50_us(n));
	g_free(n);
}

/* ---- questions ---- */

/* is_question: it asks, and what it says besides stands in brackets: where it comes from. */
static bool is_question(const char *text)
{
	char *asked = prose_question(text);
	const char *rest = text + strlen(asked) + strspn(text + strlen(asked), " \n");
	bool asks = g_str_has_suffix(asked, "?") && (!*rest || (*rest == '(' && g_str_has_suffix(rest, ")")));
	g_free(asked);
	return asks;
}

static void test_questions(void)
{
	static const char *const folders[] = {SCENARIOS "*.yaml", SCENARIOS "studies/*.yaml",
					      SCENARIOS "published/*.yaml"};
	glob_t found = {0};
	EACH_CASE (i, folders)
		CU_ASSERT_EQUAL(glob(folders[i], i ? GLOB_APPEND : 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct diag *d = diag_new();
		struct scenario *s = scenario_read(found.gl_pathv[i], NULL, d);
		CU_ASSERT_PTR_NOT_NULL_FATAL(s);
		bool asks = is_question(s->general.question);
		if (!asks)
			printf("\n    %s: no question: %s", found.gl_pathv[i], s->general.question);
		CU_ASSERT_TRUE(asks);
		scenario_free(s);
		diag_free(d);
	}
	globfree(&found);
}

static const struct test_case tests[] = {
	{"what the comments say of one run", test_claims},
	{"busy-polling.yaml", test_busy_polling},
	{"multiqueue.yaml", test_multiqueue},
	{"rps.yaml", test_rps},
	{"rps.yaml: hashed anew", test_hashed_anew},
	{"ovs.yaml", test_ovs},
	{"two-servers.yaml", test_two_servers},
	{"pcap.yaml", test_trains},
	{"questions are questions", test_questions},
};

SUITE("shipped", tests)
