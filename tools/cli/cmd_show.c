/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim show: the settings of a scenario, and where each comes from.
 */
#include "tools/arguments/cli_scenario.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/show/show.h"

enum format { FORMAT_YAML, FORMAT_JSON };

static const char *const format_names[] = {"yaml", "json", NULL};

struct arguments {
	char **sets;
	char *seed, *confine;
	int format; /* enum format */
	gboolean resolved;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, resolved, CLI_FLAG, "resolved", 'r', NULL,
		 "show every setting, cost and machine, also those with default values"),
	SCENARIO_ARGUMENTS(arguments),
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: yaml (default), which is a scenario itself, or json"),
};

/* The scenario is checked. Like guests are shown as they are written, so that an axis over their number finds them. */
static int cmd_show_print(struct scenario_base *b, const struct arguments *a)
{
	char **sets = cli_sets(a->sets, a->seed);
	struct diag *d = diag_new();
	const struct scenario_order order = {.sets = (const char *const *)sets, .as_written = true};
	struct scenario *s = scenario_base_make_with(b, &order, d);
	struct plans *plans = scenario_base_plans(b, (const char *const *)sets);
	const struct show what = {s, plans, b, scenario_base_costs(b, s), a->resolved};
	char *text = a->format == FORMAT_JSON ? show_json(&what) : show_yaml(&what);
	int status = cli_print(text);
	plans_free(plans);
	scenario_free(s);
	diag_free(d);
	g_strfreev(sets);
	g_free(text);
	return status;
}

static int cmd_show(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	struct scenario_base *b = cli_base(argv[1]);
	struct scenario *s = b ? cli_scenario_of(b, a->sets, a->seed) : NULL;
	status = s ? cmd_show_print(b, a) : EXIT_INPUT;
	scenario_free(s);
	scenario_base_free(b);
	return status;
}

const struct command show_command = {
	.name = "show",
	.summary = "show the settings of a scenario and their origins",
	.arguments = "SCENARIO",
	.text = "Shows the settings of a scenario, each with its origin. An origin is the default, a file "
		"with line and column, the command line, or the cost profile. Nothing is simulated.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = cmd_show,
};
