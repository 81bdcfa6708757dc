/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_runs.h"
#include "tools/cli.h"
#include "tools/jobs.h"
#include "tools/point_store.h"
#include "tools/progress.h"
#include "tools/shell_line.h"
#include <stdio.h>

/* command: the arguments of the run of a point, NULL-terminated. */
static char **command(const struct crawl_plan *plan, const struct crawl_point *point)
{
	GPtrArray *argv = g_ptr_array_new();
	g_ptr_array_add(argv, g_strdup(SHELL_LINE_SELF));
	g_ptr_array_add(argv, g_strdup("run"));
	for (char **set = point->sets; *set; set++) {
		g_ptr_array_add(argv, g_strdup("--set"));
		g_ptr_array_add(argv, g_strdup(*set));
	}
	g_ptr_array_add(argv, g_strdup("--format"));
	g_ptr_array_add(argv, g_strdup("json"));
	g_ptr_array_add(argv, g_strdup("--"));
	g_ptr_array_add(argv, g_strdup(plan->scenario));
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

static void report_failure(const struct progress *progress, const struct job *job, const char *failure,
			   const char *message)
{
	const struct crawl_point *point = job->data;
	char *line = shell_line(job->argv);
	progress_clear(progress);
	cli_error("%s: %s%s%s", point->label, failure, *message ? ": " : "", message);
	fprintf(stderr, "  repeat it with: %s\n", line);
	g_free(line);
}

static void finished(void *self, const struct job *job, const struct job_outcome *outcome)
{
	struct progress *progress = self;
	const struct crawl_point *point = job->data;
	GError *error = NULL;
	bool kept = !outcome->failure && point_save(point->path, point->identity, outcome->out, &error);
	if (outcome->failure)
		report_failure(progress, job, outcome->failure, outcome->message);
	else if (!kept)
		report_failure(progress, job, error->message, "");
	g_clear_error(&error);
	progress_count(progress, !kept);
	progress_show(progress);
}

static void tick(void *self)
{
	progress_show(self);
}

static bool has_result(const struct crawl_point *point)
{
	JsonObject *run = point_load(point->path, point->identity);
	if (!run)
		return false;
	json_object_unref(run);
	return true;
}

/* missing_jobs: a job for each point without a result. */
static GArray *missing_jobs(const struct crawl_plan *plan, bool fresh)
{
	GArray *jobs = g_array_new(FALSE, FALSE, sizeof(struct job));
	for (guint i = 0; i < plan->points->len; i++) {
		struct crawl_point *point = g_ptr_array_index(plan->points, i);
		if (!fresh && has_result(point))
			continue;
		struct job job = {command(plan, point), point};
		g_array_append_val(jobs, job);
	}
	return jobs;
}

static void free_jobs(GArray *jobs)
{
	for (guint i = 0; i < jobs->len; i++)
		g_strfreev(g_array_index(jobs, struct job, i).argv);
	g_array_unref(jobs);
}

/* run_missing: true unless a signal interrupted it. */
static bool run_missing(const struct crawl_plan *plan, int parallel, bool fresh)
{
	GArray *jobs = missing_jobs(plan, fresh);
	int kept = (int)(plan->points->len - jobs->len);
	struct progress progress;
	const struct jobs_hooks hooks = {finished, tick, &progress};
	if (kept > 0)
		fprintf(stderr, "%d of %d points are there already\n", kept, (int)plan->points->len);
	progress_start(&progress, "points", (int)jobs->len);
	bool complete = jobs_run((const struct job *)jobs->data, (int)jobs->len, parallel, &hooks);
	progress_clear(&progress);
	free_jobs(jobs);
	return complete;
}

static void read_rows(struct crawl_runs *runs, const struct crawl_plan *plan)
{
	for (guint i = 0; i < plan->points->len; i++) {
		const struct crawl_point *point = g_ptr_array_index(plan->points, i);
		struct crawl_row row = {.curve = point->curve, .load = point->load};
		JsonObject *run = point_load(point->path, point->identity);
		if (run && crawl_row_read(&row, run, plan->guest))
			g_array_append_val(runs->rows, row);
		else
			runs->failed++;
		g_clear_pointer(&run, json_object_unref);
	}
}

void crawl_runs_make(struct crawl_runs *runs, const struct crawl_plan *plan, int parallel, bool fresh)
{
	*runs = (struct crawl_runs){.rows = g_array_new(FALSE, FALSE, sizeof(struct crawl_row))};
	runs->interrupted = !run_missing(plan, parallel, fresh);
	read_rows(runs, plan);
}

void crawl_runs_clear(struct crawl_runs *runs)
{
	g_array_unref(runs->rows);
}
