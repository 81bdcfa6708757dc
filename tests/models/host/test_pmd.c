/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The polling thread: leaping over empty looks against paying each of them, on whole datapaths.
 */
#include "models/flows/bringup.h"
#include "models/flows/datapath.h"
#include "tests/lib/suite.h"
#include "tools/study/crawl/scenario_file.h"

#include <inttypes.h>

#define SCENARIO SOURCE_DIR "/scenarios/vhost-user.yaml"
#define CUT (2 * VTIME_PER_MS)
#define END (12 * VTIME_PER_MS)

static struct machine *machine_of(const struct scenario *s)
{
	const struct platform_host *host = platform_host(s->platform, s->host.name);
	return machine_new(&(struct machine_config){.name = host->name,
						    .cores = host->cores,
						    .hz = host->hz,
						    .era = (enum era)s->general.kernel,
						    .sched = &s->sched,
						    .costs = s->cost,
						    .n_costs = COST_COUNT,
						    .n_counters = COUNTERS});
}

static struct scenario *scenario_of(const char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(SCENARIO, sets, d);
	diag_print(d, stderr);
	diag_free(d);
	CU_ASSERT_FATAL(s != NULL);
	s->bringup.instant = true;
	return s;
}

/* ---- what a run says ---- */

static void write_packets(GString *out, const struct ledger *l)
{
	g_string_append_printf(out, "offered %" PRId64 " delivered %" PRId64 " inside %" PRId64 "\n",
			       l->offered, l->delivered, l->inside);
	for (int i = 0; i < DROPS; i++)
		g_string_append_printf(out, "%s %" PRId64 "\n", drop_names[i].name, l->dropped[i]);
	g_string_append_printf(out, "latency %" PRId64 " %" PRId64 " %" PRId64 " wasted %" PRId64 "\n",
			       l->stream[0].latency.min, l->stream[0].latency.max,
			       histogram_mean(&l->stream[0].latency), l->wasted);
}

static void write_books(GString *out, const struct machine *m)
{
	for (int c = 0; c < m->n_cores; c++)
		for (int i = 0; i < CONTEXTS * COST_COUNT; i++)
			if (m->cores[c].booked[i] > 0)
				g_string_append_printf(
					out, "core %d %s %s %" PRId64 "\n", c, context_names[i / COST_COUNT],
					cost_names[i % COST_COUNT].name, m->cores[c].booked[i]);
	for (int i = 0; i < COUNTERS; i++)
		g_string_append_printf(out, "%s %" PRId64 "\n", counter_names[i].name, m->counter[i]);
}

static void write_depths(GString *out, const struct datapath *dp)
{
	for (guint i = 0; i < dp->depths->len; i++) {
		const struct depth_entry *e = &g_array_index(dp->depths, struct depth_entry, i);
		g_string_append_printf(out, "%s %" PRId64 " %.17g\n", e->name, e->depth->max,
				       depth_mean(e->depth, dp->machine->cal.now));
	}
}

/* Everything that a run tells; *events: how many it took. */
static char *outcome(const struct scenario *s, bool spins, uint64_t *events)
{
	GString *out = g_string_new(NULL);
	struct machine *m = machine_of(s);
	struct datapath *dp = datapath_new(s, m);
	dp->pmd.spins = spins;
	struct bringup *bringup = bringups_new(dp);
	for (int i = 0; i < dp->n_guests; i++)
		bringup_act(&bringup[i], 0);
	calendar_run(&m->cal, CUT);
	datapath_reset(dp);
	calendar_run(&m->cal, END);
	nic_settle(&dp->nic);
	machine_settle(m);
	machine_check(m, CUT);
	datapath_check(dp);
	write_packets(out, dp->ledger);
	write_books(out, m);
	write_depths(out, dp);
	*events = m->cal.fired;
	CU_ASSERT(dp->ledger->delivered > 0);
	bringups_free(bringup, dp);
	datapath_free(dp);
	machine_free(m);
	return g_string_free(out, FALSE);
}

static void show_first_difference(const char *a, const char *b)
{
	char **x = g_strsplit(a, "\n", -1), **y = g_strsplit(b, "\n", -1);
	int i = 0;
	while (x[i] && y[i] && strcmp(x[i], y[i]) == 0)
		i++;
	printf("\n    leaping: %s\n    paying:  %s", x[i] ? x[i] : "", y[i] ? y[i] : "");
	g_strfreev(x);
	g_strfreev(y);
}

static void compare(const char *label, const char *const *sets, bool fewer)
{
	uint64_t leaping, paying;
	struct scenario *s = scenario_of(sets);
	char *a = outcome(s, true, &leaping), *b = outcome(s, false, &paying);
	bool same = strcmp(a, b) == 0;
	CU_ASSERT(same);
	if (!same) {
		printf("\n    %s", label);
		show_first_difference(a, b);
	}
	if (fewer)
		CU_ASSERT(leaping * 2 < paying);
	g_free(a);
	g_free(b);
	scenario_free(s);
}

/* ---- the cases ---- */

static void receiving(void)
{
	static const char *const rates[] = {"1kpps", "30kpps", "300kpps", "1Mpps", "2Mpps", "9Mpps"};
	for (size_t i = 0; i < G_N_ELEMENTS(rates); i++)
		for (int era = 0; era < 2; era++) {
			char *rate = g_strdup_printf("traffic.rate=%s", rates[i]);
			const char *const sets[] = {rate, era ? "kernel=5.10" : "kernel=3.13", NULL};
			compare(rates[i], sets, i < 2);
			g_free(rate);
		}
}

static void sending(void)
{
	static const char *const rates[] = {"5kpps", "200kpps", "1Mpps", "0pps"};
	EACH_CASE (i, rates) {
		char *rate = g_strdup_printf("traffic.rate=%s", rates[i]);
		const char *const sets[] = {"traffic.0.from=vm0", "traffic.0.to=wire",
					    i == 3 ? "traffic.0.arrivals=constant" : "seed=3", rate, NULL};
		compare(rates[i], sets, i == 0);
		g_free(rate);
	}
}

static void forwarding(void)
{
	for (int i = 0; i < 6; i++) {
		char *seed = g_strdup_printf("seed=%d", i);
		char *rate = g_strdup_printf("traffic.rate=%dkpps", 50 << i);
		const char *const sets[] = {seed,
					    rate,
					    "guests.vm0.app=forward",
					    i % 2 ? "guests.vm0.ports=2" : "guests.vm0.ports=1",
					    i % 3 ? "virtio.event_idx=yes" : "virtio.event_idx=no",
					    i % 4 ? "pmd.burst=32" : "pmd.burst=4",
					    NULL};
		compare(rate, sets, false);
		g_free(seed);
		g_free(rate);
	}
}

/* A core that others disturb: many ticks, and the guest's thread beside it. */
static void disturbed(void)
{
	static const char *const ticks[] = {"sched.hz=1000", "sched.idle_exit=5us", "traffic.rate=100kpps",
					    NULL};
	static const char *const shared[] = {"sched.hz=1000", "pmd.core=1", "traffic.rate=20kpps", NULL};
	compare("ticks", ticks, false);
	compare("shared core", shared, false);
}

/* Looks that cost nothing: the thread must still let time pass. */
static void free_looks(void)
{
	static const char *const sets[] = {"cost.all=0", NULL};
	uint64_t events;
	struct scenario *s = scenario_of(sets);
	char *out = outcome(s, true, &events);
	CU_ASSERT_PTR_NOT_NULL(strstr(out, "vhost_user/ring_full 0\n"));
	g_free(out);
	scenario_free(s);
}

static const struct test_case tests[] = {
	{"receiving", receiving}, {"sending", sending},	      {"forwarding", forwarding},
	{"disturbed", disturbed}, {"free looks", free_looks},
};

SUITE("pmd", tests)
