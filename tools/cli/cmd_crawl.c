/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim crawl: a scenario over a range of loads, for each of its curves.
 */
#include "tools/arguments/cli_scenario.h"
#include "tools/arguments/runner_arguments.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/study/crawl/crawl_chart.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/crawl/crawl_table.h"
#include "tools/study/crawl/turn_table.h"
#include "tools/study/report/report_plots.h"
#include <stdio.h>

struct arguments {
	struct runner_arguments runner;
};

static const struct cli_option options[] = {
	RUNNER_PLACE_ARGUMENTS,
	RUNNER_SETTING_ARGUMENTS("; the load and the settings of a curve override it"),
	RUNNER_FRESH_ARGUMENT("run"),
};

/* A crawl, and what it gave. */
struct crawl {
	struct study *study;
	bool compare;
	struct runner *runner;
	struct store *store;
	char *folder;
	struct load_curves *curves;
	GArray *turns;			   /* NULL: the curves are not compared */
	struct sweep_counts first, second; /* of the crawl's own loads, and of those of the comparison */
};

/* ---- what is written and printed ---- */

/* write_plots: the charts of the section "plots"; the store needs its plan for them. */
static bool write_plots(const struct crawl *c, GError **error)
{
	char *left_out;
	bool written = report_plots_write(c->study, c->store, c->folder, &left_out, error);
	if (left_out)
		fprintf(stderr, "vhostsim: %s", left_out);
	g_free(left_out);
	return written;
}

static bool write_results(const struct crawl *c, GError **error)
{
	return output_file_text(c->folder, "crawl.csv", crawl_csv(c->curves), error) &&
	       (!c->turns || turns_write(c->curves, c->turns, c->folder, error)) &&
	       crawl_chart_write(c->curves, c->folder, error) && write_plots(c, error);
}

static int print_results(const struct crawl *c, bool drawn)
{
	char *text = crawl_text(c->curves), *comparison = c->turns ? turns_text(c->curves, c->turns) : NULL;
	char *all = g_strdup_printf("%s%s%s%s%s", text, comparison ? comparison : "", drawn ? "chart: " : "",
				    drawn ? c->folder : "",
				    drawn ? "/crawl.svg and crawl.png, from crawl.csv by crawl.gp\n" : "");
	int status = cli_print(all);
	g_free(text);
	g_free(comparison);
	g_free(all);
	return status;
}

static bool cmd_crawl_has_result(const struct crawl *c)
{
	bool any = false;
	for (guint i = 0; i < c->curves->curves->len; i++)
		any |= load_curve_at(c->curves, i)->points->len > 0;
	return any;
}

static int cmd_crawl_report(const struct crawl *c)
{
	GError *error = NULL;
	int failed = c->first.failed + c->second.failed;
	bool drawn = cmd_crawl_has_result(c) && write_results(c, &error);
	int status = print_results(c, drawn);
	if (error)
		cli_fail(error, EXIT_FAILED);
	if (failed > 0)
		cli_error("%d of %d runs failed; the same command tries them again", failed,
			  c->first.total + c->second.total);
	return drawn && failed == 0 ? status : EXIT_FAILED;
}

/* ---- runs ---- */

static bool keep_plan(const struct crawl *c)
{
	GError *error = NULL;
	return store_plan(c->store, c->study, &error) || cli_fail(error, EXIT_FAILED) == EXIT_OK;
}

/* begin_plan: a new store gets the first round's plan at once, so that what an interruption leaves can be read. One that
 * has a plan keeps it until the round is over: the second round's points are in it. */
static bool begin_plan(const struct crawl *c)
{
	char *model = store_model(c->store);
	bool new = !*model;
	g_free(model);
	return !new || keep_plan(c);
}

/* say_stored: how many runs of a round were there, and how it ended; the exit status, EXIT_OK: it is complete. */
static int end_round(const struct sweep_counts *counts, enum runner_end end)
{
	if (counts->stored > 0)
		fprintf(stderr, "%d of %d runs were there already\n", counts->stored, counts->total);
	return end == RUNNER_COMPLETE ? EXIT_OK : end == RUNNER_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_FAILED;
}

static int cmd_crawl_make_runs(struct crawl *c)
{
	if (!begin_plan(c))
		return EXIT_FAILED;
	enum runner_end end = sweep_run(c->study, (struct sweep_shard){1, 1}, c->store, c->runner, &c->first);
	int status = end_round(&c->first, end);
	if (status != EXIT_OK || !c->compare)
		return keep_plan(c) ? status : EXIT_FAILED;
	return EXIT_OK;
}

/* cmd_crawl_compare: the second round, whose loads the first one's results decide. */
static int cmd_crawl_compare(struct crawl *c)
{
	if (!c->compare)
		return EXIT_OK;
	enum runner_end end = turns_make(c->curves, c->study, c->store, c->runner, &c->turns, &c->second);
	return end_round(&c->second, end);
}

static int crawl_into_store(void *crawl, struct store *store)
{
	struct crawl *c = crawl;
	c->store = store;
	int status = cmd_crawl_make_runs(c);
	if (status != EXIT_OK)
		return status;
	c->curves = load_curves_new(c->study, samples_read(c->study, c->store));
	status = cmd_crawl_compare(c);
	if (status == EXIT_OK)
		status = cmd_crawl_report(c);
	load_curves_free(c->curves);
	if (c->turns)
		g_array_unref(c->turns);
	return status;
}

/* ---- the order ---- */

static int crawl_into_folder(struct crawl *c)
{
	char *path = g_build_filename(c->folder, STORE_OF_CRAWL, NULL);
	int status = runner_job(
		&(struct runner_job){"crawl", c->study, c->folder, path, true, crawl_into_store, c});
	g_free(path);
	return status;
}

static struct study *cmd_crawl_read_study(const struct runner_arguments *a,
					  const struct runner_settings *settings, const char *path,
					  struct crawl *c)
{
	struct diag *d = diag_new();
	struct scenario_base *base = scenario_base_read(cli_scenario_path(path), d);
	char **sets = cli_sets(a->sets, a->seed);
	c->runner = base ? runner_new(base, settings) : NULL;
	struct study *study = base ? crawl_study(base, (const char *const *)sets, &c->compare, d) : NULL;
	diag_print(d, stderr);
	diag_free(d);
	g_strfreev(sets);
	return study;
}

static int crawl(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	struct runner_settings settings;
	struct crawl c = {0};
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	if (!runner_settings(&a->runner, &settings))
		return EXIT_USAGE;
	c.study = cmd_crawl_read_study(&a->runner, &settings, argv[1], &c);
	c.folder = c.study ? runner_folder(&a->runner, c.study) : NULL;
	status = c.study ? crawl_into_folder(&c) : EXIT_INPUT;
	runner_free(c.runner);
	study_free(c.study);
	g_free(c.folder);
	return status;
}

const struct command crawl_command = {
	.name = "crawl",
	.summary = "simulate a scenario over a range of loads, and draw the performance crawl chart",
	.arguments = "SCENARIO",
	.text = "Simulates a scenario over a range of offered loads, for each curve of its section "
		"\"crawl\". Draws the performance crawl chart and compares the curves. After an "
		"interruption, give the same command again: it continues.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = crawl,
};
