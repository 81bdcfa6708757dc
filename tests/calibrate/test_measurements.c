/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reader of measurements: what it takes, worked out by hand, and what it refuses, each with its place.
 */
#include "tests/lib/input/scenario_text.h"
#include "tools/calibrate/measurements.h"
#include <math.h>

#define BEGIN SOUND "measurements:\n"
#define SCENE BEGIN "  - name: flood\n"

static struct measurements *read_text(const char *text, char **folder, struct scenario_base **base,
				      struct diag *d)
{
	const struct text_part part = {"m.yaml", text};
	*folder = text_files(&part, 1);
	char *path = g_build_filename(*folder, "m.yaml", NULL);
	const char *kept = g_intern_string(path);
	*base = scenario_base_read(kept, d);
	g_free(path);
	return *base ? measurements_read(*base, NULL, d) : NULL;
}

/* Each text has one fault, or two, in this place and words. */
static const struct {
	const char *what, *text;
	int n;
	const char *faults[2];
} refused[] = {
	{"nothing", SOUND, 1, {"m.yaml: error: there is no section measurements"}},
	{"no list", SOUND "measurements: 3\n", 1, {"m.yaml:7:15: error: measurements takes a list"}},
	{"all held out",
	 SCENE "    holdout: yes\n    figures: {delivered_pps: [1kpps, 1kpps]}\n",
	 1,
	 {"m.yaml:8:3: error: there is no measurement to fit to"}},
	{"no figures", SCENE, 1, {"m.yaml:8:5: error: the measurement needs the key figures"}},
	{"a key",
	 SCENE "    figure: 1\n    figures: {delivered_pps: [1kpps, 1kpps]}\n",
	 1,
	 {"m.yaml:9:5: error: a measurement has no key \"figure\"; did you mean figures?"}},
	{"a figure",
	 SCENE "    figures: {cycles.softriq: [1, 1]}\n",
	 1,
	 {"m.yaml:9:15: error: unknown figure \"cycles.softriq\"; did you mean cycles.softirq?"}},
	{"a unit",
	 SCENE "    figures: {delivered_pps: [1kpps, 1]}\n",
	 1,
	 {"m.yaml:9:38: error: delivered_pps: \"1\" has no unit"}},
	{"no value",
	 SCENE "    figures: {delivered_pps: []}\n",
	 1,
	 {"m.yaml:9:30: error: delivered_pps has no value"}},
	{"nothing measured",
	 SCENE "    figures: {delivered_pps: [0pps, 0pps]}\n",
	 1,
	 {"m.yaml:9:30: error: delivered_pps is 0, which says nothing of a cost"}},
	{"once",
	 SCENE "    figures: {delivered_pps: 1kpps}\n",
	 1,
	 {"m.yaml:9:30: error: delivered_pps has one repetition"}},
	{"a spread of 11 %",
	 SCENE "    figures: {delivered_pps: [95kpps, 100kpps, 106kpps]}\n",
	 1,
	 {"m.yaml:9:30: error: delivered_pps: the repetitions spread by 11 % of their mean, more than 10 %"}},
	{"steal",
	 SCENE "    steal: 1.1%\n    figures: {delivered_pps: [1kpps, 1kpps]}\n",
	 1,
	 {"m.yaml:9:12: error: steal 1.1 % is above 1 %"}},
	{"no percentage",
	 SCENE "    steal: 0.1\n    error: x%\n    figures: {delivered_pps: [1kpps, 1kpps]}\n",
	 2,
	 {"m.yaml:9:12: error: steal \"0.1\" is no percentage",
	  "m.yaml:10:12: error: error: \"x\" does not begin with a digit"}},
	{"holdout",
	 SCENE "    holdout: maybe\n    figures: {delivered_pps: [1kpps, 1kpps]}\n",
	 1,
	 {"m.yaml:9:14: error: holdout \"maybe\" is neither yes nor no"}},
	{"a setting",
	 SCENE "    set: {nic.rx_rin: 512}\n    figures: {delivered_pps: [1kpps, 1kpps]}\n",
	 1,
	 {"m.yaml:9:23: error: nic has no key \"rx_rin\"; did you mean rx_ring?"}},
	{"a contradiction",
	 SCENE "    set: {guests.vm0.vcpu_core: 7}\n    figures: {delivered_pps: [1kpps, 1kpps]}\n",
	 1,
	 {"m.yaml:9:33: error: "}},
	{"a guest",
	 SCENE "    guest: vm9\n    figures: {delivered_pps: [1kpps, 1kpps]}\n",
	 1,
	 {"m.yaml:9:12: error: there is no guest \"vm9\""}},
	{"guest and source",
	 SCENE "    guest: vm0\n    source: 0\n    figures: {delivered_pps: [1kpps, 1kpps]}\n",
	 1,
	 {"m.yaml:10:13: error: guest and source are both given"}},
};

static void test_refused(void)
{
	EACH_CASE (i, refused, what) {
		struct diag *d = diag_new();
		struct scenario_base *base;
		char *folder;
		CU_ASSERT_PTR_NULL(read_text(refused[i].text, &folder, &base, d));
		text_faults(refused[i].what, folder, d, refused[i].faults, refused[i].n);
		if (base)
			scenario_base_free(base);
		text_files_remove(folder);
	}
}

/* 9.9, 10, 10.1 kpps: standard deviation 0.1, standard error 0.1 / sqrt 3; Student's t of 2 degrees of freedom is 4.3027
 * where the normal distribution has 1.95996. The instrument's error is 2 % of 10 kpps. */
static void test_taken(void)
{
	static const char text[] =
		SCENE "    set: {traffic.rate: 10kpps, cost.app_sink: 700}\n    error: 2%\n"
		      "    steal: 1%\n    guest: vm0\n"
		      "    figures: {delivered_pps: [9.9kpps, 10kpps, 10.1kpps], cycles.vhost: 3000}\n"
		      "  - {holdout: yes, figures: {latency_p50_ns: [95us, 105us]}}\n";
	struct diag *d = diag_new();
	struct scenario_base *base;
	char *folder;
	struct measurements *m = read_text(text, &folder, &base, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(m);
	CU_ASSERT_EQUAL(diag_count(d), 0);
	CU_ASSERT_EQUAL_FATAL(m->scenes->len, 2);
	CU_ASSERT_EQUAL_FATAL(m->figures->len, 3);
	const struct measured *f = measured_at(m, 0);
	CU_ASSERT_DOUBLE_EQUAL(f->mean, 10000, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(f->spread, 100 / sqrt(3) * 4.302653 / 1.959964, 1e-3);
	CU_ASSERT_DOUBLE_EQUAL(f->doubt, 200, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(measured_error(f), hypot(f->spread, 200), 1e-9);
	CU_ASSERT_EQUAL(measured_at(m, 1)->spread, 0);
	CU_ASSERT_DOUBLE_EQUAL(measured_at(m, 1)->doubt, 60, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(measured_at(m, 2)->mean, 100000, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(measured_at(m, 2)->doubt, 1000, 1e-9); /* 1 % when nothing is said */
	CU_ASSERT_STRING_EQUAL(scene_at(m, 0)->name, "flood");
	CU_ASSERT_STRING_EQUAL(scene_at(m, 1)->name, "measurement 2");
	CU_ASSERT_TRUE(scene_at(m, 1)->holdout && !scene_at(m, 0)->holdout);
	CU_ASSERT_STRING_EQUAL(scene_at(m, 0)->sets[1], "cost.app_sink=700");
	CU_ASSERT_EQUAL(scene_at(m, 0)->whose.part, PART_GUEST);
	measurements_free(m);
	scenario_base_free(base);
	diag_free(d);
	text_files_remove(folder);
}

static const struct test_case cases[] = {{"refused", test_refused}, {"taken", test_taken}};

SUITE("measurements", cases)
