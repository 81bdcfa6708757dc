/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/faults.h"
#include "tests/lib/study/sample_summary.h"
#include "tests/lib/suite.h"
#include "tools/study/judge/difference_table.h"
#include "tools/text/csv_reader.h"
#include <json-glib/json-glib.h>

#define RUNS 10

/* A study of two flows at three loads; with `common` both of a pair share most of their noise. */
static struct summary *sample(const char *path, const char *seed, double factor, struct noise *r)
{
	static const char *const loads[] = {"200kpps", "500kpps", "850kpps"}, *const flows[] = {"vhost",
												"feedback"};
	struct summary *s = sample_summary(path, seed);
	for (int i = 0; i < 6; i++)
		sample_runs(s, sample_summary_point(s, loads[i / 2], flows[i % 2]), RUNS, atoi(seed),
			    factor * (3e5 + i * 1e5), 0.004, 0.0005, r);
	return s;
}

static struct differences *compare(const struct summary *a, const struct summary *b)
{
	GError *error = NULL;
	struct differences *d = differences_new(a, b, a->metrics, 0.02, 0.99, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	return d;
}

static const struct difference *at(const struct differences *d, guint i)
{
	return &g_array_index(d->list, struct difference, i);
}

/* The same seeds: pairs, whose intervals are much narrower than what another seed gives. */
static void test_pairs(void)
{
	struct noise r = {112358};
	struct summary *a = sample("a", "1", 1, &r), *same = sample("b", "1", 1, &r),
		       *other = sample("c", "2", 1, &r);
	struct differences *paired = compare(a, same), *apart = compare(a, other);
	CU_ASSERT_EQUAL(paired->points, 6);
	CU_ASSERT_EQUAL(paired->list->len, 12);
	CU_ASSERT_EQUAL(paired->count[VERDICT_FAIL] + apart->count[VERDICT_FAIL], 0);
	CU_ASSERT_DOUBLE_EQUAL(paired->each, 1 - 0.01 / 12, 1e-12);
	for (guint i = 0; i < 12; i++) {
		CU_ASSERT_TRUE(at(paired, i)->c.paired && !at(apart, i)->c.paired);
		CU_ASSERT_EQUAL(at(paired, i)->c.change.n, RUNS);
		CU_ASSERT_EQUAL(at(apart, i)->c.change.n, 2 * RUNS);
		CU_ASSERT_TRUE(at(paired, i)->change.half * 2 < at(apart, i)->change.half);
	}
	differences_free(paired);
	differences_free(apart);
	summary_free(a);
	summary_free(same);
	summary_free(other);
}

/* Another seed is no change in 100 tries; 5 % less is found in each, with and without pairs. */
static void test_noise(void)
{
	struct noise r = {99991};
	int noise = 0, slower = 0, slower_pairs = 0;
	struct summary *a = sample("a", "1", 1, &r);
	for (int i = 0; i < 100; i++) {
		char *seed = g_strdup_printf("%d", i + 2);
		struct summary *b = sample("b", seed, 1, &r), *slow = sample("s", seed, 0.95, &r),
			       *pair = sample("p", "1", 0.95, &r);
		struct differences *d = compare(a, b), *s = compare(a, slow), *p = compare(a, pair);
		noise += d->count[VERDICT_FAIL] > 0;
		slower += s->count[VERDICT_FAIL] > 0;
		slower_pairs += p->count[VERDICT_FAIL] >= 6;
		differences_free(d);
		differences_free(s);
		differences_free(p);
		summary_free(b);
		summary_free(slow);
		summary_free(pair);
		g_free(seed);
	}
	CU_ASSERT_EQUAL(noise, 0);
	CU_ASSERT_EQUAL(slower, 100);
	CU_ASSERT_EQUAL(slower_pairs, 100);
	summary_free(a);
}

static struct summary *as_text(const struct summary *s, const char *folder, const char *name)
{
	char *text = summary_text(s), *path = file_write(folder, name, text, strlen(text));
	struct diag *d = diag_new();
	struct summary *back = summary_read(path, (struct place){path, 0, 0}, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(back);
	g_remove(path);
	diag_free(d);
	g_free(path);
	g_free(text);
	return back;
}

/* A text has no runs: separate samples, with the figures of Welch's interval of the same values. */
static void test_texts(void)
{
	struct noise r = {27182};
	char *folder = folder_new();
	struct summary *a = sample("a", "1", 1, &r), *b = sample("b", "2", 0.95, &r);
	struct summary *text = as_text(a, folder, "a.csv");
	struct differences *d = compare(a, b), *t = compare(text, b);
	CU_ASSERT_EQUAL(t->count[VERDICT_FAIL], d->count[VERDICT_FAIL]);
	for (guint i = 0; i < t->list->len; i++) {
		CU_ASSERT_FALSE(at(t, i)->c.paired);
		CU_ASSERT_DOUBLE_EQUAL(at(t, i)->change.mean, at(d, i)->change.mean, 1e-9);
		CU_ASSERT_DOUBLE_EQUAL(at(t, i)->change.half, at(d, i)->change.half, 1e-9);
	}
	differences_free(d);
	differences_free(t);
	summary_free(a);
	summary_free(b);
	summary_free(text);
	g_rmdir(folder);
	g_free(folder);
}

/* The same runs, one side as a text: nothing changed, and no noise is in the way. */
static void test_same_runs(void)
{
	struct noise r = {57721};
	char *folder = folder_new();
	struct summary *a = sample("a", "1", 1, &r);
	struct summary *text = as_text(a, folder, "a.csv");
	struct differences *d = compare(text, a);
	CU_ASSERT_EQUAL(d->count[VERDICT_PASS], 12);
	for (guint i = 0; i < 12; i++)
		CU_ASSERT(at(d, i)->c.paired && at(d, i)->change.mean == 0 && at(d, i)->change.half == 0);
	differences_free(d);
	summary_free(a);
	summary_free(text);
	g_rmdir(folder);
	g_free(folder);
}

/* The same single run, one side as a text: nothing changed, unless the seed is another. */
static void test_same_single_run(void)
{
	char *folder = folder_new();
	for (int other = 0; other < 2; other++) {
		struct summary *s = sample_summary("s", "1"), *b = sample_summary("b", other ? "2" : "1");
		summary_add_run(s, sample_summary_point(s, "1Mpps", "vhost"), 0, 1, (double[]){1e5, 0.1});
		summary_add_run(b, sample_summary_point(b, "1Mpps", "vhost"), 0, other ? 2 : 1,
				(double[]){1e5, 0.1});
		struct summary *a = as_text(s, folder, "a");
		struct differences *d = compare(a, b);
		CU_ASSERT_EQUAL(at(d, 0)->c.paired, !other);
		CU_ASSERT_EQUAL(at(d, 0)->c.change.mean, 0);
		CU_ASSERT_EQUAL(at(d, 0)->j.verdict, other ? VERDICT_NOT_SHOWN : VERDICT_PASS);
		differences_free(d);
		summary_free(s);
		summary_free(a);
		summary_free(b);
	}
	g_rmdir(folder);
	g_free(folder);
}

/* One run on each side: decided by the figures where the seed is the same, in texts too. */
static void test_single_runs(void)
{
	struct noise r = {31415};
	char *folder = folder_new();
	struct summary *s[3];
	for (int i = 0; i < 3; i++) {
		s[i] = sample_summary("s", i < 2 ? "1" : "2");
		sample_runs(s[i], sample_summary_point(s[i], "1Mpps", "vhost"), 1, i < 2 ? 1 : 2,
			    i ? 0.9e5 : 1e5, 0.001, 0.0001, &r);
	}
	struct summary *a = as_text(s[0], folder, "a"), *b = as_text(s[1], folder, "b");
	struct differences *d[] = {compare(s[0], s[1]), compare(a, b), compare(s[0], s[2]), compare(a, s[1])};
	static const enum study_verdict expected[] = {VERDICT_FAIL, VERDICT_FAIL, VERDICT_NOT_SHOWN,
						      VERDICT_FAIL};
	for (int i = 0; i < 4; i++) {
		CU_ASSERT_EQUAL(at(d[i], 0)->j.verdict, expected[i]);
		CU_ASSERT_EQUAL(at(d[i], 0)->differs, expected[i] == VERDICT_FAIL);
		CU_ASSERT_EQUAL(d[i]->each, 0.99);
		differences_free(d[i]);
	}
	for (int i = 0; i < 3; i++)
		summary_free(s[i]);
	summary_free(a);
	summary_free(b);
	g_rmdir(folder);
	g_free(folder);
}

/* A point of one value without spread: n is 2. */
static void fixed_point(struct summary *s, const char *first, const char *second, double value)
{
	struct summary_point *p = sample_summary_point(s, first, second);
	for (int i = 0; i < 2; i++)
		summary_add_run(s, p, i, 1, (double[]){value, 0});
}

/* Axes in another order, points that one side lacks. */
static void test_matching(void)
{
	struct summary *a = sample_summary("a", "1"), *b = sample_summary("b", "1");
	g_ptr_array_add(b->axes, g_ptr_array_steal_index(b->axes, 0));
	fixed_point(a, "1Mpps", "vhost", 100);
	fixed_point(a, "2Mpps", "vhost", 200);
	fixed_point(b, "vhost", "3Mpps", 300);
	fixed_point(b, "vhost", "2Mpps", 200);
	struct differences *d = compare(a, b);
	CU_ASSERT_EQUAL(d->points, 1);
	CU_ASSERT_EQUAL(d->count[VERDICT_PASS], 2);
	char *text = difference_text(d, false);
	CU_ASSERT_PTR_NOT_NULL(strstr(
		text, "only in A: load=1Mpps flow=vhost\nonly in B: flow=vhost load=3Mpps\n"
		      "2 figures of 1 points compared, tolerance 2 %, intervals that all hold together "
		      "with 99 %: 2 pass, 0 fail, 0 no difference shown\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "delivered_pps"));
	g_free(text);
	differences_free(d);
	summary_free(a);
	summary_free(b);
}

static void test_refused(void)
{
	struct summary *a = sample_summary("a", "1"), *b = sample_summary("b", "1");
	GError *error = NULL;
	CU_ASSERT_PTR_NULL(differences_new(a, b, a->metrics, 0.02, 0.99, &error));
	CU_ASSERT_STRING_EQUAL(error->message, "a and b have no point in common");
	g_clear_error(&error);
	g_ptr_array_add(b->axes, g_strdup("kernel"));
	CU_ASSERT_PTR_NULL(differences_new(a, b, a->metrics, 0.02, 0.99, &error));
	CU_ASSERT_STRING_EQUAL(error->message, "b has the axis \"kernel\", which a does not have");
	g_clear_error(&error);
	CU_ASSERT_PTR_NULL(differences_new(b, a, a->metrics, 0.02, 0.99, &error));
	CU_ASSERT_STRING_EQUAL(error->message, "b has the axis \"kernel\", which a does not have");
	g_clear_error(&error);
	g_ptr_array_remove_index(b->axes, 2);
	g_array_set_size(b->metrics, 0);
	CU_ASSERT_PTR_NULL(differences_new(a, b, a->metrics, 0.02, 0.99, &error));
	CU_ASSERT_STRING_EQUAL(error->message, "a and b have none of these metrics in common");
	g_clear_error(&error);
	g_free(b->guest);
	b->guest = g_strdup("vm0");
	CU_ASSERT_PTR_NULL(differences_new(a, b, a->metrics, 0.02, 0.99, &error));
	CU_ASSERT_STRING_EQUAL(error->message, "a counts the packets of all guests, b those of guest vm0");
	g_clear_error(&error);
	summary_free(a);
	summary_free(b);
}

/* Two points, one of which has lost 10 %. */
static struct differences *lost(struct summary **a, struct summary **b)
{
	*a = sample_summary("a", "1");
	*b = sample_summary("b", "1");
	fixed_point(*a, "1Mpps", "vhost", 650000);
	fixed_point(*b, "1Mpps", "vhost", 585000);
	fixed_point(*a, "2Mpps", "odd, \"flow\"", 100);
	fixed_point(*b, "2Mpps", "odd, \"flow\"", 101);
	return compare(*a, *b);
}

static void test_text(void)
{
	struct summary *a, *b;
	struct differences *d = lost(&a, &b);
	char *text = difference_text(d, false), *all = difference_text(d, true);
	CU_ASSERT_TRUE(g_str_has_prefix(
		text, "A: a (study sample, model , seed 1)\nB: b (study sample, model , seed 1)\n"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text, "fail: load=1Mpps flow=vhost: delivered_pps went from 650 kpps to 585 kpps, by "
			     "-10.00 % (the same in all 2 pairs), worse "
			     "beyond the tolerance of 2.00 %\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "+1.00 %"));
	CU_ASSERT_PTR_NULL(strstr(text, "loss_ratio"));
	CU_ASSERT_PTR_NOT_NULL(strstr(all, "loss_ratio"));
	CU_ASSERT_PTR_NOT_NULL(strstr(all, "3 pass, 1 fail, 0 no difference shown\n"));
	g_free(text);
	g_free(all);
	differences_free(d);
	summary_free(a);
	summary_free(b);
}

/* The whole table: a change has its sign, the half width of its interval has none. 585 is 10 % below 650, 101 is 1 % above
 * 100; the loss does not change. */
static void test_table(void)
{
	static const char table[] =
		"load   flow         metric                A         B    change      +-  pairs  verdict\n\n"
		"1Mpps  vhost        delivered_pps  650 kpps  585 kpps  -10.00 %  0.00 %      2  fail\n"
		"1Mpps  vhost        loss_ratio            0         0         0       0      2  pass\n"
		"2Mpps  odd, \"flow\"  delivered_pps   100 pps   101 pps   +1.00 %  0.00 %      2  pass\n"
		"2Mpps  odd, \"flow\"  loss_ratio            0         0         0       0      2  pass\n";
	struct summary *a, *b;
	struct differences *d = lost(&a, &b);
	char *text = difference_text(d, true);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, table));
	if (!strstr(text, table))
		printf("\n%s", text);
	g_free(text);
	differences_free(d);
	summary_free(a);
	summary_free(b);
}

static const char *field(const GArray *row, guint i)
{
	return g_array_index(row, struct csv_field, i).text;
}

static void test_csv(void)
{
	struct summary *a, *b;
	struct differences *d = lost(&a, &b);
	char *text = difference_csv(d);
	struct diag *faults = diag_new();
	struct csv_reader r = {text, {"out", 1, 1}};
	GArray *rows[6] = {NULL};
	int n = 0;
	while (n < 5 && (rows[n] = csv_reader_row(&r, faults)))
		CU_ASSERT_EQUAL(rows[n++]->len, 14);
	CU_ASSERT_EQUAL_FATAL(n, 5);
	CU_ASSERT_PTR_NULL(csv_reader_row(&r, faults));
	static const char *const names[] = {"load", "flow", "metric", "unit",	"a", "b",	"change",
					    "low",  "high", "kind",   "paired", "n", "verdict", "reason"};
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		CU_ASSERT_STRING_EQUAL(field(rows[0], i), names[i]);
	CU_ASSERT_STRING_EQUAL(field(rows[1], 4), "650000");
	CU_ASSERT_STRING_EQUAL(field(rows[1], 5), "585000");
	CU_ASSERT_DOUBLE_EQUAL(g_ascii_strtod(field(rows[1], 6), NULL), -0.1, 1e-12);
	CU_ASSERT_STRING_EQUAL(field(rows[1], 12), "fail");
	CU_ASSERT_STRING_EQUAL(field(rows[3], 1), "odd, \"flow\"");
	CU_ASSERT_STRING_EQUAL(field(rows[3], 12), "pass");
	CU_ASSERT_STRING_EQUAL(field(rows[4], 9), "absolute");
	for (int i = 0; i < n; i++)
		g_array_unref(rows[i]);
	diag_free(faults);
	g_free(text);
	differences_free(d);
	summary_free(a);
	summary_free(b);
}

static void test_json(void)
{
	struct summary *a, *b;
	struct differences *d = lost(&a, &b);
	char *text = difference_json(d);
	JsonParser *parser = json_parser_new();
	CU_ASSERT_TRUE_FATAL(json_parser_load_from_data(parser, text, -1, NULL));
	JsonObject *root = json_node_get_object(json_parser_get_root(parser));
	CU_ASSERT_EQUAL(json_object_get_int_member(root, "pass"), 3);
	CU_ASSERT_EQUAL(json_object_get_int_member(root, "fail"), 1);
	JsonArray *figures = json_object_get_array_member(root, "figures");
	CU_ASSERT_EQUAL(json_array_get_length(figures), 4);
	JsonObject *first = json_array_get_object_element(figures, 0);
	CU_ASSERT_STRING_EQUAL(json_object_get_string_member(first, "verdict"), "fail");
	static const struct {
		const char *name;
		double value;
	} numbers[] = {{"a", 650000}, {"b", 585000},  {"change", -0.1},
		       {"low", -0.1}, {"high", -0.1}, {"n", 2}};
	static const char *const texts[][2] = {
		{"metric", "delivered_pps"},
		{"unit", "pps"},
		{"kind", "relative"},
		{"verdict", "fail"},
		{"reason",
		 "delivered_pps went from 650 kpps to 585 kpps, by -10.00 % (the same in all 2 pairs), "
		 "worse beyond the tolerance of 2.00 %"},
	};
	EACH_CASE (i, numbers, name) {
		CU_ASSERT_TRUE_FATAL(json_object_has_member(first, numbers[i].name));
		CU_ASSERT_DOUBLE_EQUAL(json_object_get_double_member(first, numbers[i].name),
				       numbers[i].value, 1e-12);
	}
	EACH_CASE (i, texts) {
		CU_ASSERT_TRUE_FATAL(json_object_has_member(first, texts[i][0]));
		CU_ASSERT_STRING_EQUAL(json_object_get_string_member(first, texts[i][0]), texts[i][1]);
	}
	CU_ASSERT_TRUE(json_object_get_boolean_member(first, "paired"));
	CU_ASSERT_EQUAL(json_object_get_size(first), 1 + G_N_ELEMENTS(numbers) + G_N_ELEMENTS(texts) + 1);
	CU_ASSERT_STRING_EQUAL(
		json_object_get_string_member(json_object_get_object_member(first, "point"), "load"),
		"1Mpps");
	CU_ASSERT_STRING_EQUAL(
		json_object_get_string_member(json_array_get_object_element(figures, 3), "kind"), "absolute");
	g_object_unref(parser);
	g_free(text);
	differences_free(d);
	summary_free(a);
	summary_free(b);
}

/* A figure that one side does not know. */
static void test_unknown(void)
{
	struct summary *a = sample_summary("a", "1"), *b = sample_summary("b", "1");
	struct summary_point *p = sample_summary_point(a, "1Mpps", "vhost"),
			     *q = sample_summary_point(b, "1Mpps", "vhost");
	summary_add_run(a, p, 0, 1, (double[]){5, NAN});
	summary_add_run(b, q, 0, 1, (double[]){NAN, NAN});
	struct differences *d = compare(a, b);
	CU_ASSERT_EQUAL(d->list->len, 1);
	CU_ASSERT_EQUAL(at(d, 0)->j.verdict, VERDICT_FAIL);
	CU_ASSERT_STRING_EQUAL(at(d, 0)->j.reason, "delivered_pps is known before but not now");
	char *text = difference_text(d, true), *json = difference_json(d), *csv = difference_csv(d);
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"b\": null"));
	g_free(text);
	g_free(json);
	g_free(csv);
	differences_free(d);
	summary_free(a);
	summary_free(b);
}

static const struct test_case tests[] = {
	{"pairs by seed and replication", test_pairs},
	{"noise alone does not fail, 5 % less does", test_noise},
	{"texts have no pairs", test_texts},
	{"the same runs, one side as a text", test_same_runs},
	{"single runs", test_single_runs},
	{"the same single run, one side as a text", test_same_single_run},
	{"points match by their axes", test_matching},
	{"what cannot be compared", test_refused},
	{"as text", test_text},
	{"as a table", test_table},
	{"as CSV", test_csv},
	{"as JSON", test_json},
	{"a figure that one side does not know", test_unknown},
};

SUITE("difference", tests)
