/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim sweep: every run of a parameter study, into its result store.
 */
#include "tools/cli.h"
#include "tools/command.h"
#include "tools/exit_codes.h"
#include "tools/output_file.h"
#include "tools/runner_arguments.h"
#include "tools/shard.h"
#include "tools/study/report.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct arguments {
	char **sets;
	char *seed, *output, *shard, *timeout;
	int jobs;
	gboolean fresh, timing;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, jobs, CLI_NUMBER, "jobs", 'j', "N", "runs at a time (default: one per core)"),
	ARGUMENT(arguments, output, CLI_FOLDER, "output", 'o', "DIR",
		 "folder of the results (default: results/ and the scenario's name)"),
	ARGUMENT(arguments, sets, CLI_SETTINGS, "set", 's', "KEY=VALUE",
		 "change one setting of every run; may be repeated"),
	ARGUMENT(arguments, seed, CLI_TEXT, "seed", 0, "N", "the same as --set seed=N"),
	ARGUMENT(arguments, fresh, CLI_FLAG, "fresh", 0, NULL,
		 "make every run again, also those that are there already"),
	ARGUMENT(arguments, timeout, CLI_TEXT, "timeout", 0, "TIME",
		 "end a run after so much real time, such as 90s; it counts as failed"),
	ARGUMENT(arguments, shard, CLI_TEXT, "shard", 0, "I/N",
		 "make only the I-th of N equal parts of the runs (default: the place of a Slurm array's "
		 "element)"),
	ARGUMENT(arguments, timing, CLI_FLAG, "timing", 0, NULL, "also tell what the runs took"),
};

/* A sweep that is going to be made. */
struct order {
	struct runner_settings settings;
	bool timing;
	struct study *study;
	struct sweep_shard shard;
	char *folder, *store_path;
};

static int fail(GError *error, int status)
{
	cli_error("%s", error->message);
	g_error_free(error);
	return status;
}

static void print_timing(const struct sweep_counts *counts, gint64 started)
{
	struct timespec own;
	double wall = (double)(g_get_monotonic_time() - started) / G_USEC_PER_SEC;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
	fprintf(stderr,
		"timing: %d runs made in %.3f s of real time; CPU time %.3f s in their simulations, "
		"%.3f s in this process\n",
		counts->made, wall, counts->cpu_s, (double)own.tv_sec + (double)own.tv_nsec * 1e-9);
}

static int report_interrupted(const struct sweep *sweep)
{
	struct sweep_counts c = sweep_counts(sweep);
	fprintf(stderr, "interrupted with %d of %d runs done; the same command goes on\n", c.made + c.stored,
		sweep_total(sweep));
	return EXIT_INTERRUPTED;
}

/* report: what there is now; of a study that is not one of several shards, whose store is closed by now, its tables and
 * its chart. */
static int report(const struct order *o, int runs, const struct sweep_counts *c)
{
	GError *error = NULL;
	char *tables = NULL;
	bool written =
		o->shard.count > 1 || report_store(o->study, o->store_path, o->folder, &tables, &error);
	char *text = g_strdup_printf("%s%s%s: %d runs of %u points, %d of them made now; %s\n",
				     tables ? tables : "", tables ? "\n" : "", o->study->name,
				     c->made + c->stored, o->study->points->len, c->made, o->store_path);
	int status = cli_print(text);
	g_free(text);
	g_free(tables);
	if (!written)
		status = fail(error, EXIT_FAILED);
	if (c->failed == 0)
		return status;
	cli_error("%d of %d runs failed; the same command tries them again", c->failed, runs);
	return EXIT_FAILED;
}

/* make_runs: closes the store before it is read. */
static int make_runs(const struct order *o, struct store **store)
{
	struct sweep *sweep = sweep_new(o->study, o->shard);
	const struct runner_hooks hooks = sweep_hooks(sweep);
	gint64 started = g_get_monotonic_time();
	enum runner_end end = runner_run(o->study->base, *store, &o->settings, &hooks);
	struct sweep_counts counts = sweep_counts(sweep);
	int status = EXIT_FAILED;
	store_close(g_steal_pointer(store));
	if (end == RUNNER_INTERRUPTED)
		status = report_interrupted(sweep);
	else if (end == RUNNER_COMPLETE)
		status = report(o, sweep_total(sweep), &counts);
	sweep_warn(sweep);
	if (o->timing)
		print_timing(&counts, started);
	sweep_free(sweep);
	return status;
}

static int sweep_into_store(const struct order *o)
{
	GError *error = NULL;
	if (!output_folder(o->folder, &error))
		return fail(error, EXIT_INPUT);
	struct store *store = store_create(o->store_path, &error);
	if (!store)
		return fail(error, EXIT_INPUT);
	int status = store_plan(store, o->study, &error) ? make_runs(o, &store) : fail(error, EXIT_FAILED);
	store_close(store);
	return status;
}

static struct study *read_study(const char *path, const struct arguments *a)
{
	struct diag *d = diag_new();
	char **sets = cli_sets(a->sets, a->seed);
	struct study *study = study_read(path, (const char *const *)sets, d);
	diag_print(d, stderr);
	diag_free(d);
	g_strfreev(sets);
	return study;
}

/* read_settings: EXIT_OK, or the exit status after a message. */
static int read_settings(const struct arguments *a, struct order *o)
{
	if (!runner_arguments(a->jobs, a->timeout, a->fresh, &o->settings))
		return EXIT_USAGE;
	o->timing = a->timing;
	return shard_read(a->shard, &o->shard) ? EXIT_OK : EXIT_USAGE;
}

static int sweep(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	struct order o = {0};
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON || (status = read_settings(a, &o)) != EXIT_OK)
		return status;
	o.study = read_study(argv[1], a);
	if (!o.study)
		return EXIT_INPUT;
	o.folder = a->output ? g_strdup(a->output) : g_build_filename("results", o.study->name, NULL);
	o.store_path = shard_store(o.folder, o.shard);
	status = sweep_into_store(&o);
	g_free(o.folder);
	g_free(o.store_path);
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
	.text = "Makes every run of a parameter study, the points of a scenario's section \"study\" with\n"
		"their replications, and keeps the results in DIR/study.db. After an interruption the same\n"
		"command goes on where it stopped; runs that are there already are not made again.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.variables = variables,
	.run = sweep,
};
