/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/study/fake_runner.h"

static int64_t value_of(const char *const *sets, const char *key, enum unit unit)
{
	int64_t value = 0;
	char *why = NULL;
	for (; *sets; sets++)
		if (g_str_has_prefix(*sets, key) && (*sets)[strlen(key)] == '=')
			CU_ASSERT_TRUE(unit_parse(unit, *sets + strlen(key) + 1, &value, &why));
	return value;
}

/* A system that serves 2 Mpps: frames of 1518 B come no faster than the wire lets them. It holds 100 frames of a burst. */
static struct search_packets serve(const struct run_request *request)
{
	int64_t sent = value_of(request->sets, "load", UNIT_RATE), most = 2000000;
	int64_t count = value_of(request->sets, "traffic.0.count", UNIT_COUNT);
	if (count > 0) {
		sent = count;
		most = 100;
	}
	return (struct search_packets){sent, MIN(sent, most), MAX(sent - most, 0), 0};
}

static void finish(struct fake *f, const struct runner_hooks *hooks, const struct run_request *request)
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

static bool has(const struct fake *f, const struct run_request *request)
{
	char *key = key_of(request);
	bool there = g_hash_table_contains(f->store, key);
	g_free(key);
	return there;
}

bool fake_run(struct fake *f, const struct runner_hooks *hooks)
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
