/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sweeps that add replications until the interval is narrow enough, without simulations: a runner that ends
 * runs in any order.
 */
#include "tests/lib/normal.h"
#include "tests/lib/study/sample_study.h"
#include "tests/lib/suite.h"
#include "tools/study/run/sweep.h"
#include "tools/study/summary/precision.h"

enum { POINTS = 12, MOST = 30, PLACES = 8 };

/* The runs that were asked for, of every point. */
struct outcome {
	bool made[POINTS][MOST];
	int runs, total; /* total: as the sweep has it in the end */
};

static const struct sample_axis axis = {
	.name = "load",
	.values = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", NULL},
};

static struct study *study_of(double precision, int least)
{
	struct study *s = sample_study(&axis, 1);
	s->settings.replications = least;
	s->settings.max_replications = MOST;
	s->settings.precision = (int64_t)(precision * 1e6);
	for (guint i = 0; i < s->points->len; i++)
		((struct study_point *)g_ptr_array_index(s->points, i))->cost = (i * 7) % 5;
	return s;
}

/* What a run gives: the spread grows from point to point; one run in fifty fails, which gives NAN. */
static double value_of(guint point, int64_t replication)
{
	struct noise r = {point * 1000003 + (uint64_t)replication * 7919 + 17};
	for (int i = 0; i < 5; i++)
		noise_uniform(&r);
	if (noise_uniform(&r) < 0.02)
		return NAN;
	return noise_normal(&r, 1000, 4 + 6 * point);
}

static guint point_number(const struct study *s, const char *label)
{
	for (guint i = 0; i < s->points->len; i++)
		if (((struct study_point *)g_ptr_array_index(s->points, i))->label == label)
			return i;
	return 0;
}

static void end_run(const struct study *s, const struct runner_hooks *h, const struct run_request *q)
{
	double value = value_of(point_number(s, q->label), q->replication);
	struct run_values *values = isnan(value) ? NULL : run_values_empty();
	if (values)
		values->all[metric_find("delivered_pps")] = value;
	h->finished(h->self, q, &(struct run_outcome){.values = values, .failure = values ? NULL : "failed"});
	run_values_free(values);
}

/* drive: a runner with so many places, in which a random run ends next. */
static void drive(const struct study *s, struct sweep_shard shard, int places, struct noise *r,
		  struct outcome *o)
{
	struct sweep *sweep = sweep_new(s, shard);
	struct runner_hooks h = sweep_hooks(sweep);
	struct run_request active[PLACES];
	int n = 0;
	for (enum runner_next next = RUNNER_RUN; n > 0 || next != RUNNER_DONE;) {
		while (n < places && (next = h.next(h.self, &active[n])) == RUNNER_RUN) {
			guint p = point_number(s, active[n].label);
			CU_ASSERT_FALSE(o->made[p][active[n].replication]);
			o->made[p][active[n].replication] = true;
			n++;
		}
		CU_ASSERT_FATAL(n > 0 || next == RUNNER_DONE);
		if (n == 0)
			break;
		int which = (int)(noise_uniform(r) * n);
		struct run_request q = active[which];
		active[which] = active[--n];
		end_run(s, &h, &q);
		o->runs++;
	}
	o->total += sweep_counts(sweep).total;
	sweep_free(sweep);
}

/* As precision.h says when it knows every value from the start. */
static int expected(const struct study *s, guint point)
{
	struct precision_rule rule = precision_rule(&s->settings);
	double values[MOST];
	for (int i = 0; i < MOST; i++)
		values[i] = value_of(point, i);
	return precision_wanted(&rule, values, MOST);
}

static void check(const struct study *s, const struct outcome *o)
{
	int sum = 0;
	for (guint p = 0; p < POINTS; p++) {
		int n = expected(s, p);
		sum += n;
		for (int i = 0; i < MOST; i++)
			CU_ASSERT_EQUAL(o->made[p][i], i < n);
	}
	CU_ASSERT_EQUAL(o->runs, sum);
	CU_ASSERT_EQUAL(o->total, sum);
}

static void test_any_order(void)
{
	struct noise r = {20250101};
	struct study *s = study_of(0.02, 4);
	CU_ASSERT_EQUAL(expected(s, 0), 4);
	CU_ASSERT_EQUAL(expected(s, POINTS - 1), MOST);
	for (int places = 1; places <= PLACES; places++) {
		struct outcome o = {0};
		drive(s, (struct sweep_shard){1, 1}, places, &r, &o);
		check(s, &o);
	}
	study_free(s);
}

/* Shards make the same runs together, none of them twice, and those of a point in one of them. */
static void test_shards(void)
{
	struct noise r = {20250202};
	struct study *s = study_of(0.02, 4);
	for (int count = 2; count <= 5; count++) {
		struct outcome all = {0};
		for (int i = 1; i <= count; i++) {
			struct outcome before = all;
			drive(s, (struct sweep_shard){i, count}, 3, &r, &all);
			for (int p = 0; p < POINTS; p++)
				CU_ASSERT_TRUE(!before.made[p][0] ||
					       !memcmp(before.made[p], all.made[p], sizeof(all.made[p])));
		}
		check(s, &all);
	}
	study_free(s);
}

/* Without a precision every point gets its number, whatever came out. */
static void test_fixed(void)
{
	struct noise r = {20250303};
	struct study *s = study_of(0, 7);
	struct outcome o = {0}, shards = {0};
	drive(s, (struct sweep_shard){1, 1}, 4, &r, &o);
	for (int i = 1; i <= 3; i++)
		drive(s, (struct sweep_shard){i, 3}, 2, &r, &shards);
	CU_ASSERT_EQUAL(o.runs, 7 * POINTS);
	CU_ASSERT_EQUAL(shards.runs, 7 * POINTS);
	CU_ASSERT_EQUAL(shards.total, 7 * POINTS);
	for (int p = 0; p < POINTS; p++)
		for (int i = 0; i < MOST; i++)
			CU_ASSERT_TRUE(o.made[p][i] == (i < 7) && shards.made[p][i] == (i < 7));
	study_free(s);
}

/* The least is raised to what makes an interval mean something, the cap holds below it. */
static void test_limits(void)
{
	struct noise r = {20250404};
	struct study *s = study_of(0.5, 2);
	struct outcome o = {0};
	drive(s, (struct sweep_shard){1, 1}, 5, &r, &o);
	check(s, &o);
	CU_ASSERT_TRUE(o.made[0][PRECISION_LEAST - 1]);
	study_free(s);
}

static const struct test_case tests[] = {
	{"the same runs in any order", test_any_order},
	{"shards", test_shards},
	{"without a precision", test_fixed},
	{"least and most", test_limits},
};

SUITE("sweep_precision", tests)
