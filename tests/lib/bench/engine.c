/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/engine.h"
#include "sim/core/smt.h"

struct sched_settings engine_sched(void)
{
	return (struct sched_settings){.hz = 1000,
				       .latency = MS(6),
				       .min_granularity = US(750),
				       .wakeup_granularity = MS(1),
				       .base_slice = US(750),
				       .scale = true};
}

static bool engine_waits(int cost)
{
	return cost == COST_other;
}

/* engine_pays: how long the act's payment takes now. */
static vtime engine_pays(const struct task *t, const struct act *act)
{
	return engine_waits(act->number) ? act->time : smt_time(t->core, act->time);
}

void engine_init(struct engine *e, const struct engine_config *config)
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

void engine_fini(struct engine *e)
{
	machine_free(e->m);
	g_string_free(e->log, TRUE);
	g_ptr_array_free(e->stimuli, TRUE);
}

void engine_mark(struct engine *e, const char *name)
{
	vtime now = e->m->cal.now;
	g_string_append_printf(e->log, "%s@%" PRId64, name, now / VTIME_PER_NS);
	if (now % VTIME_PER_NS)
		g_string_append_printf(e->log, ".%03d", (int)(now % VTIME_PER_NS));
	g_string_append_c(e->log, ' ');
}

void engine_act(struct engine *e, const struct act *act, const char *name, struct core *from)
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

void script_run(struct task *t, struct frame *f)
{
	struct script *s = f->self;
	ROUTINE(f);
	for (s->at = 0; s->acts[s->at].op != OP_END; s->at++) {
		if (s->acts[s->at].op == OP_PAY)
			PAY_TIME(t, f, s->acts[s->at].number, engine_pays(t, &s->acts[s->at]));
		else if (s->acts[s->at].op == OP_PAY_OFF)
			PAY_TIME_PREEMPT_OFF(t, f, s->acts[s->at].number, s->acts[s->at].time);
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
}

void engine_at(struct engine *e, vtime date, struct act act)
{
	struct stimulus *s = g_new0(struct stimulus, 1);
	s->engine = e;
	s->act = act;
	event_init(&s->event, stimulus_fire);
	g_ptr_array_add(e->stimuli, s);
	calendar_arm(&e->m->cal, &s->event, date, EVENT_HARDIRQ);
}

void engine_thread(struct engine *e, struct task *t, int core, struct script *s, vtime start)
{
	s->engine = e;
	thread_init(t, &e->m->cores[core], s->name, CONTEXT_other, script_run, s);
	engine_at(e, start, ACT(WAKE_DEV(t)));
}

void engine_run_by_event(struct engine *e, vtime end)
{
	struct calendar *cal = &e->m->cal;
	for (vtime next = calendar_next(cal); next <= end; next = calendar_next(cal))
		calendar_run(cal, next);
	calendar_run(cal, end);
}
