/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/source_app.h"
#include "models/costs.h"
#include "sim/machine.h"

static vtime wait_of(const struct source_app *s)
{
	return s->source->next.date - s->guest->vcpu->task.core->cal->now;
}

/* next_to_run() */
static struct source_app *next_to_run(struct source_app *list)
{
	struct source_app *first = NULL;
	for (struct source_app *s = list; s; s = s->next)
		if (s->started && (!first || s->source->next.date < first->source->next.date))
			first = s;
	return first;
}

/* The thread is in the sleep of one of them. */
static bool asleep(const struct source_app *list)
{
	while (list && !event_armed(&list->timer))
		list = list->next;
	return list != NULL;
}

struct source_app *source_app_due(struct source_app *list)
{
	struct source_app *s = asleep(list) ? NULL : next_to_run(list);
	if (!s || s->source->next.date >= SOURCE_NEVER)
		return NULL;
	if (wait_of(s) < PKTGEN_SPIN)
		return s;
	calendar_arm(s->guest->vcpu->task.core->cal, &s->timer, s->source->next.date, EVENT_HARDIRQ);
	return NULL;
}

static struct packet *build(struct source_app *s)
{
	struct frame_arrival frame = source_next(s->source);
	vtime now = s->guest->vcpu->task.core->cal->now;
	return packet_born(s->ledger, &(struct packet){.born = now,
						       .bytes = frame.bytes,
						       .guest = s->guest->index,
						       .from = s->from,
						       .to = s->to,
						       .hash = frame.hash});
}

/* pktgen_xmit() */
struct step source_app_run(struct task *t, struct frame *f)
{
	struct source_app *s = f->self;
	ROUTINE(f);
	if (s->dev->stopped || wait_of(s) > 0) {
		s->wait = (struct vcpu_wait){COST_app_spin, wait_of(s) > 0 ? wait_of(s) : VTIME_PER_S};
		CALL(t, f, vcpu_spin, s->guest->vcpu, &s->wait);
		RETURN;
	}
	f->arg = build(s);
	OWE_FOR(t, COST_app_source, (struct packet *)f->arg);
	TRACE(t->core->machine, send, ((struct packet *)f->arg)->id, s->guest->index);
	HAND_OVER(t, f, &s->dev->xmit, f->arg);
	ROUTINE_END;
}

/* ---- the timer ---- */

static void timer_fire(struct event *ev)
{
	irq_raise(&EVENT_OWNER(ev, struct source_app, timer)->timer_irq);
}

/* The host's hrtimer of the guest's local APIC: the interrupt is injected. */
static struct step timer_interrupt(struct task *t, struct frame *f)
{
	struct source_app *s = f->self;
	ROUTINE(f);
	CALL(t, f, vector_inject, &s->vector, NULL);
	ROUTINE_END;
}

/* The guest's handler: the loop looks for sources that are due by itself. */
static struct step timer_isr(struct task *t, struct frame *f)
{
	(void)t, (void)f;
	RETURN;
}

void source_app_init(struct source_app *s, struct guest *guest, struct netdev *dev, struct ledger *ledger,
		     struct source *source, int from, int to)
{
	*s = (struct source_app){.guest = guest,
				 .dev = dev,
				 .ledger = ledger,
				 .source = source,
				 .from = from,
				 .to = to,
				 .next = guest->source};
	guest->source = s;
	event_init(&s->timer, timer_fire);
	irq_init(&s->timer_irq, guest->vcpu->task.core, "guest-timer", timer_interrupt, s);
	vector_init(&s->vector, guest->vcpu, timer_isr, s);
}

void source_app_start(struct source_app *s)
{
	struct calendar *cal = s->guest->vcpu->task.core->cal;
	s->started = true;
	source_skip(s->source, cal->now);
	irq_raise(&s->timer_irq);
}

void source_app_stop(struct source_app *s)
{
	s->started = false;
	calendar_cancel(s->guest->vcpu->task.core->cal, &s->timer);
}
