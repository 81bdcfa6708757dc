/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The charts that a scenario asks for: which descriptions are refused, and what the files of a chart are called.
 */
#include "tests/lib/study/study_text.h"
#include "tests/lib/suite.h"
#include "tools/study/plan/plot_check.h"

#define AXES                                                                                                 \
	"study: {axes: [{set: load, values: [100kpps, 200kpps]}, {set: flow, values: [vhost, callback]}]}\n"

static void test_refused(void)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{AXES "plots: [{y: latency_p99}]\n",
		 "8:13: error: there is no metric \"latency_p99\"; vhostsim list metrics names them"},
		{AXES "plots: [{y: loss_ratio, x: rate}]\n",
		 "8:28: error: there is no axis \"rate\"; the axes are load, flow"},
		{AXES "plots: [{y: loss_ratio, by: \"<b>\"}]\n",
		 "8:29: error: there is no axis \"<b>\"; the axes are load, flow"},
		{AXES "plots: [{y: loss_ratio, guest: vm7}]\n", "8:32: error: there is no guest \"vm7\""},
		{AXES "plots: [{y: loss_ratio, source: vm7}]\n", "8:33: error: there is no source \"vm7\""},
		{AXES "plots: [{y: loss_ratio, core: 1}]\n",
		 "8:31: error: loss_ratio is not known of one core"},
		{AXES "plots: [{y: cpu.vhost, core: 1, guest: vm0}]\n",
		 "8:9: error: guest, source and core: the figures are those of one of them"},
		{AXES "plots: [{y: loss_ratio, name: ../out}]\n",
		 "8:31: error: \"../out\" is no name of a file; one has letters, digits, '.', '_' and '-'"},
		{AXES "plots: [{y: loss_ratio}, {y: loss_ratio, x: effects}]\n",
		 "8:26: error: two charts are called plot-loss_ratio; give one of them a name of its own"},
		{AXES "plots: [{x: load}]\n", "8:9: error: "},
		{AXES "plots: {y: loss_ratio}\n", "8:8: error: "},
		{"plots: [{y: loss_ratio, x: load}]\n",
		 "7:28: error: there is no axis \"load\"; the study has none"},
	};
	EACH_CASE (i, cases, text) {
		const char *faults[] = {cases[i].fault};
		CU_ASSERT_PTR_NULL(study_of_text(cases[i].text, NULL, faults, 1));
	}
}

/* Those of a run are no matter of a study, and the other way round. */
static void test_taken(void)
{
	static const char *const texts[] = {
		AXES "plots: [{y: loss_ratio}, {y: latency_p99_ns, x: load, by: flow, guest: vm0}, "
		     "{y: delivered_pps, x: effects}, {y: cpu.vhost, core: 0}]\n",
		AXES "plots: [{y: rates, x: time}, {y: tap_packets, x: time}, {y: cpu, x: core}]\n",
		"plots: [{y: rates, x: time}]\n",
	};
	EACH_CASE (i, texts)
		study_free(study_sound(texts[i], NULL));
}

static void test_names(void)
{
	static const struct {
		char y[24], name[16];
		const char *expected;
	} cases[] = {
		{"latency_p99_ns", "", "plot-latency_p99_ns"},
		{"dropped.tap/queue_full", "", "plot-dropped.tap-queue_full"},
		{"loss_ratio", "lost", "lost"},
	};
	EACH_CASE (i, cases, expected) {
		char y[24], given[16], none[] = "";
		g_strlcpy(y, cases[i].y, sizeof(y));
		g_strlcpy(given, cases[i].name, sizeof(given));
		const struct plot_settings p = {y, none, none, none, none, none, given};
		char *name = plot_name(&p);
		CU_ASSERT_STRING_EQUAL(name, cases[i].expected);
		CU_ASSERT_TRUE(plot_is_name(name));
		g_free(name);
	}
	CU_ASSERT_FALSE(plot_is_name(".hidden") || plot_is_name("") || plot_is_name("a/b"));
}

static const struct test_case cases[] = {
	{"refused", test_refused},
	{"taken", test_taken},
	{"names of files", test_names},
};

SUITE("charts of a scenario", cases)
