/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/plot_check.h"
#include "tools/study/figures/metric.h"
#include "tools/study/figures/whose.h"
#include <string.h>

static const struct plot_settings *plot_at(const GArray *plots, guint i)
{
	return &g_array_index(plots, struct plot_settings, i);
}

bool plot_of_run(const struct plot_settings *p)
{
	return g_strv_contains(plot_run_axes, p->x);
}

bool plot_is_name(const char *name)
{
	return *name && *name != '.' &&
	       name[strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-")] == '\0';
}

/* plot_name: characters that no file should have become '-'. */
char *plot_name(const struct plot_settings *p)
{
	if (*p->name)
		return g_strdup(p->name);
	char *name = g_strconcat("plot-", p->y, NULL);
	return g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-", '-');
}

/* plot_check_name: that no two charts are one file. */
static void plot_check_name(const GArray *plots, guint i, const struct scenario *s, struct diag *d)
{
	const struct plot_settings *p = plot_at(plots, i);
	char *name = plot_name(p);
	if (!plot_is_name(name))
		diag_error(d, scenario_place(s, "plots.%u.name", i),
			   "\"%.40s\" is no name of a file; one has letters, digits, '.', '_' and '-'", name);
	for (guint k = 0; k < i; k++) {
		char *other = plot_name(plot_at(plots, k));
		if (!strcmp(name, other))
			diag_error(d, scenario_place(s, "plots.%u", i),
				   "two charts are called %s; give one of them a name of its own", name);
		g_free(other);
	}
	g_free(name);
}

static void check_metric(const struct plot_settings *p, guint i, const struct scenario *s, struct diag *d)
{
	if (metric_find(p->y) < 0)
		diag_error(d, scenario_place(s, "plots.%u.y", i),
			   "there is no metric \"%.40s\"; vhostsim list metrics names them", p->y);
}

/* plot_check_axis: "" is as the study's chart. */
static void plot_check_axis(const char *name, const char *key, guint i, const struct scenario *s,
			    const GPtrArray *axes, struct diag *d)
{
	GString *names = g_string_new(NULL);
	for (guint k = 0; k < axes->len; k++)
		g_string_append_printf(names, "%s%s", k ? ", " : "",
				       ((const struct study_axis *)g_ptr_array_index(axes, k))->name);
	if (*name && axis_find(axes, name) < 0)
		diag_error(d, scenario_place(s, "plots.%u.%s", i, key), "there is no axis \"%.40s\"; %s%s",
			   name, axes->len ? "the axes are " : "the study has none", names->str);
	g_string_free(names, TRUE);
}

/* check_whose: at most one of the three is said, and it is there; cores are those of the results. */
static void check_whose(const struct plot_settings *p, guint i, const struct scenario *s, struct diag *d)
{
	GHashTable *guests = scenario_guest_names(s);
	if (!!*p->guest + !!*p->source + !!*p->core > 1)
		diag_error(d, scenario_place(s, "plots.%u", i),
			   "guest, source and core: the figures are those of one of them");
	if (*p->guest && scenario_guest_named(guests, p->guest) < 0)
		diag_error(d, scenario_place(s, "plots.%u.guest", i), "there is no guest \"%.40s\"",
			   p->guest);
	if (*p->source)
		g_free(whose_source(p->source, s, scenario_place(s, "plots.%u.source", i), d));
	int metric = metric_find(p->y);
	if (*p->core && metric >= 0 && !metric_at(metric)->of_core)
		diag_error(d, scenario_place(s, "plots.%u.core", i), "%s is not known of one core", p->y);
	g_hash_table_unref(guests);
}

static void check_of_study(const struct plot_settings *p, guint i, const struct scenario *s,
			   const GPtrArray *axes, struct diag *d)
{
	check_metric(p, i, s, d);
	if (strcmp(p->x, PLOT_EFFECTS) != 0)
		plot_check_axis(p->x, "x", i, s, axes, d);
	plot_check_axis(p->by, "by", i, s, axes, d);
	check_whose(p, i, s, d);
}

void plots_check(const GArray *plots, const struct scenario *s, const GPtrArray *axes, struct diag *d)
{
	for (guint i = 0; i < plots->len; i++) {
		plot_check_name(plots, i, s, d);
		if (axes && !plot_of_run(plot_at(plots, i)))
			check_of_study(plot_at(plots, i), i, s, axes, d);
	}
}
