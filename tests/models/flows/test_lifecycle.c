/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Guests that start and stop during a run, in every flow: nothing is left of a stopped guest, and nothing leaks.
 */
#include "sim/base/rng.h"
#include "tests/lib/bench/path_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/run_child.h"
#include "tools/show/output_json.h"

#include <inttypes.h>

#define LIFECYCLE SOURCE_DIR "/scenarios/lifecycle.yaml"

/* ---- one guest comes and goes ---- */

static bool died_outside(const struct run_numbers *n)
{
	const int64_t *lost = n->guest[1].dropped;
	return lost[DROP_tap_closed] + lost[DROP_nic_closed] + lost[DROP_vhost_user_closed] > 0;
}

/* vm1 is there for less than 200 of 350 ms, both under 500 kpps both ways: it gets some, the rest is lost and counted; vm0
 * goes on to the end. */
static void check_come_and_go(const char *flow, const char *kernel)
{
	char *f = g_strdup_printf("flow=%s", flow), *k = g_strdup_printf("kernel=%s", kernel);
	const char *const sets[] = {
		f, k, "warmup=0s", "series=0s", "traffic.0.rate=500kpps", "traffic.1.rate=500kpps", NULL};
	struct run_numbers *n = run_numbers(&(struct run_order){.path = LIFECYCLE, .sets = sets});
	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	const struct result_guest *steady = &n->guest[0], *late = &n->guest[1];
	CU_ASSERT(late->delivered > 0 && late->delivered < late->offered * 6 / 10);
	CU_ASSERT_TRUE(died_outside(n));
	CU_ASSERT_EQUAL(steady->dropped[DROP_guest_stopped], 0);
	CU_ASSERT(steady->delivered > 0);
	int64_t decided = late->delivered;
	for (int i = 0; i < DROPS; i++)
		decided += late->dropped[i];
	/* all that is undecided is on the host's side of the interface: a ring of the NIC, a backlog */
	CU_ASSERT(late->offered - decided >= 0 && late->offered - decided <= 512 + 1000);
	g_free(n);
	g_free(f);
	g_free(k);
}

static void come_and_go(void)
{
	for (int i = 0; i < flow_count; i++)
		FOR_ERAS (era, ERA_3_13)
			check_come_and_go(flow_names[i], era_names[era]);
}

/* ---- a guest to which nobody sends stalls as well ---- */

static void idle_stall(void)
{
	for (int i = 0; i < flow_count; i++) {
		if (flows[i]->program)
			continue;
		char *f = g_strdup_printf("flow=%s", flow_names[i]);
		const char *const sets[] = {f,
					    "warmup=0s",
					    "series=0s",
					    "duration=30ms",
					    "traffic.to=vm0",
					    "guests.vm1.start=1ms",
					    "guests.vm1.stop=0s",
					    "guests.vm1.stall_at=10ms",
					    "guests.vm1.stall_for=5ms",
					    NULL};
		struct run_numbers *n = run_numbers(&(struct run_order){.path = LIFECYCLE, .sets = sets});
		CU_ASSERT_PTR_NOT_NULL_FATAL(n);
		vtime stalled = n->core[3].by_cost[CONTEXT_vcpu][COST_guest_stall];
		CU_ASSERT(stalled > MS(5) - US(10) && stalled <= MS(5));
		g_free(n);
		g_free(f);
	}
}

/* ---- both ways of keeping time ---- */

static void report_json(const struct scenario *s, const struct result *r, FILE *out)
{
	char *json = output_json(s, r, false);
	fputs(json, out);
	g_free(json);
}

/* The bring-up's dates fall between windows: the same bytes by event. */
static void same_by_event(void)
{
	for (int i = 0; i < flow_count; i++) {
		char *f = g_strdup_printf("flow=%s", flow_names[i]);
		const char *const sets[] = {f,
					    "warmup=0s",
					    "series=0s",
					    "duration=12ms",
					    "guests.vm1.start=2ms",
					    "guests.vm1.stop=7ms",
					    "guests.vm0.stop=9ms",
					    NULL};
		struct run_order order = {.path = LIFECYCLE, .sets = sets};
		GByteArray *window = run_child(&order, report_json);
		order.sync = SYNC_EVENT;
		GByteArray *event = run_child(&order, report_json);
		CU_ASSERT_FATAL(window != NULL && event != NULL);
		CU_ASSERT(window->len > 0 && window->len == event->len &&
			  memcmp(window->data, event->data, window->len) == 0);
		g_byte_array_unref(window);
		g_byte_array_unref(event);
		g_free(f);
	}
}

/* ---- random starts and stops ---- */

#define DRAWS 12
#define SETS 24

static void set(GPtrArray *sets, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_ptr_array_add(sets, g_strdup_vprintf(format, args));
	va_end(args);
}

static int draw(struct rng *r, int least, int most)
{
	return least + (int)rng_below(r, (uint64_t)(most - least) + 1);
}

/* What the flow and the kernel allow of the host's options. */
static void draw_options(GPtrArray *sets, struct rng *r, const char *flow, int era)
{
	static const int timeouts[] = {0, 10, 200, 5000};
	if (era_rules.vhost_net_busy_polls[era])
		set(sets, "vhost.busyloop_timeout=%dus", timeouts[draw(r, 0, 3)]);
	if (era_rules.napi_threads[era])
		set(sets, "napi.threaded=%s", draw(r, 0, 1) ? "yes" : "no");
	if (strcmp(flow, "vhost") == 0)
		set(sets, "nic.queues=%d", draw(r, 1, 2));
	set(sets, "napi.core=%d", draw(r, 0, 2));
}

/* Traffic in all directions, which stops before the end; guests that start and stop at any date, also in the middle of
 * the bring-up. */
static GPtrArray *draw_sets(struct rng *r, const char *flow, int era)
{
	static const char *const apps[] = {"sink", "reflect", "forward"};
	GPtrArray *sets = g_ptr_array_new_with_free_func(g_free);
	set(sets, "flow=%s", flow);
	set(sets, "kernel=%s", era_names[era]);
	for (int i = 0; i < 2; i++) {
		int start = draw(r, 0, 6000), from = draw(r, 0, 3);
		set(sets, "guests.%d.start=%dus", i, start);
		set(sets, "guests.%d.stop=%dus", i, start + draw(r, 1, 12000));
		set(sets, "guests.%d.ports=%d", i, draw(r, 1, 2));
		set(sets, "guests.%d.app=%s", i, apps[draw(r, 0, 2)]);
		set(sets, "guests.%d.to=%s", i, draw(r, 0, 1) ? "wire" : i ? "vm0" : "vm1");
		set(sets, "traffic.%d.rate=%dkpps", i, draw(r, 1, 550));
		set(sets, "traffic.%d.stop=20ms", i);
		set(sets, "traffic.%d.frame=%dB", i, draw(r, 0, 1) ? 64 : 1000);
		if (from == 0 && strcmp(flow, "tap") != 0)
			set(sets, "traffic.%d.from=vm%d", i, 1 - i);
	}
	set(sets, "vcpu.halt_exits=%s", draw(r, 0, 3) ? "yes" : "no");
	set(sets, "vcpu.halt_poll=%dus", draw(r, 0, 1) * 50);
	set(sets, "vcpu.posted_interrupts=%s", draw(r, 0, 1) ? "yes" : "no");
	set(sets, "virtio.event_idx=%s", draw(r, 0, 1) ? "yes" : "no");
	set(sets, "tap.queue=%d", draw(r, 16, 500));
	set(sets, "bringup.boot=%dus", draw(r, 0, 2000));
	draw_options(sets, r, flow, era);
	g_ptr_array_add(sets, NULL);
	return sets;
}

static void check_nothing_left(const struct path_bench *b, const GPtrArray *sets)
{
	if (b->dp->ledger->inside > 0) {
		printf("\n  %" PRId64 " packets are left with", b->dp->ledger->inside);
		for (guint i = 0; sets->pdata[i]; i++)
			printf(" %s", (char *)sets->pdata[i]);
	}
	CU_ASSERT_EQUAL(b->dp->ledger->inside, 0);
	for (int i = 0; i < b->dp->n_guests; i++)
		CU_ASSERT_EQUAL(b->next[i], VTIME_NEVER); /* every guest has come to its end */
}

static void soak(void)
{
	struct rng r;
	rng_init(&r, 5, 0, "lifecycle");
	for (int i = 0; i < flow_count; i++)
		for (int k = 0; k < DRAWS; k++) {
			struct path_bench b;
			GPtrArray *sets = draw_sets(&r, flow_names[i], k % ERAS);
			path_bench_from(&b, LIFECYCLE, (const char *const *)sets->pdata);
			for (int ms = 1; ms <= 60; ms++)
				path_bench_run(&b, MS(ms));
			check_nothing_left(&b, sets);
			path_bench_fini(&b);
			g_ptr_array_unref(sets);
		}
}

static const struct test_case cases[] = {
	{"a guest comes and goes, every flow and kernel", come_and_go},
	{"an idle guest stalls, every flow", idle_stall},
	{"the same by event", same_by_event},
	{"starts and stops drawn, nothing left", soak},
};
SUITE("lifecycle", cases)
