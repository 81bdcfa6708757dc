/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of a study: intervals of points and of pairs from values written by hand, what the terminal shows of them
 * and what the document does.
 */
#include "tests/lib/expect.h"
#include "tests/lib/study/sample_report.h"
#include "tools/study/report/report_table.h"
#include <string.h>

static const struct sample_axis load = {"load", true, UNIT_RATE, {"2kpps", "4kpps"}};
static const struct sample_axis flow = {"flow", false, UNIT_COUNT, {"vhost", "feedback", "callback"}};
static const struct sample_axis ring = {"ring", true, UNIT_COUNT, {"256"}};

/* fill: three runs of each point: vhost delivers 1, 2 and 3 kpps, feedback 0.1 more of each, callback twice as much. Of
 * the last point no run gave a result. */
static void fill(struct summary *s)
{
	for (guint point = 0; point < 5; point++)
		for (int64_t i = 0; i < 3; i++) {
			double a = 1000.0 * (double)(i + 1);
			double delivered = point % 3 == 0 ? a : point % 3 == 1 ? a + 100 : 2 * a;
			sample_add(s, (struct sample_run){point, i, 8000, delivered, NAN});
		}
}

/* Of 1, 2, 3: t = 4.302653 with 2 degrees of freedom, s = 1, so 4.302653 / sqrt(3). */
static void test_intervals(void)
{
	struct study *s = sample_study((struct sample_axis[]){load, flow}, 2);
	struct report *r = report_of(s, fill);
	struct interval i = report_interval(r, 0, REPORT_RATE);
	CU_ASSERT_EQUAL(i.n, 3);
	CU_ASSERT_DOUBLE_EQUAL(i.mean, 2, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(i.half, 2.484138, 1e-6);
	CU_ASSERT_DOUBLE_EQUAL(report_interval(r, 0, REPORT_LOSS).mean, 75, 1e-12);
	CU_ASSERT_TRUE(isnan(report_interval(r, 0, REPORT_P99).mean));
	CU_ASSERT_EQUAL(report_runs(r, 4), 3);
	CU_ASSERT_EQUAL(report_runs(r, 5), 0);
	CU_ASSERT_TRUE(isnan(report_interval(r, 5, REPORT_RATE).mean));
	report_free(r);
	study_free(s);
}

/* 2.1 is 5 % above 2; the residuals b - 1.05 a are 50, 0, -50 pps. What is exactly twice as much has no error. */
static void test_differences(void)
{
	struct study *s = sample_study((struct sample_axis[]){load, flow}, 2);
	struct report *r = report_of(s, fill);
	struct interval d = report_difference(r, 1, 0, REPORT_RATE);
	CU_ASSERT_EQUAL(d.n, 3);
	CU_ASSERT_DOUBLE_EQUAL(d.mean, 5, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(d.half, 100 * 4.302653 * 50 / sqrt(3) / 2000, 1e-5);
	d = report_difference(r, 2, 0, REPORT_RATE);
	CU_ASSERT_DOUBLE_EQUAL(d.mean, 100, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(d.half, 0, 1e-9);
	/* 8 kpps offered: 100 pps more delivered are 1.25 % less lost, in every pair */
	d = report_difference(r, 1, 0, REPORT_LOSS);
	CU_ASSERT_DOUBLE_EQUAL(d.mean, -1.25, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(d.half, 0, 1e-9);
	CU_ASSERT_TRUE(isnan(report_difference(r, 5, 3, REPORT_RATE).mean));
	report_free(r);
	study_free(s);
}

static char *text_of(const struct study *s, void (*runs)(struct summary *s),
		     char *(*form)(const struct report *r))
{
	struct report *r = report_of(s, runs);
	char *text = form(r);
	report_free(r);
	return text;
}

static void test_compared(void)
{
	struct study *s = sample_study((struct sample_axis[]){load, ring, flow}, 3);
	char *text = text_of(s, fill, report_text);
	CU_ASSERT_STRING_EQUAL(
		text, "ring 256\n\n"
		      "forwarding rate: vhost in kpps, and how much more the others have in %\n"
		      " load  n       vhost     feedback       callback\n"
		      "                kpps            %              %\n"
		      "2kpps  3  2.0 +- 2.5  +5.0 +- 6.2  +100.0 +- 0.0\n"
		      "4kpps  3  2.0 +- 2.5  +5.0 +- 6.2              -\n\n"
		      "Means of n replications and half widths of their 95 % intervals (Student t);\n"
		      "differences are those of runs with the same random numbers.\n");
	g_free(text);
	study_free(s);
}

static void test_document(void)
{
	struct study *s = sample_study((struct sample_axis[]){load, flow}, 2);
	char *text = text_of(s, fill, report_markdown);
	EXPECT(text, "# sample\n\nWhat's it?\n\n",
	       "| load | flow | n | forwarding rate (kpps) | loss ratio (%) | p99 latency (us) | cycles "
	       "(/packet) |\n",
	       "| 2kpps | vhost | 3 | 2.0 ± 2.5 | 75.000 ± 31.052 | - | - |\n",
	       "| 4kpps | callback | 0 | - | - | - | - |\n",
	       "## loss ratio: vhost in %, and how much more the others have in points\n",
	       "| 2kpps | 3 | 75.000 ± 31.052 | -1.250 ± 0.000 | -25.000 ± 31.052 |\n", "## cycles: ");
	g_free(text);
	study_free(s);
}

static void one_each(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		sample_add(s, (struct sample_run){i, 0, 1000, 500, NAN});
}

/* Three runs, of which one knows the percentile. */
static void one_knows(struct summary *s)
{
	for (guint i = 0; i < s->points->len; i++)
		for (int k = 0; k < 3; k++)
			sample_add(s, (struct sample_run){i, k, 1000, 500, k ? NAN : 20000});
}

/* A figure stands under the number of runs that it rests on. */
static void test_fewer_runs(void)
{
	struct study *s = sample_study((struct sample_axis[]){load, flow}, 2);
	char *text = text_of(s, one_knows, report_markdown);
	EXPECT(text, "| 2kpps | vhost | 3 | 0.5 ± 0.0 | 50.000 ± 0.000 | 20.0 (n = 1) | - |\n",
	       "| 2kpps | 3 | 20.0 (n = 1) | 0.0 (n = 1) | 0.0 (n = 1) |\n");
	g_free(text);
	study_free(s);
}

static guint lines_of(const char *text)
{
	guint n = 0;
	while ((text = strchr(text, '\n')))
		n++, text++;
	return n;
}

/* 15 x 4 points: five of the loads fit, the first and the last among them; the document has all. */
static void test_screenful(void)
{
	const struct sample_axis axes[] = {
		{"load",
		 true,
		 UNIT_RATE,
		 {"1pps", "2pps", "3pps", "4pps", "5pps", "6pps", "7pps", "8pps", "9pps", "10pps", "11pps",
		  "12pps", "13pps", "14pps", "15pps"}},
		{"frame", false, UNIT_COUNT, {"64B", "128B", "512B", "imix"}},
	};
	struct study *s = sample_study(axes, 2);
	char *text = text_of(s, one_each, report_text), *document = text_of(s, one_each, report_markdown);
	CU_ASSERT_TRUE(lines_of(text) <= 46);
	EXPECT(text, " 1pps  64B    1              0.5      50.000", "15pps  imix   1",
	       "20 rows more are in summary.md; vhostsim export prints every run\n");
	CU_ASSERT_EQUAL(lines_of(document), 4 + 2 + 60 + 2);
	CU_ASSERT_PTR_NULL(strstr(document, "rows more"));
	g_free(text);
	g_free(document);
	study_free(s);
}

/* One run each: no half widths. The metric that decides the number of runs is shown, and whose packets count. */
static void test_one_run(void)
{
	struct study *s = sample_study(&ring, 1);
	s->settings.precision = 10000;
	g_free(s->settings.precision_metric);
	s->settings.precision_metric = g_strdup("offered_pps");
	g_free(s->settings.guest);
	s->settings.guest = g_strdup("quiet");
	s->settings.confidence = 999000;
	char *text = text_of(s, one_each, report_text);
	EXPECT(text, "ring 256\n\n", "offered_pps\n", "of their 99.9 % intervals",
	       "Packets and their latency are those of guest quiet; costs are of all.\n");
	CU_ASSERT_PTR_NULL(strstr(text, "+-"));
	g_free(text);
	study_free(s);
}

/* A run that is not there leaves its partner without a pair: of 1, 2, 3 and 1.1, -, 3.1 the first and the last. */
static void holes(struct summary *s)
{
	for (int64_t i = 0; i < 3; i++) {
		sample_add(s, (struct sample_run){0, i, 8000, 1000.0 * (double)(i + 1), NAN});
		if (i != 1)
			sample_add(s, (struct sample_run){1, i, 8000, 1000.0 * (double)(i + 1) + 100, NAN});
	}
}

static void test_holes(void)
{
	struct study *s = sample_study(&flow, 1);
	struct report *r = report_of(s, holes);
	CU_ASSERT_EQUAL(report_interval(r, 1, REPORT_RATE).n, 2);
	struct interval d = report_difference(r, 1, 0, REPORT_RATE);
	CU_ASSERT_EQUAL(d.n, 2);
	CU_ASSERT_DOUBLE_EQUAL(d.mean, 5, 1e-9);
	report_free(r);
	study_free(s);
}

/* Of 3 x 3 combinations the three on which flow and kernel are at one place are in the plan: one axis, as it were. */
static void test_together(void)
{
	const struct sample_axis kernel = {"kernel", false, UNIT_COUNT, {"3.13", "5.10", "6.6"}};
	struct study *s = sample_study((struct sample_axis[]){kernel, flow}, 2);
	((struct study_axis *)g_ptr_array_index(s->axes, 1))->group = 0;
	for (guint i = s->points->len; i-- > 0;)
		if (i % 4 != 0)
			g_ptr_array_remove_index(s->points, i);
	char *text = text_of(s, one_each, report_text);
	EXPECT(text, "\nn  vhost  feedback  callback\n    kpps         %         %\n1    0.5       0.0       "
		     "0.0\n");
	g_free(text);
	study_free(s);
}

/* The plan may begin with a point of another system than the first. */
static void test_other_order(void)
{
	struct study *s = sample_study((struct sample_axis[]){load, flow}, 2);
	g_ptr_array_insert(s->points, 2, g_ptr_array_steal_index(s->points, 0));
	char *text = text_of(s, fill, report_text);
	EXPECT(text, "2kpps  3  4.0 +- 5.0  -50.0 +- 0.0  -47.5 +- 3.1\n");
	g_free(text);
	study_free(s);
}

/* Another axis is compared, of numbers too. */
static void test_compare(void)
{
	struct study *s = sample_study((struct sample_axis[]){load, flow}, 2);
	g_free(s->settings.compare);
	s->settings.compare = g_strdup("load");
	char *text = text_of(s, fill, report_text);
	EXPECT(text, "forwarding rate: 2kpps in kpps, and how much more",
	       "\nfeedback  3  2.1 +- 2.5  0.0 +- 0.0\n");
	g_free(text);
	study_free(s);
}

static const struct test_case cases[] = {
	{"intervals", test_intervals},
	{"differences of pairs", test_differences},
	{"systems compared", test_compared},
	{"document", test_document},
	{"figures of fewer runs", test_fewer_runs},
	{"a screenful", test_screenful},
	{"one run", test_one_run},
	{"runs without a partner", test_holes},
	{"axes that move together", test_together},
	{"another axis compared", test_compare},
	{"points in another order", test_other_order},
};

SUITE("report", cases)
