/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The section "expect": which points an expectation means, what its amounts are in the metric's unit, what it is called,
 * and that every fault is found at its place.
 */
#include "tests/lib/study/expect_study.h"
#include "tests/lib/suite.h"
#include "tools/study/expect/expect_groups.h"
#include "tools/study/expect/expect_reader.h"
#include "tools/study/figures/metric.h"

/* read_one: the one expectation of a text, which must be free of faults. */
static GPtrArray *read_one(const struct expect_study *s)
{
	struct diag *d = diag_new();
	GPtrArray *all = expect_read_scenario(s->study, d);
	faults_expect("sound expectation", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(all);
	CU_ASSERT_EQUAL_FATAL(all->len, 1);
	return all;
}

/* groups_text: "0 3 | 1 4". */
static char *groups_text(const struct expectation *e)
{
	GString *s = g_string_new(NULL);
	for (guint g = 0; g < e->groups->len; g++) {
		const GArray *group = g_ptr_array_index(e->groups, g);
		g_string_append(s, g ? " |" : "");
		for (guint i = 0; i < group->len; i++)
			g_string_append_printf(s, "%s%u", s->len ? " " : "", g_array_index(group, guint, i));
	}
	return g_string_free(s, FALSE);
}

/* An expectation, the groups of points that it means, and its name. */
static const struct picked {
	const char *text, *groups, *name;
} picked[] = {
	{"{metric: delivered_pps, where: {flow: feedback, load: 800kpps}, min: 600kpps, max: 0.7Mpps}", "4",
	 "delivered_pps at least 600kpps, at most 0.7Mpps"},
	{"{metric: delivered_pps, where: {load: 0.8Mpps}, min: 1kpps}", "1 | 4 | 7",
	 "delivered_pps at least 1kpps"},
	{"{metric: delivered_pps, where: {flow: [vhost, callback], load: [200kpps, 1.5Mpps]}, max: 9Mpps}",
	 "0 | 2 | 6 | 8", "delivered_pps at most 9Mpps"},
	{"{metric: loss_ratio, max: 1}", "0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8", "loss_ratio at most 1"},
	{"{metric: loss_ratio, guest: vm0, where: {load: 200kpps}, max: 1}", "0 | 3 | 6",
	 "loss_ratio of guest vm0 at most 1"},
	{"{metric: latency_p99_ns, source: 0, where: {load: 200kpps}, max: 1us}", "0 | 3 | 6",
	 "latency_p99_ns of source tester to vm0 at most 1us"},
	{"{metric: dropped_pps, source: tester to vm0, where: {load: 200kpps}, max: 1pps}", "0 | 3 | 6",
	 "dropped_pps of source tester to vm0 at most 1pps"},
	{"{metric: loss_ratio, where: {load: 200kpps, traffic.0.frame: 512B, guests.0.vcpu_core: 1}, max: 1}",
	 "0 | 3 | 6", "loss_ratio at most 1"},
	{"{name: a name, metric: loss_ratio, where: {flow: vhost, load: 200kpps}, max: 1}", "0", "a name"},
	{"{metric: delivered_pps, where: {kernel: \"6.1\", flow: vhost}, min: 0pps}", "0 | 1 | 2",
	 "delivered_pps at least 0pps"},
	{"{metric: delivered_pps, where: {guests.vm0.vcpu_core: 1, traffic.frame: 512B, flow: vhost}, min: "
	 "0pps}",
	 "0 | 1 | 2", "delivered_pps at least 0pps"},
	{"{metric: delivered_pps, better: {flow: callback}, than: {flow: vhost}}", "6 0 | 7 1 | 8 2",
	 "delivered_pps better with flow=callback than with flow=vhost"},
	{"{metric: delivered_pps, better: {flow: callback}, than: {flow: [vhost, feedback]}, by: 20%, where: "
	 "{load: 800kpps}}",
	 "7 1 | 7 4", "delivered_pps better with flow=callback than with flow=... by 20%"},
	{"{metric: latency_p99_ns, better: {load: 200kpps}, than: {load: 800kpps}, by: 1us}",
	 "0 1 | 3 4 | 6 7", "latency_p99_ns better with load=200kpps than with load=800kpps by 1us"},
	{"{metric: delivered_pps, better: {flow: callback, load: 1500kpps}, than: {flow: vhost, load: "
	 "200kpps}}",
	 "8 0", "delivered_pps better with flow=callback load=1500kpps than with flow=vhost load=200kpps"},
	{"{metric: delivered_pps, never_falls: load, where: {flow: feedback}, tolerance: 1%}", "3 4 5",
	 "delivered_pps never falls along load"},
	{"{metric: loss_ratio, never_rises: load}", "0 1 2 | 3 4 5 | 6 7 8",
	 "loss_ratio never rises along load"},
	{"{metric: delivered_pps, never_falls: load, where: {load: [1500kpps, 200kpps]}}", "0 2 | 3 5 | 6 8",
	 "delivered_pps never falls along load"},
};

static void test_picked(void)
{
	EACH_CASE (i, picked, text) {
		char *section = g_strdup_printf("expect:\n  - %s\n", picked[i].text);
		struct expect_study s = expect_study_new(section);
		GPtrArray *all = read_one(&s);
		const struct expectation *e = g_ptr_array_index(all, 0);
		char *groups = groups_text(e);
		CU_ASSERT_STRING_EQUAL(groups, picked[i].groups);
		CU_ASSERT_STRING_EQUAL(e->name, picked[i].name);
		CU_ASSERT_EQUAL(e->at.line, SAMPLE_LINES + 2);
		CU_ASSERT_EQUAL(e->at.col, 5);
		g_free(groups);
		g_ptr_array_unref(all);
		expect_study_free(&s);
		g_free(section);
	}
}

/* Curves along an axis of three, wherever it stands among them: the other two are the same for all points of a curve, and
 * so is what moves together with one of them. */
static void test_curves(void)
{
	static const struct sample_axis axes[] = {{"load", true, UNIT_RATE, {"2kpps", "1kpps"}},
						  {"flow", false, UNIT_COUNT, {"vhost", "callback"}},
						  {"ring", true, UNIT_COUNT, {"256", "512"}}};
	static const struct {
		int along, with; /* with: the axis that moves together with the first; 0: none */
		const char *groups;
	} cases[] = {
		{0, 0, "4 0 | 5 1 | 6 2 | 7 3"},
		{2, 0, "0 1 | 2 3 | 4 5 | 6 7"},
		{2, 1, "0 1 | 2 3 | 4 5 | 6 7"},
		{0, 1, "4 6 0 2 | 5 7 1 3"},
	};
	bool marks[8];
	memset(marks, true, sizeof(marks));
	EACH_CASE (i, cases, along) {
		struct study *s = sample_study(axes, 3);
		((struct study_axis *)g_ptr_array_index(s->axes, (guint)cases[i].with))->group = 0;
		struct expectation e = {
			.groups = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref)};
		expect_groups_curves(s, marks, cases[i].along, e.groups);
		char *groups = groups_text(&e);
		CU_ASSERT_STRING_EQUAL(groups, cases[i].groups);
		if (strcmp(groups, cases[i].groups) != 0)
			printf("\n%s", groups);
		g_free(groups);
		g_ptr_array_unref(e.groups);
		study_free(s);
	}
}

/* Where an axis is not there, those along which a curve may go are named: every axis of numbers, the first too. */
static void test_axes_named(void)
{
	static const char fault[] =
		"error: never_falls: there is no axis \"ring\"; axes of numbers are flow, load";
	struct expect_study s = expect_study_new("expect: [{metric: loss_ratio, never_falls: ring}]\n");
	struct diag *d = diag_new();
	((struct study_axis *)g_ptr_array_index(s.study->axes, 0))->is_number = true;
	CU_ASSERT_PTR_NULL(expect_read_scenario(s.study, d));
	char **lines = faults_printed(d);
	CU_ASSERT_TRUE(g_strv_length(lines) == 1 && strstr(lines[0], fault));
	g_strfreev(lines);
	diag_free(d);
	expect_study_free(&s);
}

#define NONE                                                                                                 \
	{                                                                                                    \
		.value = 0                                                                                   \
	}

/* One expectation's amounts, in the metric's unit. */
static const struct amounts {
	const char *text;
	double min, max;
	struct expect_amount by, tolerance;
} amounts[] = {
	{"{metric: delivered_pps, min: 600kpps, max: 1.2Mpps}", 600e3, 1.2e6, NONE, NONE},
	{"{metric: latency_p99_ns, max: 50us}", -INFINITY, 50e3, NONE, NONE},
	{"{metric: latency_p99_ns, max: 1.5ns}", -INFINITY, 1.5, NONE, NONE},
	{"{metric: loss_ratio, max: 0.001}", -INFINITY, 0.001, NONE, NONE},
	{"{metric: delivered_bps, min: 1Gbps}", 1e9, INFINITY, NONE, NONE},
	{"{metric: delivered_packets, min: 10}", 10, INFINITY, NONE, NONE},
	{"{metric: delivered_pps, better: {flow: callback}, than: {flow: vhost}, by: 20%}",
	 -INFINITY,
	 INFINITY,
	 {0.2, true, true},
	 NONE},
	{"{metric: delivered_pps, better: {flow: callback}, than: {flow: vhost}, by: 100 kpps}",
	 -INFINITY,
	 INFINITY,
	 {100e3, false, true},
	 NONE},
	{"{metric: delivered_pps, never_falls: load, tolerance: 0.5 %}",
	 -INFINITY,
	 INFINITY,
	 NONE,
	 {0.005, true, true}},
	{"{metric: loss_ratio, never_rises: load, tolerance: 0.01}",
	 -INFINITY,
	 INFINITY,
	 NONE,
	 {0.01, false, true}},
};

static void check_amount(struct expect_amount is, struct expect_amount expected)
{
	CU_ASSERT_DOUBLE_EQUAL(is.value, expected.value, 1e-12 * expected.value);
	CU_ASSERT_EQUAL(is.is_part, expected.is_part);
	CU_ASSERT_EQUAL(is.is_given, expected.is_given);
}

static void test_amounts(void)
{
	EACH_CASE (i, amounts, text) {
		char *section = g_strdup_printf("expect: [%s]\n", amounts[i].text);
		struct expect_study s = expect_study_new(section);
		GPtrArray *all = read_one(&s);
		const struct expectation *e = g_ptr_array_index(all, 0);
		CU_ASSERT_TRUE(e->min == amounts[i].min && e->max == amounts[i].max);
		check_amount(e->by, amounts[i].by);
		check_amount(e->tolerance, amounts[i].tolerance);
		g_ptr_array_unref(all);
		expect_study_free(&s);
		g_free(section);
	}
}

#define FAULTS 3

/* A list of expectations and the faults behind its place: "line:col: error: ...", lines counted in the list. */
static const struct bad {
	const char *text;
	const char *faults[FAULTS];
} bad[] = {
	{"[x]", {"0:10: error: an expectation takes a mapping (key: value), not a single value"}},
	{"[{}]",
	 {"0:10: error: the expectation needs the key metric, such as delivered_pps",
	  "0:10: error: the expectation says nothing about its metric; it takes min and max, better and "
	  "than"}},
	{"[{metric: deliverd_pps, min: 1pps}]",
	 {"0:19: error: unknown metric \"deliverd_pps\"; did you mean delivered_pps?"}},
	{"[{metric: throughput, min: 1pps}]",
	 {"0:19: error: unknown metric \"throughput\"; vhostsim list metrics shows them"}},
	{"[{metric: [loss_ratio], min: 1}]",
	 {"0:19: error: metric takes a single value, not a list (lines that begin with -)"}},
	{"[{metric: loss_ratio, maxx: 1}]",
	 {"0:31: error: an expectation has no key \"maxx\"; did you mean max?",
	  "0:10: error: the expectation says nothing about its metric"}},
	{"[{metric: loss_ratio, max: 1, never_falls: load}]",
	 {"0:10: error: these are several expectations in one; each takes min and max, better and than"}},
	{"[{metric: loss_ratio, max: 1, by: 3%}]", {"0:39: error: by goes with better and than only"}},
	{"[{metric: loss_ratio, max: 1, tolerance: 3%}]",
	 {"0:39: error: tolerance goes with never_falls and never_rises only"}},
	{"[{metric: delivered_pps, better: {flow: vhost}}]",
	 {"0:10: error: the expectation needs the key than beside better"}},
	{"[{metric: delivered_pps, than: {flow: vhost}}]",
	 {"0:10: error: the expectation needs the key better beside than"}},
	{"[{metric: delivered_pps, min: 700kpps, max: 600kpps}]",
	 {"0:53: error: max is below min, so that nothing can be between them"}},
	{"[{metric: delivered_pps, min: 600, max: 1us}]",
	 {"0:39: error: min of delivered_pps: \"600\" has no unit; a rate is written like 850kpps",
	  "0:49: error: max of delivered_pps: \"1us\" is a time; a rate is written like"}},
	{"[{metric: loss_ratio, max: 5%}]",
	 {"0:36: error: max of loss_ratio: \"5%\" goes on after its number"}},
	{"[{metric: loss_ratio, never_rises: load, tolerance: x%}]",
	 {"0:61: error: tolerance: \"x\" does not begin with a digit"}},
	{"[{metric: loss_ratio, where: {lod: 800kpps}, max: 1}]",
	 {"0:39: error: where: there is no axis and no setting \"lod\"; did you mean load?"}},
	{"[{metric: loss_ratio, where: {nic.rx_rng: 256}, max: 1}]",
	 {"0:39: error: where: there is no axis and no setting \"nic.rx_rng\"; did you mean nic.rx_ring?"}},
	{"[{metric: loss_ratio, where: {load: 900kpps}, max: 1}]",
	 {"0:45: error: axis load has no value \"900kpps\"; it has 200kpps, 800kpps, 1500kpps"}},
	{"[{metric: loss_ratio, where: {load: 800}, max: 1}]",
	 {"0:45: error: load: \"800\" has no unit; a rate is written like 850kpps (pps, kpps, Mpps, Gpps); "
	  "it has 200kpps"}},
	{"[{metric: loss_ratio, where: {flow: [vhost, virtio]}, max: 1}]",
	 {"0:53: error: axis flow has no value \"virtio\"; it has vhost, feedback, callback"}},
	{"[{metric: loss_ratio, where: {flow: []}, max: 1}]",
	 {"0:45: error: flow is an empty list; it picks nothing"}},
	{"[{metric: loss_ratio, where: [flow], max: 1}]",
	 {"0:38: error: where takes a mapping (key: value), not a list (lines that begin with -)"}},
	{"[{metric: loss_ratio, where: {nic.rx_ring: 8}, max: 1}]",
	 {"0:52: error: rx_ring 8 is below the smallest, 64"}},
	{"[{metric: loss_ratio, where: {nic.rx_ring: 256}, max: 1}]",
	 {"0:10: error: no point of the study is meant; nothing would be checked"}},
	{"[{metric: loss_ratio, guest: vm7, max: 1}]", {"0:38: error: there is no guest \"vm7\""}},
	{"[{metric: wasted_cycles_per_packet, guest: vm0, max: 1}]",
	 {"0:52: error: wasted_cycles_per_packet is not known of one guest"}},
	{"[{metric: loss_ratio, source: 1, max: 1}]",
	 {"0:39: error: there is no source \"1\"; traffic has 1, counted from 0, the first one is \"tester "
	  "to vm0\""}},
	{"[{metric: loss_ratio, source: tester to vm, max: 1}]",
	 {"0:39: error: there is no source \"tester to vm\"; did you mean \"tester to vm0\"?"}},
	{"[{metric: queue_max.tap, source: 0, max: 1}]",
	 {"0:42: error: queue_max.tap is not known of one source"}},
	{"[{metric: loss_ratio, guest: vm0, source: 0, max: 1}]",
	 {"0:51: error: guest and source are both given; an expectation is about one of them"}},
	{"[{metric: offered_pps, better: {flow: callback}, than: {flow: vhost}}]",
	 {"0:40: error: neither more nor less of this metric is better"}},
	{"[{metric: delivered_pps, better: {flow: callback}, than: {load: 800kpps}}]",
	 {"0:66: error: better and than mean the same points; they are to differ in a value"}},
	{"[{metric: delivered_pps, better: {flow: callback}, than: {flow: vhost}, where: {flow: vhost}}]",
	 {"0:10: error: no pair of points of the study is meant; nothing would be checked"}},
	{"[{metric: delivered_pps, never_falls: lod}]",
	 {"0:47: error: never_falls: there is no axis \"lod\"; axes of numbers are load"}},
	{"[{metric: delivered_pps, never_rises: flow}]",
	 {"0:47: error: never_rises: the values of axis flow are no numbers; axes of numbers are load"}},
	{"[{metric: delivered_pps, never_falls: load, where: {load: 800kpps}}]",
	 {"0:10: error: no curve of two or more points of the study is meant; nothing would be checked"}},
};

/* expected_faults: of the file at path, the line of the list put in. */
static int expected_faults(const struct bad *b, const char *path, char *faults[FAULTS])
{
	int n = 0;
	for (; n < FAULTS && b->faults[n]; n++)
		faults[n] = g_strdup_printf("%s:%d%s", path, SAMPLE_LINES + 1, b->faults[n] + 1);
	return n;
}

static void test_faults(void)
{
	EACH_CASE (i, bad, text) {
		char *section = g_strdup_printf("expect: %s\n", bad[i].text);
		struct expect_study s = expect_study_new(section);
		char *faults[FAULTS];
		struct diag *d = diag_new();
		int n = expected_faults(&bad[i], s.study->path, faults);
		CU_ASSERT_PTR_NULL(expect_read_scenario(s.study, d));
		faults_expect(bad[i].text, d, (const char *const *)faults, n);
		while (n > 0)
			g_free(faults[--n]);
		expect_study_free(&s);
		g_free(section);
	}
}

static void test_none(void)
{
	struct expect_study s = expect_study_new("");
	struct diag *d = diag_new();
	GPtrArray *all = expect_read_scenario(s.study, d);
	faults_expect("no expectation", d, NULL, 0);
	CU_ASSERT_EQUAL(all->len, 0);
	g_ptr_array_unref(all);
	expect_study_free(&s);
}

static void test_labels(void)
{
	struct expect_study s = expect_study_new(
		"expect: [{metric: delivered_pps, better: {flow: callback}, than: {flow: vhost}}]\n");
	GPtrArray *all = read_one(&s);
	const struct expectation *e = g_ptr_array_index(all, 0);
	const GArray *pair = g_ptr_array_index(e->groups, 1);
	char *common = expect_groups_common(s.study, pair), *own = expect_groups_own(s.study, pair, 7);
	CU_ASSERT_STRING_EQUAL(common, "load=800kpps");
	CU_ASSERT_STRING_EQUAL(own, "flow=callback");
	g_free(common);
	g_free(own);
	g_ptr_array_unref(all);
	expect_study_free(&s);
}

/* ---- mutations ---- */

static const char mutated[] =
	"expect:\n"
	"  - {metric: delivered_pps, where: {flow: feedback, load: 0.8Mpps}, min: 600kpps, max: 700kpps}\n"
	"  - {metric: loss_ratio, guest: vm0, where: {load: [200kpps, 800kpps]}, max: 0.001, name: a}\n"
	"  - {metric: delivered_pps, better: {flow: callback}, than: {flow: vhost}, by: 20%}\n"
	"  - {metric: delivered_pps, never_falls: load, where: {kernel: 6.1}, tolerance: 1%}\n";

/* clang-format off */
static const char *const fragments[] = {
	"{", "}", "[", "]", ", ", ": ", "- ", "\n", "\"", "%", "1", "0", "-", ".", "x", "load", "flow", "min: 1", "by: 1%",
	"than: {}", "where: [a]", "nic.rx_ring", "guests.vm0.", "99999999999999999999", "\xff", "never_rises: load, ",
};
/* clang-format on */

/* mutate: one to three edits: a piece cut out, doubled, or replaced by a fragment. */
static void mutate(GString *s, GRand *rand)
{
	for (int edits = g_rand_int_range(rand, 1, 4); edits > 0; edits--) {
		gssize at = g_rand_int_range(rand, 8, (int)s->len);
		gssize rest = (gssize)s->len - at, few = g_rand_int_range(rand, 0, 12);
		gssize some = MIN(rest, few);
		int with = g_rand_int_range(rand, -2, (int)G_N_ELEMENTS(fragments));
		char *piece = g_strndup(s->str + at, (gsize)some);
		if (with != -1)
			g_string_erase(s, at, some);
		g_string_insert(s, at, with >= 0 ? fragments[with] : piece);
		g_free(piece);
	}
}

/* read_mutation: whether the section is taken; a list is taken exactly if it has no fault. */
static bool read_mutation(struct expect_study *s, const char *section)
{
	char *text = g_strconcat(SAMPLE_SCENARIO, section, NULL);
	struct diag *d = diag_new();
	g_free(file_write(s->folder, "s.yaml", text, strlen(text)));
	struct scenario_base *own = s->study->base, *base = scenario_base_read(s->study->path, d);
	GPtrArray *all = NULL;
	if (base) {
		int before = diag_count(d);
		s->study->base = base;
		all = expect_read_scenario(s->study, d);
		CU_ASSERT_EQUAL(all == NULL, diag_count(d) > before);
	}
	bool taken = all != NULL;
	g_clear_pointer(&all, g_ptr_array_unref);
	scenario_base_free(base);
	s->study->base = own;
	diag_free(d);
	g_free(text);
	return taken;
}

static void test_mutations(void)
{
	GRand *rand = g_rand_new_with_seed(5);
	struct expect_study s = expect_study_new(mutated);
	int taken = 0, rounds = 3000;
	for (int i = 0; i < rounds; i++) {
		GString *section = g_string_new(mutated);
		mutate(section, rand);
		taken += read_mutation(&s, section->str);
		g_string_free(section, TRUE);
	}
	CU_ASSERT_TRUE(taken > rounds / 100 && taken < rounds / 2); /* else they are too strong or too weak */
	expect_study_free(&s);
	g_rand_free(rand);
}

static const struct test_case cases[] = {
	{"an expectation means its points and has a name", test_picked},
	{"curves of any axis", test_curves},
	{"axes that are named", test_axes_named},
	{"amounts are in the metric's unit", test_amounts},
	{"every fault has its place", test_faults},
	{"without the section there is no expectation", test_none},
	{"groups are called by what their points share", test_labels},
	{"mutated expectations", test_mutations},
};

SUITE("expect reader", cases)
