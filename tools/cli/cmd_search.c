/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim search: the throughput of every point of a study.
 */
#include "tools/arguments/runner_arguments.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/study/search/search_chart.h"
#include "tools/study/search/search_report.h"
#include <stdio.h>

enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSONL };

static const char *const format_names[] = {"text", "csv", "jsonl", NULL};

struct arguments {
	struct runner_arguments runner;
	int format;
};

static const struct cli_option options[] = {
	RUNNER_PLACE_ARGUMENTS,
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: text (default), csv or jsonl"),
	RUNNER_SETTING_ARGUMENTS("; the load and the length of a trial override it"),
	RUNNER_FRESH_ARGUMENT("trial"),
	RUNNER_TIMEOUT_ARGUMENT("trial", "its search then fails"),
};

/* A search that is going to be made. */
struct order {
	struct study *study;
	struct runner *runner;
	struct search_runs *runs;
	char *folder; /* of the results */
	enum format format;
};

/* ---- the end ---- */

static char *(*const printers[])(const struct study *, const struct search_runs *) = {
	[FORMAT_TEXT] = search_text, [FORMAT_CSV] = search_csv, [FORMAT_JSONL] = search_jsonl};

/* Whether a search came to no result: a run failed, or its trials were used up. */
static bool has_failed(const struct search_runs *runs, guint point)
{
	const struct search_point *p = search_runs_point(runs, point);
	bool failed = search_runs_failure(runs, point) != NULL;
	for (int g = 0; g < p->order.problem.n_goals; g++)
		failed |= search_outcome(p->search, g).verdict == SEARCH_UNFINISHED;
	return failed;
}

static int cmd_search_write_files(const struct order *o)
{
	GError *error = NULL;
	return output_file_text(o->folder, "search.md", search_markdown(o->study, o->runs), &error) &&
			       output_file_text(o->folder, "search.csv", search_csv(o->study, o->runs),
						&error) &&
			       search_chart_write(o->study, o->runs, o->folder, &error)
		       ? EXIT_OK
		       : cli_fail(error, EXIT_FAILED);
}

static int cmd_search_report(const struct order *o)
{
	guint failed = 0, n = o->study->points->len;
	int status = cli_print_text(printers[o->format](o->study, o->runs));
	if (cmd_search_write_files(o) != EXIT_OK)
		status = EXIT_FAILED;
	for (guint i = 0; i < n; i++)
		failed += has_failed(o->runs, i);
	if (failed == 0)
		return status;
	cli_error("%u of %u searches have no result; the same command tries them again", failed, n);
	return EXIT_FAILED;
}

static int report_interrupted(const struct order *o)
{
	fprintf(stderr, "interrupted with %u of %u searches done; the same command goes on\n",
		search_runs_over(o->runs), o->study->points->len);
	return EXIT_INTERRUPTED;
}

/* ---- the runs ---- */

static int cmd_search_make_runs(void *order, struct store *store)
{
	const struct order *o = order;
	const struct runner_hooks hooks = search_runs_hooks(o->runs);
	switch (runner_run(o->runner, store, &hooks)) {
	case RUNNER_COMPLETE:
		return cmd_search_report(o);
	case RUNNER_INTERRUPTED:
		return report_interrupted(o);
	case RUNNER_STORE_FAILED:
		break;
	}
	return EXIT_FAILED;
}

static int search_study(struct order *o, const struct runner_arguments *a)
{
	o->folder = runner_folder(a, o->study);
	char *path = store_path_in(o->folder);
	int status = runner_job(
		&(struct runner_job){"search", o->study, o->folder, path, false, cmd_search_make_runs, o});
	g_free(o->folder);
	g_free(path);
	return status;
}

/* ---- the order ---- */

static int search_scenario(const char *path, const struct runner_arguments *a,
			   const struct runner_settings *settings, struct order *o)
{
	struct diag *d = diag_new();
	o->study = runner_study(a, settings, path, &o->runner, d);
	o->runs = o->study ? search_runs_new(o->study, d) : NULL;
	diag_print(d, stderr);
	diag_free(d);
	int status = o->runs ? search_study(o, a) : EXIT_INPUT;
	g_clear_pointer(&o->runs, search_runs_free);
	g_clear_pointer(&o->runner, runner_free);
	g_clear_pointer(&o->study, study_free);
	return status;
}

static int cmd_search(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	struct runner_settings settings;
	struct order o = {0};
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	if (!runner_settings(&a->runner, &settings))
		return EXIT_USAGE;
	o.format = (enum format)a->format;
	return search_scenario(argv[1], &a->runner, &settings, &o);
}

const struct command search_command = {
	.name = "search",
	.summary = "search for the throughput of a scenario: NDR, PDR, back-to-back frames",
	.arguments = "SCENARIO",
	.text = "Searches for the highest load that a scenario carries without losing more than its goals "
		"allow. It does so at every point of the section \"study\". Trials are runs, which are kept "
		"in DIR/study.db. After an interruption, give the same command again: it continues.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = cmd_search,
};
