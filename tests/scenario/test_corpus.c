/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bad platforms and cost profiles of tests/corpus, and files that are no text files. Scenarios: test_corpus_scenario.c,
 * studies: test_corpus_study.c; bytes of any kind: test_corpus_mutated.c.
 */
#include "sim/input/text_file.h"
#include "tests/lib/input/corpus.h"
#include "tests/lib/suite.h"

static const struct bad_file bad_files[] = {
	/* clang-format off */
	{"costs_bounds.yaml", 7, {
		"3:31: error: app_sink: low 11 is above the cycles, 10; they lie between low and high",
		"3:41: error: app_sink: high 9 is below the cycles, 10",
		"4:29: error: bridge: low \"-1\" has a sign",
		"5:34: error: skb_free has no key \"hgih\"; did you mean high?",
		"6:14: error: skb_alloc needs the key source",
		"6:14: error: skb_alloc needs the key confidence",
		"7:30: error: nic_rx: high 9.999999 is below the cycles, 10",
	}},
	{"costs_circle.yaml", 1, {"1:10: error: "}},
	{"costs_extends.yaml", 1, {"1:10: error: "}},
	{"costs_extends_list.yaml", 1, {"1:10: error: extends takes a single value, not a list (lines that begin with -)"}},
	{"costs_faults.yaml", 13, {
		"1:1: error: a cost profile has no key \"descripton\"",
		"3:54: error: app_sink: confidence \"asumed\"",
		"4:20: error: bridge: cycles \"1e3\" has an exponent, write the digits out",
		"5:3: error: there is no cost \"tap_xmti\"",
		"6:13: error: skb_free takes a mapping (key: value), not a single value",
		"7:15: error: skb_alloc has no key \"cycle\"",
		"7:43: error: skb_alloc: cycles_per_byte \"-1\" has a sign",
		"7:55: error: source takes a single value, not a list (lines that begin with -)",
		"7:14: error: skb_alloc needs the key cycles",
		"7:14: error: skb_alloc needs the key confidence",
		"8:24: error: vhost_copy: cycles 2000000000 is above the largest, 1000000000",
		"8:53: error: vhost_copy: cycles_per_byte \"0.0000001\" is no whole multiple of 0.000001",
		"3:3: error: costs are missing",
	}},
	{"costs_few.yaml", 1, {"3:3: error: costs are missing"}},
	{"costs_list.yaml", 1, {"1:1: error: a cost profile takes a mapping (key: value), not a list (lines that begin with -)"}},
	{"costs_missing.yaml", 1, {"1:1: error: the cost profile needs the key costs"}},
	{"costs_twice.yaml", 1, {"3:3: error: this key is given twice, first in line 2"}},
	{"platform_attributes.xml", 7, {
		"5:18: error: <host> takes no attribute speeed (did you mean speed?)",
		"5:5: error: <host> needs the attribute speed",
		"6:32: error: attribute core is given twice",
		"6:5: error: <host> needs the attribute id",
		"7:5: error: <link> needs the attribute latency",
		"8:5: error: <route> needs the attribute src",
		"8:20: error: <link_ctn> needs the attribute id",
	}},
	{"platform_cut.xml", 1, {"5:21: error: not well-formed XML: Document ended unexpectedly inside an attribute name"}},
	{"platform_declaration.xml", 1, {"1:1: error: the XML declaration is written <?xml version=\"1.0\" encoding=\"UTF-8\"?>"}},
	{"platform_elements.xml", 4, {
		"6:5: error: element <cluster> is not understood here",
		"9:5: error: element <lnik> is not understood here (did you mean link?)",
		"10:5: error: <zone> is not understood inside <zone>",
		"11:5: error: <link_ctn> is not understood inside <zone>",
	}},
	{"platform_empty.xml", 1, {" error: the file is empty"}},
	{"platform_junk.xml", 1, {"1:1: error: byte 0x7f is no text"}},
	{"platform_less.xml", 2, {
		"5:16: error: '<' inside a tag",
		"5:11: error: \"a<b\" is no name",
	}},
	{"platform_names.xml", 5, {
		"6:11: error: the name a is taken already, in line 5",
		"7:11: error: the name lab is taken already, in line 4",
		"9:11: error: \"\" is no name",
		"11:11: error: the name w is taken already, in line 10",
		"12:11: error: \"__loopback__\" is no name",
	}},
	{"platform_no_doctype.xml", 1, {"2:1: error: the document type is missing: begin with <!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">"}},
	{"platform_no_end.xml", 1, {"6:1: error: not well-formed XML: Document ended unexpectedly with elements still open"}},
	{"platform_no_host.xml", 1, {" error: the platform has no host"}},
	{"platform_not_utf8.xml", 1, {"4:13: error: byte 0xe9 is no text"}},
	{"platform_other_doctype.xml", 1, {"2:1: error: unknown document type; it is written <!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">"}},
	{"platform_root.xml", 1, {"3:1: error: <host> is not understood as the root"}},
	{"platform_routes.xml", 9, {
		"9:24: error: there is no host \"betta\" before this line (did you mean beta?)",
		"9:46: error: there is no link \"wires\" before this line (did you mean wire?)",
		"10:35: error: pair is SPLITDUPLEX: give direction=\"UP\" or \"DOWN\"",
		"11:5: error: there is a route from beta to alpha already, in line 10 (it goes both ways unless symmetrical=\"NO\")",
		"11:35: error: wire is not SPLITDUPLEX and has no direction",
		"12:24: error: there is no host \"lab\" before this line",
		"12:34: error: symmetrical \"maybe\" is not understood; it can be YES, NO, yes, no",
		"12:5: error: the route has no link; it needs at least one <link_ctn>",
		"13:5: error: <host> must stand before the first <route>",
	}},
	{"platform_text.xml", 3, {
		"5:32: error: there is text between the tags: stray",
		"6:5: error: this section is not supported",
		"7:27: error: character references are not supported",
	}},
	{"platform_unclosed.xml", 1, {"6:3: error: not well-formed XML: Element"}},
	{"platform_values.xml", 12, {
		"5:18: error: speed \"3.3GHz\" has an unknown unit",
		"5:33: error: core \"0\" is out of range",
		"6:18: error: speed \"0f\" is out of range",
		"6:29: error: core \"4x\" is no plain whole number",
		"7:18: error: speed \"-1Gf\" is no number",
		"7:31: error: core \"2000\" is out of range",
		"8:18: error: speed \"1Gf,2Gf\" has an unknown unit",
		"9:41: error: core \"2.0\" is no plain whole number",
		"10:18: error: bandwidth \"10\" has no unit",
		"10:33: error: latency \"5\" has no unit",
		"11:18: error: bandwidth \"1Kbps\" has an unknown unit",
		"11:52: error: sharing_policy \"FULLDUPLEX\" is not understood; it can be SHARED, SPLITDUPLEX, FATPIPE",
	}},
	{"platform_version.xml", 2, {
		"3:11: error: version \"3\" is not understood; it can be 4, 4.0, 4.1",
		"4:18: error: routing \"Floyd\" is not understood; it can be Full",
	}},
	{"platform_words.xml", 1, {"1:1: error: not well-formed XML, or none at all"}},
	/* clang-format on */
};

static void test_bad_files(void)
{
	corpus_check(bad_files, G_N_ELEMENTS(bad_files), corpus_read);
}

static void test_good_files(void)
{
	static const char *const good[] = {"good.xml", "good.yaml", "good.windows.yaml"};
	EACH_CASE (i, good) {
		char *path = g_strconcat(CORPUS, good[i], NULL);
		struct diag *d = diag_new();
		CU_ASSERT_TRUE(corpus_read(path, d));
		faults_expect(good[i], d, NULL, 0);
		g_free(path);
	}
}

/* Each file is of a kind whose suite lists it. */
static void test_all_listed(void)
{
	static const char *const kinds[] = {"good.", "costs_", "platform_", "scenario_", "study_"};
	GDir *dir = g_dir_open(CORPUS, 0, NULL);
	const char *name;
	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	while ((name = g_dir_read_name(dir))) {
		bool known = false;
		EACH_CASE (i, kinds)
			known |= g_str_has_prefix(name, kinds[i]);
		CU_ASSERT_TRUE(known);
	}
	g_dir_close(dir);
	corpus_listed(bad_files, G_N_ELEMENTS(bad_files), "costs_");
	corpus_listed(bad_files, G_N_ELEMENTS(bad_files), "platform_");
}

static void expect_one(const char *path, const char *begin)
{
	struct diag *d = diag_new();
	CU_ASSERT_FALSE(corpus_read(path, d));
	faults_expect(path, d, &begin, 1);
}

/* Files that are no text files, or too large to keep in the corpus. */
static void test_strange_files(void)
{
	static const char *const names[] = {"a.xml", "costs.yaml"};
	char *folder = folder_new();
	char *large = g_strnfill(TEXT_FILE_MAX + 1, ' '), *deep = g_strnfill(TEXT_FILE_MAX, '[');
	expect_one("/nowhere/costs.yaml",
		   "named here:1:1: error: /nowhere/costs.yaml cannot be read: No such");
	expect_one("/nowhere/a.xml", "named here:1:1: error: /nowhere/a.xml cannot be read: No such");
	expect_one("/nowhere/a.yaml", "/nowhere/a.yaml: error: /nowhere/a.yaml cannot be read: No such");
	EACH_CASE (i, names) {
		char *path = file_write(folder, names[i], large, TEXT_FILE_MAX + 1);
		char *begin = g_strconcat(path, ": error: the file is longer than 1024 KiB", NULL);
		expect_one(path, begin);
		g_free(begin);
		g_free(path);
	}
	char *path = file_write(folder, "deep.yaml", deep, TEXT_FILE_MAX);
	char *begin = g_strconcat(path, ":1:17: error: nesting is deeper than 16", NULL);
	expect_one(path, begin);
	g_free(begin);
	begin = g_strconcat(folder, ": error: ", folder, " cannot be read: it is a folder, not a file", NULL);
	expect_one(folder, begin);
	g_free(begin);
	g_free(path);
	g_free(deep);
	g_free(large);
	folder_remove(folder);
}

static const struct test_case cases[] = {
	{"each bad file has its faults", test_bad_files},
	{"the good files have none", test_good_files},
	{"every file is listed", test_all_listed},
	{"missing, huge, deep, a folder", test_strange_files},
};

SUITE("corpus", cases)
