/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/trace.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"
#include "tests/lib/trace_list.h"

static void at(struct trace *t, vtime date, enum trace_point point, int64_t subject, int64_t detail)
{
	trace_event(t, &(struct trace_record){
			       .date = date, .point = point, .subject = subject, .detail = detail});
}

/* ---- lines ---- */

static void test_lines(void)
{
	static const struct {
		const char *machine;
		vtime date;
		enum trace_point point;
		int64_t subject, detail, more;
		const char *line;
	} cases[] = {
		{NULL, 0, TRACE_nic_rx, 17, 64, 0, "0.000 nic rx packet=17 bytes=64\n"},
		{NULL, 1, TRACE_drop, 17, 3, -1, "0.001 packet drop packet=17 reason=3 port=-1\n"},
		{NULL, 2, TRACE_offer, 4, 0, 1518, "0.002 packet offered packet=4 source=0 bytes=1518\n"},
		{"client", NS(1) + 5, TRACE_used, 18, 0, 0,
		 "1.005 virtqueue used packet=18 guest=0 machine=client\n"},
		{"server", MS(1000) + 999, TRACE_pool, 2, -1, 0,
		 "1000000000.999 pool depleted queue=2 level=-1 machine=server\n"},
		{NULL, INT64_MAX, TRACE_deliver, INT64_MAX, 1, 0,
		 "9223372036854775.807 app deliver packet=9223372036854775807 port=1\n"},
	};
	GString *line = g_string_new("what was there");
	EACH_CASE (i, cases, machine) {
		trace_line(line, &(struct trace_record){.machine = cases[i].machine,
							.date = cases[i].date,
							.point = cases[i].point,
							.subject = cases[i].subject,
							.detail = cases[i].detail,
							.more = cases[i].more});
		CU_ASSERT_STRING_EQUAL(line->str, cases[i].line);
	}
	g_string_free(line, TRUE);
}

static void name_reason(void *self, const char *word, int64_t value, GString *text)
{
	if (!strcmp(word, "reason") && value == 3)
		g_string_append(text, self);
}

static void test_names(void)
{
	struct trace_list l;
	char name[] = "tap/full";
	trace_list_init(&l, NULL, false);
	trace_name_values(name_reason, name);
	at(l.trace, 0, TRACE_drop, 3, 3);
	at(l.trace, 0, TRACE_drop, 3, 4);
	trace_name_values(NULL, NULL);
	at(l.trace, 0, TRACE_drop, 3, 3);
	CU_ASSERT_STRING_EQUAL(l.lines->str, "0.000 packet drop packet=3 reason=tap/full port=0\n"
					     "0.000 packet drop packet=3 reason=4 port=0\n"
					     "0.000 packet drop packet=3 reason=3 port=0\n");
	trace_list_fini(&l);
}

/* ---- which records ---- */

static bool third_drop(void *self, const struct trace_record *r)
{
	(void)self;
	return r->point == TRACE_drop && r->subject == 3;
}

/* scoped: the subjects of the records that come through, of five drops 10 ns apart. */
static char *scoped(const struct trace_scope *scope)
{
	struct trace_list l;
	GString *subjects = g_string_new(NULL);
	trace_list_init(&l, scope, false);
	for (int i = 1; i <= 5; i++)
		at(l.trace, NS(10 * i), TRACE_drop, i, 0);
	for (guint i = 0; i < l.records->len; i++)
		g_string_append_printf(subjects, "%d ", (int)trace_list_at(&l, i)->subject);
	trace_list_fini(&l);
	return g_string_free(subjects, FALSE);
}

static void test_scope(void)
{
	static const struct {
		struct trace_scope scope;
		const char *subjects;
	} cases[] = {
		{{0, VTIME_NEVER, NULL, NULL}, "1 2 3 4 5 "},
		{{NS(20), NS(40), NULL, NULL}, "2 3 4 "},
		{{NS(21), NS(39), NULL, NULL}, "3 "},
		{{0, VTIME_NEVER, third_drop, NULL}, "1 2 3 4 5 "}, /* those before it were kept */
		{{0, NS(40), third_drop, NULL}, "1 2 3 4 "},
		{{NS(20), VTIME_NEVER, third_drop, NULL}, "2 3 4 5 "},
		{{NS(35), VTIME_NEVER, third_drop, NULL}, ""}, /* it comes before the window */
	};
	EACH_CASE (i, cases) {
		char *subjects = scoped(&cases[i].scope);
		CU_ASSERT_STRING_EQUAL(subjects, cases[i].subjects);
		g_free(subjects);
	}
}

static bool at_end(void *self, const struct trace_record *r)
{
	return r->subject == *(int *)self;
}

/* Of what comes before the trigger the last TRACE_KEPT records are passed on, once and in order. */
static void test_kept(void)
{
	struct trace_list l;
	int end = 3 * TRACE_KEPT + 7;
	trace_list_init(&l, &(struct trace_scope){0, VTIME_NEVER, at_end, &end}, false);
	for (int i = 0; i <= end + 1; i++)
		at(l.trace, NS(i), TRACE_kick, i, 0);
	CU_ASSERT_EQUAL_FATAL(l.records->len, TRACE_KEPT + 2);
	for (guint i = 0; i < l.records->len; i++)
		CU_ASSERT_EQUAL(trace_list_at(&l, i)->subject, end - TRACE_KEPT + (int)i);
	trace_list_fini(&l);
}

/* ---- an engine ---- */

static const struct act work[] = {PAY_WORK(NS(100)), REST, AGAIN(0)};

/* An engine with the trace on, l, does what it does with the trace off, NULL. */
static char *run_engine(struct trace_list *l)
{
	struct engine e;
	struct task a;
	struct irq irq;
	struct script script = {.name = "a", .acts = work};
	static const struct act handler[] = {PAY_WORK(NS(10)), SOFTIRQ(SOFTIRQ_NET_RX), END}, soft[] = {END};
	struct script irq_script = {.name = "irq", .acts = handler},
		      soft_script = {.name = "soft", .acts = soft};
	engine_init(&e, &(struct engine_config){.sched = engine_sched()});
	e.m->trace = l ? l->trace : NULL;
	if (l && trace_fully(l->trace))
		machine_trace_fully(e.m, NULL, NULL);
	engine_irq(&e, &irq, 0, &irq_script);
	engine_softirq(&e, SOFTIRQ_NET_RX, 0, &soft_script);
	engine_thread(&e, &a, 0, &script, NS(5));
	engine_at(&e, NS(50), ACT(RAISE(&irq)));
	calendar_run(&e.m->cal, US(1));
	GString *s = g_string_new(NULL);
	for (int i = 0; i < e.m->n_counters; i++)
		g_string_append_printf(s, "%" PRId64 " ", e.m->counter[i]);
	for (int i = 0; i < CONTEXTS * e.m->n_costs; i++)
		g_string_append_printf(s, "%" PRId64 " ", e.m->cores[0].booked[i]);
	engine_fini(&e);
	return g_string_free(s, FALSE);
}

static void test_engine(void)
{
	struct trace_list l;
	trace_list_init(&l, NULL, false);
	char *on = run_engine(&l), *off = run_engine(NULL);
	CU_ASSERT_STRING_EQUAL(l.lines->str, "5.000 sched wake core=0 preempts=1\n"
					     "5.000 sched switch core=0 runnable=1\n"
					     "50.000 core irq core=0 softirqs=0\n"
					     "60.000 softirq round core=0 softirqs=4\n"
					     "115.000 sched switch core=0 runnable=0\n");
	CU_ASSERT_STRING_EQUAL(on, off);
	CU_ASSERT(g_str_has_prefix(on, "1 0 1 2 1 0 "));
	trace_list_fini(&l);
	g_free(on);
	g_free(off);
}

/* Traced fully, payments are cut where something interrupts them, and the figures are the same. */
static void test_payments(void)
{
	static const struct {
		vtime date, time;
		int context;
	} expected[] = {{NS(5), NS(45), CONTEXT_other},
			{NS(50), NS(10), CONTEXT_hardirq},
			{NS(60), NS(55), CONTEXT_other}};
	struct trace_list l;
	guint n = 0;
	trace_list_init(&l, NULL, true);
	char *on = run_engine(&l), *off = run_engine(NULL);
	for (guint i = 0; i < l.records->len; i++) {
		const struct trace_record *r = trace_list_at(&l, i);
		if (r->point != TRACE_paid)
			continue;
		CU_ASSERT_FATAL(n < G_N_ELEMENTS(expected));
		CU_ASSERT_EQUAL(r->date, expected[n].date);
		CU_ASSERT_EQUAL(r->more, expected[n].time);
		CU_ASSERT_EQUAL(r->context, expected[n].context);
		n++;
	}
	CU_ASSERT_EQUAL(n, G_N_ELEMENTS(expected));
	CU_ASSERT_STRING_EQUAL(on, off);
	trace_list_fini(&l);
	g_free(on);
	g_free(off);
}

/* ---- the clock ---- */

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
	{"names instead of numbers", test_names},
	{"a window, and a trigger", test_scope},
	{"what came before the trigger", test_kept},
	{"the engine's own points; on and off alike", test_engine},
	{"what a core pays; on and off alike", test_payments},
	{"the clock shown in reports", test_clock},
};
SUITE("trace", cases)
