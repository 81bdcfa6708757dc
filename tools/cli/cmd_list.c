/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim list: what can be set and what is counted, from the tables that declare it.
 */
#include "models/costs.h"
#include "models/counters.h"
#include "models/drops.h"
#include "models/flows/flow.h"
#include "models/scenario/scenario.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/cli/list_runs.h"
#include "tools/scenario/option_words.h"
#include "tools/scenario/plans.h"
#include "tools/study/figures/metric.h"
#include <string.h>

#define COLUMNS_MAX 4

/* A table of texts; every column but the last is as wide as its widest cell. */
struct listing {
	int columns;
	GPtrArray *cells; /* of char *, row by row */
};

static void row(struct listing *l, const char *a, const char *b, const char *c, const char *d)
{
	const char *const cells[COLUMNS_MAX] = {a, b, c, d};
	for (int i = 0; i < l->columns; i++)
		g_ptr_array_add(l->cells, g_strdup(cells[i]));
}

static const char *cell(const struct listing *l, guint r, int c)
{
	return g_ptr_array_index(l->cells, r * (guint)l->columns + (guint)c);
}

static char *listing_text(const struct listing *l)
{
	guint rows = l->cells->len / (guint)l->columns;
	glong width[COLUMNS_MAX] = {0};
	for (guint r = 0; r < rows; r++)
		for (int c = 0; c < l->columns; c++)
			width[c] = MAX(width[c], g_utf8_strlen(cell(l, r, c), -1));
	GString *out = g_string_new(NULL);
	for (guint r = 0; r < rows; r++) {
		for (int c = 0; c + 1 < l->columns; c++)
			g_string_append_printf(out, "%-*s  ", (int)width[c], cell(l, r, c));
		g_string_append_printf(out, "%s\n", cell(l, r, l->columns - 1));
	}
	return g_string_free(out, FALSE);
}

static void list_section(struct listing *l, const struct scenario_section *section)
{
	const struct option_table *table = section->table;
	for (int i = 0; i < table->n; i++) {
		const struct option *o = &table->options[i];
		char *key = option_full_key(table, section->list ? "N" : NULL, o);
		char *range = option_range(o);
		row(l, key, !o->def ? "(required)" : *o->def ? o->def : "-", range, o->text);
		g_free(key);
		g_free(range);
	}
}

static void list_options(struct listing *l)
{
	l->columns = 4;
	row(l, "KEY", "DEFAULT", "RANGE OR CHOICES", "MEANING");
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++)
		list_section(l, section);
}

static void list_costs(struct listing *l)
{
	l->columns = 2;
	row(l, "COST", "WHAT ONE PAYMENT STANDS FOR", NULL, NULL);
	for (int i = 0; i < COST_COUNT; i++)
		row(l, cost_names[i].name, cost_names[i].text, NULL, NULL);
}

static void list_counters(struct listing *l)
{
	l->columns = 2;
	row(l, "COUNTER", "WHAT IT COUNTS", NULL, NULL);
	for (int i = 0; i < COUNTERS; i++) {
		char *name = g_strdup_printf(*counter_names[i].unit ? "%s (%s)" : "%s%s",
					     counter_names[i].name, counter_names[i].unit);
		row(l, name, counter_names[i].text, NULL, NULL);
		g_free(name);
	}
}

static void list_drops(struct listing *l)
{
	l->columns = 2;
	row(l, "PLACE/CAUSE", "MEANING", NULL, NULL);
	for (int i = 0; i < DROPS; i++)
		row(l, drop_names[i].name, drop_names[i].text, NULL, NULL);
}

static void list_flows(struct listing *l)
{
	l->columns = 3;
	row(l, "FLOW", "RECEIVE PATH", "MEANING", NULL);
	for (int i = 0; i < flow_count; i++)
		row(l, flows[i]->name, flows[i]->receives, flows[i]->text, NULL);
}

static const char *of_whom(const struct metric *m)
{
	return m->of_source ? "all, guest, source" : m->of_guest ? "all, guest" : "all";
}

static void list_metrics(struct listing *l)
{
	l->columns = 4;
	row(l, "METRIC", "UNIT", "OF", "MEANING");
	for (int i = 0; i < metric_count(); i++) {
		const struct metric *m = metric_at(i);
		row(l, m->name, *m->unit ? m->unit : "-", of_whom(m), m->text);
	}
}

#define TOPICS(X) X(options) X(costs) X(counters) X(drops) X(flows) X(metrics)
#define TOPIC_NAME(name) #name,
#define TOPIC_FILL(name) list_##name,
#define RUNS "runs" /* the one topic that takes a study */

static const char *const topics[] = {TOPICS(TOPIC_NAME) RUNS, NULL};
static void (*const fills[])(struct listing *l) = {TOPICS(TOPIC_FILL)};

struct arguments {
	char **sets, *confine;
	gboolean points;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, sets, CLI_SETTINGS, "set", 's', "KEY=VALUE",
		 "list runs: change one setting of the study; may be repeated; of the same key the last one "
		 "counts"),
	CONFINE_ARGUMENT(arguments, confine),
	ARGUMENT(arguments, points, CLI_FLAG, "points", 0, NULL,
		 "list runs: print a line for each point: identity, estimated packets of a run, values"),
};

static int print_topic(int topic)
{
	struct listing l = {.cells = g_ptr_array_new_with_free_func(g_free)};
	fills[topic](&l);
	char *text = listing_text(&l);
	int status = cli_print(text);
	g_free(text);
	g_ptr_array_unref(l.cells);
	return status;
}

static int print_runs(const char *path, const struct arguments *a)
{
	struct diag *d = diag_new();
	struct study *study = study_read(path, (const char *const *)a->sets, d);
	int status = EXIT_INPUT;
	diag_print(d, stderr);
	diag_free(d);
	if (study) {
		char *text = a->points ? list_runs_points(study) : list_runs_text(study);
		status = cli_print(text);
		g_free(text);
	}
	study_free(study);
	return status;
}

static int list_the_runs(const struct arguments *a, int argc, char **argv)
{
	if (argc == 3)
		return print_runs(argv[2], a);
	cli_error(argc < 3 ? "which study? Give the path of its file: vhostsim list runs STUDY"
			   : "one study at a time");
	return EXIT_USAGE;
}

static int list(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	if (argc >= 2 && !strcmp(argv[1], RUNS))
		return list_the_runs(a, argc, argv);
	if (argc != 2) {
		char *all = g_strjoinv(", ", (char **)topics);
		cli_error("list what? One of %s", all);
		g_free(all);
		return EXIT_USAGE;
	}
	if (a->sets || a->points) {
		cli_error("--%s goes with list runs", a->sets ? "set" : "points");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(fills); i++)
		if (!strcmp(argv[1], topics[i]))
			return print_topic((int)i);
	cli_unknown("list", argv[1], topics, G_N_ELEMENTS(topics) - 1);
	return EXIT_USAGE;
}

const struct command list_command = {
	.name = "list",
	.summary = "list options, costs, counters, drops, flows, metrics, or the runs of a study",
	.arguments = "options|costs|counters|drops|flows|metrics|runs STUDY",
	.text = "Prints one of these lists: the settings with their defaults and ranges, the named costs, "
		"the counters, the drop reasons, the flows, or the metrics of a run. \"list runs\" prints "
		"how many runs a study has, how many packets they offer, and its axes.",
	.words = topics,
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = list,
};
