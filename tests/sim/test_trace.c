/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/trace.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"

#include <errno.h>
#include <unistd.h>

static char *temporary(void)
{
	char *path = g_build_filename(g_get_tmp_dir(), "vhostsim-test-trace.XXXXXX", NULL);
	close(g_mkstemp(path));
	return path;
}

static char *read_and_remove(char *path)
{
	char *text = NULL;
	CU_ASSERT(g_file_get_contents(path, &text, NULL, NULL));
	unlink(path);
	g_free(path);
	return text;
}

static void test_lines(void)
{
	static const struct {
		const char *machine;
		vtime date;
		enum trace_point point;
		int64_t subject, detail;
	} events[] = {
		{NULL, 0, TRACE_nic_rx, 17, 64},
		{NULL, 1, TRACE_drop, 17, 3},
		{"client", NS(1) + 5, TRACE_vhost_rx, 18, 0},
		{"server", MS(1000) + 999, TRACE_pool, 2, -1},
		{NULL, INT64_MAX, TRACE_deliver, INT64_MAX, 1},
	};
	char *path = temporary();
	struct trace *t = trace_open(path, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(events); i++)
		trace_event(t, events[i].machine, events[i].date, events[i].point, events[i].subject,
			    events[i].detail);
	CU_ASSERT(trace_close(t, NULL));
	char *text = read_and_remove(path);
	CU_ASSERT_STRING_EQUAL(text, "0.000 nic rx packet=17 bytes=64\n"
				     "0.001 packet drop packet=17 reason=3\n"
				     "1.005 vhost used packet=18 guest=0 machine=client\n"
				     "1000000000.999 pool depleted guest=2 level=-1 machine=server\n"
				     "9223372036854775.807 app deliver packet=9223372036854775807 port=1\n");
	g_free(text);
}

static const struct act work[] = {PAY_WORK(NS(100)), REST, AGAIN(0)};

/* An engine with the trace on does what it does with the trace off. */
static void run_engine(const char *path, char **counters)
{
	struct engine e;
	struct task a;
	struct irq irq;
	struct script script = {.name = "a", .acts = work};
	static const struct act handler[] = {PAY_WORK(NS(10)), SOFTIRQ(SOFTIRQ_NET_RX), END}, soft[] = {END};
	struct script irq_script = {.name = "irq", .acts = handler},
		      soft_script = {.name = "soft", .acts = soft};
	engine_init(&e, &(struct engine_config){.sched = engine_sched()});
	e.m->trace = path ? trace_open(path, NULL) : NULL;
	engine_irq(&e, &irq, 0, &irq_script);
	engine_softirq(&e, SOFTIRQ_NET_RX, 0, &soft_script);
	engine_thread(&e, &a, 0, &script, NS(5));
	engine_at(&e, NS(50), ACT(RAISE(&irq)));
	calendar_run(&e.m->cal, US(1));
	GString *s = g_string_new(NULL);
	for (int i = 0; i < e.m->n_counters; i++)
		g_string_append_printf(s, "%" PRId64 " ", e.m->counter[i]);
	*counters = g_string_free(s, FALSE);
	if (path)
		CU_ASSERT(trace_close(e.m->trace, NULL));
	engine_fini(&e);
}

static void test_engine(void)
{
	char *path = temporary(), *on, *off;
	run_engine(path, &on);
	run_engine(NULL, &off);
	char *text = read_and_remove(path);
	CU_ASSERT_STRING_EQUAL(text, "5.000 sched wake core=0 preempts=1\n"
				     "5.000 sched switch core=0 runnable=1\n"
				     "50.000 core irq core=0 pending=0\n"
				     "60.000 softirq round core=0 mask=4\n"
				     "115.000 sched switch core=0 runnable=0\n");
	CU_ASSERT_STRING_EQUAL(on, off);
	CU_ASSERT_STRING_EQUAL(on, "1 0 1 2 1 0 ");
	g_free(text);
	g_free(on);
	g_free(off);
}

static void test_not_writable(void)
{
	GError *error = NULL;
	CU_ASSERT_PTR_NULL(trace_open("/nowhere/trace", &error));
	CU_ASSERT(error && error->domain == G_FILE_ERROR && error->code == G_FILE_ERROR_NOENT);
	CU_ASSERT(error && g_str_has_prefix(error->message, "/nowhere/trace: the trace cannot be written: "));
	g_clear_error(&error);
}

/* A full disk is noticed at the latest when the trace is closed, whether the buffer was written before or
 * not. */
static void test_full_disk(void)
{
	static const int lines[] = {1, 100, 100000};
	EACH_CASE (i, lines) {
		GError *error = NULL;
		struct trace *t = trace_open("/dev/full", &error);
		CU_ASSERT_PTR_NOT_NULL_FATAL(t);
		for (int k = 0; k < lines[i]; k++)
			trace_event(t, NULL, k, TRACE_kick, k, k);
		errno = 0;
		CU_ASSERT_FALSE(trace_close(t, &error));
		CU_ASSERT(error && error->code == G_FILE_ERROR_NOSPC);
		g_clear_error(&error);
	}
}

static void test_clock(void)
{
	vtime now = 5;
	CU_ASSERT_EQUAL(trace_now(), 0);
	trace_clock(&now);
	now = 7;
	CU_ASSERT_EQUAL(trace_now(), 7);
	trace_clock(NULL);
	CU_ASSERT_EQUAL(trace_now(), 0);
}

static const struct test_case cases[] = {
	{"one line an event", test_lines},
	{"the engine's own points; on and off alike", test_engine},
	{"a file that cannot be written", test_not_writable},
	{"a full disk", test_full_disk},
	{"the clock shown in reports", test_clock},
};
SUITE("trace", cases)
