/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim crawl: a scenario over a range of loads, for each of its curves.
 */
#include "tools/chart.h"
#include "tools/cli.h"
#include "tools/command.h"
#include "tools/compare_table.h"
#include "tools/crawl_chart.h"
#include "tools/crawl_runs.h"
#include "tools/crawl_study.h"
#include "tools/crawl_table.h"
#include "tools/exit_codes.h"
#include "tools/output_file.h"
#include "tools/runner_arguments.h"
#include <stdio.h>
#include <string.h>

#define STORE_NAME "crawl.db" /* in the folder of the results */

struct arguments {
	struct runner_arguments runner;
};

static const struct cli_option options[] = {
	RUNNER_PLACE_ARGUMENTS,
	RUNNER_SETTING_ARGUMENTS("; a curve's own settings and the load win"),
	RUNNER_FRESH_ARGUMENT("run"),
};

/* What a crawl gave; around: the runs of the comparison. */
struct crawled {
	struct crawl_plan *plan;
	struct store *store;
	struct runner *runner;
	bool fresh;
	struct crawl_runs runs, around;
	GArray *comparisons;
};

static bool write_file(const struct crawl_plan *plan, const char *name, char *text, GError **error)
{
	char *path = g_build_filename(plan->folder, name, NULL);
	bool written = output_file_write(path, text, strlen(text), error);
	g_free(path);
	g_free(text);
	return written;
}

static bool write_comparison(const struct crawled *c, GError **error)
{
	return !c->plan->compare ||
	       (write_file(c->plan, "compare.csv", compare_csv(c->plan, c->comparisons), error) &&
		write_file(c->plan, "compare.md", compare_markdown(c->plan, c->comparisons), error));
}

static bool write_results(const struct crawled *c, GError **error)
{
	const GArray *rows = c->runs.rows;
	return write_file(c->plan, "crawl.csv", crawl_csv(c->plan, rows), error) &&
	       write_comparison(c, error) &&
	       write_file(c->plan, "crawl.gp", crawl_chart_script(c->plan, rows), error) &&
	       chart_draw(c->plan->folder, "crawl", error);
}

static int print_results(const struct crawled *c, bool drawn)
{
	char *text = crawl_text(c->plan, c->runs.rows);
	char *comparison = c->plan->compare && c->comparisons->len ? compare_text(c->plan, c->comparisons)
								   : g_strdup("");
	char *chart =
		drawn ? g_strdup_printf("chart: %s/crawl.svg and crawl.png, from crawl.csv by crawl.gp\n",
					c->plan->folder)
		      : g_strdup("");
	char *all = g_strconcat(text, comparison, chart, NULL);
	int status = cli_print(all);
	g_free(text);
	g_free(comparison);
	g_free(chart);
	g_free(all);
	return status;
}

static int runs_of(const struct crawled *c, const GPtrArray *points)
{
	return (int)(points->len * c->plan->replications);
}

static int report(const struct crawled *c)
{
	GError *error = NULL;
	int failed = c->runs.failed + c->around.failed;
	bool drawn = c->runs.rows->len > 0 && write_results(c, &error);
	int status = print_results(c, drawn);
	if (error)
		cli_error("%s", error->message);
	if (failed > 0)
		cli_error("%d of %d runs failed; the same command tries them again", failed,
			  runs_of(c, c->plan->points) + runs_of(c, c->plan->around));
	g_clear_error(&error);
	return drawn && failed == 0 ? status : EXIT_FAILED;
}

/* report_cut_short: of a round that did not come to its end; where the store failed, that was said. */
static int report_cut_short(const struct crawled *c, enum runner_end end)
{
	if (end == RUNNER_STORE_FAILED)
		return EXIT_FAILED;
	fprintf(stderr, "interrupted with %d of %d runs done; %s to go on\n", c->runs.done + c->around.done,
		runs_of(c, c->plan->points) + runs_of(c, c->plan->around),
		c->fresh ? "the same command without --fresh is enough" : "run the same command again");
	return EXIT_INTERRUPTED;
}

/* keep_plan: into the store, which then knows what its runs are. */
static bool keep_plan(const struct crawled *c)
{
	GError *error = NULL;
	struct study *study = crawl_study(c->plan);
	bool kept = store_plan(c->store, study, &error);
	study_free(study);
	if (!kept)
		cli_error("%s", error->message);
	g_clear_error(&error);
	return kept;
}

/* compare: the second round, whose loads the first one's rows decide. */
static int compare(struct crawled *c)
{
	if (c->plan->compare && !crawl_compare_plan(c->plan, c->runs.rows))
		return EXIT_INPUT;
	if (!keep_plan(c))
		return EXIT_FAILED;
	crawl_runs_make(&c->around, c->plan, c->plan->around, c->store, c->runner);
	int status;
	if (c->around.end != RUNNER_COMPLETE) {
		status = report_cut_short(c, c->around.end);
	} else {
		c->comparisons = crawl_compare(c->plan, c->runs.rows, c->around.rows);
		status = report(c);
		g_array_unref(c->comparisons);
	}
	crawl_runs_clear(&c->around);
	return status;
}

/* begin_plan: a new store gets the first round's plan at once, so that what an interruption leaves can be read. One that
 * has a plan keeps it until the round is over: the second round's points are in it. */
static bool begin_plan(const struct crawled *c)
{
	char *model = store_model(c->store);
	bool new = !*model;
	g_free(model);
	return !new || keep_plan(c);
}

static int run_plan(struct crawled *c)
{
	if (!begin_plan(c))
		return EXIT_FAILED;
	crawl_runs_make(&c->runs, c->plan, c->plan->points, c->store, c->runner);
	int status;
	if (c->runs.end == RUNNER_COMPLETE)
		status = compare(c);
	else
		status = keep_plan(c) ? report_cut_short(c, c->runs.end) : EXIT_FAILED;
	crawl_runs_clear(&c->runs);
	return status;
}

static int fail(const char *what, GError *error)
{
	int status = store_lacks_room(error) ? EXIT_FAILED : EXIT_INPUT;
	cli_error("%s%s", what, error->message);
	g_error_free(error);
	return status;
}

static int run_in_folder(struct crawl_plan *plan, const struct runner_settings *settings)
{
	GError *error = NULL;
	if (!output_folder(plan->folder, &error))
		return fail("--output: ", error);
	char *path = g_build_filename(plan->folder, STORE_NAME, NULL);
	struct crawled c = {.plan = plan, .runner = runner_new(plan->base, settings)};
	c.fresh = settings->fresh;
	c.store = store_create(path, &error);
	g_free(path);
	int status = c.store ? run_plan(&c) : fail("", error);
	runner_free(c.runner);
	store_close(c.store);
	return status;
}

static int crawl(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	struct runner_settings settings;
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	if (!runner_settings(&a->runner, &settings))
		return EXIT_USAGE;
	char **sets = cli_sets(a->runner.sets, a->runner.seed);
	struct crawl_plan *plan = crawl_plan_new(argv[1], sets, a->runner.output);
	g_strfreev(sets);
	if (!plan)
		return EXIT_INPUT;
	status = run_in_folder(plan, &settings);
	crawl_plan_free(plan);
	return status;
}

const struct command crawl_command = {
	.name = "crawl",
	.summary = "simulate a scenario over a range of loads and draw the performance crawl chart",
	.arguments = "SCENARIO",
	.text = "Simulates a scenario at each load of its section \"crawl\", for each curve, and draws the\n"
		"performance crawl chart. After an interruption the same command goes on where it stopped.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = crawl,
};
