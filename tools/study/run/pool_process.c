/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* close_range, pipe2 */
#include "tools/study/run/pool_process.h"
#include "tools/study/run/pool_outcome.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGE_MAX 65536 /* bytes of standard error that are kept: the telling line comes early */
#define RESULT_FD 3	  /* in the process */

/* One end of a pipe that a process writes into, and what came out of it. */
struct stream {
	int fd; /* -1: the process has closed it */
	GByteArray *bytes;
	gsize keep; /* so many bytes; what comes after them is dropped */
};

enum { RESULT, MESSAGES };

struct pool_process {
	pid_t pid;
	struct stream stream[POOL_PROCESS_STREAMS];
	double timeout_s;
	gint64 deadline; /* monotonic us; G_MAXINT64: none */
	bool late;
};

/* ---- the process's own side ---- */

static void pool_process_write_all(int fd, const guint8 *bytes, gsize length)
{
	while (length > 0) {
		ssize_t n = write(fd, bytes, length);
		if (n < 0 && errno != EINTR)
			_exit(1);
		if (n > 0) {
			bytes += n;
			length -= (gsize)n;
		}
	}
}

/* keep_pipes: closes all but the pipes, whose numbers may be those of the standard streams. */
static void keep_pipes(int result, int messages)
{
	result = fcntl(result, F_DUPFD, RESULT_FD + 1);
	messages = fcntl(messages, F_DUPFD, RESULT_FD + 1);
	if (dup2(messages, STDOUT_FILENO) < 0 || dup2(messages, STDERR_FILENO) < 0 ||
	    dup2(result, RESULT_FD) < 0)
		_exit(1);
	close_range(RESULT_FD + 1, ~0U, 0);
}

/* live: the process's life. Standard input is the server's: nothing. */
static void live(pid_t server, int result, int messages, const struct pool_work *work, void *prepared,
		 const GByteArray *request)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != server)
		_exit(1); /* the server died before prctl */
	keep_pipes(result, messages);
	GByteArray *out = g_byte_array_new();
	work->work(work->self, prepared, request, out);
	fflush(NULL);
	pool_process_write_all(RESULT_FD, out->data, out->len);
	_exit(0);
}

/* ---- the server's side ---- */

static struct pool_process *process_new(pid_t pid, int result, int messages, double timeout_s)
{
	struct pool_process *c = g_new(struct pool_process, 1);
	*c = (struct pool_process){.pid = pid,
				   .stream = {{result, g_byte_array_new(), G_MAXUINT32},
					      {messages, g_byte_array_new(), MESSAGE_MAX}},
				   .timeout_s = timeout_s,
				   .deadline = G_MAXINT64};
	if (timeout_s > 0)
		c->deadline = g_get_monotonic_time() + (gint64)ceil(timeout_s * G_USEC_PER_SEC);
	return c;
}

void pool_process_free(struct pool_process *c)
{
	for (int i = 0; i < POOL_PROCESS_STREAMS; i++) {
		if (c->stream[i].fd >= 0)
			close(c->stream[i].fd);
		g_byte_array_unref(c->stream[i].bytes);
	}
	g_free(c);
}

static bool open_pipes(int result[2], int messages[2])
{
	if (pipe2(result, O_CLOEXEC) != 0)
		return false;
	if (pipe2(messages, O_CLOEXEC) == 0)
		return true;
	int reason = errno;
	close(result[0]);
	close(result[1]);
	errno = reason;
	return false;
}

struct pool_process *pool_process_start(const struct pool_work *work, void *prepared,
					const GByteArray *request, double timeout_s)
{
	int result[2], messages[2];
	if (!open_pipes(result, messages))
		return NULL;
	pid_t server = getpid(), pid = fork();
	int reason = errno;
	if (pid == 0)
		live(server, result[1], messages[1], work, prepared, request);
	close(result[1]);
	close(messages[1]);
	if (pid > 0)
		return process_new(pid, result[0], messages[0], timeout_s);
	close(result[0]);
	close(messages[0]);
	errno = reason;
	return NULL;
}

void pool_process_watched(const struct pool_process *c, struct pollfd *entries)
{
	for (int i = 0; i < POOL_PROCESS_STREAMS; i++)
		entries[i] = (struct pollfd){c->stream[i].fd, POLLIN, 0}; /* poll passes over -1 */
}

/* receive: what the pipe has now. */
static void receive(struct stream *s)
{
	guint8 buffer[65536];
	ssize_t n = read(s->fd, buffer, sizeof(buffer));
	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		close(s->fd);
		s->fd = -1;
		return;
	}
	gsize room = s->keep - s->bytes->len;
	g_byte_array_append(s->bytes, buffer, (guint)MIN((gsize)n, room));
}

bool pool_process_receive(struct pool_process *c, const struct pollfd *entries)
{
	for (int i = 0; i < POOL_PROCESS_STREAMS; i++)
		if (entries[i].revents)
			receive(&c->stream[i]);
	return c->stream[RESULT].fd < 0 && c->stream[MESSAGES].fd < 0;
}

/* ---- its end ---- */

static int pool_process_wait_for(const struct pool_process *c)
{
	int status = 0;
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

gint64 pool_process_deadline(const struct pool_process *c)
{
	return c->late ? G_MAXINT64 : c->deadline;
}

void pool_process_end_late(struct pool_process *c, gint64 now)
{
	if (now < pool_process_deadline(c))
		return;
	c->late = true;
	kill(c->pid, SIGKILL);
}

void pool_process_kill(struct pool_process *c)
{
	kill(c->pid, SIGKILL);
	pool_process_wait_for(c);
}

/* telling_line: the first line that reports an error, else the last one that is not empty. */
static char *telling_line(const GByteArray *text)
{
	char *valid = g_utf8_make_valid(text->len ? (const char *)text->data : "", (gssize)text->len);
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

void pool_process_outcome(struct pool_process *c, guint64 ticket, GByteArray *bytes)
{
	int status = pool_process_wait_for(c);
	char *failure =
		c->late ? g_strdup_printf("not finished after %g s", c->timeout_s) : pool_status_text(status);
	char *line = telling_line(c->stream[MESSAGES].bytes);
	const GByteArray *result = c->stream[RESULT].bytes;
	pool_outcome_pack(bytes, ticket, &(struct pool_outcome){failure, line, result->data, result->len});
	g_free(failure);
	g_free(line);
}
