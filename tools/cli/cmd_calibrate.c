/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim calibrate: the costs of a host from what was measured on it.
 */
#include "sim/input/unit.h"
#include "tools/arguments/runner_arguments.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/calibrate/calibrate.h"
#include "tools/calibrate/calibrate_report.h"
#include "tools/calibrate/fitted_profile.h"
#include <stdio.h>
#include <string.h>

enum format { FORMAT_TEXT, FORMAT_JSON };

static const char *const format_names[] = {"text", "json", NULL};

struct arguments {
	struct runner_arguments runner; /* without a folder: output is a file */
	char *platform, *only, *doubt;
	int format; /* enum format */
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, runner.output, CLI_FILE, "output", 'o', "FILE",
		 "write the costs that were found as a profile; it extends that of the scenario"),
	ARGUMENT(arguments, platform, CLI_FILE, "platform", 0, "FILE", "the same as --set platform=FILE"),
	ARGUMENT(arguments, only, CLI_TEXT, "only", 0, "COSTS",
		 "fit only these costs, with commas between them (default: all that the scenes pay)"),
	ARGUMENT(
		arguments, doubt, CLI_TEXT, "doubt", 0, "FACTOR",
		"doubt the profile so many times more, for a host that is far from its machine (default: 1)"),
	ARGUMENT(arguments, runner.jobs, CLI_NUMBER, "jobs", 'j', "N",
		 "number of runs at a time (default: one per core)"),
	RUNNER_SETTING_ARGUMENTS(""),
	RUNNER_TIMEOUT_ARGUMENT("run", "the calibration then fails"),
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: text (default) or json"),
};

/* ---- the end ---- */

static int write_profile(const struct calibration *c, const char *path)
{
	GError *error = NULL;
	char *text = fitted_profile(c, path);
	bool written = output_file_deliver(path, text, strlen(text), &error);
	g_free(text);
	return written ? EXIT_OK : cli_fail(error, EXIT_FAILED);
}

static int cmd_calibrate_report(const struct calibration *c, const struct arguments *a)
{
	int status = cli_print_text(a->format == FORMAT_JSON ? calibrate_json(c) : calibrate_text(c));
	if (a->runner.output && write_profile(c, a->runner.output) != EXIT_OK)
		status = EXIT_FAILED;
	return status;
}

/* ---- the order ---- */

static int cmd_calibrate_fit(struct scenario_base *base, const struct measurements *m,
			     const char *const *sets, const struct runner_settings *settings,
			     const struct calibrate_settings *how, const struct arguments *a)
{
	int status;
	struct scene_runs *runs = scene_runs_new(base, m, sets, settings->jobs, settings->timeout_s);
	struct calibration *c = calibration_new(base, m, runs, how, &status);
	if (c)
		status = cmd_calibrate_report(c, a);
	calibration_free(c);
	scene_runs_free(runs);
	return status;
}

static int calibrate_file(const char *path, char **sets, const struct runner_settings *settings,
			  const struct calibrate_settings *how, const struct arguments *a)
{
	struct diag *d = diag_new();
	struct scenario_base *base = scenario_base_read(path, d);
	struct measurements *m = base ? measurements_read(base, (const char *const *)sets, d) : NULL;
	diag_print(d, stderr);
	diag_free(d);
	int status = m ? cmd_calibrate_fit(base, m, (const char *const *)sets, settings, how, a) : EXIT_INPUT;
	measurements_free(m);
	if (base)
		scenario_base_free(base);
	return status;
}

/* cmd_calibrate_all_sets: those of --set, --seed and --platform. */
static char **cmd_calibrate_all_sets(const struct arguments *a)
{
	char **sets = cli_sets(a->runner.sets, a->runner.seed);
	if (!a->platform)
		return sets;
	guint n = g_strv_length(sets);
	sets = g_renew(char *, sets, n + 2);
	sets[n] = g_strconcat("platform=", a->platform, NULL);
	sets[n + 1] = NULL;
	return sets;
}

/* only_costs: the names that --only gives, NULL without it; *sound: that there are such costs. */
static char **only_costs(const char *text, bool *sound)
{
	struct diag *d = diag_new();
	char **names = text ? g_strsplit(text, ",", -1) : NULL;
	for (char **name = names; name && *name; name++)
		if (cost_find(g_strstrip(*name)) < 0)
			cost_unknown(d, (struct place){"--only", 0, 0}, *name);
	*sound = diag_count(d) == 0;
	diag_print(d, stderr);
	diag_free(d);
	return names;
}

static bool read_doubt(const char *text, double *doubt)
{
	int64_t ppm = 1000000;
	char *why = NULL;
	bool sound = !text || unit_parse(UNIT_FACTOR, text, &ppm, &why);
	if (!sound)
		cli_error("--doubt: %s", why);
	else if (!(sound = ppm >= 100000 && ppm <= 10000000))
		cli_error("--doubt %s is not between 0.1 and 10", text);
	*doubt = (double)ppm / 1e6;
	g_free(why);
	return sound;
}

static int calibrate(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	struct runner_settings settings;
	struct calibrate_settings how;
	bool sound;
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	char **only = only_costs(a->only, &sound), **sets = cmd_calibrate_all_sets(a);
	how.only = only;
	sound = runner_settings(&a->runner, &settings) && read_doubt(a->doubt, &how.doubt) && sound;
	status = sound ? calibrate_file(argv[1], sets, &settings, &how, a) : EXIT_USAGE;
	g_strfreev(only);
	g_strfreev(sets);
	return status;
}

const struct command calibrate_command = {
	.name = "calibrate",
	.summary = "find the costs of a host from what was measured on it",
	.arguments = "MEASUREMENTS",
	.text = "Reads a scenario with a section \"measurements\", as tools/calibrate/measure writes it, and "
		"finds the costs with which its runs give the measured figures. The scenario's cost profile "
		"is what is known before. It prints how far each figure is met, which costs and sums are "
		"known, and how well the figures are predicted that were held out.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = calibrate,
};
