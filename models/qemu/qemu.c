/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/qemu/qemu.h"
#include "models/costs.h"
#include "models/counters.h"
#include "sim/core/machine.h"

static const char *const tx_names[] = {"bh", "timer", NULL};

static const struct option qemu_options[] = {
	CHOICE_OPTION(qemu_settings, tx, tx_names, "bh",
		      "flow virtio: how virtio-net sends: by bottom half, or by timer"),
	VALUE_OPTION(qemu_settings, tx_timer, UNIT_TIME, "150us", "1us", "100ms",
		     "flow virtio, tx: timer: from the first kick to sending (x-txtimer)"),
	VALUE_OPTION(qemu_settings, tx_burst, UNIT_COUNT, "256", "1", "65536",
		     "flow virtio: packets sent before QEMU's other work has its turn (x-txburst)"),
	BOOL_OPTION(qemu_settings, mitigation, "yes",
		    "flow emulated: the e1000 spaces its interrupts (property mitigation)"),
};

OPTION_TABLE(qemu_table, "qemu", qemu_settings, qemu_options, "QEMU's device backends");

/* ---- notification ---- */

bool qemu_wake(struct qemu *q, struct core *from)
{
	return q->asleep && task_wake(&q->task, from);
}

static bool notifies_sleeper_only(const struct qemu *q)
{
	return era_rules.qemu_notifies_sleeper_only[q->era];
}

/* aio_notify() */
static void aio_notify(struct task *t, struct frame *f)
{
	struct qemu *q = f->self;
	ROUTINE(f);
	if (notifies_sleeper_only(q) && !q->notify_me)
		return;
	PAY(t, f, COST_eventfd_write, 0);
	q->notified = true;
	if (qemu_wake(q, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

void qemu_notify_event(struct task *t, struct frame *f)
{
	struct qemu *q = f->self;
	ROUTINE(f);
	q->notify_pending = notifies_sleeper_only(q);
	TAIL_CALL(t, f, aio_notify, q, NULL);
}

void qemu_signal(struct task *t, struct frame *f)
{
	struct vector *vector = f->self;
	ROUTINE(f);
	PAY(t, f, COST_kvm_signal_msi, 0);
	COUNT(t, signals);
	TRACE(t->core->machine, signal, vector->vcpu->index, vector->pending);
	TAIL_CALL(t, f, vector_inject, vector, NULL);
}

/* ---- descriptors ---- */

void qemu_add_fd(struct qemu *q, struct qemu_fd *fd)
{
	fd->next = q->fds;
	q->fds = fd;
}

static bool notifier_ready(const struct qemu_fd *fd)
{
	return container_of(fd, struct qemu_notifier, fd)->set;
}

void qemu_notifier_init(struct qemu_notifier *n, struct qemu *q, routine handler, void *self)
{
	*n = (struct qemu_notifier){.qemu = q};
	n->fd = (struct qemu_fd){.ready = notifier_ready, .handler = handler, .self = self};
	qemu_add_fd(q, &n->fd);
}

bool qemu_notifier_signal(void *self, struct core *from)
{
	struct qemu_notifier *n = self;
	n->set = true;
	return qemu_wake(n->qemu, from);
}

void qemu_notifier_read(struct task *t, struct frame *f)
{
	struct qemu_notifier *n = f->self;
	ROUTINE(f);
	n->set = false;
	PAY(t, f, COST_eventfd_read, 0);
}

/* ---- bottom halves ---- */

void qemu_bh_init(struct qemu_bh *bh, struct qemu *q, routine fn, void *self)
{
	struct qemu_bh **end = &q->bhs;
	while (*end)
		end = &(*end)->next;
	*bh = (struct qemu_bh){.qemu = q, .fn = fn, .self = self};
	*end = bh;
}

void qemu_bh_schedule(struct task *t, struct frame *f)
{
	struct qemu_bh *bh = f->self;
	ROUTINE(f);
	if (bh->scheduled)
		return;
	bh->scheduled = true;
	TAIL_CALL(t, f, aio_notify, bh->qemu, NULL);
}

/* The first that is scheduled, from bh on. */
static struct qemu_bh *scheduled_from(struct qemu_bh *bh)
{
	while (bh && !bh->scheduled)
		bh = bh->next;
	return bh;
}

/* aio_bh_poll(); f->arg: the first not yet looked at */
static void run_bhs(struct task *t, struct frame *f)
{
	struct qemu *q = f->self;
	struct qemu_bh *bh;
	ROUTINE(f);
	q->notify_pending = false;
	f->arg = q->bhs;
	while ((bh = scheduled_from(f->arg))) {
		f->arg = bh->next;
		bh->scheduled = false;
		CALL(t, f, bh->fn, bh->self, NULL);
	}
}

/* ---- timers ---- */

void qemu_timer_init(struct qemu_timer *timer, struct qemu *q, routine fn, void *self)
{
	*timer = (struct qemu_timer){
		.qemu = q, .fn = fn, .self = self, .date = VTIME_NEVER, .next = q->timers};
	q->timers = timer;
}

void qemu_timer_del(struct qemu_timer *timer)
{
	timer->date = VTIME_NEVER;
}

/* The one due first; NULL: none is armed. */
static struct qemu_timer *next_timer(const struct qemu *q)
{
	struct qemu_timer *first = NULL;
	for (struct qemu_timer *timer = q->timers; timer; timer = timer->next)
		if (timer->date != VTIME_NEVER && (!first || timer->date < first->date))
			first = timer;
	return first;
}

void qemu_timer_mod(struct task *t, struct frame *f)
{
	struct qemu_timer *timer = f->self;
	ROUTINE(f);
	if (next_timer(timer->qemu) == timer)
		CALL(t, f, qemu_notify_event, timer->qemu, NULL);
}

static struct qemu_timer *due_timer(const struct qemu *q)
{
	struct qemu_timer *timer = next_timer(q);
	return timer && timer->date <= q->task.core->cal->now ? timer : NULL;
}

/* qemu_clock_run_all_timers() */
static void run_timers(struct task *t, struct frame *f)
{
	struct qemu *q = f->self;
	struct qemu_timer *timer;
	ROUTINE(f);
	while ((timer = due_timer(q))) {
		timer->date = VTIME_NEVER;
		CALL(t, f, timer->fn, timer->self, NULL);
	}
}

/* ---- the loop ---- */

/* do_poll(): one look at everything; whether ppoll returns. */
static bool main_loop_look(struct qemu *q)
{
	bool found = q->notified || q->notify_pending || scheduled_from(q->bhs) || due_timer(q);
	for (struct qemu_fd *fd = q->fds; fd; fd = fd->next) {
		fd->due = fd->ready(fd);
		found |= fd->due;
	}
	return found;
}

static void main_loop_listen(struct qemu *q, bool on)
{
	for (struct qemu_fd *fd = q->fds; fd; fd = fd->next)
		if (fd->listen)
			fd->listen(fd, on);
}

static void fall_asleep(struct qemu *q)
{
	struct qemu_timer *timer = next_timer(q);
	q->asleep = true;
	main_loop_listen(q, true);
	if (timer)
		calendar_arm(q->task.core->cal, &q->deadline, timer->date, EVENT_HARDIRQ);
}

static void wake_up(struct qemu *q)
{
	q->asleep = false;
	main_loop_listen(q, false);
	calendar_cancel(q->task.core->cal, &q->deadline);
}

/* os_host_main_loop_wait() */
static void main_loop_wait(struct task *t, struct frame *f)
{
	struct qemu *q = f->self;
	ROUTINE(f);
	q->notify_me = true;
	CALL(t, f, bql_unlock, &q->bql, NULL);
	COUNT(t, qemu_polls);
	TRACE(t->core->machine, qemu_poll, t->core->id, q->notified);
	OWE(t, COST_qemu_ppoll, 0);
	for (;;) {
		PAY(t, f, COST_qemu_poll_fds, 0);
		if (main_loop_look(q))
			break;
		fall_asleep(q);
		SLEEP(f);
		wake_up(q);
	}
	CALL(t, f, bql_lock, &q->bql, NULL);
	q->notify_me = false;
	if (q->notified) {
		q->notified = false;
		PAY(t, f, COST_eventfd_read, 0);
	}
}

/* The handlers of what ppoll has found ready; f->arg: the next in the list. */
static void run_handlers(struct task *t, struct frame *f)
{
	struct qemu *q = f->self;
	struct qemu_fd *fd;
	ROUTINE(f);
	f->arg = q->fds;
	while ((fd = f->arg)) {
		f->arg = fd->next;
		if (fd->due)
			CALL(t, f, fd->handler, fd->self, NULL);
	}
}

static void main_loop(struct task *t, struct frame *f)
{
	struct qemu *q = f->self;
	ROUTINE(f);
	while (!q->stopped) {
		CALL(t, f, main_loop_wait, q, NULL);
		CALL(t, f, run_bhs, q, NULL);
		CALL(t, f, run_handlers, q, NULL);
		CALL(t, f, run_timers, q, NULL);
	}
	q->ended = true;
	for (;;)
		SLEEP(f);
}

/* ---- set-up ---- */

static void deadline_fire(struct event *ev)
{
	irq_raise(&container_of(ev, struct qemu, deadline)->timer_irq);
}

/* The host's hrtimer of ppoll's time limit. */
static void qemu_timer_interrupt(struct task *t, struct frame *f)
{
	struct qemu *q = f->self;
	ROUTINE(f);
	if (qemu_wake(q, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

void qemu_init(struct qemu *q, struct core *c, const char *name, enum era era)
{
	*q = (struct qemu){.era = era};
	thread_init(&q->task, c, name, CONTEXT_qemu, main_loop, q);
	event_init(&q->deadline, deadline_fire);
	irq_init(&q->timer_irq, c, "ppoll-timer", qemu_timer_interrupt, q);
	bql_init(&q->bql);
}

void qemu_start(struct qemu *q)
{
	task_wake(&q->task, NULL);
}

void qemu_stop(struct qemu *q)
{
	q->stopped = q->notified = true;
	qemu_wake(q, NULL);
}
