/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classification of loads: the worked example of RFC 9971, "Example Search" (four goals, six points in time), and cases by
 * hand. Widths: their definition, by division.
 *
 * In the example's last two points the text calls the load a lower bound of the fourth goal. Its
 * own figures are an exceed ratio of 42.857 % and 27.273 % where 20 % is allowed. By the algorithm
 * they make it an upper bound. The figures count here.
 */
#include "tests/lib/suite.h"
#include "tools/study/search/load_width.h"
#include "tools/study/search/trial_log.h"

#define LOAD 1000000
#define S VTIME_PER_S
#define GOALS 4

/* RFC2544, TST009, 1s final, 20 % exceed */
static const struct criterion goals[GOALS] = {
	{0, 0, 60 * S, 60 * S, 0},
	{0, 500000, 60 * S, 120 * S, 0},
	{5000, 500000, 1 * S, 120 * S, 0},
	{5000, 200000, 60 * S, 60 * S, 0},
};

static void add(struct trial_log *log, int64_t load, int n, int seconds, int lost_per_mille)
{
	for (int i = 0; i < n; i++) {
		struct trial t = {load, seconds * S, trial_log_number(log, load, seconds * S)};
		trial_log_add(log, &(struct trial_result){t, 1000, lost_per_mille, t.duration, 0});
	}
}

/* A point in time: the trials that were added, and the class for each goal (U upper, L lower, ? undecided). */
static const struct {
	int n, seconds, lost_per_mille;
	const char *classes;
} points[] = {
	{59, 1, 0, "????"}, {1, 1, 10, "U???"}, {59, 1, 10, "U??U"},
	{1, 1, 0, "U?LU"},  {1, 60, 1, "U?LU"}, {1, 60, 0, "ULLU"},
};

static void example_classes(void)
{
	static const char letter[] = {'?', 'L', 'U'};
	struct trial_log log;
	trial_log_init(&log);
	EACH_CASE (i, points, n) {
		add(&log, LOAD, points[i].n, points[i].seconds, points[i].lost_per_mille);
		for (int g = 0; g < GOALS; g++)
			CU_ASSERT_EQUAL(letter[trial_log_classify(&log, LOAD, &goals[g])],
					points[i].classes[g]);
	}
	CU_ASSERT_EQUAL(log.n, 122);
	CU_ASSERT_EQUAL(trial_log_number(&log, LOAD, S), 120);
	CU_ASSERT_EQUAL(trial_log_number(&log, LOAD, 60 * S), 2);
	trial_log_clear(&log);
}

static void example_throughput(void)
{
	static const double expected[GOALS] = {-1, 1e6, 1e6, 999000};
	struct trial_log log;
	trial_log_init(&log);
	for (size_t i = 0; i < G_N_ELEMENTS(points); i++)
		add(&log, LOAD, points[i].n, points[i].seconds, points[i].lost_per_mille);
	for (int g = 1; g < GOALS; g++)
		CU_ASSERT_DOUBLE_EQUAL(trial_log_throughput(&log, LOAD, &goals[g]), expected[g], 1e-6);
	trial_log_clear(&log);
}

/* Half of 120 s are sure after sixty trials of 1 s that are low-loss; the sixty-first that is not makes it certain. */
static void one_sided(void)
{
	const struct criterion *c = &goals[2];
	struct trial_log log;
	trial_log_init(&log);
	add(&log, 5, 59, 1, 5);
	CU_ASSERT_EQUAL(trial_log_classify(&log, 5, c), LOAD_UNDECIDED);
	CU_ASSERT_DOUBLE_EQUAL(trial_log_throughput(&log, 5, c), 0, 0);
	add(&log, 5, 1, 1, 5);
	CU_ASSERT_EQUAL(trial_log_classify(&log, 5, c), LOAD_LOWER_BOUND);
	CU_ASSERT_DOUBLE_EQUAL(trial_log_throughput(&log, 5, c), 5 * 0.995, 1e-12);
	add(&log, 6, 60, 1, 6);
	CU_ASSERT_EQUAL(trial_log_classify(&log, 6, c), LOAD_UNDECIDED);
	add(&log, 6, 1, 1, 6);
	CU_ASSERT_EQUAL(trial_log_classify(&log, 6, c), LOAD_UPPER_BOUND);
	CU_ASSERT_EQUAL(trial_log_classify(&log, 7, c), LOAD_UNDECIDED);
	trial_log_clear(&log);
}

static void relevant_bounds(void)
{
	struct trial_log log;
	trial_log_init(&log);
	struct load_bounds none = trial_log_bounds(&log, &goals[0]);
	CU_ASSERT_TRUE(none.lower == 0 && none.upper == 0);
	add(&log, 900, 1, 60, 0); /* above an upper bound: loss inversion */
	add(&log, 300, 1, 60, 0);
	CU_ASSERT_EQUAL(trial_log_bounds(&log, &goals[0]).lower, 900);
	add(&log, 800, 1, 60, 100);
	add(&log, 700, 1, 1, 1);
	add(&log, 500, 1, 60, 0);
	add(&log, 600, 1, 1, 0); /* short: says nothing for a lower bound */
	struct load_bounds bounds = trial_log_bounds(&log, &goals[0]);
	CU_ASSERT_EQUAL(bounds.lower, 500);
	CU_ASSERT_EQUAL(bounds.upper, 700);
	trial_log_clear(&log);
}

static void sums(void)
{
	struct trial_log log;
	trial_log_init(&log);
	add(&log, 10, 2, 1, 5);
	struct load_sum s = trial_log_sum(&log, 10, &goals[0]);
	CU_ASSERT_TRUE(s.trials == 2 && s.sent == 2000 && s.lost == 10 && s.spent == 2 * S);
	add(&log, 10, 1, 60, 3);
	s = trial_log_sum(&log, 10, &goals[0]);
	CU_ASSERT_TRUE(s.trials == 1 && s.sent == 1000 && s.lost == 3 && s.spent == 60 * S);
	s = trial_log_sum(&log, 11, &goals[0]);
	CU_ASSERT_TRUE(s.trials == 0 && s.sent == 0 && s.spent == 0);
	trial_log_clear(&log);
}

static void one_trial(void)
{
	struct trial_result r = {{1000003, S, 0}, 1000, 5, S, 0};
	CU_ASSERT_FALSE(trial_is_high_loss(&r, 5000));
	CU_ASSERT_TRUE(trial_is_high_loss(&r, 4999));
	CU_ASSERT_EQUAL(trial_forwarded(&r), 995002); /* 995002.985 */
	r.lost = 0;
	CU_ASSERT_FALSE(trial_is_high_loss(&r, 0));
	r.lost = r.sent = INT64_C(1) << 60;
	CU_ASSERT_TRUE(trial_is_high_loss(&r, 999999));
	CU_ASSERT_EQUAL(trial_forwarded(&r), 0);
}

/* A trial without loss whose latency is too great is bad for the goal that limits it, and for no other. */
static void late(void)
{
	const struct criterion first = {.trial = S, .duration_sum = S, .limits = 1},
			       second = {.trial = S, .duration_sum = S, .limits = 2};
	struct trial_result r = {.trial = {.load = 100, .duration = S}, .sent = 100, .spent = S, .late = 2};
	struct trial_log log;
	trial_log_init(&log);
	trial_log_add(&log, &r);
	CU_ASSERT_FALSE(trial_is_bad(&r, &first));
	CU_ASSERT_TRUE(trial_is_bad(&r, &second));
	CU_ASSERT_EQUAL(trial_log_classify(&log, 100, &first), LOAD_LOWER_BOUND);
	CU_ASSERT_EQUAL(trial_log_classify(&log, 100, &second), LOAD_UPPER_BOUND);
	trial_log_clear(&log);
}

/* The conditional throughput is that of the worst trial that must hold: the late one may exceed, lossy ones may not. */
static void late_is_worst(void)
{
	const struct criterion c = {
		.loss_ratio = 100000, .exceed_ratio = 500000, .trial = S, .duration_sum = 2 * S, .limits = 1};
	struct trial_log log;
	trial_log_init(&log);
	trial_log_add(&log, &(struct trial_result){{1000, S, 0}, 100, 0, S, 1});
	trial_log_add(&log, &(struct trial_result){{1000, S, 1}, 100, 10, S, 0});
	CU_ASSERT_EQUAL(trial_log_classify(&log, 1000, &c), LOAD_LOWER_BOUND);
	CU_ASSERT_DOUBLE_EQUAL(trial_log_throughput(&log, 1000, &c), 900, 1e-9);
	trial_log_clear(&log);
}

/* ---- widths ---- */

static double width_of(int64_t lower, int64_t upper)
{
	return (double)(upper - lower) / (double)upper;
}

static const int64_t loads[] = {1, 2, 3, 10, 199, 200, 201, 1000, 99999, 14880952, 1000000000};
static const int64_t widths[] = {1, 10, 5000, 10000, 100000, 500000, 990000};

static void width_steps(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(loads); i++)
		EACH_CASE (k, widths) {
			int64_t load = loads[i], w = widths[k];
			double width = (double)w / 1e6;
			int64_t above = load_above(load, w), below = load_below(load, w);
			CU_ASSERT_TRUE(above > load && load_is_narrow(load, above, w));
			CU_ASSERT_TRUE(above == load + 1 || width_of(load, above) <= width);
			CU_ASSERT_TRUE(width_of(load, above + 1) > width);
			CU_ASSERT_TRUE(below < load && below >= 0 && load_is_narrow(below, load, w));
			CU_ASSERT_TRUE(below == load - 1 || width_of(below, load) <= width);
			CU_ASSERT_TRUE(below == 0 || width_of(below - 1, load) > width);
		}
}

static void width_of_intervals(void)
{
	CU_ASSERT_TRUE(load_is_narrow(199, 200, 5000));
	CU_ASSERT_FALSE(load_is_narrow(198, 200, 5000));
	CU_ASSERT_TRUE(load_is_narrow(398, 400, 5000));
	CU_ASSERT_TRUE(load_is_narrow(1, 2, 5000)); /* 1 pps */
	CU_ASSERT_EQUAL(load_width(398, 400), 5000);
	CU_ASSERT_EQUAL(load_width(1, 3), 666667);
	CU_ASSERT_EQUAL(load_width(7, 7), 0);
	CU_ASSERT_EQUAL(load_width_double(5000), 9975); /* 1 - 0.995 * 0.995 */
	CU_ASSERT_EQUAL(load_width_double(999999), 999999);
}

static void middles(void)
{
	static const int64_t cases[][3] = {{1, 3, 2},
					   {1, 4, 2},
					   {100, 10000, 1000},
					   {999999998, 1000000000, 999999999},
					   {1, 1000000000, 31622},
					   {2, 1000000000, 44721}};
	EACH_CASE (i, cases)
		CU_ASSERT_EQUAL(load_middle(cases[i][0], cases[i][1]), cases[i][2]);
}

static const struct test_case tests[] = {
	{"RFC 9971's example: classes", example_classes},
	{"RFC 9971's example: conditional throughput", example_throughput},
	{"decided as soon as it is certain", one_sided},
	{"relevant bounds", relevant_bounds},
	{"sums at a load", sums},
	{"one trial", one_trial},
	{"a latency that is too great", late},
	{"late trials come last", late_is_worst},
	{"steps of a width", width_steps},
	{"widths", width_of_intervals},
	{"middles", middles},
};

SUITE("trial_log", tests)
