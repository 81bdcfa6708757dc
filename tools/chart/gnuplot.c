/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* pipe2 */
#include "tools/chart/gnuplot.h"
#include "tools/base/signals.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "gnuplot"
#define NOT_RUN 127	    /* exit status of a process that could not become gnuplot */
#define MESSAGES_MAX 65536  /* bytes that are kept */
#define POLL_MAX_MS 3600000 /* of one wait */

struct process {
	pid_t pid;
	int messages;	 /* what it writes to standard error; -1: it has closed it */
	int end;	 /* pidfd: readable once it has ended */
	gint64 deadline; /* monotonic us */
	GString *said;
};

static bool gnuplot_fail(GError **error, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool gnuplot_fail(GError **error, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = g_strdup_vprintf(fmt, args);
	va_end(args);
	g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, PROGRAM ": %s", text);
	g_free(text);
	return false;
}

/* ---- in the process ---- */

static void gnuplot_give_up(void)
{
	const char *why = g_strerror(errno);
	ssize_t written = write(STDERR_FILENO, why, strlen(why));
	(void)written;
	_exit(NOT_RUN);
}

/* become: in a process group of its own, so that those which it starts can be ended with it. */
static void become(pid_t parent, const char *folder, char *const *argv, int messages)
{
	signals_default();
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(NOT_RUN);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (dup2(messages, STDERR_FILENO) < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0 || chdir(folder) != 0)
		gnuplot_give_up();
	execvp(PROGRAM, argv);
	gnuplot_give_up();
}

/* ---- in this one ---- */

static bool gnuplot_start(struct process *p, const char *folder, char *const *argv, GError **error)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return gnuplot_fail(error, "cannot be started: %s", g_strerror(errno));
	pid_t self = getpid();
	p->pid = fork();
	if (p->pid == 0)
		become(self, folder, argv, ends[1]);
	int reason = errno;
	close(ends[1]);
	p->messages = ends[0];
	return p->pid > 0 || gnuplot_fail(error, "cannot be started: %s", g_strerror(reason));
}

static void gnuplot_end(const struct process *p)
{
	kill(-p->pid, SIGKILL);
	kill(p->pid, SIGKILL); /* before it had its group */
}

/* gnuplot_hear: what it says now. */
static void gnuplot_hear(struct process *p)
{
	char buffer[4096];
	ssize_t n = read(p->messages, buffer, sizeof(buffer));
	if (n < 0 && errno == EINTR)
		return;
	if (n > 0) {
		g_string_append_len(p->said, buffer, MIN(n, (ssize_t)(MESSAGES_MAX - p->said->len)));
		return;
	}
	close(p->messages);
	p->messages = -1;
}

/* await: until it ends and has been heard, or is late; false when it is. */
static bool await(struct process *p)
{
	for (;;) {
		gint64 left = (p->deadline - g_get_monotonic_time() + 999) / 1000;
		struct pollfd entries[] = {{p->messages, POLLIN, 0}, {p->end, POLLIN, 0}};
		if (left <= 0)
			return false;
		if (poll(entries, G_N_ELEMENTS(entries), (int)MIN(left, POLL_MAX_MS)) <= 0)
			continue;
		if (entries[0].revents)
			gnuplot_hear(p);
		else if (entries[1].revents)
			return true;
	}
}

static int gnuplot_status_of(const struct process *p)
{
	int status = 0;
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static bool gnuplot_judge(const struct process *p, int status, GError **error)
{
	const char *said = g_strstrip(p->said->str);
	if (WIFSIGNALED(status))
		return gnuplot_fail(error, "ended by signal %d (%s)", WTERMSIG(status),
				    strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == NOT_RUN)
		return gnuplot_fail(error, "cannot be started: %s", said);
	return WEXITSTATUS(status) == 0 ||
	       gnuplot_fail(error, "%s%s", *said ? said : "exit status ", *said ? "" : "other than 0");
}

/* attend: from its start to its end. */
static bool attend(struct process *p, double timeout_s, GError **error)
{
	p->deadline = g_get_monotonic_time() + (gint64)(timeout_s * G_USEC_PER_SEC);
	p->end = pidfd_open(p->pid, 0);
	int reason = errno;
	bool ended = p->end >= 0 && await(p);
	if (!ended)
		gnuplot_end(p);
	int status = gnuplot_status_of(p);
	if (p->end < 0)
		return gnuplot_fail(error, "cannot be waited for: %s", g_strerror(reason));
	close(p->end);
	if (!ended)
		return gnuplot_fail(error, "not finished after %g s, and ended", timeout_s);
	return gnuplot_judge(p, status, error);
}

bool gnuplot_run(const char *folder, const char *const *arguments, double timeout_s, GError **error)
{
	GPtrArray *argv = g_ptr_array_new();
	g_ptr_array_add(argv, (char *)PROGRAM);
	for (; *arguments; arguments++)
		g_ptr_array_add(argv, (char *)*arguments);
	g_ptr_array_add(argv, NULL);
	struct process p = {.messages = -1, .said = g_string_new(NULL)};
	bool good =
		gnuplot_start(&p, folder, (char *const *)argv->pdata, error) && attend(&p, timeout_s, error);
	if (p.messages >= 0)
		close(p.messages);
	g_string_free(p.said, TRUE);
	g_ptr_array_unref(argv);
	return good;
}
