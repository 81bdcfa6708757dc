/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/search_limits.h"
#include "models/check/traffic_check.h"
#include <math.h>
#include <string.h>

#define METRIC_PREFIX "latency_"

#define LATENCY_NAME(name) #name,
static const char *const names[GOAL_LATENCIES] = {GOAL_LATENCY_LIST(LATENCY_NAME)};

static const struct search_limit *limit_at(const GArray *limits, guint i)
{
	return &g_array_index(limits, struct search_limit, i);
}

static void clear_limit(void *data)
{
	g_free(((struct search_limit *)data)->guest);
}

/* search_limits_metric_of: "latency_p99" is limited by the metric latency_p99_ns. */
static int search_limits_metric_of(int latency)
{
	char *name = g_strconcat(names[latency], "_ns", NULL);
	int metric = metric_find(name);
	g_free(name);
	return metric;
}

static const char *search_limits_guest_of(const struct plans *plans, const struct goal_settings *g)
{
	return *g->latency_guest ? g->latency_guest : plans->search.guest;
}

static void search_limits_check_guest(const struct scenario *s, const struct goal_settings *g, guint goal,
				      struct diag *d)
{
	struct place at = scenario_place(s, "goals.%u.latency_guest", goal);
	GHashTable *guests = scenario_guest_names(s);
	if (*g->latency_guest)
		traffic_check_guest(s, guests, g->latency_guest, at, d);
	g_hash_table_unref(guests);
}

GArray *search_limits_read(const struct scenario *s, const struct plans *plans, struct diag *d)
{
	GArray *limits = g_array_new(FALSE, FALSE, sizeof(struct search_limit));
	g_array_set_clear_func(limits, clear_limit);
	for (guint i = 0; i < plans->goals->len; i++) {
		const struct goal_settings *g = &g_array_index(plans->goals, struct goal_settings, i);
		guint before = limits->len;
		for (int k = 0; k < GOAL_LATENCIES; k++)
			if (g->latency[k] > 0) {
				struct search_limit limit = {(int)i, search_limits_metric_of(k),
							     g->latency[k],
							     g_strdup(search_limits_guest_of(plans, g))};
				g_array_append_val(limits, limit);
			}
		if (limits->len > before)
			search_limits_check_guest(s, g, i, d);
		else if (*g->latency_guest)
			diag_error(d, scenario_place(s, "goals.%u.latency_guest", i),
				   "latency_guest needs a limit beside it, such as latency_p99: 200us");
	}
	if (limits->len > SEARCH_LIMITS_MAX)
		diag_error(d, scenario_place(s, "goals"), "at most %d limits of the latency, of all goals",
			   SEARCH_LIMITS_MAX);
	return limits;
}

guint64 search_limits_of(const GArray *limits, int goal)
{
	guint64 bits = 0;
	for (guint i = 0; i < limits->len; i++)
		bits |= limit_at(limits, i)->goal == goal ? UINT64_C(1) << i : 0;
	return bits;
}

/* search_limits_figure_of: where a percentile is not known, because too few packets lie beyond it, the maximum: it is no less. */
static double search_limits_figure_of(const struct search_limit *limit, const struct run_values *values)
{
	double ns = run_value(values, limit->metric, limit->guest);
	return isnan(ns) ? run_value(values, search_limits_metric_of(GOAL_latency_max), limit->guest) : ns;
}

guint64 search_limits_exceeded(const GArray *limits, const struct run_values *values)
{
	guint64 late = 0;
	for (guint i = 0; i < limits->len; i++) {
		const struct search_limit *limit = limit_at(limits, i);
		double ns = search_limits_figure_of(limit, values);
		if (!(ns * VTIME_PER_NS <= (double)limit->most))
			late |= UINT64_C(1) << i;
	}
	return late;
}

static void append_limit(GString *out, const struct search_limit *limit)
{
	const char *name = metric_at(limit->metric)->name + strlen(METRIC_PREFIX);
	char *most = unit_format(UNIT_TIME, limit->most);
	g_string_append_printf(out, "%s%.*s %s%s%s", out->len ? ", " : "", (int)strcspn(name, "_"), name,
			       most, *limit->guest ? " of " : "", limit->guest);
	g_free(most);
}

char *search_limits_text(const GArray *limits, int goal)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < limits->len; i++)
		if (limit_at(limits, i)->goal == goal)
			append_limit(out, limit_at(limits, i));
	return g_string_free(out, FALSE);
}
