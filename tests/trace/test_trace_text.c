/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"
#include "tools/trace/trace_scope.h"
#include "tools/trace/trace_text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void test_not_writable(void)
{
	GError *error = NULL;
	struct trace_text x;
	struct trace *t = trace_new(NULL);
	CU_ASSERT_FALSE(trace_text_open(&x, t, "/nowhere/trace", G_MAXINT64, &error));
	CU_ASSERT(error && error->domain == G_FILE_ERROR && error->code == G_FILE_ERROR_NOENT);
	CU_ASSERT(error && g_str_has_prefix(error->message, "/nowhere/trace: the trace cannot be written: "));
	g_clear_error(&error);
	trace_free(t);
}

static void write_kicks(struct trace *t, int n)
{
	for (int k = 0; k < n; k++)
		trace_event(t, &(struct trace_record){.date = NS(k), .point = TRACE_kick, .subject = k});
}

/* A full disk is noticed at the latest when the trace is closed, whether the buffer was written before or
 * not. */
static void test_full_disk(void)
{
	static const int lines[] = {1, 100, 100000};
	EACH_CASE (i, lines) {
		GError *error = NULL;
		struct trace_text x;
		struct trace *t = trace_new(NULL);
		CU_ASSERT_FATAL(trace_text_open(&x, t, "/dev/full", G_MAXINT64, NULL));
		write_kicks(t, lines[i]);
		errno = 0;
		CU_ASSERT_FALSE(trace_text_close(&x, &error));
		CU_ASSERT(error && error->code == G_FILE_ERROR_NOSPC);
		g_clear_error(&error);
		trace_free(t);
	}
}

/* written: the text of n kicks, of 36 bytes each, in a file with this limit. */
static char *written(int n, int64_t limit)
{
	struct trace_text x;
	struct trace *t = trace_new(NULL);
	char *path = g_build_filename(g_get_tmp_dir(), "vhostsim-test-text.XXXXXX", NULL), *text = NULL;
	close(g_mkstemp(path));
	CU_ASSERT_FATAL(trace_text_open(&x, t, path, limit, NULL));
	write_kicks(t, n);
	CU_ASSERT(trace_text_close(&x, NULL));
	CU_ASSERT(g_file_get_contents(path, &text, NULL, NULL));
	unlink(path);
	g_free(path);
	trace_free(t);
	return text;
}

/* The file ends with whole lines; the last one says from which date on events are missing. */
static void test_limit(void)
{
	static const char lines[] =
		"0.000 virtqueue kick guest=0 avail=0\n1.000 virtqueue kick guest=1 avail=0\n";
	char *text = written(2, (int64_t)strlen(lines));
	CU_ASSERT(g_str_has_prefix(text, "# time_ns component event "));
	CU_ASSERT_STRING_EQUAL(strchr(text, '\n') + 1, lines);
	g_free(text);
	text = written(5, (int64_t)strlen(lines) + 10);
	char *expected = g_strconcat(
		lines, "# 84B are written: the events from 2.000 ns on are not in this file\n", NULL);
	CU_ASSERT_STRING_EQUAL(strchr(text, '\n') + 1, expected);
	g_free(expected);
	g_free(text);
}

static void test_windows(void)
{
	static const struct {
		const char *text;
		vtime from, to;
	} good[] = {{"10ms..12ms", MS(10), MS(12)},
		    {"10us..", US(10), VTIME_NEVER},
		    {"..1.5us", 0, NS(1500)},
		    {"1ns..1ns", NS(1), NS(1)}};
	static const char *const bad[] = {"10ms", "10..12ms", "12ms..10ms", "a..b", "10ms..12ms..14ms", ""};
	EACH_CASE (i, good, text) {
		struct trace_scope scope = {.to = VTIME_NEVER};
		char *why = NULL;
		CU_ASSERT(trace_window(good[i].text, &scope, &why));
		CU_ASSERT_EQUAL(scope.from, good[i].from);
		CU_ASSERT_EQUAL(scope.to, good[i].to);
	}
	EACH_CASE (i, bad) {
		struct trace_scope scope = {.to = VTIME_NEVER};
		char *why = NULL;
		CU_ASSERT_FALSE(trace_window(bad[i], &scope, &why));
		CU_ASSERT_PTR_NOT_NULL(why);
		g_free(why);
	}
}

/* begins_with: whether a trace that begins so begins with this drop. */
static bool begins_with(const struct trace_scope *scope, enum drop drop)
{
	return scope->trigger(scope->self, &(struct trace_record){.point = TRACE_drop, .detail = drop});
}

static void test_begin_on(void)
{
	static const struct {
		const char *text;
		bool tap_full, tap_closed, nic_full;
	} cases[] = {{"first_drop", true, true, true},
		     {"tap", true, true, false},
		     {"tap/queue_full", true, false, false}};
	struct trace_drops drops;
	struct trace_scope scope;
	char *why = NULL;
	EACH_CASE (i, cases, text) {
		CU_ASSERT(trace_begin_on(cases[i].text, &drops, &scope, &why));
		CU_ASSERT_FALSE(begins_with(&scope, DROP_tap_queue_full)); /* it is the warm-up */
		CU_ASSERT_FALSE(scope.trigger(scope.self, &(struct trace_record){.point = TRACE_cut}));
		CU_ASSERT_EQUAL(begins_with(&scope, DROP_tap_queue_full), cases[i].tap_full);
		CU_ASSERT_EQUAL(begins_with(&scope, DROP_tap_closed), cases[i].tap_closed);
		CU_ASSERT_EQUAL(begins_with(&scope, DROP_nic_ring_full), cases[i].nic_full);
	}
	CU_ASSERT_FALSE(trace_begin_on("ta", &drops, &scope, &why));
	CU_ASSERT_PTR_NOT_NULL(why);
	g_free(why);
}

/* docs/trace.md says of every event of the text trace what it is. */
static void test_documented(void)
{
	char *text;
	CU_ASSERT_FATAL(g_file_get_contents(SOURCE_DIR "/docs/trace.md", &text, NULL, NULL));
	for (int i = 0; i < TRACE_POINT_COUNT; i++) {
		char *code = g_strdup_printf("`%s`", trace_points[i].text);
		bool known = i == TRACE_paid || i == TRACE_level || strstr(text, code) != NULL;
		if (!known)
			printf("\n    docs/trace.md does not say what %s is", code);
		CU_ASSERT(known);
		g_free(code);
	}
	g_free(text);
}

static const struct test_case cases[] = {
	{"a file that cannot be written", test_not_writable},
	{"a full disk", test_full_disk},
	{"a limit", test_limit},
	{"windows", test_windows},
	{"drops that begin it", test_begin_on},
	{"every event is documented", test_documented},
};
SUITE("trace text", cases)
