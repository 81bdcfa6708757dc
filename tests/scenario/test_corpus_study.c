/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bad studies: every file study_*.yaml of tests/corpus gives the faults listed here, in their places; --set does not
 * reach what an axis sets; and no bytes make the reader crash.
 */
#include "tests/lib/input/corpus.h"
#include "tests/lib/study/study_text.h"
#include "tests/lib/suite.h"
#include "tools/study/plan/plan.h"

static const struct bad_file bad_studies[] = {
	/* clang-format off */
	{"study_axes.yaml", 10, {
		"5:7: error: there are two axes named load; give one another name",
		"6:7: error: there are two axes named load; give one another name",
		"13:18: error: axes that move together have as many values each: kernel has 2, tap.queue has 3",
		"14:18: error: together takes two axes at least",
		"15:49: error: together cannot stand inside together; put all of its axes in one list",
		"16:21: error: name does not go with together, whose axes have their own keys",
		"16:18: error: together takes a list (lines that begin with -), not a single value",
		"8:7: error: axis traffic.0.rate sets traffic.0.rate, which axis traffic.rate sets already",
		"10:7: error: axis guests.vm0.vhost_core sets guests.0.vhost_core, which axis place sets already",
		"12:7: error: axis cost.app_sink sets cost.app_sink, which axis cost.app_sink.cycles sets already",
	}},
	{"study_circle.yaml", 1, {
		"2:10: error: " CORPUS "./study_circle.yaml extends itself; name another file",
	}},
	{"study_empty.yaml", 1, {
		"2:15: error: axes is empty; write an axis such as {set: load, values: [100kpps, 1Mpps]}",
	}},
	{"study_everything.yaml", 1, {
		"4:5: error: every combination of values is excluded; nothing is left to run",
	}},
	{"study_exclude.yaml", 9, {
		"7:8: error: there is no axis \"load\"; the axes are offered, kernel, nic.rx_ring",
		"8:8: error: there is no axis \"offerd\"; did you mean offered?; the axes are offered, kernel, nic.rx_ring",
		"9:17: error: axis offered has no value \"300kpps\"; it has 100kpps, 200kpps",
		"9:34: error: axis kernel has no value \"6.6\"; it has 3.13, 5.10",
		"10:27: error: axis offered has no value \"5x\"; it has 100kpps, 200kpps",
		"10:45: error: nic.rx_ring is empty; name one value at least",
		"11:7: error: an element of exclude names one axis at least, as in {flow: emulated}",
		"12:7: error: an element of exclude takes a mapping (key: value), not a single value",
		"13:16: error: kernel takes a single value, not a mapping (key: value)",
	}},
	{"study_keys.yaml", 11, {
		"3:3: error: study has no key \"replicatoins\"; did you mean replications?",
		"5:13: error: the top level has no key \"laod\"; did you mean load?",
		"6:13: error: nic has no key \"rx_rng\"; did you mean rx_ring?",
		"7:13: error: there is no guests.vm9; guests has 1 element, counted from 0: vm0",
		"8:13: error: nic is a section; set one of its keys: nic.KEY",
		"9:13: error: there is no cost \"ap\"; vhostsim list costs names them",
		"10:54: error: the top level has no key \"kernal\"; did you mean kernel?",
		"10:75: error: rx_ring \"3x\" goes on after its number; a whole number is written like 512",
		"11:7: error: an axis cannot set replication; write study: {replications: 10}",
		"12:7: error: an axis sets what a run simulates; crawl.points says which runs there are",
		"13:7: error: an axis sets what a run simulates; study.replications says which runs there are",
	}},
	{"study_list.yaml", 1, {
		"2:8: error: study takes a mapping (key: value), not a list (lines that begin with -)",
	}},
	{"study_many.yaml", 1, {
		"4:5: error: the axes have more than 10000000 combinations of values",
	}},
	{"study_map.yaml", 1, {
		"4:13: error: map_loss 2 is above the largest, 1",
	}},
	{"study_map_axes.yaml", 1, {
		"3:8: error: a map takes two axes of several values that do not move together; add one to axes, or leave out map",
	}},
	{"study_map_metric.yaml", 1, {
		"3:8: error: there is no metric \"loss\"; vhostsim list metrics names them",
	}},
	{"study_metric.yaml", 1, {
		"4:21: error: there is no metric \"delivered\"; vhostsim list metrics names them",
	}},
	{"study_nothing.yaml", 1, {
		"6:7: error: this leaves out nothing: no point has all of these values",
	}},
	{"study_points.yaml", 3, {
		"3:10: error: there is no guest vm7; the first one is vm0 (in the point load=1Mpps flow=vhost nic.core=0)",
		"7:35: error: nic.core 5 does not exist: host server has 2 cores, 0 to 1 (in the point load=1Mpps flow=vhost nic.core=5)",
		"5:35: error: the offered load is more than the link wire carries: at most 14.880952Mpps of these frames (in the point load=20Mpps flow=vhost nic.core=0)",
	}},
	{"study_source.yaml", 2, {
		"4:11: error: there is no source \"tester to vm1\"; did you mean \"tester to vm0\"? (in the point nic.core=0)",
		"4:11: error: study.guest and study.source are both given; figures are those of one of them (in the point nic.core=0)",
	}},
	{"study_precision.yaml", 3, {
		"3:14: error: precision 2 is above the largest, 1",
		"4:15: error: confidence 0.3 is below the smallest, 0.5",
		"5:21: error: max_replications 0 is below the smallest, 1",
	}},
	{"study_precision_cap.yaml", 1, {
		"2:62: error: max_replications is below replications, 20",
	}},
	{"study_ranges.yaml", 17, {
		"4:25: error: from is above to; a range rises",
		"5:7: error: axis nic.rx_ring needs values, or a range: from, to and either count or step",
		"6:7: error: the range of axis tap.queue needs either count or step, not both",
		"7:7: error: the range of axis q needs either count or step",
		"8:40: error: steps of 10 from 10 do not end at 95; the last one before ends at 90",
		"9:27: error: a logarithmic range begins above 0",
		"10:49: error: a logarithmic range takes count, not step",
		"11:47: error: a step is above 0",
		"12:53: error: count 1 is below the smallest, 2",
		"13:42: error: to \"x\" does not begin with a digit; a whole number is written like 512",
		"13:52: error: count 200000 is above the largest, 100000",
		"13:67: error: scale \"exp\" is not one of linear, log",
		"14:7: error: kernel has no range; list its values: values: [...]",
		"15:33: error: axis traffic.rate has values; from would make it a range, it cannot be both",
		"15:44: error: axis traffic.rate has values; to would make it a range, it cannot be both",
		"15:58: error: axis traffic.rate has values; count would make it a range, it cannot be both",
		"16:29: error: from \"-1\" has a sign; a whole number is written like 512",
	}},
	{"study_precision_runs.yaml", 1, {
		"6:5: error: the study has 11000000 runs; at most 10000000 are possible",
	}},
	{"study_runs.yaml", 1, {
		"5:5: error: the study has 11000000 runs; at most 10000000 are possible",
	}},
	{"study_shapes.yaml", 17, {
		"4:7: error: an axis takes a mapping (key: value), not a single value",
		"5:7: error: an axis needs the key set (the setting that it varies), or a name and values, each with ",
		"6:25: error: name takes a single value, not a list (lines that begin with -)",
		"7:13: error: set is empty",
		"8:7: error: axis a needs values, each with a name and a set, or the key set",
		"9:26: error: a value of an axis without set takes a mapping (key: value), not a single value",
		"10:26: error: a value of axis c needs the key set",
		"10:37: error: a value of axis c needs the key name",
		"10:74: error: set takes a mapping (key: value), not a single value",
		"10:88: error: a value of an axis has no key \"sets\"; did you mean set?",
		"10:78: error: a value of axis c needs the key set",
		"11:47: error: a value sets single settings, with keys such as nic.rx_ring",
		"12:21: error: an axis has no key \"value\"; did you mean values?",
		"12:7: error: axis kernel needs values, or a range: from, to and either count or step",
		"13:31: error: axis nic.core has no value; it needs at least one",
		"14:27: error: values takes a list (lines that begin with -), not a single value",
		"15:35: error: a value of an axis that has a set takes a single value, not a list (lines that begin w",
	}},
	{"study_twins.yaml", 1, {
		"4:5: error: the points place=as it is and place=same core are one scenario; exclude one of them",
	}},
	{"study_values.yaml", 10, {
		"3:17: error: replications 0 is below the smallest, 1",
		"4:15: error: confidence 1 is above the largest, 0.9999",
		"6:28: error: load \"100\" has no unit; a rate is written like 850kpps (pps, kpps, Mpps, Gpps)",
		"6:40: error: load \"1x\" has the unknown unit x; a rate is written like 850kpps (pps, kpps, Mpps, Gpps)",
		"7:43: error: preempt \"ful\" is not one of none, voluntary, full; did you mean full?",
		"8:35: error: rx_ring 8 is below the smallest, 64",
		"9:42: error: frame 12B is below the smallest, 64B",
		"10:43: error: axis tap.queue has the value \"100\" twice",
		"11:42: error: axis duration has the value \"1000us\" twice, first as \"1ms\"",
		"12:56: error: axis core has the value \"a\" twice",
	}},
	/* clang-format on */
};

static bool read_study(const char *path, struct diag *d)
{
	struct study *study = study_read(path, NULL, d);
	study_free(study);
	return study != NULL;
}

static void test_bad_studies(void)
{
	corpus_check(bad_studies, G_N_ELEMENTS(bad_studies), read_study);
}

static void test_all_listed(void)
{
	corpus_listed(bad_studies, G_N_ELEMENTS(bad_studies), "study_");
}

/* What the user sets, an axis would set again without a word. */
static void test_sets(void)
{
	static const char *const sets[] = {"load=1Mpps", "guests.vm0.vhost_core=1", "nic.rx_ring=128", NULL};
	static const char *const faults[] = {
		"--set load=1Mpps: error: load is set by the axis load of the study; leave it out",
		"--set guests.vm0.vhost_core=1: error: guests.0.vhost_core is set by the axis place of the "
		"study",
	};
	const char *text = "study:\n  axes:\n    - {set: load, values: [1kpps]}\n"
			   "    - {name: place, values: [{name: a, set: {guests.0.vhost_core: 0}}]}\n";
	study_of_text(text, sets, faults, 2);
	static const char *const wrong[] = {"nonsense", "nic.rx_ring=3", NULL};
	static const char *const wrong_faults[] = {
		"--set nonsense: error: a setting is written KEY=VALUE",
		"--set nic.rx_ring=3: error: rx_ring 3 is below the smallest, 64",
	};
	study_of_text(text, wrong, wrong_faults, 2);
}

/* A fault that many points share is shown once, with the first of them, and the search ends somewhere. */
static void test_many_faults(void)
{
	static const char *const one[] = {"9:32: error: nic.core 5 does not exist: host server has 2 cores, "
					  "0 to 1 (in the point nic.core=5 load=1kpps)"};
	study_of_text("study:\n  axes:\n    - {set: nic.core, values: [5]}\n"
		      "    - {set: load, values: [1kpps, 2kpps, 3kpps]}\n",
		      NULL, one, 1);
}

/* ---- mutations ---- */

static const char *const sound =
	"extends: " CORPUS "good.yaml\n"
	"study:\n"
	"  replications: 3\n"
	"  axes:\n"
	"    - {set: load, from: 100kpps, to: 300kpps, count: 3, scale: log}\n"
	"    - {set: traffic.frame, values: [64B, 512B], name: frame}\n"
	"    - name: placement\n"
	"      values: [{name: a, set: {nic.core: 0}}, {name: b, set: {nic.core: 1}}]\n"
	"    - together: [{set: kernel, values: [\"3.13\", \"5.10\"]}, {set: nic.rx_ring, values: "
	"[256, 512]}]\n"
	"  exclude: [{frame: 64B, load: 173kpps}]\n";

static const char *const fragments[] = {"{",	      "}",
					"[",	      "]",
					", ",	      ": ",
					"- ",	      "\n",
					" ",	      "0",
					"-1",	      "1e9",
					"set: ",      "values: ",
					"name: ",     "from: ",
					"to: ",	      "step: 1",
					"load",	      "log",
					"x",	      "99999999999999999999",
					"together: ", "exclude: ",
					"extends: "};

static void mutate(GString *s, GRand *rand)
{
	for (int edits = g_rand_int_range(rand, 1, 3); edits > 0 && s->len > 0; edits--) {
		gssize first = strcspn(s->str, "\n"); /* the file that is extended stays */
		gssize at = g_rand_int_range(rand, (int)MIN(first, (gssize)s->len - 1), (int)s->len);
		int length = g_rand_int_range(rand, 1, 5), some = MIN((int)s->len - (int)at, length);
		char *piece = g_strndup(s->str + at, (gsize)some);
		switch (g_rand_int_range(rand, 0, 4)) {
		case 0:
			g_string_erase(s, at, some);
			break;
		case 1:
			s->str[at] = (char)g_rand_int_range(rand, 32, 127);
			break;
		case 2:
			g_string_insert(s, g_rand_int_range(rand, 0, (int)s->len + 1), piece);
			break;
		default:
			g_string_insert(s, at,
					fragments[g_rand_int_range(rand, 0, (int)G_N_ELEMENTS(fragments))]);
		}
		g_free(piece);
	}
}

/* A study is taken exactly if it has no fault, and then it has points. */
static void test_mutations(void)
{
	GRand *rand = g_rand_new_with_seed(815);
	char *folder = folder_new(), *path = g_build_filename(folder, "s.yaml", NULL);
	int taken = 0, wrong = 0;
	for (int i = 0; i < 3000; i++) {
		GString *s = g_string_new(sound);
		mutate(s, rand);
		CU_ASSERT_TRUE(g_file_set_contents(path, s->str, (gssize)s->len, NULL));
		struct diag *d = diag_new();
		struct study *study = study_read(path, NULL, d);
		taken += study != NULL;
		wrong += (diag_count(d) == 0) != (study && study->points->len > 0);
		study_free(study);
		diag_free(d);
		g_string_free(s, TRUE);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_TRUE(taken > 30 && taken < 1500); /* else the mutations are too strong or too weak */
	g_free(path);
	folder_remove(folder);
	g_rand_free(rand);
}

static const struct test_case cases[] = {
	{"each bad study has its faults", test_bad_studies},
	{"every file is listed", test_all_listed},
	{"settings of the command line", test_sets},
	{"many faults", test_many_faults},
	{"mutations", test_mutations},
};

SUITE("corpus of studies", cases)
