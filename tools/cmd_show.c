/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim show: the settings of a scenario, and where each comes from.
 */
#include "sim/diag.h"
#include "tools/cli.h"
#include "tools/command.h"
#include "tools/exit_codes.h"
#include "tools/scenario_base.h"
#include "tools/show.h"

enum format { FORMAT_YAML, FORMAT_JSON };

static const char *const format_names[] = {"yaml", "json", NULL};

struct arguments {
	char **sets;
	char *seed;
	int format; /* enum format */
	gboolean resolved;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, resolved, CLI_FLAG, "resolved", 'r', NULL,
		 "show every setting, cost and machine, not only what is set"),
	ARGUMENT(arguments, sets, CLI_SETTINGS, "set", 's', "KEY=VALUE",
		 "change one setting of the scenario; may be repeated, the last of a key wins"),
	ARGUMENT(arguments, seed, CLI_TEXT, "seed", 0, "N", "the same as --set seed=N"),
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: yaml (default), which reads back as a scenario, or json"),
};

/* read_profile: what the scenario's cost profile says of each cost; false after a message. */
static bool read_profile(const struct scenario *s, struct cost_origin origins[COST_COUNT])
{
	char *folder = g_path_get_dirname(s->path);
	char *path = g_path_is_absolute(s->general.costs) ? g_strdup(s->general.costs)
							  : g_build_filename(folder, s->general.costs, NULL);
	struct cost_entry entries[COST_COUNT];
	struct diag *d = diag_new();
	bool read = cost_profile_read(path, scenario_place(s, "costs"), entries, origins, d);
	diag_print(d, stderr);
	diag_free(d);
	g_free(path);
	g_free(folder);
	return read;
}

static int print(const struct scenario *s, struct scenario_base *b, const struct arguments *a)
{
	struct cost_origin origins[COST_COUNT] = {0};
	int status = EXIT_INPUT;
	if (read_profile(s, origins)) {
		const struct show what = {s, scenario_base_file(b), origins, a->resolved};
		char *text = a->format == FORMAT_JSON ? show_json(&what) : show_yaml(&what);
		status = cli_print(text);
		g_free(text);
	}
	cost_origins_clear(origins);
	return status;
}

/* print_file: with the file's document as well, whose faults were reported with the scenario's. */
static int print_file(const struct scenario *s, const char *path, const struct arguments *a)
{
	struct diag *d = diag_new();
	struct scenario_base *b = scenario_base_read(path, d);
	int status = b ? print(s, b, a) : EXIT_INPUT;
	diag_print(d, stderr);
	diag_free(d);
	scenario_base_free(b);
	return status;
}

static int show(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	int status;
	struct scenario *s = cli_scenario_given(argc, argv, a->sets, a->seed, &status);
	if (!s)
		return status;
	status = print_file(s, argv[1], a);
	scenario_free(s);
	return status;
}

const struct command show_command = {
	.name = "show",
	.summary = "show the settings of a scenario, and where each comes from",
	.arguments = "SCENARIO",
	.text = "Shows the settings of a scenario, each with its origin: its default, the file with line "
		"and\n"
		"column, the command line, or the cost profile. Nothing is simulated.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = show,
};
