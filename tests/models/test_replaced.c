/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A value that is replaced is not looked at: whatever is wrong with it, the command line, a base's further settings or
 * the axis of a study that make the setting anew repair it; and nothing else.
 */
#include "sim/base/vtime.h"
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/plan/plan.h"

#define FAULTY                                                                                               \
	FILES "kernel: \"6.x\"\nduration: 3x\nnic: {rx_ring: [1], queues: }\n"                               \
	      "guests:\n  - {name: vm0, vhost_core: x, vcpu_core: 1}\n  - {name: vm1, vhost_core: y, "       \
	      "vcpu_core: 1}\n"                                                                              \
	      "traffic: [{to: vm0, rate: 1, frame: 9PB}, {to: vm1, rate: 5}]\n"                              \
	      "cost: {app_sink: x, skb_alloc: {cycles: y, cycles_per_byte: z}, vhost_copy: [1]}\n"

static const char *const faults[] = {
	"s.yaml:3:9: error: kernel \"6.x\" is not one of",
	"s.yaml:4:11: error: duration \"3x\"",
	"s.yaml:5:16: error: rx_ring takes a single value",
	"s.yaml:5:29: error: queues has no value",
	"s.yaml:7:29: error: vhost_core \"x\"",
	"s.yaml:8:29: error: vhost_core \"y\"",
	"s.yaml:9:27: error: rate \"1\"",
	"s.yaml:9:37: error: frame",
	"s.yaml:9:59: error: rate \"5\"",
	"s.yaml:10:18: error: app_sink",
	"s.yaml:10:41: error: skb_alloc: cycles",
	"s.yaml:10:61: error: skb_alloc: cycles_per_byte",
	"s.yaml:10:77: error: vhost_copy takes a single",
};
#define FAULTS ((int)G_N_ELEMENTS(faults))

/* Settings of the command line, and which of the faults they repair. */
static const struct {
	const char *set;
	const char *repaired; /* numbers of faults, each a letter from a on */
} repairs[] = {
	{"kernel=6.6", "a"},
	{"duration=1ms", "b"},
	{"nic.rx_ring=512", "c"},
	{"nic.queues=1", "d"},
	{"guests.0.vhost_core=0", "e"},
	{"guests.vm1.vhost_core=0", "f"},
	{"guests.vhost_core=0", "ef"},
	{"traffic.rate=1kpps", "gi"},
	{"traffic.0.rate=1kpps", "g"},
	{"traffic.frame=64B", "h"},
	{"cost.app_sink=1", "j"},
	{"cost.app_sink.cycles=1", ""},
	{"cost.skb_alloc=1", "kl"},
	{"cost.skb_alloc.cycles=1", "k"},
	{"cost.vhost_copy=1", "m"},
	{"cost.all=0", "jklm"},
	{"seed=2", ""},
	{"warmup=1ms", ""},
};

static void expect_left(const char *folder, const char *path, const char *const *sets, const char *repaired)
{
	struct diag *d = diag_new();
	const char *left[FAULTS];
	int n = 0;
	struct scenario *s = scenario_read(path, sets, d);
	for (int i = 0; i < FAULTS; i++)
		if (!strchr(repaired, 'a' + i))
			left[n++] = faults[i];
	CU_ASSERT_EQUAL(s != NULL, n == 0);
	scenario_free(s);
	text_faults(sets && *sets ? *sets : "no set", folder, d, left, n);
}

static void test_each(void)
{
	static const struct text_part part = {"s.yaml", FAULTY};
	char *folder = text_files(&part, 1), *path = g_build_filename(folder, "s.yaml", NULL);
	expect_left(folder, path, NULL, "");
	EACH_CASE (i, repairs, set)
		expect_left(folder, path, (const char *const[]){repairs[i].set, NULL}, repairs[i].repaired);
	g_free(path);
	text_files_remove(folder);
}

#define ALL_REPAIRED                                                                                         \
	"kernel=6.6", "duration=1ms", "nic.rx_ring=512", "nic.queues=1", "guests.vhost_core=0",              \
		"traffic.rate=1kpps", "traffic.frame=64B", "cost.all=0"

/* With all of them repaired the contradictions are looked for, as ever; and a wrong value in the place of a wrong value is
 * the fault. */
static void test_all(void)
{
	static const char *const sound[] = {ALL_REPAIRED, NULL},
				 *const far[] = {ALL_REPAIRED, "nic.core=7", NULL},
				 *const wrong[] = {ALL_REPAIRED, "kernel=6.y", "cost.app_sink=q", NULL};
	static const char *const far_fault = "--set nic.core=7: error: nic.core 7 does not exist",
				 *const wrong_faults[] = {
					 "--set kernel=6.y: error: kernel \"6.y\" is not one of",
					 "--set cost.app_sink=q: error: app_sink"};
	static const struct text_part part = {"s.yaml", FAULTY};
	char *folder = text_files(&part, 1), *path = g_build_filename(folder, "s.yaml", NULL);
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, sound, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(s->general.kernel, ERA_6_6);
	CU_ASSERT_EQUAL(s->general.duration, VTIME_PER_S / 1000);
	scenario_free(s);
	faults_expect("all repaired", d, NULL, 0);
	CU_ASSERT_PTR_NULL(scenario_read(path, far, d = diag_new()));
	faults_expect("a contradiction", d, &far_fault, 1);
	CU_ASSERT_PTR_NULL(scenario_read(path, wrong, d = diag_new()));
	faults_expect("wrong again", d, wrong_faults, 2);
	g_free(path);
	text_files_remove(folder);
}

/* What an axis sets in every point is replaced as well; what it sets in some is a fault of the others. */
static void test_axis(void)
{
	static const struct text_part parts[] = {
		{"all.yaml",
		 SOUND "kernel: x\nstudy: {axes: [{set: kernel, values: [\"3.13\", \"6.6\"]}]}\n"},
		{"some.yaml", SOUND
		 "kernel: x\nstudy: {axes: [{name: a, values: [{name: old, set: {kernel: \"3.13\"}}, {name: "
		 "as it is, set: {nic.core: 1}}]}]}\n"},
		{"other.yaml", SOUND "kernel: x\nstudy: {axes: [{set: nic.core, values: [0, 1]}]}\n"},
	};
	char *known = g_strjoinv(", ", (char **)era_names);
	char *some = g_strdup_printf(
		"some.yaml:7:9: error: kernel \"x\" is not one of %s (in the point a=as it is)", known);
	char *other = g_strdup_printf("other.yaml:7:9: error: kernel \"x\" is not one of %s", known);
	const char *const expected[] = {NULL, some, other};
	char *folder = text_files(parts, G_N_ELEMENTS(parts));
	EACH_CASE (i, parts) {
		struct diag *d = diag_new();
		char *path = g_build_filename(folder, parts[i].name, NULL);
		struct study *study = study_read(path, NULL, d);
		CU_ASSERT_EQUAL(study != NULL, i == 0);
		study_free(study);
		text_faults(parts[i].name, folder, d, &expected[i], expected[i] ? 1 : 0);
		g_free(path);
	}
	text_files_remove(folder);
	g_free(known);
	g_free(some);
	g_free(other);
}

static const struct test_case cases[] = {
	{"each setting repairs its own value", test_each},
	{"all repaired", test_all},
	{"axes of a study", test_axis},
};

SUITE("replaced", cases)
