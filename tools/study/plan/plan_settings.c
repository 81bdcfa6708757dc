/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/plan_settings.h"
#include "tools/study/figures/metric.h"
#include "tools/study/figures/whose.h"
#include <stdio.h>
#include <string.h>

/* ---- whose packets ---- */

/* The guest whose packets are counted must be there. */
static void plan_settings_check_guest(const struct scenario *s, const struct study_settings *set,
				      struct diag *d)
{
	const char *name = set->guest;
	GHashTable *names = scenario_guest_names(s);
	if (*name && scenario_guest_named(names, name) < 0)
		diag_error(d, scenario_place(s, "study.guest"), "there is no guest %s; the first one is %s",
			   name, g_array_index(s->guests, struct guest_settings, 0).name);
	g_hash_table_unref(names);
}

/* The same of a source. */
static void plan_settings_check_source(const struct scenario *s, const struct study_settings *set,
				       struct diag *d)
{
	struct place at = scenario_place(s, "study.source");
	if (!*set->source)
		return;
	g_free(whose_source(set->source, s, at, d));
	if (*set->guest)
		diag_error(d, at,
			   "study.guest and study.source are both given; figures are those of one of them");
}

void plan_settings_check_point(const struct study_settings *set, const struct scenario *s, struct diag *d)
{
	plan_settings_check_guest(s, set, d);
	plan_settings_check_source(s, set, d);
}

/* ---- what is shown and compared ---- */

/* The axis that is compared must be there; the default need not. */
static void check_compare(const struct scenario *s, const char *name, const GPtrArray *axes, struct diag *d)
{
	const char *by_default = option_find(&study_table, "compare")->def;
	if (axis_find(axes, name) < 0 && strcmp(name, by_default) != 0)
		diag_error(d, scenario_place(s, "study.compare"), "there is no axis %s to compare", name);
}

static void check_map(const struct scenario *s, const char *name, const GPtrArray *axes, struct diag *d)
{
	struct place at = scenario_place(s, "study.map");
	if (*name && metric_find(name) < 0)
		diag_error(d, at, "there is no metric \"%.40s\"; vhostsim list metrics names them", name);
	else if (*name && !axes_span_plane(axes))
		diag_error(d, at,
			   "a map takes two axes of several values that do not move together; add one to "
			   "axes, or leave out map");
}

void plan_settings_check(const struct study_settings *set, const struct scenario *s, const GPtrArray *axes,
			 struct diag *d)
{
	check_compare(s, set->compare, axes, d);
	check_map(s, set->map, axes, d);
	if (set->precision > 0 && set->max_replications < set->replications)
		diag_error(d, scenario_place(s, "study.max_replications"),
			   "max_replications is below replications, %" G_GINT64_FORMAT, set->replications);
	if (metric_find(set->precision_metric) < 0)
		diag_error(d, scenario_place(s, "study.precision_metric"),
			   "there is no metric \"%.40s\"; vhostsim list metrics names them",
			   set->precision_metric);
}

/* ---- where curves turn ---- */

/* load_of_turns: the axis along which curves turn; NULL: there is none. */
static const struct study_axis *load_of_turns(const GPtrArray *axes)
{
	int found = axis_find(axes, LOAD_AXIS);
	const struct study_axis *axis = found < 0 ? NULL : g_ptr_array_index(axes, (guint)found);
	return axis && axis_is_load(axis) ? axis : NULL;
}

/* plan_settings_source_of: the index of the one source whose rate the axis sets; -1: it sets the load of all, -2: something else. */
static int plan_settings_source_of(const struct study_axis *axis)
{
	int source = -2, n;
	for (char **key = axis->keys; *key; key++)
		if (sscanf(*key, "traffic.%d.rate", &n) == 1 && source == -2)
			source = n;
		else if (strcmp(*key, LOAD_AXIS) == 0 && source == -2)
			source = -1;
		else
			return -2;
	return source;
}

char *plan_settings_source(const GPtrArray *axes, const struct scenario *s, struct diag *d)
{
	const struct study_axis *axis = load_of_turns(axes);
	int source = axis ? plan_settings_source_of(axis) : -2;
	if (source >= -1)
		return g_strdup(
			source < 0 ? ""
				   : g_array_index(s->traffic, struct traffic_settings, (guint)source).to);
	diag_error(d, scenario_place(s, "study.turn"),
		   "curves turn along an axis named load of offered loads; add {set: load, from: 100kpps, "
		   "to: 1Mpps, count: 10}, or of one source {name: load, set: traffic.vm0.rate, ...}");
	return NULL;
}
