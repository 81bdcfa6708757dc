/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The core against a second model of a core, and against itself run event by event, on random work.
 */
#include "sim/base/rng.h"
#include "sim/core/softirq.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"

/* ---- a core that is looked at once a nanosecond ---- */

#define LINES 3
#define RAISES 60
#define END_NS 40000

struct plan {
	int entry, softirq_entry; /* costs, ns */
	int handler[LINES];	  /* length of each line's handler, ns */
	unsigned raises[LINES];	  /* softirqs it raises at its end: mask */
	int action[SOFTIRQS];	  /* length of each softirq's action */
	int work;		  /* the thread marks after each piece of this length */
	int date[RAISES], line[RAISES];
};

struct stepped {
	const struct plan *plan;
	GString *log[LINES + SOFTIRQS + 1];
	int queue[LINES], queued; /* lines that wait, in order of arrival */
	int active, active_left;  /* -1: none */
	bool exit;		  /* a handler has just ended */
	unsigned pending, round;  /* softirqs raised; still to run in this round */
	int softirq;		  /* -2: no loop; -1: entering a round; else the action that runs */
	int softirq_left, thread_left, rounds, rounds_in_row, most_in_row;
};

static void stepped_raise(struct stepped *s, int line)
{
	for (int i = 0; i < s->queued; i++)
		if (s->queue[i] == line)
			return;
	s->queue[s->queued++] = line;
}

static void stepped_mark(struct stepped *s, int who, int now)
{
	g_string_append_printf(s->log[who], "%d ", now);
}

static void next_softirq(struct stepped *s, int now)
{
	if (s->softirq >= 0)
		stepped_mark(s, LINES + s->softirq, now);
	if (s->softirq == -1) {
		s->round = s->pending;
		s->pending = 0;
	}
	if (s->round) {
		s->softirq = s->round & 1 ? 0 : 1;
		s->round &= ~(1u << s->softirq);
		s->softirq_left = s->plan->action[s->softirq];
	} else {
		s->softirq = s->pending ? -1 : -2;
		s->softirq_left = s->plan->softirq_entry;
		s->rounds++;
		s->rounds_in_row = s->pending ? s->rounds_in_row + 1 : 0;
		s->most_in_row = MAX(s->most_in_row, s->rounds_in_row);
	}
}

/* Whose nanosecond begins now; what is finished is taken note of on the way. */
static int *stepped_owner(struct stepped *s, int now)
{
	for (;;) {
		if (s->active >= 0 && s->active_left > 0)
			return &s->active_left;
		if (s->active >= 0) {
			stepped_mark(s, s->active, now);
			s->pending |= s->plan->raises[s->active];
			s->active = -1;
			s->exit = true;
		} else if (s->queued) {
			s->active = s->queue[0];
			s->active_left = s->plan->entry + s->plan->handler[s->active];
			memmove(s->queue, s->queue + 1, sizeof(*s->queue) * (size_t)--s->queued);
		} else if (s->softirq == -2 && s->exit && s->pending) {
			s->softirq = -1;
			s->softirq_left = s->plan->softirq_entry;
			s->exit = false;
		} else if (s->softirq != -2 && s->softirq_left > 0) {
			return &s->softirq_left;
		} else if (s->softirq != -2) {
			next_softirq(s, now);
		} else if (s->thread_left > 0) {
			return &s->thread_left;
		} else {
			stepped_mark(s, LINES + SOFTIRQS, now);
			s->thread_left = s->plan->work;
		}
	}
}

static void stepped_run(struct stepped *s, const struct plan *plan)
{
	*s = (struct stepped){.plan = plan, .active = -1, .softirq = -2, .thread_left = plan->work};
	for (int i = 0; i < LINES + SOFTIRQS + 1; i++)
		s->log[i] = g_string_new(NULL);
	for (int now = 0; now <= END_NS; now++) {
		for (int i = 0; i < RAISES; i++)
			if (plan->date[i] == now)
				stepped_raise(s, plan->line[i]);
		--*stepped_owner(s, now);
	}
}

static void plan_random(struct plan *p, struct rng *r)
{
	p->entry = (int)rng_below(r, 30);
	p->softirq_entry = (int)rng_below(r, 30);
	p->work = 1 + (int)rng_below(r, 2000);
	for (int i = 0; i < LINES; i++) {
		p->handler[i] = (int)rng_below(r, 300);
		p->raises[i] = (unsigned)rng_below(r, 4);
	}
	for (int i = 0; i < SOFTIRQS; i++)
		p->action[i] = (int)rng_below(r, 600);
	for (int i = 0; i < RAISES; i++) {
		p->date[i] = (int)rng_below(r, END_NS - 5000);
		p->line[i] = (int)rng_below(r, LINES);
	}
}

/* The same plan on the engine; every task logs its own dates, for the oracle knows no order of marks at one
 * date. */
struct built {
	struct engine e[LINES + SOFTIRQS + 1]; /* the first has the machine, each one a log */
	struct script script[LINES + SOFTIRQS + 1];
	struct act acts[LINES + SOFTIRQS + 1][5];
	struct irq irq[LINES];
	struct task thread;
};

static void build(struct built *b, const struct plan *p)
{
	memset(b, 0, sizeof(*b));
	struct engine_config config = {.sched = engine_sched()};
	config.sched.hz = 100; /* no tick before the end */
	config.cost_ns[COST_irq_entry] = p->entry;
	config.cost_ns[COST_softirq_entry] = p->softirq_entry;
	engine_init(&b->e[0], &config);
	for (int i = 0; i < LINES + SOFTIRQS + 1; i++) {
		if (i > 0)
			b->e[i] = (struct engine){.m = b->e[0].m, .log = g_string_new(NULL)};
		b->script[i] = (struct script){.name = "", .acts = b->acts[i]};
	}
	for (int i = 0; i < LINES; i++) {
		struct act acts[] = {PAY_WORK(NS(p->handler[i])), SOFTIRQ(0), SOFTIRQ(1), MARK, END};
		struct act *to = b->acts[i];
		*to++ = acts[0];
		for (int nr = 0; nr < SOFTIRQS; nr++)
			if (p->raises[i] & 1u << nr)
				*to++ = acts[1 + nr];
		*to++ = acts[3];
		*to = acts[4];
		engine_irq(&b->e[i], &b->irq[i], 0, &b->script[i]);
	}
	for (int nr = 0; nr < SOFTIRQS; nr++) {
		struct act acts[] = {PAY_WORK(NS(p->action[nr])), MARK, END};
		memcpy(b->acts[LINES + nr], acts, sizeof(acts));
		engine_softirq(&b->e[LINES + nr], (enum softirq)nr, 0, &b->script[LINES + nr]);
	}
	struct act work[] = {PAY_WORK(NS(p->work)), MARK, AGAIN(0)};
	memcpy(b->acts[LINES + SOFTIRQS], work, sizeof(work));
	for (int i = 0; i < RAISES; i++)
		engine_at(&b->e[0], NS(p->date[i]), ACT(RAISE(&b->irq[p->line[i]])));
	b->script[LINES + SOFTIRQS].engine = &b->e[LINES + SOFTIRQS];
	thread_init(&b->thread, b->e[0].m->cores, "work", CONTEXT_other, script_run,
		    &b->script[LINES + SOFTIRQS]);
	engine_at(&b->e[0], 0, ACT(WAKE_DEV(&b->thread)));
}

/* "@300 @500 " as "300 500 " */
static char *dates_of(const GString *log)
{
	GString *plain = g_string_new(log->str);
	g_string_replace(plain, "@", "", 0);
	return g_string_free(plain, FALSE);
}

/* Compares every task's dates; returns how many characters of them there were. */
static size_t compare(const struct plan *plan, const struct stepped *s)
{
	struct built b;
	size_t length = 0;
	build(&b, plan);
	calendar_run(&b.e[0].m->cal, NS(END_NS));
	machine_check(b.e[0].m, 0);
	CU_ASSERT_EQUAL(b.e[0].m->counter[COUNTER_softirq_rounds], s->rounds);
	for (int i = 0; i < LINES + SOFTIRQS + 1; i++) {
		char *dates = dates_of(b.e[i].log);
		CU_ASSERT_STRING_EQUAL(dates, s->log[i]->str);
		length += strlen(dates);
		g_free(dates);
		if (i > 0)
			g_string_free(b.e[i].log, TRUE);
	}
	engine_fini(&b.e[0]);
	return length;
}

static void test_stepped(void)
{
	struct rng r;
	size_t length = 0;
	rng_init(&r, 1, 0, "stepped");
	for (int round = 0; round < 150; round++) {
		struct plan plan;
		struct stepped s;
		plan_random(&plan, &r);
		stepped_run(&s, &plan);
		if (s.most_in_row < MAX_SOFTIRQ_RESTART) /* the oracle has no ksoftirqd */
			length += compare(&plan, &s);
		for (int i = 0; i < LINES + SOFTIRQS + 1; i++)
			g_string_free(s.log[i], TRUE);
	}
	CU_ASSERT(length > 50000);
}

/* ---- in one go, event by event, in odd windows: the same ---- */

#define CORES 3
#define THREADS 7
#define ACTS 12

struct crowd {
	struct engine e;
	struct task thread[THREADS];
	struct irq irq[CORES];
	struct script script[THREADS + 2 * CORES];
	struct act acts[THREADS + 2 * CORES][ACTS + 2];
	char name[THREADS + 2 * CORES][4];
};

static vtime random_time(struct rng *r)
{
	static const vtime scale[] = {0, 1, NS(1), NS(100), US(10), US(300)};
	return scale[rng_below(r, G_N_ELEMENTS(scale))] * (vtime)rng_below(r, 10);
}

static struct act random_act(struct crowd *c, struct rng *r, bool thread)
{
	struct task *other = &c->thread[rng_below(r, THREADS)];
	struct irq *line = &c->irq[rng_below(r, CORES)];
	switch (rng_below(r, thread ? 8 : 6)) {
	case 0:
	case 1:
		return ACT(PAY_WORK(random_time(r)));
	case 2:
		return thread ? ACT(RAISE(line)) : ACT(SOFTIRQ((int)rng_below(r, SOFTIRQS)));
	case 3:
		return ACT(MARK);
	case 4:
	case 5:
		return ACT(WAKE(other));
	case 6:
		return ACT(OFFER);
	default:
		return ACT(REST);
	}
}

static void random_script(struct crowd *c, struct rng *r, int i, bool thread)
{
	g_snprintf(c->name[i], sizeof(c->name[i]), "%c%d", thread ? 't' : 'i', i);
	c->script[i] = (struct script){.engine = &c->e, .name = c->name[i], .acts = c->acts[i]};
	for (int k = 0; k < ACTS; k++)
		c->acts[i][k] = random_act(c, r, thread);
	for (int k = 0; k + 1 < ACTS; k++) /* what is owed is paid with the next act at the latest */
		if (c->acts[i][k + 1].op == OP_PAY && rng_below(r, 2))
			c->acts[i][k] = ACT(OWE_AS(COST_other, random_time(r)));
	c->acts[i][ACTS - 2] = ACT(PAY_WORK(US(3))); /* no script loops without paying */
	c->acts[i][ACTS - 1] = ACT(MARK);
	c->acts[i][ACTS] = thread ? ACT(REST) : ACT(END);
	c->acts[i][ACTS + 1] = ACT(AGAIN(0));
}

static void crowd_init(struct crowd *c, uint64_t number)
{
	struct rng r;
	memset(c, 0, sizeof(*c));
	rng_init(&r, 7, number, "crowd");
	struct engine_config config = {
		.cores = CORES, .era = (enum era)(number % 3), .sched = engine_sched()};
	config.sched.irq_time_accounting = rng_below(&r, 2);
	config.sched.idle_exit = (vtime)rng_below(&r, 3) * NS(500);
	for (int i = 0; i < SIM_COST_COUNT; i++)
		config.cost_ns[i] = (int64_t)rng_below(&r, 3) * 40;
	engine_init(&c->e, &config);
	for (int i = 0; i < THREADS; i++) {
		random_script(c, &r, i, true);
		engine_thread(&c->e, &c->thread[i], i % CORES, &c->script[i], random_time(&r));
	}
	for (int i = 0; i < CORES; i++) {
		random_script(c, &r, THREADS + i, false);
		random_script(c, &r, THREADS + CORES + i, false);
		engine_irq(&c->e, &c->irq[i], i, &c->script[THREADS + i]);
		for (int nr = 0; nr < SOFTIRQS; nr++)
			engine_softirq(&c->e, (enum softirq)nr, i, &c->script[THREADS + CORES + i]);
	}
	for (int i = 0; i < 100; i++) {
		vtime date = (vtime)rng_below(&r, US(20000));
		struct task *thread = &c->thread[rng_below(&r, THREADS)];
		struct irq *line = &c->irq[rng_below(&r, CORES)];
		engine_at(&c->e, date, rng_below(&r, 2) ? ACT(WAKE_DEV(thread)) : ACT(RAISE(line)));
	}
}

static void run_in_one_go(struct engine *e, vtime end)
{
	calendar_run(&e->m->cal, end);
}

static void run_in_windows(struct engine *e, vtime end)
{
	for (vtime date = 0; date < end; date += US(7) + 13)
		calendar_run(&e->m->cal, date);
	calendar_run(&e->m->cal, end);
}

static char *crowd_run(uint64_t number, void (*run)(struct engine *e, vtime end))
{
	struct crowd *c = g_new(struct crowd, 1);
	crowd_init(c, number);
	run(&c->e, MS(25));
	machine_check(c->e.m, 0);
	GString *all = g_string_new(c->e.log->str);
	for (int i = 0; i < c->e.m->n_counters; i++)
		g_string_append_printf(all, "%" PRId64 " ", c->e.m->counter[i]);
	for (int core = 0; core < CORES; core++)
		for (int i = 0; i < CONTEXTS * TEST_COSTS; i++)
			g_string_append_printf(all, "%" PRId64 " ", c->e.m->cores[core].booked[i]);
	engine_fini(&c->e);
	g_free(c);
	return g_string_free(all, FALSE);
}

static void test_sync(void)
{
	size_t length = 0;
	for (uint64_t number = 0; number < 45; number++) {
		char *one_go = crowd_run(number, run_in_one_go);
		char *by_event = crowd_run(number, engine_run_by_event);
		char *windows = crowd_run(number, run_in_windows);
		CU_ASSERT_STRING_EQUAL(one_go, by_event);
		CU_ASSERT_STRING_EQUAL(one_go, windows);
		length += strlen(one_go);
		g_free(one_go);
		g_free(by_event);
		g_free(windows);
	}
	CU_ASSERT(length > 45 * 1500);
}

static const struct test_case cases[] = {
	{"dates as on a core looked at once a nanosecond", test_stepped},
	{"in one go, event by event and in windows alike", test_sync},
};
SUITE("core, random work", cases)
