/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/plan.h"

static void point_free(void *data)
{
	struct study_point *p = data;
	g_free(p->value);
	g_strfreev(p->sets);
	g_free(p->label);
	g_free(p->identity);
	g_free(p);
}

void study_free(struct study *s)
{
	if (!s)
		return;
	g_free(s->path);
	g_free(s->name);
	g_free(s->question);
	g_free(s->source);
	g_strfreev(s->sets);
	g_ptr_array_unref(s->points);
	g_ptr_array_unref(s->axes);
	option_clear(&study_table, &s->settings);
	scenario_base_free(s->base);
	g_free(s);
}

struct study *study_empty(const char *path)
{
	struct study *study = g_new0(struct study, 1);
	study->path = g_strdup(path);
	study->axes = axes_new();
	study->points = g_ptr_array_new_with_free_func(point_free);
	return study;
}

struct study *study_over(struct scenario_base *base, const struct scenario *s, const char *const *sets)
{
	struct study *study = study_empty(s->path);
	study->base = base;
	study->name = g_strdup(s->name);
	study->sets = g_strdupv((char **)sets);
	return study;
}

struct study *study_without_section(struct scenario_base *base, const struct scenario *s,
				    const char *const *sets)
{
	struct study *study = study_over(base, s, sets);
	study->question = g_strdup(s->general.question);
	study->first = s->general.replication;
	study->twins = true;
	option_defaults(&study_table, &study->settings);
	return study;
}
