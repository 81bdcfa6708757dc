/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bad input: every file of tests/corpus gives the faults listed here, in their places; and no bytes, however
 * they came about, make a reader crash or leak (the latter is for a build with sanitizers to see).
 */
#include "models/scenario.h"
#include "sim/text_file.h"
#include "tests/faults.h"
#include "tests/suite.h"
#include "tools/cost_profile.h"
#include "tools/scenario_file.h"

#define CORPUS SOURCE_DIR "/tests/corpus/"

/* Reads a file as what its name says it is. Returns whether the reader took it. */
static bool read_file(const char *path, struct diag *d)
{
	struct place at = {"named here", 1, 1};
	char *name = g_path_get_basename(path);
	bool taken;
	if (g_str_has_suffix(name, ".xml")) {
		struct platform *p = platform_read(path, at, d);
		taken = p != NULL;
		platform_free(p);
	} else if (g_str_has_prefix(name, "costs")) {
		struct cost_entry entries[COST_COUNT];
		struct cost_origin origins[COST_COUNT];
		taken = cost_profile_read(path, at, entries, origins, d);
		cost_origins_clear(origins);
	} else {
		struct scenario *s = scenario_read(path, NULL, d);
		taken = s != NULL;
		scenario_free(s);
	}
	g_free(name);
	return taken;
}

#define SHOWN 16

/* A file, how many faults it has, and how the first of them begin: place and words. */
static const struct bad_file {
	const char *file;
	int faults;
	const char *begin[SHOWN];
} bad_files[] = {
	/* clang-format off */
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
	{"costs_twice.yaml", 1, {"3:3: error: key \"app_sink\" is given twice, first in line 2"}},
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
	{"platform_names.xml", 6, {
		"6:11: error: the name a is taken already, in line 5",
		"7:11: error: the name lab is taken already, in line 4",
		"8:11: error: \"a b\" is no name",
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
	{"platform_values.xml", 14, {
		"5:18: error: speed \"3.3GHz\" has an unknown unit",
		"5:33: error: core \"0\" is out of range",
		"6:18: error: speed \"0f\" is out of range",
		"6:29: error: core \"4x\" is no plain whole number",
		"7:18: error: speed \"-1Gf\" is no number",
		"7:31: error: core \"2000\" is out of range",
		"8:18: error: speed \"1Gf,2Gf\" has an unknown unit",
		"9:18: error: speed \"1.0000000001Mf\" is no whole number of cycles per second",
		"9:41: error: core \"2.0\" is no plain whole number",
		"10:18: error: bandwidth \"10\" has no unit",
		"10:33: error: latency \"5\" has no unit",
		"11:18: error: bandwidth \"1Kbps\" has an unknown unit",
		"11:36: error: latency \"0.1ps\" is no whole number of picoseconds",
		"11:52: error: sharing_policy \"FULLDUPLEX\" is not understood; it can be SHARED, SPLITDUPLEX, FATPIPE",
	}},
	{"platform_version.xml", 2, {
		"3:11: error: version \"3\" is not understood; it can be 4, 4.0, 4.1",
		"4:18: error: routing \"Floyd\" is not understood; it can be Full",
	}},
	{"platform_words.xml", 1, {"1:1: error: not well-formed XML: Document must begin with an element"}},
	{"scenario_anchors.yaml", 3, {
		"1:7: error: anchors (&f) are not supported",
		"2:9: error: aliases (*f) are not supported",
		"3:8: error: tags (tag:yaml.org,2002:str) are not supported",
	}},
	{"scenario_binary.yaml", 1, {"1:1: error: byte 0x01 is no text"}},
	{"scenario_bomb.yaml", 7, {
		"1:4: error: anchors (&a) are not supported",
		"2:4: error: anchors (&b) are not supported",
		"2:8: error: aliases (*a) are not supported",
		"2:12: error: aliases (*a) are not supported",
		"3:4: error: anchors (&c) are not supported",
		"3:8: error: aliases (*b) are not supported",
		"3:12: error: aliases (*b) are not supported",
	}},
	{"scenario_comment.yaml", 1, {" error: the file has no content"}},
	{"scenario_contradiction.yaml", 2, {
		"6:7: error: platform",
		"10:10: error: there is no guest vm1",
	}},
	{"scenario_contradiction_with_typo.yaml", 2, {
		"5:1: error: the top level has no key \"nci\"",
		"6:13: error: nic.core 2 does not exist: host server has 2 cores, 0 to 1",
	}},
	{"scenario_expect.yaml", 2, {
		"5:9: error: expect takes a list (lines that begin with -), not a mapping (key: value)",
		"6:1: error: the top level has no key \"expct\"; did you mean expect?",
	}},
	{"scenario_feedback.yaml", 4, {
		"9:16: error: virtio.ring must be a power of two, such as 256",
		"8:36: error: callback.refill_below is more than the pool holds (callback.pool, 64)",
		"6:9: error: feedback.stop is more than the tap holds (tap.queue, 100)",
		"7:12: error: feedback.restart must be below the level that stops (200)",
	}},
	{"scenario_control.yaml", 1, {"2:11: error: byte 0x01 is no text"}},
	{"scenario_crawl.yaml", 8, {
		"11:3: error: crawl has no key \"pionts\"",
		"13:7: error: the curve needs the key name",
		"14:22: error: set takes a mapping (key: value), not a list (lines that begin with -)",
		"14:30: error: a curve has no key \"sets\"",
		"15:14: error: there are two curves named \"a\"",
		"15:28: error: a curve sets single settings, with keys such as nic.rx_ring",
		"16:7: error: a curve takes a mapping (key: value), not a single value",
		"10:3: error: crawl needs the key to",
	}},
	{"scenario_curves.yaml", 9, {
		"13:26: error: the top level has no key \"flwo\"",
		"14:27: error: rx_ring \"3x\" goes on after its number",
		"14:44: error: there is no guests.vm7; guests has 1 element, counted from 0",
		"15:7: error: the scenario with this curve's settings is faulty:",
		"18:9: error: vcpu_core 7 does not exist: host server has 2 cores, 0 to 1",
		"20:7: error: the scenario with this curve's settings is faulty:",
		"20:26: error:",
		"21:26: error: there is no cost \"ap\"; vhostsim list costs names them",
		"21:38: error: app_sink: cycles \"1e3\" has an exponent, write the digits out",
	}},
	{"scenario_deep.yaml", 1, {"1:19: error: nesting is deeper than 16"}},
	{"scenario_documents.yaml", 1, {"9:1: error: a second document begins here"}},
	{"scenario_duplicate.yaml", 2, {
		"6:1: error: key \"flow\" is given twice, first in line 1",
		"5:30: error: key \"rx_ring\" is given twice, first in line 5",
	}},
	{"scenario_e1000.yaml", 4, {
		"4:12: error: tx \"bottom\" is not one of bh, timer",
		"4:30: error: tx_timer 0us is below the smallest, 1us",
		"4:45: error: tx_burst 0 is below the smallest, 1",
		"4:60: error: mitigation \"some\" is neither yes nor no",
	}},
	{"scenario_e1000_queues.yaml", 2, {
		"5:59: error: the device of flow emulated has one queue pair: queues must be 1",
		"5:70: error: in flow emulated one thread of QEMU serves all of a guest: spread must be no",
	}},
	{"scenario_empty.yaml", 1, {" error: the file is empty"}},
	{"scenario_empty_list.yaml", 1, {"5:9: error: guests is empty; it needs at least one element"}},
	{"scenario_files.yaml", 3, {
		"3:16: error: rx_ring 3 is below the smallest, 64",
		"1:11: error:",
		"2:8: error:",
	}},
	{"scenario_flow_open.yaml", 1, {"6:7: error: not YAML: did not find expected ',' or '}' while parsing a flow mapping that begins in line 5"}},
	{"scenario_host.yaml", 7, {
		"8:12: error: no guest can be named host: to traffic that is pktgen on the host",
		"6:21: error: tap.backpressure stops generators on the host: all traffic must be from: host",
		"12:46: error: core 9 does not exist: host server has 2 cores, 0 to 1",
		"11:5: error: a generator on the host that sends as fast as it can needs time for a packet",
		"13:34: error: core is where pktgen of the host runs: from: host",
		"14:36: error: socket is of a process in a guest: from",
		"15:48: error: socket is of a process in a guest: from",
	}},
	{"scenario_host_flow.yaml", 3, {
		"8:12: error: the flow callback has no tap that the host could send into",
		"9:10: error: the flow callback does not forward from the wire to the wire",
		"4:13: error: the flow callback needs a driver that polls: nic.napi: yes",
	}},
	{"scenario_indent.yaml", 1, {"7:2: error: not YAML: did not find expected key while parsing a block mapping that begins in line 1"}},
	{"scenario_isolation.yaml", 3, {
		"12:11: error: there is no guest floded; did you mean flooded?",
		"13:10: error: there is no guest noisy; the first one is flooded",
		"15:7: error: crawl.to must be greater than crawl.from",
	}},
	{"scenario_isolation_line.yaml", 1, {"15:7: error: crawl.to, with the other sources, is more than the link wire carries: at most 14.830952Mpps of these frames"}},
	{"scenario_isolation_none.yaml", 1, {"12:11: error: crawl.source needs a source to the guest flooded; there is none"}},
	{"scenario_isolation_two.yaml", 1, {"12:11: error: crawl.source needs one source to the guest quiet; there are 2"}},
	{"scenario_keys.yaml", 1, {"5:3: error: a key must be a single word"}},
	{"scenario_latin1.yaml", 1, {"1:17: error: byte 0xfc is no text"}},
	{"scenario_list.yaml", 1, {"1:1: error: a scenario takes a mapping (key: value), not a list (lines that begin with -)"}},
	{"scenario_missing.yaml", 4, {
		" error: the scenario needs the key platform",
		" error: the scenario needs the key costs",
		" error: the scenario needs the section guests",
		" error: the scenario needs the section traffic",
	}},
	{"scenario_missing_in_list.yaml", 3, {
		"6:5: error: an element of guests needs the key vhost_core",
		"6:5: error: an element of guests needs the key vcpu_core",
		"8:5: error: an element of traffic needs the key to",
	}},
	{"scenario_nul.yaml", 1, {"1:7: error: the value holds a NUL character"}},
	{"scenario_options.yaml", 4, {
		"5:24: error: nic.queues is for flow vhost, whose host has several queues; flow feedback's must be 1",
		"6:18: error: napi.threaded needs kernel 6.6",
		"6:29: error: napi.core \"two\" is no number of a core, such as 3",
		"7:27: error: vhost.busyloop_timeout needs kernel 5.10 or 6.6",
	}},
	{"scenario_options_cores.yaml", 3, {
		"4:24: error: the core of the last NIC queue, 2 does not exist: host server has 2 cores, 0 to 1",
		"5:29: error: the core of the last NAPI thread, 3 does not exist",
		"6:27: error: vhost.busyloop_timeout is a whole number of us, such as 50us",
	}},
	{"scenario_peer_cores.yaml", 2, {
		"4:13: error: nic.core 1 does not exist: host small has 1 core, 0 to 0",
		"5:13: error: pmd.core 2 does not exist: host small has 1 core, 0 to 0",
	}},
	{"scenario_pmd.yaml", 2, {
		"4:13: error: pmd.core 2 does not exist: host server has 2 cores, 0 to 1",
		"4:23: error: pmd.burst is more than pmd.rx_ring",
	}},
	{"scenario_quote.yaml", 1, {"10:1: error: not YAML: found unexpected end of stream while scanning a quoted scalar that begins in line 5"}},
	{"scenario_scalar.yaml", 1, {"1:1: error: a scenario takes a mapping (key: value), not a single value"}},
	{"scenario_shapes.yaml", 8, {
		"1:7: error: flow takes a single value, not a list (lines that begin with -)",
		"2:9: error: kernel takes a single value, not a mapping (key: value)",
		"5:6: error: nic takes a mapping (key: value), not a single value",
		"6:6: error: napi has no value",
		"7:14: error: queue has no value",
		"8:9: error: guests takes a list (lines that begin with -), not a mapping (key: value)",
		"10:5: error: an element of traffic takes a mapping (key: value), not a single value",
		"11:7: error: cost takes a mapping (key: value), not a single value",
	}},
	{"scenario_life.yaml", 2, {
		"4:66: error: guest vm0 stops before it starts: stop must be after start (0s: never)",
		"6:52: error: guest vm2 stops before it starts",
	}},
	{"scenario_load.yaml", 1, {"6:5: error: the offered load is more than the link wire carries: at most"}},
	{"scenario_search.yaml", 11, {
		"6:46: error: count \"ten\" ",
		"8:11: error: method \"mlrserch\" is not one of mlrsearch, binary; did you mean mlrsearch?",
		"9:10: error: trial \"100\" has no unit", "10:10: error: width 0.7 is above the largest, 0.5",
		"11:13: error: min_load 0pps is below the smallest, 1pps",
		"12:3: error: search has no key \"loss_ratio\"; it is a key of goals",
		"13:12: error: repeats 0 is below the smallest, 1",
		"16:29: error: loss_ratio \"0.5 %\" goes on after its number",
		"17:29: error: loss_ratio 1 is above the largest, 0.999999",
		"18:5: error: an element of goals takes a mapping (key: value), not a single value",
		"15:5: error: an element of goals needs the key name",
	}},
	{"scenario_sources.yaml", 13, {
		"12:21: error: ", "6:5: error: the tester's rate must be above 0pps (or give shape or pcap)",
		"7:21: error: a source has a rate or a shape, not both",
		"8:22: error: shape: dates must rise, and 5ms does not come after the one before",
		"9:22: error: shape: a rate must be above 0pps", "9:52: error: a source must stop after its start",
		"10:62: error: frame does not go with pcap", "10:74: error: shape does not go with pcap",
		"10:48: error: a capture has its own rate; to scale it, write pcap_speed: rate",
		"11:54: error: pcap_speed rate needs the rate, above 0pps, that the capture is scaled to",
		"13:45: error: a source that sends as fast as it can (rate 0pps) knows no stop",
		"14:68: error: flows does not go with pcap", "14:52: error: arrivals does not go with pcap",
	}},
	{"scenario_tab.yaml", 1, {"2:1: error: not YAML: there is a tab; indent by spaces"}},
	{"scenario_traffic.yaml", 7, {
		"5:12: error: no guest can be named wire: to traffic that is the way out",
		"8:10: error: the host's generator sends into a guest's tap: name the guest",
		"9:10: error: there is no guest vm2; did you mean vm0?",
		"10:11: error: a guest does not send to itself: from and to are both vm0",
		"11:12: error: there is no guest moon; the first one is vm0",
		"12:21: error: the tester's rate must be above 0pps (or give shape or pcap); only a guest or the host sends as fast "
		"as it can",
		"13:48: error: a source that sends as fast as it can (rate 0pps) has no arrivals",
	}},
	{"scenario_unknown.yaml", 6, {
		"5:1: error: the top level has no key \"flwo\"",
		"6:1: error: the top level has no key \"nci\"",
		"7:7: error: nic has no key \"rx_rng\"",
		"7:20: error: nic has no key \"zebra\"",
		"8:1: error: the top level has no key \"rx_ring\"; it is a key of nic",
		"13:8: error: there is no cost \"ap\"; vhostsim list costs names them",
	}},
	{"scenario_utf16.yaml", 1, {"1:1: error: byte 0xff is no text"}},
	{"scenario_values.yaml", 12, {
		"1:7: error: flow \"vhosst\"",
		"2:9: error: kernel \"3.14\"",
		"5:9: error: warmup \"50\" has no unit",
		"6:16: error: rx_ring \"3x\" goes on after its number",
		"6:26: error: core \"-1\" has a sign",
		"8:29: error: vhost_core \"0.5\" is no whole multiple of 1",
		"10:21: error: rate \"850\" has no unit",
		"10:33: error: frame 12B is below the smallest, 64B",
		"11:27: error: all can only be 0",
		"11:18: error: app_sink: cycles \"3x\" goes on after its number",
		"11:54: error: vhost_copy has no key \"bytes\"",
		"11:81: error: vhost_copy: cycles_per_byte \"1 MB\" is a size",
	}},
	/* clang-format on */
};

static const struct bad_file *find_bad_file(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad_files); i++)
		if (strcmp(bad_files[i].file, name) == 0)
			return &bad_files[i];
	return NULL;
}

/* How the i-th line begins; a place without a line has no further colon. */
static bool begins_so(const char *line, const char *path, const char *begin)
{
	char *expected = g_strdup_printf("%s:%s", path, begin);
	bool so = g_str_has_prefix(line, expected);
	g_free(expected);
	return so;
}

static void check_bad_file(const struct bad_file *bad)
{
	char *path = g_strconcat(CORPUS, bad->file, NULL);
	struct diag *d = diag_new();
	CU_ASSERT_FALSE(read_file(path, d));
	char **lines = faults_printed(d);
	int n = (int)g_strv_length(lines);
	bool same = n == bad->faults;
	for (int i = 0; i < MIN(n, SHOWN) && bad->begin[i]; i++)
		same = same && begins_so(lines[i], path, bad->begin[i]);
	for (int i = 0; !same && i < n; i++)
		printf("\n  %s", lines[i]);
	CU_ASSERT_TRUE(same);
	g_strfreev(lines);
	diag_free(d);
	g_free(path);
}

static void test_bad_files(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad_files); i++)
		check_bad_file(&bad_files[i]);
}

static void test_good_files(void)
{
	static const char *const good[] = {"good.xml", "good.yaml", "good.windows.yaml"};
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		char *path = g_strconcat(CORPUS, good[i], NULL);
		struct diag *d = diag_new();
		CU_ASSERT_TRUE(read_file(path, d));
		faults_expect(good[i], d, NULL, 0);
		g_free(path);
	}
}

/* A file that no line above speaks of would be tested by nothing. */
static void test_all_files_listed(void)
{
	GDir *dir = g_dir_open(CORPUS, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	const char *name;
	while ((name = g_dir_read_name(dir)))
		CU_ASSERT_TRUE(g_str_has_prefix(name, "good.") ||
			       g_str_has_prefix(name, "study_") || /* test_corpus_study.c */
			       find_bad_file(name));
	g_dir_close(dir);
}

static void expect_one(const char *path, const char *begin)
{
	struct diag *d = diag_new();
	CU_ASSERT_FALSE(read_file(path, d));
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
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		char *path = file_write(folder, names[i], large, TEXT_FILE_MAX + 1);
		char *begin = g_strconcat(path, ": error: the file is longer than 256 KiB", NULL);
		expect_one(path, begin);
		g_free(begin);
		g_free(path);
	}
	char *path = file_write(folder, "deep.yaml", deep, TEXT_FILE_MAX);
	char *begin = g_strconcat(path, ":1:17: error: nesting is deeper than 16", NULL);
	expect_one(path, begin);
	g_free(begin);
	begin = g_strconcat(folder, ": error: ", folder, " cannot be read: Is a dir", NULL);
	expect_one(folder, begin);
	g_free(begin);
	g_free(path);
	g_free(deep);
	g_free(large);
	folder_remove(folder);
}

/* ---- mutations ---- */

/* clang-format off */
static const char *const fragments[] = {
	"<", ">", "/>", "\"", "'", "&", "&amp;", "<!--", "-->", "<?", "]]>", "=", "<host ", "</zone>",
	"<link_ctn id=\"wire\"/>", " ", "\n", "\t", "\r", "{", "}", "[", "]", ", ", ": ", "- ", "#", "*a", "&a ",
	"!!str", "---", "%", "|", ">-", "?", "nic: ", "guests: ", "cost: ", "all: 0", "0", "-1", "1e9",
	"99999999999999999999", "\xff", "\xc3\xa9", "\xef\xbb\xbf", "\xe2\x80\xa8", "\xc2\x85",
};
/* clang-format on */

/* One to four edits: a byte changed or dropped, a fragment put in, a piece doubled, the end cut off. */
static void mutate(GString *s, GRand *rand)
{
	for (int edits = g_rand_int_range(rand, 1, 5); edits > 0 && s->len > 0; edits--) {
		gssize at = g_rand_int_range(rand, 0, (int)s->len);
		int rest = (int)s->len - (int)at;
		int some = g_rand_int_range(rand, 1, 20);
		char *piece;
		switch (g_rand_int_range(rand, 0, 6)) {
		case 0:
			s->str[at] = (char)g_rand_int_range(rand, 0, 256);
			break;
		case 1:
			g_string_erase(s, at, MIN(rest, some));
			break;
		case 2:
			piece = g_strndup(s->str + at, (gsize)MIN(rest, 2 * some));
			g_string_insert(s, g_rand_int_range(rand, 0, (int)s->len + 1), piece);
			g_free(piece);
			break;
		case 3:
			if (g_rand_int_range(rand, 0, 4) == 0)
				g_string_truncate(s, (gsize)at);
			break;
		default:
			g_string_insert(s, at,
					fragments[g_rand_int_range(rand, 0, (int)G_N_ELEMENTS(fragments))]);
		}
	}
}

/* Reads `rounds` mutations of a text under a name that says what it is. A file is taken exactly if it has no
 * fault. */
static void fuzz(const char *name, const char *text, size_t length, int rounds)
{
	GRand *rand = g_rand_new_with_seed(4711);
	char *folder = folder_new();
	int taken = 0, wrong = 0;
	for (int i = 0; i < rounds; i++) {
		GString *s = g_string_new_len(text, (gssize)length);
		mutate(s, rand);
		char *path = file_write(folder, name, s->str, s->len);
		struct diag *d = diag_new();
		bool sound = read_file(path, d);
		char **lines = faults_printed(d);
		wrong += sound != (g_strv_length(lines) == 0);
		taken += sound;
		g_strfreev(lines);
		diag_free(d);
		g_free(path);
		g_string_free(s, TRUE);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_TRUE(taken > 0 && taken < rounds / 2); /* else the mutations are too strong or too weak */
	folder_remove(folder);
	g_rand_free(rand);
}

static char *load(const char *path, size_t *length)
{
	char *text = NULL;
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(path, &text, length, NULL));
	return text;
}

static void test_mutated_platforms(void)
{
	size_t length;
	char *text = load(CORPUS "good.xml", &length);
	fuzz("mutated.xml", text, length, 10000);
	g_free(text);
}

/* Its paths are made absolute, as the mutations lie elsewhere. */
static void test_mutated_scenarios(void)
{
	size_t length;
	char *text = load(CORPUS "good.yaml", &length);
	GString *s = g_string_new(text);
	g_string_replace(s, "../../", SOURCE_DIR "/", 0);
	g_string_replace(s, "good.xml", CORPUS "good.xml", 0);
	fuzz("mutated.yaml", s->str, s->len, 6000);
	g_string_free(s, TRUE);
	g_free(text);
}

static void test_mutated_profiles(void)
{
	size_t length;
	char *text = load(SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml", &length);
	fuzz("costs.yaml", text, length, 4000);
	g_free(text);
}

static const struct test_case cases[] = {
	{"each bad file has its faults", test_bad_files},
	{"the good files have none", test_good_files},
	{"every file is listed", test_all_files_listed},
	{"missing, huge, deep, a folder", test_strange_files},
	{"mutated platforms", test_mutated_platforms},
	{"mutated scenarios", test_mutated_scenarios},
	{"mutated cost profiles", test_mutated_profiles},
};

SUITE("corpus", cases)
