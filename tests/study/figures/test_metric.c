/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Metrics: their table, the figures of a run of round numbers, and their way through a pipe.
 */
#include "tests/lib/study/sample.h"
#include "tests/lib/suite.h"
#include "tools/study/run/run_bytes.h"
#include <math.h>
#include <string.h>

/* A queue that is nobody's, and a guest's with two; of other kinds there is none. */
static void add_queues(struct result *r)
{
	static const struct result_queue queues[] = {
		{.kind = QUEUE_nic, .guest = -1, .max = 512, .mean = 40},
		{.kind = QUEUE_tap, .guest = 0, .max = 500, .mean = 250.5},
		{.kind = QUEUE_tap, .guest = 1, .max = 7, .mean = 0.25},
		{.kind = QUEUE_tap, .guest = 1, .max = 3, .mean = 1.5},
	};
	r->n_queues = G_N_ELEMENTS(queues);
	r->queue = g_memdup2(queues, sizeof(queues));
}

/* Two guests: one of them loses most of its packets. */
static struct result *result_with_guests(void)
{
	struct result *r = sample_result();
	r->warmup = 3 * VTIME_PER_S;
	r->n_guests = 2;
	r->guest = g_new0(struct result_guest, 2);
	r->guest[0] = (struct result_guest){.name = g_strdup("flooded"), .offered = 900, .delivered = 580};
	r->guest[1] = (struct result_guest){.name = g_strdup("quiet"), .offered = 100, .delivered = 20};
	r->guest[1].dropped[DROP_nic_ring_full] = 60;
	for (int64_t us = 1; us <= 20; us++)
		histogram_add(&r->guest[1].latency, us * VTIME_PER_US);
	add_queues(r);
	return r;
}

static struct run_values *sample_values(void)
{
	struct scenario *s = sample_scenario();
	struct result *r = result_with_guests();
	struct run_values *v = run_values_new(s, r);
	result_free(r);
	sample_scenario_free(s);
	return v;
}

static void test_table(void)
{
	GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (int i = 0; i < metric_count(); i++) {
		const struct metric *m = metric_at(i);
		CU_ASSERT_TRUE(g_hash_table_add(names, g_ascii_strdown(m->name, -1))); /* SQL has no case */
		CU_ASSERT_EQUAL(metric_find(m->name), i);
		CU_ASSERT_TRUE(*m->text && !g_str_has_suffix(m->text, "."));
		CU_ASSERT_TRUE(m->sense >= METRIC_LESS && m->sense <= METRIC_MORE);
	}
	CU_ASSERT_EQUAL(metric_find("delivered"), -1);
	CU_ASSERT_EQUAL(metric_find(""), -1);
	g_hash_table_unref(names);
}

/* What is known of each metric, or of all whose names begin like this: its unit, which way it is better (-1: less), and
 * whether it is known of each guest, of each source, and of each core. Written from docs/metrics.md. */
static const struct known_metric {
	const char *name, *unit;
	int sense;
	bool of_guest, of_source, of_core;
} known_metrics[] = {
	{"offered_pps", "pps", 0, true, true, false},
	{"delivered_pps", "pps", 1, true, true, false},
	{"dropped_pps", "pps", -1, true, true, false},
	{"loss_ratio", "", -1, true, true, false},
	{"delivered_bps", "bps", 1, false, false, false},
	{"delivered_wire_bps", "bps", 1, false, false, false},
	{"latency_min_ns", "ns", -1, true, true, false},
	{"latency_mean_ns", "ns", -1, true, true, false},
	{"latency_p50_ns", "ns", -1, true, true, false},
	{"latency_p90_ns", "ns", -1, true, true, false},
	{"latency_p99_ns", "ns", -1, true, true, false},
	{"latency_p999_ns", "ns", -1, true, true, false},
	{"latency_max_ns", "ns", -1, true, true, false},
	{"wasted_cycles_per_packet", "", -1, false, false, false},
	{"joules_per_packet", "", -1, false, false, false},
	{"offered_packets", "packets", 0, true, true, false},
	{"delivered_packets", "packets", 1, true, true, false},
	{"dropped_packets", "packets", -1, true, true, false},
	{"warmup_ns", "ns", 0, false, false, false},
	{"warmup_steady", "", 0, false, false, false},
	{"measured_ns", "ns", 0, false, false, false},
	{"dropped.", "pps", -1, true, true, false},
	{"cpu.", "", 0, false, false, true},
	{"per_packet.", "", -1, false, false, false},
	{"queue_mean.nic", "packets", -1, true, false, false},
	{"queue_mean.tap", "packets", -1, true, false, false},
	{"queue_mean.virtqueue", "packets", -1, true, false, false},
	{"queue_mean.e1000_rx", "packets", -1, true, false, false},
	{"queue_mean.tx_virtqueue", "packets", -1, true, false, false},
	{"queue_mean.uplink", "packets", -1, false, false, false},
	{"queue_mean.switch_port", "packets", -1, false, false, false},
	{"queue_max.switch_port", "packets", -1, false, false, false},
	{"queue_mean.backlog", "packets", -1, false, false, false},
	{"queue_mean.upcall", "packets", -1, false, false, false},
	{"queue_max.backlog", "packets", -1, false, false, false},
	{"queue_max.upcall", "packets", -1, false, false, false},
	{"queue_max.nic", "packets", -1, true, false, false},
	{"queue_max.tap", "packets", -1, true, false, false},
	{"queue_max.virtqueue", "packets", -1, true, false, false},
	{"queue_max.e1000_rx", "packets", -1, true, false, false},
	{"queue_max.tx_virtqueue", "packets", -1, true, false, false},
	{"queue_max.uplink", "packets", -1, false, false, false},
	{"silent_sources", "", -1, false, false, false},
	{"unserved_guests", "", -1, false, false, false},
	{"early_guests", "", -1, false, false, false},
};

static const struct known_metric *known_of(const char *name)
{
	EACH_CASE (i, known_metrics, name) {
		const char *known = known_metrics[i].name;
		if (g_str_has_suffix(known, ".") ? g_str_has_prefix(name, known) : !strcmp(name, known))
			return &known_metrics[i];
	}
	return NULL;
}

/* Every metric has the row that is written above, and every row a metric. */
static void test_rows(void)
{
	bool met[G_N_ELEMENTS(known_metrics)] = {false};
	for (int i = 0; i < metric_count(); i++) {
		const struct metric *m = metric_at(i);
		const struct known_metric *k = known_of(m->name);
		CU_ASSERT_PTR_NOT_NULL_FATAL(k);
		met[k - known_metrics] = true;
		CU_ASSERT_STRING_EQUAL(m->unit, k->unit);
		CU_ASSERT_EQUAL((int)m->sense, k->sense);
		CU_ASSERT_EQUAL(m->of_guest, k->of_guest);
		CU_ASSERT_EQUAL(m->of_source, k->of_source);
		CU_ASSERT_TRUE(metric_has_part(m, WHOLE));
		CU_ASSERT_EQUAL(metric_has_part(m, PART_GUEST), k->of_guest);
		CU_ASSERT_EQUAL(metric_has_part(m, PART_SOURCE), k->of_source);
		CU_ASSERT_EQUAL(metric_has_part(m, PART_CORE), k->of_core);
	}
	EACH_CASE (i, known_metrics, name)
		CU_ASSERT_TRUE(met[i]);
}

static void test_columns(void)
{
	static const struct {
		const char *metric, *column;
	} cases[] = {
		{"delivered_pps", "delivered_pps"}, {"latency_p99_ns", "latency_p99_ns"},
		{"loss_ratio", "loss_ratio"},	    {"dropped.tap/queue_full", "dropped.tap/queue_full_pps"},
		{"cpu.softirq", "cpu.softirq"},	    {"queue_mean.tap", "queue_mean.tap_packets"},
	};
	EACH_CASE (i, cases, metric) {
		char *column = metric_column(metric_at(metric_find(cases[i].metric)));
		CU_ASSERT_STRING_EQUAL(column, cases[i].column);
		g_free(column);
	}
}

/* Every figure, worked out by hand from the counts of tests/lib/study/sample.h. NAN: not known. */
static void test_figures(void)
{
	static const struct {
		const char *metric, *guest;
		double value;
	} cases[] = {
		{"offered_pps", "", 500},
		{"delivered_pps", "", 300},
		{"dropped_pps", "", 195},
		{"loss_ratio", "", 390.0 / 990},
		{"delivered_bps", "", 600 * 64 * 8 / 2.0},
		{"delivered_wire_bps", "", 600 * 84 * 8 / 2.0},
		{"latency_min_ns", "", 1000},
		{"latency_mean_ns", "", 300500},
		{"latency_max_ns", "", 600000},
		{"latency_p999_ns", "", NAN},
		{"wasted_cycles_per_packet", "", 390.5},
		{"offered_packets", "", 1000},
		{"delivered_packets", "", 600},
		{"dropped_packets", "", 390},
		{"warmup_ns", "", 3e9},
		{"measured_ns", "", 2e9},
		{"dropped.nic/ring_full", "", 50},
		{"dropped.tap/queue_full", "", 145},
		{"dropped.host/backlog_full", "", 0},
		{"cpu.softirq", "", 0.25},
		{"cpu.vhost", "", 0.5},
		{"cpu.idle", "", 0.25},
		{"per_packet.kicks", "", 0.25},
		{"per_packet.copies", "", 1.5},
		{"per_packet.cycles", "", 5e6},
		{"queue_mean.nic", "", 40},
		{"queue_max.nic", "", 512},
		{"queue_mean.tap", "", 252.25},
		{"queue_max.tap", "", 500},
		{"queue_mean.virtqueue", "", NAN},
		{"queue_max.uplink", "", NAN},
		{"queue_mean.nic", "quiet", NAN},
		{"queue_max.nic", "quiet", NAN},
		{"queue_mean.tap", "quiet", 1.75},
		{"queue_max.tap", "quiet", 7},
		{"queue_max.tap", "flooded", 500},
		{"offered_pps", "quiet", 50},
		{"delivered_pps", "quiet", 10},
		{"loss_ratio", "quiet", 0.75},
		{"dropped.nic/ring_full", "quiet", 30},
		{"dropped_packets", "quiet", 60},
		{"loss_ratio", "flooded", 0},
		{"latency_min_ns", "quiet", 1000},
		{"latency_mean_ns", "quiet", 10500},
		{"latency_max_ns", "quiet", 20000},
		{"latency_p90_ns", "quiet", NAN},
		{"latency_mean_ns", "flooded", NAN},
		{"wasted_cycles_per_packet", "quiet", NAN},
		{"delivered_pps", "nobody", NAN},
	};
	struct run_values *v = sample_values();
	EACH_CASE (i, cases, metric) {
		double value = run_value(v, metric_find(cases[i].metric), cases[i].guest);
		CU_ASSERT_TRUE(isnan(cases[i].value)
				       ? isnan(value)
				       : fabs(value - cases[i].value) <= 1e-12 * cases[i].value);
	}
	double p50 = run_value(v, metric_find("latency_p50_ns"), NULL);
	CU_ASSERT_TRUE(p50 >= 300000 && p50 <= 303000);
	run_values_free(v);
}

/* Of a core its time is known and nothing else; cores of several machines have the machine's name before the number. */
static void test_cores(void)
{
	struct run_values *v = sample_values();
	const struct whose core = {PART_CORE, "0"}, none = {PART_CORE, "1"};
	CU_ASSERT_EQUAL(v->part[PART_CORE].n, 1);
	CU_ASSERT_EQUAL(run_value_of(v, metric_find("cpu.vhost"), core), 0.5);
	CU_ASSERT_TRUE(isnan(run_value_of(v, metric_find("cpu.vhost"), none)));
	CU_ASSERT_EQUAL(run_value_of(v, metric_find("offered_packets"), core), 1000); /* that of all */
	CU_ASSERT_TRUE(isnan(v->part[PART_CORE].figures[0][metric_find("offered_packets")]));
	run_values_free(v);
	struct result_core cores[] = {{.machine = (char *)"rack", .number = 3}};
	struct result r = {.n_machines = 1, .n_cores = 1, .core = cores};
	char *alone = run_core_name(&r, 0);
	r.n_machines = 2;
	char *together = run_core_name(&r, 0);
	CU_ASSERT_STRING_EQUAL(alone, "3");
	CU_ASSERT_STRING_EQUAL(together, "rack 3");
	g_free(alone);
	g_free(together);
}

/* Nothing offered, nothing delivered: what would be a division by zero is not known. */
static void test_nothing(void)
{
	static const char *const unknown[] = {"latency_min_ns",	   "latency_mean_ns",
					      "latency_p50_ns",	   "wasted_cycles_per_packet",
					      "per_packet.cycles", "loss_ratio"};
	struct scenario *s = sample_scenario();
	struct result *r = g_new0(struct result, 1);
	r->measured = VTIME_PER_S;
	s->nic.core = 7; /* a core that there is not */
	struct run_values *v = run_values_new(s, r);
	EACH_CASE (i, unknown)
		CU_ASSERT_TRUE(isnan(run_value(v, metric_find(unknown[i]), "")));
	CU_ASSERT_TRUE(isnan(run_value(v, metric_find("cpu.idle"), "")));
	CU_ASSERT_EQUAL(run_value(v, metric_find("offered_pps"), ""), 0);
	run_values_free(v);
	result_free(r);
	sample_scenario_free(s);
}

/* Bytes that are cut anywhere, or too long, are no report. */
static void test_bytes(void)
{
	struct run_report sent = {.seed = 7, .cpu_s = 0.5, .values = sample_values()}, got = {0};
	GByteArray *bytes = g_byte_array_new();
	run_report_pack(&sent, bytes);
	CU_ASSERT_TRUE_FATAL(run_report_unpack(&got, bytes->data, bytes->len));
	CU_ASSERT_EQUAL(got.seed, 7);
	CU_ASSERT_EQUAL(got.cpu_s, 0.5);
	CU_ASSERT_TRUE(run_values_same(sent.values, got.values));
	run_values_free(got.values);
	for (guint length = 0; length < bytes->len; length++) {
		guint8 *cut =
			g_memdup2(bytes->data, length); /* of its own, so that a read beyond it is seen */
		CU_ASSERT_FALSE(run_report_unpack(&got, cut, length));
		g_free(cut);
	}
	g_byte_array_append(bytes, (const guint8 *)"x", 1);
	CU_ASSERT_FALSE(run_report_unpack(&got, bytes->data, bytes->len));
	run_values_free(sent.values);
	g_byte_array_unref(bytes);
}

static const struct test_case cases[] = {
	{"the table", test_table},	{"every row", test_rows},	  {"columns", test_columns},
	{"figures", test_figures},	{"figures of cores", test_cores}, {"nothing delivered", test_nothing},
	{"through a pipe", test_bytes},
};

SUITE("metric", cases)
