/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim advise: what helps a scenario to reach a goal.
 */
#include "tools/advise/advise_report.h"
#include "tools/arguments/runner_arguments.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/study/run/sweep.h"
#include "tools/study/store/store.h"
#include <stdio.h>
#include <string.h>

#define STORE_NAME "advise.db"
#define REPLICATIONS 5
#define REPLICATIONS_MAX 1000

enum format { FORMAT_TEXT, FORMAT_JSON };

static const char *const format_names[] = {"text", "json", NULL};

struct arguments {
	struct runner_arguments runner;
	char *goal, *allow;
	int replications;
	int format; /* enum format */
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, goal, CLI_TEXT, "goal", 'g', "GOAL",
		 "what is to be reached, such as \"loss<0.1%\" (default) or \"p99(vm1)<200us\""),
	ARGUMENT(
		arguments, allow, CLI_TEXT, "allow", 'a', "GROUPS",
		"try only changes of these groups: placement, queues, buffers, moderation, polling, threads, "
		"flow, kernel (default: all but the last two)"),
	ARGUMENT(arguments, replications, CLI_NUMBER, "replications", 'n', "N",
		 "runs of each change, with other random numbers (default: 5)"),
	RUNNER_PLACE_ARGUMENTS,
	RUNNER_SETTING_ARGUMENTS(""),
	RUNNER_FRESH_ARGUMENT("run"),
	RUNNER_TIMEOUT_ARGUMENT("run", "it counts as failed"),
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: text (default) or json"),
};

/* An advice that is being worked out. */
struct order {
	struct advise *advise;
	struct runner *runner;
	struct store *store;
	int failed; /* runs of the last round, which tries those of the first again */
	enum format format;
};

/* ---- runs ---- */

/* make_round: every run of the study that is not there, and the ranking of all; EXIT_OK, or the exit status. */
static int make_round(struct order *o)
{
	GError *error = NULL;
	struct sweep_counts counts;
	struct study *study = o->advise->study;
	if (!store_plan(o->store, study, &error))
		return cli_fail(error, EXIT_FAILED);
	enum runner_end end = sweep_run(study, (struct sweep_shard){1, 1}, o->store, o->runner, &counts);
	o->failed = counts.failed;
	if (end != RUNNER_COMPLETE)
		return end == RUNNER_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_FAILED;
	study->from = 0;
	struct samples *samples = samples_read(study, o->store);
	advise_rank(o->advise, samples);
	samples_free(samples);
	return EXIT_OK;
}

static int cmd_advise_report(const struct order *o)
{
	int status =
		cli_print_text(o->format == FORMAT_JSON ? advise_json(o->advise) : advise_text(o->advise));
	if (o->failed == 0)
		return status;
	cli_error("%d runs failed; the same command tries them again", o->failed);
	return EXIT_FAILED;
}

static int cmd_advise_make_runs(void *order, struct store *store)
{
	struct order *o = order;
	o->store = store;
	int status = make_round(o);
	if (status == EXIT_OK && advise_pairs(o->advise))
		status = make_round(o);
	return status == EXIT_OK ? cmd_advise_report(o) : status;
}

static int advise_into_folder(struct order *o, const struct runner_arguments *a)
{
	char *folder = runner_folder(a, o->advise->study), *path = g_build_filename(folder, STORE_NAME, NULL);
	int status = runner_job(
		&(struct runner_job){NULL, o->advise->study, folder, path, true, cmd_advise_make_runs, o});
	g_free(path);
	g_free(folder);
	return status;
}

/* ---- the order ---- */

/* allowed_groups: a bit each; 0 after a message. */
static unsigned allowed_groups(const char *text)
{
	unsigned allowed = 0;
	if (!text)
		return CANDIDATE_GROUPS_USUAL;
	char **words = g_strsplit(text, ",", -1);
	for (char **word = words; *word; word++) {
		int group = cli_choice("--allow", g_strstrip(*word), candidate_groups);
		if (group < 0) {
			allowed = 0;
			break;
		}
		allowed |= 1U << group;
	}
	g_strfreev(words);
	return allowed;
}

static int advise_scenario(const char *path, const struct arguments *a,
			   const struct runner_settings *settings, const struct goal *goal, unsigned allowed)
{
	struct order o = {.format = (enum format)a->format};
	struct diag *d = diag_new();
	struct scenario_base *base = scenario_base_read(path, d);
	char **sets = cli_sets(a->runner.sets, a->runner.seed);
	o.runner = base ? runner_new(base, settings) : NULL;
	if (base)
		o.advise = advise_new(base, (const char *const *)sets, goal, allowed,
				      a->replications ? a->replications : REPLICATIONS, d);
	diag_print(d, stderr);
	diag_free(d);
	g_strfreev(sets);
	int status = o.advise ? advise_into_folder(&o, &a->runner) : EXIT_INPUT;
	runner_free(o.runner);
	advise_free(o.advise);
	return status;
}

static bool read_goal(const char *text, struct goal *goal)
{
	char *why;
	if (goal_read(goal, text ? text : GOAL_DEFAULT, &why))
		return true;
	cli_error("--goal: %s", why);
	g_free(why);
	return false;
}

static bool check_replications(int n)
{
	if (n >= 0 && n <= REPLICATIONS_MAX)
		return true;
	cli_error("-n: %d replications is not between 1 and %d", n, REPLICATIONS_MAX);
	return false;
}

static int advise(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	struct runner_settings settings;
	struct goal goal = {0};
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	unsigned allowed = allowed_groups(a->allow);
	bool ok = allowed && runner_settings(&a->runner, &settings) && check_replications(a->replications) &&
		  read_goal(a->goal, &goal);
	status = ok ? advise_scenario(argv[1], a, &settings, &goal, allowed) : EXIT_USAGE;
	goal_clear(&goal);
	return status;
}

const struct command advise_command = {
	.name = "advise",
	.summary = "try what is known to matter, and rank what helps",
	.arguments = "SCENARIO",
	.text = "Tries the changes that are known to matter, one by one and the best in pairs, and ranks "
		"what "
		"helps to reach a goal. It says what each costs, what gets worse, and how it is made on a "
		"real "
		"host. All changes meet the same random numbers. Runs are kept in DIR/" STORE_NAME
		". After an interruption, give the same command again: it continues.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = advise,
};
