/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/study/sample_curves.h"

struct run_values *sample_values(const struct sample_row *row)
{
	struct run_values *v = run_values_empty();
	run_values_add(v, PART_GUEST, SAMPLE_GUEST);
	for (int i = 0; i < metric_count(); i++)
		sample_value_set(v, metric_at(i)->name, 0);
	sample_value_set(v, "offered_pps", row->offered);
	sample_value_set(v, "delivered_pps", row->delivered);
	sample_value_set(v, "loss_ratio", row->loss_ratio);
	sample_value_set(v, "latency_p50_ns", row->p50);
	sample_value_set(v, "latency_p99_ns", row->p99);
	return v;
}

int sample_point_at(const struct study *study, int curve, int64_t load)
{
	for (guint i = 0; i < study->points->len; i++) {
		const struct study_point *p = g_ptr_array_index(study->points, i);
		const struct study_axis *loads = g_ptr_array_index(study->axes, 1);
		const struct study_value *v = g_ptr_array_index(loads->values, (guint)p->value[1]);
		if (p->value[0] == curve && v->number == (double)load)
			return (int)i;
	}
	return -1;
}

/* sample_loads: the axis "load" with the loads of the rows, each once, in the order in which they come. */
static struct sample_axis sample_loads(const struct sample_row *rows, guint n)
{
	struct sample_axis axis = {LOAD_AXIS, true, UNIT_RATE, {NULL}};
	int loads = 0;
	for (guint i = 0; i < n; i++) {
		char *text = unit_format(UNIT_RATE, rows[i].load);
		if (loads < SAMPLE_LOADS_MAX - 1 && !g_strv_contains(axis.values, text))
			axis.values[loads++] = g_intern_string(text);
		g_free(text);
	}
	return axis;
}

struct study *sample_crawl(const char *const *names, int64_t limit, const struct sample_row *rows, guint n)
{
	struct sample_axis axes[] = {{"curve", false, UNIT_COUNT, {NULL}}, sample_loads(rows, n)};
	for (int i = 0; names[i]; i++)
		axes[0].values[i] = names[i];
	struct study *study = sample_study(axes, 2);
	g_free(study->question);
	study->question = g_strdup("It's `id`, is it? No.");
	study->source = g_strdup("");
	study->settings.replications = 1;
	for (guint i = 0; i < study->points->len; i++)
		((struct study_point *)g_ptr_array_index(study->points, i))->limit = limit;
	return study;
}

void sample_fill(struct samples *samples, const struct study *study, const struct sample_row *rows, guint n)
{
	for (guint i = 0; i < n; i++)
		for (guint k = 0; k < study->settings.replications; k++)
			samples_set(samples, (guint)sample_point_at(study, rows[i].curve, rows[i].load), k,
				    sample_values(&rows[i]));
}

struct load_curves *sample_curves(const struct study *study, const struct sample_row *rows, guint n)
{
	struct samples *samples = samples_new(study->points->len);
	sample_fill(samples, study, rows, n);
	return load_curves_new(study, samples);
}
