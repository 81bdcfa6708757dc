/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/study/pool_bench.h"

void note(void *self, void *data, const struct pool_outcome *outcome)
{
	struct seen *seen = self;
	int i = GPOINTER_TO_INT(data);
	seen->calls[i]++;
	seen->failure[i] = g_strdup(outcome->failure);
	seen->message[i] = g_strdup(outcome->message);
	seen->length[i] = outcome->length;
	seen->result[i] = g_strndup(outcome->length ? (const char *)outcome->result : "", outcome->length);
}

void do_work(void *self, void *prepared, const GByteArray *request, GByteArray *out)
{
	work_function work;
	(void)self, (void)prepared;
	memcpy(&work, request->data, sizeof(work));
	work(out);
}

void bench_open(struct bench *b, const struct pool_work *work, int places, double timeout_s)
{
	const struct pool_work functions = {.work = do_work};
	memset(b, 0, sizeof(*b));
	b->pool = pool_new(work ? work : &functions, places, timeout_s, note, &b->seen);
	interrupt_begin(&b->signals);
}

void bench_clear(struct bench *b)
{
	for (int i = 0; i < WORKS_MAX; i++) {
		g_free(b->seen.failure[i]);
		g_free(b->seen.message[i]);
		g_free(b->seen.result[i]);
	}
}

void bench_start(struct bench *b, work_function work, int i)
{
	GByteArray *request = g_byte_array_new();
	g_byte_array_append(request, (const guint8 *)&work, sizeof(work));
	pool_start(b->pool, request, GINT_TO_POINTER(i));
	g_byte_array_unref(request);
}

bool bench_drain(struct bench *b)
{
	bool quiet = true;
	while (quiet && pool_active(b->pool) > 0)
		quiet = pool_wait(b->pool, &b->signals, 1000);
	return quiet;
}
