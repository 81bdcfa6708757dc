/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/cli/list_runs.h"
#include "tools/study/summary/precision.h"
#include "tools/text/table.h"
#include <inttypes.h>

#define VALUES_SHOWN 12 /* of an axis; of more the first ones and the last */

static double packets_of_all(const struct study *s)
{
	double packets = 0;
	for (guint i = 0; i < s->points->len; i++)
		packets += ((const struct study_point *)g_ptr_array_index(s->points, i))->cost;
	return packets;
}

/* A number, or two when it is not known before how many replications are enough. */
static void number_row(struct table *t, const char *name, double least, double most)
{
	table_cell(t, "%s", name);
	if (least < most)
		table_cell(t, "%.0f to %.0f", least, most);
	else
		table_cell(t, "%.0f", least);
}

static void append_counts(struct table *t, const struct study *s)
{
	const struct study_settings *set = &s->settings;
	double least = (double)set->replications, most = least, points = s->points->len;
	if (set->precision > 0) {
		least = MAX(least, PRECISION_LEAST);
		most = MAX(least, (double)set->max_replications);
	}
	number_row(t, "points", points, points);
	if (s->excluded > 0)
		number_row(t, "excluded", (double)s->excluded, (double)s->excluded);
	number_row(t, "replications", least, most);
	number_row(t, "runs", points * least, points * most);
	double packets = packets_of_all(s);
	number_row(t, "packets (estimate)", packets * least, packets * most);
}

static char *values_text(const struct study_axis *axis)
{
	guint n = axis->values->len;
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < n; i++) {
		const struct study_value *v = g_ptr_array_index(axis->values, i);
		bool shown = n <= VALUES_SHOWN || i < VALUES_SHOWN - 2 || i == n - 1;
		if (shown)
			g_string_append_printf(out, "%s%s", i ? ", " : "", v->text);
		else if (i == n - 2)
			g_string_append(out, ", ...");
	}
	return g_string_free(out, FALSE);
}

/* The axis that this one moves together with: the first of its group; NULL: none. */
static const struct study_axis *leader(const struct study *s, guint i)
{
	const struct study_axis *axis = g_ptr_array_index(s->axes, i);
	for (guint k = 0; k < i; k++) {
		const struct study_axis *other = g_ptr_array_index(s->axes, k);
		if (other->group == axis->group)
			return other;
	}
	return NULL;
}

static void append_axes(struct table *t, const struct study *s)
{
	for (guint i = 0; i < s->axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(s->axes, i), *first = leader(s, i);
		char *values = values_text(axis);
		table_cell(t, "axis %s", axis->name);
		table_cell(t, "%u%s%s: %s", axis->values->len, first ? ", with " : "",
			   first ? first->name : "", values);
		g_free(values);
	}
}

char *list_runs_text(const struct study *s)
{
	struct table *t = table_new();
	table_column(t, "STUDY", "", true);
	table_column(t, s->name, "", true);
	append_counts(t, s);
	append_axes(t, s);
	char *text = table_text(t);
	table_free(t);
	return text;
}

char *list_runs_points(const struct study *s)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < s->points->len; i++) {
		const struct study_point *p = g_ptr_array_index(s->points, i);
		g_string_append_printf(out, "%s %.0f %s\n", p->identity, p->cost, p->label);
	}
	return g_string_free(out, FALSE);
}
