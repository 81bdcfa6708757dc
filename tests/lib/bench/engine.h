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
	OP_PAY_OFF,
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
#define PAY_OFF(t)                                                                                           \
	{                                                                                                    \
		.op = OP_PAY_OFF, .time = (t), .number = COST_work                                           \
	} /* with preemption off */
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

struct sched_settings engine_sched(void);

void engine_init(struct engine *e, const struct engine_config *config);

void engine_fini(struct engine *e);

void engine_mark(struct engine *e, const char *name);

void engine_act(struct engine *e, const struct act *act, const char *name, struct core *from);

/* script_run: the routine of every task in these tests; self is its script. */
void script_run(struct task *t, struct frame *f);

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

void engine_at(struct engine *e, vtime date, struct act act);

/* A thread that starts at the date. */
void engine_thread(struct engine *e, struct task *t, int core, struct script *s, vtime start);

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
void engine_run_by_event(struct engine *e, vtime end);

static inline vtime engine_booked(const struct engine *e, int core, enum context context, int cost)
{
	return e->m->cores[core].booked[context * TEST_COSTS + cost];
}

#endif
