/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/path_span.h"

static struct span span_now(const struct path_bench *b)
{
	struct span s = {.delivered = b->dp->ledger->delivered,
			 .lost = lost(b),
			 .lost_in_tap = b->dp->ledger->dropped[DROP_tap_queue_full]};
	memcpy(s.counter, b->m->counter, sizeof(s.counter));
	return s;
}

struct span span_between(struct path_bench *b, vtime from, vtime to)
{
	path_bench_run(b, from);
	struct span start = span_now(b);
	path_bench_run(b, to);
	struct span end = span_now(b);
	for (int i = 0; i < COUNTERS; i++)
		end.counter[i] -= start.counter[i];
	end.delivered -= start.delivered;
	return end;
}

struct span span_of(const char *const *sets, vtime from, vtime to)
{
	struct path_bench b;
	path_bench_init(&b, sets);
	struct span s = span_between(&b, from, to);
	path_bench_fini(&b);
	return s;
}

void span_expect(const struct span *s, const struct span_count *counts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t is = s->counter[counts[i].counter];
		if (is != counts[i].must)
			printf("\n    %s is %" G_GINT64_FORMAT ", must be %" G_GINT64_FORMAT,
			       counter_names[counts[i].counter].name, is, counts[i].must);
		CU_ASSERT_EQUAL(is, counts[i].must);
	}
}

void path_all_arrive(const char *const *more, int inside)
{
	static const char *const ways[][3] = {
		{"guests.vm0.app=reflect", "guests.vm0.ports=1", "guests.vm0.to=wire"},
		{"guests.vm0.app=forward", "guests.vm0.ports=1", "guests.vm0.to=wire"},
		{"guests.vm0.app=forward", "guests.vm0.ports=2", "guests.vm0.to=wire"},
		{"guests.vm0.app=forward", "guests.vm0.ports=2", "guests.vm0.to=vm1"},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
		const char *sets[64] = {
			"traffic.rate=5kpps", "traffic.0.from=vm1", "traffic.0.to=vm0", ways[i][0],
			ways[i][1],	      ways[i][2],	    SOME_COSTS};
		size_t n = g_strv_length((char **)sets);
		for (size_t k = 0; more[k]; k++) {
			CU_ASSERT_TRUE_FATAL(n < G_N_ELEMENTS(sets) - 1);
			sets[n++] = more[k];
		}
		struct path_bench b;
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(40));
		CU_ASSERT_EQUAL(lost(&b), 0);
		CU_ASSERT(b.dp->ledger->delivered > 300);
		CU_ASSERT(b.dp->ledger->inside <= inside);
		path_bench_fini(&b);
	}
}
