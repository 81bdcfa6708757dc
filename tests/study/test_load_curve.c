/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Curves over offered loads: figures of a run and of replications, places of loss, and the points that stand for a curve.
 */
#include "tests/lib/study/sample.h"
#include "tests/lib/study/sample_curves.h"
#include "tests/lib/suite.h"
#include <math.h>

/* A curve and its study. */
struct fixture {
	struct study *study;
	struct load_curves *c;
};

static const char *const names[] = {"one", "two", "three", NULL};

static struct fixture setup(const struct sample_row *rows, guint n)
{
	struct study *study = sample_crawl(names, G_MAXINT64, rows, n);
	return (struct fixture){study, sample_curves(study, rows, n)};
}

static void teardown(struct fixture *f)
{
	load_curves_free(f->c);
	study_free(f->study);
}

#define SETUP(...)                                                                                           \
	setup((const struct sample_row[]){__VA_ARGS__},                                                      \
	      (guint)(sizeof((const struct sample_row[]){__VA_ARGS__}) / sizeof(struct sample_row)))
#define ROW(curve_, load_, delivered_)                                                                       \
	{                                                                                                    \
		.curve = curve_, .load = load_, .offered = load_, .delivered = delivered_,                   \
		.loss_ratio = (load_ - delivered_) / (double)load_                                           \
	}

/* give: to the point at 700 pps the figures of a run. */
static struct fixture give(const struct scenario *s, const struct result *r)
{
	struct fixture f = SETUP(ROW(0, 700, 0));
	samples_set(f.c->samples, 0, 0, run_values_new(s, r));
	return f;
}

static double drop_of(const struct load_curves *c, int drop)
{
	char *name = g_strconcat("dropped.", drop_names[drop].name, NULL);
	double value = load_figure(c, 0, name);
	g_free(name);
	return value;
}

static void test_run(void)
{
	struct scenario *s = sample_scenario();
	struct result *r = sample_result();
	struct fixture f = give(s, r);
	const struct load_curves *c = f.c;
	CU_ASSERT_EQUAL(load_of(c, 0), 700);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "offered_pps"), 500, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "delivered_pps"), 300, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "loss_ratio"), 390.0 / 990, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(drop_of(c, DROP_tap_queue_full), 145, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "cpu.vhost"), 0.5, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "wasted_cycles_per_packet"), 390.5, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "per_packet.kicks"), 0.25, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "per_packet.cycles"), 5e6, 0);
	CU_ASSERT_TRUE(isnan(load_figure(c, 0, "latency_p99_ns"))); /* six values lie beyond it, too few */
	CU_ASSERT_TRUE(load_figure(c, 0, "latency_p50_ns") >= 300000 &&
		       load_figure(c, 0, "latency_p50_ns") <= 303000);
	teardown(&f);
	result_free(r);
	sample_scenario_free(s);
}

/* The packets of one guest, in 2 s; what is not a packet's stays that of all. Of a guest no load is known, so none is held
 * back. */
static void test_guest(void)
{
	struct scenario *s = sample_scenario();
	struct result *r = sample_result();
	r->n_guests = 2;
	r->guest = g_new0(struct result_guest, 2);
	r->guest[0] = (struct result_guest){.name = g_strdup("flooded"), .offered = 900, .delivered = 580};
	r->guest[1] = (struct result_guest){.name = g_strdup(SAMPLE_GUEST), .offered = 100, .delivered = 20};
	r->guest[1].dropped[DROP_nic_ring_full] = 60;
	struct fixture f = give(s, r);
	g_free(f.study->settings.guest);
	f.study->settings.guest = g_strdup(SAMPLE_GUEST);
	const struct load_curves *c = f.c;
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "offered_pps"), 50, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "delivered_pps"), 10, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "loss_ratio"), 0.75, 0);
	CU_ASSERT_DOUBLE_EQUAL(drop_of(c, DROP_nic_ring_full), 30, 0);
	CU_ASSERT_DOUBLE_EQUAL(drop_of(c, DROP_tap_queue_full), 0, 0);
	CU_ASSERT_STRING_EQUAL(load_lost_at(c, 0), "nic/ring_full");
	CU_ASSERT_DOUBLE_EQUAL(load_figure(c, 0, "wasted_cycles_per_packet"), 390.5, 0);
	teardown(&f);
	result_free(r);
	sample_scenario_free(s);
}

/* Less is offered than 98 % of the load, and nothing lost: the source was held back; of a guest that is not known. */
static void test_held_back(void)
{
	struct fixture f = SETUP({.load = 100, .offered = 97, .delivered = 97},
				 {.load = 200, .offered = 197, .delivered = 197});
	CU_ASSERT_STRING_EQUAL(load_lost_at(f.c, 0), "held back");
	CU_ASSERT_STRING_EQUAL(load_lost_at(f.c, 1), "-");
	CU_ASSERT_EQUAL(load_saturation(f.c, 0), 1);
	g_free(f.study->settings.guest);
	f.study->settings.guest = g_strdup(SAMPLE_GUEST);
	CU_ASSERT_STRING_EQUAL(load_lost_at(f.c, 0), "-");
	teardown(&f);
}

/* Three runs, of which one failed and one does not give the percentile. The interval of 0 and 8: t = 12.706205
 * with 1 degree of freedom, s / sqrt(2) = 4. */
static void test_replications(void)
{
	struct fixture f = SETUP({.load = 7, .delivered = 100, .p99 = 5});
	struct run_values *third =
		sample_values(&(struct sample_row){.load = 7, .delivered = 300, .p99 = NAN});
	char *drop = g_strconcat("dropped.", drop_names[0].name, NULL);
	sample_value_set(third, drop, 8);
	samples_set(f.c->samples, 0, 1, NULL);
	samples_set(f.c->samples, 0, 2, third);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(f.c, 0, "delivered_pps"), 200, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(f.c, 0, drop), 4, 0);
	CU_ASSERT_DOUBLE_EQUAL(load_figure(f.c, 0, "latency_p99_ns"), 5, 0);
	CU_ASSERT_EQUAL(load_interval(f.c, 0, metric_find("latency_p99_ns")).n, 1);
	struct interval lost = load_interval(f.c, 0, load_place_figure(0));
	CU_ASSERT_EQUAL(lost.n, 2);
	CU_ASSERT_DOUBLE_EQUAL(lost.mean, 4, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(lost.half, 4 * 12.706205, 1e-4);
	g_free(drop);
	teardown(&f);
}

/* A study whose first replication is another one: those before it are none of its runs. */
static void test_first_replication(void)
{
	struct fixture f = SETUP({.load = 7, .delivered = 100});
	int n;
	f.study->first = 2;
	samples_set(f.c->samples, 0, 2, sample_values(&(struct sample_row){.load = 7, .delivered = 300}));
	double *values = load_values(f.c, 0, metric_find("delivered_pps"), &n);
	CU_ASSERT_EQUAL_FATAL(n, 1);
	CU_ASSERT_DOUBLE_EQUAL(values[0], 300, 0);
	g_free(values);
	teardown(&f);
}

static void test_places(void)
{
	struct fixture f = SETUP(ROW(0, 100, 100));
	struct run_values *v = sample_run_of(f.c, 0, 100, 0);
	double all = 0, by_place = 0;
	for (int i = 0; i < DROPS; i++) {
		char *name = g_strconcat("dropped.", drop_names[i].name, NULL);
		sample_value_set(v, name, 1 << i);
		all += 1 << i;
		g_free(name);
	}
	for (int p = 0; p < load_place_count(); p++) {
		CU_ASSERT_PTR_NULL(strchr(load_place_name(p), '/'));
		by_place += load_mean(f.c, 0, load_place_figure(p));
	}
	CU_ASSERT_STRING_EQUAL(load_place_name(0), "nic");
	CU_ASSERT_DOUBLE_EQUAL(by_place, all, 0);
	teardown(&f);
}

/* Names are the values that differ; where there is one curve, all that are no loads. Loads rise, whatever the order of the
 * axis. */
static void test_curves(void)
{
	struct fixture f = SETUP(ROW(0, 300, 1), ROW(0, 100, 1), ROW(1, 300, 1));
	CU_ASSERT_EQUAL_FATAL(f.c->curves->len, 3);
	CU_ASSERT_STRING_EQUAL(load_curve_at(f.c, 1)->name, "two");
	CU_ASSERT_EQUAL(load_curve_at(f.c, 0)->points->len, 2);
	CU_ASSERT_EQUAL(load_of(f.c, load_curve_point(load_curve_at(f.c, 0), 0)), 100);
	CU_ASSERT_EQUAL(load_of(f.c, load_curve_point(load_curve_at(f.c, 0), 1)), 300);
	CU_ASSERT_EQUAL(load_curve_at(f.c, 2)->points->len, 0);
	teardown(&f);
	static const char *const alone[] = {"alone", NULL};
	const struct sample_row row = ROW(0, 100, 1);
	f.study = sample_crawl(alone, 1, &row, 1);
	f.c = sample_curves(f.study, &row, 1);
	CU_ASSERT_STRING_EQUAL(load_curve_at(f.c, 0)->name, "alone");
	teardown(&f);
}

/* The first curve loses a little at 200, nothing worth counting at 300, much at 400. */
static void test_saturation_and_best(void)
{
	struct fixture f =
		SETUP({.curve = 0, .load = 100, .offered = 100, .delivered = 100},
		      {.curve = 0, .load = 200, .offered = 200, .delivered = 199, .loss_ratio = 0.0011},
		      {.curve = 0, .load = 300, .offered = 300, .delivered = 299.7, .loss_ratio = 0.001},
		      {.curve = 0, .load = 400, .offered = 400, .delivered = 250, .loss_ratio = 0.375},
		      {.curve = 1, .load = 100, .offered = 100, .delivered = 50, .loss_ratio = 0.5});
	CU_ASSERT_EQUAL(load_of(f.c, load_saturation(f.c, 0)), 300);
	CU_ASSERT_EQUAL(load_of(f.c, load_best(f.c, 0)), 300);
	CU_ASSERT_EQUAL(load_saturation(f.c, 1), -1);
	CU_ASSERT_EQUAL(load_of(f.c, load_best(f.c, 1)), 100);
	CU_ASSERT_EQUAL(load_saturation(f.c, 2), -1);
	CU_ASSERT_EQUAL(load_best(f.c, 2), -1);
	teardown(&f);
}

static void expect_peak(struct fixture f, guint curve, int64_t load)
{
	int peak = load_peak(f.c, curve);
	CU_ASSERT_EQUAL(peak < 0 ? -1 : load_of(f.c, peak), load);
	teardown(&f);
}

static void test_peak(void)
{
	/* a plateau: its beginning, though more is delivered on it later; 1 % below it counts */
	expect_peak(SETUP(ROW(0, 100, 100), ROW(0, 200, 199), ROW(0, 300, 200), ROW(0, 400, 201)), 0, 200);
	expect_peak(SETUP(ROW(0, 100, 100), ROW(0, 200, 197), ROW(0, 300, 200)), 0, 300);
	/* a collapse and a late return to more than the peak */
	expect_peak(SETUP(ROW(0, 100, 100), ROW(0, 200, 180), ROW(0, 300, 90), ROW(0, 400, 190)), 0, 200);
	/* fewer packets came, none was lost: no fall */
	expect_peak(SETUP({.load = 100, .delivered = 100}, {.load = 101, .delivered = 90},
			  {.load = 200, .delivered = 200}),
		    0, 200);
	/* the points of another curve do not matter; nor does a load that nothing came through at */
	expect_peak(SETUP(ROW(0, 100, 100), ROW(1, 100, 60), ROW(1, 200, 10)), 1, 100);
	expect_peak(SETUP(ROW(0, 100, 0), ROW(0, 200, 0)), 0, 100);
	expect_peak(SETUP(ROW(0, 100, 100)), 2, -1);
}

static void test_least_and_ends(void)
{
	struct fixture f = SETUP(ROW(1, 50, 1), ROW(0, 100, 100), ROW(0, 200, 40), ROW(0, 300, 70));
	CU_ASSERT_EQUAL(load_of(f.c, load_least(f.c, 0)), 200);
	CU_ASSERT_EQUAL(load_of(f.c, load_lowest(f.c, 0)), 100);
	CU_ASSERT_EQUAL(load_of(f.c, load_highest(f.c, 0)), 300);
	CU_ASSERT_EQUAL(load_highest(f.c, 2), -1);
	teardown(&f);
}

static const struct test_case cases[] = {
	{"figures of a run", test_run},
	{"figures of a guest", test_guest},
	{"held back", test_held_back},
	{"replications", test_replications},
	{"another first replication", test_first_replication},
	{"places of loss", test_places},
	{"curves", test_curves},
	{"saturation and best rate", test_saturation_and_best},
	{"the first peak", test_peak},
	{"least rate and ends", test_least_and_ends},
};

SUITE("load curve", cases)
