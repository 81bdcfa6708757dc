/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scenario's sections search and goals come to: presets, what overrides what, and every fault.
 */
#include "tests/lib/suite.h"
#include "tools/scenario/scenario_base.h"
#include "tools/study/search/search_order.h"
#include "tools/study/search/search_point.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define S VTIME_PER_S
#define MS VTIME_PER_MS
#define SETS 10

static const char *const yaml = "flow: vhost\n"
				"platform: " SOURCE_DIR "/scenarios/platforms/10g.xml\n"
				"costs: " SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml\n"
				"guests:\n"
				"  - {name: vm0, vhost_core: 0, vcpu_core: 1}\n"
				"  - {name: vm1, vhost_core: 0, vcpu_core: 2}\n"
				"traffic:\n"
				"  - {to: vm0, rate: 300kpps, frame: 64B}\n"
				"  - {to: vm1, rate: 100kpps, frame: 1518B}\n";

static const char *const one_source = "flow: vhost\n"
				      "platform: " SOURCE_DIR "/scenarios/platforms/10g.xml\n"
				      "costs: " SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml\n"
				      "guests: [{name: vm0, vhost_core: 0, vcpu_core: 1}]\n"
				      "traffic: [{to: vm0, rate: 300kpps, frame: 64B}]\n";

static const char *const goals = "goals:\n"
				 "  - {name: none, loss_ratio: 0, trial: 2s}\n"
				 "  - {name: some, loss_ratio: 0.02, width: 0.01, exceed_ratio: 0}\n";

/* A scenario with its plans. */
struct planned {
	struct scenario *s; /* NULL: it is faulty */
	struct plans *plans;
};

/* planned_of: the scenario of a text with sets. planned_clear frees it. */
static struct planned planned_of(const char *text, const char *more, const char *const *sets, struct diag *d)
{
	char *path = NULL, *whole = g_strconcat(text, more, NULL);
	int file = g_file_open_tmp("search-XXXXXX.yaml", &path, NULL);
	CU_ASSERT_FATAL(file >= 0 && g_file_set_contents(path, whole, -1, NULL));
	struct scenario_base *b = scenario_base_read(path, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(b);
	struct planned a = {scenario_base_make(b, sets, d), scenario_base_plans(b, sets)};
	scenario_base_free(b);
	remove(path);
	close(file);
	g_free(path);
	g_free(whole);
	return a;
}

static void planned_clear(struct planned *a)
{
	scenario_free(a->s);
	plans_free(a->plans);
}

struct expected {
	int64_t loss_ratio, exceed_ratio, width;
	vtime trial, initial_trial, duration_sum;
};

static const struct {
	const char *sets[SETS];
	bool own; /* goals of the scenario */
	int n;
	struct expected goal[2];
} cases[] = {
	{{NULL}, false, 1, {{0, 0, 5000, 60 * S, 60 * S, 60 * S}}},
	{{"search.preset=tst009", NULL}, false, 1, {{0, 500000, 5000, 60 * S, 60 * S, 120 * S}}},
	{{"search.preset=csit", NULL},
	 false,
	 2,
	 {{0, 500000, 5000, S, S, 21 * S}, {5000, 500000, 5000, S, S, 21 * S}}},
	{{"search.preset=tst009", "search.trial=50ms", "search.width=0.01", "search.initial_trial=20ms",
	  NULL},
	 false,
	 1,
	 {{0, 500000, 10000, 50 * MS, 20 * MS, 100 * MS}}},
	{{"search.preset=csit", "search.duration_sum=3s", "search.exceed_ratio=0", NULL},
	 false,
	 2,
	 {{0, 0, 5000, S, S, 3 * S}, {5000, 0, 5000, S, S, 3 * S}}},
	{{"search.preset=csit", NULL},
	 true,
	 2,
	 {{0, 500000, 5000, 2 * S, 2 * S, 42 * S}, {20000, 0, 10000, S, S, 21 * S}}},
	{{"search.trial=100ms", "goals.some.initial_trial=10ms", "goals.0.duration_sum=7s", NULL},
	 true,
	 2,
	 {{0, 0, 5000, 2 * S, 2 * S, 7 * S}, {20000, 0, 10000, 100 * MS, 10 * MS, 100 * MS}}},
};

static void check_goal(const struct search_goal *g, const struct expected *e)
{
	CU_ASSERT_EQUAL(g->criterion.loss_ratio, e->loss_ratio);
	CU_ASSERT_EQUAL(g->criterion.exceed_ratio, e->exceed_ratio);
	CU_ASSERT_EQUAL(g->criterion.trial, e->trial);
	CU_ASSERT_EQUAL(g->criterion.duration_sum, e->duration_sum);
	CU_ASSERT_EQUAL(g->width, e->width);
	CU_ASSERT_EQUAL(g->initial_trial, e->initial_trial);
}

static void presets(void)
{
	EACH_CASE (i, cases) {
		struct diag *d = diag_new();
		struct planned a = planned_of(yaml, cases[i].own ? goals : "", cases[i].sets, d);
		struct search_order o;
		CU_ASSERT_PTR_NOT_NULL_FATAL(a.s);
		CU_ASSERT_TRUE(search_order_init(&o, a.s, a.plans, d));
		CU_ASSERT_EQUAL_FATAL(o.problem.n_goals, cases[i].n);
		for (int k = 0; k < cases[i].n; k++)
			check_goal(&o.goals[k], &cases[i].goal[k]);
		CU_ASSERT_EQUAL(diag_count(d), 0);
		search_order_clear(&o);
		planned_clear(&a);
		diag_free(d);
	}
}

/* Frames of 64 and 1518 bytes, three to one: 3 * 84 + 1538 bytes of wire for four. */
static void loads(void)
{
	static const char *const one[] = {"search.source=vm1", "search.max_load=200kpps", NULL};
	struct diag *d = diag_new();
	struct planned a = planned_of(yaml, "", NULL, d), b = planned_of(yaml, "", one, d);
	struct search_order o;
	CU_ASSERT_TRUE(search_order_init(&o, a.s, a.plans, d));
	CU_ASSERT_EQUAL(o.source, -1);
	CU_ASSERT_EQUAL(o.problem.max_load, (int64_t)(10e9 / 8 * 4 / (3 * 84 + 1538)));
	CU_ASSERT_EQUAL(o.problem.min_load, 1000);
	CU_ASSERT_STRING_EQUAL(o.frame, "mixed");
	CU_ASSERT_DOUBLE_EQUAL(search_order_bps(&o, (double)o.line_rate), 10e9, 1e5);
	search_order_clear(&o);
	CU_ASSERT_TRUE(search_order_init(&o, b.s, b.plans, d));
	CU_ASSERT_EQUAL(o.source, 1);
	CU_ASSERT_EQUAL(o.line_rate, (int64_t)((10e9 / 8 - 84 * 300e3) / 1538));
	CU_ASSERT_EQUAL(o.problem.max_load, 200000);
	CU_ASSERT_STRING_EQUAL(o.frame, "1518B");
	CU_ASSERT_DOUBLE_EQUAL(o.frame_bytes, 1518, 0);
	search_order_clear(&o);
	planned_clear(&a);
	planned_clear(&b);
	diag_free(d);
}

/* ---- sources that lag ---- */

static const char *const from_guest = "flow: vhost\n"
				      "platform: " SOURCE_DIR "/scenarios/platforms/10g.xml\n"
				      "costs: " SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml\n"
				      "guests: [{name: vm0, vhost_core: 2, vcpu_core: 1}]\n"
				      "traffic: [{from: vm0, to: wire, rate: 300kpps, frame: 64B}]\n";

static const struct {
	const char *text, *set;
	int64_t load, offered, unsent; /* in a second */
} lags[] = {
	{from_guest, "search.min_load=1kpps", 1000000, 1000000, 0},
	{from_guest, "search.min_load=1kpps", 1000000, 999989, 0}, /* 10 us */
	{from_guest, "search.min_load=1kpps", 1000000, 999988, 12},
	{from_guest, "search.min_load=1kpps", 1000000, 640000, 360000},
	{from_guest, "traffic.arrivals=poisson", 1000000, 994990, 0}, /* 5 deviations of 1,000 */
	{from_guest, "traffic.arrivals=poisson", 1000000, 994988, 5012},
	{from_guest, "traffic.arrivals=bursts", 1000000, 640000, 0},
	{from_guest, "traffic.stop=5s", 1000000, 640000, 0},
	{from_guest, "search.guest=vm0", 1000000, 640000, 0},
	{one_source, "search.min_load=1kpps", 1000000, 640000, 0}, /* the tester's never lags */
};

static void sources_that_lag(void)
{
	EACH_CASE (i, lags, text) {
		const char *const sets[] = {lags[i].set, "search.max_load=2Mpps", NULL};
		const struct trial t = {.load = lags[i].load, .duration = S};
		struct diag *d = diag_new();
		struct planned a = planned_of(lags[i].text, "", sets, d);
		struct search_order o;
		CU_ASSERT_PTR_NOT_NULL_FATAL(a.s);
		CU_ASSERT_TRUE(search_order_init(&o, a.s, a.plans, d));
		CU_ASSERT_EQUAL(search_order_unsent(&o, &t, lags[i].offered), lags[i].unsent);
		search_order_clear(&o);
		planned_clear(&a);
		diag_free(d);
	}
}

/* ---- faults ---- */

static const struct {
	const char *sets[SETS];
	int faults;
	const char *says;
} faulty[] = {
	{{"search.max_load=5Gpps"}, -1, "max_load 5Gpps is above the largest, 1Gpps"},
	{{"search.max_load=9Mpps", NULL}, 1, "carries: at most 2.793296Mpps of these frames"},
	{{"search.min_load=2Mpps", "search.max_load=1Mpps", NULL}, 1, "search.min_load must be below"},
	{{"search.source=vm7", NULL}, 1, "there is no guest vm7; did you mean vm0?"},
	{{"search.guest=vm7", NULL}, 1, "there is no guest vm7"},
	{{"search.duration_sum=1s", NULL}, 2, "goal none: duration_sum is shorter than one trial"},
	{{"goals.some.initial_trial=90s", NULL}, 1, "goal some: initial_trial is longer than the trial"},
	{{"goals.some.name=none", NULL}, 1, "there is another goal named none"},
	{{"search.initial_trial=100us", NULL}, 2, "its shortest trial has no packet at search.min_load"},
	{{"search.type=back_to_back", NULL}, 1, "back_to_back needs traffic of one source"},
	{{"warmup=1ms", NULL}, 2, "guest vm0 is not up before 1.75ms: warmup must be that long at least"},
	{{"warmup=1ms", "search.guest=vm1", NULL}, 1, "guest vm1 is not up before"},
	{{"guests.vm1.start=1s", NULL}, 1, "guest vm1 is not up before 1.00175s"},
	{{"goals.some.latency_guest=vm0", NULL}, 1, "latency_guest needs a limit beside it"},
	{{"goals.some.latency_p99=1us", "goals.some.latency_guest=vm7", NULL}, 1, "there is no guest vm7"},
	{{"goals.some.loss_ratio=1", NULL}, -1, "loss_ratio 1 is above the largest, 0.999999"},
};

/* says: whether the faults hold the words. */
static bool says(const struct diag *d, const char *words)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	diag_print(d, out);
	fclose(out);
	bool found = strstr(text, words) != NULL;
	if (!found)
		printf("\n    %s", text);
	free(text);
	return found;
}

static void faults(void)
{
	EACH_CASE (i, faulty) {
		struct diag *d = diag_new();
		struct planned a = planned_of(yaml, goals, faulty[i].sets, d);
		struct search_point *p = a.s ? search_point_new(a.s, a.plans, faulty[i].sets, d) : NULL;
		CU_ASSERT_PTR_NULL(p);
		CU_ASSERT_EQUAL(a.s == NULL, faulty[i].faults < 0);
		CU_ASSERT_EQUAL(diag_count(d), ABS(faulty[i].faults));
		CU_ASSERT_TRUE(says(d, faulty[i].says));
		search_point_free(p);
		planned_clear(&a);
		diag_free(d);
	}
}

/* ---- limits of the latency ---- */

static void limits(void)
{
	static const char *const sets[] = {"goals.none.latency_p99=200us", "goals.some.latency_mean=2us",
					   "goals.some.latency_max=1ms", NULL};
	struct diag *d = diag_new();
	struct planned a = planned_of(yaml, goals, sets, d);
	struct search_order o;
	CU_ASSERT_PTR_NOT_NULL_FATAL(a.s);
	CU_ASSERT_TRUE_FATAL(search_order_init(&o, a.s, a.plans, d));
	CU_ASSERT_EQUAL(o.goals[0].criterion.limits, 1);
	CU_ASSERT_EQUAL(o.goals[1].criterion.limits, 2 + 4);
	char *text = search_limits_text(o.limits, 1);
	CU_ASSERT_STRING_EQUAL(text, "mean 2us, max 1ms");
	g_free(text);
	struct run_values *v = run_values_empty();
	CU_ASSERT_EQUAL(search_limits_exceeded(o.limits, v), 7); /* nothing is known */
	v->all[metric_find("latency_max_ns")] = 200000;
	v->all[metric_find("latency_mean_ns")] = 1000;
	CU_ASSERT_EQUAL(search_limits_exceeded(o.limits, v), 0); /* the maximum stands for the percentile */
	v->all[metric_find("latency_max_ns")] = 200001;
	CU_ASSERT_EQUAL(search_limits_exceeded(o.limits, v), 1);
	v->all[metric_find("latency_p99_ns")] = 200000;
	v->all[metric_find("latency_mean_ns")] = 2000.001;
	v->all[metric_find("latency_max_ns")] = 999999;
	CU_ASSERT_EQUAL(search_limits_exceeded(o.limits, v), 2);
	run_values_free(v);
	search_order_clear(&o);
	planned_clear(&a);
	diag_free(d);
}

/* A guest that is not on the way of what is counted need not be up, and no cut that is looked for comes before it. */
static void guests_not_counted(void)
{
	static const char *const cases_[][SETS] = {
		{"guests.vm1.start=1s", "search.guest=vm0", NULL},
		{"warmup=1ms", "warmup_cut=mser5", NULL},
		{"warmup=0s", "bringup.instant=yes", NULL},
		{"warmup=1750us", NULL},
	};
	EACH_CASE (i, cases_) {
		struct diag *d = diag_new();
		struct planned a = planned_of(yaml, "", cases_[i], d);
		struct search_order o;
		CU_ASSERT_PTR_NOT_NULL_FATAL(a.s);
		CU_ASSERT_TRUE(search_order_init(&o, a.s, a.plans, d));
		search_order_clear(&o);
		planned_clear(&a);
		diag_free(d);
	}
}

/* ---- the runs that a search asks for ---- */

/* point_of: the search of the one-source scenario. */
static struct search_point *point_of(const char *const *sets)
{
	struct diag *d = diag_new();
	struct planned a = planned_of(one_source, "", sets, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(a.s);
	struct search_point *p = search_point_new(a.s, a.plans, sets, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(p);
	CU_ASSERT_EQUAL(diag_count(d), 0);
	planned_clear(&a);
	diag_free(d);
	return p;
}

/* number_of: the value of a key among sets, the last of a key counting, in base units; -1: not there. */
static int64_t number_of(char **sets, const char *key, enum unit unit)
{
	int64_t value = -1;
	char *why = NULL;
	for (; *sets; sets++)
		if (g_str_has_prefix(*sets, key) && (*sets)[strlen(key)] == '=')
			CU_ASSERT_TRUE(unit_parse(unit, *sets + strlen(key) + 1, &value, &why));
	return value;
}

/* A system that serves 800 kpps and holds 300 frames, asked as a run is: by its settings. */
static void serve(char **sets, struct search_packets *packets)
{
	int64_t load = number_of(sets, "load", UNIT_RATE),
		count = number_of(sets, "traffic.0.count", UNIT_COUNT);
	int64_t sent = (int64_t)((double)load * (double)number_of(sets, "duration", UNIT_TIME) / S);
	int64_t most = (int64_t)(800e3 * (double)number_of(sets, "duration", UNIT_TIME) / S);
	if (count >= 0) {
		sent = count;
		most = 300;
	}
	*packets = (struct search_packets){sent, MIN(sent, most), sent - MIN(sent, most), 0};
}

/* A burst has its time on the wire and the time to drain; a trial has its duration. Both are counted after the warm-up. */
static void check_duration(const struct search_point *p, char **sets)
{
	int64_t count = number_of(sets, "traffic.0.count", UNIT_COUNT),
		duration = number_of(sets, "duration", UNIT_TIME);
	if (count < 0) {
		CU_ASSERT_EQUAL(duration, S);
		return;
	}
	double lasts =
		(double)count * 84 * 8 / 10e9 * (double)S; /* 64 bytes with 20 around them at 10 Gbit/s */
	CU_ASSERT_DOUBLE_EQUAL((double)duration, lasts + (double)p->settings.drain, lasts * 1e-6 + 1);
	CU_ASSERT_EQUAL(number_of(sets, "traffic.0.start", UNIT_TIME), p->warmup);
	CU_ASSERT_EQUAL(number_of(sets, "traffic.0.stop", UNIT_TIME), 0);
}

/* run: makes all runs; counts those of loads and of bursts. */
static void run(struct search_point *p, int *trials, int *bursts)
{
	struct search_packets packets;
	int64_t replication;
	char **sets;
	*trials = *bursts = 0;
	while ((sets = search_point_next(p, &replication))) {
		CU_ASSERT_TRUE(replication >= 0);
		CU_ASSERT_STRING_EQUAL(sets[0], "flow=feedback");
		++*(number_of(sets, "traffic.0.count", UNIT_COUNT) >= 0 ? bursts : trials);
		check_duration(p, sets);
		serve(sets, &packets);
		g_strfreev(sets);
		search_point_result(p, &packets);
	}
}

static void throughput(void)
{
	static const char *const sets[] = {"flow=feedback", "search.trial=1s", NULL};
	struct search_point *p = point_of(sets);
	int trials, bursts;
	run(p, &trials, &bursts);
	struct search_outcome o = search_outcome(p->search, 0);
	CU_ASSERT_EQUAL(o.trials, trials);
	CU_ASSERT_EQUAL(bursts, 0);
	CU_ASSERT_TRUE(o.bounds.lower <= 800000 && o.bounds.upper > 800000);
	CU_ASSERT_TRUE(o.bounds.upper <= 804100);
	CU_ASSERT_DOUBLE_EQUAL(o.throughput, (double)o.bounds.lower, 1e-6);
	search_point_free(p);
}

static void back_to_back(void)
{
	static const char *const sets[] = {"flow=feedback", "search.trial=1s", "search.type=back_to_back",
					   "search.repeats=4", NULL};
	struct search_point *p = point_of(sets);
	int trials, bursts;
	run(p, &trials, &bursts);
	struct back_to_back_outcome o = back_to_back_outcome(&p->bursts);
	CU_ASSERT_EQUAL(o.bursts, bursts);
	CU_ASSERT_TRUE(o.tests == 4 && o.min == 300 && o.max == 300 && !o.limited);
	CU_ASSERT_EQUAL(search_outcome(p->search, 0).trials, trials);
	search_point_free(p);
}

/* What comes out whole at line rate has no longest burst; what lets nothing through has no packets decided. */
static void extremes(void)
{
	static const char *const sets[] = {"search.trial=1s", "search.type=back_to_back", "search.repeats=2",
					   NULL};
	struct search_point *all = point_of(sets), *none = point_of(sets);
	struct search_packets packets = {14880952, 14880952, 0, 0}, nothing = {14880952, 0, 0, 0};
	int64_t replication;
	char **run_sets = search_point_next(all, &replication);
	g_strfreev(run_sets);
	search_point_result(all, &packets);
	CU_ASSERT_PTR_NULL(search_point_next(all, &replication));
	CU_ASSERT_EQUAL(search_outcome(all->search, 0).verdict, SEARCH_MAX_IS_LOWER);
	while ((run_sets = search_point_next(none, &replication))) {
		g_strfreev(run_sets);
		search_point_result(none, &nothing);
	}
	CU_ASSERT_EQUAL(search_outcome(none->search, 0).verdict, SEARCH_MIN_IS_UPPER);
	CU_ASSERT_EQUAL(back_to_back_outcome(&none->bursts).max, 0);
	search_point_free(all);
	search_point_free(none);
}

/* Of a guest named by the goal, else by the search, else of all. */
static void limits_of_guests(void)
{
	static const struct {
		const char *sets[4];
		const char *text;
		guint64 exceeded; /* where vm0 has 100 us, vm1 300 us, all together 200 us */
	} limited[] = {
		{{"goals.none.latency_p99=250us"}, "p99 250us", 0},
		{{"goals.none.latency_p99=150us"}, "p99 150us", 1},
		{{"goals.none.latency_p99=150us", "search.guest=vm0"}, "p99 150us of vm0", 0},
		{{"goals.none.latency_p99=250us", "goals.none.latency_guest=vm1"}, "p99 250us of vm1", 1},
		{{"goals.none.latency_p99=250us", "goals.none.latency_guest=vm1", "search.guest=vm0"},
		 "p99 250us of vm1",
		 1},
	};
	static const char *const guests[] = {"vm0", "vm1"};
	int p99 = metric_find("latency_p99_ns");
	EACH_CASE (i, limited) {
		struct diag *d = diag_new();
		struct planned a = planned_of(yaml, goals, limited[i].sets, d);
		struct search_order o;
		CU_ASSERT_PTR_NOT_NULL_FATAL(a.s);
		CU_ASSERT_TRUE_FATAL(search_order_init(&o, a.s, a.plans, d));
		char *text = search_limits_text(o.limits, 0);
		CU_ASSERT_STRING_EQUAL(text, limited[i].text);
		g_free(text);
		struct run_values *v = run_values_empty();
		v->all[p99] = 200000;
		for (int g = 0; g < 2; g++)
			run_values_add(v, PART_GUEST, guests[g])[p99] = g ? 300000 : 100000;
		CU_ASSERT_EQUAL(search_limits_exceeded(o.limits, v), limited[i].exceeded);
		run_values_free(v);
		search_order_clear(&o);
		planned_clear(&a);
		diag_free(d);
	}
}

static const struct test_case tests[] = {
	{"presets, and what overrides them", presets},
	{"loads", loads},
	{"sources that lag", sources_that_lag},
	{"faults", faults},
	{"limits of the latency", limits},
	{"limits of guests", limits_of_guests},
	{"guests that are not counted", guests_not_counted},
	{"runs of a throughput search", throughput},
	{"runs of a search for bursts", back_to_back},
	{"all or nothing", extremes},
};

SUITE("search_order", tests)
