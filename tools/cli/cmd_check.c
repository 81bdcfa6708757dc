/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim check: whether a study's results are what its scenario expects, and what they were in a reference.
 */
#include "tools/arguments/percent_argument.h"
#include "tools/arguments/runner_arguments.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/study/expect/expect_judge.h"
#include "tools/study/expect/expect_reader.h"
#include "tools/study/judge/finding_output.h"
#include "tools/study/judge/reference_judge.h"
#include "tools/study/report/report.h"
#include "tools/study/run/sweep.h"
#include "tools/study/summary/samples.h"
#include "tools/study/summary/summary_store.h"
#include <stdio.h>
#include <string.h>

#define TOLERANCE "2%"
#define CONFIDENCE 0.99 /* of the comparison with a reference, as of vhostsim compare */

struct arguments {
	struct runner_arguments runner;
	char *reference, *tolerance, *junit, *tap;
	int format;
	gboolean strict;
};

/* What is printed on standard output. */
static const char *const format_names[] = {"text", "tap", "junit", "github", NULL};
enum { FORMAT_GITHUB = 3 };
static char *(*const formats[])(const struct findings *f) = {findings_text, tap_text, junit_xml,
							     annotations_text};

static const struct cli_option options[] = {
	RUNNER_PLACE_ARGUMENTS,
	ARGUMENT(arguments, reference, CLI_FILE, "reference", 'r', "FILE",
		 "also compare every figure with FILE, which vhostsim summary wrote"),
	ARGUMENT(arguments, tolerance, CLI_TEXT, "tolerance", 't', "PERCENT",
		 "how much worse than the reference a figure may be (default " TOLERANCE
		 "); for shares, in percentage points"),
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: text (default), tap, junit or github"),
	ARGUMENT(arguments, junit, CLI_FILE, "junit", 0, "FILE",
		 "also write the findings to FILE, as JUnit XML"),
	ARGUMENT(arguments, tap, CLI_FILE, "tap", 0, "FILE", "also write the findings to FILE, as TAP"),
	ARGUMENT(arguments, strict, CLI_FLAG, "strict", 0, NULL,
		 "count \"no difference shown\" as a failure"),
	RUNNER_SETTING_ARGUMENTS(""),
	RUNNER_TIMEOUT_ARGUMENT("run", "it counts as failed"),
	RUNNER_FRESH_ARGUMENT("run"),
};

/* What is to be checked. */
struct check {
	const struct arguments *arguments;
	double tolerance;
	char *folder; /* of the results */
	struct study *study;
	struct runner *runner;
	GPtrArray *expectations;
	struct summary *reference; /* NULL: none */
	struct findings *findings;
	int failed; /* runs */
};

/* ---- reports ---- */

static bool write_report(const char *path, const struct findings *f,
			 char *(*format)(const struct findings *f))
{
	GError *error = NULL;
	if (!path)
		return true;
	char *text = format(f);
	bool written = output_file_deliver(path, text, strlen(text), &error);
	if (!written)
		cli_error("%s", error->message);
	g_clear_error(&error);
	g_free(text);
	return written;
}

/* cmd_check_annotate: GitHub Actions reads its annotations from standard error as well. */
static void cmd_check_annotate(const struct check *c)
{
	if (c->arguments->format == FORMAT_GITHUB || g_strcmp0(g_getenv("GITHUB_ACTIONS"), "true") != 0)
		return;
	char *text = annotations_text(c->findings);
	fputs(text, stderr);
	g_free(text);
}

/* verdict: the exit status. What failed to run, or to be written, comes before what failed the check. */
static int verdict(const struct check *c)
{
	const struct findings *f = c->findings;
	bool fails = findings_count(f, FINDING_ERROR, NULL) > 0;
	for (guint i = 0; i < f->list->len; i++)
		fails |= findings_fails(f, g_ptr_array_index(f->list, i));
	if (c->failed > 0)
		return EXIT_FAILED;
	return fails ? EXIT_EXPECTATION : EXIT_OK;
}

/* write_findings: what a report of the folder shows. */
static bool write_findings(const struct check *c)
{
	GError *error = NULL;
	return output_file_text(c->folder, "findings.md", findings_markdown(c->findings), &error) ||
	       cli_fail(error, EXIT_FAILED) == EXIT_OK;
}

static int cmd_check_report(const struct check *c)
{
	int status = cli_print_text(formats[c->arguments->format](c->findings));
	cmd_check_annotate(c);
	bool written = write_findings(c);
	written &= write_report(c->arguments->junit, c->findings, junit_xml);
	written &= write_report(c->arguments->tap, c->findings, tap_text);
	return status == EXIT_OK && written ? verdict(c) : EXIT_FAILED;
}

/* ---- runs ---- */

/* cmd_check_make_runs: and judges the expectations; EXIT_OK, or the exit status. */
static int cmd_check_make_runs(struct check *c, struct store *store)
{
	struct sweep_counts counts;
	enum runner_end end = sweep_run(c->study, (struct sweep_shard){1, 1}, store, c->runner, &counts);
	c->failed = counts.failed;
	if (end != RUNNER_COMPLETE)
		return end == RUNNER_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_FAILED;
	struct samples *samples = samples_read(c->study, store);
	expect_judge(c->study, c->expectations, samples, c->findings);
	samples_free(samples);
	return EXIT_OK;
}

/* ---- the reference ---- */

static int judge_by(struct check *c, const struct summary *now)
{
	GError *error = NULL;
	struct differences *d =
		differences_new(c->reference, now, c->reference->metrics, c->tolerance, CONFIDENCE, &error);
	if (!d)
		return cli_fail(error, EXIT_INPUT);
	reference_judge(d, c->findings);
	differences_free(d);
	return EXIT_OK;
}

/* judge_by_reference: EXIT_OK, or the exit status. */
static int judge_by_reference(struct check *c, struct store *store)
{
	GError *error = NULL;
	if (!c->reference)
		return EXIT_OK;
	if (c->failed > 0) {
		reference_not_judged(c->reference, c->failed, c->findings);
		return EXIT_OK;
	}
	struct summary *now = summary_of_open_store(store, c->folder, c->reference->metrics, &error);
	if (!now)
		return cli_fail(error, EXIT_FAILED);
	int status = judge_by(c, now);
	summary_free(now);
	return status;
}

/* ---- both ---- */

/* cmd_check_draw: tables and charts of the study, as sweep leaves them; without gnuplot there are no charts, and that is said. */
static int cmd_check_draw(const struct check *c, struct store *store)
{
	GError *error = NULL;
	char *tables = NULL;
	if (!report_store(c->study, store, c->folder, &tables, &error)) {
		cli_note("note: %s", error->message);
		g_error_free(error);
	}
	g_free(tables);
	return EXIT_OK;
}

/* cmd_check_judge: makes the runs and judges them; EXIT_OK, or the exit status. */
static int cmd_check_judge(void *check, struct store *store)
{
	struct check *c = check;
	int status = cmd_check_make_runs(c, store);
	if (status == EXIT_OK)
		status = judge_by_reference(c, store);
	return status == EXIT_OK ? cmd_check_draw(c, store) : status;
}

/* ---- what is to be checked ---- */

static void check_purpose(const struct check *c, struct diag *d)
{
	if (c->expectations && c->expectations->len == 0 && !c->arguments->reference)
		diag_error(
			d, (struct place){c->study->path, 0, 0},
			"there is nothing to check: no section \"expect\" says what the results must be, and "
			"no "
			"--reference is given; write for example expect: [{metric: loss_ratio, max: 0.001}]");
}

static bool read_check(struct check *c, const struct runner_settings *settings, const char *path)
{
	const struct arguments *a = c->arguments;
	struct diag *d = diag_new();
	c->study = runner_study(&a->runner, settings, path, &c->runner, d);
	c->expectations = c->study ? expect_read_scenario(c->study, d) : NULL;
	c->reference =
		a->reference ? summary_read(a->reference, (struct place){"--reference", 0, 0}, d) : NULL;
	check_purpose(c, d);
	bool sound = diag_count(d) == 0;
	diag_print(d, stderr);
	diag_free(d);
	return sound;
}

static int make_and_judge(struct check *c)
{
	const struct arguments *a = c->arguments;
	c->folder = runner_folder(&a->runner, c->study);
	c->findings = findings_new(c->study->name, c->study->path, a->strict);
	char *path = store_path_in(c->folder);
	int status = runner_job(
		&(struct runner_job){"check", c->study, c->folder, path, false, cmd_check_judge, c});
	g_free(path);
	return status == EXIT_OK ? cmd_check_report(c) : status;
}

static int cmd_check(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	struct runner_settings settings;
	struct check c = {.arguments = a};
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	if (!runner_settings(&a->runner, &settings) ||
	    !percent_argument("--tolerance", a->tolerance ? a->tolerance : TOLERANCE, &c.tolerance))
		return EXIT_USAGE;
	status = read_check(&c, &settings, argv[1]) ? make_and_judge(&c) : EXIT_INPUT;
	findings_free(c.findings);
	summary_free(c.reference);
	g_clear_pointer(&c.expectations, g_ptr_array_unref);
	g_free(c.folder);
	runner_free(c.runner);
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
	.summary = "check the results of a study against expectations, or against a reference",
	.arguments = "SCENARIO",
	.text = "Makes the runs that are missing, as sweep does, and judges them. It judges by the section "
		"\"expect\" of the scenario, and by a reference if one is given. The exit status is 1 if "
		"something failed. After an interruption, give the same command again: it continues.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.variables = variables,
	.run = cmd_check,
};
