/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A study of three flows at three loads with its scenario, made by hand, for the tests of those who judge studies.
 *
 * Points, the load running fastest: vhost 200kpps 0, 800kpps 1, 1.5Mpps 2; feedback 3 to 5; callback 6 to 8.
 */
#ifndef TESTS_LIB_STUDY_EXPECT_STUDY_H
#define TESTS_LIB_STUDY_EXPECT_STUDY_H

#include "tests/lib/input/faults.h"
#include "tests/lib/study/sample_study.h"

/* The scenario's text up to what a test adds; it has SAMPLE_LINES lines. */
#define SAMPLE_LINES 6
#define SAMPLE_SCENARIO                                                                                      \
	"platform: " SOURCE_DIR "/tests/corpus/good.xml\n"                                                   \
	"costs: " SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml\n"                                            \
	"guests:\n"                                                                                          \
	"  - {name: vm0, vhost_core: 0, vcpu_core: 1}\n"                                                     \
	"traffic:\n"                                                                                         \
	"  - {to: vm0, rate: 500kpps, frame: 512B}\n"

struct expect_study {
	struct study *study;
	char *folder; /* of the scenario */
};

static inline const char *expect_study_value(const struct study *s, guint axis, int value)
{
	const struct study_axis *a = g_ptr_array_index(s->axes, axis);
	return ((const struct study_value *)g_ptr_array_index(a->values, (guint)value))->text;
}

/* expect_study_point: gives a point the settings and the label of its values. */
static inline void expect_study_point(const struct study *s, struct study_point *p)
{
	p->sets = g_new0(char *, 3);
	p->sets[0] = g_strconcat("flow=", expect_study_value(s, 0, p->value[0]), NULL);
	p->sets[1] = g_strconcat("load=", expect_study_value(s, 1, p->value[1]), NULL);
	g_free(p->label);
	p->label = g_strjoinv(" ", p->sets);
}

/* expect_study_new: of the scenario with this text behind it. The caller frees it (expect_study_free). */
static inline struct expect_study expect_study_new(const char *more)
{
	static const struct sample_axis axes[] = {
		{"flow", false, UNIT_COUNT, {"vhost", "feedback", "callback"}},
		{"load", true, UNIT_RATE, {"200kpps", "800kpps", "1500kpps"}},
	};
	struct expect_study made = {sample_study(axes, 2), folder_new()};
	struct study *s = made.study;
	char *text = g_strconcat(SAMPLE_SCENARIO, more, NULL);
	struct diag *d = diag_new();
	s->path = file_write(made.folder, "s.yaml", text, strlen(text));
	s->base = scenario_base_read(s->path, d);
	faults_expect("the scenario of the sample", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s->base);
	for (guint i = 0; i < s->points->len; i++)
		expect_study_point(s, g_ptr_array_index(s->points, i));
	g_free(text);
	return made;
}

static inline void expect_study_free(struct expect_study *made)
{
	study_free(made->study);
	folder_remove(made->folder);
}

#endif
