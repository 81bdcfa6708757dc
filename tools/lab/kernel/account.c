// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the core does, by context: hard interrupt, softirq, ksoftirqd, vhost worker, guest, other threads, idle.
 *
 * The tracepoints of the kernel say when one context follows another. Debian's kernels are built without IRQ_TIME_ACCOUNTING, so
 * that /proc/stat only samples interrupts and softirqs at the tick.
 */
#include "simnic.h"

#include <asm/msr.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/sched.h>

enum context { HARDIRQ, SOFTIRQ, KSOFTIRQD, VHOST, VCPU, OTHER, IDLE, CONTEXTS };

/* Nanoseconds by context, in the order of enum context. */
static u64 spent[CONTEXTS];
static int n_spent = CONTEXTS;
module_param_array(spent, ullong, &n_spent, 0444);

static u64 n_interrupts, n_softirqs, n_switches, n_wakeups, n_ksoftirqd_wakeups, n_vhost_wakeups;
module_param(n_interrupts, ullong, 0444);
module_param(n_softirqs, ullong, 0444);
module_param(n_switches, ullong, 0444);
module_param(n_wakeups, ullong, 0444);
module_param(n_ksoftirqd_wakeups, ullong, 0444);
module_param(n_vhost_wakeups, ullong, 0444);

/* Softirqs by vector, as include/linux/interrupt.h numbers them. */
static u64 vectors[NR_SOFTIRQS];
static int n_vectors = NR_SOFTIRQS;
module_param_array(vectors, ullong, &n_vectors, 0444);

static u64 since;
static enum context thread = OTHER;
static int hardirqs, softirqs;

static enum context of_task(const struct task_struct *t)
{
	if (t->pid == 0)
		return IDLE;
	if (!strncmp(t->comm, "ksoftirqd/", 10))
		return KSOFTIRQD;
	if (!strncmp(t->comm, "vhost-", 6))
		return VHOST;
	if (!strncmp(t->comm, "guest-", 6))
		return VCPU;
	return OTHER;
}

/* Charges the time until now to the context that ends or is left for a while. */
static void charge(void)
{
	u64 now = rdtsc();

	if (hardirqs)
		spent[HARDIRQ] += now - since;
	else if (softirqs)
		spent[thread == KSOFTIRQD ? KSOFTIRQD : SOFTIRQ] += now - since;
	else
		spent[thread] += now - since;
	since = now;
}

static void enter_interrupt(void *data, int vector)
{
	charge();
	hardirqs++;
	n_interrupts++;
}

static void leave_interrupt(void *data, int vector)
{
	charge();
	if (hardirqs)
		hardirqs--;
}

static void enter_softirq(void *data, unsigned int vector)
{
	charge();
	softirqs++;
	n_softirqs++;
	vectors[vector]++;
}

static void leave_softirq(void *data, unsigned int vector)
{
	charge();
	if (softirqs)
		softirqs--;
}

static void change_task(void *data, bool preempt, struct task_struct *prev, struct task_struct *next,
			unsigned int state)
{
	charge();
	thread = of_task(next);
	n_switches++;
}

static void wake_task(void *data, struct task_struct *t)
{
	enum context c = of_task(t);

	n_wakeups++;
	n_ksoftirqd_wakeups += c == KSOFTIRQD;
	n_vhost_wakeups += c == VHOST;
}

/*
 * Exits come before their entries: probes begin one after the other, with interrupts between, and an entry whose exit was not seen
 * would be taken for an interrupt or a softirq that never ends. An exit whose entry was not seen does nothing.
 */
static struct probe probes[] = {
	{"local_timer_exit", leave_interrupt}, {"local_timer_entry", enter_interrupt},
	{"softirq_exit", leave_softirq},       {"softirq_entry", enter_softirq},
	{"sched_switch", change_task},	       {"sched_wakeup", wake_task},
};

int account_start(void)
{
	since = rdtsc();
	return probes_start(probes, ARRAY_SIZE(probes));
}

void account_stop(void)
{
	probes_stop(probes, ARRAY_SIZE(probes));
}
