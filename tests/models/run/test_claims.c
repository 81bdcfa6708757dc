/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What scenarios/crawl.yaml must show, from mechanism alone: the shape of each curve beyond its knee.
 * Tolerances say how far a mechanism's figure may be off, each with its reason; loads are those at which a
 * curve has one clear regime.
 */
#include "models/check/traffic_check.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"
#include <math.h>

#define CRAWL SOURCE_DIR "/scenarios/crawl.yaml"
#define MAX_LOADS 8

/* One curve: up to two settings beside those of the scenario. */
struct curve {
	const char *set[2];
};

static const struct curve shared_3_13 = {{"flow=vhost", "kernel=3.13"}};
static const struct curve shared_5_10 = {{"flow=vhost", "kernel=5.10"}};
static const struct curve separate_cores = {{"kernel=3.13", "guests.vm0.vhost_core=2"}};
static const struct curve callback = {{"flow=callback", "kernel=3.13"}};

/* The curves are smooth in the regimes below: 150 ms of 500 kpps and more are 75,000 packets. */
#define SHORT "duration=150ms"
/* On a shared core in overload, softirq and vhost take turns of many milliseconds; a second holds dozens. */
#define LONG "duration=1s"

static struct run_numbers *run(const struct curve *c, int64_t kpps, const char *duration)
{
	char *load = g_strdup_printf("load=%" G_GINT64_FORMAT "kpps", kpps);
	const char *const sets[] = {c->set[0], c->set[1], load, "warmup=50ms", duration, NULL};
	struct run_numbers *n = run_numbers(&(struct run_order){.path = CRAWL, .sets = sets});
	g_free(load);
	CU_ASSERT_FATAL(n != NULL);
	return n;
}

static struct scenario *crawl_scenario(void)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(CRAWL, NULL, d);
	diag_print(d, stderr);
	diag_free(d);
	CU_ASSERT_FATAL(s != NULL);
	return s;
}

/* The runs of one curve at rising loads, in kpps, 0-terminated. */
struct sweep {
	int n;
	struct run_numbers *run[MAX_LOADS];
	double delivered[MAX_LOADS];
};

static struct sweep sweep(const struct curve *c, const int64_t *kpps, const char *duration)
{
	struct sweep w = {0};
	for (; *kpps && w.n < MAX_LOADS; w.n++) {
		w.run[w.n] = run(c, *kpps++, duration);
		w.delivered[w.n] = result_delivered_pps(&w.run[w.n]->result);
	}
	return w;
}

static void sweep_free(struct sweep *w)
{
	for (int i = 0; i < w->n; i++)
		g_free(w->run[i]);
}

static double highest(const struct sweep *w)
{
	double most = 0;
	for (int i = 0; i < w->n; i++)
		most = MAX(most, w->delivered[i]);
	return most;
}

static double lowest(const struct sweep *w)
{
	double least = w->delivered[0];
	for (int i = 0; i < w->n; i++)
		least = MIN(least, w->delivered[i]);
	return least;
}

static double share(const struct run_numbers *n, int core, int context)
{
	return (double)n->core[core].booked[context] / (double)n->result.measured;
}

static double poll_share(const struct run_numbers *n)
{
	return share(n, 0, CONTEXT_softirq) + share(n, 0, CONTEXT_ksoftirqd);
}

static double wasted_per_packet(const struct run_numbers *n)
{
	return n->result.wasted_cycles / (double)n->result.offered;
}

/* ---- vhost beside the softirq, 3.13 ---- */

/* Below the knee nothing is lost; delivered and offered differ by the packets on the way at both ends of the
 * run, at most a full tap and ring. */
static void below_the_knee(void)
{
	const int64_t kpps[] = {100, 200, 300, 400, 500, 620, 0};
	struct sweep w = sweep(&shared_3_13, kpps, SHORT);
	for (int i = 0; i < w.n; i++) {
		const struct result *r = &w.run[i]->result;
		CU_ASSERT_EQUAL(result_dropped(r), 0);
		CU_ASSERT_EQUAL(result_loss_ratio(r), 0);
		CU_ASSERT_EQUAL(r->wasted_cycles, 0);
		CU_ASSERT(ABS(r->delivered - r->offered) <= 1012);
	}
	sweep_free(&w);
}

/* From the knee to the poll's own limit each packet more takes the core from vhost: delivered falls while the
 * poll's share and the work wasted on a packet rise, and everything lost is lost at the tap. */
static void the_fall(void)
{
	const int64_t kpps[] = {670, 750, 850, 950, 1050, 1200, 1350, 0};
	struct sweep w = sweep(&shared_3_13, kpps, SHORT);
	CU_ASSERT_EQUAL(wasted_per_packet(w.run[0]), 0);
	for (int i = 1; i < w.n; i++) {
		const struct result *r = &w.run[i]->result;
		CU_ASSERT(w.delivered[i] < w.delivered[i - 1]);
		CU_ASSERT(poll_share(w.run[i]) > poll_share(w.run[i - 1]));
		CU_ASSERT(share(w.run[i], 0, CONTEXT_vhost) < share(w.run[i - 1], 0, CONTEXT_vhost));
		CU_ASSERT(wasted_per_packet(w.run[i]) > wasted_per_packet(w.run[i - 1]));
		CU_ASSERT(r->dropped[DROP_tap_queue_full] > 0);
		CU_ASSERT_EQUAL(result_dropped(r), r->dropped[DROP_tap_queue_full]);
		CU_ASSERT(share(w.run[i], 0, CONTEXT_idle) < 0.001);
	}
	sweep_free(&w);
}

/* At 1.1 Mpps not half of the best rate is left. */
static void half_the_peak(void)
{
	const int64_t kpps[] = {650, 675, 700, 725, 1100, 0};
	struct sweep w = sweep(&shared_3_13, kpps, SHORT);
	CU_ASSERT(w.delivered[w.n - 1] < highest(&w) / 2);
	sweep_free(&w);
}

/* Once the poll is saturated, more load changes nothing for the cores: the NIC drops the surplus. 5 %: the
 * turns that softirq and vhost take are long, and a second holds only so many. */
static void settles(void)
{
	const int64_t kpps[] = {2000, 2300, 0};
	struct sweep w = sweep(&shared_3_13, kpps, LONG);
	CU_ASSERT(lowest(&w) > 0);
	CU_ASSERT(lowest(&w) >= 0.95 * highest(&w));
	for (int i = 0; i < w.n; i++)
		CU_ASSERT(w.run[i]->result.dropped[DROP_nic_ring_full] > 0);
	sweep_free(&w);
}

/* ---- vhost beside ksoftirqd, 5.10 ---- */

/* What the profile says that vhost spends on one packet, in cycles, beside what it pays once a batch. */
static double vhost_cycles(const struct scenario *s)
{
	static const int costs[] = {COST_vhost_peek, COST_vhost_get_desc, COST_vhost_copy,
				    COST_skb_free,   COST_slab_free,	  COST_vhost_add_used};
	double bytes = frame_mix_mean(&g_array_index(s->traffic, struct traffic_settings, 0).frame), sum = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(costs); i++)
		sum += ((double)s->cost[costs[i]].cycles_ppm +
			bytes * (double)s->cost[costs[i]].per_byte_ppm) /
		       1e6;
	return sum;
}

/* With ksoftirqd runnable all the time the poll is a thread like vhost, and each is charged for half of the time. The worker is
 * woken with the first of the 64 packets of a poll; the other 63 are charged to it (rq_clock_skip_update()). So ksoftirqd has half
 * of the core and these polls (4 %: not every wake-up preempts), vhost the rest. Delivered is that rest over vhost's time per packet as
 * the run booked it (1 %), and over the profile's costs of a packet up to 7 % less (once a batch: signal, turn; ticks and switches). */
static void charged_by_half(void)
{
	struct scenario *s = crawl_scenario();
	struct run_numbers *n = run(&shared_5_10, 2000, LONG);
	const struct result *r = &n->result;
	double per_packet = (double)n->core[0].booked[CONTEXT_vhost] / (double)r->delivered;
	double woken = (double)r->counter[COUNTER_wakeups] / (double)r->counter[COUNTER_napi_polls];
	double ksoftirqd = share(n, 0, CONTEXT_ksoftirqd), rest = 1 - ksoftirqd;
	double ideal = rest * (double)platform_host(s->platform, s->host.name)->hz / vhost_cycles(s);
	CU_ASSERT_DOUBLE_EQUAL(ksoftirqd, 0.5 + woken * ksoftirqd * 63 / 64, 0.04);
	CU_ASSERT_DOUBLE_EQUAL(result_delivered_pps(r) * per_packet / (double)VTIME_PER_S, rest, 0.01);
	CU_ASSERT(result_delivered_pps(r) <= ideal && result_delivered_pps(r) >= 0.93 * ideal);
	g_free(n);
	scenario_free(s);
}

/* In overload 5.10 delivers more than 3.13, whose softirq goes on at each interrupt's exit beside ksoftirqd. */
static void fairness_helps(void)
{
	struct run_numbers *older = run(&shared_3_13, 2000, LONG), *newer = run(&shared_5_10, 2000, LONG);
	CU_ASSERT(newer->result.delivered > 2 * older->result.delivered);
	CU_ASSERT(share(older, 0, CONTEXT_softirq) > 0.1);
	CU_ASSERT(share(newer, 0, CONTEXT_softirq) < 0.001);
	g_free(older);
	g_free(newer);
}

/* ---- vhost on a core of its own ---- */

/* Beyond saturation the core of the softirq is busy all the time, whatever is offered, and the worker's is not: nothing is lost at
 * the tap. 2 %: nothing there depends on the load but the time at which packets come. */
static void flat_on_its_own_core(void)
{
	const int64_t kpps[] = {1500, 1600, 1700, 1850, 2000, 2300, 0};
	struct sweep w = sweep(&separate_cores, kpps, SHORT);
	CU_ASSERT(lowest(&w) >= 0.98 * highest(&w));
	for (int i = 0; i < w.n; i++) {
		const struct result *r = &w.run[i]->result;
		CU_ASSERT(share(w.run[i], 0, CONTEXT_idle) < 0.001 &&
			  share(w.run[i], 2, CONTEXT_idle) > 0.02);
		CU_ASSERT_EQUAL(result_dropped(r), r->dropped[DROP_nic_ring_full]);
	}
	sweep_free(&w);
}

/* ---- callback ---- */

/* From its best rate to the line rate the callback flow stays flat, and what it loses costs no cycle. 5 %:
 * pool and guest batch a little differently at each load. */
static void callback_flat(void)
{
	struct scenario *s = crawl_scenario();
	const int64_t line = scenario_line_rate(s) / 1000;
	const int64_t kpps[] = {1800, 1900, 2000, 2100, 2200, 2300, line, 0};
	struct sweep w = sweep(&callback, kpps, SHORT);
	CU_ASSERT(lowest(&w) >= 0.95 * highest(&w));
	for (int i = 0; i < w.n; i++) {
		const struct result *r = &w.run[i]->result;
		CU_ASSERT(result_dropped(r) > 0);
		CU_ASSERT_EQUAL(result_dropped(r),
				r->dropped[DROP_nic_pool_empty] + r->dropped[DROP_nic_queue_full]);
		CU_ASSERT_EQUAL(r->wasted_cycles, 0);
		CU_ASSERT_EQUAL(r->counter[COUNTER_copies], 0);
	}
	sweep_free(&w);
	scenario_free(s);
}

/* Up to where that begins, nothing is lost: its best rate is its saturation. */
static void callback_climbs(void)
{
	const int64_t kpps[] = {500, 1000, 1300, 1500, 1700, 0};
	struct sweep w = sweep(&callback, kpps, SHORT);
	for (int i = 0; i < w.n; i++)
		CU_ASSERT_EQUAL(result_dropped(&w.run[i]->result), 0);
	sweep_free(&w);
}

/* At 2 Mpps callback on one host core delivers more than vhost on two, and vhost on two more than on one; all
 * of them meet the very same packets. */
static void order_of_the_curves(void)
{
	const struct curve *const curves[] = {&callback, &separate_cores, &shared_5_10, &shared_3_13};
	double last = INFINITY;
	int64_t offered = 0;
	EACH_CASE (i, curves) {
		struct run_numbers *n = run(curves[i], 2000, SHORT);
		double delivered = result_delivered_pps(&n->result);
		CU_ASSERT(delivered < last);
		CU_ASSERT(i == 0 || n->result.offered == offered);
		last = delivered;
		offered = n->result.offered;
		g_free(n);
	}
}

static const struct test_case tests[] = {
	{"vhost, 3.13: no loss below the knee", below_the_knee},
	{"vhost, 3.13: falls beyond it", the_fall},
	{"vhost, 3.13: below half of its best", half_the_peak},
	{"vhost, 3.13: settles", settles},
	{"vhost, 5.10: what half of the time charged leaves", charged_by_half},
	{"vhost, 5.10: more than 3.13", fairness_helps},
	{"vhost on its own core: flat", flat_on_its_own_core},
	{"callback: flat up to line rate", callback_flat},
	{"callback: no loss before that", callback_climbs},
	{"order of the curves", order_of_the_curves},
};

SUITE("claims", tests)
