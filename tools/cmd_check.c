/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim check: whether a study's results are what its scenario expects, and what they were in a reference.
 */
#include "tools/cli.h"
#include "tools/command.h"
#include "tools/exit_codes.h"
#include "tools/output_file.h"
#include "tools/runner_arguments.h"
#include "tools/study/annotation.h"
#include "tools/study/check_runs.h"
#include "tools/study/expect_judge.h"
#include "tools/study/expect_reader.h"
#include "tools/study/junit.h"
#include "tools/study/tap.h"
#include <stdio.h>
#include <string.h>

struct arguments {
	char **sets;
	char *seed, *output, *junit, *tap, *timeout;
	int jobs, format;
	gboolean fresh, strict;
};

/* What is printed on standard output. */
static const char *const format_names[] = {"text", "tap", "junit", "github", NULL};
enum { FORMAT_GITHUB = 3 };
static char *(*const formats[])(const struct findings *f) = {findings_text, tap_text, junit_xml,
							     annotations_text};

static const struct cli_option options[] = {
	ARGUMENT(arguments, jobs, CLI_NUMBER, "jobs", 'j', "N", "runs at a time (default: one per core)"),
	ARGUMENT(arguments, output, CLI_FOLDER, "output", 'o', "DIR",
		 "folder of the results (default: results/ and the scenario's name)"),
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: text (default), tap, junit or github"),
	ARGUMENT(arguments, junit, CLI_FILE, "junit", 0, "FILE",
		 "also write the findings to FILE, as JUnit XML"),
	ARGUMENT(arguments, tap, CLI_FILE, "tap", 0, "FILE", "also write the findings to FILE, as TAP"),
	ARGUMENT(arguments, strict, CLI_FLAG, "strict", 0, NULL, "what is not shown counts as a failure"),
	ARGUMENT(arguments, sets, CLI_SETTINGS, "set", 's', "KEY=VALUE",
		 "change one setting of every run; may be repeated"),
	ARGUMENT(arguments, seed, CLI_TEXT, "seed", 0, "N", "the same as --set seed=N"),
	ARGUMENT(arguments, timeout, CLI_TEXT, "timeout", 0, "TIME",
		 "end a run after so much real time, such as 90s; it counts as failed"),
	ARGUMENT(arguments, fresh, CLI_FLAG, "fresh", 0, NULL,
		 "make every run again, also those that are there already"),
};

/* What is to be checked. */
struct check {
	const struct arguments *arguments;
	struct runner_settings settings;
	struct study *study;
	GPtrArray *expectations;
	struct findings *findings;
};

/* ---- reports ---- */

static bool write_report(const char *path, const struct findings *f,
			 char *(*format)(const struct findings *f))
{
	GError *error = NULL;
	if (!path)
		return true;
	char *text = format(f);
	bool written = output_file_write(path, text, strlen(text), &error);
	if (!written)
		cli_error("%s", error->message);
	g_clear_error(&error);
	g_free(text);
	return written;
}

/* annotate: GitHub Actions reads its annotations from standard error as well. */
static void annotate(const struct check *c)
{
	if (c->arguments->format == FORMAT_GITHUB || g_strcmp0(g_getenv("GITHUB_ACTIONS"), "true") != 0)
		return;
	char *text = annotations_text(c->findings);
	fputs(text, stderr);
	g_free(text);
}

/* verdict: the exit status. What failed to run, or to be written, comes before what failed the check. */
static int verdict(const struct findings *f)
{
	bool fails = false;
	for (guint i = 0; i < f->list->len; i++)
		fails |= findings_fails(f, g_ptr_array_index(f->list, i));
	if (findings_count(f, FINDING_ERROR, NULL) > 0)
		return EXIT_FAILED;
	return fails ? EXIT_EXPECTATION : EXIT_OK;
}

static int report(const struct check *c)
{
	char *text = formats[c->arguments->format](c->findings);
	int status = cli_print(text);
	g_free(text);
	annotate(c);
	bool written = write_report(c->arguments->junit, c->findings, junit_xml);
	written &= write_report(c->arguments->tap, c->findings, tap_text);
	return status == EXIT_OK && written ? verdict(c->findings) : EXIT_FAILED;
}

/* ---- runs ---- */

static void judge(struct check *c, struct store *store)
{
	struct samples *samples = check_runs_read(c->study, store);
	c->findings = findings_new(c->study->name, c->study->path, c->arguments->strict);
	expect_judge(c->study, c->expectations, samples, c->findings);
	samples_free(samples);
}

static int run_and_judge(struct check *c, struct store *store)
{
	enum runner_end end = check_runs_make(c->study, store, &c->settings);
	if (end != RUNNER_COMPLETE)
		return end == RUNNER_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_FAILED;
	judge(c, store);
	int status = report(c);
	findings_free(c->findings);
	return status;
}

static int fail(GError *error, int status)
{
	cli_error("%s", error->message);
	g_error_free(error);
	return status;
}

static int check_in(struct check *c, const char *folder)
{
	GError *error = NULL;
	if (!output_folder(folder, &error))
		return fail(error, EXIT_INPUT);
	char *path = store_path_in(folder);
	struct store *store = store_create(path, &error);
	g_free(path);
	if (!store)
		return fail(error, EXIT_INPUT);
	int status = store_plan(store, c->study, &error) ? run_and_judge(c, store) : fail(error, EXIT_FAILED);
	store_close(store);
	return status;
}

/* ---- what is to be checked ---- */

static void check_purpose(const struct check *c, struct diag *d)
{
	if (c->expectations && c->expectations->len == 0)
		diag_error(d, (struct place){c->study->path, 0, 0},
			   "there is nothing to check: no section \"expect\" says what the results must be; "
			   "write for "
			   "example expect: [{metric: loss_ratio, max: 0.001}]");
}

static bool read_check(struct check *c, const char *path)
{
	struct diag *d = diag_new();
	char **sets = cli_sets(c->arguments->sets, c->arguments->seed);
	c->study = study_read(path, (const char *const *)sets, d);
	c->expectations = c->study ? expect_read_scenario(c->study, d) : NULL;
	check_purpose(c, d);
	bool sound = diag_count(d) == 0;
	diag_print(d, stderr);
	diag_free(d);
	g_strfreev(sets);
	return sound;
}

static int check(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	struct check c = {.arguments = a};
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	if (!runner_arguments(a->jobs, a->timeout, a->fresh, &c.settings))
		return EXIT_USAGE;
	status = EXIT_INPUT;
	if (read_check(&c, argv[1])) {
		char *folder =
			a->output ? g_strdup(a->output) : g_build_filename("results", c.study->name, NULL);
		status = check_in(&c, folder);
		g_free(folder);
	}
	g_clear_pointer(&c.expectations, g_ptr_array_unref);
	study_free(c.study);
	return status;
}

static const struct cli_variable variables[] = {
	{"GITHUB_ACTIONS",
	 "If it is true, vhostsim check also prints its findings as GitHub's workflow commands."},
	{0},
};

const struct command check_command = {
	.name = "check",
	.summary = "tell whether a study's results are what its scenario expects",
	.arguments = "SCENARIO",
	.text = "Makes the runs that are missing, as sweep does, and judges the expectations of the "
		"scenario's section\n"
		"\"expect\". Exit status 1: one of them failed. After an interruption the same command goes "
		"on where it\n"
		"stopped.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.variables = variables,
	.run = check,
};
