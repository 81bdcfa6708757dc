/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario files: what a file and --set say is what the scenario holds, every fault has its place, and the
 * curves of a crawl are judged one by one. Bad files are in test_corpus.c.
 */
#include "models/flows/flow.h"
#include "models/scenario/scenario.h"
#include "sim/kernel/era.h"
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/scenario/cost_profile.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/crawl/scenario_file.h"

/* A text as the file s.yaml of a folder of its own. */
struct file {
	char *folder, *path;
};

static struct file file_new(const char *text)
{
	struct file f = {.folder = folder_new()};
	f.path = file_write(f.folder, "s.yaml", text, strlen(text));
	return f;
}

static void file_free(struct file *f)
{
	g_free(f->path);
	folder_remove(f->folder);
}

/* The plans of such a text. */
static struct plans *read_plans(const char *text, const char *const *sets)
{
	struct file f = file_new(text);
	struct diag *d = diag_new();
	struct scenario_base *b = scenario_base_read(f.path, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(b);
	struct plans *plans = scenario_base_plans(b, sets);
	scenario_base_free(b);
	diag_free(d);
	file_free(&f);
	return plans;
}

static void expect_crawl(const char *text, const char *const *sets, bool has, int64_t to, int64_t points)
{
	struct plans *p = read_plans(text, sets);
	CU_ASSERT_EQUAL(p->has_crawl, has);
	CU_ASSERT_EQUAL(p->crawl.to, to);
	CU_ASSERT_EQUAL(p->crawl.points, points);
	plans_free(p);
}

/* Reads a text with sets that must give the n faults; FILE stands for the file's path at the start of one. */
static void expect_faults(const char *text, const char *const *sets, const char *const *faults, int n)
{
	struct file f = file_new(text);
	struct diag *d = diag_new();
	char **expected = g_new0(char *, n + 1);
	for (int i = 0; i < n; i++)
		expected[i] = g_str_has_prefix(faults[i], "FILE") ? g_strconcat(f.path, faults[i] + 4, NULL)
								  : g_strdup(faults[i]);
	CU_ASSERT_PTR_NULL(scenario_read(f.path, sets, d));
	faults_expect(text, d, (const char *const *)expected, n);
	g_strfreev(expected);
	file_free(&f);
}

static const struct guest_settings *guest(const struct scenario *s, guint i)
{
	return &g_array_index(s->guests, struct guest_settings, i);
}

static const struct traffic_settings *source(const struct scenario *s, guint i)
{
	return &g_array_index(s->traffic, struct traffic_settings, i);
}

static void check_place(const struct scenario *s, const char *key, int line, int col)
{
	struct place at = scenario_place(s, "%s", key);
	CU_ASSERT_STRING_EQUAL(at.file, s->path);
	CU_ASSERT_EQUAL(at.line, line);
	CU_ASSERT_EQUAL(at.col, col);
}

static const char full[] =
	"question: >-\n"							      /* 1 */
	"  What happens?\n"							      /* 2 */
	"  And then?\n"								      /* 3 */
	"flow: callback\n"							      /* 4 */
	"kernel: 5.10\n"							      /* 5 */
	"platform: " PLATFORM "\n"						      /* 6 */
	"costs: " PROFILE "\n"							      /* 7 */
	"warmup: 5ms\n"								      /* 8 */
	"duration: 1.5 s\n"							      /* 9 */
	"seed: 42\n"								      /* 10 */
	"nic: {rx_ring: 1024, core: 1}\n"					      /* 11 */
	"virtio:\n"								      /* 12 */
	"  event_idx: no\n"							      /* 13 */
	"guests:\n"								      /* 14 */
	"  - {name: vm0, vhost_core: 0, vcpu_core: 1}\n"			      /* 15 */
	"  - name: \"b.c\"\n"							      /* 16 */
	"    vhost_core: 1\n"							      /* 17 */
	"    vcpu_core: 0\n"							      /* 18 */
	"traffic:\n"								      /* 19 */
	"  - {to: vm0, rate: 850kpps, frame: \"64B:3,1518B:1\", arrivals: poisson}\n" /* 20 */
	"  - {to: b.c, rate: 0.1Mpps}\n"					      /* 21 */
	"crawl:\n"								      /* 22 */
	"  from: 100kpps\n"							      /* 23 */
	"  to: 1.2Mpps\n"							      /* 24 */
	"  curves:\n"								      /* 25 */
	"    - name: vhost, 3.13\n"						      /* 26 */
	"      set: {flow: vhost, kernel: \"3.13\", guests.b.c.vcpu_core: 1}\n"	      /* 27 */
	"    - name: as it is\n";						      /* 28 */

static void test_values(void)
{
	struct scenario *s = text_sound(full, NULL);
	CU_ASSERT_STRING_EQUAL(s->name, "s");
	CU_ASSERT_STRING_EQUAL(s->general.question, "What happens? And then?");
	CU_ASSERT_STRING_EQUAL(flow_names[s->general.flow], "callback");
	CU_ASSERT_EQUAL(s->general.kernel, ERA_5_10);
	CU_ASSERT_EQUAL(s->general.warmup, 5 * VTIME_PER_MS);
	CU_ASSERT_EQUAL(s->general.duration, 1500 * VTIME_PER_MS);
	CU_ASSERT_EQUAL(s->general.seed, 42);
	CU_ASSERT_EQUAL(s->nic.rx_ring, 1024);
	CU_ASSERT_EQUAL(s->nic.core, 1);
	CU_ASSERT_FALSE(s->virtio.event_idx);
	CU_ASSERT_EQUAL_FATAL(s->guests->len, 2);
	CU_ASSERT_STRING_EQUAL(guest(s, 1)->name, "b.c");
	CU_ASSERT_EQUAL(guest(s, 0)->vcpu_core, 1);
	CU_ASSERT_EQUAL(guest(s, 1)->vhost_core, 1);
	CU_ASSERT_EQUAL_FATAL(s->traffic->len, 2);
	CU_ASSERT_EQUAL(source(s, 0)->rate, 850000);
	CU_ASSERT_EQUAL(source(s, 0)->arrivals, ARRIVALS_POISSON);
	CU_ASSERT_EQUAL(source(s, 0)->frame.n, 2);
	CU_ASSERT_EQUAL(source(s, 1)->rate, 100000);
	CU_ASSERT_EQUAL(source(s, 1)->arrivals, ARRIVALS_CONSTANT); /* a default within a list */
	expect_crawl(full, NULL, true, 1200000, 20);
	CU_ASSERT_PTR_NOT_NULL_FATAL(platform_host(s->platform, "server"));
	CU_ASSERT_EQUAL(platform_host(s->platform, "server")->cores, 2);
	scenario_free(s);
}

static void test_curves(void)
{
	struct file f = file_new(full);
	struct diag *d = diag_new();
	struct scenario_base *b = scenario_base_read(f.path, d);
	GPtrArray *axes = axes_new();
	g_ptr_array_add(axes, crawl_curves(b, d));
	const GPtrArray *curves = ((const struct study_axis *)g_ptr_array_index(axes, 0))->values;
	CU_ASSERT_EQUAL_FATAL(curves->len, 2);
	const struct study_value *one = g_ptr_array_index(curves, 0), *two = g_ptr_array_index(curves, 1);
	CU_ASSERT_STRING_EQUAL(one->text, "vhost, 3.13");
	CU_ASSERT_EQUAL_FATAL(g_strv_length(one->sets), 3);
	CU_ASSERT_STRING_EQUAL(one->sets[0], "flow=vhost");
	CU_ASSERT_STRING_EQUAL(one->sets[1], "kernel=3.13");
	CU_ASSERT_STRING_EQUAL(one->sets[2], "guests.b.c.vcpu_core=1");
	CU_ASSERT_STRING_EQUAL(two->text, "as it is");
	CU_ASSERT_EQUAL(g_strv_length(two->sets), 0);
	faults_expect("curves", d, NULL, 0);
	g_ptr_array_unref(axes);
	scenario_base_free(b);
	file_free(&f);
	/* The scenario itself is not touched by its curves. */
	struct scenario *s = text_sound(full, NULL);
	CU_ASSERT_EQUAL(s->general.kernel, ERA_5_10);
	CU_ASSERT_EQUAL(guest(s, 1)->vcpu_core, 0);
	scenario_free(s);
}

static void test_places(void)
{
	static const char *const sets[] = {"nic.core=0", "cost.app_sink=1", NULL};
	struct scenario *s = text_sound(full, sets);
	check_place(s, "question", 1, 11);
	check_place(s, "kernel", 5, 9);
	check_place(s, "duration", 9, 11);
	check_place(s, "nic", 11, 6);
	check_place(s, "nic.rx_ring", 11, 16);
	check_place(s, "virtio.event_idx", 13, 14);
	check_place(s, "guests", 15, 3);
	check_place(s, "guests.0", 15, 5);
	check_place(s, "guests.0.vcpu_core", 15, 43);
	check_place(s, "guests.1.vcpu_core", 18, 16);
	check_place(s, "traffic.1.rate", 21, 21);
	check_place(s, "crawl.from", 23, 9);
	check_place(s, "nic.dma_latency", 0, 0); /* left at its default */
	CU_ASSERT_STRING_EQUAL(scenario_place(s, "nic.core").file, "--set nic.core=0");
	CU_ASSERT_EQUAL(scenario_place(s, "nic.core").line, 0);
	CU_ASSERT_STRING_EQUAL(scenario_place(s, "cost.app_sink").file, "--set cost.app_sink=1");
	scenario_free(s);
}

static void test_sets(void)
{
	static const char *const sets[] = {"kernel=6.6",
					   "nic.rx_ring=256",
					   "nic.rx_ring=128",
					   "guests.0.vcpu_core=0",
					   "guests.b.c.vcpu_core=1",
					   "traffic.rate=1kpps",
					   "traffic.1.rate=2kpps",
					   "question=a=b",
					   "crawl.points=7",
					   NULL};
	struct scenario *s = text_sound(full, sets);
	CU_ASSERT_EQUAL(s->general.kernel, ERA_6_6);
	CU_ASSERT_EQUAL(s->nic.rx_ring, 128); /* the last one counts */
	CU_ASSERT_EQUAL(guest(s, 0)->vcpu_core, 0);
	CU_ASSERT_EQUAL(guest(s, 1)->vcpu_core, 1);
	CU_ASSERT_EQUAL(source(s, 0)->rate, 1000);
	CU_ASSERT_EQUAL(source(s, 1)->rate, 2000);
	CU_ASSERT_STRING_EQUAL(s->general.question, "a=b");
	expect_crawl(full, sets, true, 1200000, 7);
	scenario_free(s);
}

/* What a file lacks may come from the command line; a crawl that has no section may as well. */
static void test_sets_complete(void)
{
	static const char *const sets[] = {"platform=" PLATFORM, "costs=" PROFILE, "crawl.from=1kpps",
					   "crawl.to=2kpps", NULL};
	struct scenario *s = text_sound(GUEST TRAFFIC, sets);
	scenario_free(s);
	expect_crawl(GUEST TRAFFIC, sets, true, 2000, 20);
	expect_crawl(SOUND, NULL, false, 0, 20);
}

static void test_bad_sets(void)
{
	static const struct {
		const char *set, *fault;
	} bad[] = {
		{"abc", "a setting is written KEY=VALUE"},
		{"=3", "a setting is written KEY=VALUE"},
		{"rate=3x", "the top level has no key \"rate\"; it is a key of traffic"},
		{"kernle=5.10", "the top level has no key \"kernle\"; did you mean kernel?"},
		{"kernel=", "kernel \"\" is not one of"},
		{".kernel=5.10", "the top level has no key \"\""},
		{"nic=3", "nic is a section; set one of its keys: nic.KEY"},
		{"cost=0", "cost is a section; set one of its keys: cost.KEY"},
		{"nci.core=1", "the top level has no key \"nci\"; did you mean nic?"},
		{"nic.rx_rng=64", "nic has no key \"rx_rng\"; did you mean rx_ring?"},
		{"nic.0.rx_ring=64", "nic has no key \"0.rx_ring\"; did you mean rx_ring?"},
		{"nic.rx_ring=3x", "rx_ring \"3x\" goes on after its number"},
		{"nic.rx_ring=65536", "rx_ring 65536 is above the largest, 4096"},
		{"traffic.rate=850", "rate \"850\" has no unit; a rate is written like 850kpps"},
		{"guests.2.vcpu_core=0", "there is no guests.2; guests has 1 element, counted from 0: vm0"},
		{"guests.1.vcpu_core=0", "there is no guests.1; guests has 1 element, counted from 0: vm0"},
		{"guests.99999999999999999999.vcpu_core=0", "there is no guests.99999999999999999999"},
		{"guests.vm1.vcpu_core=0", "there is no guests.vm1;"},
		{"guests..vcpu_core=0", "there is no guests.;"},
		{"guests.vm0.core=0", "guests has no key \"core\"; it is a key of nic"},
		{"guests.=0", "guests has no key \"\""},
		{"traffic.vm1.rate=1pps", "there is no traffic.vm1;"},
		{"crawl.curves=1", "crawl has no key \"curves\""},
		{"cost.ap=0", "there is no cost \"ap\""},
		{"cost.bridg=0", "there is no cost \"bridg\"; did you mean bridge?"},
		{"cost.app_sink=-1", "app_sink: cycles \"-1\" has a sign"},
		{"cost.app_sink.cycle=1",
		 "app_sink has no key \"cycle\"; did you mean cycles? (it takes cycles, cycles_per_byte)"},
		{"cost.all=1", "all can only be 0"},
		{"cost.all.cycles=0", "there is no cost \"all\""},
		{"nic.core=7", "nic.core 7 does not exist: host server has 2 cores"},
		{"platform=/nowhere.xml", "/nowhere.xml cannot be read: No such file"},
		{"costs=/nowhere.yaml", "/nowhere.yaml cannot be read: No such file"},
	};
	EACH_CASE (i, bad, set) {
		const char *const sets[] = {bad[i].set, NULL};
		char *fault = g_strdup_printf("--set %s: error: %s", bad[i].set, bad[i].fault);
		expect_faults(SOUND, sets, (const char *const *)&fault, 1);
		g_free(fault);
	}
}

/* A source is named by the guest that it sends to, if it is the only one. */
static void test_source_by_guest(void)
{
	static const char *const set[] = {"traffic.b.c.rate=7kpps", NULL},
				 *const fault[] =
					 {"--set traffic.vm0.rate=1pps: error: several elements of traffic "
					  "are named vm0; write the number of one, from 0 on"},
				 *const one[] = {"traffic.vm0.rate=1pps", NULL};
	struct scenario *s = text_sound(full, set);
	CU_ASSERT_EQUAL(source(s, 0)->rate, 850000);
	CU_ASSERT_EQUAL(source(s, 1)->rate, 7000);
	scenario_free(s);
	expect_faults(FILES GUEST "traffic: [{to: vm0, rate: 1kpps}, {to: vm0, rate: 2kpps}]\n", one, fault,
		      1);
}

/* All faults, of the file, of several sets and of the files that are named, in one pass. */
static void test_all_at_once(void)
{
	static const char *const sets[] = {"nic.core=x", "zebra=1", "costs=/nowhere.yaml", NULL};
	static const char *const faults[] = {
		"FILE:8:7: error: flow \"vhots\" is not one of",
		"FILE:9:9: error: nic has no key \"rx_rng\"",
		"--set nic.core=x: error: core \"x\"",
		"--set zebra=1: error: the top level has no key \"zebra\"",
		"FILE:4:5: error: an element of guests needs the key vcpu_core",
		"--set costs=/nowhere.yaml: error: /nowhere.yaml cannot be read",
	};
	const char *text = FILES "guests:\n  - name: vm0\n    vhost_core: 0\n" TRAFFIC;
	char *more = g_strconcat(text, "flow: vhots\nnic:   {rx_rng: 1}\n", NULL);
	expect_faults(more, sets, faults, G_N_ELEMENTS(faults));
	g_free(more);
}

/* ---- curves ---- */

#define CRAWL SOUND "crawl:\n  from: 1kpps\n  to: 2kpps\n  curves:\n" /* 10 lines */

/* A curve is judged with the file alone: what is set for one curve must not speak against another. */
static void test_curves_are_apart(void)
{
	static const char *const sets[] = {"guests.0.name=other", "traffic.0.to=other", NULL};
	const char *text = CRAWL "    - {name: a, set: {guests.0.name: other, traffic.0.to: other}}\n"
				 "    - {name: b, set: {guests.vm0.vhost_core: 1}}\n";
	scenario_free(text_sound(text, sets));
	scenario_free(text_sound(text, NULL));
}

static void test_bad_curves(void)
{
	static const char *const faults[] = {
		"FILE:11:23: error: the top level has no key \"kernal\"; did you mean kernel?",
		"FILE:12:7: error: the scenario with this curve's settings is faulty:",
		"FILE:12:36: error: vcpu_core 2 does not exist: host server has 2 cores",
		"FILE:12:61: error: there is no guest vm9",
	};
	const char *text =
		CRAWL "    - {name: a, set: {kernal: \"5.10\"}}\n"
		      "    - {name: b, set: {nic.core: 1, guests.vm0.vcpu_core: 2, traffic.0.to: vm9}}\n"
		      "    - {name: c, set: {nic.core: 1}}\n";
	expect_faults(text, NULL, faults, G_N_ELEMENTS(faults));
}

/* A file that is faulty by itself: its curves' keys are looked at, the scenarios that they make are not. */
static void test_curves_of_bad_file(void)
{
	static const char *const faults[] = {
		"FILE:13:13: error: core \"x\"",
		"FILE:12:23: error: rx_ring 1 is below the smallest, 64",
	};
	const char *text = CRAWL "    - {name: a, set: {guests.0.vcpu_core: 9}}\n"
				 "    - {name: b, set: {nic.rx_ring: 1}}\n"
				 "nic: {core: x}\n";
	expect_faults(text, NULL, faults, G_N_ELEMENTS(faults));
}

/* ---- paths ---- */

static void copy_file(const char *from, const char *folder, const char *name)
{
	char *text;
	gsize length;
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(from, &text, &length, NULL));
	g_free(file_write(folder, name, text, length));
	g_free(text);
}

/* Files are sought beside the scenario, not where the process runs; with or without a folder in its path. */
static void test_relative_paths(void)
{
	struct file f = file_new("platform: p.xml\ncosts: ./c.yaml\n" GUEST TRAFFIC);
	copy_file(PLATFORM, f.folder, "p.xml");
	copy_file(PROFILE, f.folder, "c.yaml");
	char *before = g_get_current_dir();
	const char *const paths[] = {f.path, "s.yaml", "./s.yaml"};
	EACH_CASE (i, paths) {
		CU_ASSERT_EQUAL(g_chdir(i ? f.folder : "/"), 0);
		struct diag *d = diag_new();
		struct scenario *s = scenario_read(paths[i], NULL, d);
		faults_expect(paths[i], d, NULL, 0);
		CU_ASSERT_PTR_NOT_NULL_FATAL(s);
		CU_ASSERT_STRING_EQUAL(s->path, paths[i]);
		CU_ASSERT_TRUE(g_str_has_suffix(s->platform->path, "p.xml"));
		scenario_free(s);
	}
	CU_ASSERT_EQUAL(g_chdir(before), 0);
	g_free(before);
	file_free(&f);
}

/* A byte order mark counts for nothing, not even as a column. */
static void test_byte_order_mark(void)
{
	static const char *const faults[] = {"FILE:1:7: error: flow \"x\" is not one of"};
	scenario_free(text_sound("\xef\xbb\xbf" SOUND, NULL));
	expect_faults("\xef\xbb\xbf"
		      "flow: x\n" SOUND,
		      NULL, faults, 1);
}

static void check_folder(const char *folder)
{
	const char *name;
	GDir *dir = g_dir_open(folder, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	while ((name = g_dir_read_name(dir))) {
		if (!g_str_has_suffix(name, ".yaml"))
			continue;
		char *path = g_build_filename(folder, name, NULL);
		struct diag *d = diag_new();
		scenario_free(scenario_read(path, NULL, d));
		faults_expect(name, d, NULL, 0);
		g_free(path);
	}
	g_dir_close(dir);
}

/* The shipped scenarios are sound. */
static void test_shipped(void)
{
	check_folder(SOURCE_DIR "/scenarios");
	check_folder(SOURCE_DIR "/scenarios/published");
	check_folder(SOURCE_DIR "/scenarios/studies");
}

static const struct test_case cases[] = {
	{"values", test_values},
	{"curves", test_curves},
	{"places", test_places},
	{"settings of the command line", test_sets},
	{"settings that complete a file", test_sets_complete},
	{"bad settings", test_bad_sets},
	{"a source by its guest", test_source_by_guest},
	{"all faults at once", test_all_at_once},
	{"curves are judged apart", test_curves_are_apart},
	{"bad curves", test_bad_curves},
	{"curves of a bad file", test_curves_of_bad_file},
	{"relative paths", test_relative_paths},
	{"byte order mark", test_byte_order_mark},
	{"the shipped scenarios", test_shipped},
};

SUITE("scenario file", cases)
