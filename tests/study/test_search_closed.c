/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Searches on the simulator where the loss is known in closed form: tests/data/tandem.yaml with one
 * cost left is one server with a small queue. At a load L above its capacity C it loses 1 - C/L. So
 * NDR is C, and the rate with a loss of p is C / (1 - p). The packets that the queue holds back in
 * a trial make the only difference.
 */
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"
#include "tools/study/search/search_point.h"

#define TANDEM_YAML SOURCE_DIR "/tests/data/tandem.yaml"
#define GOAL_YAML SOURCE_DIR "/tests/data/tandem_goal.yaml" /* latency_mean: 2us */
#define CAPACITY 1e6					    /* 3300 cycles at 3.3 GHz a packet */
#define TRIAL_S 0.02
#define MEAN_MOST (2 * VTIME_PER_US)
#define QUEUE 8 /* packets that may wait beyond those served, in all places */

struct found {
	struct search_outcome ndr, pdr;
};

/* late: the one limit there is, of the mean. */
static guint64 late(const struct result *r)
{
	return r->latency.count == 0 || histogram_mean(&r->latency) > MEAN_MOST;
}

static struct search_packets run_of(char **sets, int64_t replication)
{
	GPtrArray *all = g_ptr_array_new();
	char *set = g_strdup_printf("replication=%" G_GINT64_FORMAT, replication);
	for (char **s = sets; *s; s++)
		g_ptr_array_add(all, *s);
	g_ptr_array_add(all, set);
	g_ptr_array_add(all, NULL);
	struct run_numbers *n = run_numbers(
		&(struct run_order){.path = TANDEM_YAML, .sets = (const char *const *)all->pdata});
	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	struct search_packets packets = {n->result.offered, n->result.delivered, result_dropped(&n->result),
					 late(&n->result)};
	g_free(n);
	g_free(set);
	g_ptr_array_unref(all);
	return packets;
}

static struct search_point *search_with(const char *path, const char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario_base *base = scenario_base_read(path, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(base);
	struct scenario *s = scenario_base_make(base, sets, d);
	struct plans *plans = scenario_base_plans(base, sets);
	diag_print(d, stderr);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	struct search_point *p = search_point_new(s, plans, sets, d);
	diag_print(d, stderr);
	CU_ASSERT_PTR_NOT_NULL_FATAL(p);
	scenario_free(s);
	plans_free(plans);
	scenario_base_free(base);
	diag_free(d);
	int64_t replication;
	for (char **run; (run = search_point_next(p, &replication)); g_strfreev(run)) {
		struct search_packets packets = run_of(run, replication);
		search_point_result(p, &packets);
	}
	return p;
}

static void check_bracket(const struct search_outcome *o, double rate)
{
	double slack = QUEUE / TRIAL_S / CAPACITY;
	CU_ASSERT_EQUAL(o->verdict, SEARCH_REGULAR);
	CU_ASSERT_TRUE((double)o->bounds.lower <= rate * (1 + slack));
	CU_ASSERT_TRUE((double)o->bounds.upper > rate);
	CU_ASSERT_TRUE((double)(o->bounds.upper - o->bounds.lower) <= 0.005 * (double)o->bounds.upper);
}

static struct found search_by(const char *method)
{
	char *by = g_strconcat("search.method=", method, NULL);
	const char *const sets[] = {"cost.vhost_copy=3300",
				    "tap.queue=4",
				    "warmup=1ms",
				    by,
				    "search.preset=csit",
				    "search.trial=20ms",
				    "search.duration_sum=20ms",
				    "search.exceed_ratio=0",
				    "search.initial_trial=2ms",
				    "kernel=3.13",
				    NULL};
	struct search_point *p = search_with(TANDEM_YAML, sets);
	struct found f = {search_outcome(p->search, 0), search_outcome(p->search, 1)};
	check_bracket(&f.ndr, CAPACITY);
	check_bracket(&f.pdr, CAPACITY / 0.995);
	CU_ASSERT_DOUBLE_EQUAL(f.ndr.throughput, (double)f.ndr.bounds.lower, 1e-6);
	CU_ASSERT_TRUE(f.pdr.throughput <= CAPACITY * 1.0005);
	search_point_free(p);
	g_free(by);
	return f;
}

static bool overlap(const struct search_outcome *a, const struct search_outcome *b)
{
	return a->bounds.lower < b->bounds.upper && b->bounds.lower < a->bounds.upper;
}

static void one_server(void)
{
	struct found a = search_by("binary"), b = search_by("mlrsearch");
	CU_ASSERT_TRUE(overlap(&a.ndr, &b.ndr));
	CU_ASSERT_TRUE(overlap(&a.pdr, &b.pdr));
	CU_ASSERT_TRUE(b.ndr.trials < a.ndr.trials);
}

/* With Poisson arrivals at a load L the server is M/D/1: a packet takes its service, s, and waits s r / (2 (1 - r)) before it, r =
 * L / C (Pollaczek, Khinchin). That is 2 s at r = 2/3. The mean of a trial of 200 ms, 130,000 packets, scatters by some percent of
 * the wait, which moves the load by less than one. */
static void mean_latency(void)
{
	static const char *const sets[] = {"cost.vhost_copy=3300",
					   "tap.queue=1000",
					   "warmup=10ms",
					   "kernel=3.13",
					   "traffic.arrivals=poisson",
					   "search.trial=200ms",
					   "search.initial_trial=20ms",
					   NULL};
	struct search_point *p = search_with(GOAL_YAML, sets);
	struct search_outcome o = search_outcome(p->search, 0);
	CU_ASSERT_EQUAL(o.verdict, SEARCH_REGULAR);
	CU_ASSERT_DOUBLE_EQUAL((double)o.bounds.lower, CAPACITY * 2 / 3, 0.02 * CAPACITY * 2 / 3);
	CU_ASSERT_DOUBLE_EQUAL((double)o.bounds.upper, CAPACITY * 2 / 3, 0.02 * CAPACITY * 2 / 3);
	search_point_free(p);
}

/* At line rate R a burst of n frames finds a queue that fills by 1 - C/R a frame. */
static void burst(void)
{
	static const char *const sets[] = {"cost.vhost_copy=3300",
					   "tap.queue=100",
					   "warmup=1ms",
					   "kernel=3.13",
					   "search.type=back_to_back",
					   "search.trial=20ms",
					   "search.initial_trial=2ms",
					   "search.repeats=2",
					   "search.drain=5ms",
					   NULL};
	struct search_point *p = search_with(TANDEM_YAML, sets);
	struct back_to_back_outcome o = back_to_back_outcome(&p->bursts);
	double line_rate = 10e9 / (84 * 8), held = 1 - CAPACITY / line_rate;
	CU_ASSERT_EQUAL(o.tests, 2);
	CU_ASSERT_EQUAL(o.min, o.max);
	CU_ASSERT_TRUE(o.mean * held >= 99 && o.mean * held <= 103);
	/* the corrected buffer time is that of the frames held */
	double throughput = search_outcome(p->search, 0).throughput;
	double corrected = back_to_back_corrected_s(o.mean, (double)p->order.line_rate, throughput);
	CU_ASSERT_DOUBLE_EQUAL(corrected * line_rate, o.mean * held, 0.1);
	search_point_free(p);
}

static const struct test_case tests[] = {
	{"one server: NDR and PDR, both methods", one_server},
	{"one server: the load of a mean latency", mean_latency},
	{"one server: the longest burst", burst},
};

SUITE("search_closed", tests)
