/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `extends`: mappings merge key by key, lists replace, paths are those of the file that writes them, and every place
 * names the file in which a setting stands.
 */
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/show/show.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/crawl/scenario_file.h"
#include <unistd.h>

/* Reads FOLDER/s.yaml, which must be sound. */
static struct scenario *read_in(const char *folder, const char *name)
{
	char *path = g_build_filename(folder, name, NULL);
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, NULL, d);
	faults_expect(name, d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	g_free(path);
	return s;
}

/* A lower file, one over it, and what the two come to, written in one. */
static const struct {
	const char *what, *lower, *upper, *inlined;
} merges[] = {
	{"nothing new", SOUND, "", SOUND},
	{"a value of its own", SOUND "flow: vhost\n", "flow: feedback\n", SOUND "flow: feedback\n"},
	{"a new section", SOUND, "nic: {rx_ring: 256}\n", SOUND "nic: {rx_ring: 256}\n"},
	{"a section key by key", SOUND "nic: {rx_ring: 128, core: 1}\n",
	 "nic: {rx_ring: 256, moderation: off}\n", SOUND "nic: {rx_ring: 256, core: 1, moderation: off}\n"},
	{"a list as a whole", SOUND, "traffic: [{to: vm0, rate: 1kpps}]\n",
	 FILES GUEST "traffic: [{to: vm0, rate: 1kpps}]\n"},
	{"a shorter list", FILES GUEST "traffic: [{to: vm0, rate: 3kpps}, {to: vm0, rate: 4kpps}]\n",
	 "traffic: [{to: vm0, rate: 5kpps}]\n", FILES GUEST "traffic: [{to: vm0, rate: 5kpps}]\n"},
	{"costs key by key", SOUND "cost: {app_sink: 5, bridge: {cycles: 3}}\n",
	 "cost: {bridge: {cycles_per_byte: 0.5}, skb_free: 1}\n",
	 SOUND "cost: {app_sink: 5, bridge: {cycles: 3, cycles_per_byte: 0.5}, skb_free: 1}\n"},
	{"another kind of cost", SOUND "cost: {bridge: {cycles: 3}}\n", "cost: {bridge: 4}\n",
	 SOUND "cost: {bridge: 4}\n"},
	{"all costs come first", SOUND "cost: {app_sink: 5}\n", "cost: {all: 0}\n",
	 SOUND "cost: {all: 0, app_sink: 5}\n"},
	{"a faulty value that is replaced", SOUND "nic: {rx_ring: 3x}\n", "nic: {rx_ring: 256}\n",
	 SOUND "nic: {rx_ring: 256}\n"},
};

static void check_merge(const char *lower, const char *upper, const char *inlined)
{
	char *over = g_strconcat("extends: lower.yaml\n", upper, NULL);
	const struct text_part parts[] = {{"lower.yaml", lower}, {"s.yaml", over}, {"one.yaml", inlined}};
	char *folder = text_files(parts, 3);
	struct scenario *merged = read_in(folder, "s.yaml"), *one = read_in(folder, "one.yaml");
	char *is = settings_of(merged), *expected = settings_of(one);
	CU_ASSERT_STRING_EQUAL(is, expected);
	g_free(is);
	g_free(expected);
	scenario_free(merged);
	scenario_free(one);
	text_files_remove(folder);
	g_free(over);
}

static void test_merges(void)
{
	EACH_CASE (i, merges, what) {
		unsigned failures = CU_get_number_of_failures();
		check_merge(merges[i].lower, merges[i].upper, merges[i].inlined);
		if (CU_get_number_of_failures() > failures)
			printf("\n  %s", merges[i].what);
	}
}

static void expect_place(const struct scenario *s, const char *key, const char *folder, const char *file,
			 int line, int col)
{
	struct place at = scenario_place(s, "%s", key);
	char *path = g_build_filename(folder, file, NULL);
	CU_ASSERT_STRING_EQUAL(at.file, path);
	CU_ASSERT_EQUAL(at.line, line);
	CU_ASSERT_EQUAL(at.col, col);
	g_free(path);
}

/* Three files, in two folders. */
static void test_chain(void)
{
	static const struct text_part parts[] = {
		{"base.yaml", SOUND "nic: {rx_ring: 128, core: 1}\n"},
		{"below/middle.yaml", "extends: ../base.yaml\nnic: {rx_ring: 256}\nflow: feedback\n"},
		{"s.yaml", "flow: callback\nextends: below/middle.yaml\n"},
	};
	char *folder = text_files(parts, 3);
	struct scenario *s = read_in(folder, "s.yaml");
	CU_ASSERT_EQUAL(s->nic.rx_ring, 256);
	CU_ASSERT_EQUAL(s->nic.core, 1);
	CU_ASSERT_STRING_EQUAL(s->name, "s");
	expect_place(s, "flow", folder, "s.yaml", 1, 7);
	expect_place(s, "nic", folder, "below/middle.yaml", 2, 6);
	expect_place(s, "nic.rx_ring", folder, "below/middle.yaml", 2, 16);
	expect_place(s, "nic.core", folder, "below/../base.yaml", 7, 27);
	expect_place(s, "guests.0.vhost_core", folder, "below/../base.yaml", 4, 29);
	scenario_free(s);
	text_files_remove(folder);
}

/* The paths that a curve sets, and how they are shown: as they are from the scenario's folder. */
static void check_curve_paths(const char *folder)
{
	char *path = g_build_filename(folder, "s.yaml", NULL);
	struct diag *d = diag_new();
	struct scenario_base *b = scenario_base_read(path, d);
	struct scenario *s = scenario_of_base(b, NULL, d);
	GPtrArray *axes = axes_new();
	g_ptr_array_add(axes, crawl_curves(b, d));
	const struct study_axis *curves = g_ptr_array_index(axes, 0);
	const struct study_value *curve = g_ptr_array_index(curves->values, 0);
	CU_ASSERT_STRING_EQUAL(curve->sets[0], "platform=below/p.xml");
	CU_ASSERT_STRING_EQUAL(curve->sets[1], "traffic.0.pcap=below/t.pcap");
	struct plans *plans = scenario_base_plans(b, NULL);
	const struct show show = {s, plans, b, scenario_base_costs(b, s), false};
	char *yaml = show_yaml(&show);
	CU_ASSERT_PTR_NOT_NULL(strstr(yaml, "        platform: below/p.xml"));
	CU_ASSERT_PTR_NOT_NULL(strstr(yaml, "        traffic.0.pcap: below/t.pcap"));
	g_free(yaml);
	g_ptr_array_unref(axes);
	scenario_free(s);
	plans_free(plans);
	scenario_base_free(b);
	diag_free(d);
	g_free(path);
}

/* A path is relative to the folder of the file in which it is written, in a curve as well. */
static void test_paths(void)
{
	static const struct text_part parts[] = {
		{"s.yaml", "extends: below/b.yaml\n"},
		{"below/b.yaml",
		 "platform: p.xml\ncosts: " PROFILE "\n" GUEST "traffic: [{to: vm0, pcap: t.pcap}]\n"
		 "crawl: {from: 1kpps, to: 2kpps, curves: [{name: a, set: {platform: p.xml, traffic.0.pcap: "
		 "t.pcap}}]}\n"},
	};
	char *folder = text_files(parts, 2), *p = g_build_filename(folder, "below", "p.xml", NULL);
	char *t = g_build_filename(folder, "below", "t.pcap", NULL);
	CU_ASSERT_EQUAL(symlink(PLATFORM, p) | symlink(SOURCE_DIR "/tests/data/trains.pcap", t), 0);
	struct scenario *s = read_in(folder, "s.yaml");
	CU_ASSERT_STRING_EQUAL(s->platform->path, p);
	CU_ASSERT_STRING_EQUAL(s->general.platform, "below/p.xml");
	CU_ASSERT_STRING_EQUAL(s->general.costs, PROFILE);
	CU_ASSERT_STRING_EQUAL(((struct capture *)g_ptr_array_index(s->captures, 0))->path, t);
	check_curve_paths(folder);
	scenario_free(s);
	g_free(p);
	g_free(t);
	text_files_remove(folder);
}

static const struct {
	const char *what;
	struct text_part part[3];
	const char *faults[3];
} bad[] = {
	{"a fault below",
	 {{"s.yaml", "extends: b.yaml\n"}, {"b.yaml", SOUND "nic: {rx_ring: 3}\nnci: {}\n"}},
	 {"b.yaml:7:16: error: rx_ring 3 is below the smallest, 64",
	  "b.yaml:8:1: error: the top level has no key \"nci\""}},
	{"faults in both",
	 {{"s.yaml", "extends: b.yaml\nnic: {core: 5}\n"}, {"b.yaml", SOUND "nic: {rx_rng: 3}\n"}},
	 {"b.yaml:7:7: error: nic has no key \"rx_rng\"", "s.yaml:2:13: error: nic.core 5 does not exist"}},
	{"no such file",
	 {{"s.yaml", "flow: vhost\nextends: c.yaml\n"}},
	 {"s.yaml:2:10: error: FOLDER/c.yaml cannot be read: No such file"}},
	{"not YAML below",
	 {{"s.yaml", "extends: b.yaml\n"}, {"b.yaml", "a: [\n"}},
	 {"b.yaml:2:1: error: not YAML"}},
	{"no mapping below",
	 {{"s.yaml", "extends: b.yaml\n"}, {"b.yaml", "- a\n"}},
	 {"b.yaml:1:1: error: a scenario takes a mapping"}},
	{"a list", {{"s.yaml", "extends: [b.yaml]\n"}}, {"s.yaml:1:10: error: extends takes a single value"}},
	{"no value", {{"s.yaml", "extends:\n"}}, {"s.yaml:1:9: error: extends has no value"}},
	{"itself",
	 {{"s.yaml", "extends: ./s.yaml\n"}},
	 {"s.yaml:1:10: error: FOLDER/./s.yaml extends itself; name another file"}},
	{"a circle",
	 {{"s.yaml", "extends: b.yaml\n"}, {"b.yaml", "extends: c.yaml\n"}, {"c.yaml", "extends: b.yaml\n"}},
	 {"c.yaml:1:10: error: FOLDER/b.yaml extends itself, through FOLDER/c.yaml; name another file"}},
	{"a list that is no list",
	 {{"s.yaml", "extends: b.yaml\ntraffic: 3\n"}, {"b.yaml", SOUND}},
	 {"s.yaml:2:10: error: traffic takes a list"}},
	{"missing altogether",
	 {{"s.yaml", "extends: b.yaml\n"}, {"b.yaml", FILES TRAFFIC}},
	 {"s.yaml: error: the scenario needs the section guests"}},
};

static void test_bad(void)
{
	EACH_CASE (i, bad, what) {
		size_t n = 0;
		int faults = 0;
		while (n < 3 && bad[i].part[n].name)
			n++;
		while (faults < 3 && bad[i].faults[faults])
			faults++;
		char *folder = text_files(bad[i].part, n), *path = g_build_filename(folder, "s.yaml", NULL);
		struct diag *d = diag_new();
		CU_ASSERT_PTR_NULL(scenario_read(path, NULL, d));
		text_faults(bad[i].what, folder, d, bad[i].faults, faults);
		g_free(path);
		text_files_remove(folder);
	}
}

/* A cycle is told from the same file by another name, and a chain must end. */
static void test_long_chain(void)
{
	static const char *const fault[] = {"7.yaml:1:10: error: more than 8 files extend each other"};
	struct text_part parts[9];
	char *text[9], *name[9];
	for (int i = 0; i < 9; i++) {
		name[i] = g_strdup_printf("%d.yaml", i);
		text[i] = i < 8 ? g_strdup_printf("extends: %d.yaml\n", i + 1) : g_strdup(SOUND);
		parts[i] = (struct text_part){name[i], text[i]};
	}
	char *folder = text_files(parts, 9), *path = g_build_filename(folder, "0.yaml", NULL);
	struct diag *d = diag_new();
	CU_ASSERT_PTR_NULL(scenario_read(path, NULL, d));
	text_faults("nine files", folder, d, fault, 1);
	scenario_free(read_in(folder, "1.yaml"));
	for (int i = 0; i < 9; i++) {
		g_free(name[i]);
		g_free(text[i]);
	}
	g_free(path);
	text_files_remove(folder);
}

/* Relative to the folder of the file wherever the process runs, also without a folder in the path. */
static void test_working_folder(void)
{
	static const struct text_part parts[] = {{"b.yaml", SOUND}, {"below/s.yaml", "extends: ../b.yaml\n"}};
	char *folder = text_files(parts, 2), *below = g_build_filename(folder, "below", NULL);
	char *before = g_get_current_dir();
	const char *const paths[] = {"s.yaml", "./s.yaml", "../below/s.yaml"};
	CU_ASSERT_EQUAL(g_chdir(below), 0);
	EACH_CASE (i, paths) {
		struct diag *d = diag_new();
		scenario_free(scenario_read(paths[i], NULL, d));
		faults_expect(paths[i], d, NULL, 0);
	}
	CU_ASSERT_EQUAL(g_chdir(before), 0);
	g_free(before);
	g_free(below);
	text_files_remove(folder);
}

static const struct test_case cases[] = {
	{"merged is as written in one file", test_merges},
	{"a chain of files", test_chain},
	{"paths", test_paths},
	{"faults", test_bad},
	{"a long chain", test_long_chain},
	{"working folder", test_working_folder},
};

SUITE("extends", cases)
