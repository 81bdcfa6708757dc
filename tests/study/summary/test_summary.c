/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/faults.h"
#include "tests/lib/study/sample_summary.h"
#include "tests/lib/suite.h"
#include "tools/study/summary/summary_store.h"

#define HEAD "# vhostsim summary, format 1\n# study: sample\n# model: \n# seed: 1\n# confidence: 0.95\n"
#define COLUMNS "load,flow,metric,unit,n,mean,half_width,sd,min,max\n"

static struct summary *read_text(const char *text, struct diag *d)
{
	char *folder = folder_new();
	char *path = file_write(folder, "s.csv", text, strlen(text));
	/* the places of faults outlive this */
	struct summary *s = summary_read(g_intern_string(path), (struct place){"--reference", 0, 0}, d);
	g_remove(path);
	g_rmdir(folder);
	g_free(path);
	g_free(folder);
	return s;
}

/* 2, 4, 6: mean 4, deviation 2, half width t(2) 4.302653 * 2 / sqrt(3). */
static void test_text(void)
{
	struct summary *s = sample_summary("store", "1");
	struct summary_point *p = sample_summary_point(s, "850kpps", "vhost");
	static const double runs[][2] = {{2, 0.1}, {4, NAN}, {6, NAN}};
	for (int i = 0; i < 3; i++)
		summary_add_run(s, p, i, 1, runs[i]);
	sample_summary_point(s, "1Mpps", "a \"b\", c");
	char *text = summary_text(s);
	CU_ASSERT_STRING_EQUAL(text, HEAD COLUMNS "850kpps,vhost,delivered_pps,pps,3,4,4.96828,2,2,6\n"
						  "850kpps,vhost,loss_ratio,,1,0.1,,,0.1,0.1\n");
	g_free(text);
	summary_free(s);
	summary_free(NULL);
}

/* What was written reads back as the very values and is written again with the same bytes. */
static void test_round_trip(void)
{
	struct noise r = {141421};
	struct summary *s = sample_summary("store", "several");
	static const char *const flows[] = {"vhost", "a,b", "with \"quotes\""};
	for (int i = 0; i < 3; i++)
		sample_runs(s, sample_summary_point(s, "1Mpps", flows[i]), 7, 1, 123456.789 / 7, 0.03, 0.01,
			    &r);
	g_free(s->guest);
	s->guest = g_strdup("vm0");
	s->confidence = 0.99;
	char *text = summary_text(s);
	struct diag *d = diag_new();
	struct summary *back = read_text(text, d);
	CU_ASSERT_EQUAL(diag_count(d), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(back);
	char *again = summary_text(back);
	CU_ASSERT_STRING_EQUAL(text, again);
	CU_ASSERT_EQUAL(back->points->len, 3);
	CU_ASSERT_STRING_EQUAL(back->guest, "vm0");
	CU_ASSERT_EQUAL(back->confidence, 0.99);
	for (guint p = 0; p < 3; p++) {
		const struct summary_point *a = g_ptr_array_index(s->points, p),
					   *b = g_ptr_array_index(back->points, p);
		CU_ASSERT_STRING_EQUAL(a->values[1], b->values[1]);
		for (int m = 0; m < 2; m++) {
			struct summary_cell x = summary_cell(a, m), y = summary_cell(b, m);
			CU_ASSERT(x.n == y.n && x.mean == y.mean && x.least == y.least && x.most == y.most);
			CU_ASSERT_DOUBLE_EQUAL(x.deviation, y.deviation, 1e-11 * x.deviation);
			CU_ASSERT_DOUBLE_EQUAL(summary_estimate(x).error, x.deviation / sqrt(7), 1e-9);
		}
	}
	g_free(text);
	g_free(again);
	summary_free(s);
	summary_free(back);
	diag_free(d);
}

static void test_edited(void)
{
	static const char text[] = "# vhostsim summary, format 1\r\n# seed: 7\r\n"
				   "metric,unit,n,mean,half_width,sd,min,max\r\n"
				   "delivered_pps,pps,3,1e5,,12,99000,101000\r\n";
	struct diag *d = diag_new();
	struct summary *s = read_text(text, d);
	CU_ASSERT_EQUAL(diag_count(d), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(s->axes->len, 0);
	CU_ASSERT_STRING_EQUAL(s->seed, "7");
	int number = summary_metric(s, metric_find("delivered_pps"));
	CU_ASSERT_EQUAL(summary_metric(s, metric_find("loss_ratio")), -1);
	struct summary_cell c = summary_cell(g_ptr_array_index(s->points, 0), number);
	CU_ASSERT(c.n == 3 && c.mean == 1e5 && c.deviation == 12);
	CU_ASSERT_EQUAL(summary_cell(g_ptr_array_index(s->points, 0), -1).n, 0);
	summary_free(s);
	diag_free(d);
}

#define ROW "1Mpps,vhost,delivered_pps,pps,3,4,5,2,2,6\n"

static void test_faults(void)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{"load,flow\n", "1:1: error: this is no summary of a study"},
		{"# vhostsim summary, format 2\n", "1:1: error: this is no summary of a study"},
		{HEAD "# sed: 3\n" COLUMNS, "6:1: error: a line of the head is one of study, model, seed"},
		{HEAD "#\n" COLUMNS, "6:1: error: a line of the head is one of"},
		{HEAD "#: 3\n" COLUMNS, "6:1: error: a line of the head is one of"},
		{"# vhostsim summary, format 1\n# confidence: 95\n" COLUMNS,
		 "2:1: error: \"95\" is no confidence"},
		{"# vhostsim summary, format 1\n# confidence: 1\n" COLUMNS,
		 "2:1: error: \"1\" is no confidence"},
		{"# vhostsim summary, format 1\n# confidence: 0\n" COLUMNS,
		 "2:1: error: \"0\" is no confidence"},
		{"# vhostsim summary, format 1\n# confidence: 0.95x\n" COLUMNS,
		 "2:1: error: \"0.95x\" is no confidence"},
		{HEAD, "6:1: error: the line with the names of the columns is missing"},
		{HEAD "load,metric,unit,n,mean\n",
		 "6:1: error: the columns must be those of the axes, then metric,unit"},
		{HEAD COLUMNS ROW "1Mpps,vhost,delivered_pps\n", "8:1: error: a row has 10 fields, not 3"},
		{HEAD COLUMNS "1Mpps,vhost,deliverd_pps,pps,3,4,5,2,2,6\n",
		 "7:13: error: there is no metric \"deliverd_pps\"; did you mean delivered_pps?"},
		{HEAD COLUMNS "1Mpps,vhost,delivered_pps,kpps,3,4,5,2,2,6\n",
		 "7:27: error: the unit of delivered_pps is \"pps\", not \"kpps\""},
		{HEAD COLUMNS "1Mpps,vhost,delivered_pps,pps,0,4,5,2,2,6\n",
		 "7:31: error: \"0\" is no count"},
		{HEAD COLUMNS "1Mpps,vhost,delivered_pps,pps,1000000001,4,5,2,2,6\n",
		 "7:31: error: \"1000000001\" is no count"},
		{HEAD COLUMNS "1Mpps,vhost,delivered_pps,pps,3,4x,5,2,2,6\n",
		 "7:33: error: \"4x\" is no number"},
		{HEAD COLUMNS "1Mpps,vhost,delivered_pps,pps,3,,5,2,2,6\n", "7:33: error: \"\" is no number"},
		{HEAD COLUMNS "1Mpps,vhost,delivered_pps,pps,3,nan,5,2,2,6\n",
		 "7:33: error: \"nan\" is no number"},
		{HEAD COLUMNS "1Mpps,vhost,delivered_pps,pps,3,4,5,-2,2,6\n",
		 "7:37: error: a standard deviation is not below 0"},
		{HEAD COLUMNS "1Mpps,vhost,delivered_pps,pps,1,4,,2,2,6\n",
		 "7:36: error: one replication has no standard deviation"},
		{HEAD COLUMNS ROW ROW, "8:1: error: delivered_pps of this point stands here a second time"},
		{HEAD COLUMNS "1Mpps,\"vhost\n", "7:7: error: this quote is not closed"},
	};
	EACH_CASE (i, cases, text) {
		struct diag *d = diag_new();
		CU_ASSERT_PTR_NULL(read_text(cases[i].text, d));
		char **lines = faults_printed(d);
		bool there = g_strv_length(lines) == 1 && strstr(lines[0], "s.csv:") &&
			     strstr(lines[0], cases[i].fault);
		CU_ASSERT_TRUE(there);
		if (!there)
			printf("case %zu: %s\n", i, lines[0] ? lines[0] : "no fault");
		g_strfreev(lines);
		diag_free(d);
	}
}

/* All faults of the rows in one pass; a file that is not there. */
static void test_more_faults(void)
{
	struct diag *d = diag_new();
	CU_ASSERT_PTR_NULL(
		read_text(HEAD COLUMNS "1,v,delivered_pps,pps,x,y,5,2,z,6\n1,v,pps,pps,1,1,1,1,1,1\n", d));
	CU_ASSERT_EQUAL(diag_count(d), 5);
	diag_free(d);
	d = diag_new();
	CU_ASSERT_PTR_NULL(summary_read("/nowhere/s.csv", (struct place){"--reference", 0, 0}, d));
	static const char *const missing[] = {
		"--reference: error: /nowhere/s.csv cannot be read: No such file"};
	faults_expect("missing", d, missing, 1);
}

/* What begins with the sign of a comment is a text, however short; all else is not. */
static void test_is_text(void)
{
	static const struct {
		const char *text;
		bool is_text;
	} cases[] = {{"#", true},
		     {"# vhostsim summary, format 1\n", true},
		     {"", false},
		     {"a#", false},
		     {"SQLite format 3", false}};
	char *folder = folder_new();
	EACH_CASE (i, cases, text) {
		char *path = file_write(folder, "s", cases[i].text, strlen(cases[i].text));
		CU_ASSERT_EQUAL(summary_is_text(path), cases[i].is_text);
		g_free(path);
	}
	CU_ASSERT_FALSE(summary_is_text("/nowhere/s.csv"));
	folder_remove(folder);
}

static const struct test_case tests[] = {
	{"as text", test_text},
	{"there and back", test_round_trip},
	{"an edited file", test_edited},
	{"faults", test_faults},
	{"several faults, no file", test_more_faults},
	{"what is a text", test_is_text},
};

SUITE("summary", tests)
