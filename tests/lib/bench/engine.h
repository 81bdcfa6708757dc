/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small machine for the tests of the engine: its clock is 1 GHz, so that a cycle is a nanosecond, every
 * cost of the engine is 0 unless the test says otherwise, and its tasks run scripts.
 *
 * A script is a list of acts: pay for some time, sleep, or do something to the machine. MARK writes "name@ns
 * " to the engine's log, so a test compares one string with the dates worked out by hand. Stimuli do the same
 * acts from outside at a date, as a device would.
 */
#ifndef TESTS_LIB_BENCH_ENGINE_H
#define TESTS_LIB_BENCH_ENGINE_H

#include "sim/core/machine.h"
#include "sim/core/routine.h"
#include "sim/core/smt.h"

#include <inttypes.h>
#include <string.h>

enum test_cost { COST_work = SIM_COST_COUNT, COST_other, TEST_COSTS };

#define NS(n) ((vtime)(n)*VTIME_PER_NS)
#define US(n) ((vtime)(n)*VTIME_PER_US)
#define MS(n) ((vtime)(n)*VTIME_PER_MS)

struct engine_config {
	int cores; /* 0: one */
	enum era era;
	struct sched_settings sched;	 /* engine_sched: the kernel's defaults */
	int64_t cost_ns[SIM_COST_COUNT]; /* 0 when left out */
	enum smt smt;
	int64_t smt_speed; /* COST_other is then waiting */
};

struct engine {
	struct machine *m;
	GString *log;
	GPtrArray *stimuli;
};

enum op {
	OP_END,
	OP_PAY,
	OP_OWE,
	OP_MARK,
	OP_REST,
	OP_OFFER,
	OP_WAKE,
	OP_WAKE_DEVICE,
	OP_RAISE,
	OP_SOFTIRQ,
	OP_CUT,
	OP_SHORTEN,
	OP_AGAIN
};

struct act {
	enum op op;
	vtime time;
	int number;
	void *object;
};

#define END                                                                                                  \
	{                                                                                                    \
		.op = OP_END                                                                                 \
	} /* a handler or softirq returns */
#define PAY_WORK(t) PAY_AS(COST_work, t)
#define PAY_AS(c, t)                                                                                         \
	{                                                                                                    \
		.op = OP_PAY, .time = (t), .number = (c)                                                     \
	}
#define OWE_AS(c, t)                                                                                         \
	{                                                                                                    \
		.op = OP_OWE, .time = (t), .number = (c)                                                     \
	} /* with the next PAY_WORK */
#define MARK                                                                                                 \
	{                                                                                                    \
		.op = OP_MARK                                                                                \
	}
#define REST                                                                                                 \
	{                                                                                                    \
		.op = OP_REST                                                                                \
	} /* sleep until woken */
#define OFFER                                                                                                \
	{                                                                                                    \
		.op = OP_OFFER                                                                               \
	} /* cond_resched() */
#define WAKE(t)                                                                                              \
	{                                                                                                    \
		.op = OP_WAKE, .object = (t)                                                                 \
	} /* from the script's core */
#define WAKE_DEV(t)                                                                                          \
	{                                                                                                    \
		.op = OP_WAKE_DEVICE, .object = (t)                                                          \
	}
#define RAISE(line)                                                                                          \
	{                                                                                                    \
		.op = OP_RAISE, .object = (line)                                                             \
	}
#define SOFTIRQ(nr)                                                                                          \
	{                                                                                                    \
		.op = OP_SOFTIRQ, .number = (nr)                                                             \
	} /* on the script's core */
#define SHORTEN(t, rest)                                                                                     \
	{                                                                                                    \
		.op = OP_SHORTEN, .object = (t), .time = (rest)                                              \
	}
#define CUT(t)                                                                                               \
	{                                                                                                    \
		.op = OP_CUT, .object = (t)                                                                  \
	}
#define AGAIN(i)                                                                                             \
	{                                                                                                    \
		.op = OP_AGAIN, .number = (i)                                                                \
	} /* go on at act i */
#define ACT(a) ((struct act)a)

struct script {
	struct engine *engine;
	const char *name;
	const struct act *acts;
	int at;
};

static inline struct sched_settings engine_sched(void)
{
	return (struct sched_settings){.hz = 1000,
				       .latency = MS(6),
				       .min_granularity = US(750),
				       .wakeup_granularity = MS(1),
				       .base_slice = US(750),
				       .scale = true};
}

static inline bool engine_waits(int cost)
{
	return cost == COST_other;
}

/* engine_pays: how long the act's payment takes now. */
static inline vtime engine_pays(const struct task *t, const struct act *act)
{
	return engine_waits(act->number) ? act->time : smt_time(t->core, act->time);
}

static inline void engine_init(struct engine *e, const struct engine_config *config)
{
	struct cost_entry costs[TEST_COSTS] = {0};
	for (int i = 0; i < SIM_COST_COUNT; i++)
		costs[i].cycles_ppm = config->cost_ns[i] * 1000000;
	e->m = machine_new(&(struct machine_config){.name = "host",
						    .cores = config->cores ? config->cores : 1,
						    .hz = 1000000000,
						    .era = config->era,
						    .sched = &config->sched,
						    .costs = costs,
						    .n_costs = TEST_COSTS,
						    .smt = config->smt,
						    .smt_speed = config->smt_speed,
						    .cost_waits = engine_waits});
	e->log = g_string_new(NULL);
	e->stimuli = g_ptr_array_new_with_free_func(g_free);
}

static inline void engine_fini(struct engine *e)
{
	machine_free(e->m);
	g_string_free(e->log, TRUE);
	g_ptr_array_free(e->stimuli, TRUE);
}

static inline void engine_mark(struct engine *e, const char *name)
{
	vtime now = e->m->cal.now;
	g_string_append_printf(e->log, "%s@%" PRId64, name, now / VTIME_PER_NS);
	if (now % VTIME_PER_NS)
		g_string_append_printf(e->log, ".%03d", (int)(now % VTIME_PER_NS));
	g_string_append_c(e->log, ' ');
}

static inline void engine_act(struct engine *e, const struct act *act, const char *name, struct core *from)
{
	switch (act->op) {
	case OP_MARK:
		engine_mark(e, name);
		break;
	case OP_WAKE:
		task_wake(act->object, from);
		break;
	case OP_WAKE_DEVICE:
		task_wake(act->object, NULL);
		break;
	case OP_RAISE:
		irq_raise(act->object);
		break;
	case OP_SOFTIRQ:
		softirq_raise(from, (enum softirq)act->number);
		break;
	case OP_CUT:
		task_cut(act->object);
		break;
	case OP_SHORTEN:
		task_shorten(act->object, act->time);
		break;
	default:
		break;
	}
}

/* script_run: the routine of every task in these tests; self is its script. */
static inline struct step script_run(struct task *t, struct frame *f)
{
	struct script *s = f->self;
	ROUTINE(f);
	for (s->at = 0; s->acts[s->at].op != OP_END; s->at++) {
		if (s->acts[s->at].op == OP_PAY)
			PAY_TIME(t, f, s->acts[s->at].number, engine_pays(t, &s->acts[s->at]));
		else if (s->acts[s->at].op == OP_OWE)
			task_owe(t, s->acts[s->at].number, s->acts[s->at].time);
		else if (s->acts[s->at].op == OP_REST)
			SLEEP(f);
		else if (s->acts[s->at].op == OP_OFFER)
			COND_RESCHED(f);
		else if (s->acts[s->at].op == OP_AGAIN)
			s->at = s->acts[s->at].number - 1;
		else
			engine_act(s->engine, &s->acts[s->at], s->name, t->core);
	}
	ROUTINE_END;
}

/* Something done from outside at a date. */
struct stimulus {
	struct event event; /* first: its address is the stimulus's */
	struct engine *engine;
	struct act act;
};

static inline void stimulus_fire(struct event *ev)
{
	struct stimulus *s = (struct stimulus *)ev;
	engine_act(s->engine, &s->act, "device", &s->engine->m->cores[0]);
}

static inline void engine_at(struct engine *e, vtime date, struct act act)
{
	struct stimulus *s = g_new0(struct stimulus, 1);
	s->engine = e;
	s->act = act;
	event_init(&s->event, stimulus_fire);
	g_ptr_array_add(e->stimuli, s);
	calendar_arm(&e->m->cal, &s->event, date, EVENT_HARDIRQ);
}

/* A thread that starts at the date. */
static inline void engine_thread(struct engine *e, struct task *t, int core, struct script *s, vtime start)
{
	s->engine = e;
	thread_init(t, &e->m->cores[core], s->name, CONTEXT_other, script_run, s);
	engine_at(e, start, ACT(WAKE_DEV(t)));
}

static inline void engine_irq(struct engine *e, struct irq *irq, int core, struct script *s)
{
	s->engine = e;
	irq_init(irq, &e->m->cores[core], s->name, script_run, s);
}

static inline void engine_softirq(struct engine *e, enum softirq nr, int core, struct script *s)
{
	s->engine = e;
	softirq_open(&e->m->cores[core], nr, script_run, s);
}

/* Event by event, as --sync=event does: no payment is made on the spot. */
static inline void engine_run_by_event(struct engine *e, vtime end)
{
	struct calendar *cal = &e->m->cal;
	for (vtime next = calendar_next(cal); next <= end; next = calendar_next(cal))
		calendar_run(cal, next);
	calendar_run(cal, end);
}

static inline vtime engine_booked(const struct engine *e, int core, enum context context, int cost)
{
	return e->m->cores[core].booked[context * TEST_COSTS + cost];
}

#endif
