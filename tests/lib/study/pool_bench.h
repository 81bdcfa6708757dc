/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pool whose work is functions, with what its hook saw: for the tests of the pool and of its server.
 */
#ifndef TESTS_LIB_STUDY_POOL_BENCH_H
#define TESTS_LIB_STUDY_POOL_BENCH_H

#include "tools/study/run/pool.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WORKS_MAX 16

/* What the hook saw of each piece of work. */
struct seen {
	int calls[WORKS_MAX];
	char *failure[WORKS_MAX], *message[WORKS_MAX], *result[WORKS_MAX];
	gsize length[WORKS_MAX];
};

struct bench {
	struct seen seen;
	struct interrupt signals;
	struct pool *pool;
	int most; /* pieces of work at once */
};

typedef void (*work_function)(GByteArray *out);

void note(void *self, void *data, const struct pool_outcome *outcome);

static inline void append(GByteArray *out, const char *text)
{
	g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text));
}

static inline void work_well(GByteArray *out)
{
	fprintf(stderr, "a note\n");
	append(out, "data");
}

static inline void work_sleep(GByteArray *out)
{
	(void)out;
	sleep(60);
}

void do_work(void *self, void *prepared, const GByteArray *request, GByteArray *out);

/* bench_open: with the work, NULL: functions. */
void bench_open(struct bench *b, const struct pool_work *work, int places, double timeout_s);

/* bench_stop: ends the pool; what was seen stays until bench_clear. */
static inline void bench_stop(struct bench *b)
{
	pool_free(b->pool);
	interrupt_end(&b->signals);
}

void bench_clear(struct bench *b);

static inline void bench_close(struct bench *b)
{
	bench_stop(b);
	bench_clear(b);
}

/* bench_start: the request is the function. */
void bench_start(struct bench *b, work_function work, int i);

/* bench_drain: until nothing is under way, or a signal came; what the last wait said. */
bool bench_drain(struct bench *b);

/* bench_run: each of the works once, so many at a time; what the last wait said. Afterwards bench_clear. */
static inline bool bench_run(struct bench *b, const work_function *works, int n, int places, double timeout_s)
{
	bool quiet = true;
	bench_open(b, NULL, places, timeout_s);
	for (int i = 0; quiet && i < n;) {
		for (; i < n && pool_has_room(b->pool); i++)
			bench_start(b, works[i], i);
		b->most = MAX(b->most, pool_active(b->pool));
		quiet = i < n ? pool_wait(b->pool, &b->signals, 1000) : bench_drain(b);
	}
	bench_stop(b);
	return quiet;
}

#endif
