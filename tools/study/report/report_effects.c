/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_effects.h"
#include "tools/chart/chart_bars.h"
#include <math.h>

/* An effect: of a point that differs from the first on one axis, and what moves with it. */
struct effect {
	char *name; /* owned */
	struct interval change;
};

static void effect_clear(void *effect)
{
	g_free(((struct effect *)effect)->name);
}

static const struct effect *effect_at(const GArray *effects, guint i)
{
	return &g_array_index(effects, struct effect, i);
}

static const struct study_point *report_effects_point_at(const struct study *study, guint i)
{
	return g_ptr_array_index(study->points, i);
}

/* axis_changed: the first axis on which the point differs from the first one, all others moving with it; -1: there is none. */
static int axis_changed(const struct study *study, guint point)
{
	const int *first = report_effects_point_at(study, 0)->value,
		  *own = report_effects_point_at(study, point)->value;
	int changed = -1;
	for (int i = 0; i < (int)study->axes->len; i++) {
		if (own[i] == first[i])
			continue;
		if (changed >= 0 && !report_together(study, changed, i))
			return -1;
		changed = changed < 0 ? i : changed;
	}
	return changed;
}

/* effect_name: "virtio.ring 1024"; a value that is a word says enough. */
static char *effect_name(const struct study *study, guint point, int axis)
{
	const struct study_axis *a = report_axis(study, axis);
	const char *text = report_value(study, point, axis)->text;
	return a->is_number ? g_strdup_printf("%s %s", a->name, text) : g_strdup(text);
}

static int report_effects_by_size(const void *a, const void *b)
{
	double x = fabs(((const struct effect *)a)->change.mean),
	       y = fabs(((const struct effect *)b)->change.mean);
	return (x < y) - (x > y);
}

static GArray *effects_of(const struct report *r, int figure)
{
	const struct study *study = report_study(r);
	GArray *effects = g_array_new(FALSE, FALSE, sizeof(struct effect));
	g_array_set_clear_func(effects, effect_clear);
	for (guint i = 1; i < study->points->len; i++) {
		int axis = axis_changed(study, i);
		struct interval change = report_difference(r, i, 0, figure);
		if (axis < 0 || !isfinite(change.mean))
			continue;
		const struct effect effect = {effect_name(study, i, axis), change};
		g_array_append_val(effects, effect);
	}
	g_array_sort(effects, report_effects_by_size);
	if (effects->len > REPORT_EFFECTS_MAX)
		g_array_set_size(effects, REPORT_EFFECTS_MAX);
	return effects;
}

/* ---- the script ---- */

static double half_of(const struct effect *e)
{
	return isfinite(e->change.half) ? e->change.half : 0;
}

/* change_text: "+26.4 ± 1.2 %"; newly allocated. Three digits tell enough, but none is replaced by an exponent. */
static char *change_text(const struct effect *e, const char *unit)
{
	bool large = fabs(e->change.mean) >= 100;
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, large ? "%+.0f" : "%+.3g", e->change.mean);
	if (half_of(e) > 0)
		g_string_append_printf(text, half_of(e) >= 10 ? " ± %.0f" : " ± %.2g", half_of(e));
	g_string_append_printf(text, "%s%s", *unit ? " " : "", unit);
	return g_string_free(text, FALSE);
}

static void report_effects_add_bar(GArray *bars, const struct effect *e, const char *unit)
{
	struct chart_bar bar = {.name = g_strdup(e->name),
				.colour = "#555555",
				.value = e->change.mean,
				.low = e->change.mean - half_of(e),
				.high = e->change.mean + half_of(e)};
	bar.text = change_text(e, unit);
	g_array_append_val(bars, bar);
}

static char *report_effects_write_script(const struct report *r, int figure, const GArray *effects,
					 const struct report_plot *plot)
{
	const struct study *study = report_study(r);
	const struct report_figure *f = report_figure(r, figure);
	const char *unit = f->difference;
	char *axis =
		g_strdup_printf("change of %s%s%s%s", f->head, *unit ? " (" : "", unit, *unit ? ")" : "");
	char *below =
		g_strdup_printf("Each setting alone, against %s", report_effects_point_at(study, 0)->label);
	const struct chart_bars chart = {plot->name, study->question, study->name, below,
					 axis,	     plot->conditions};
	GArray *bars = chart_bar_list();
	for (guint i = 0; i < effects->len; i++)
		report_effects_add_bar(bars, effect_at(effects, i), unit);
	char *script = chart_bars_script(&chart, bars);
	g_array_unref(bars);
	g_free(below);
	g_free(axis);
	return script;
}

char *report_effects_script(const struct report *r, const struct report_plot *plot)
{
	int figure = report_figure_of(r, plot->metric);
	GArray *effects = effects_of(r, figure);
	char *script = effects->len > 0 ? report_effects_write_script(r, figure, effects, plot) : NULL;
	g_array_unref(effects);
	return script;
}
