/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim report: results as one HTML file.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/base/shell_line.h"
#include "tools/report_html/report_html.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

struct arguments {
	char **sets, *seed, *output, *confine;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, output, CLI_FILE, "output", 'o', "FILE",
		 "write the report to FILE (default: standard output)"),
	ARGUMENT(arguments, sets, CLI_SETTINGS, "set", 's', "KEY=VALUE",
		 "change one setting of the scenario; may be repeated"),
	ARGUMENT(arguments, seed, CLI_TEXT, "seed", 0, "N", "the same as --set seed=N"),
	CONFINE_ARGUMENT(arguments, confine),
};

static int cmd_report_deliver(const char *page, const char *path)
{
	GError *error = NULL;
	if (!path)
		return cli_print(page);
	return output_file_deliver(path, page, strlen(page), &error) ? EXIT_OK : cli_fail(error, EXIT_FAILED);
}

static int report_folder(const char *folder, const char *output)
{
	GError *error = NULL;
	struct results *r = results_read(folder, &error);
	if (!r)
		return cli_fail(error, EXIT_INPUT);
	char *page = report_html(r);
	int status = cmd_report_deliver(page, output);
	g_free(page);
	results_free(r);
	return status;
}

/* ---- a scenario: a run into a folder that is gone afterwards ---- */

static void add_option(GPtrArray *words, const char *option, const char *value)
{
	g_ptr_array_add(words, g_strdup(option));
	g_ptr_array_add(words, g_strdup(value));
}

static GPtrArray *run_words(const char *path, const struct arguments *a, const char *folder)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	char **sets = cli_sets(a->sets, a->seed);
	g_ptr_array_add(words, g_strdup(SHELL_LINE_SELF));
	add_option(words, "run", "--output");
	g_ptr_array_add(words, g_strdup(folder));
	for (char **set = sets; set && *set; set++)
		add_option(words, "--set", *set);
	if (a->confine)
		add_option(words, "--confine", a->confine);
	add_option(words, "--", path);
	g_ptr_array_add(words, NULL);
	g_strfreev(sets);
	return words;
}

/* run_into: its exit status; what it prints on standard output is in the report. */
static int run_into(const char *folder, const char *path, const struct arguments *a)
{
	GError *error = NULL;
	GPtrArray *words = run_words(path, a, folder);
	int wait_status = 0;
	bool ran = g_spawn_sync(NULL, (char **)words->pdata, NULL,
				G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL,
				NULL, &wait_status, &error);
	g_ptr_array_unref(words);
	if (!ran)
		return cli_fail(error, EXIT_FAILED);
	return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

static int report_scenario(const char *path, const struct arguments *a)
{
	GError *error = NULL;
	char *folder = g_dir_make_tmp("vhostsim-XXXXXX", &error);
	if (!folder)
		return cli_fail(error, EXIT_FAILED);
	int status = run_into(folder, path, a);
	if (status == EXIT_OK)
		status = report_folder(folder, a->output);
	output_folder_remove(folder);
	g_free(folder);
	return status;
}

static int cmd_report(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	if (argc != 2) {
		cli_error("report what? give one folder of results, or one scenario%s",
			  argc > 2 ? ", not several" : "");
		return EXIT_USAGE;
	}
	bool is_scenario =
		g_file_test(argv[1], G_FILE_TEST_EXISTS) && !g_file_test(argv[1], G_FILE_TEST_IS_DIR);
	if (is_scenario)
		return report_scenario(argv[1], a);
	if (!a->sets && !a->seed)
		return report_folder(argv[1], a->output);
	cli_error("--set and --seed change the run of a scenario; %s is a folder of results", argv[1]);
	return EXIT_USAGE;
}

const struct command report_command = {
	.name = "report",
	.summary = "write results as one HTML file: charts, tables, time series, settings",
	.arguments = "RESULTS|SCENARIO",
	.text = "Writes a report: one HTML file that needs no network. RESULTS is a folder that run "
		"--output, "
		"crawl, sweep, search or check has left. A scenario is run once. The report has the "
		"question, "
		"charts, tables, time series, settings with their origins, and the command that repeats the "
		"results.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = cmd_report,
};
