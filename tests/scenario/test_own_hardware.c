/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hardware that the scenario describes itself: results and identity are those of the equal platform file, and its faults
 * have their places.
 */
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"
#include "tools/show/output_json.h"
#include "tools/study/plan/identity.h"
#include "tools/study/plan/plan.h"

#define PAID "costs: " PROFILE "\n"
#define PARTS PAID GUEST TRAFFIC

/* ---- the same as a platform file ---- */

static void report_json(const struct scenario *s, const struct result *r, FILE *out)
{
	char *text = output_json(s, r, false);
	fputs(text, out);
	g_free(text);
}

/* The result as it is printed, without the line that names the platform file. */
static char *result_of(const char *path, const char *const *sets, enum sync sync)
{
	GByteArray *bytes = run_child(&(struct run_order){path, sets, sync, NULL}, report_json);
	CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
	g_byte_array_append(bytes, (const guint8 *)"", 1);
	char *text = (char *)g_byte_array_free(bytes, FALSE), *line = strstr(text, "\"platform\": ");
	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	char *end = strchr(line, '\n');
	memmove(line, end, strlen(end) + 1);
	return text;
}

/* A shipped scenario, its platform, and the settings that say the same. */
static const struct {
	const char *path;
	const char *const sets[8];
} twins[] = {
	{SOURCE_DIR "/scenarios/shared-core.yaml",
	 {"duration=20ms", "platform=", "host.cores=4", "host.clock=3.3GHz", "wire.bandwidth=10Gbps",
	  "wire.latency=500ns"}},
	{SOURCE_DIR "/scenarios/two-servers.yaml",
	 {"duration=20ms", "platform=", "host.cores=4", "host.clock=3.3GHz", "wire.latency=500ns"}},
	{SOURCE_DIR "/scenarios/published/ping.yaml",
	 {"duration=20ms", "platform=", "host.cores=4", "host.clock=2.5GHz"}},
};

static void check_results(const char *path, const char *const *sets, enum sync sync)
{
	static const char *const none[] = {"duration=20ms", NULL};
	char *file = result_of(path, none, sync), *own = result_of(path, sets, sync);
	CU_ASSERT(strlen(file) > 5000);
	CU_ASSERT_STRING_EQUAL(file, own);
	g_free(file);
	g_free(own);
}

static void test_results(void)
{
	EACH_CASE (i, twins, path) {
		check_results(twins[i].path, twins[i].sets, SYNC_WINDOW);
		check_results(twins[i].path, twins[i].sets, SYNC_EVENT);
	}
}

static struct scenario *read_sound(const char *path, const char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, sets, d);
	faults_expect(path, d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	return s;
}

static void test_identity(void)
{
	static const char *const none[] = {"duration=20ms", NULL};
	EACH_CASE (i, twins, path) {
		struct scenario *file = read_sound(twins[i].path, none),
				*own = read_sound(twins[i].path, twins[i].sets);
		char *a = identity_of_point(file), *b = identity_of_point(own);
		CU_ASSERT_STRING_EQUAL(a, b);
		g_free(a);
		g_free(b);
		scenario_free(file);
		scenario_free(own);
	}
}

/* ---- how it is written ---- */

/* A scenario's text and what becomes of it. */
static const struct {
	const char *text, *host, *wire;
	int cores;
	int64_t hz, bits_per_s;
	vtime latency;
} forms[] = {
	{"host: {cores: 8, clock: 2.5GHz}\nwire: {bandwidth: 25Gbps, latency: 1us}\n" PARTS, "server", "wire",
	 8, 2500000000, 25000000000, VTIME_PER_US},
	{"wire: {bandwidth: 1Gbps}\n" PARTS, "server", "wire", 4, 3300000000, 1000000000, 500 * VTIME_PER_NS},
	{"host: {name: rack 3, cores: 2}\n" PARTS, "rack 3", "wire", 2, 3300000000, 10000000000,
	 500 * VTIME_PER_NS},
	{"host: {name: tester, cores: 2}\nwire: uplink\n" PARTS, "tester", "uplink", 2, 3300000000,
	 10000000000, 500 * VTIME_PER_NS},
	{"host: {name: lab, cores: 1024, clock: 1000GHz}\n" PARTS, "lab", "wire", 1024, 1000000000000,
	 10000000000, 500 * VTIME_PER_NS},
};

static void check_form(const struct scenario *s, size_t i)
{
	const struct platform_host *host = platform_host(s->platform, forms[i].host);
	const struct platform_link *wire = platform_link(s->platform, forms[i].wire);
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_PTR_NOT_NULL_FATAL(wire);
	CU_ASSERT_STRING_EQUAL(s->host.name, forms[i].host);
	CU_ASSERT_EQUAL(host->cores, forms[i].cores);
	CU_ASSERT_EQUAL(host->hz, forms[i].hz);
	CU_ASSERT_EQUAL(wire->bits_per_s, forms[i].bits_per_s);
	CU_ASSERT_EQUAL(wire->latency, forms[i].latency);
}

/* SimGrid itself takes each. */
static void test_forms(void)
{
	static const char *const sets[] = {"duration=1ms", "warmup=1ms", NULL};
	EACH_CASE (i, forms, text) {
		const struct text_part part = {"s.yaml", forms[i].text};
		char *folder = text_files(&part, 1), *path = g_build_filename(folder, "s.yaml", NULL);
		struct scenario *s = read_sound(path, NULL);
		check_form(s, i);
		struct run_numbers *n = run_numbers(&(struct run_order){.path = path, .sets = sets});
		CU_ASSERT_PTR_NOT_NULL(n);
		g_free(n);
		scenario_free(s);
		g_free(path);
		text_files_remove(folder);
	}
}

/* ---- faults ---- */

static const struct {
	const char *text, *const sets[3];
	const char *fault;
} bad[] = {
	{"host: {cores: 2}\n" SOUND,
	 {NULL},
	 "s.yaml:1:15: error: host.cores is given beside a platform file"},
	{"wire: {latency: 1us}\n" SOUND,
	 {NULL},
	 "s.yaml:1:17: error: wire.latency is given beside a platform"},
	{SOUND,
	 {"host.clock=1GHz"},
	 "--set host.clock=1GHz: error: host.clock is given beside a platform file"},
	{PARTS, {NULL}, "s.yaml: error: the scenario needs its hardware: host: {cores: 4, clock: 3.3GHz}"},
	{"host: server\n" PARTS, {NULL}, "s.yaml: error: the scenario needs its hardware"},
	{SOUND, {"platform="}, "--set platform=: error: the scenario needs its hardware"},
	{"host: {cores: 1}\n" PARTS,
	 {NULL},
	 "s.yaml:4:43: error: vcpu_core 1 does not exist: host server has 1 core, 0 to 0"},
	{"host: {cores: 0}\n" PARTS, {NULL}, "s.yaml:1:15: error: cores 0 is below the smallest, 1"},
	{"host: {clock: 3.3}\n" PARTS, {NULL}, "s.yaml:1:15: error: clock \"3.3\" has no unit"},
	{"host: {core: 2}\n" PARTS,
	 {NULL},
	 "s.yaml:1:8: error: host has no key \"core\"; did you mean cores?"},
	{"host: [2]\n" PARTS, {NULL}, "s.yaml:1:7: error: host takes a mapping"},
	{"host:\n" PARTS, {NULL}, "s.yaml:1:6: error: host has no value"},
	{"host: {name: a<b, cores: 2}\n" PARTS,
	 {NULL},
	 "s.yaml:1:14: error: \"a<b\" is no name of a machine or wire"},
	{"host: {cores: 2}\nwire: __up\n" PARTS, {NULL}, "s.yaml:2:7: error: \"__up\" is no name"},
	{"host: {cores: 2}\n" PARTS,
	 {"guests.0.host=x\"y"},
	 "--set guests.0.host=x\"y: error: \"x\"y\" is no name"},
	{"host: {cores: 2}\n" PAID "guests:\n  - {name: a, host: b, vhost_core: 0, vcpu_core: 1}\n"
	 "  - {name: b, host: c, vhost_core: 0, vcpu_core: 2}\n"
	 "traffic:\n  - {from: a, to: b, rate: 1kpps}\n",
	 {NULL},
	 "s.yaml:5:50: error: vcpu_core 2 does not exist: host c has 2 cores, 0 to 1"},
	{"host: {cores: 2}\n" PAID "guests:\n  - {name: a, host: b, vhost_core: 0, vcpu_core: 1}\n"
	 "  - {name: b, host: __c, vhost_core: 0, vcpu_core: 1}\n"
	 "traffic:\n  - {from: a, to: b, rate: 1kpps}\n",
	 {NULL},
	 "s.yaml:5:21: error: \"__c\" is no name of a machine"},
};

static void test_faults(void)
{
	EACH_CASE (i, bad, text) {
		const struct text_part part = {"s.yaml", bad[i].text};
		char *folder = text_files(&part, 1), *path = g_build_filename(folder, "s.yaml", NULL);
		struct diag *d = diag_new();
		CU_ASSERT_PTR_NULL(scenario_read(path, bad[i].sets, d));
		text_faults(bad[i].fault, folder, d, &bad[i].fault, 1);
		g_free(path);
		text_files_remove(folder);
	}
}

/* ---- studies ---- */

static const struct {
	const char *axis, *const sets[2];
	guint points;
	bool varies;
} axes[] = {
	{"{set: host.cores, values: [2, 4]}", {NULL}, 2, true},
	{"{set: host.clock, from: 2GHz, to: 3GHz, count: 3}", {NULL}, 3, true},
	{"{set: host, values: [here, there]}", {NULL}, 2, true},
	{"{set: wire.bandwidth, values: [10Gbps, 25Gbps]}", {NULL}, 2, true},
	{"{set: guests.vm0.host, values: [server, \"\"]}", {NULL}, 2, true},
	{"{set: nic.rx_ring, values: [256, 512]}", {NULL}, 2, false},
};

static void test_axes(void)
{
	EACH_CASE (i, axes, axis) {
		char *text = g_strconcat("host: {cores: 2}\n" PARTS "study:\n  axes: [", axes[i].axis, "]\n",
					 NULL);
		const struct text_part part = {"s.yaml", text};
		char *folder = text_files(&part, 1), *path = g_build_filename(folder, "s.yaml", NULL);
		struct diag *d = diag_new();
		struct study *s = study_read(path, axes[i].sets, d);
		faults_expect(axes[i].axis, d, NULL, 0);
		CU_ASSERT_PTR_NOT_NULL_FATAL(s);
		CU_ASSERT_EQUAL(s->points->len, axes[i].points);
		CU_ASSERT_EQUAL(study_varies_platform(s), axes[i].varies);
		study_free(s);
		g_free(path);
		g_free(text);
		text_files_remove(folder);
	}
}

static const struct test_case cases[] = {
	{"the results of the equal file", test_results},
	{"its identity, too", test_identity},
	{"how it is written", test_forms},
	{"faults", test_faults},
	{"axes of a study", test_axes},
};

SUITE("own hardware", cases)
