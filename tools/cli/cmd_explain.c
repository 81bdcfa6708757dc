/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim explain: what limits a run.
 */
#include "sim/world.h"
#include "tools/arguments/cli_scenario.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/cli/run_watch.h"
#include "tools/explain/explain.h"
#include "tools/explain/result_file.h"
#include "tools/study/run/warmup.h"
#include <stdio.h>

enum format { FORMAT_TEXT, FORMAT_JSON };

static const char *const format_names[] = {"text", "json", NULL};

struct arguments {
	char **sets;
	char *seed, *confine;
	int format; /* enum format */
};

static const struct cli_option options[] = {
	SCENARIO_ARGUMENTS(arguments),
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: text (default) or json"),
};

static char *json_of(const struct scenario *s, const struct explanation *e)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_text(w, "scenario", s->name);
	explain_json(w, e);
	json_end(w);
	return json_writer_finish(w);
}

static int cmd_explain_print(const struct scenario *s, const struct result *r, const struct arguments *a)
{
	struct explanation *e = explain(s, r);
	int status = cli_print_text(a->format == FORMAT_JSON ? json_of(s, e) : explain_text(e));
	explanation_free(e);
	return status;
}

static int explain_file(const char *path, const struct arguments *a)
{
	struct scenario *s;
	struct result *r;
	GError *error = NULL;
	if (a->sets || a->seed) {
		cli_error("--set and --seed change a scenario; %s is a result", path);
		return EXIT_USAGE;
	}
	if (!result_file_read(path, &s, &r, &error))
		return cli_fail(error, EXIT_INPUT);
	int status = cmd_explain_print(s, r, a);
	scenario_free(s);
	result_free(r);
	return status;
}

static int explain_run(const struct scenario *s, const struct arguments *a)
{
	struct run_watch watch;
	const struct run_settings settings = {.look = run_watch_look, .watcher = &watch};
	run_watch_begin(&watch, s->general.warmup + s->general.duration);
	struct result *r = warmup_run(s, &settings);
	run_watch_end(&watch);
	if (!r || world_stopped()) {
		cli_note("interrupted: a part of a run is not explained");
		result_free(r);
		return EXIT_INTERRUPTED;
	}
	run_warn(s, r);
	int status = cmd_explain_print(s, r, a);
	result_free(r);
	return status;
}

static int explain_scenario(const struct arguments *a, int argc, char **argv)
{
	int status;
	struct scenario *s = cli_scenario_given(argc, argv, a->sets, a->seed, &status);
	if (!s)
		return status;
	status = explain_run(s, a);
	scenario_free(s);
	return status;
}

static int explain_given(const void *arguments, int argc, char **argv)
{
	char *file = argc == 2 ? result_file_at(argv[1]) : NULL;
	int status = file ? explain_file(file, arguments) : explain_scenario(arguments, argc, argv);
	g_free(file);
	return status;
}

const struct command explain_command = {
	.name = "explain",
	.summary = "say what limits a run",
	.arguments = "SCENARIO|RESULT",
	.text = "Says in a few sentences what limits a run, with the figures behind each: which core is "
		"full, "
		"which queue drops and why, what was spent for nothing, and what would limit next. It "
		"simulates "
		"a scenario, or reads the result of a run: a file run.json, or the folder that run --output "
		"wrote.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = explain_given,
};
