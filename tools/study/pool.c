/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* close_range, pipe2, ppoll */
#include "tools/study/pool.h"
#include "sim/check.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGE_MAX 65536 /* bytes of standard error that are kept: the telling line comes early */
#define RESULT_FD 3	  /* in the child */

/* One end of a pipe that a child writes into, and what came out of it. */
struct stream {
	int fd; /* -1: the child has closed it */
	GByteArray *bytes;
	gsize keep; /* so many bytes; what comes after them is dropped */
};

enum { RESULT, MESSAGES, STREAMS };

struct child {
	pid_t pid;
	struct stream stream[STREAMS];
	gint64 deadline; /* monotonic us; G_MAXINT64: none */
	bool late;
	void *data;
};

struct pool {
	int places;
	double timeout_s;
	pool_finished finished;
	void *self;
	GPtrArray *children; /* of struct child * */
	sigset_t waiting;    /* signals blocked while waiting: those that were before pool_new */
	struct sigaction before[2];
};

/* ---- signals ---- */

static const int signals[] = {SIGINT, SIGTERM};
static volatile sig_atomic_t interrupted;

static void note_signal(int number)
{
	(void)number;
	interrupted = 1;
}

static void take_signals(struct pool *p)
{
	const struct sigaction action = {.sa_handler = note_signal};
	sigset_t ours;
	interrupted = 0;
	sigemptyset(&ours);
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
		sigaddset(&ours, signals[i]);
	sigprocmask(SIG_BLOCK, &ours, &p->waiting);
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
		sigaction(signals[i], &action, &p->before[i]);
		sigdelset(&p->waiting, signals[i]);
	}
}

/* give_signals_back: one that came since the last wait is ours still. */
static void give_signals_back(const struct pool *p)
{
	sigprocmask(SIG_SETMASK, &p->waiting, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
		sigaction(signals[i], &p->before[i], NULL);
}

/* ---- the child's side ---- */

static void write_all(int fd, const guint8 *bytes, gsize length)
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

static void reset_signals(const struct pool *p)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	sigprocmask(SIG_SETMASK, &p->waiting, NULL);
}

/* keep_pipes: closes all but the pipes, whose numbers may be those of the standard streams. */
static void keep_pipes(int result, int messages)
{
	int null = open("/dev/null", O_RDONLY);
	result = fcntl(result, F_DUPFD, RESULT_FD + 1);
	messages = fcntl(messages, F_DUPFD, RESULT_FD + 1);
	if (dup2(null, STDIN_FILENO) < 0 || dup2(messages, STDOUT_FILENO) < 0 ||
	    dup2(messages, STDERR_FILENO) < 0 || dup2(result, RESULT_FD) < 0)
		_exit(1);
	close_range(RESULT_FD + 1, ~0U, 0);
}

/* live: the child's life. */
static void live(const struct pool *p, pid_t parent, int result, int messages, pool_work work,
		 const void *arg)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1); /* the parent died before prctl */
	keep_pipes(result, messages);
	reset_signals(p);
	GByteArray *out = g_byte_array_new();
	work(arg, out);
	fflush(NULL);
	write_all(RESULT_FD, out->data, out->len);
	_exit(0);
}

/* ---- the parent's side ---- */

static struct child *child_new(const struct pool *p, pid_t pid, int result, int messages, void *data)
{
	struct child *c = g_new(struct child, 1);
	*c = (struct child){.pid = pid,
			    .stream = {{result, g_byte_array_new(), G_MAXUINT32},
				       {messages, g_byte_array_new(), MESSAGE_MAX}},
			    .deadline = G_MAXINT64,
			    .data = data};
	if (p->timeout_s > 0)
		c->deadline = g_get_monotonic_time() + (gint64)ceil(p->timeout_s * G_USEC_PER_SEC);
	return c;
}

static void child_free(struct child *c)
{
	for (int i = 0; i < STREAMS; i++) {
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

bool pool_start(struct pool *p, pool_work work, const void *arg, void *data)
{
	int result[2], messages[2];
	CHECK(pool_free_places(p) > 0, "pool: all %d places are taken", p->places);
	if (!open_pipes(result, messages))
		return false;
	fflush(NULL); /* or the child would print it again */
	pid_t parent = getpid(), pid = fork();
	int reason = errno;
	if (pid == 0)
		live(p, parent, result[1], messages[1], work, arg);
	close(result[1]);
	close(messages[1]);
	if (pid > 0) {
		g_ptr_array_add(p->children, child_new(p, pid, result[0], messages[0], data));
		return true;
	}
	close(result[0]);
	close(messages[0]);
	errno = reason;
	return false;
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

static char *failure_of(const struct pool *p, const struct child *c, int status)
{
	if (c->late)
		return g_strdup_printf("not finished after %g s", p->timeout_s);
	if (WIFSIGNALED(status))
		return g_strdup_printf("killed by signal %d (%s)", WTERMSIG(status),
				       g_strsignal(WTERMSIG(status)));
	return WEXITSTATUS(status) ? g_strdup_printf("exit status %d", WEXITSTATUS(status)) : NULL;
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

/* collect: both pipes are closed, so the child ends or has ended. */
static void collect(struct pool *p, struct child *c)
{
	int status = 0;
	g_ptr_array_remove(p->children, c);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	char *failure = failure_of(p, c, status), *message = telling_line(c->stream[MESSAGES].bytes);
	p->finished(p->self, c->data, &(struct pool_outcome){failure, message, c->stream[RESULT].bytes});
	g_free(failure);
	g_free(message);
	child_free(c);
}

static bool has_ended(const struct child *c)
{
	return c->stream[RESULT].fd < 0 && c->stream[MESSAGES].fd < 0;
}

/* end_late: a child that is late is killed; its outcome comes when its pipes close. */
static void end_late(struct pool *p)
{
	gint64 now = g_get_monotonic_time();
	for (guint i = 0; i < p->children->len; i++) {
		struct child *c = g_ptr_array_index(p->children, i);
		if (now < c->deadline || c->late)
			continue;
		c->late = true;
		kill(c->pid, SIGKILL);
	}
}

/* time_left: until the end of the wait or the next deadline, whichever comes first. */
static struct timespec time_left(const struct pool *p, int wait_ms)
{
	gint64 now = g_get_monotonic_time(), end = wait_ms < 0 ? G_MAXINT64 : now + wait_ms * (gint64)1000;
	for (guint i = 0; i < p->children->len; i++) {
		const struct child *c = g_ptr_array_index(p->children, i);
		if (!c->late)
			end = MIN(end, c->deadline);
	}
	gint64 left = MAX(end - now, 0);
	return (struct timespec){left / G_USEC_PER_SEC, left % G_USEC_PER_SEC * 1000};
}

/* watched: an entry for each stream of each child; poll passes over those that are closed. */
static struct pollfd *watched(const struct pool *p)
{
	struct pollfd *entries = g_new(struct pollfd, STREAMS * p->children->len + 1);
	for (guint i = 0; i < p->children->len; i++) {
		const struct child *c = g_ptr_array_index(p->children, i);
		for (int k = 0; k < STREAMS; k++)
			entries[STREAMS * i + k] = (struct pollfd){c->stream[k].fd, POLLIN, 0};
	}
	return entries;
}

static void receive_all(struct pool *p, const struct pollfd *entries)
{
	for (guint i = 0; i < p->children->len; i++) {
		struct child *c = g_ptr_array_index(p->children, i);
		for (int k = 0; k < STREAMS; k++)
			if (entries[STREAMS * i + k].revents)
				receive(&c->stream[k]);
	}
	for (guint i = p->children->len; i-- > 0;) {
		struct child *c = g_ptr_array_index(p->children, i);
		if (has_ended(c))
			collect(p, c);
	}
}

bool pool_wait(struct pool *p, int wait_ms)
{
	struct timespec left = time_left(p, wait_ms);
	struct pollfd *entries = watched(p);
	int ready = ppoll(entries, STREAMS * p->children->len, &left, &p->waiting);
	if (ready > 0)
		receive_all(p, entries);
	g_free(entries);
	end_late(p);
	return !interrupted;
}

int pool_active(const struct pool *p)
{
	return (int)p->children->len;
}

int pool_free_places(const struct pool *p)
{
	return p->places - pool_active(p);
}

struct pool *pool_new(int places, double timeout_s, pool_finished finished, void *self)
{
	struct pool *p = g_new0(struct pool, 1);
	*p = (struct pool){.places = places, .timeout_s = timeout_s, .finished = finished, .self = self};
	p->children = g_ptr_array_new();
	take_signals(p);
	return p;
}

void pool_free(struct pool *p)
{
	for (guint i = 0; i < p->children->len; i++) {
		struct child *c = g_ptr_array_index(p->children, i);
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
		child_free(c);
	}
	g_ptr_array_unref(p->children);
	give_signals_back(p);
	g_free(p);
}
