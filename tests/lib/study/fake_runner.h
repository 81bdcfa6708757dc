/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A made-up runner for the suite of searches: it asks hooks as runner_run does, and makes its runs without processes, of
 * a system whose losses are known.
 */
#ifndef TESTS_LIB_STUDY_FAKE_RUNNER_H
#define TESTS_LIB_STUDY_FAKE_RUNNER_H

#include "tests/lib/suite.h"
#include "tools/study/run/runner.h"
#include "tools/study/search/search_point.h"
#include <string.h>

#define JOBS_MAX 8

/* A runner without processes, and the store that it keeps results in. */
struct fake {
	GHashTable *store; /* "point replication" -> struct search_packets *; owned */
	int jobs, made, stored;
	int stop_after;	   /* runs made; then it is interrupted; 0: never */
	const char *fails; /* label of points whose runs fail; NULL: none */
	bool last_first;   /* of runs under way the one started last ends first */
};

static inline void set_value(struct run_values *v, const char *metric, int64_t value)
{
	v->all[metric_find(metric)] = (double)value;
}

static inline char *key_of(const struct run_request *request)
{
	return g_strdup_printf("%s %" G_GINT64_FORMAT, request->point, request->replication);
}

/* fake_run: as runner_run; false: interrupted. */
bool fake_run(struct fake *f, const struct runner_hooks *hooks);

static inline struct fake fake_new(int jobs)
{
	return (struct fake){.jobs = jobs,
			     .store = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
}

static inline void fake_free(struct fake *f)
{
	g_hash_table_unref(f->store);
}

#endif
