/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim list: what can be set and what is counted, from the tables that declare it.
 */
#include "models/costs.h"
#include "models/counters.h"
#include "models/drops.h"
#include "models/flows/flow.h"
#include "models/scenario/scenario.h"
#include "tools/arguments/cli_scenario.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/scenario/cost_profile.h"
#include "tools/scenario/option_words.h"
#include "tools/scenario/plans.h"
#include "tools/study/figures/metric.h"
#include "tools/study/plan/plan.h"
#include "tools/study/summary/precision.h"
#include "tools/text/table.h"
#include <inttypes.h>
#include <string.h>

/*
 * vhostsim list runs: what a study would run, without running it.
 */

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

static void cmd_list_append_counts(struct table *t, const struct study *s)
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

/* list_runs_text: how many points, replications and runs there are, what they offer in packets, and the axes with their
 * values. list_runs_points: a line for each point: identity, packets that one run of it offers, label. Newly allocated
 * (g_free). */
static char *list_runs_text(const struct study *s)
{
	struct table *t = table_new();
	table_column(t, "STUDY", "", true);
	table_column(t, s->name, "", true);
	cmd_list_append_counts(t, s);
	append_axes(t, s);
	char *text = table_text(t);
	table_free(t);
	return text;
}

static char *list_runs_points(const struct study *s)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < s->points->len; i++) {
		const struct study_point *p = g_ptr_array_index(s->points, i);
		g_string_append_printf(out, "%s %.0f %s\n", p->identity, p->cost, p->label);
	}
	return g_string_free(out, FALSE);
}

#define COLUMNS_MAX 5

/* A table of texts; every column but the last is as wide as its widest cell. */
struct listing {
	int columns;
	GPtrArray *cells; /* of char *, row by row */
};

static void add_cells(struct listing *l, const char *const *cells)
{
	for (int i = 0; i < l->columns; i++)
		g_ptr_array_add(l->cells, g_strdup(cells[i]));
}

static void row(struct listing *l, const char *a, const char *b, const char *c, const char *d)
{
	add_cells(l, (const char *const[]){a, b, c, d});
}

static const char *cmd_list_cell(const struct listing *l, guint r, int c)
{
	return g_ptr_array_index(l->cells, r * (guint)l->columns + (guint)c);
}

static char *listing_text(const struct listing *l)
{
	guint rows = l->cells->len / (guint)l->columns;
	glong width[COLUMNS_MAX] = {0};
	for (guint r = 0; r < rows; r++)
		for (int c = 0; c < l->columns; c++)
			width[c] = MAX(width[c], g_utf8_strlen(cmd_list_cell(l, r, c), -1));
	GString *out = g_string_new(NULL);
	for (guint r = 0; r < rows; r++) {
		for (int c = 0; c + 1 < l->columns; c++)
			g_string_append_printf(out, "%-*s  ", (int)width[c], cmd_list_cell(l, r, c));
		g_string_append_printf(out, "%s\n", cmd_list_cell(l, r, l->columns - 1));
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
	l->columns = 3;
	row(l, "COUNTER", "ON A REAL HOST", "WHAT IT COUNTS", NULL);
	for (int i = 0; i < COUNTERS; i++)
		row(l, counter_names[i].name, counter_names[i].kernel, counter_names[i].text, NULL);
}

static void list_drops(struct listing *l)
{
	l->columns = 3;
	row(l, "PLACE/CAUSE", "KERNEL", "MEANING", NULL);
	for (int i = 0; i < DROPS; i++)
		row(l, drop_names[i].name, drop_names[i].kernel, drop_names[i].text, NULL);
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
	return m->of_source  ? "all, guest, source"
	       : m->of_guest ? "all, guest"
	       : m->of_core  ? "all, core"
			     : "all";
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

/*
 * vhostsim list costs PROFILE: the numbers of a cost profile and where they are from.
 */

static void cmd_list_add_cost(struct listing *l, int cost, const struct cost_entry *entry,
			      const struct cost_origin *origin)
{
	char *cycles = unit_format(UNIT_FACTOR, entry->cycles_ppm);
	char *per_byte = unit_format(UNIT_FACTOR, entry->per_byte_ppm);
	char *range = cost_range_text(origin);
	char *value =
		g_strdup_printf("%s%s%s%s", cycles, entry->per_byte_ppm ? " + " : "",
				entry->per_byte_ppm ? per_byte : "", entry->per_byte_ppm ? " a byte" : "");
	add_cells(l, (const char *const[]){cost_names[cost].name, value, range ? range : "-",
					   cost_confidence_names[origin->confidence], origin->source});
	g_free(value);
	g_free(range);
	g_free(per_byte);
	g_free(cycles);
}

static int print_listing(struct listing *l)
{
	int status = cli_print_text(listing_text(l));
	g_ptr_array_unref(l->cells);
	return status;
}

static int print_profile(const char *name)
{
	struct cost_entry entries[COST_COUNT];
	struct cost_origin origins[COST_COUNT];
	struct listing l = {.columns = 5, .cells = g_ptr_array_new_with_free_func(g_free)};
	struct diag *d = diag_new();
	char *shipped = cost_profile_path(name);
	const char *path = shipped ? shipped : name;
	bool sound = cost_profile_read(path, (struct place){path, 0, 0}, entries, origins, d);
	add_cells(&l, (const char *const[]){"COST", "CYCLES", "RANGE", "CONFIDENCE", "SOURCE"});
	for (int i = 0; sound && i < COST_COUNT; i++)
		cmd_list_add_cost(&l, i, &entries[i], &origins[i]);
	diag_print(d, stderr);
	diag_free(d);
	cost_origins_clear(origins);
	g_free(shipped);
	if (sound)
		return print_listing(&l);
	g_ptr_array_unref(l.cells);
	return EXIT_INPUT;
}

#define TOPICS(X) X(options) X(costs) X(counters) X(drops) X(flows) X(metrics)
#define TOPIC_NAME(name) #name,
#define TOPIC_FILL(name) list_##name,
#define RUNS "runs"	   /* the topic that takes a study */
#define COST_TOPIC "costs" /* the topic that may take a profile */

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
	return print_listing(&l);
}

static int print_runs(const char *path, const struct arguments *a)
{
	struct diag *d = diag_new();
	struct study *study = study_read(cli_scenario_path(path), (const char *const *)a->sets, d);
	int status = EXIT_INPUT;
	diag_print(d, stderr);
	diag_free(d);
	if (study)
		status = cli_print_text(a->points ? list_runs_points(study) : list_runs_text(study));
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
	bool profile = argc == 3 && !strcmp(argv[1], COST_TOPIC);
	if (argc != 2 && !profile) {
		char *all = g_strjoinv(", ", (char **)topics);
		cli_error("list what? One of %s", all);
		g_free(all);
		return EXIT_USAGE;
	}
	if (a->sets || a->points) {
		cli_error("--%s goes with list runs", a->sets ? "set" : "points");
		return EXIT_USAGE;
	}
	if (profile)
		return print_profile(argv[2]);
	for (size_t i = 0; i < G_N_ELEMENTS(fills); i++)
		if (!strcmp(argv[1], topics[i]))
			return print_topic((int)i);
	cli_unknown("list", argv[1], topics, G_N_ELEMENTS(topics) - 1);
	return EXIT_USAGE;
}

const struct command list_command = {
	.name = "list",
	.summary = "list options, costs, counters, drops, flows, metrics, or the runs of a study",
	.arguments = "options|costs [PROFILE]|counters|drops|flows|metrics|runs STUDY",
	.text = "Prints one of these lists: the settings with their defaults and ranges, the named costs, "
		"the counters, the drop reasons, the flows, or the metrics of a run. With a cost profile, a "
		"file or a shipped one by its name, \"list costs\" prints its numbers, between what each "
		"lies, and where it is from. \"list runs\" prints "
		"how many runs a study has, how many packets they offer, and its axes.",
	.words = topics,
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = list,
};
