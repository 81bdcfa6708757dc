/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * QEMU: the main loop, the one thread of a guest's QEMU in which its network backends run.
 *
 * Stands for main-loop.c, async.c, iohandler.c and qemu-timer.c. The scenario's kernel says which QEMU: 2.0.2
 * with 3.13, 5.0 from 5.10 on (assumed: no rule changed in the QEMUs since).
 *
 * One iteration gives up the BQL, does ppoll() on all file descriptors, and takes the BQL. Then it
 * runs all bottom halves that are scheduled, each descriptor's handler that was found ready, once,
 * in order of the list, and the timers that are due. ppoll looks at each descriptor's state
 * (level-triggered), and sleeps when there is nothing; it does not sleep when a bottom half is
 * scheduled. While it sleeps it is on the wait queue of the taps that it polls.
 *
 * To end the ppoll an eventfd is written (aio_notify): 2.0 writes it for every bottom half, timer and
 * qemu_notify_event(); 5.0 only while the loop is about to sleep or sleeps (notify_me), so never from the loop's
 * own handlers, where qemu_notify_event() costs another iteration only. The loop then reads it once.
 *
 * Left out: 2.0 keeps the BQL around a ppoll that cannot sleep, because a bottom half is scheduled.
 * In the flow with bottom halves (virtio) no vCPU ever takes the BQL, and the emulated device
 * schedules none. Left out, too, are timers and descriptors of other devices, and the millisecond
 * that 2.0 sleeps at most after 1,000 iterations without sleep. The written eventfd would end it at
 * once. QEMU sets its timer slack to 1 ns (PR_SET_TIMERSLACK).
 */
#ifndef MODELS_QEMU_QEMU_H
#define MODELS_QEMU_QEMU_H

#include "models/guest/vcpu.h"
#include "models/qemu/bql.h"
#include "sim/core/irq.h"
#include "sim/input/option.h"
#include "sim/kernel/era.h"

enum qemu_tx { QEMU_TX_BH, QEMU_TX_TIMER };

struct qemu_settings {
	int tx;		/* enum qemu_tx: virtio-net's property tx */
	vtime tx_timer; /* x-txtimer */
	int64_t tx_burst;
	bool mitigation; /* e1000's property */
};

extern const struct option_table qemu_table;

struct qemu;

/* A descriptor in the poll set. */
struct qemu_fd {
	struct qemu_fd *next;
	bool (*ready)(const struct qemu_fd *fd);
	void (*listen)(struct qemu_fd *fd,
		       bool on); /* the loop goes to sleep or has woken; NULL: nothing to do */
	routine handler;
	void *self; /* the handler's object */
	bool due;   /* found ready by the last ppoll */
};

/* An eventfd that the kernel signals: a virtqueue's host notifier. */
struct qemu_notifier {
	struct qemu_fd fd;
	struct qemu *qemu; /* not owned */
	bool set;
};

struct qemu_bh {
	struct qemu_bh *next;
	struct qemu *qemu; /* not owned */
	routine fn;
	void *self;
	bool scheduled;
};

struct qemu_timer {
	struct qemu_timer *next;
	struct qemu *qemu; /* not owned */
	routine fn;
	void *self;
	vtime date; /* VTIME_NEVER: not armed */
};

struct qemu {
	struct task task;
	enum era era;
	struct bql bql;
	struct qemu_fd *fds;
	struct qemu_bh *bhs;
	struct qemu_timer *timers;
	bool notified;	     /* the eventfd of aio_notify is set */
	bool notify_me;	     /* 5.0: whether it is to be written */
	bool notify_pending; /* 5.0: qemu_notify_event's own bottom half */
	bool asleep;	     /* in ppoll, on the wait queues */
	bool stopped;	     /* this iteration is the last */
	bool ended;
	struct event deadline;
	struct irq timer_irq; /* the host's, when ppoll's time is over */
};

/* qemu_init: a main loop on core c that has not started; the QEMU of the era. name is not copied. */
void qemu_init(struct qemu *q, struct core *c, const char *name, enum era era);

/* qemu_start: the loop runs from now on. */
void qemu_start(struct qemu *q);

/* qemu_stop: the loop ends with the iteration that it is in, or the next one (main_loop_should_exit); .ended says when. */
void qemu_stop(struct qemu *q);

/* qemu_add_fd: puts a descriptor at the head of the poll set (qemu_set_fd_handler). Once for each. */
void qemu_add_fd(struct qemu *q, struct qemu_fd *fd);

/* qemu_wake: a descriptor has become ready, by code on core `from`. Returns whether that woke the loop, which the
 * caller pays for (COST_wake_up). */
bool qemu_wake(struct qemu *q, struct core *from);

/* qemu_notifier_init: an eventfd in the poll set, whose handler begins with qemu_notifier_read.
 * qemu_notifier_signal: the kernel signals it (struct kick_target's function; self: the notifier). */
void qemu_notifier_init(struct qemu_notifier *n, struct qemu *q, routine handler, void *self);
bool qemu_notifier_signal(void *self, struct core *from);

/* qemu_notifier_read: routine (self: the notifier): reads and clears it (event_notifier_test_and_clear). */
void qemu_notifier_read(struct task *t, struct frame *f);

/* qemu_bh_init: a bottom half. qemu_bh_schedule: routine (self: the bottom half): it runs in the next iteration. */
void qemu_bh_init(struct qemu_bh *bh, struct qemu *q, routine fn, void *self);
void qemu_bh_schedule(struct task *t, struct frame *f);

/* qemu_timer_init: a timer that is not armed. qemu_timer_mod: routine (self: the timer, its date just set): it is armed;
 * the loop hears of it when it is the next one due. qemu_timer_del: it is not armed any more. */
void qemu_timer_init(struct qemu_timer *timer, struct qemu *q, routine fn, void *self);
void qemu_timer_mod(struct task *t, struct frame *f);
void qemu_timer_del(struct qemu_timer *timer);

/* qemu_notify_event: routine (self: the loop): it is to look at its descriptors again. */
void qemu_notify_event(struct task *t, struct frame *f);

/* qemu_signal: routine (self: the vector): an MSI to the guest by ioctl KVM_SIGNAL_MSI (kvm_irqchip_send_msi). */
void qemu_signal(struct task *t, struct frame *f);

#endif
