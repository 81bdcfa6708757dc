/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said to limit a run. The oracle is the set-up: a stage whose cost has been put up until nothing else can be the
 * limit must be named, for every stage of every flow; and of the shipped scenarios, what docs/flows.md says of them.
 */
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"
#include "tools/explain/explain.h"
#include "tools/explain/result_file.h"
#include "tools/show/output_json.h"

#define SCENARIOS SOURCE_DIR "/scenarios/"
#define SETS_MAX 10

static void report_json(const struct scenario *s, const struct result *r, FILE *out)
{
	struct explanation *e = explain(s, r);
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	explain_json(w, e);
	json_end(w);
	char *text = json_writer_finish(w);
	fputs(text, out);
	g_free(text);
	explanation_free(e);
}

/* explained: what explain says of a run, as JSON; "" when the run failed. */
static char *explained(const char *scenario, const char *const *sets)
{
	char *path = g_strconcat(SCENARIOS, scenario, NULL);
	GByteArray *bytes = run_child(&(struct run_order){path, sets, SYNC_WINDOW, NULL}, report_json);
	char *text = bytes ? g_strndup((const char *)bytes->data, bytes->len) : g_strdup("");
	if (bytes)
		g_byte_array_unref(bytes);
	g_free(path);
	return text;
}

static void expect_part(const char *label, const char *text, const char *part)
{
	bool found = strstr(text, part) != NULL;
	if (!found)
		printf("\n    %s: no %s in %s", label, part, text);
	CU_ASSERT(found);
}

static void expect_limit(const char *label, const char *text, const char *limit)
{
	char *part = g_strdup_printf("\"limit\": \"%s\"", limit);
	expect_part(label, text, part);
	g_free(part);
}

/* ---- one dear stage ---- */

#define SHORT "warmup=20ms", "duration=30ms"
#define FULL_WIRE "traffic.frame=1518B", "traffic.rate=812kpps", "crawl.to=800kpps"
#define DEAR "=20000" /* cycles: 6 us at 3.3 GHz, so that the stage takes 165 kpps */

static const struct dear {
	const char *scenario, *flow;
	const char *sets[SETS_MAX];
	const char *limit;
	const char *part; /* of the text; NULL: any */
} dear[] = {
	/* A flow receives: each stage in turn, nothing, the wire. */
	{"compare-rx.yaml", "vhost", {"cost.bridge" DEAR}, .limit = "softirq"},
	{"compare-rx.yaml", "vhost", {"cost.nic_rx" DEAR}, .limit = "softirq"},
	{"compare-rx.yaml",
	 "vhost",
	 {"cost.bridge" DEAR, "kernel=6.1", "napi.threaded=yes"},
	 .limit = "napi"},
	{"compare-rx.yaml",
	 "vhost",
	 {"cost.bridge" DEAR, "nic.rps_cpus=3"},
	 .limit = "softirq",
	 .part = "backlog-3"},
	{"compare-rx.yaml",
	 "vhost",
	 {"cost.ovs_xlate" DEAR, "switch=ovs", "switch.handler_core=3", "switch.match=5-tuple",
	  "traffic.flows=1000000"},
	 .limit = "other",
	 .part = "What limits is ovs-vswitchd on"},
	{"compare-rx.yaml", "vhost", {"cost.ovs_execute" DEAR, "switch=ovs"}, .limit = "softirq"},
	{"compare-rx.yaml", "vhost", {"cost.nic_rx" DEAR, "nic.rps_cpus=3"}, .limit = "softirq"},
	{"compare-rx.yaml", "vhost", {"cost.vhost_copy" DEAR}, .limit = "vhost"},
	{"compare-rx.yaml", "vhost", {"cost.app_sink" DEAR}, .limit = "vcpu"},
	{"compare-rx.yaml", "vhost", {NULL}, .limit = "source"},
	{"compare-rx.yaml", "vhost", {FULL_WIRE}, .limit = "wire"},
	{"compare-rx.yaml", "feedback", {"cost.bridge" DEAR}, .limit = "softirq"},
	{"compare-rx.yaml", "feedback", {"cost.vhost_copy" DEAR}, .limit = "vhost"},
	{"compare-rx.yaml", "feedback", {"cost.app_sink" DEAR}, .limit = "vcpu"},
	{"compare-rx.yaml", "feedback", {NULL}, .limit = "source"},
	{"compare-rx.yaml", "callback", {"cost.callback_rx" DEAR}, .limit = "vhost"},
	{"compare-rx.yaml", "callback", {"cost.app_sink" DEAR}, .limit = "vcpu"},
	{"compare-rx.yaml", "callback", {NULL}, .limit = "source"},
	{"compare-rx.yaml", "callback", {FULL_WIRE}, .limit = "wire"},
	{"compare-rx.yaml", "passthrough", {"cost.nic_rx" DEAR}, .limit = "vcpu"},
	{"compare-rx.yaml", "passthrough", {"cost.app_sink" DEAR, "vcpu.halt_exits=no"}, .limit = "vcpu"},
	{"compare-rx.yaml", "passthrough", {"vcpu.halt_exits=no"}, .limit = "source"},
	{"compare-rx.yaml", "passthrough", {FULL_WIRE}, .limit = "wire"},
	{"compare-rx.yaml", "vhost-user", {"cost.pmd_classify" DEAR, "pmd.core=2"}, .limit = "pmd"},
	{"compare-rx.yaml", "vhost-user", {"cost.vhost_user_enqueue" DEAR, "pmd.core=2"}, .limit = "pmd"},
	{"compare-rx.yaml", "vhost-user", {"cost.app_sink" DEAR, "pmd.core=2"}, .limit = "vcpu"},
	{"compare-rx.yaml", "vhost-user", {"pmd.core=2"}, .limit = "source"},
	{"compare-rx.yaml", "virtio", {"cost.bridge" DEAR}, .limit = "softirq"},
	{"compare-rx.yaml", "virtio", {"cost.qemu_read" DEAR}, .limit = "qemu"},
	{"compare-rx.yaml", "virtio", {"cost.app_sink" DEAR}, .limit = "vcpu"},
	{"compare-rx.yaml", "virtio", {NULL}, .limit = "source"},
	{"compare-rx.yaml", "emulated", {"cost.bridge" DEAR}, .limit = "softirq"},
	{"compare-rx.yaml",
	 "emulated",
	 {"cost.e1000_receive" DEAR},
	 .limit = "lock",
	 .part = "Most of the work is that of QEMU's thread"},
	{"compare-rx.yaml", "emulated", {"cost.app_sink" DEAR}, .limit = "vcpu"},
	{"compare-rx.yaml", "emulated", {NULL}, .limit = "source"},
	/* A guest sends as fast as it can. */
	{"compare-tx.yaml", "vhost", {"traffic.rate=0pps", "cost.app_source" DEAR}, .limit = "vcpu"},
	{"compare-tx.yaml", "vhost", {"traffic.rate=0pps", "cost.vhost_build_xdp" DEAR}, .limit = "vhost"},
	{"compare-tx.yaml",
	 "vhost",
	 {"traffic.rate=0pps", "cost.vhost_build_xdp" DEAR, "kernel=3.13"},
	 .limit = "vhost"},
	{"compare-tx.yaml", "feedback", {"traffic.rate=0pps", "cost.vhost_build_xdp" DEAR}, .limit = "vhost"},
	{"compare-tx.yaml", "callback", {"traffic.rate=0pps", "cost.app_source" DEAR}, .limit = "vcpu"},
	{"compare-tx.yaml", "callback", {"traffic.rate=0pps", "cost.nic_tx" DEAR}, .limit = "vhost"},
	{"compare-tx.yaml", "passthrough", {"traffic.rate=0pps", "cost.nic_tx" DEAR}, .limit = "vcpu"},
	{"compare-tx.yaml", "passthrough", {"traffic.rate=0pps", "traffic.frame=1518B"}, .limit = "wire"},
	{"compare-tx.yaml",
	 "vhost-user",
	 {"traffic.rate=0pps", "cost.app_source" DEAR, "pmd.core=2"},
	 .limit = "vcpu"},
	{"compare-tx.yaml",
	 "vhost-user",
	 {"traffic.rate=0pps", "cost.vhost_user_dequeue" DEAR, "pmd.core=2"},
	 .limit = "pmd"},
	{"compare-tx.yaml", "virtio", {"traffic.rate=0pps", "cost.app_source" DEAR}, .limit = "vcpu"},
	{"compare-tx.yaml", "virtio", {"traffic.rate=0pps", "cost.qemu_writev" DEAR}, .limit = "qemu"},
	{"compare-tx.yaml", "emulated", {"traffic.rate=0pps", "cost.app_source" DEAR}, .limit = "vcpu"},
	{"compare-tx.yaml", "emulated", {"traffic.rate=0pps", "cost.e1000_transmit" DEAR}, .limit = "vcpu"},
	{"compare-tx.yaml", "vhost", {"traffic.rate=100kpps"}, .limit = "source"},
	/* What is lost for other reasons than a full core. */
	{"compare-rx.yaml", "vhost", {"guests.stall_at=22ms", "guests.stall_for=10ms"}, .limit = "stall"},
	{"compare-rx.yaml",
	 "vhost",
	 {"guests.cgroup_quota=2ms", "guests.cgroup_period=10ms"},
	 .limit = "quota",
	 .part = "The quota of vm0's cgroup limits"},
	{"compare-rx.yaml", "vhost", {"cost.vhost_copy" DEAR, "guests.vhost_cores=any"}, .limit = "vhost"},
	{"compare-rx.yaml", "vhost", {"guests.start=40ms"}, .limit = "startup"},
	{"compare-rx.yaml",
	 "vhost",
	 {"traffic.arrivals=bursts", "traffic.rate=200kpps", "crawl.to=300kpps", "traffic.burst_on=500us",
	  "traffic.burst_off=9.5ms"},
	 .limit = "bursts"},
};

static void test_dear_stage(void)
{
	EACH_CASE (i, dear, scenario) {
		char *flow = g_strconcat("flow=", dear[i].flow, NULL);
		const char *sets[SETS_MAX + 4] = {SHORT, flow};
		for (int k = 0; dear[i].sets[k]; k++)
			sets[3 + k] = dear[i].sets[k];
		char *text = explained(dear[i].scenario, sets);
		char *label = g_strdup_printf("%s %s %s", dear[i].scenario, flow,
					      dear[i].sets[0] ? dear[i].sets[0] : "");
		expect_limit(label, text, dear[i].limit);
		if (dear[i].part)
			expect_part(label, text, dear[i].part);
		g_free(label);
		g_free(text);
		g_free(flow);
	}
}

/* ---- what the documents say ---- */

static const struct shipped {
	const char *scenario, *set; /* set: one setting, or NULL */
	const char *limit, *parts[4];
} shipped[] = {
	{"shared-core.yaml",
	 NULL,
	 "vhost",
	 {"\"core\": \"core 0\"", "too little for the vhost worker", "at tap/queue_full",
	  "\"rule\": \"waste\""}},
	{"separate-cores.yaml", NULL, "source", {"the first limit would be the softirq on core 0"}},
	{"feedback.yaml",
	 NULL,
	 "softirq",
	 {"at nic/ring_full", "leaves frames in the NIC while the tap is full",
	  "No cycles went into packets that were lost later"}},
	{"callback.yaml", NULL, "waits", {"at nic/pool_empty", "No cycles went"}},
	{"vhost-user.yaml", NULL, "source", {"Core 2 looks busier than it is"}},
	{"passthrough.yaml", NULL, "source", {"Core 1 looks busier than it is"}},
	{"virtio.yaml", NULL, "qemu", {"QEMU's thread on core 2, which is full", "at tap/queue_full"}},
	{"emulated.yaml", NULL, "lock", {"QEMU's big lock", "the queue e1000_rx behind it is full too"}},
	{"tx.yaml", NULL, "vhost", {"the source waits: the queue tx_virtqueue"}},
	{"flood.yaml", NULL, "bursts", {"Guest quiet loses"}},
	{"isolation.yaml",
	 NULL,
	 "softirq",
	 {"Guest quiet loses", "at nic/ring_full, in a queue that it shares"}},
	{"isolation.yaml", "flow=feedback", "softirq", {"The driver leaves frames in the NIC"}},
	{"multiqueue.yaml", NULL, "softirq", {"at nic/ring_full"}},
	{"ramp.yaml", NULL, "bursts", {"comes unevenly"}},
	{"published/backpressure.yaml", NULL, "vcpu", {"at tap/queue_full"}},
	{"published/livelock.yaml", NULL, "softirq", {"at host/backlog_full"}},
	{"lifecycle.yaml", NULL, "startup", {"at tap/closed"}},
	{"busy-polling.yaml", NULL, "source", {NULL}},
	{"background.yaml",
	 NULL,
	 "background",
	 {"it has core 2 for 20.0 % of the time", "wait for the vhost worker", "at tap/queue_full"}},
	{"background.yaml",
	 "background.backup.core=1",
	 "background",
	 {"it has core 1 for 20.0 % of the time", "wait for the vCPU"}},
	{"background.yaml",
	 "background.backup.duty=0.8",
	 "source",
	 {"Background work takes", "of core 2, which works for packets for"}},
	{"unpinned.yaml",
	 NULL,
	 "source",
	 {"Backends of guests may move. They worked for 26.1 % of the time on core 3."}},
	{"unpinned.yaml",
	 "guests.vm0.vhost_cores=0-2",
	 "source",
	 {"of the time on core 0, where other work takes"}},
	{"unpinned.yaml", "guests.vm0.vcpu_cores=any", "source", {"vCPUs may move. They worked for"}},
	{"smt.yaml",
	 NULL,
	 "vcpu",
	 {"Cores 1 and 5 are threads of one physical core", "each works at 62.0 % of its speed"}},
	{"cstates.yaml", NULL, "source", {"sleeps in C6 for 9", "and takes 133 us to wake"}},
	{"cstates.yaml", "sched.deepest=C1E", "source", {"sleeps in C1E for 9", "and takes 10.0 us"}},
};

static void test_shipped(void)
{
	EACH_CASE (i, shipped, scenario) {
		const char *const sets[] = {shipped[i].set, NULL};
		char *text = explained(shipped[i].scenario, sets);
		expect_limit(shipped[i].scenario, text, shipped[i].limit);
		for (int k = 0; k < 4 && shipped[i].parts[k]; k++)
			expect_part(shipped[i].scenario, text, shipped[i].parts[k]);
		g_free(text);
	}
}

/* ---- from a file ---- */

/* report_both: what is said of a run, and of the file that it leaves. */
static void report_both(const struct scenario *s, const struct result *r, FILE *out)
{
	struct scenario *read_s;
	struct result *read_r;
	char *json = output_json(s, r, false),
	     *path = g_build_filename(g_get_tmp_dir(), "vhostsim-XXXXXX", NULL);
	close(mkstemp(path));
	bool read =
		g_file_set_contents(path, json, -1, NULL) && result_file_read(path, &read_s, &read_r, NULL);
	remove(path);
	struct explanation *live = explain(s, r), *file = read ? explain(read_s, read_r) : NULL;
	char *a = explain_text(live), *b = file ? explain_text(file) : g_strdup("not read");
	fprintf(out, "%s%s", strcmp(a, b) == 0 ? "same\n" : b, strcmp(a, b) == 0 ? "" : a);
}

static void test_file(void)
{
	static const char *const scenarios[] = {
		"shared-core.yaml", "feedback.yaml",   "isolation.yaml",  "emulated.yaml",    "tx.yaml",
		"two-servers.yaml", "multiqueue.yaml", "vhost-user.yaml", "passthrough.yaml", "cstates.yaml",
		"smt.yaml",	    "unpinned.yaml",   "background.yaml"};
	EACH_CASE (i, scenarios) {
		static const char *const sets[] = {SHORT, NULL};
		char *path = g_strconcat(SCENARIOS, scenarios[i], NULL);
		GByteArray *bytes =
			run_child(&(struct run_order){path, sets, SYNC_WINDOW, NULL}, report_both);
		CU_ASSERT_FATAL(bytes != NULL);
		g_byte_array_append(bytes, (const guint8 *)"", 1);
		expect_part(scenarios[i], (const char *)bytes->data, "same\n");
		g_byte_array_unref(bytes);
		g_free(path);
	}
}

/* Files that are no results: each with what the message says. */
static const struct bad {
	const char *text, *message;
} bad[] = {
	{"", "it holds no JSON of one"},
	{"{", "it holds no JSON of one"},
	{"[]", "it holds no JSON of one"},
	{"{}", "no such \"settings\""},
	{"{\"settings\": 1}", "no such \"settings\""},
	{"{\"settings\": {\"flow\": \"none\"}}", "no such \"flow\""},
	{"{\"settings\": {\"guests\": [1]}}", "no such"},
};

static void test_bad_files(void)
{
	char *path = g_build_filename(g_get_tmp_dir(), "vhostsim-XXXXXX", NULL);
	close(mkstemp(path));
	EACH_CASE (i, bad, text) {
		struct scenario *s;
		struct result *r;
		GError *error = NULL;
		CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, bad[i].text, -1, NULL));
		CU_ASSERT_FALSE(result_file_read(path, &s, &r, &error));
		CU_ASSERT_PTR_NULL(s);
		CU_ASSERT_PTR_NULL(r);
		expect_part(bad[i].text, error ? error->message : "", bad[i].message);
		g_clear_error(&error);
	}
	remove(path);
	g_free(path);
}

/* Every drop and every context has its row in the tables of the rules. */
static void test_tables(void)
{
	for (int drop = 0; drop < DROPS; drop++) {
		if (!limit_knows(drop))
			printf("\n    no row for %s in tools/explain/limit.c", drop_names[drop].name);
		CU_ASSERT_TRUE(limit_knows(drop));
	}
	for (int context = 0; context < CONTEXTS; context++) {
		bool softirq = context == CONTEXT_hardirq || context == CONTEXT_softirq ||
			       context == CONTEXT_ksoftirqd;
		if ((context_stage[context] == STAGE_softirq) != softirq)
			printf("\n    context %s has another stage", context_names[context]);
		CU_ASSERT_EQUAL(context_stage[context] == STAGE_softirq, softirq);
	}
}

static const struct test_case cases[] = {
	{"every drop and context has a row", test_tables},
	{"a stage that is dear is named", test_dear_stage},
	{"what the documents say of the shipped scenarios", test_shipped},
	{"a result's file says the same as the run", test_file},
	{"files that are no results", test_bad_files},
};

SUITE("explain", cases)
