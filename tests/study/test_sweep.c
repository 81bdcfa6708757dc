/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sequence of a sweep and its shards.
 */
#include "tests/lib/child.h"
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include "tools/arguments/shard.h"
#include <stdlib.h>

#define REPLICATIONS 3

/* costly_study: its six points cost 10, 60, 30, 30, 5, 60. */
static struct study *costly_study(void)
{
	static const double costs[] = {10, 60, 30, 30, 5, 60};
	struct study *study = fixture_study();
	study->settings.replications = REPLICATIONS;
	for (guint i = 0; i < study->points->len; i++)
		((struct study_point *)g_ptr_array_index(study->points, i))->cost = costs[i];
	return study;
}

static double cost_of(const struct study *study, const char *identity)
{
	for (guint i = 0; i < study->points->len; i++) {
		const struct study_point *p = g_ptr_array_index(study->points, i);
		if (!strcmp(p->identity, identity))
			return p->cost;
	}
	return NAN;
}

/* The whole sequence: replication by replication, the costly points first, equal ones in the order of the plan. */
static void test_order(void)
{
	static const char *const order[] = {"point 1", "point 5", "point 2", "point 3", "point 0", "point 4"};
	struct study *study = costly_study();
	struct sweep *sweep = sweep_new(study, (struct sweep_shard){1, 1});
	const struct runner_hooks hooks = sweep_hooks(sweep);
	struct run_request request;
	CU_ASSERT_EQUAL(hooks.total(hooks.self), 18);
	for (int i = 0; i < 18; i++) {
		CU_ASSERT_EQUAL_FATAL(hooks.next(hooks.self, &request), RUNNER_RUN);
		CU_ASSERT_STRING_EQUAL(request.point, order[i % 6]);
		CU_ASSERT_EQUAL(request.replication, i / 6);
	}
	CU_ASSERT_EQUAL(hooks.next(hooks.self, &request), RUNNER_DONE);
	CU_ASSERT_EQUAL(hooks.next(hooks.self, &request), RUNNER_DONE);
	sweep_free(sweep);
	study_free(study);
}

static void test_counts(void)
{
	struct study *study = costly_study();
	struct sweep *sweep = sweep_new(study, (struct sweep_shard){1, 1});
	const struct runner_hooks hooks = sweep_hooks(sweep);
	struct run_request request;
	struct run_values *values = run_values_empty();
	hooks.next(hooks.self, &request);
	hooks.finished(hooks.self, &request, &(struct run_outcome){.values = values, .cpu_s = 0.5});
	hooks.finished(hooks.self, &request, &(struct run_outcome){.values = values, .stored = true});
	hooks.finished(hooks.self, &request, &(struct run_outcome){.failure = "late"});
	struct sweep_counts counts = sweep_counts(sweep);
	CU_ASSERT_TRUE(counts.made == 1 && counts.stored == 1 && counts.failed == 1 && counts.cpu_s == 0.5);
	run_values_free(values);
	sweep_free(sweep);
	study_free(study);
}

/* Of runs whose warm-up was found: those without a steady state, and those of which more than a third was cut. */
static void test_warmups(void)
{
	static const struct {
		double steady, warmup, measured; /* steady NAN: the warm-up was written */
		int unsteady, long_cut;
	} cases[] = {
		{0, 10, 90, 1, 0}, {0, 50, 50, 1, 0}, {1, 33, 67, 0, 0},
		{1, 34, 66, 0, 1}, {1, 1, 2, 0, 0},   {NAN, 50, 50, 0, 0},
	};
	EACH_CASE (i, cases, steady) {
		struct study *study = costly_study();
		struct sweep *sweep = sweep_new(study, (struct sweep_shard){1, 1});
		const struct runner_hooks hooks = sweep_hooks(sweep);
		struct run_request request;
		struct run_values *values = run_values_empty();
		values->all[metric_find("warmup_steady")] = cases[i].steady;
		values->all[metric_find("warmup_ns")] = cases[i].warmup;
		values->all[metric_find("measured_ns")] = cases[i].measured;
		hooks.next(hooks.self, &request);
		hooks.finished(hooks.self, &request, &(struct run_outcome){.values = values});
		CU_ASSERT_EQUAL(sweep_counts(sweep).unsteady, cases[i].unsteady);
		CU_ASSERT_EQUAL(sweep_counts(sweep).long_cut, cases[i].long_cut);
		run_values_free(values);
		sweep_free(sweep);
		study_free(study);
	}
}

/* Whatever their number, shards make every run, each once, and cost the same but for one run. */
static void test_shards(void)
{
	struct study *study = costly_study();
	for (int n = 1; n <= 25; n++) {
		GHashTable *runs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		double least = INFINITY, most = 0;
		for (int i = 1; i <= n; i++) {
			struct sweep *sweep = sweep_new(study, (struct sweep_shard){i, n});
			const struct runner_hooks hooks = sweep_hooks(sweep);
			struct run_request q;
			double cost = 0;
			int count = 0;
			for (; hooks.next(hooks.self, &q) == RUNNER_RUN; count++) {
				cost += cost_of(study, q.point);
				CU_ASSERT_TRUE(g_hash_table_add(
					runs, g_strdup_printf("%s %d", q.point, (int)q.replication)));
			}
			CU_ASSERT_EQUAL(sweep_counts(sweep).total, count);
			least = MIN(least, cost);
			most = MAX(most, cost);
			sweep_free(sweep);
		}
		CU_ASSERT_EQUAL(g_hash_table_size(runs), 18);
		CU_ASSERT_TRUE(most - least <= 60);
		g_hash_table_unref(runs);
	}
	study_free(study);
}

/* An environment and an option, and the shard that they mean; index 0: a message. */
static const struct shard_case {
	const char *option, *id, *min, *count, *step;
	int index, total;
} shard_cases[] = {
	{NULL, NULL, NULL, NULL, NULL, 1, 1},
	{"2/8", NULL, NULL, NULL, NULL, 2, 8},
	{"8/8", "1", "0", "4", "1", 8, 8},
	{"1/1", NULL, NULL, NULL, NULL, 1, 1},
	{NULL, "0", "0", "4", NULL, 1, 4},
	{NULL, "3", "0", "4", "1", 4, 4},
	{NULL, "7", "1", "4", "2", 4, 4},
	{NULL, "5", "5", "1", "1", 1, 1},
	{NULL, NULL, "1", "4", NULL, 1, 1},
	{NULL, "9", "1", "4", "1", 0, 0},
	{NULL, "x", "1", "4", "1", 0, 0},
	{NULL, "1", "1", "-4", "1", 0, 0},
	{"0/8", NULL, NULL, NULL, NULL, 0, 0},
	{"9/8", NULL, NULL, NULL, NULL, 0, 0},
	{"2", NULL, NULL, NULL, NULL, 0, 0},
	{"2/", NULL, NULL, NULL, NULL, 0, 0},
	{"/8", NULL, NULL, NULL, NULL, 0, 0},
	{"2/8x", NULL, NULL, NULL, NULL, 0, 0},
	{"-1/8", NULL, NULL, NULL, NULL, 0, 0},
	{" 2/8", NULL, NULL, NULL, NULL, 0, 0},
	{"2/99999999999999999999", NULL, NULL, NULL, NULL, 0, 0},
	{"", NULL, NULL, NULL, NULL, 0, 0},
};

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static void read_shard(const void *arg)
{
	const struct shard_case *c = arg;
	struct sweep_shard shard = {0, 0};
	set("SLURM_ARRAY_TASK_ID", c->id);
	set("SLURM_ARRAY_TASK_MIN", c->min);
	set("SLURM_ARRAY_TASK_COUNT", c->count);
	set("SLURM_ARRAY_TASK_STEP", c->step);
	if (shard_read(c->option, &shard))
		printf("%d/%d", shard.index, shard.count);
}

static void test_read(void)
{
	EACH_CASE (i, shard_cases, option) {
		const struct shard_case *c = &shard_cases[i];
		struct child child = child_run(read_shard, c);
		char *wanted = c->index ? g_strdup_printf("%d/%d", c->index, c->total) : g_strdup("");
		CU_ASSERT_EQUAL(child.status, 0);
		CU_ASSERT_STRING_EQUAL(child.out, wanted);
		CU_ASSERT_EQUAL(c->index == 0, g_str_has_prefix(child.err, "vhostsim: error: "));
		child_free(&child);
		g_free(wanted);
	}
}

static void test_store(void)
{
	char *whole = shard_store("a/b", (struct sweep_shard){1, 1});
	char *part = shard_store("a/b", (struct sweep_shard){2, 8});
	CU_ASSERT_STRING_EQUAL(whole, "a/b/study.db");
	CU_ASSERT_STRING_EQUAL(part, "a/b/study.2of8.db");
	g_free(whole);
	g_free(part);
}

static const struct test_case cases[] = {
	{"order", test_order},	 {"counts", test_counts},    {"warm-ups that are doubtful", test_warmups},
	{"shards", test_shards}, {"which shard", test_read}, {"stores of shards", test_store},
};

SUITE("sweep", cases)
