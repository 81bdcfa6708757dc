/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Depths of queues as studies see them, in runs of tests/data/tandem.yaml whose only cost is that of what empties one queue,
 * so that everything else takes no time: by Little's law, by the queue M/D/1, by the size of each ring, and by the
 * names that the result gives its queues.
 */
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"
#include "tools/study/figures/interval.h"
#include "tools/study/figures/metric.h"
#include <math.h>

#define TANDEM_YAML SOURCE_DIR "/tests/data/tandem.yaml"
#define SERVICE_NS 1600. /* 5,280 cycles at 3.3 GHz */
#define SETS_MAX 16

#define KEPT_FREE                                                                                            \
	18 /* descriptors: with fewer than 2 + MAX_SKB_FRAGS (17) free ones the guest's driver stops */

/* The guest sends; else the wire does. */
#define FROM_GUEST "traffic.from=vm0", "traffic.to=wire"

/* run: makes a run with the sets and those that follow; what report sends of it. To be freed by the caller. */
static GByteArray *run(const char *path, const char *const *sets, const char *const *further,
		       run_report report)
{
	const char *all[SETS_MAX + 1] = {0};
	int n = 0;
	for (; *sets && n < SETS_MAX; sets++)
		all[n++] = *sets;
	for (; *further && n < SETS_MAX; further++)
		all[n++] = *further;
	CU_ASSERT_FATAL(n < SETS_MAX);
	GByteArray *bytes = run_child(&(struct run_order){.path = path, .sets = all}, report);
	CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
	return bytes;
}

static void report_metrics(const struct scenario *s, const struct result *r, FILE *out)
{
	struct run_values *v = run_values_new(s, r);
	fwrite(v->all, sizeof(*v->all), (size_t)metric_count(), out);
	run_values_free(v);
}

/* metrics: of a run of the tandem, by index of the metric; to be freed by the caller. */
static double *metrics(const char *const *sets, const char *const *further)
{
	GByteArray *bytes = run(TANDEM_YAML, sets, further, report_metrics);
	CU_ASSERT_EQUAL_FATAL(bytes->len, (guint)metric_count() * sizeof(double));
	return (double *)(void *)g_byte_array_free(bytes, FALSE);
}

static double value(const double *metrics, const char *group, const char *name)
{
	char *whole = g_strconcat(group, name, NULL);
	int metric = metric_find(whole);
	g_free(whole);
	CU_ASSERT_TRUE_FATAL(metric >= 0);
	return metrics[metric];
}

/* waiting_elsewhere: packets that wait on average in queues of other kinds. */
static double waiting_elsewhere(const double *metrics, const char *kind)
{
	double sum = 0;
	for (int i = 0; i < QUEUES; i++) {
		double mean = value(metrics, "queue_mean.", queue_kinds[i].name);
		sum += isnan(mean) || !strcmp(queue_kinds[i].name, kind) ? 0 : mean;
	}
	return sum;
}

/* A system with one queue: whatever a packet's latency is beyond the least, it has waited there. */
struct one_queue {
	const char *queue;
	const char *sets[8];
};

/* Poisson arrivals at 0.8 of what the server takes, and more than it takes. */
static const struct one_queue systems[] = {
	{"nic", {"kernel=3.13", "cost.nic_rx=5280"}},
	{"nic", {"kernel=5.10", "cost.nic_rx=5280"}},
	{"backlog", {"kernel=5.10", "cost.netif_receive=5280", "nic.rps_cpus=3"}},
	{"tap", {"kernel=3.13", "cost.vhost_copy=5280"}},
	{"virtqueue", {"kernel=3.13", "cost.app_sink=5280"}},
	{"virtqueue", {"kernel=6.6", "cost.app_sink=5280"}},
	{"virtqueue", {"flow=virtio", "kernel=5.10", "cost.app_sink=5280"}},
	{"nic", {"flow=passthrough", "kernel=5.10", "cost.app_sink=5280"}},
	{"e1000_rx", {"flow=emulated", "kernel=3.13", "cost.app_sink=5280"}},
	{"e1000_rx", {"flow=emulated", "kernel=5.10", "cost.app_sink=5280"}},
	{"tx_virtqueue", {"kernel=3.13", "cost.tun_get_user=5280", FROM_GUEST}},
};

/* Little's law: mean depth = throughput x mean wait. A run differs from it by the packets that are inside at its begin
 * and its end, each by its latency at most. */
static void check_little(const struct one_queue *c, const double *m)
{
	double mean = value(m, "queue_mean.", c->queue), max = value(m, "queue_max.", c->queue);
	double wait = m[metric_find("latency_mean_ns")] - m[metric_find("latency_min_ns")];
	double due = m[metric_find("delivered_pps")] * wait / 1e9;
	double slack =
		2 * (max + 1) * m[metric_find("latency_max_ns")] / m[metric_find("measured_ns")] + 1e-4;
	CU_ASSERT_TRUE(fabs(mean - due) <= slack);
	CU_ASSERT_TRUE(slack < 0.02 * mean && mean <= max);
	CU_ASSERT_TRUE(waiting_elsewhere(m, c->queue) < 0.001 * mean);
	if (fabs(mean - due) > slack)
		printf("\n    %s, %s: mean depth %g, by Little's law %g +- %g", c->queue, c->sets[0], mean,
		       due, slack);
}

static void test_little(void)
{
	static const char *const load[] = {"traffic.arrivals=poisson", "load=500kpps", "duration=100ms",
					   "warmup=1ms", NULL};
	EACH_CASE (i, systems, queue) {
		double *m = metrics(systems[i].sets, load);
		CU_ASSERT_EQUAL(m[metric_find("loss_ratio")], 0);
		check_little(&systems[i], m);
		g_free(m);
	}
}

/* The same of those that are let in, when they are not all. */
static void test_little_with_loss(void)
{
	static const char *const load[] = {"load=800kpps", "nic.rx_ring=64", "vf.rx_ring=64",
					   "tap.queue=64", "duration=300ms", NULL};
	for (size_t i = 0; i < 3; i++) {
		double *m = metrics(systems[i].sets, load);
		CU_ASSERT_TRUE(m[metric_find("loss_ratio")] > 0.2);
		check_little(&systems[i], m);
		g_free(m);
	}
}

/* M/D/1 (Pollaczek and Khinchine): those that wait are load^2 / (2 (1 - load)) on average. The interval of ten
 * replications must hold it, and be narrow. */
static void test_closed_form(void)
{
	double due = 0.8 * 0.8 / (2 * (1 - 0.8)), mean[10];
	for (size_t i = 2; i < 6; i++) {
		for (int k = 0; k < 10; k++) {
			char *replication = g_strdup_printf("replication=%d", k);
			const char *const load[] = {"traffic.arrivals=poisson",
						    "load=500kpps",
						    "duration=100ms",
						    "warmup=1ms",
						    replication,
						    NULL};
			double *m = metrics(systems[i].sets, load);
			mean[k] = value(m, "queue_mean.", systems[i].queue);
			g_free(m);
			g_free(replication);
		}
		struct interval in = interval_of(mean, 10, 0.999);
		CU_ASSERT_TRUE(fabs(in.mean - due) <= in.half && in.half < 0.05 * due);
	}
}

/* Constant arrivals that a server has done with before the next come leave nothing to wait. */
static void test_nothing_waits(void)
{
	static const char *const load[] = {"load=500kpps", NULL};
	for (size_t i = 0; i < 5; i++) {
		double *m = metrics(systems[i].sets, load);
		CU_ASSERT_EQUAL(value(m, "queue_mean.", systems[i].queue), 0);
		CU_ASSERT_EQUAL(value(m, "queue_max.", systems[i].queue), 1);
		g_free(m);
	}
}

/* Overload: the queue is as deep as its ring lets it be, and not deeper. `away`: slots that the packets which wait
 * cannot have: that of a packet in service, of a batch that is given back as a whole. */
static void test_limits(void)
{
	static const struct {
		const char *queue;
		int slots, away;
		const char *sets[8];
	} cases[] = {
		{"nic", 64, 1, {"nic.rx_ring=64", "cost.nic_rx=5280"}},
		{"nic", 512, 1, {"kernel=6.6", "nic.rx_ring=512", "cost.nic_rx=5280"}},
		{"nic",
		 100,
		 1,
		 {"flow=callback", "callback.queue=100", "callback.batch=1", "cost.callback_rx=5280"}},
		{"nic",
		 64,
		 1,
		 {"flow=vhost-user", "kernel=5.10", "pmd.rx_ring=64", "cost.vhost_user_enqueue=5280"}},
		{"nic", 64, 1, {"flow=passthrough", "kernel=5.10", "vf.rx_ring=64", "cost.app_sink=5280"}},
		{"tap", 100, 0, {"kernel=3.13", "tap.queue=100", "cost.vhost_copy=5280"}},
		{"tap", 100, 16, {"kernel=5.10", "tap.queue=100", "cost.vhost_copy=5280"}},
		{"virtqueue", 64, 1, {"kernel=3.13", "virtio.ring=64", "cost.app_sink=5280"}},
		{"virtqueue", 64, 1, {"kernel=5.10", "virtio.ring=64", "cost.app_sink=5280"}},
		{"e1000_rx", 254, 1, {"flow=emulated", "kernel=3.13", "cost.app_sink=5280"}},
		{"tx_virtqueue",
		 64 - KEPT_FREE,
		 1,
		 {"kernel=3.13", "virtio.ring=64", "cost.tun_get_user=5280", FROM_GUEST}},
		{"uplink", 1000, 0, {"kernel=5.10", "traffic.frame=1518B", FROM_GUEST}},
	};
	static const char *const load[] = {"load=1Mpps", "duration=10ms", NULL};
	EACH_CASE (i, cases, queue) {
		double *m = metrics(cases[i].sets, load);
		double max = value(m, "queue_max.", cases[i].queue);
		CU_ASSERT_TRUE(max <= cases[i].slots && max >= cases[i].slots - cases[i].away);
		CU_ASSERT_TRUE(value(m, "queue_mean.", cases[i].queue) <= max);
		g_free(m);
	}
}

/* ---- several guests ---- */

/* is_name: the text is the name, or that with a number behind it, as of one of several ports and queues. */
static bool is_name(const char *text, const char *name)
{
	size_t length = strlen(name);
	return !strncmp(text, name, length) && strchr(".-", text[length]);
}

/* figures_of: mean and maximum over the result's queues of this kind, by their names: "tap", "nic-3", "vm0.1-2/tap". guest
 * NULL: of everybody. NAN without such a queue. */
static void figures_of(const struct result *r, const char *kind, const char *guest, double figures[2])
{
	figures[0] = figures[1] = NAN;
	for (int i = 0; i < r->n_queues; i++) {
		char **part = g_strsplit(r->queue[i].name, "/", 2);
		bool meant = !guest || (part[1] && is_name(part[0], guest));
		if (meant && is_name(part[1] ? part[1] : part[0], kind)) {
			figures[0] = r->queue[i].mean + (isnan(figures[0]) ? 0 : figures[0]);
			figures[1] = fmax(figures[1], (double)r->queue[i].max);
		}
		g_strfreev(part);
	}
}

static bool same(double a, double b)
{
	return isnan(a) ? isnan(b) : fabs(a - b) <= 1e-12 * fabs(a);
}

/* report_kind: "!" when a figure of the kind's queues is not that of their names; else the kind if it is known, with a star
 * if it is the guest's. */
static void report_kind(const struct run_values *v, const struct result *r, const char *kind,
			const char *guest, FILE *out)
{
	char *mean = g_strconcat("queue_mean.", kind, NULL), *max = g_strconcat("queue_max.", kind, NULL);
	double due[2];
	figures_of(r, kind, guest, due);
	if (!same(due[0], run_value(v, metric_find(mean), guest)) ||
	    !same(due[1], run_value(v, metric_find(max), guest)))
		fprintf(out, "!%s ", kind);
	else if (!isnan(due[0]))
		fprintf(out, "%s%s ", kind, guest ? "*" : "");
	g_free(mean);
	g_free(max);
}

static void report_guests(const struct scenario *s, const struct result *r, FILE *out)
{
	struct run_values *v = run_values_new(s, r);
	for (int k = 0; k < QUEUES; k++) {
		report_kind(v, r, queue_kinds[k].name, NULL, out);
		report_kind(v, r, queue_kinds[k].name, r->guest[0].name, out);
	}
	run_values_free(v);
}

#define VIRTIO "virtqueue virtqueue* tx_virtqueue tx_virtqueue* "

/* Several guests, queues, ports and machines; the queues known of all, and with a star of the first guest. */
static void test_guests(void)
{
	static const struct {
		const char *scenario;
		const char *sets[3];
		const char *known;
	} cases[] = {
		{"isolation", {"flow=emulated"}, "nic tap tap* e1000_rx e1000_rx* uplink "},
		{"isolation", {"flow=virtio"}, "nic tap tap* " VIRTIO "uplink "},
		{"isolation", {"flow=vhost"}, "nic tap tap* " VIRTIO "uplink "},
		{"isolation", {"flow=feedback"}, "nic nic* tap tap* " VIRTIO "uplink "},
		{"isolation", {"flow=callback"}, "nic nic* " VIRTIO},
		{"isolation", {"flow=vhost-user"}, "nic " VIRTIO},
		{"isolation", {"flow=passthrough"}, "nic nic* "},
		{"multiqueue", {NULL}, "nic tap tap* " VIRTIO "uplink "},
		{"chain", {"guests.firewall.ports=2"}, "nic tap tap* " VIRTIO "uplink "},
		{"two-servers", {NULL}, "nic tap tap* " VIRTIO "uplink "},
	};
	static const char *const length[] = {"duration=2ms", "warmup=1ms", NULL};
	EACH_CASE (i, cases, scenario) {
		char *path = g_strdup_printf("%s/scenarios/%s.yaml", SOURCE_DIR, cases[i].scenario);
		GByteArray *bytes = run(path, cases[i].sets, length, report_guests);
		g_byte_array_append(bytes, (const guint8 *)"", 1);
		CU_ASSERT_STRING_EQUAL(bytes->data, cases[i].known);
		g_byte_array_unref(bytes);
		g_free(path);
	}
}

static const struct test_case cases[] = {
	{"Little's law", test_little},
	{"Little's law with loss", test_little_with_loss},
	{"M/D/1", test_closed_form},
	{"nothing waits", test_nothing_waits},
	{"no deeper than a ring", test_limits},
	{"guests", test_guests},
};

SUITE("queue_depth", cases)
