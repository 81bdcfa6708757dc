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
#include "tools/crawl_table.h"
#include "tools/exit_codes.h"
#include "tools/output_file.h"
#include <stdio.h>
#include <string.h>

#define PARALLEL_MAX 1024

struct arguments {
	char **sets;
	char *seed, *output;
	int parallel;
	gboolean fresh;
};

static int parse(int *argc, char ***argv, struct arguments *a)
{
	const GOptionEntry entries[] = {
		{"jobs", 'j', 0, G_OPTION_ARG_INT, &a->parallel, "runs at a time (default: one per core)",
		 "N"},
		{"output", 'o', 0, G_OPTION_ARG_FILENAME, &a->output,
		 "folder of the results (default: results/ and the scenario's name)", "DIR"},
		{"set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &a->sets,
		 "change one setting of every run; may be repeated; a curve's own settings and the load win",
		 "KEY=VALUE"},
		{"seed", 0, 0, G_OPTION_ARG_FILENAME, &a->seed, "the same as --set seed=N", "N"},
		{"fresh", 0, 0, G_OPTION_ARG_NONE, &a->fresh,
		 "run every point again, also those that are there already", NULL},
		{0},
	};
	const struct cli cli = {
		"crawl", "SCENARIO",
		"Simulates a scenario at each load of its section \"crawl\", for each curve, and draws the\n"
		"performance crawl chart. After an interruption the same command goes on where it stopped.",
		entries};
	int status = cli_parse(&cli, argc, argv);
	return status == CLI_GO_ON ? cli_scenario_argument(*argc, *argv) : status;
}

static void arguments_clear(struct arguments *a)
{
	g_strfreev(a->sets);
	g_free(a->seed);
	g_free(a->output);
}

/* What a crawl gave; around: the runs of the comparison, of a second plan; no rows when none is made. */
struct crawled {
	const struct crawl_plan *plan;
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

static int report(const struct crawled *c, guint points)
{
	GError *error = NULL;
	int failed = c->runs.failed + c->around.failed;
	bool drawn = c->runs.rows->len > 0 && write_results(c, &error);
	int status = print_results(c, drawn);
	if (error)
		cli_error("%s", error->message);
	if (failed > 0)
		cli_error("%d of %u points failed; the same command tries them again", failed, points);
	g_clear_error(&error);
	return drawn && failed == 0 ? status : EXIT_FAILED;
}

static int report_interrupted(guint done, guint points, bool fresh)
{
	fprintf(stderr, "interrupted with %u of %u points done; %s to go on\n", done, points,
		fresh ? "the same command without --fresh is enough" : "run the same command again");
	return EXIT_INTERRUPTED;
}

/* compare: the second round, whose loads the first one's rows decide. */
static int compare(struct crawled *c, int parallel, bool fresh)
{
	struct crawl_plan *around =
		c->plan->compare ? crawl_compare_plan(c->plan, c->runs.rows) : crawl_plan_again(c->plan);
	if (!around)
		return EXIT_INPUT;
	crawl_runs_make(&c->around, around, parallel, fresh);
	guint points = c->plan->points->len + around->points->len;
	int status;
	if (c->around.interrupted) {
		status = report_interrupted(c->runs.rows->len + c->around.rows->len, points, fresh);
	} else {
		c->comparisons = crawl_compare(c->plan, c->runs.rows, c->around.rows);
		status = report(c, points);
		g_array_unref(c->comparisons);
	}
	crawl_runs_clear(&c->around);
	crawl_plan_free(around);
	return status;
}

static int run_plan(const struct crawl_plan *plan, const struct arguments *a)
{
	GError *error = NULL;
	if (!output_folder(plan->folder, &error)) {
		cli_error("--output: %s", error->message);
		g_error_free(error);
		return EXIT_INPUT;
	}
	struct crawled c = {.plan = plan};
	int parallel = a->parallel ? a->parallel : (int)g_get_num_processors();
	crawl_runs_make(&c.runs, plan, parallel, a->fresh);
	int status = c.runs.interrupted ? report_interrupted(c.runs.rows->len, plan->points->len, a->fresh)
					: compare(&c, parallel, a->fresh);
	crawl_runs_clear(&c.runs);
	return status;
}

static int crawl(const char *path, const struct arguments *a)
{
	if (a->parallel < 0 || a->parallel > PARALLEL_MAX) {
		cli_error("-j: %d runs at a time is not between 1 and %d", a->parallel, PARALLEL_MAX);
		return EXIT_USAGE;
	}
	char **sets = cli_sets(a->sets, a->seed);
	struct crawl_plan *plan = crawl_plan_new(path, sets, a->output);
	g_strfreev(sets);
	if (!plan)
		return EXIT_INPUT;
	int status = run_plan(plan, a);
	crawl_plan_free(plan);
	return status;
}

int cmd_crawl(int argc, char **argv)
{
	struct arguments a = {0};
	int status = parse(&argc, &argv, &a);
	if (status == CLI_GO_ON)
		status = crawl(argv[1], &a);
	arguments_clear(&a);
	return status;
}
