/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/background.h"
#include "models/costs.h"
#include "sim/core/machine.h"
#include "sim/core/routine.h"
#include "sim/core/smt.h"

#define DUTY_ONE 1000000

static const struct option background_options[] = {
	TEXT_OPTION(background_settings, name, NULL, "name of the thread, as in a trace"),
	TEXT_OPTION(background_settings, host, "", "machine that it runs on; empty: that of the scenario"),
	VALUE_OPTION(background_settings, core, UNIT_COUNT, NULL, "0", "4095", "core that it runs on"),
	VALUE_OPTION(background_settings, duty, UNIT_FACTOR, NULL, "0.000001", "1",
		     "share of each period that it computes; 1: it never sleeps"),
	VALUE_OPTION(background_settings, period, UNIT_TIME, "10ms", "10us", "1000s",
		     "from one wake-up by its timer to the next"),
	VALUE_OPTION(background_settings, start, UNIT_TIME, "0s", "0s", "11000s",
		     "when its first period begins, from the start of the warm-up"),
};

OPTION_TABLE(background_table, "background", background_settings, background_options,
	     "threads of the host beside those that carry packets (a list)");

/* The period that has begun is taken, and those that went by unseen with it. */
static vtime take_period(struct background *b, vtime now)
{
	b->next += ((now - b->next) / b->period + 1) * b->period;
	return b->work;
}

/* read() of the timerfd, and then the work. */
static void background_thread(struct task *t, struct frame *f)
{
	struct background *b = f->self;
	struct calendar *cal = t->core->cal;
	ROUTINE(f);
	for (;;) {
		while (cal->now < b->next) {
			calendar_arm(cal, &b->timer, b->next, EVENT_HARDIRQ);
			SLEEP(f);
		}
		PAY_TIME(t, f, COST_background, smt_time(t->core, take_period(b, cal->now)));
	}
}

static void background_timer_fire(struct event *ev)
{
	irq_raise(&container_of(ev, struct background, timer)->timer_irq);
}

/* hrtimer_wakeup() */
static void background_timer_interrupt(struct task *t, struct frame *f)
{
	struct background *b = f->self;
	ROUTINE(f);
	if (task_wake(&b->task, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

void background_init(struct background *b, const struct background_settings *settings, struct core *c)
{
	vtime work = (vtime)((__int128)settings->period * settings->duty / DUTY_ONE);
	*b = (struct background){.period = settings->period, .work = MAX(work, 1), .next = settings->start};
	thread_init(&b->task, c, settings->name, CONTEXT_other, background_thread, b);
	event_init(&b->timer, background_timer_fire);
	irq_init(&b->timer_irq, c, "background-timer", background_timer_interrupt, b);
	calendar_arm(c->cal, &b->timer, b->next, EVENT_HARDIRQ);
}
