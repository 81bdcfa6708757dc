/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim validate: whether scenarios are sound, without running anything.
 */
#include "tools/arguments/cli_scenario.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/calibrate/measurements.h"
#include "tools/scenario/setting.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/expect/expect_reader.h"
#include "tools/study/plan/plan.h"
#include "tools/study/search/search_order.h"

struct arguments {
	char **sets, *confine;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, sets, CLI_SETTINGS, "set", 's', "KEY=VALUE",
		 "change one setting of each scenario; may be repeated; of the same key the last one counts"),
	CONFINE_ARGUMENT(arguments, confine),
};

static void check_search(const struct scenario *s, const struct plans *plans, struct diag *d)
{
	struct search_order order;
	if (plans->goals->len > 0 && search_order_init(&order, s, plans, d))
		search_order_clear(&order);
}

static void check_measurements(struct scenario_base *b, const char *const *sets, struct diag *d)
{
	struct yaml_file *f = scenario_base_file(b);
	if (yaml_file_find(f, yaml_file_root(f), MEASUREMENTS_SECTION))
		measurements_free(measurements_read(b, sets, d));
}

/* Its measurements, the points of its study, its goals and its expectations. The study owns the base. */
static void cmd_validate_check_plans(const struct scenario *s, struct scenario_base *b,
				     const char *const *sets, struct diag *d)
{
	struct plans *plans = scenario_base_plans(b, sets);
	check_search(s, plans, d);
	check_measurements(b, sets, d);
	struct study *study = study_of_base(b, sets, d);
	GPtrArray *expectations = study ? expect_read_scenario(study, d) : NULL;
	if (expectations)
		g_ptr_array_unref(expectations);
	study_free(study);
	plans_free(plans);
}

/* Whether the scenario is sound; its faults are printed. What was said of it alone is not said of each point again. */
static bool cmd_validate_is_sound(const char *path, const char *const *sets)
{
	struct diag *d = diag_new(), *of_plans = diag_new();
	struct scenario_base *b = scenario_base_read(cli_scenario_path(path), d);
	struct scenario *s = b ? scenario_of_base(b, sets, d) : NULL;
	if (s)
		cmd_validate_check_plans(s, b, sets, of_plans);
	else
		scenario_base_free(b);
	bool sound = s && diag_count(of_plans) == 0;
	diag_print(d, stderr);
	if (s && !sound)
		diag_print(of_plans, stderr);
	scenario_free(s);
	diag_free(of_plans);
	diag_free(d);
	return sound;
}

static int validate(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	bool sound = true;
	if (argc < 2) {
		cli_error("which scenario? Give the path of its file: vhostsim validate SCENARIO...");
		return EXIT_USAGE;
	}
	for (int i = 1; i < argc; i++)
		sound &= cmd_validate_is_sound(argv[i], (const char *const *)a->sets);
	return sound ? EXIT_OK : EXIT_INPUT;
}

const struct command validate_command = {
	.name = "validate",
	.summary = "check scenarios without running anything",
	.arguments = "SCENARIO...",
	.text = "Checks scenarios with all that they hold: crawl, study, search, expectations and "
		"measurements. Prints "
		"their "
		"faults, and warnings of what may not be meant, on standard error. The exit status is 0 "
		"without a "
		"fault, and else 3.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = validate,
};
