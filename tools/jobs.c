/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/jobs.h"
#include <gio/gio.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

struct jobs {
	const struct job *job;
	int n, parallel;
	int started;	   /* jobs[0 .. started-1] were */
	GPtrArray *active; /* of struct child *, owned by their callbacks */
	int signals;	   /* SIGINT or SIGTERM received */
	int grace_s;	   /* seconds since the first of them */
	const struct jobs_hooks *hooks;
	GMainLoop *loop;
};

struct child {
	struct jobs *jobs;
	const struct job *job;
	GSubprocess *process;
};

/* prepare_child: runs in the child between fork and exec. */
static void prepare_child(gpointer parent)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != GPOINTER_TO_INT(parent))
		_exit(1); /* the parent died before prctl */
}

static char *failure_of(GSubprocess *process)
{
	if (g_subprocess_get_if_signaled(process)) {
		int number = g_subprocess_get_term_sig(process);
		return g_strdup_printf("killed by signal %d (%s)", number, g_strsignal(number));
	}
	int status = g_subprocess_get_exit_status(process);
	return status == 0 ? NULL : g_strdup_printf("exit status %d", status);
}

/* telling_line: the first line that reports an error, else the last one that is not empty. */
static char *telling_line(GBytes *text)
{
	gsize size;
	const char *bytes = g_bytes_get_data(text, &size);
	char *valid = g_utf8_make_valid(bytes ? bytes : "", (gssize)size);
	char **lines = g_strsplit(g_strchomp(valid), "\n", -1);
	const char *line = "";
	for (char **l = lines; *l; l++) {
		line = *l;
		if (strstr(line, "error:"))
			break;
	}
	char *copy = g_strdup(line);
	g_strfreev(lines);
	g_free(valid);
	return copy;
}

static void start_jobs(struct jobs *j);

/* tell: calls the hook, unless the job failed because we ended it. */
static void tell(const struct jobs *j, const struct job *job, const struct job_outcome *outcome)
{
	if (j->signals == 0 || !outcome->failure)
		j->hooks->finished(j->hooks->self, job, outcome);
}

static void collect(const struct child *c, GAsyncResult *result)
{
	GBytes *out = NULL, *err = NULL;
	GError *error = NULL;
	struct job_outcome outcome = {0};
	if (g_subprocess_communicate_finish(c->process, result, &out, &err, &error)) {
		outcome = (struct job_outcome){failure_of(c->process), out, telling_line(err)};
	} else {
		outcome = (struct job_outcome){g_strdup(error->message), NULL, g_strdup("")};
		g_error_free(error);
	}
	tell(c->jobs, c->job, &outcome);
	g_free(outcome.failure);
	g_free(outcome.message);
	g_clear_pointer(&out, g_bytes_unref);
	g_clear_pointer(&err, g_bytes_unref);
}

static void child_ended(GObject *source, GAsyncResult *result, gpointer data)
{
	(void)source;
	struct child *c = data;
	struct jobs *j = c->jobs;
	collect(c, result);
	g_ptr_array_remove(j->active, c);
	g_object_unref(c->process);
	g_free(c);
	start_jobs(j);
}

static void start_job(struct jobs *j, const struct job *job)
{
	GError *error = NULL;
	GSubprocessLauncher *launcher =
		g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
	g_subprocess_launcher_set_child_setup(launcher, prepare_child, GINT_TO_POINTER(getpid()), NULL);
	GSubprocess *process = g_subprocess_launcher_spawnv(launcher, (const char *const *)job->argv, &error);
	g_object_unref(launcher);
	if (!process) {
		struct job_outcome outcome = {.failure = error->message, .message = (char[]){""}};
		tell(j, job, &outcome);
		g_error_free(error);
		return;
	}
	struct child *c = g_new(struct child, 1);
	*c = (struct child){j, job, process};
	g_ptr_array_add(j->active, c);
	g_subprocess_communicate_async(process, NULL, NULL, child_ended, c);
}

/* start_jobs: fills the free places; ends the loop when there is nothing left to wait for. */
static void start_jobs(struct jobs *j)
{
	while (j->signals == 0 && j->started < j->n && (int)j->active->len < j->parallel)
		start_job(j, &j->job[j->started++]);
	if (j->active->len == 0)
		g_main_loop_quit(j->loop);
}

/* signal_children: to the process group of each, so that what they started ends as well. */
static void signal_children(struct jobs *j, int number)
{
	for (guint i = 0; i < j->active->len; i++) {
		const struct child *c = g_ptr_array_index(j->active, i);
		const char *pid = g_subprocess_get_identifier(c->process);
		if (pid)
			kill(-(pid_t)g_ascii_strtoll(pid, NULL, 10), number);
	}
}

static gboolean interrupted(gpointer data)
{
	struct jobs *j = data;
	signal_children(j, j->signals == 0 ? SIGTERM : SIGKILL);
	j->signals++;
	return G_SOURCE_CONTINUE;
}

/* tick: once a second; counts the seconds since the first signal, for children that do not heed it. */
static gboolean tick(gpointer data)
{
	struct jobs *j = data;
	if (j->signals > 0 && ++j->grace_s > JOBS_GRACE_S)
		signal_children(j, SIGKILL);
	else if (j->signals == 0 && j->hooks->tick)
		j->hooks->tick(j->hooks->self);
	return G_SOURCE_CONTINUE;
}

bool jobs_run(const struct job *jobs, int n, int parallel, const struct jobs_hooks *hooks)
{
	struct jobs j = {.job = jobs, .n = n, .parallel = parallel, .hooks = hooks};
	j.active = g_ptr_array_new();
	j.loop = g_main_loop_new(NULL, FALSE);
	guint sources[] = {
		g_unix_signal_add(SIGINT, interrupted, &j),
		g_unix_signal_add(SIGTERM, interrupted, &j),
		g_timeout_add_seconds(1, tick, &j),
	};
	start_jobs(&j);
	if (j.active->len > 0)
		g_main_loop_run(j.loop);
	for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
		g_source_remove(sources[i]);
	g_main_loop_unref(j.loop);
	g_ptr_array_unref(j.active);
	return j.signals == 0;
}
