/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/vcpu.h"
#include "models/costs.h"
#include "sim/core/machine.h"
#include "sim/core/task_group.h"

#define HALT_POLL_GROW_START (10 * VTIME_PER_US)

static const struct option vcpu_options[] = {
	BOOL_OPTION(vcpu_settings, posted_interrupts, "no",
		    "deliver interrupts to a running vCPU without an exit (APICv, posted interrupts)"),
	VALUE_OPTION(
		vcpu_settings, halt_poll, UNIT_TIME, "200us", "0us", "10ms",
		"from 5.10 on: the longest that a halted vCPU spins before it sleeps (halt_poll_ns); how "
		"long it does adapts; 0us: not at all"),
	BOOL_OPTION(vcpu_settings, halt_exits, "yes",
		    "a guest that halts exits and frees its core; no: it waits in guest mode "
		    "(KVM_X86_DISABLE_EXITS_HLT)"),
};

OPTION_TABLE(vcpu_table, "vcpu", vcpu_settings, vcpu_options, "vCPU threads and KVM");

/* ---- halting ---- */

static void grow_halt_poll_ns(struct vcpu *v)
{
	v->halt_poll = MIN(MAX(2 * v->halt_poll, HALT_POLL_GROW_START), v->max_halt_poll);
}

static void shrink_halt_poll_ns(struct vcpu *v)
{
	int shrink = era_rules.kvm_halt_poll_shrink[v->task.core->machine->era];
	vtime shrunk = shrink ? v->halt_poll / shrink : 0;
	v->halt_poll = shrunk < HALT_POLL_GROW_START ? 0 : shrunk;
}

/* The end of kvm_vcpu_halt(): a halt that the window would have covered, had it been larger, makes it grow; one that none
 * covers makes it shrink. */
static void adapt_halt_poll_ns(struct vcpu *v, vtime halted)
{
	if (halted <= v->halt_poll)
		return;
	if (v->halt_poll > 0 && halted > v->max_halt_poll)
		shrink_halt_poll_ns(v);
	else if (v->halt_poll < v->max_halt_poll && halted < v->max_halt_poll)
		grow_halt_poll_ns(v);
}

/* kvm_vcpu_can_poll(): nobody else is runnable on the core (single_task_running()). */
static bool kvm_vcpu_can_poll(const struct vcpu *v, const struct core *c, vtime stop)
{
	return v->polling && !vcpu_interrupted(v) && sched_lone(&c->rq) && !c->need_resched &&
	       c->cal->now < stop;
}

/* The poll of kvm_vcpu_halt(): interrupts and softirqs take the core from it, threads end it. */
static void halt_poll(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	vtime stop = v->halted_at + v->halt_poll;
	ROUTINE(f);
	core_spin_begin(t->core);
	v->polling = true;
	while (kvm_vcpu_can_poll(v, t->core, stop))
		PAY_TIME(t, f, COST_halt_poll, stop - t->core->cal->now);
	v->polling = false;
	core_spin_end(t->core);
}

/* kvm_vcpu_halt() */
static void kvm_vcpu_halt(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	ROUTINE(f);
	v->halted_at = t->core->cal->now;
	if (v->halt_poll > 0)
		CALL(t, f, halt_poll, v, NULL);
	if (v->stopped)
		return;
	v->halted = true;
	while (!vcpu_interrupted(v))
		SLEEP(f);
	adapt_halt_poll_ns(v, t->core->cal->now - v->halted_at);
}

/* vcpu_run(): enter, run the guest until it halts, block; qemu_kvm_cpu_thread_fn() ends it. */
static void vcpu_run(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	ROUTINE(f);
	for (;;) {
		v->halted = false;
		PAY(t, f, COST_vm_entry, 0);
		v->in_guest = true;
		CALL(t, f, v->guest, v->guest_self, NULL);
		v->in_guest = false;
		v->exit_due = false;
		++*v->count.exits;
		TRACE(t->core->machine, halt, v->index, *v->count.exits);
		PAY(t, f, COST_vm_exit, 0);
		CALL(t, f, kvm_vcpu_halt, v, NULL);
		if (v->stopped)
			break;
	}
	v->ended = true;
	for (;;)
		SLEEP(f);
}

void vcpu_spin(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	const struct vcpu_wait *wait = f->arg;
	ROUTINE(f);
	if (vcpu_interrupted(v) || v->exit_due)
		return;
	v->spinning = true;
	PAY_TIME(t, f, wait->cost, wait->time);
	v->spinning = false;
}

static void end_spin(struct vcpu *v)
{
	if (!v->spinning)
		return;
	v->spinning = false;
	task_cut(&v->task);
}

/* vmx_handle_exit_irqoff(), handle_external_interrupt_irqoff(): any interrupt of its core makes the
 * vCPU leave guest mode, unless it is still on its way back. It pays for that when it goes on. What
 * it waited for in guest mode it looks at again. */
static bool external_interrupt(struct task *t)
{
	struct vcpu *v = container_of(t, struct vcpu, task);
	if (!v->in_guest || task_pays(t, COST_vm_exit))
		return false;
	++*v->count.exits;
	TRACE(t->core->machine, exit, v->index, *v->count.exits);
	if (!v->spinning) {
		task_charge(t, COST_vm_exit, task_cost(t, COST_vm_exit, 0));
		return false;
	}
	v->spinning = false;
	return v->exit_due = true;
}

/* kvm_vcpu_kick(): the IPI makes the core leave guest mode, unless it has left meanwhile. */
static void vcpu_ipi(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	ROUTINE(f);
	PAY(t, f, COST_kvm_ipi, 0);
	end_spin(v);
}

/* ---- interrupts ---- */

/* Whether the vCPU's core is in guest mode now: it hears of an interrupt by an IPI only. */
static bool in_guest_mode(const struct vcpu *v)
{
	return v->in_guest && v->task.core->running == &v->task;
}

/* An interrupt that is requested already is not requested again (apic_set_irr). Returns whether it is the
 * only one requested: else the vCPU is on its way to take them. One that has ended takes none. */
static bool request(struct vector *vector)
{
	struct vcpu *v = vector->vcpu;
	if (v->ended || vector->pending)
		return false;
	bool only = !vcpu_interrupted(v);
	vector->pending = true;
	vector->next = NULL;
	*v->last = vector;
	v->last = &vector->next;
	return only;
}

static void kick(struct vcpu *v)
{
	if (!v->ipi.pending)
		v->ipi.core = v->task.core;
	++*v->count.ipis;
	TRACE(v->task.core->machine, ipi, v->index, v->task.core->id);
	irq_raise(&v->ipi);
}

bool vcpu_wake(struct vcpu *v, struct core *from)
{
	if (v->polling) {
		v->polling = false;
		task_cut(&v->task);
	}
	return v->halted && task_wake(&v->task, from);
}

void vector_inject(struct task *t, struct frame *f)
{
	struct vector *vector = f->self;
	struct vcpu *v = vector->vcpu;
	ROUTINE(f);
	if (!request(vector))
		return;
	if (vcpu_wake(v, t->core)) {
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
	} else if (in_guest_mode(v)) {
		PAY(t, f, COST_ipi_send, 0);
		if (v->posted)
			end_spin(v);
		else
			kick(v);
	} else {
		end_spin(v);
	}
}

bool vector_post(struct vector *vector)
{
	struct vcpu *v = vector->vcpu;
	if (!request(vector))
		return false;
	if (v->polling || v->task.state == TASK_SLEEPING)
		return true;
	end_spin(v);
	return false;
}

void irqfd_signal(struct task *t, struct frame *f)
{
	struct vector *vector = f->self;
	ROUTINE(f);
	PAY(t, f, COST_irqfd, 0);
	++*vector->vcpu->count.signals;
	TRACE(t->core->machine, signal, vector->vcpu->index, vector->pending);
	TAIL_CALL(t, f, vector_inject, vector, NULL);
}

void vcpu_leave_guest(struct vcpu *v)
{
	v->in_guest = false;
}

void vcpu_enter_guest(struct vcpu *v)
{
	v->in_guest = true;
}

bool vcpu_take_exit(struct vcpu *v)
{
	bool due = v->exit_due;
	v->exit_due = false;
	return due;
}

void vcpu_stop(struct vcpu *v)
{
	v->stopped = true;
}

struct vector *vcpu_take_interrupt(struct vcpu *v)
{
	struct vector *vector = v->requested;
	if (!vector)
		return NULL;
	v->requested = vector->next;
	if (!v->requested)
		v->last = &v->requested;
	vector->pending = false;
	return vector;
}

/* ---- set-up ---- */

void vector_init(struct vector *vector, struct vcpu *v, routine isr, void *self)
{
	*vector = (struct vector){.vcpu = v, .isr = isr, .self = self};
}

void vcpu_init(struct vcpu *v, struct core *c, const char *name, int index,
	       const struct vcpu_settings *settings, const struct vcpu_counters *counters, routine guest,
	       void *guest_self)
{
	*v = (struct vcpu){.index = index,
			   .guest = guest,
			   .guest_self = guest_self,
			   .count = *counters,
			   .posted = settings->posted_interrupts,
			   .halt_exits = settings->halt_exits,
			   .halted = true,
			   .max_halt_poll =
				   era_rules.kvm_halt_polls[c->machine->era] ? settings->halt_poll : 0,
			   .last = &v->requested};
	thread_init(&v->task, c, name, CONTEXT_vcpu, vcpu_run, v);
	v->task.interrupted = external_interrupt;
	irq_init(&v->ipi, c, "kvm-ipi", vcpu_ipi, v);
}
