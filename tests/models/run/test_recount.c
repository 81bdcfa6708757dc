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
#include "tests/lib/recount.h"
#include "tests/lib/run_child.h"
#include "tools/show/output_json.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/crawl/load_curve.h"
#include <json-glib/json-glib.h>
#include <math.h>

#define SCENARIOS SOURCE_DIR "/scenarios"
#define SHORT (char *)"warmup=2ms", (char *)"duration=3ms"

/* A run as it was reported, and recounted. */
struct run {
	const char *what;
	JsonNode *root, *metrics;
	JsonObject *json, *values;
	struct recount *count;
	double seconds;
};

/* ---- running ---- */

/* put_parts: a metric of guests or of sources. */
static void put_parts(int metric, const struct run_parts *parts, FILE *out)
{
	for (int i = 0; i < parts->n; i++)
		if (!isnan(parts->figures[i][metric]))
			fprintf(out, ", \"%s of %s\": %.17g", metric_at(metric)->name, parts->name[i],
				parts->figures[i][metric]);
}

/* The metrics, one object, and the sum of a crawl's places. */
static void print_values(const struct scenario *s, const struct result *r, FILE *out)
{
	struct run_values *v = run_values_new(s, r);
	double lost = 0;
	for (int i = 0; i < load_place_count(); i++)
		lost += load_run_figure(v, load_place_figure(i), NULL);
	fprintf(out, "{\"lost_at_places\": %.17g", lost);
	for (int i = 0; i < metric_count(); i++)
		if (!isnan(v->all[i]))
			fprintf(out, ", \"%s\": %.17g", metric_at(i)->name, v->all[i]);
	for (int i = 0; i < metric_count(); i++)
		for (int part = 0; part < PARTS; part++)
			put_parts(i, &v->part[part], out);
	fputs("}", out);
	run_values_free(v);
}

static void report(const struct scenario *s, const struct result *r, FILE *out)
{
	char *json = output_json(s, r, false);
	fprintf(out, "%s%c", json, '\0');
	print_values(s, r, out);
	fputc('\0', out);
	g_free(json);
}

static JsonObject *object_of(JsonNode *node)
{
	CU_ASSERT_PTR_NOT_NULL_FATAL(node);
	return json_node_get_object(node);
}

static void run_init(struct run *run, const char *path, char **sets)
{
	char *trace = g_build_filename(g_get_tmp_dir(), "vhostsim-recount-XXXXXX", NULL);
	close(g_mkstemp(trace));
	GByteArray *out =
		run_child(&(struct run_order){path, (const char *const *)sets, SYNC_WINDOW, trace}, report);
	if (!out)
		printf("\n    %s: the run failed", path);
	CU_ASSERT_PTR_NOT_NULL_FATAL(out);
	const char *json = (const char *)out->data;
	*run = (struct run){.what = path};
	run->root = json_from_string(json, NULL);
	run->json = object_of(run->root);
	run->metrics = json_from_string(json + strlen(json) + 1, NULL);
	run->values = object_of(run->metrics);
	run->seconds = json_object_get_double_member(run->json, "simulated_s");
	run->count = recount_new(trace);
	g_byte_array_unref(out);
	unlink(trace);
	g_free(trace);
}

static void run_fini(struct run *run)
{
	json_node_unref(run->root);
	json_node_unref(run->metrics);
	recount_free(run->count);
}

/* ---- comparing ---- */

static void check_count(const struct run *run, const char *figure, int64_t reported, int64_t counted)
{
	if (reported != counted)
		printf("\n    %s: %s is %" PRId64 ", counted are %" PRId64, run->what, figure, reported,
		       counted);
	CU_ASSERT_EQUAL(reported, counted);
}

static void check_int(const struct run *run, JsonObject *in, const char *key, int64_t counted)
{
	CU_ASSERT_TRUE(json_object_has_member(in, key));
	check_count(run, key, json_object_get_int_member(in, key), counted);
}

static void check_near(const struct run *run, const char *figure, double reported, double counted, double off)
{
	bool near = fabs(reported - counted) <= off;
	if (!near)
		printf("\n    %s: %s is %.9g, counted is %.9g", run->what, figure, reported, counted);
	CU_ASSERT(near);
}

/* A number that may be null when it is not known (NAN). */
static void check_known(const struct run *run, JsonObject *in, const char *key, double counted, double off)
{
	CU_ASSERT_TRUE_FATAL(json_object_has_member(in, key));
	if (isnan(counted)) {
		CU_ASSERT_TRUE(json_object_get_null_member(in, key));
		return;
	}
	CU_ASSERT_FALSE(json_object_get_null_member(in, key));
	check_near(run, key, json_object_get_double_member(in, key), counted, off);
}

/* A metric, which is left out when it is not known. */
static void check_metric(const struct run *run, const char *name, double counted, double off)
{
	CU_ASSERT_EQUAL(json_object_has_member(run->values, name), !isnan(counted));
	if (json_object_has_member(run->values, name))
		check_near(run, name, json_object_get_double_member(run->values, name), counted, off);
}

static bool loses[DROPS]; /* some run does, at this place */

/* ---- packets ---- */

static double loss_of(const struct recount_packets *p)
{
	int64_t lost = recount_lost(p), decided = lost + p->delivered;
	return decided > 0 ? (double)lost / (double)decided : NAN;
}

static void check_dropped(const struct run *run, JsonObject *in, const struct recount_packets *p)
{
	JsonObject *dropped = json_object_get_object_member(in, "dropped");
	CU_ASSERT_EQUAL(json_object_get_size(dropped), DROPS);
	for (int i = 0; i < DROPS; i++) {
		check_int(run, dropped, drop_names[i].name, p->dropped[i]);
		loses[i] |= p->dropped[i] > 0;
	}
}

static void check_packets(const struct run *run, JsonObject *in, const struct recount_packets *p)
{
	check_int(run, in, "offered", p->offered);
	check_int(run, in, "delivered", p->delivered);
	check_dropped(run, in, p);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* The quantile of the sorted values: null with fewer than ten beyond it, else up to a bucket's width more. */
static void check_quantile(const struct run *run, JsonObject *in, const char *key, const GArray *latency,
			   int64_t ppm)
{
	int64_t n = latency->len, rank = (n * ppm + 999999) / 1000000;
	bool known = n > 0 && n - rank >= 10;
	CU_ASSERT_EQUAL(!json_object_get_null_member(in, key), known);
	if (!known)
		return;
	double exact = (double)g_array_index(latency, int64_t, rank - 1) / 1000;
	double printed = json_object_get_double_member(in, key);
	if (!(printed >= exact && printed <= exact * (1 + 1.0 / 128) + 0.001))
		printf("\n    %s: %s is %.3f, counted is %.3f", run->what, key, printed, exact);
	CU_ASSERT(printed >= exact && printed <= exact * (1 + 1.0 / 128) + 0.001);
}

static double ns_at(const GArray *latency, int64_t i)
{
	return latency->len > 0 ? (double)g_array_index(latency, int64_t, i) / 1000 : NAN;
}

static double mean_ns(const GArray *latency)
{
	__int128 sum = 0, n = latency->len;
	for (guint i = 0; i < latency->len; i++)
		sum += g_array_index(latency, int64_t, i);
	return n > 0 ? (double)((sum + n / 2) / n) / 1000 : NAN;
}

static void check_latency(const struct run *run, JsonObject *in, GArray *latency)
{
	JsonObject *ns = json_object_get_object_member(in, "latency_ns");
	CU_ASSERT_PTR_NOT_NULL_FATAL(ns);
	g_array_sort(latency, by_size);
	check_known(run, ns, "min", ns_at(latency, 0), 1e-4);
	check_known(run, ns, "mean", mean_ns(latency), 1e-4);
	check_known(run, ns, "max", ns_at(latency, (int64_t)latency->len - 1), 1e-4);
	check_quantile(run, ns, "p50", latency, 500000);
	check_quantile(run, ns, "p90", latency, 900000);
	check_quantile(run, ns, "p99", latency, 990000);
	check_quantile(run, ns, "p999", latency, 999000);
}

static void check_all(const struct run *run)
{
	const struct recount *c = run->count;
	JsonObject *packets = json_object_get_object_member(run->json, "packets");
	check_packets(run, packets, &c->all);
	check_int(run, packets, "inside_at_start", c->inside_start);
	check_int(run, packets, "inside_at_end", c->inside_end);
	check_int(run, packets, "in_flight", c->inside_end - c->inside_start);
	check_latency(run, run->json, c->all.latency);
	check_known(run, run->json, "offered_pps", (double)c->all.offered / run->seconds, 0.001);
	check_known(run, run->json, "delivered_pps", (double)c->all.delivered / run->seconds, 0.001);
	check_known(run, run->json, "loss_ratio", loss_of(&c->all), 1e-9);
}

static JsonObject *element(const struct run *run, const char *array, guint i)
{
	return json_array_get_object_element(json_object_get_array_member(run->json, array), i);
}

static guint length(const struct run *run, const char *array)
{
	return json_array_get_length(json_object_get_array_member(run->json, array));
}

static double member(JsonObject *in, const char *key)
{
	return json_object_get_null_member(in, key) ? NAN : json_object_get_double_member(in, key);
}

/* Metrics repeat the latencies of the JSON, which were compared with the trace: of a guest or source (NULL: of all). */
static void check_latency_metrics(const struct run *run, JsonObject *in, const char *part)
{
	static const char *const figures[] = {"min", "mean", "p50", "p90", "p99", "p999", "max"};
	JsonObject *ns = json_object_get_object_member(in, "latency_ns");
	EACH_CASE (i, figures) {
		char *name = g_strdup_printf("latency_%s_ns%s%s", figures[i], part ? " of " : "",
					     part ? part : "");
		check_metric(run, name, member(ns, figures[i]), 1e-4);
		g_free(name);
	}
}

/* check_part_metrics: those that metrics of studies have of a guest or source, which the JSON has as counts. */
static void check_part_metrics(const struct run *run, JsonObject *in, const char *part,
			       const struct recount_packets *p)
{
	const struct {
		const char *metric;
		double counted;
	} figures[] = {
		{"offered_pps", (double)p->offered / run->seconds},
		{"delivered_pps", (double)p->delivered / run->seconds},
		{"dropped_pps", (double)recount_lost(p) / run->seconds},
		{"offered_packets", (double)p->offered},
		{"delivered_packets", (double)p->delivered},
		{"dropped_packets", (double)recount_lost(p)},
		{"loss_ratio", loss_of(p)},
	};
	EACH_CASE (i, figures, metric) {
		char *name = g_strdup_printf("%s of %s", figures[i].metric, part);
		check_metric(run, name, figures[i].counted, 0.001);
		g_free(name);
	}
	check_latency_metrics(run, in, part);
}

static void check_streams(const struct run *run)
{
	CU_ASSERT_FATAL(length(run, "streams") <= RECOUNT_STREAMS);
	for (guint i = 0; i < length(run, "streams"); i++) {
		JsonObject *stream = element(run, "streams", i);
		check_packets(run, stream, &run->count->stream[i]);
		check_latency(run, stream, run->count->stream[i].latency);
		check_part_metrics(run, stream, json_object_get_string_member(stream, "name"),
				   &run->count->stream[i]);
	}
}

/* Whether the source's packets count for the guest: it sends them, or the outside does, to it. */
static bool is_of(JsonObject *stream, const char *guest)
{
	const char *from = json_object_get_string_member(stream, "from");
	bool outside = !*from || !strcmp(from, "host");
	return !strcmp(outside ? json_object_get_string_member(stream, "to") : from, guest);
}

static void check_guest(const struct run *run, JsonObject *guest)
{
	struct recount_packets sum = {.latency = g_array_new(FALSE, FALSE, sizeof(int64_t))};
	const char *name = json_object_get_string_member(guest, "name");
	for (guint i = 0; i < length(run, "streams"); i++)
		if (is_of(element(run, "streams", i), name))
			recount_add(&sum, &run->count->stream[i]);
	check_packets(run, guest, &sum);
	check_known(run, guest, "loss_ratio", loss_of(&sum), 1e-9);
	check_latency(run, guest, sum.latency);
	check_part_metrics(run, guest, name, &sum);
	g_array_free(sum.latency, TRUE);
}

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

static void check_counters(const struct run *run)
{
	JsonObject *counters = json_object_get_object_member(run->json, "counters");
	CU_ASSERT_EQUAL(json_object_get_size(counters), G_N_ELEMENTS(counted));
	EACH_CASE (i, counted, counter) {
		int64_t n = recount_of(run->count, counted[i].event);
		n += counted[i].other ? recount_of(run->count, counted[i].other) : 0;
		check_int(run, counters, counted[i].counter, n);
		if (json_object_has_member(run->json, counted[i].counter))
			check_int(run, run->json, counted[i].counter, n);
		seen[i] |= n > 0;
	}
}

static double each(const struct run *run, double value)
{
	return run->count->all.delivered > 0 ? value / (double)run->count->all.delivered : NAN;
}

static void check_per_packet(const struct run *run, int64_t hz)
{
	JsonObject *per_packet = json_object_get_object_member(run->json, "per_packet");
	JsonObject *counters = json_object_get_object_member(run->json, "counters");
	double busy = 0;
	for (guint i = 0; i < length(run, "cores"); i++)
		busy += 1 - json_object_get_double_member(element(run, "cores", i), "idle");
	double cycles = busy * run->seconds * (double)hz;
	double off = 1e-6 * length(run, "cores") * run->seconds * (double)hz;
	for (int i = 0; i < PER_PACKET; i++) {
		const char *name = per_packet_names[i];
		char *metric = g_strconcat("per_packet.", name, NULL);
		bool is_cycles = i == PER_PACKET_cycles;
		double n = is_cycles ? cycles : (double)json_object_get_int_member(counters, name);
		double near = (is_cycles ? each(run, off) : 0) + 1e-6;
		check_known(run, per_packet, name, each(run, n), near);
		check_metric(run, metric, each(run, n), near);
		g_free(metric);
	}
}

/* ---- figures that are derived twice ---- */

static void check_metrics(const struct run *run)
{
	const struct recount_packets *all = &run->count->all;
	double lost = (double)recount_lost(all);
	check_metric(run, "offered_pps", (double)all->offered / run->seconds, 0.001);
	check_metric(run, "delivered_pps", (double)all->delivered / run->seconds, 0.001);
	check_metric(run, "dropped_pps", lost / run->seconds, 0.001);
	check_metric(run, "lost_at_places", lost / run->seconds, 0.001);
	check_metric(run, "loss_ratio", loss_of(all), 1e-9);
	check_metric(run, "wasted_cycles_per_packet", member(run->json, "wasted_cycles_per_packet"), 0.001);
	check_metric(run, "offered_packets", (double)all->offered, 0);
	check_metric(run, "delivered_packets", (double)all->delivered, 0);
	check_metric(run, "dropped_packets", lost, 0);
	check_metric(run, "delivered_bps", 8 * (double)all->bytes / run->seconds, 1);
	check_metric(run, "delivered_wire_bps", 8 * (double)(all->bytes + 20 * all->delivered) / run->seconds,
		     1);
	for (int i = 0; i < DROPS; i++) {
		char *name = g_strconcat("dropped.", drop_names[i].name, NULL);
		check_metric(run, name, (double)all->dropped[i] / run->seconds, 0.001);
		g_free(name);
	}
}

/* Shares of each core make up 1, and its costs the shares of their contexts. */
static void check_core(const struct run *run, JsonObject *core)
{
	double sum = 0;
	for (int i = 0; i < CONTEXTS; i++) {
		double costs = 0, share = json_object_get_double_member(core, context_names[i]);
		int n = 0;
		for (guint k = 0; k < length(run, "cpu_by_cost"); k++) {
			JsonObject *cost = element(run, "cpu_by_cost", k);
			bool same_machine = !json_object_has_member(core, "machine") ||
					    !strcmp(json_object_get_string_member(core, "machine"),
						    json_object_get_string_member(cost, "machine"));
			if (!same_machine ||
			    json_object_get_int_member(core, "core") !=
				    json_object_get_int_member(cost, "core") ||
			    strcmp(json_object_get_string_member(cost, "context"), context_names[i]) != 0)
				continue;
			costs += json_object_get_double_member(cost, "share");
			n++;
		}
		if (i != CONTEXT_idle)
			check_near(run, context_names[i], costs, share, 1e-6 * (n + 1));
		sum += share;
	}
	check_near(run, "a core's time", sum, 1, 1e-6 * CONTEXTS);
}

static void check_cores(const struct run *run, int64_t nic_core)
{
	for (guint i = 0; i < length(run, "cores"); i++)
		check_core(run, element(run, "cores", i));
	for (int i = 0; i < CONTEXTS; i++) {
		char *name = g_strconcat("cpu.", context_names[i], NULL);
		JsonObject *core = element(run, "cores", (guint)nic_core);
		check_metric(run, name, json_object_get_double_member(core, context_names[i]), 1e-6);
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

static void check_queues(const struct run *run)
{
	for (int kind = 0; kind < QUEUES; kind++) {
		double mean = NAN, max = NAN;
		for (guint i = 0; i < length(run, "queues"); i++) {
			JsonObject *q = element(run, "queues", i);
			if (!is_kind(json_object_get_string_member(q, "name"), queue_kinds[kind].name))
				continue;
			mean = (isnan(mean) ? 0 : mean) + json_object_get_double_member(q, "mean");
			max = fmax(max, (double)json_object_get_int_member(q, "max"));
		}
		char *mean_name = g_strconcat("queue_mean.", queue_kinds[kind].name, NULL);
		char *max_name = g_strconcat("queue_max.", queue_kinds[kind].name, NULL);
		check_metric(run, mean_name, mean, 0.001 * length(run, "queues"));
		check_metric(run, max_name, max, 0);
		g_free(mean_name);
		g_free(max_name);
	}
}

/* ---- scenarios ---- */

/* check_scenario: makes the run and checks all of it. */
static void check_scenario(const struct scenario *s, const char *path, char **sets)
{
	struct run run;
	run_init(&run, path, sets);
	check_all(&run);
	check_streams(&run);
	for (guint i = 0; i < length(&run, "guests"); i++)
		check_guest(&run, element(&run, "guests", i));
	check_counters(&run);
	check_per_packet(&run, platform_host(s->platform, s->host.name)->hz);
	check_metrics(&run);
	check_latency_metrics(&run, run.json, NULL);
	check_cores(&run, s->nic.core);
	check_queues(&run);
	run_fini(&run);
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
	struct run run;
	run_init(&run, path, no_sets);
	for (guint i = 0; i < 2; i++) {
		JsonObject *stream = element(&run, "streams", i);
		JsonObject *ns = json_object_get_object_member(stream, "latency_ns");
		check_int(&run, stream, "offered", 1000 * (i + 1));
		check_int(&run, stream, "delivered", 1000 * (i + 1));
		CU_ASSERT(member(ns, "min") > 5000 && member(ns, "max") < 20000);
	}
	run_fini(&run);
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
		if (loses[i] == is_never_full(i))
			printf("\n    %s: packets are lost there: %d", drop_names[i].name, loses[i]);
		CU_ASSERT_EQUAL(loses[i], !is_never_full(i));
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
