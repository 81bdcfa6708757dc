/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/advise/goal.h"
#include "sim/input/unit.h"
#include "tools/study/figures/metric.h"
#include <math.h>
#include <string.h>

/* Short names of metrics. */
static const struct alias {
	const char *name, *metric;
} aliases[] = {
	{"loss", "loss_ratio"},	     {"delivered", "delivered_pps"}, {"mean", "latency_mean_ns"},
	{"p50", "latency_p50_ns"},   {"p90", "latency_p90_ns"},	     {"p99", "latency_p99_ns"},
	{"p999", "latency_p999_ns"}, {"max", "latency_max_ns"},	     {"cycles", "per_packet.cycles"},
};

static int metric_named(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (strcmp(aliases[i].name, name) == 0)
			return metric_find(aliases[i].metric);
	return metric_find(name);
}

/* In which unit a value is written, by that of the metric. */
static const struct written {
	const char *metric;
	enum unit unit;
	double scale; /* of the metric's unit in base units */
} written[] = {{"ns", UNIT_TIME, 1000}, {"pps", UNIT_RATE, 1}, {"bps", UNIT_BITRATE, 1}};

/* goal_number: a plain one, or a share in percent. */
static bool goal_number(const char *text, double *value, char **why)
{
	char *end;
	*value = g_ascii_strtod(text, &end);
	bool ok = end > text && isfinite(*value);
	if (ok && strcmp(end, "%") == 0)
		*value /= 100;
	else if (*end)
		ok = false;
	if (!ok)
		*why = g_strdup_printf("\"%s\" is no number such as 0.001 or 0.1%%", text);
	return ok;
}

static bool goal_value_of(const struct metric *m, const char *text, double *value, char **why)
{
	for (size_t i = 0; i < G_N_ELEMENTS(written); i++) {
		int64_t base;
		if (strcmp(m->unit, written[i].metric) != 0)
			continue;
		if (!unit_parse(written[i].unit, text, &base, why))
			return false;
		*value = (double)base / written[i].scale;
		return true;
	}
	return goal_number(text, value, why);
}

/* goal_name_of: what stands before the comparison: a metric, and in brackets a guest. */
static bool goal_name_of(struct goal *g, const char *text, char **why)
{
	const char *open = strchr(text, '(');
	size_t n = strlen(text);
	if (open && text[n - 1] != ')') {
		*why = g_strdup_printf("\"%s\" lacks the closing bracket", text);
		return false;
	}
	char *name = open ? g_strndup(text, (gsize)(open - text)) : g_strdup(text);
	g->guest = open ? g_strndup(open + 1, (gsize)(text + n - 2 - open)) : g_strdup("");
	g_strstrip(g->guest);
	g->metric = metric_named(g_strstrip(name));
	if (g->metric < 0)
		*why = g_strdup_printf(
			"\"%s\" is no metric; vhostsim list metrics names them, loss and p99 are "
			"short names",
			name);
	else if (*g->guest && !metric_at(g->metric)->of_guest)
		*why = g_strdup_printf("%s is not known of a single guest", metric_at(g->metric)->name);
	g_free(name);
	return !*why;
}

static bool goal_parts_of(struct goal *g, char *text, char **why)
{
	char *at = strpbrk(text, "<>");
	if (!at) {
		*why = g_strdup_printf("\"%s\" has no < or >; write for example loss<0.1%% or p99(vm0)<200us",
				       text);
		return false;
	}
	g->less = *at == '<';
	char *value = at + 1 + (at[1] == '=');
	*at = '\0';
	return goal_name_of(g, g_strstrip(text), why) &&
	       goal_value_of(metric_at(g->metric), g_strstrip(value), &g->limit, why);
}

bool goal_read(struct goal *g, const char *text, char **why)
{
	*g = (struct goal){.text = g_strdup(text)};
	char *copy = g_strdup(text);
	*why = NULL;
	bool ok = goal_parts_of(g, copy, why);
	g_free(copy);
	return ok;
}

bool goal_check(const struct goal *g, const struct scenario *s, char **why)
{
	GHashTable *names = scenario_guest_names(s);
	bool ok = !*g->guest || scenario_guest_named(names, g->guest) >= 0;
	g_hash_table_unref(names);
	if (!ok)
		*why = g_strdup_printf("the scenario has no guest %s", g->guest);
	return ok;
}

void goal_clear(struct goal *g)
{
	g_free(g->text);
	g_free(g->guest);
}

struct whose goal_whose(const struct goal *g)
{
	return *g->guest ? (struct whose){PART_GUEST, g->guest} : (struct whose){WHOLE, NULL};
}

bool goal_met(const struct goal *g, double value)
{
	return g->less ? value < g->limit : value > g->limit;
}

bool goal_better(const struct goal *g, double a, double b)
{
	if (isnan(a) || isnan(b))
		return !isnan(a) && isnan(b);
	return g->less ? a < b : a > b;
}
