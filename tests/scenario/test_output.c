/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is printed of a result: JSON, the report, and files.
 */
#include "tests/lib/study/sample.h"
#include "tests/lib/suite.h"
#include "tools/base/output_file.h"
#include "tools/show/output_json.h"
#include "tools/show/output_text.h"
#include "tools/text/json_writer.h"
#include "tools/text/prose.h"
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static void test_writer_layout(void)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_int(w, "n", INT64_MIN);
	json_array(w, "rows");
	json_row(w, NULL);
	json_int(w, "a", 1);
	json_null(w, "b");
	json_end(w);
	json_row(w, NULL);
	json_end(w);
	json_end(w);
	json_array(w, "none");
	json_end(w);
	json_end(w);
	char *text = json_writer_finish(w);
	CU_ASSERT_STRING_EQUAL(text, "{\n  \"n\": -9223372036854775808,\n  \"rows\": [\n    {\"a\": 1, "
				     "\"b\": null},\n    {}\n  ],\n"
				     "  \"none\": []\n}\n");
	g_free(text);
}

/* element: what the writer makes of one value alone. */
static char *element(void (*write)(struct json_writer *w, const void *value), const void *value)
{
	struct json_writer *w = json_writer_new();
	write(w, value);
	return g_strchomp(json_writer_finish(w));
}

static void write_text(struct json_writer *w, const void *value)
{
	json_text(w, NULL, value);
}

static void write_thousandths(struct json_writer *w, const void *value)
{
	json_thousandths(w, NULL, *(const int64_t *)value);
}

static void write_fixed(struct json_writer *w, const void *value)
{
	json_fixed(w, NULL, *(const double *)value, 3);
}

static void test_writer_texts(void)
{
	static const struct {
		const char *value, *json;
	} cases[] = {
		{"", "\"\""},
		{"a \"b\" \\", "\"a \\\"b\\\" \\\\\""},
		{"line\nline\ttab\x1b", "\"line\\nline\\u0009tab\\u001b\""},
		{"\xc3\xa9", "\"\xc3\xa9\""},
		{"\xff", "\"\xef\xbf\xbd\""},
	};
	EACH_CASE (i, cases, value) {
		char *json = element(write_text, cases[i].value);
		CU_ASSERT_STRING_EQUAL(json, cases[i].json);
		g_free(json);
	}
}

static void test_writer_thousandths(void)
{
	static const struct {
		int64_t value;
		const char *json;
	} cases[] = {
		{0, "0.000"},
		{7, "0.007"},
		{-7, "-0.007"},
		{1234567, "1234.567"},
		{-1000, "-1.000"},
		{INT64_MAX, "9223372036854775.807"},
		{INT64_MIN, "-9223372036854775.808"},
	};
	EACH_CASE (i, cases, value) {
		char *json = element(write_thousandths, &cases[i].value);
		CU_ASSERT_STRING_EQUAL(json, cases[i].json);
		g_free(json);
	}
}

static void test_writer_fixed(void)
{
	static const struct {
		double value;
		const char *json;
	} cases[] = {
		{0.5, "0.500"},	    {1e15, "1000000000000000.000"}, {-2.0625, "-2.062"}, {NAN, "null"},
		{INFINITY, "null"},
	};
	EACH_CASE (i, cases, value) {
		char *json = element(write_fixed, &cases[i].value);
		CU_ASSERT_STRING_EQUAL(json, cases[i].json);
		g_free(json);
	}
}

static char *sample_json(bool timing)
{
	struct scenario *s = sample_scenario();
	struct result *r = sample_result();
	char *json = output_json(s, r, timing);
	result_free(r);
	sample_scenario_free(s);
	return json;
}

static void test_json_figures(void)
{
	static const char *const members[] = {
		"\"scenario\": \"sample\"",
		"\"simulated_s\": 2.000000",
		"\"offered_pps\": 500.000",
		"\"delivered_pps\": 300.000",
		"\"loss_ratio\": 0.393939394", /* 390 of 990 */
		"\"in_flight\": 10",
		"\"tap/queue_full\": 290",
		"\"min\": 1000.000",
		"\"mean\": 300500.000",
		"\"max\": 600000.000",
		"\"p999\": null", /* a single value lies beyond it */
		"\"softirq\": 0.250000",
		"\"vhost\": 0.500000",
		"\"wasted_cycles_per_packet\": 390.500",
		"\"kicks\": 150",
		/* 1.5 s of a core of 2 GHz for 600 packets */
		"\"per_packet\": {\"exits\": 0.000000, \"interrupts\": 0.000000, \"kicks\": 0.250000, "
		"\"signals\": 0.000000, \"copies\": 1.500000, \"wakeups\": 0.000000, "
		"\"context_switches\": 0.000000, \"cycles\": 5000000.000000}",
		"{\"core\": 0, \"context\": \"vhost\", \"cost\": \"vhost_copy\", \"share\": 0.125000}",
		"{\"name\": \"h\", \"cores\": 2, \"clock\": \"2GHz\"}",
	};
	char *json = sample_json(false);
	EACH_CASE (i, members)
		CU_ASSERT_PTR_NOT_NULL(strstr(json, members[i]));
	CU_ASSERT_PTR_NULL(strstr(json, "wall_s"));
	g_free(json);
}

static void test_json_parses_and_balances(void)
{
	char *json = sample_json(false);
	JsonNode *root = json_from_string(json, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(root);
	JsonObject *packets = json_object_get_object_member(json_node_get_object(root), "packets");
	JsonObject *dropped = json_object_get_object_member(packets, "dropped");
	GList *lost = json_object_get_values(dropped);
	int64_t sum = json_object_get_int_member(packets, "delivered") +
		      json_object_get_int_member(packets, "in_flight");
	for (const GList *l = lost; l; l = l->next)
		sum += json_node_get_int(l->data);
	CU_ASSERT_EQUAL(g_list_length(lost), DROPS);
	CU_ASSERT_EQUAL(sum, json_object_get_int_member(packets, "offered"));
	g_list_free(lost);
	json_node_unref(root);
	g_free(json);
}

static void test_json_timing(void)
{
	char *json = sample_json(true);
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"wall_s\": 0.500000"));
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"cpu_s\": 0.250000"));
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"packets_per_wall_s\": 2000.000"));
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"peak_memory_bytes\": "));
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"events\": 5"));
	g_free(json);
}

static void test_empty_sample(void)
{
	struct scenario *s = sample_scenario();
	struct result *r = g_new0(struct result, 1);
	r->measured = VTIME_PER_S;
	char *json = output_json(s, r, false), *text = output_text(s, r, false);
	JsonNode *root = json_from_string(json, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(root);
	JsonObject *latency = json_object_get_object_member(json_node_get_object(root), "latency_ns");
	GList *values = json_object_get_values(latency);
	CU_ASSERT_EQUAL(g_list_length(values), 7);
	for (const GList *l = values; l; l = l->next)
		CU_ASSERT_TRUE(JSON_NODE_HOLDS_NULL(l->data));
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"loss_ratio\": null"));
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"wasted_cycles_per_packet\": null"));
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"per_packet\": {\"exits\": null"));
	CU_ASSERT_PTR_NULL(strstr(text, "nan"));
	g_list_free(values);
	json_node_unref(root);
	g_free(json);
	g_free(text);
	result_free(r);
	sample_scenario_free(s);
}

/* A locale that writes 1,5 must change nothing; where none is installed this compares equal texts. */
static void test_no_locale(void)
{
	static const char *const locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR"};
	char *before = sample_json(true);
	for (size_t i = 0; i < G_N_ELEMENTS(locales); i++)
		if (setlocale(LC_ALL, locales[i]))
			break;
	char *after = sample_json(true);
	setlocale(LC_ALL, "C");
	CU_ASSERT_STRING_EQUAL(before, after);
	g_free(before);
	g_free(after);
}

static void test_text_report(void)
{
	struct scenario *s = sample_scenario();
	struct result *r = sample_result();
	char *text = output_text(s, r, false);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text, "lost at tap/queue_full               290         0.145     29.0000\n"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text, "kicks                                150              0.2500\n"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text, "PER PACKET         exits  interrupts       kicks     signals      copies"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text, "delivered         0.0000      0.0000      0.2500      0.0000      1.5000"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "   5000000.0\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "core 0 "));
	CU_ASSERT_PTR_NULL(strstr(text, "pool_empty")); /* nothing was lost there */
	CU_ASSERT_PTR_NULL(strstr(text, "real time"));
	g_free(text);
	result_free(r);
	sample_scenario_free(s);
}

/* Two guests: one comes and goes, the other comes only; the second path of the first has a step of its own. */
static void test_bringup(void)
{
	struct scenario *s = sample_scenario();
	struct result *r = sample_result();
	const struct result_bringup steps[] = {
		{.date = 1500 * VTIME_PER_US, .guest = 0, .step = "first"},
		{.date = 2 * VTIME_PER_MS, .guest = 0, .path = g_strdup("a-1"), .step = "last"},
		{.date = 30 * VTIME_PER_MS, .guest = 0, .down = true, .step = "end"},
		{.date = 4 * VTIME_PER_MS, .guest = 1, .step = "only"}};
	r->n_guests = 2;
	r->guest = g_new0(struct result_guest, 2);
	r->guest[0].name = g_strdup("a");
	r->guest[1].name = g_strdup("b");
	r->n_bringup = 4;
	r->bringup = g_memdup2(steps, sizeof(steps));
	char *json = output_json(s, r, false), *text = output_text(s, r, false);
	CU_ASSERT_PTR_NOT_NULL(strstr(
		json, "{\"date_ns\": 2000000.000, \"guest\": \"a\", \"path\": \"a-1\", \"step\": \"last\"}"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(json, "{\"date_ns\": 4000000.000, \"guest\": \"b\", \"step\": \"only\"}"));
	CU_ASSERT_PTR_NOT_NULL(strstr(
		text,
		"\na                                  1.500         2.000        30.000        30.000\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(
		text,
		"\nb                                  4.000         4.000             -             -\n"));
	g_free(json);
	g_free(text);
	result_free(r);
	sample_scenario_free(s);
}

static void test_prose(void)
{
	static const struct {
		const char *text, *sentence, *wrapped;
	} cases[] = {
		{"", "", ""},
		{"one", "one", "one"},
		{"Who? Me.", "Who?", "Who? Me."},
		{"At 1.5 Mpps, see. Then", "At 1.5 Mpps, see.", "At 1.5\nMpps, see.\nThen"},
		{" a\n\n b  averyverylongword c", " a\n\n b  averyverylongword c",
		 "a b\naveryverylongword\nc"},
	};
	EACH_CASE (i, cases, text) {
		char *sentence = prose_first_sentence(cases[i].text),
		     *wrapped = prose_wrap(cases[i].text, 10);
		CU_ASSERT_STRING_EQUAL(sentence, cases[i].sentence);
		CU_ASSERT_STRING_EQUAL(wrapped, cases[i].wrapped);
		g_free(sentence);
		g_free(wrapped);
	}
}

static void test_question(void)
{
	static const char *const cases[][2] = {
		{"", ""},
		{"What is it? This.", "What is it?"},
		{"What is it?\nAnd why? So. Is it?", "What is it?\nAnd why?"},
		{"What is it? (Somebody, 1996: is it?)", "What is it?"},
		{"NDR and PDR of a shared core. No answer.", "NDR and PDR of a shared core. No answer."},
		{"  What", "  What"},
	};
	EACH_CASE (i, cases) {
		char *question = prose_question(cases[i][0]);
		CU_ASSERT_STRING_EQUAL(question, cases[i][1]);
		g_free(question);
	}
}

static int files_in(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	int n = 0;
	while (g_dir_read_name(dir))
		n++;
	g_dir_close(dir);
	return n;
}

static void assert_file(const char *path, const char *expected)
{
	char *text = NULL;
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(path, &text, NULL, NULL));
	CU_ASSERT_STRING_EQUAL(text, expected);
	g_free(text);
}

static void test_file_replaced(void)
{
	char *folder = g_dir_make_tmp("output-XXXXXX", NULL), *path = g_build_filename(folder, "a", NULL);
	CU_ASSERT_TRUE(output_file_write(path, "old", 3, NULL));
	assert_file(path, "old");
	CU_ASSERT_TRUE(output_file_write(path, "newer", 5, NULL));
	assert_file(path, "newer");
	CU_ASSERT_EQUAL(files_in(folder), 1);
	g_unlink(path);
	g_rmdir(folder);
	g_free(path);
	g_free(folder);
}

/* A limit on the size of files stands for a disk that fills up in the middle of a write. */
static void test_full_disk(void)
{
	char *folder = g_dir_make_tmp("output-XXXXXX", NULL), *path = g_build_filename(folder, "a", NULL);
	char big[8192] = {0};
	struct rlimit former;
	getrlimit(RLIMIT_FSIZE, &former);
	const struct rlimit small = {4096, former.rlim_max};
	CU_ASSERT_TRUE(output_file_write(path, "old", 3, NULL));
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	GError *error = NULL;
	bool written = output_file_write(path, big, sizeof(big), &error);
	setrlimit(RLIMIT_FSIZE, &former);
	CU_ASSERT_FALSE(written);
	CU_ASSERT_PTR_NOT_NULL_FATAL(error);
	CU_ASSERT_PTR_NOT_NULL(strstr(error->message, path));
	CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "File too large"));
	assert_file(path, "old");
	CU_ASSERT_EQUAL(files_in(folder), 1);
	g_error_free(error);
	g_unlink(path);
	g_rmdir(folder);
	g_free(path);
	g_free(folder);
}

static void test_unusable_folder(void)
{
	char *folder = g_dir_make_tmp("output-XXXXXX", NULL), *file = g_build_filename(folder, "a", NULL);
	char *inside = g_build_filename(file, "b", NULL), *deep = g_build_filename(folder, "x", "y", NULL);
	CU_ASSERT_TRUE(output_file_write(file, "", 0, NULL));
	GError *error = NULL;
	CU_ASSERT_FALSE(output_folder(inside, &error));
	CU_ASSERT_PTR_NOT_NULL_FATAL(error);
	CU_ASSERT_PTR_NOT_NULL(strstr(error->message, inside));
	g_clear_error(&error);
	CU_ASSERT_FALSE(output_file_write(inside, "", 0, &error));
	CU_ASSERT_PTR_NOT_NULL(error);
	g_clear_error(&error);
	CU_ASSERT_TRUE(output_folder(deep, NULL));
	CU_ASSERT_EQUAL(files_in(deep), 0);
	g_unlink(file);
	g_rmdir(deep);
	char *above = g_path_get_dirname(deep);
	g_rmdir(above);
	g_rmdir(folder);
	g_free(above);
	g_free(deep);
	g_free(inside);
	g_free(file);
	g_free(folder);
}

static const struct test_case cases[] = {
	{"JSON writer: layout", test_writer_layout},
	{"JSON writer: texts", test_writer_texts},
	{"JSON writer: thousandths", test_writer_thousandths},
	{"JSON writer: fixed decimals", test_writer_fixed},
	{"JSON: figures", test_json_figures},
	{"JSON: parses and balances", test_json_parses_and_balances},
	{"JSON: timing on request", test_json_timing},
	{"an empty sample", test_empty_sample},
	{"no locale", test_no_locale},
	{"report", test_text_report},
	{"bring-up", test_bringup},
	{"sentences and lines", test_prose},
	{"the question alone", test_question},
	{"a file is replaced", test_file_replaced},
	{"a full disk", test_full_disk},
	{"an unusable folder", test_unusable_folder},
};

SUITE("output", cases)
