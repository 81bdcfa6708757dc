/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A study of three flows at three loads, made by hand, for the tests of those who judge studies.
 *
 * Points, the load running fastest: vhost 200kpps 0, 800kpps 1, 1.5Mpps 2; feedback 3 to 5; callback 6 to 8.
 */
#ifndef TESTS_EXPECT_STUDY_H
#define TESTS_EXPECT_STUDY_H

#include "tests/faults.h"
#include "tools/study/plan.h"
#include "tools/study/samples.h"
#include <math.h>

/* The scenario's text up to what a test adds; it has SAMPLE_LINES lines. */
#define SAMPLE_LINES 6
#define SAMPLE_SCENARIO                                                                                      \
	"platform: " SOURCE_DIR "/tests/corpus/good.xml\n"                                                   \
	"costs: " SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml\n"                                            \
	"guests:\n"                                                                                          \
	"  - {name: vm0, vhost_core: 0, vcpu_core: 1}\n"                                                     \
	"traffic:\n"                                                                                         \
	"  - {to: vm0, rate: 500kpps, frame: 512B}\n"

struct sample_study {
	struct study study;
	char *folder;
};

static inline void sample_value_free(void *data)
{
	struct study_value *v = data;
	g_free(v->text);
	g_strfreev(v->sets);
	g_free(v);
}

static inline void sample_axis_free(void *data)
{
	struct study_axis *axis = data;
	g_free(axis->name);
	g_ptr_array_unref(axis->values);
	g_free(axis);
}

static inline void sample_point_free(void *data)
{
	struct study_point *p = data;
	g_free(p->value);
	g_strfreev(p->sets);
	g_free(p->label);
	g_free(p);
}

/* sample_axis: an axis of these values, NULL-terminated; with numbers when they are rates. */
static inline struct study_axis *sample_axis(const char *name, bool rates, const char *const *texts)
{
	struct study_axis *axis = g_new0(struct study_axis, 1);
	axis->name = g_strdup(name);
	axis->unit = UNIT_RATE;
	axis->is_number = rates;
	axis->values = g_ptr_array_new_with_free_func(sample_value_free);
	for (; *texts; texts++) {
		struct study_value *v = g_new0(struct study_value, 1);
		int64_t number = 0;
		v->text = g_strdup(*texts);
		v->number = NAN;
		if (rates && unit_parse(UNIT_RATE, *texts, &number, &(char *){NULL}))
			v->number = (double)number;
		g_ptr_array_add(axis->values, v);
	}
	return axis;
}

static inline const char *sample_text(const struct study *s, int axis, int value)
{
	const struct study_axis *a = g_ptr_array_index(s->axes, (guint)axis);
	return ((const struct study_value *)g_ptr_array_index(a->values, (guint)value))->text;
}

static inline void sample_point(struct study *s, int flow, int load)
{
	struct study_point *p = g_new0(struct study_point, 1);
	const char *flow_text = sample_text(s, 0, flow), *load_text = sample_text(s, 1, load);
	p->value = g_new(int, 2);
	p->value[0] = flow;
	p->value[1] = load;
	p->sets = g_new0(char *, 3);
	p->sets[0] = g_strconcat("flow=", flow_text, NULL);
	p->sets[1] = g_strconcat("load=", load_text, NULL);
	p->label = g_strdup_printf("flow=%s load=%s", flow_text, load_text);
	g_ptr_array_add(s->points, p);
}

/* sample_study_new: of the scenario with this text behind it. The caller frees it (sample_study_free). */
static inline struct sample_study sample_study_new(const char *more)
{
	static const char *const flows[] = {"vhost", "feedback", "callback", NULL};
	static const char *const loads[] = {"200kpps", "800kpps", "1500kpps", NULL};
	struct sample_study made = {.folder = folder_new()};
	struct study *s = &made.study;
	char *text = g_strconcat(SAMPLE_SCENARIO, more, NULL);
	struct diag *d = diag_new();
	s->path = file_write(made.folder, "s.yaml", text, strlen(text));
	s->name = g_strdup("s");
	s->base = scenario_base_read(s->path, d);
	faults_expect("the scenario of the sample", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s->base);
	s->axes = g_ptr_array_new_with_free_func(sample_axis_free);
	s->points = g_ptr_array_new_with_free_func(sample_point_free);
	g_ptr_array_add(s->axes, sample_axis("flow", false, flows));
	g_ptr_array_add(s->axes, sample_axis("load", true, loads));
	((struct study_axis *)g_ptr_array_index(s->axes, 1))->group = 1;
	for (int flow = 0; flow < 3; flow++)
		for (int load = 0; load < 3; load++)
			sample_point(s, flow, load);
	s->settings.confidence = 950000;
	s->settings.guest = g_strdup("");
	g_free(text);
	return made;
}

static inline void sample_study_free(struct sample_study *made)
{
	struct study *s = &made->study;
	g_ptr_array_unref(s->axes);
	g_ptr_array_unref(s->points);
	scenario_base_free(s->base);
	g_free(s->path);
	g_free(s->name);
	g_free(s->settings.guest);
	folder_remove(made->folder);
}

#endif
