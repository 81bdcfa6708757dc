/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/study/sample_study.h"

static struct study_axis *sample_axis_new(const struct sample_axis *a)
{
	struct study_axis *axis = g_new0(struct study_axis, 1);
	axis->name = g_strdup(a->name);
	axis->unit = a->unit;
	axis->is_number = a->is_number;
	axis->values = axis_values_new();
	for (int i = 0; a->values[i]; i++) {
		struct study_value *v = g_new0(struct study_value, 1);
		int64_t number = 0;
		v->text = g_strdup(a->values[i]);
		v->made = g_array_new(FALSE, FALSE, sizeof(struct scenario_set));
		v->number =
			a->is_number && unit_parse(a->unit, v->text, &number, NULL) ? (double)number : NAN;
		g_ptr_array_add(axis->values, v);
	}
	return axis;
}

/* sample_point: the point with this number when the last axis runs fastest. */
static struct study_point *sample_point(const struct study *s, guint number)
{
	struct study_point *p = g_new0(struct study_point, 1);
	p->value = g_new0(int, s->axes->len + 1);
	for (guint i = s->axes->len; i-- > 0;) {
		guint n = ((struct study_axis *)g_ptr_array_index(s->axes, i))->values->len;
		p->value[i] = (int)(number % n);
		number /= n;
	}
	p->label = g_strdup("point");
	return p;
}

struct study *sample_study(const struct sample_axis *axes, int n)
{
	struct study *s = study_empty(NULL);
	guint points = 1;
	s->name = g_strdup("sample");
	s->question = g_strdup("What's it? More.");
	s->settings.confidence = 950000;
	s->settings.precision_metric = g_strdup("delivered_pps");
	s->settings.guest = g_strdup("");
	s->settings.source = g_strdup("");
	s->settings.compare = g_strdup("flow");
	s->settings.map = g_strdup("");
	s->settings.map_loss = 10000;
	for (int i = 0; i < n; i++) {
		struct study_axis *axis = sample_axis_new(&axes[i]);
		points *= axis->values->len;
		axis->group = i;
		g_ptr_array_add(s->axes, axis);
	}
	for (guint i = 0; i < points; i++)
		g_ptr_array_add(s->points, sample_point(s, i));
	return s;
}

void sample_add(struct summary *s, struct sample_run run)
{
	double *values = g_new(double, metric_count());
	for (int i = 0; i < metric_count(); i++)
		values[i] = NAN;
	values[metric_find("offered_pps")] = run.offered;
	values[metric_find("delivered_pps")] = run.delivered;
	values[metric_find("loss_ratio")] = (run.offered - run.delivered) / run.offered;
	values[metric_find("latency_p99_ns")] = run.p99;
	summary_add_run(s, g_ptr_array_index(s->points, run.point), run.replication, 1, values);
	g_free(values);
}
