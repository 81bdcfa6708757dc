/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the subcommands that make the runs of a scenario (sweep, search, check, crawl) share: their arguments, the study
 * that these name, and the store of its runs.
 *
 * A subcommand embeds struct runner_arguments in its struct arguments as the field `runner`; the macros are the rows of
 * its options, in the order that its help has.
 */
#ifndef TOOLS_ARGUMENTS_RUNNER_ARGUMENTS_H
#define TOOLS_ARGUMENTS_RUNNER_ARGUMENTS_H

#include "tools/base/command.h"
#include "tools/study/run/runner.h"

struct runner_arguments {
	char **sets;
	char *seed, *output, *timeout, *confine;
	int jobs;
	gboolean fresh;
};

#define RUNNER_PLACE_ARGUMENTS                                                                               \
	ARGUMENT(arguments, runner.jobs, CLI_NUMBER, "jobs", 'j', "N",                                       \
		 "number of runs at a time (default: one per core)"),                                        \
		ARGUMENT(arguments, runner.output, CLI_FOLDER, "output", 'o', "DIR",                         \
			 "folder of the results (default: results/ and the scenario's name)")

/* note_: what to add to the help of --set, or "". */
#define RUNNER_SETTING_ARGUMENTS(note_)                                                                      \
	ARGUMENT(arguments, runner.sets, CLI_SETTINGS, "set", 's', "KEY=VALUE",                              \
		 "change one setting of every run; may be repeated" note_),                                  \
		ARGUMENT(arguments, runner.seed, CLI_TEXT, "seed", 0, "N", "the same as --set seed=N"),      \
		CONFINE_ARGUMENT(arguments, runner.confine)

/* run_: what help calls a run. */
#define RUNNER_FRESH_ARGUMENT(run_)                                                                          \
	ARGUMENT(arguments, runner.fresh, CLI_FLAG, "fresh", 0, NULL,                                        \
		 "make every " run_ " again, also the finished ones")

/* effect_: what becomes of a run that is ended. */
#define RUNNER_TIMEOUT_ARGUMENT(run_, effect_)                                                               \
	ARGUMENT(arguments, runner.timeout, CLI_TEXT, "timeout", 0, "TIME",                                  \
		 "end a " run_ " after this much real time, such as 90s; " effect_)

/* runner_settings: the settings that --jobs, --timeout and --fresh make. False after a message. */
bool runner_settings(const struct runner_arguments *a, struct runner_settings *settings);

/* runner_study: the study of the scenario at path with --set and --seed, as study_read. *runner: who makes its runs,
 * started before its points are planned; the caller frees it (runner_free), before the study. NULL, both, on faults. */
struct study *runner_study(const struct runner_arguments *a, const struct runner_settings *settings,
			   const char *path, struct runner **runner, struct diag *d);

/* runner_folder: of the study's results: --output, or results/ and the study's name; newly allocated. */
char *runner_folder(const struct runner_arguments *a, const struct study *study);

/* Work on the runs of a study, whose results go into a folder. */
struct runner_job {
	const char *command; /* that makes them, for the provenance; NULL: none is left */
	const struct study *study;
	const char *folder; /* of the results */
	const char *path;   /* of the store in it */
	bool plans_later;   /* the store keeps the plan that it has; else the study becomes its plan */
	int (*work)(void *self, struct store *store);
	void *self;
};

/* runner_job: makes the folder, opens the store for writing, leaves the provenance (tools/show/provenance.h), and does the
 * work. The exit status: that of the work, or another one after a message. */
int runner_job(const struct runner_job *job);

#endif
