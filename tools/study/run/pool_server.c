/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* close_range */
#include "tools/study/run/pool_server.h"
#include "tools/base/signals.h"
#include "tools/study/run/channel.h"
#include "tools/study/run/pool_outcome.h"
#include "tools/study/run/pool_process.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define CHANNEL_FD 3
#define FILES_BESIDE                                                                                         \
	16 /* open files but for the pipes of processes: some are those of one that is being started */

/* A request with its ticket, and its process once it has one. */
struct order {
	guint64 ticket;
	GByteArray *request;
	struct pool_process *process;
};

struct server {
	const struct pool_work *work;
	int places;
	double timeout_s;
	struct channel *channel;
	GQueue *waiting;    /* of struct order * */
	GPtrArray *running; /* of struct order * */
};

static void order_free(struct order *o)
{
	g_byte_array_unref(o->request);
	g_clear_pointer(&o->process, pool_process_free);
	g_free(o);
}

/* ---- requests and outcomes ---- */

static void take_requests(struct server *s)
{
	GByteArray *bytes;
	while ((bytes = channel_take(s->channel))) {
		struct order *o = g_new0(struct order, 1);
		memcpy(&o->ticket, bytes->data, sizeof(o->ticket));
		o->request = g_byte_array_remove_range(bytes, 0, sizeof(o->ticket));
		g_queue_push_tail(s->waiting, o);
	}
}

/* answer: with the order's end; failure: why it has no process, NULL when it has one. */
static void answer(struct server *s, struct order *o, const char *failure)
{
	GByteArray *bytes = g_byte_array_new();
	if (failure)
		pool_outcome_pack(bytes, o->ticket, &(struct pool_outcome){failure, "", NULL, 0});
	else
		pool_process_outcome(o->process, o->ticket, bytes);
	channel_send(s->channel, bytes->data, bytes->len);
	g_byte_array_unref(bytes);
	order_free(o);
}

/* ---- processes ---- */

static bool server_start(struct server *s, struct order *o)
{
	const struct pool_work *w = s->work;
	void *prepared = w->prepare ? w->prepare(w->self, o->request) : NULL;
	o->process = pool_process_start(w, prepared, o->request, s->timeout_s);
	int reason = errno;
	if (prepared)
		w->discard(w->self, prepared);
	errno = reason;
	return o->process;
}

/* start_all: that a place is free for. When the system gives no process, there may be one once another has ended. */
static void start_all(struct server *s)
{
	while ((int)s->running->len < s->places && !g_queue_is_empty(s->waiting)) {
		struct order *o = g_queue_pop_head(s->waiting);
		if (server_start(s, o)) {
			g_ptr_array_add(s->running, o);
		} else if (s->running->len > 0) {
			g_queue_push_head(s->waiting, o);
			return;
		} else {
			char *failure = g_strdup_printf("no process can be started: %s", g_strerror(errno));
			answer(s, o, failure);
			g_free(failure);
		}
	}
}

static struct order *running_at(const struct server *s, guint i)
{
	return g_ptr_array_index(s->running, i);
}

static void pool_server_receive_all(struct server *s, const struct pollfd *entries)
{
	GPtrArray *ended = g_ptr_array_new();
	for (guint i = 0; i < s->running->len; i++)
		if (pool_process_receive(running_at(s, i)->process, &entries[i * POOL_PROCESS_STREAMS]))
			g_ptr_array_add(ended, running_at(s, i));
	for (guint i = 0; i < ended->len; i++) {
		g_ptr_array_remove(s->running, g_ptr_array_index(ended, i));
		answer(s, g_ptr_array_index(ended, i), NULL);
	}
	g_ptr_array_unref(ended);
}

static void end_late(struct server *s)
{
	gint64 now = g_get_monotonic_time();
	for (guint i = 0; i < s->running->len; i++)
		pool_process_end_late(running_at(s, i)->process, now);
}

/* pool_server_wait_ms: until the next deadline; -1: there is none. */
static int pool_server_wait_ms(const struct server *s)
{
	gint64 next = G_MAXINT64, now = g_get_monotonic_time();
	for (guint i = 0; i < s->running->len; i++)
		next = MIN(next, pool_process_deadline(running_at(s, i)->process));
	return next == G_MAXINT64 ? -1 : (int)CLAMP((next - now + 999) / 1000, 0, G_MAXINT);
}

/* ---- the server's life ---- */

/* serve_once: waits for an event and does what it asks for; false once the pool is gone. */
static bool serve_once(struct server *s)
{
	guint n = 1 + s->running->len * POOL_PROCESS_STREAMS;
	struct pollfd *entries = g_new(struct pollfd, n);
	entries[0] = channel_watched(s->channel);
	for (guint i = 0; i < s->running->len; i++)
		pool_process_watched(running_at(s, i)->process, &entries[1 + i * POOL_PROCESS_STREAMS]);
	bool there = true;
	if (poll(entries, n, pool_server_wait_ms(s)) > 0) {
		pool_server_receive_all(s, &entries[1]);
		there = !entries[0].revents || channel_move(s->channel);
	}
	g_free(entries);
	end_late(s);
	take_requests(s);
	if (there)
		start_all(s);
	return there;
}

/* settle: keeps nothing of the parent's but its standard error, ends with it, and leaves the signals that a terminal or
 * a batch system sends to all of them to the parent. */
static int settle(int fd, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1); /* the parent died before prctl */
	signals_leave();
	fd = fcntl(fd, F_DUPFD, CHANNEL_FD + 1);
	int null = open("/dev/null", O_RDONLY);
	if (dup2(null, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0 ||
	    dup2(fd, CHANNEL_FD) < 0)
		_exit(1);
	close_range(CHANNEL_FD + 1, ~0U, 0);
	return CHANNEL_FD;
}

/* pool_server_fit: the places that there may be enough open files for, once their limit is raised as far as it goes. Beyond it a new
 * process could not keep its pipes, and poll(2) fails, to which an entry counts even when its pipe is closed. */
static int pool_server_fit(int places)
{
	struct rlimit files;
	rlim_t wanted = FILES_BESIDE + (rlim_t)places * POOL_PROCESS_STREAMS;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= wanted)
		return places;
	files.rlim_cur = MIN(files.rlim_max, wanted);
	setrlimit(RLIMIT_NOFILE, &files);
	rlim_t pipes = files.rlim_cur > FILES_BESIDE ? files.rlim_cur - FILES_BESIDE : 0;
	return MAX((int)(pipes / POOL_PROCESS_STREAMS), 1);
}

void pool_serve(int fd, pid_t parent, const struct pool_work *work, int places, double timeout_s)
{
	struct server s = {.work = work, .places = pool_server_fit(places), .timeout_s = timeout_s};
	s.channel = channel_new(settle(fd, parent));
	s.waiting = g_queue_new();
	s.running = g_ptr_array_new();
	while (serve_once(&s))
		continue;
	for (guint i = 0; i < s.running->len; i++)
		pool_process_kill(running_at(&s, i)->process);
	_exit(0);
}
