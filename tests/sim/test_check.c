/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/check.h"
#include "sim/base/trace.h"
#include "tests/lib/child.h"
#include "tests/lib/suite.h"
#include "tools/trace/trace_text.h"

#include <string.h>

static void holds_body(const void *arg)
{
	CHECK(arg == NULL, "never printed");
	printf("went on\n");
}

static void test_holds(void)
{
	struct child c = child_run(holds_body, NULL);
	CU_ASSERT_EQUAL(c.status, 0);
	CU_ASSERT_STRING_EQUAL(c.out, "went on\n");
	CU_ASSERT_STRING_EQUAL(c.err, "");
	child_free(&c);
}

static void broken_body(const void *arg)
{
	int sum = 3;
	(void)arg;
	printf("before\n");
	CHECK(sum == 2 + 2, "nic: %d packets %s", sum, "lost");
	printf("after\n");
}

static void test_broken(void)
{
	struct child c = child_run(broken_body, NULL);
	char *place = g_strdup_printf("%s:", __FILE__);
	CU_ASSERT_EQUAL(c.status, EXIT_INTERNAL);
	CU_ASSERT_EQUAL(EXIT_INTERNAL, 5);
	CU_ASSERT_STRING_EQUAL(c.out, "before\n"); /* what was written is not lost */
	CU_ASSERT(g_str_has_prefix(c.err, place));
	CU_ASSERT_PTR_NOT_NULL(strstr(c.err, ": internal error: nic: 3 packets lost\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(c.err, "broken: sum == 2 + 2\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(c.err, "at 0.000 ns of simulated time\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(c.err, "--trace FILE"));
	CU_ASSERT_PTR_NOT_NULL(strstr(c.err, "Please report it"));
	g_free(place);
	child_free(&c);
}

static void traced_body(const void *arg)
{
	static const vtime now = 1234567;
	struct trace *t = trace_new(NULL);
	static struct trace_text text;
	if (!trace_text_open(&text, t, arg, G_MAXINT64, NULL))
		_exit(99);
	trace_clock(&now);
	for (int i = 0; i < 40; i++)
		trace_event(t, &(struct trace_record){.date = i * VTIME_PER_NS,
						      .point = TRACE_nic_rx,
						      .subject = i,
						      .detail = 64});
	CHECK(t == NULL, "stop");
}

static void test_traced(void)
{
	char *path = g_build_filename(g_get_tmp_dir(), "vhostsim-test-check.XXXXXX", NULL);
	char *text;
	close(g_mkstemp(path));
	struct child c = child_run(traced_body, path);
	CU_ASSERT_EQUAL(c.status, EXIT_INTERNAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(c.err, "at 1234.567 ns of simulated time\n"));
	CU_ASSERT_PTR_NULL(strstr(c.err, "packet=7 ")); /* the last 32 of 40, oldest first */
	char *first = strstr(c.err, "8.000 nic rx packet=8 bytes=64\n");
	char *last = strstr(c.err, "39.000 nic rx packet=39 bytes=64\n");
	CU_ASSERT(first && last && first < last);
	CU_ASSERT(g_file_get_contents(path, &text, NULL, NULL)); /* the file is whole */
	CU_ASSERT(g_str_has_suffix(text, "39.000 nic rx packet=39 bytes=64\n"));
	g_free(text);
	unlink(path);
	g_free(path);
	child_free(&c);
}

static const struct test_case cases[] = {
	{"an invariant that holds", test_holds},
	{"a broken one: status and report", test_broken},
	{"the report has the date and the last trace events", test_traced},
};
SUITE("check", cases)
