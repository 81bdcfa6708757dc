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

static inline int64_t value_of(const char *const *sets, const char *key, enum unit unit)
{
	int64_t value = 0;
	char *why = NULL;
	for (; *sets; sets++)
		if (g_str_has_prefix(*sets, key) && (*sets)[strlen(key)] == '=')
			CU_ASSERT_TRUE(unit_parse(unit, *sets + strlen(key) + 1, &value, &why));
	return value;
}

/* A system that serves 2 Mpps: frames of 1518 B come no faster than the wire lets them. It holds 100 frames of a burst. */
static inline struct search_packets serve(const struct run_request *request)
{
	int64_t sent = value_of(request->sets, "load", UNIT_RATE), most = 2000000;
	int64_t count = value_of(request->sets, "traffic.0.count", UNIT_COUNT);
	if (count > 0) {
		sent = count;
		most = 100;
	}
	return (struct search_packets){sent, MIN(sent, most), MAX(sent - most, 0), 0};
}

static inline void set_value(struct run_values *v, const char *metric, int64_t value)
{
	v->all[metric_find(metric)] = (double)value;
}

static inline char *key_of(const struct run_request *request)
{
	return g_strdup_printf("%s %" G_GINT64_FORMAT, request->point, request->replication);
}

static inline void finish(struct fake *f, const struct runner_hooks *hooks, const struct run_request *request)
{
	char *key = key_of(request);
	struct search_packets *packets = g_hash_table_lookup(f->store, key);
	bool failed = f->fails && strstr(request->label, f->fails);
	struct run_values *values = run_values_empty();
	if (!packets && !failed) {
		struct search_packets fresh = serve(request);
		packets = g_memdup2(&fresh, sizeof(fresh));
		g_hash_table_insert(f->store, g_strdup(key), packets);
	}
	if (packets) {
		set_value(values, "offered_packets", packets->offered);
		set_value(values, "delivered_packets", packets->delivered);
		set_value(values, "dropped_packets", packets->dropped);
	}
	hooks->finished(hooks->self, request,
			&(struct run_outcome){.values = packets ? values : NULL,
					      .failure = packets ? NULL : "killed by signal 11"});
	run_values_free(values);
	g_free(key);
}

static inline bool has(const struct fake *f, const struct run_request *request)
{
	char *key = key_of(request);
	bool there = g_hash_table_contains(f->store, key);
	g_free(key);
	return there;
}

/* fake_run: as runner_run; false: interrupted. */
static inline bool fake_run(struct fake *f, const struct runner_hooks *hooks)
{
	struct run_request active[JOBS_MAX];
	int n = 0;
	enum runner_next next;
	for (;;) {
		while (n < f->jobs && (next = hooks->next(hooks->self, &active[n])) == RUNNER_RUN) {
			for (int i = 0; i < n; i++) /* never two trials of one search at a time */
				CU_ASSERT_PTR_NOT_EQUAL(active[i].data, active[n].data);
			if (has(f, &active[n])) {
				f->stored++;
				finish(f, hooks, &active[n]);
			} else {
				n++;
			}
		}
		CU_ASSERT_TRUE(hooks->total(hooks->self) >= f->made);
		if (n == 0)
			return true;
		if (f->stop_after && f->made >= f->stop_after)
			return false;
		int ends = f->last_first ? n - 1 : 0;
		struct run_request ended = active[ends];
		memmove(&active[ends], &active[ends + 1], (size_t)(n - ends - 1) * sizeof(ended));
		n--;
		f->made++;
		finish(f, hooks, &ended);
	}
}

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
