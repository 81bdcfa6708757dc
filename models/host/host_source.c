/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/host_source.h"
#include "models/costs.h"
#include "sim/core/softirq.h"

/* spin(): until the frame's date no other thread gets the core. */
static void host_source_spin(struct task *t, struct frame *f)
{
	struct host_source *s = f->self;
	ROUTINE(f);
	core_spin_begin(t->core);
	while (s->running && pktgen_wait(&s->gen) > 0)
		PAY_TIME(t, f, COST_app_spin, pktgen_wait(&s->gen));
	core_spin_end(t->core);
}

/* Tries again and again until the queue runs again. */
static void retry(struct task *t, struct frame *f)
{
	struct host_source *s = f->self;
	ROUTINE(f);
	s->retrying = true;
	PAY_TIME(t, f, COST_app_spin, pktgen_spin(&s->gen));
	s->retrying = false;
}

/* A frame goes to the driver. */
static void host_source_send(struct task *t, struct frame *f)
{
	struct host_source *s = f->self;
	ROUTINE(f);
	f->arg = pktgen_build(&s->gen);
	OWE_FOR(t, COST_app_source, (struct packet *)f->arg);
	OWE_FOR(t, COST_skb_alloc, (struct packet *)f->arg);
	skb_get(s->tap->skbs, t, f->arg);
	TRACE(t->core->machine, send, ((struct packet *)f->arg)->id, s->gen.seed->guest);
	local_bh_disable(t->core);
	HAND_OVER(t, f, &s->tap->driver, f->arg);
	TAIL_CALL(t, f, local_bh_enable, t->core, NULL);
}

static void pktgen_xmit(struct task *t, struct frame *f)
{
	struct host_source *s = f->self;
	ROUTINE(f);
	CALL(t, f, host_source_spin, s, NULL);
	if (!s->running)
		return;
	if (s->tap->stopped)
		CALL(t, f, retry, s, NULL);
	else
		CALL(t, f, host_source_send, s, NULL);
}

/* pktgen_thread_worker() */
static void pktgen_thread(struct task *t, struct frame *f)
{
	struct host_source *s = f->self;
	ROUTINE(f);
	for (;;) {
		while (!s->running || pktgen_far(&s->gen)) {
			if (s->running)
				pktgen_set_timer(&s->gen, &s->timer);
			SLEEP(f);
		}
		CALL(t, f, pktgen_xmit, s, NULL);
		if (t->core->need_resched)
			COND_RESCHED(f); /* pktgen_resched() */
	}
}

/* ---- what ends a wait ---- */

static void restart(void *self)
{
	struct host_source *s = self;
	if (!s->retrying)
		return;
	s->retrying = false;
	task_cut(&s->task);
}

static void host_source_timer_fire(struct event *ev)
{
	irq_raise(&container_of(ev, struct host_source, timer)->timer_irq);
}

/* hrtimer_wakeup() */
static void host_source_timer_interrupt(struct task *t, struct frame *f)
{
	struct host_source *s = f->self;
	ROUTINE(f);
	if (task_wake(&s->task, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

void host_source_init(struct host_source *s, const struct pktgen *gen, struct core *c, struct tap *tap)
{
	*s = (struct host_source){.gen = *gen, .tap = tap};
	tap_add_writer(tap, &s->writer, restart, s);
	thread_init(&s->task, c, "pktgen", CONTEXT_other, pktgen_thread, s);
	event_init(&s->timer, host_source_timer_fire);
	irq_init(&s->timer_irq, c, "pktgen-timer", host_source_timer_interrupt, s);
}

void host_source_start(struct host_source *s)
{
	s->running = true;
	source_skip(s->gen.source, s->task.core->cal->now);
	irq_raise(&s->timer_irq);
}

void host_source_stop(struct host_source *s)
{
	s->running = false;
	calendar_cancel(s->task.core->cal, &s->timer);
	core_spin_cut(&s->task);
	restart(s);
}
