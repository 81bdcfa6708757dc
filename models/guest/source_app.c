/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/source_app.h"
#include "models/costs.h"
#include "sim/core/machine.h"

/* sock_wait_for_wmem(), sock_def_write_space(): whether the process sleeps for room in its socket. */
static bool socket_sleeps(struct source_app *s)
{
	if (s->socket == 0)
		return false;
	if (s->dev->qdisc.length >= s->socket)
		s->asleep = true;
	else if (2 * s->dev->qdisc.length <= s->socket)
		s->asleep = false;
	return s->asleep;
}

/* Pktgen tries again and again. */
static bool retries(const struct source_app *s)
{
	return s->socket == 0 && s->dev->stopped;
}

/* Pktgen's thread is in the sleep of one of its sources. */
static bool pktgen_asleep(const struct source_app *list)
{
	while (list && (list->socket > 0 || !event_armed(&list->timer)))
		list = list->next;
	return list != NULL;
}

/* next_to_run(), and the processes beside it */
static struct source_app *next_to_run(struct source_app *list)
{
	struct source_app *first = NULL;
	bool only_processes = pktgen_asleep(list);
	for (struct source_app *s = list; s; s = s->next) {
		bool may = s->started && !socket_sleeps(s) && (s->socket > 0 || !only_processes);
		if (may && (!first || pktgen_wait(&s->gen) < pktgen_wait(&first->gen)))
			first = s;
	}
	return first;
}

/* Of the list, the one whose frame is due first, if that is now or within the spin; else the thread
 * sleeps until then: its timer is set, and NULL returned. */
static struct source_app *source_app_due(struct source_app *list)
{
	struct source_app *s = next_to_run(list);
	if (!s || !pktgen_far(&s->gen))
		return s;
	pktgen_set_timer(&s->gen, &s->timer);
	return NULL;
}

/* pktgen_xmit(): routine (self: the generator that is due): sends one frame, or spins until its date or, after that,
 * until an interrupt: the stopped queue wakes by none other. */
static void source_app_run(struct task *t, struct frame *f)
{
	struct source_app *s = f->self;
	ROUTINE(f);
	if (retries(s) || pktgen_wait(&s->gen) > 0) {
		s->wait = (struct vcpu_wait){COST_app_spin, pktgen_spin(&s->gen)};
		CALL(t, f, vcpu_spin, s->guest->vcpu, &s->wait);
		return;
	}
	f->arg = pktgen_build(&s->gen);
	OWE_FOR(t, s->socket ? COST_app_socket : COST_app_source, (struct packet *)f->arg);
	TRACE(t->core->machine, send, ((struct packet *)f->arg)->id, s->guest->index);
	if (s->socket)
		CALL(t, f, dev_queue_xmit, s->dev, f->arg);
	else
		HAND_OVER(t, f, &s->dev->xmit, f->arg);
}

/* ---- the timer ---- */

static void source_app_timer_fire(struct event *ev)
{
	irq_raise(&container_of(ev, struct source_app, timer)->timer_irq);
}

/* The host's hrtimer of the guest's local APIC: the interrupt is injected. */
static void source_app_timer_interrupt(struct task *t, struct frame *f)
{
	struct source_app *s = f->self;
	ROUTINE(f);
	TAIL_CALL(t, f, vector_inject, &s->vector, NULL);
}

/* The guest's handler: the loop looks for sources that are due by itself. */
static void timer_isr(struct task *t, struct frame *f)
{
	(void)t, (void)f;
}

void source_app_init(struct source_app *s, struct guest *guest, struct netdev *dev, const struct pktgen *gen,
		     int64_t socket)
{
	*s = (struct source_app){
		.guest = guest, .dev = dev, .gen = *gen, .socket = socket, .next = guest->sources.list};
	guest_set_sources(guest, &(struct guest_sources){s, source_app_due, source_app_run});
	event_init(&s->timer, source_app_timer_fire);
	irq_init(&s->timer_irq, guest->vcpu->task.core, "guest-timer", source_app_timer_interrupt, s);
	vector_init(&s->vector, guest->vcpu, timer_isr, s);
}

void source_app_start(struct source_app *s)
{
	struct calendar *cal = s->guest->vcpu->task.core->cal;
	s->started = true;
	source_skip(s->gen.source, cal->now);
	irq_raise(&s->timer_irq);
}

void source_app_stop(struct source_app *s)
{
	s->started = false;
	calendar_cancel(s->guest->vcpu->task.core->cal, &s->timer);
}
