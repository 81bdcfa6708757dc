/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/arguments/runner_arguments.h"
#include "sim/input/unit.h"
#include "tools/arguments/cli_scenario.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/show/provenance.h"

#define PARALLEL_MAX 1024

bool runner_settings(const struct runner_arguments *a, struct runner_settings *settings)
{
	int64_t time = 0;
	char *why;
	if (a->jobs < 0 || a->jobs > PARALLEL_MAX) {
		cli_error("-j: %d runs at a time is not between 1 and %d", a->jobs, PARALLEL_MAX);
		return false;
	}
	if (a->timeout && !unit_parse(UNIT_TIME, a->timeout, &time, &why)) {
		cli_error("--timeout: %s", why);
		g_free(why);
		return false;
	}
	*settings = (struct runner_settings){a->jobs, (double)time / (double)VTIME_PER_S, a->fresh};
	return true;
}

struct study *runner_study(const struct runner_arguments *a, const struct runner_settings *settings,
			   const char *path, struct runner **runner, struct diag *d)
{
	struct scenario_base *base = scenario_base_read(cli_scenario_path(path), d);
	*runner = base ? runner_new(base, settings) : NULL;
	if (!base)
		return NULL;
	char **sets = cli_sets(a->sets, a->seed);
	struct study *study = study_of_base(base, (const char *const *)sets, d);
	g_strfreev(sets);
	if (!study)
		g_clear_pointer(runner, runner_free);
	return study;
}

char *runner_folder(const struct runner_arguments *a, const struct study *study)
{
	return a->output ? g_strdup(a->output) : g_build_filename("results", study->name, NULL);
}

int runner_job(const struct runner_job *job)
{
	GError *error = NULL;
	struct store *store = output_folder(job->folder, &error) ? store_create(job->path, &error) : NULL;
	if (!store)
		return cli_fail(error, store_lacks_room(error) ? EXIT_FAILED : EXIT_INPUT);
	bool sound = (job->plans_later || store_plan(store, job->study, &error)) &&
		     (!job->command || provenance_write_study(job->command, job->study, job->folder, &error));
	int status = sound ? job->work(job->self, store) : cli_fail(error, EXIT_FAILED);
	store_close(store);
	return status;
}
