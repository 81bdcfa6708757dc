/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every figure of a result against a second count of the same run, from its trace: packets by fate, guest and source,
 * latencies, every counter, and what is derived from them, in the JSON and as metrics of studies. All scenarios of
 * scenarios/, cut down to milliseconds.
 *
 * No trace tells CPU time, depths of queues or the steps of a bring-up: those of the JSON are compared with each other here,
 * and by models/run/books.h with the measured time and with what is inside.
 */
#include "models/counters.h"
#include "models/run/per_packet.h"
#include "tests/lib/eras.h"
#include "tests/lib/has_crawl.h"
#include "tests/lib/reported_packets.h"
#include "tools/study/crawl/crawl_plan.h"
#include <math.h>

#define SCENARIOS SOURCE_DIR "/scenarios"
#define SHORT (char *)"warmup=2ms", (char *)"duration=3ms"

/* ---- events ---- */

/* What the trace calls what a counter counts. */
static const struct {
	const char *counter, *event, *other;
} counted[] = {
	{"interrupts", "core irq", NULL},
	{"timer_ticks", "core tick", NULL},
	{"wakeups", "sched wake", NULL},
	{"context_switches", "sched switch", NULL},
	{"softirq_rounds", "softirq round", NULL},
	{"ksoftirqd_wakeups", "softirq ksoftirqd", NULL},
	{"nic_interrupts", "nic interrupt", NULL},
	{"napi_polls", "napi poll", NULL},
	{"time_squeeze", "napi squeeze", NULL},
	{"ovs_hit", "ovs hit", NULL},
	{"ovs_missed", "ovs miss", NULL},
	{"ovs_lost", "ovs lost", NULL},
	{"ovs_mask_hit", "ovs masks", NULL},
	{"ovs_cache_hit", "ovs cache_hit", NULL},
	{"ovs_flow_new", "ovs flow_new", NULL},
	{"ovs_flow_del", "ovs flow_del", NULL},
	{"received_rps", "napi rps", NULL},
	{"exits", "vcpu exit", "vcpu halt"},
	{"kicks", "virtqueue kick", NULL},
	{"signals", "device interrupt", NULL},
	{"ipis", "vcpu ipi", NULL},
	{"vhost_runs", "vhost turn sends=0", NULL},
	{"vhost_tx_runs", "vhost turn sends=1", NULL},
	{"guest_polls", "guest poll", NULL},
	{"copies", "packet copy", NULL},
	{"saturations", "tap saturated", NULL},
	{"pool_depletions", "pool depleted", NULL},
	{"qemu_polls", "qemu ppoll", NULL},
	{"qemu_reads", "qemu read", NULL},
	{"qemu_writes", "qemu write", NULL},
	{"register_accesses", "e1000 access", NULL},
	{"bql_waits", "qemu lock_wait", NULL},
};

static bool seen[G_N_ELEMENTS(counted)]; /* in some run it is not 0 */

static void check_counters(const struct reported *run)
{
	JsonObject *counters = json_object_get_object_member(run->json, "counters");
	CU_ASSERT_EQUAL(json_object_get_size(counters), G_N_ELEMENTS(counted));
	EACH_CASE (i, counted, counter) {
		int64_t n = recount_of(run->count, counted[i].event);
		n += counted[i].other ? recount_of(run->count, counted[i].other) : 0;
		reported_int(run, counters, counted[i].counter, n);
		if (json_object_has_member(run->json, counted[i].counter))
			reported_int(run, run->json, counted[i].counter, n);
		seen[i] |= n > 0;
	}
}

static double each(const struct reported *run, double value)
{
	return run->count->all.delivered > 0 ? value / (double)run->count->all.delivered : NAN;
}

static void check_per_packet(const struct reported *run, int64_t hz)
{
	JsonObject *per_packet = json_object_get_object_member(run->json, "per_packet");
	JsonObject *counters = json_object_get_object_member(run->json, "counters");
	double busy = 0;
	for (guint i = 0; i < reported_length(run, "cores"); i++)
		busy += 1 - json_object_get_double_member(reported_element(run, "cores", i), "idle");
	double cycles = busy * run->seconds * (double)hz;
	double off = 1e-6 * reported_length(run, "cores") * run->seconds * (double)hz;
	for (int i = 0; i < PER_PACKET; i++) {
		const char *name = per_packet_names[i];
		char *metric = g_strconcat("per_packet.", name, NULL);
		bool is_cycles = i == PER_PACKET_cycles;
		double n = is_cycles ? cycles : (double)json_object_get_int_member(counters, name);
		double near = (is_cycles ? each(run, off) : 0) + 1e-6;
		reported_known(run, per_packet, name, each(run, n), near);
		reported_metric(run, metric, each(run, n), near);
		g_free(metric);
	}
}

/* ---- figures that are derived twice ---- */

static void check_metrics(const struct reported *run)
{
	const struct recount_packets *all = &run->count->all;
	double lost = (double)recount_lost(all);
	reported_metric(run, "offered_pps", (double)all->offered / run->seconds, 0.001);
	reported_metric(run, "delivered_pps", (double)all->delivered / run->seconds, 0.001);
	reported_metric(run, "dropped_pps", lost / run->seconds, 0.001);
	reported_metric(run, "lost_at_places", lost / run->seconds, 0.001);
	reported_metric(run, "loss_ratio", reported_loss(all), 1e-9);
	reported_metric(run, "wasted_cycles_per_packet",
			reported_member(run->json, "wasted_cycles_per_packet"), 0.001);
	reported_metric(run, "offered_packets", (double)all->offered, 0);
	reported_metric(run, "delivered_packets", (double)all->delivered, 0);
	reported_metric(run, "dropped_packets", lost, 0);
	reported_metric(run, "delivered_bps", 8 * (double)all->bytes / run->seconds, 1);
	reported_metric(run, "delivered_wire_bps",
			8 * (double)(all->bytes + 20 * all->delivered) / run->seconds, 1);
	for (int i = 0; i < DROPS; i++) {
		char *name = g_strconcat("dropped.", drop_names[i].name, NULL);
		reported_metric(run, name, (double)all->dropped[i] / run->seconds, 0.001);
		g_free(name);
	}
}

/* A core's costs, summed by context. */
struct core_costs {
	double share[CONTEXTS];
	int n[CONTEXTS];
};

static char *core_key(JsonObject *in)
{
	return g_strdup_printf("%" G_GINT64_FORMAT " %s", json_object_get_int_member(in, "core"),
			       json_object_get_string_member_with_default(in, "machine", ""));
}

static void add_cost(GHashTable *by_core, JsonObject *cost)
{
	char *key = core_key(cost);
	struct core_costs *c = g_hash_table_lookup(by_core, key);
	if (!c)
		g_hash_table_insert(by_core, g_strdup(key), c = g_new0(struct core_costs, 1));
	for (int i = 0; i < CONTEXTS; i++)
		if (!strcmp(json_object_get_string_member(cost, "context"), context_names[i])) {
			c->share[i] += json_object_get_double_member(cost, "share");
			c->n[i]++;
		}
	g_free(key);
}

/* Shares of each core make up 1, and its costs the shares of their contexts. */
static void check_core(const struct reported *run, JsonObject *core, GHashTable *by_core)
{
	char *key = core_key(core);
	const struct core_costs none = {0}, *costs = g_hash_table_lookup(by_core, key);
	double sum = 0;
	costs = costs ? costs : &none;
	for (int i = 0; i < CONTEXTS; i++) {
		double share = json_object_get_double_member(core, context_names[i]);
		if (i != CONTEXT_idle)
			reported_near(run, context_names[i], costs->share[i], share,
				      1e-6 * (costs->n[i] + 1));
		sum += share;
	}
	g_free(key);
	reported_near(run, "a core's time", sum, 1, 1e-6 * CONTEXTS);
}

static void check_cores(const struct reported *run, int64_t nic_core)
{
	GHashTable *by_core = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; i < reported_length(run, "cpu_by_cost"); i++)
		add_cost(by_core, reported_element(run, "cpu_by_cost", i));
	for (guint i = 0; i < reported_length(run, "cores"); i++)
		check_core(run, reported_element(run, "cores", i), by_core);
	g_hash_table_unref(by_core);
	for (int i = 0; i < CONTEXTS; i++) {
		char *name = g_strconcat("cpu.", context_names[i], NULL);
		JsonObject *core = reported_element(run, "cores", (guint)nic_core);
		reported_metric(run, name, json_object_get_double_member(core, context_names[i]), 1e-6);
		g_free(name);
	}
}

/* A queue's name ends in its kind: "vm0/tap", "nic 1". */
static bool is_kind(const char *name, const char *kind)
{
	const char *slash = strrchr(name, '/');
	const char *last = slash ? slash + 1 : name;
	size_t n = strlen(kind);
	return !strncmp(last, kind, n) && !g_ascii_isalpha(last[n]) && last[n] != '_';
}

static void check_queues(const struct reported *run)
{
	for (int kind = 0; kind < QUEUES; kind++) {
		double mean = NAN, max = NAN;
		for (guint i = 0; i < reported_length(run, "queues"); i++) {
			JsonObject *q = reported_element(run, "queues", i);
			if (!is_kind(json_object_get_string_member(q, "name"), queue_kinds[kind].name))
				continue;
			mean = (isnan(mean) ? 0 : mean) + json_object_get_double_member(q, "mean");
			max = fmax(max, (double)json_object_get_int_member(q, "max"));
		}
		char *mean_name = g_strconcat("queue_mean.", queue_kinds[kind].name, NULL);
		char *max_name = g_strconcat("queue_max.", queue_kinds[kind].name, NULL);
		reported_metric(run, mean_name, mean, 0.001 * reported_length(run, "queues"));
		reported_metric(run, max_name, max, 0);
		g_free(mean_name);
		g_free(max_name);
	}
}

/* ---- scenarios ---- */

/* check_scenario: makes the run and checks all of it. */
static void check_scenario(const struct scenario *s, const char *path, char **sets)
{
	struct reported run;
	reported_init(&run, path, sets);
	reported_packets(&run);
	reported_streams(&run);
	for (guint i = 0; i < reported_length(&run, "guests"); i++)
		reported_guest(&run, reported_element(&run, "guests", i));
	check_counters(&run);
	check_per_packet(&run, platform_host(s->platform, s->host.name)->hz);
	check_metrics(&run);
	reported_latencies(&run, run.json, NULL);
	check_cores(&run, s->nic.core);
	check_queues(&run);
	reported_fini(&run);
}

/* check_run: whether the settings may be made; then the run is checked. */
static bool check_run(const char *path, char **sets)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, (const char *const *)sets, d);
	bool sound = s != NULL;
	if (sound)
		check_scenario(s, path, sets);
	scenario_free(s);
	diag_free(d);
	return sound;
}

/* In every kernel that the scenario may have; many guests in the scenario's own only. */
static int check_kernels(const char *path, const struct scenario *s)
{
	int n = 0;
	char *short_run[] = {SHORT, NULL};
	if (s->guests->len > 64)
		return check_run(path, short_run);
	FOR_ERAS (era, ERA_3_13) {
		char *sets[] = {SHORT, (char *)kernel_set(era), NULL};
		n += check_run(path, sets);
	}
	return n;
}

/* Two loads of every curve. */
static int check_crawl(const char *path)
{
	const char *const sets[] = {SHORT, "crawl.points=2", NULL};
	struct diag *d = diag_new();
	bool compare;
	struct study *plan = crawl_study(scenario_base_read(path, d), sets, &compare, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
	for (guint i = 0; i < plan->points->len; i++) {
		struct study_point *p = g_ptr_array_index(plan->points, i);
		CU_ASSERT(check_run(path, p->sets));
	}
	int n = (int)plan->points->len;
	study_free(plan);
	diag_free(d);
	return n;
}

static void every_scenario(void)
{
	GDir *folder = g_dir_open(SCENARIOS, 0, NULL);
	const char *file;
	CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
	while ((file = g_dir_read_name(folder))) {
		if (!g_str_has_suffix(file, ".yaml"))
			continue;
		char *path = g_build_filename(SCENARIOS, file, NULL);
		struct diag *d = diag_new();
		struct scenario *s = scenario_read(path, NULL, d);
		CU_ASSERT_PTR_NOT_NULL_FATAL(s);
		CU_ASSERT(has_crawl(path) ? check_crawl(path) : check_kernels(path, s));
		scenario_free(s);
		diag_free(d);
		g_free(path);
	}
	g_dir_close(folder);
}

#define SLOW "platform=" SOURCE_DIR "/tests/data/slow_wire.xml"
#define STOP "guests.0.stop=4ms"
#define NEW_FLOWS "traffic.flooded.flows=1000000"

/* Runs that lose packets where the scenarios do not. */
static const struct {
	const char *file, *sets[4];
} losing[] = {
	{"callback.yaml", {"callback.queue=8", "traffic.0.rate=5Mpps", STOP}},
	{"passthrough.yaml", {STOP}},
	{"vhost-user.yaml", {STOP}},
	{"vhost-user.yaml", {SLOW, "traffic.0.from=vm0", "traffic.0.to=wire"}},
	{"virtio.yaml", {STOP}},
	{"emulated.yaml", {STOP}},
	{"tx.yaml", {SLOW, "traffic.0.rate=2Mpps"}},
	{"rps.yaml", {"nic.rps_cpus=1"}},
	{"compare-forward.yaml", {"load=2Mpps"}},
	{"ovs.yaml", {"switch.upcall_buffer=4KiB", NEW_FLOWS}},
	{"ovs.yaml", {"switch.upcall_buffer=4KiB", "switch.masks=9", "switch.handlers=2", NEW_FLOWS}},
};

static void losses(void)
{
	EACH_CASE (i, losing, file) {
		char *path = g_build_filename(SCENARIOS, losing[i].file, NULL);
		char *sets[] = {(char *)"warmup=2ms",	   (char *)"duration=8ms",
				(char *)losing[i].sets[0], (char *)losing[i].sets[1],
				(char *)losing[i].sets[2], NULL};
		CU_ASSERT(check_run(path, sets));
		g_free(path);
	}
}

/* Flows come and go: the dump after a second finds those of the first half second idle. */
static void flows_go(void)
{
	char *sets[] = {(char *)"warmup=2ms", (char *)"duration=1020ms",
			(char *)"load=1kpps", (char *)"switch.max_idle=500ms",
			(char *)NEW_FLOWS,    NULL};
	char *path = g_build_filename(SCENARIOS, "ovs.yaml", NULL);
	CU_ASSERT(check_run(path, sets));
	g_free(path);
}

/* The tester's two sources have what they offer: 1,000 and 2,000 packets in 100 ms. */
static void two_sources(void)
{
	static const char path[] = SOURCE_DIR "/tests/data/streams.yaml";
	char *no_sets[] = {NULL};
	struct reported run;
	reported_init(&run, path, no_sets);
	for (guint i = 0; i < 2; i++) {
		JsonObject *stream = reported_element(&run, "streams", i);
		JsonObject *ns = json_object_get_object_member(stream, "latency_ns");
		reported_int(&run, stream, "offered", 1000 * (i + 1));
		reported_int(&run, stream, "delivered", 1000 * (i + 1));
		CU_ASSERT(reported_member(ns, "min") > 5000 && reported_member(ns, "max") < 20000);
	}
	reported_fini(&run);
	CU_ASSERT(check_run(path, no_sets));
}

static void every_counter(void)
{
	EACH_CASE (i, counted, counter) {
		if (!seen[i])
			printf("\n    no run has %s", counted[i].counter);
		CU_ASSERT(seen[i]);
	}
}

/* A place that no run fills: a guest's driver stops its queue before its ring is full. */
static bool is_never_full(int drop)
{
	return drop == DROP_guest_ring_full;
}

static void every_loss(void)
{
	for (int i = 0; i < DROPS; i++) {
		if (reported_losses[i] == is_never_full(i))
			printf("\n    %s: packets are lost there: %d", drop_names[i].name,
			       reported_losses[i]);
		CU_ASSERT_EQUAL(reported_losses[i], !is_never_full(i));
	}
}

static const struct test_case tests[] = {
	{"every scenario", every_scenario},
	{"places that the scenarios leave out", losses},
	{"flows of Open vSwitch go", flows_go},
	{"two sources, two guests", two_sources},
	{"every place has lost something", every_loss},
	{"every counter has counted something", every_counter},
};

SUITE("recount", tests)
