/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim sweep: every run of a parameter study, into its result store.
 */
#include "tools/arguments/runner_arguments.h"
#include "tools/arguments/shard.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/process_use.h"
#include "tools/study/crawl/turn_table.h"
#include "tools/study/report/report.h"
#include <stdio.h>
#include <stdlib.h>

struct arguments {
	struct runner_arguments runner;
	char *shard;
	gboolean timing;
};

static const struct cli_option options[] = {
	RUNNER_PLACE_ARGUMENTS,
	RUNNER_SETTING_ARGUMENTS(""),
	RUNNER_FRESH_ARGUMENT("run"),
	RUNNER_TIMEOUT_ARGUMENT("run", "it counts as failed"),
	ARGUMENT(arguments, shard, CLI_TEXT, "shard", 0, "I/N",
		 "make only the I-th of N equal parts of the runs (default: the place of a Slurm array's "
		 "element)"),
	ARGUMENT(arguments, timing, CLI_FLAG, "timing", 0, NULL, "also print how much time the runs took"),
};

/* A sweep that is going to be made. */
struct order {
	bool timing;
	struct study *study;
	struct runner *runner;
	struct sweep_shard shard;
	char *folder, *store_path;
};

static void print_timing(const struct sweep_counts *counts, gint64 started)
{
	double wall = (double)(g_get_monotonic_time() - started) / G_USEC_PER_SEC;
	fprintf(stderr,
		"timing: %d runs made in %.3f s of real time; CPU time %.3f s in their simulations, "
		"%.3f s in this process\n",
		counts->made, wall, counts->cpu_s, cpu_seconds());
}

/* cmd_sweep_report: what there is now; of a study that is not one of several shards its tables and its chart. */
static int cmd_sweep_report(const struct order *o, struct store *store, const struct sweep_counts *c)
{
	GError *error = NULL;
	char *tables = NULL;
	bool written = o->shard.count > 1 || report_store(o->study, store, o->folder, &tables, &error);
	int there = c->made + c->stored;
	guint points = o->study->points->len;
	int status = cli_print_text(g_strdup_printf(
		"%s%s%s: %d run%s of %u point%s, %d of them made now; %s\n", tables ? tables : "",
		tables ? "\n" : "", o->study->name, there, there == 1 ? "" : "s", points,
		points == 1 ? "" : "s", c->made, o->store_path));
	g_free(tables);
	if (!written)
		status = cli_fail(error, EXIT_FAILED);
	if (c->failed == 0)
		return status;
	cli_error("%d of %d runs failed; the same command tries them again", c->failed, c->total);
	return EXIT_FAILED;
}

static int print_turns(const struct order *o, const struct load_curves *c, const GArray *turns)
{
	GError *error = NULL;
	int status = cli_print_text(turns_text(c, turns));
	return turns_write(c, turns, o->folder, &error) ? status : cli_fail(error, EXIT_FAILED);
}

/* cmd_sweep_compare: the curves where they turn, after runs of their own. */
static int cmd_sweep_compare(const struct order *o, struct store *store)
{
	struct sweep_counts counts = {0};
	GArray *turns;
	struct load_curves *c = load_curves_new(o->study, samples_read(o->study, store));
	enum runner_end end = turns_make(c, o->study, store, o->runner, &turns, &counts);
	int status = end == RUNNER_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_FAILED;
	if (end == RUNNER_COMPLETE)
		status = print_turns(o, c, turns);
	if (counts.failed > 0)
		cli_error("%d of %d runs failed; the same command tries them again", counts.failed,
			  counts.total);
	g_array_unref(turns);
	load_curves_free(c);
	return counts.failed > 0 ? EXIT_FAILED : status;
}

static int cmd_sweep_make_runs(void *order, struct store *store)
{
	const struct order *o = order;
	struct sweep_counts counts;
	gint64 started = g_get_monotonic_time();
	enum runner_end end = sweep_run(o->study, o->shard, store, o->runner, &counts);
	int status = end == RUNNER_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_FAILED;
	if (end == RUNNER_COMPLETE)
		status = cmd_sweep_report(o, store, &counts);
	if (status == EXIT_OK && o->study->settings.turn && o->shard.count == 1)
		status = cmd_sweep_compare(o, store);
	if (o->timing)
		print_timing(&counts, started);
	return status;
}

static int sweep_study(struct order *o, const struct runner_arguments *a)
{
	o->folder = runner_folder(a, o->study);
	o->store_path = shard_store(o->folder, o->shard);
	int status = runner_job(&(struct runner_job){"sweep", o->study, o->folder, o->store_path, false,
						     cmd_sweep_make_runs, o});
	g_free(o->folder);
	g_free(o->store_path);
	return status;
}

static int sweep(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	struct runner_settings settings;
	struct order o = {.timing = a->timing};
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	if (!runner_settings(&a->runner, &settings) || !shard_read(a->shard, &o.shard))
		return EXIT_USAGE;
	struct diag *d = diag_new();
	o.study = runner_study(&a->runner, &settings, argv[1], &o.runner, d);
	diag_print(d, stderr);
	diag_free(d);
	status = o.study ? sweep_study(&o, &a->runner) : EXIT_INPUT;
	runner_free(o.runner);
	study_free(o.study);
	return status;
}

static const struct cli_variable variables[] = {
	{"SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_MIN, SLURM_ARRAY_TASK_COUNT, SLURM_ARRAY_TASK_STEP",
	 "Which shard of a study vhostsim sweep makes, unless --shard says it: the element of a Slurm "
	 "array."},
	{0},
};

const struct command sweep_command = {
	.name = "sweep",
	.summary = "make every run of a parameter study",
	.arguments = "STUDY",
	.text = "Makes every run of a parameter study. A study has points, which its section \"study\" "
		"spans, and replications of each point. The results are kept in DIR/study.db. After an "
		"interruption, give the same command again: it continues, and does not repeat finished runs.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.variables = variables,
	.run = sweep,
};
