/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario base: what is made from it is what reading the file anew gives, however much was made before; the files it
 * names are opened once; a crawl does not speak against a run.
 */
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/scenario/scenario_base.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/crawl/scenario_file.h"

static struct scenario_base *base_of(const char *path)
{
	struct diag *d = diag_new();
	struct scenario_base *b = scenario_base_read(path, d);
	faults_expect(path, d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(b);
	return b;
}

static struct scenario *make(struct scenario_base *b, const char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_base_make(b, sets, d);
	faults_expect("made", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	return s;
}

static const char *const some_sets[][4] = {
	{NULL},
	{"load=300kpps", "traffic.frame=imix", NULL},
	{"kernel=5.10", "nic.rx_ring=256", "cost.app_sink=7", NULL},
	{"cost.all=0", "cost.bridge=5", "guests.vm0.vhost_core=2", NULL},
	{"guests.vm0.name=other", "traffic.0.to=other", "question=else", NULL},
};

static void check_same(struct scenario_base *b, const char *path, const char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario *anew = scenario_read(path, sets, d), *made = make(b, sets);
	faults_expect("read anew", d, NULL, 0);
	char *expected = settings_of(anew), *is = settings_of(made);
	CU_ASSERT_STRING_EQUAL(is, expected);
	CU_ASSERT_STRING_EQUAL(made->path, path);
	CU_ASSERT_STRING_EQUAL(made->name, anew->name);
	g_free(expected);
	g_free(is);
	scenario_free(anew);
	scenario_free(made);
}

/* Twice over: what was made before leaves no trace. */
static void test_same_as_read(void)
{
	const char *path = SOURCE_DIR "/scenarios/separate-cores.yaml";
	struct scenario_base *b = base_of(path);
	for (size_t i = 0; i < 2 * G_N_ELEMENTS(some_sets); i++)
		check_same(b, path, some_sets[i % G_N_ELEMENTS(some_sets)]);
	scenario_base_free(b);
}

/* What is made outlives the base, with the files that it shares. */
static void test_outlives(void)
{
	static const char *const sets[] = {"nic.rx_ring=128", NULL};
	struct scenario_base *b = base_of(SOURCE_DIR "/scenarios/pcap.yaml");
	struct scenario *first = make(b, NULL), *second = make(b, sets);
	scenario_base_free(b);
	CU_ASSERT_PTR_EQUAL(first->platform, second->platform);
	CU_ASSERT_PTR_EQUAL(g_ptr_array_index(first->captures, 0), g_ptr_array_index(second->captures, 0));
	scenario_free(first);
	CU_ASSERT_PTR_NOT_NULL(platform_host(second->platform, "server"));
	const struct capture *c = g_ptr_array_index(second->captures, 0);
	CU_ASSERT_TRUE(c->n > 1 && c->frame[0].bytes > 0);
	CU_ASSERT_EQUAL(scenario_place(second, "nic.rx_ring").line, 0);
	CU_ASSERT_STRING_EQUAL(scenario_place(second, "nic.rx_ring").file, "--set nic.rx_ring=128");
	CU_ASSERT_TRUE(scenario_place(second, "guests.0.vhost_core").line > 0);
	scenario_free(second);
}

/* Once read, a file may go. One that another setting names is read then. */
static void test_read_once(void)
{
	static const struct text_part parts[] = {
		{"s.yaml", "platform: p.xml\ncosts: c.yaml\n" GUEST TRAFFIC}};
	static const char *const other[] = {"platform=q.xml", NULL};
	char *folder = text_files(parts, 1), *path = g_build_filename(folder, "s.yaml", NULL);
	char *xml = g_build_filename(folder, "p.xml", NULL),
	     *costs = g_build_filename(folder, "c.yaml", NULL);
	char *text, *q = g_build_filename(folder, "q.xml", NULL);
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(PLATFORM, &text, NULL, NULL));
	CU_ASSERT_TRUE(g_file_set_contents(xml, text, -1, NULL));
	g_free(text);
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(PROFILE, &text, NULL, NULL));
	CU_ASSERT_TRUE(g_file_set_contents(costs, text, -1, NULL));
	/* cppcheck-suppress doubleFree */ /* it is another one */
	g_free(text);
	struct scenario_base *b = base_of(path);
	scenario_free(make(b, NULL));
	CU_ASSERT_EQUAL(g_remove(xml) | g_remove(costs) | g_remove(path), 0);
	scenario_free(make(b, NULL));
	struct diag *d = diag_new();
	CU_ASSERT_PTR_NULL(scenario_base_make(b, other, d));
	char *fault = g_strdup_printf("--set platform=q.xml: error: %s cannot be read", q);
	faults_expect("a file that is not there", d, (const char *const *)&fault, 1);
	g_free(fault);
	g_free(path);
	g_free(xml);
	g_free(costs);
	g_free(q);
	scenario_base_free(b);
	text_files_remove(folder);
}

/* The faults of the file come with everything that is made of it; a syntax that is none gives no base. */
static void test_faults(void)
{
	static const struct text_part parts[] = {
		{"s.yaml", SOUND "nic: {rx_ring: 3x}\n"},
		{"broken.yaml", "flow: [\n"},
	};
	static const char *const sets[] = {"kernel=2", "abc", NULL};
	static const char *const faults[] = {"s.yaml:7:16: error: rx_ring \"3x\" goes on after its number",
					     "--set kernel=2: error: kernel \"2\" is not one of",
					     "--set abc: error: a setting is written KEY=VALUE"};
	char *folder = text_files(parts, 2), *path = g_build_filename(folder, "s.yaml", NULL);
	char *broken = g_build_filename(folder, "broken.yaml", NULL);
	struct scenario_base *b = base_of(path);
	for (int i = 0; i < 2; i++) {
		struct diag *d = diag_new();
		CU_ASSERT_PTR_NULL(scenario_base_make(b, sets, d));
		text_faults("a bad file", folder, d, faults, 3);
	}
	struct diag *d = diag_new();
	CU_ASSERT_PTR_NULL(scenario_base_read(broken, d));
	CU_ASSERT_EQUAL(diag_count(d), 1);
	diag_free(d);
	scenario_base_free(b);
	g_free(path);
	g_free(broken);
	text_files_remove(folder);
}

/* The wire carries 100 kpps of these frames, not the 2 Mpps that the crawl goes up to. */
static void test_no_crawl(void)
{
	static const char *const sets[] = {"load=100kpps", "traffic.frame=9000B", NULL};
	static const struct text_part parts[] = {{"s.yaml", SOUND "crawl: {from: 1kpps, to: 2Mpps}\n"}};
	static const char *const faults[] = {
		"s.yaml:7:26: error: crawl.to is more than the link wire carries"};
	char *folder = text_files(parts, 1), *path = g_build_filename(folder, "s.yaml", NULL);
	struct scenario_base *b = base_of(path);
	struct scenario *s = make(b, sets);
	scenario_free(s);
	struct diag *d = diag_new();
	struct scenario_order order = {.sets = sets, .crawl = crawl_check_loads};
	CU_ASSERT_PTR_NULL(scenario_base_make_with(b, &order, d));
	text_faults("with its crawl", folder, d, faults, 1);
	scenario_base_free(b);
	g_free(path);
	text_files_remove(folder);
}

/* Settings with places of their own, and the full keys that they make. */
static void test_try(void)
{
	struct place at = {"there", 3, 4};
	const struct scenario_set sets[] = {
		{"traffic.rate", "1kpps", at}, {"guests.vm0.vhost_core", "x", at}, {"zebra", "1", at}};
	static const char *const faults[] = {"there:3:4: error: vhost_core \"x\"",
					     "there:3:4: error: the top level has no key \"zebra\""};
	struct scenario_base *b =
		base_of(SOURCE_DIR "/scenarios/isolation.yaml"); /* two sources, two guests */
	const struct scenario_set named = {"guests.quiet.vhost_core", "x", at};
	struct scenario_set own[3];
	memcpy(own, sets, sizeof(own));
	own[1] = named;
	struct diag *d = diag_new();
	char **keys = scenario_base_try(b, &(struct scenario_order){.more = own, .n = 3}, d);
	faults_expect("tried", d, faults, 2);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(keys), 3);
	CU_ASSERT_TRUE(g_str_has_prefix(keys[0], "guests.") && g_str_has_suffix(keys[0], ".vhost_core"));
	CU_ASSERT_STRING_EQUAL(keys[1], "traffic.0.rate");
	CU_ASSERT_STRING_EQUAL(keys[2], "traffic.1.rate");
	g_strfreev(keys);
	scenario_base_free(b);
}

#define LINKS                                                                                                \
	"<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\"><platform version='4.1'><zone "       \
	"id='z' routing='Full'>"                                                                             \
	"<host id='tester' speed='1Gf'/><host id='server' speed='3Gf' core='2'/><host id='peer' "            \
	"speed='3Gf' core='2'/>"                                                                             \
	"<link id='wire' bandwidth='1Gbps' latency='1us'/><link id='far' bandwidth='1Gbps' latency='1us'/>"  \
	"<link id='loose' bandwidth='1Gbps' latency='1us'/>"                                                 \
	"<route src='tester' dst='server'><link_ctn id='far'/><link_ctn id='wire'/></route>"                 \
	"<route src='server' dst='peer'><link_ctn id='wire'/><link_ctn id='far'/></route></zone></platform>"

/* The wire must end at the host, and be the whole way to the other machine. */
static void test_wire(void)
{
	static const struct text_part parts[] = {
		{"p.xml", LINKS},
		{"s.yaml", "platform: p.xml\ncosts: " PROFILE "\n" GUEST TRAFFIC},
		{"two.yaml",
		 "platform: p.xml\ncosts: " PROFILE "\nguests: [{name: a, vhost_core: 0, vcpu_core: 1}, "
		 "{name: b, vhost_core: 0, vcpu_core: 1, host: peer}]\n"
		 "traffic: [{from: a, to: b, rate: 1kpps}]\n"},
	};
	static const struct {
		const char *file, *set, *fault;
	} wires[] = {
		{"s.yaml", "wire=wire", NULL},
		{"s.yaml", "wire=far", "--set wire=far: error: link far does not end at host server"},
		{"s.yaml", "wire=loose", "--set wire=loose: error: link loose does not end at host server"},
		{"s.yaml", "wire=none",
		 "--set wire=none: error: platform FOLDER/p.xml has no link named none"},
		{"two.yaml", "wire=wire",
		 "--set wire=wire: error: link wire alone is no route between hosts server and peer"},
	};
	char *folder = text_files(parts, G_N_ELEMENTS(parts));
	EACH_CASE (i, wires, file) {
		const char *const sets[] = {wires[i].set, NULL};
		char *path = g_build_filename(folder, wires[i].file, NULL);
		struct diag *d = diag_new();
		struct scenario *s = scenario_read(path, sets, d);
		CU_ASSERT_EQUAL(s != NULL, !wires[i].fault);
		scenario_free(s);
		text_faults(wires[i].set, folder, d, &wires[i].fault, wires[i].fault ? 1 : 0);
		g_free(path);
	}
	text_files_remove(folder);
}

/* What a run needs is estimated before it begins; a limit that an option raises is none of a result's settings. */
static void test_memory(void)
{
	static const struct text_part part = {"s.yaml", SOUND};
	static const struct {
		const char *sets[3];
		const char *fault;
	} needs[] = {
		{{"series=1us", NULL}, NULL},
		{{"series=10ns", NULL},
		 "--set series=10ns: error: the time series would have 50000001 rows, and the run need "
		 "about "},
		{{"series=10ns", "limits.memory=16GiB", NULL}, NULL},
		{{"series=1ps", "limits.memory=1000GiB", NULL},
		 "--set series=1ps: error: the time series would have 500000000001 rows, and the run need "
		 "about "},
		{{"virtio.ring=32768", "limits.memory=48MiB", NULL},
		 "s.yaml:4:3: error: with these guests, rings and queues the run would need about "},
		{{"virtio.ring=32768", "limits.memory=64MiB", NULL}, NULL},
	};
	char *folder = text_files(&part, 1), *path = g_build_filename(folder, "s.yaml", NULL);
	EACH_CASE (i, needs) {
		struct diag *d = diag_new();
		struct scenario *s = scenario_read(path, needs[i].sets, d);
		char *settings = s ? settings_of(s) : g_strdup("");
		CU_ASSERT_EQUAL(s != NULL, !needs[i].fault);
		CU_ASSERT_PTR_NULL(strstr(settings, "limits"));
		g_free(settings);
		scenario_free(s);
		text_faults(needs[i].sets[0], folder, d, &needs[i].fault, needs[i].fault ? 1 : 0);
	}
	g_free(path);
	text_files_remove(folder);
}

static const struct test_case cases[] = {
	{"memory is estimated", test_memory},	 {"the wire ends at the host", test_wire},
	{"made is as read", test_same_as_read},	 {"what is made outlives the base", test_outlives},
	{"files are read once", test_read_once}, {"faults", test_faults},
	{"a run has no crawl", test_no_crawl},	 {"settings are tried", test_try},
};

SUITE("scenario base", cases)
