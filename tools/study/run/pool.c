/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "tools/study/run/pool.h"
#include "tools/study/run/channel.h"
#include "tools/study/run/pool_outcome.h"
#include "tools/study/run/pool_server.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define AHEAD 1 /* requests that wait for a place */

struct job {
	guint64 ticket;
	void *data;
};

struct pool {
	struct pool_work work;
	int places;
	double timeout_s;
	pool_finished finished;
	void *self;
	pid_t server;		 /* 0: there is none */
	struct channel *channel; /* to it */
	char *failure;		 /* why there is none; NULL: it was not needed */
	GArray *jobs;		 /* of struct job, in the order in which they were started */
	guint64 last;		 /* ticket */
};

/* ---- the server ---- */

static bool fail_to_start(struct pool *p)
{
	p->failure = g_strdup_printf("no process can be started: %s", g_strerror(errno));
	return false;
}

static bool start_server(struct pool *p)
{
	int ends[2];
	g_clear_pointer(&p->failure, g_free);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return fail_to_start(p);
	fflush(NULL); /* or the processes would print it again */
	pid_t parent = getpid(), pid = fork();
	if (pid == 0)
		pool_serve(ends[1], parent, &p->work, p->places, p->timeout_s);
	close(ends[1]);
	if (pid < 0) {
		fail_to_start(p);
		close(ends[0]);
		return false;
	}
	p->server = pid;
	p->channel = channel_new(ends[0]);
	return true;
}

/* end_server: closes its channel, at which it ends by itself; how it ended. */
static int end_server(struct pool *p)
{
	int status = 0;
	g_clear_pointer(&p->channel, channel_free);
	while (p->server > 0 && waitpid(p->server, &status, 0) < 0 && errno == EINTR)
		continue;
	p->server = 0;
	return status;
}

/* ---- outcomes ---- */

static struct job *job_at(const struct pool *p, guint i)
{
	return &g_array_index(p->jobs, struct job, i);
}

static void pool_finish(struct pool *p, guint i, const struct pool_outcome *outcome)
{
	void *data = job_at(p, i)->data;
	g_array_remove_index(p->jobs, i);
	p->finished(p->self, data, outcome);
}

static guint pool_index_of(const struct pool *p, guint64 ticket)
{
	guint i = 0;
	while (job_at(p, i)->ticket != ticket)
		i++;
	return i;
}

static void take_outcomes(struct pool *p)
{
	GByteArray *bytes;
	while (p->channel && (bytes = channel_take(p->channel))) {
		struct pool_outcome outcome;
		guint64 ticket = pool_outcome_unpack(bytes, &outcome);
		pool_finish(p, pool_index_of(p, ticket), &outcome);
		g_byte_array_unref(bytes);
	}
}

/* lose_server: it was killed, or could not be started. All that it had is lost; the next start tries another. */
static void lose_server(struct pool *p)
{
	char *failure = g_steal_pointer(&p->failure);
	if (!failure) {
		char *how = pool_status_text(end_server(p));
		failure = g_strdup_printf("the process that starts the others: %s", how ? how : "ended");
		g_free(how);
	}
	for (guint n = p->jobs->len; n > 0; n--)
		pool_finish(p, 0, &(struct pool_outcome){failure, "", NULL, 0});
	g_free(failure);
}

/* ---- use ---- */

int pool_active(const struct pool *p)
{
	return (int)p->jobs->len;
}

bool pool_has_room(const struct pool *p)
{
	return pool_active(p) < p->places + AHEAD;
}

void pool_start(struct pool *p, const GByteArray *request, void *data)
{
	struct job job = {++p->last, data};
	g_array_append_val(p->jobs, job);
	if (!p->channel && (p->failure || !start_server(p)))
		return;
	GByteArray *bytes = g_byte_array_new();
	g_byte_array_append(bytes, (const guint8 *)&job.ticket, sizeof(job.ticket));
	g_byte_array_append(bytes, request->data, request->len);
	channel_send(p->channel, bytes->data, bytes->len);
	g_byte_array_unref(bytes);
}

bool pool_wait(struct pool *p, const struct interrupt *signals, int wait_ms)
{
	bool there = p->channel;
	if (there) {
		struct pollfd entry = channel_watched(p->channel);
		if (interrupt_poll(signals, &entry, 1, wait_ms * 1000LL) > 0)
			there = channel_move(p->channel);
		take_outcomes(p);
	}
	if (!there)
		lose_server(p);
	return !interrupt_came();
}

void pool_stop(struct pool *p)
{
	end_server(p);
	g_array_set_size(p->jobs, 0);
}

struct pool *pool_new(const struct pool_work *work, int places, double timeout_s, pool_finished finished,
		      void *self)
{
	struct pool *p = g_new0(struct pool, 1);
	*p = (struct pool){
		.work = *work, .places = places, .timeout_s = timeout_s, .finished = finished, .self = self};
	p->jobs = g_array_new(FALSE, FALSE, sizeof(struct job));
	start_server(p);
	return p;
}

void pool_free(struct pool *p)
{
	pool_stop(p);
	g_array_unref(p->jobs);
	g_free(p->failure);
	g_free(p);
}
