/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/guest.h"
#include "models/costs.h"

static const char *const app_names[] = {"sink", "reflect", "forward", NULL};

static const struct option guest_options[] = {
	TEXT_OPTION(guest_settings, name, NULL, "name of the guest, for traffic and results"),
	VALUE_OPTION(guest_settings, count, UNIT_COUNT, "0", "0", "4096",
		     "number of like guests, named name0, name1, and so on, with cores in turn; 0: one "
		     "guest, named "
		     "name"),
	TEXT_OPTION(guest_settings, host, "",
		    "host of the platform that the guest runs on; empty: that of the scenario; with a second "
		    "host the wire joins the two"),
	VALUE_OPTION(guest_settings, vhost_core, UNIT_COUNT, NULL, "0", "4095",
		     "core that runs its vhost worker or QEMU thread"),
	VALUE_OPTION(guest_settings, vcpu_core, UNIT_COUNT, NULL, "0", "4095", "core that runs its vCPU"),
	TEXT_OPTION(guest_settings, vhost_cores, "",
		    "cores that its worker or QEMU thread may wake on, as taskset -c takes them, such as "
		    "0-3,6, or "
		    "any; "
		    "empty: vhost_core alone"),
	TEXT_OPTION(guest_settings, vcpu_cores, "",
		    "cores that its vCPUs may wake on, likewise; empty: vcpu_core alone"),
	VALUE_OPTION(guest_settings, ports, UNIT_COUNT, "1", "1", "2",
		     "number of network devices; app forward sends through the last one what comes in at the "
		     "first one"),
	VALUE_OPTION(guest_settings, queues, UNIT_COUNT, "1", "1", "64",
		     "queue pairs of each device; the vCPU of each further one runs on the next core"),
	BOOL_OPTION(guest_settings, spread, "no",
		    "backends of further ports and queues run on the cores after vhost_core, not on it"),
	VALUE_OPTION(guest_settings, start, UNIT_TIME, "0s", "0s", "11000s",
		     "when QEMU starts, from the start of the warm-up; the interfaces come up from then on "
		     "(bringup)"),
	VALUE_OPTION(guest_settings, stop, UNIT_TIME, "0s", "0s", "11000s",
		     "when the guest shuts down, from the start of the warm-up; 0s: never"),
	CHOICE_OPTION(guest_settings, app, app_names, "sink",
		      "what it does with received packets: take them, send them back, or forward them"),
	TEXT_OPTION(guest_settings, to, "wire", "app forward: where packets go next, a guest's name or wire"),
	VALUE_OPTION(guest_settings, cgroup_weight, UNIT_COUNT, "0", "0", "10000",
		     "cpu.weight of the cgroup that its vCPUs and backends are in; a thread outside weighs "
		     "100; 0: "
		     "they are in none, or with a quota 100"),
	VALUE_OPTION(guest_settings, cgroup_quota, UNIT_TIME, "0s", "0s", "10000s",
		     "cpu.max: time on all cores together that its cgroup may run in each period, at least "
		     "1ms; 0s: no limit"),
	VALUE_OPTION(guest_settings, cgroup_period, UNIT_TIME, "100ms", "1ms", "1s",
		     "cpu.max: period of that quota"),
	VALUE_OPTION(guest_settings, stall_at, UNIT_TIME, "0s", "0s", "10000s",
		     "date from which its vCPUs do nothing but run, for stall_for"),
	VALUE_OPTION(guest_settings, stall_for, UNIT_TIME, "0s", "0s", "1000s",
		     "how long its vCPUs do nothing but run; 0s: they do not stall"),
};

OPTION_TABLE(guest_table, "guests", guest_settings, guest_options, "virtual machines (a list)");

/* ---- exits ---- */

static void count_exit(struct guest *g, const struct machine *m)
{
	++*g->count.exits;
	TRACE(m, exit, g->index, *g->count.exits);
}

void guest_exit(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	ROUTINE(f);
	count_exit(g, t->core->machine);
	vcpu_leave_guest(g->vcpu);
	PAY(t, f, COST_vm_exit, 0);
}

void guest_entered(struct guest *g)
{
	vcpu_enter_guest(g->vcpu);
}

/* ---- softirqs ---- */

void guest_napi_init(struct guest_napi *n, routine poll, void *self)
{
	*n = (struct guest_napi){.poll = poll, .self = self};
}

static void guest_add_tail(struct guest *g, struct guest_napi *n)
{
	n->next = NULL;
	*g->tail = n;
	g->tail = &n->next;
}

void guest_napi_schedule(struct guest *g, struct guest_napi *n)
{
	if (n->scheduled)
		return;
	n->scheduled = true;
	if (n != g->polling)
		guest_add_tail(g, n);
}

void guest_set_sources(struct guest *g, const struct guest_sources *sources)
{
	g->sources = *sources;
}

void guest_napi_complete(struct guest_napi *n)
{
	n->scheduled = false;
}

static struct guest_napi *guest_take_first(struct guest *g)
{
	struct guest_napi *n = g->head;
	if (!n)
		return NULL;
	g->head = n->next;
	if (!g->head)
		g->tail = &g->head;
	return n;
}

/* One poll of the next scheduled instance. */
static void guest_rx_action(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	ROUTINE(f);
	g->polling = guest_take_first(g);
	++*g->count.polls;
	TRACE(t->core->machine, guest_poll, g->index, t->core->id);
	CALL(t, f, g->polling->poll, g->polling->self, NULL);
	if (g->polling->scheduled)
		guest_add_tail(g, g->polling);
	g->polling = NULL;
}

static struct netdev *runnable_device(const struct guest *g)
{
	struct netdev *dev = g->devs;
	while (dev && !netdev_runnable(dev))
		dev = dev->next;
	return dev;
}

/* ---- the loop ---- */

static void interrupts(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	ROUTINE(f);
	if (vcpu_take_exit(g->vcpu))
		PAY(t, f, COST_vm_exit, 0);
	while ((g->vector = vcpu_take_interrupt(g->vcpu))) {
		PAY(t, f, COST_guest_irq, 0);
		CALL(t, f, g->vector->isr, g->vector->self, NULL);
	}
}

static vtime stall_left(const struct guest *g, vtime now)
{
	return now >= g->stall_at && now < g->stall_end ? g->stall_end - now : 0;
}

void guest_run(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	ROUTINE(f);
	for (;;) {
		if (stall_left(g, t->core->cal->now) > 0)
			PAY_TIME(t, f, COST_guest_stall, stall_left(g, t->core->cal->now));
		CALL(t, f, interrupts, g, NULL);
		if (g->vcpu->stopped)
			break;
		if (g->head)
			CALL(t, f, guest_rx_action, g, NULL);
		else if ((g->sending = runnable_device(g)))
			CALL(t, f, qdisc_run, g->sending, NULL); /* net_tx_action() */
		else if (g->sources.list && (g->generating = g->sources.due(g->sources.list)))
			CALL(t, f, g->sources.run, g->generating, NULL);
		else if (!g->vcpu->halt_exits)
			CALL(t, f, vcpu_spin, g->vcpu, &g->halt);
		else
			break;
	}
}

/* ---- from outside ---- */

/* The interrupt of the host's core that makes the vCPU look. */
static void poke_interrupt(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	ROUTINE(f);
	TAIL_CALL(t, f, vector_inject, &g->poke_vector, NULL);
}

static void poke_isr(struct task *t, struct frame *f)
{
	(void)t, (void)f;
}

void guest_poke(struct guest *g)
{
	irq_raise(&g->poke);
}

static void stall_fire(struct event *ev)
{
	guest_poke(container_of(ev, struct guest, stall));
}

void guest_boot(struct guest *g)
{
	struct calendar *cal = g->vcpu->task.core->cal;
	if (cal->now < g->stall_end)
		calendar_arm(cal, &g->stall, MAX(cal->now, g->stall_at), EVENT_HARDIRQ);
}

/* ---- set-up ---- */

void guest_init(struct guest *g, int index, struct vcpu *vcpu, struct inlet *app,
		const struct guest_counters *counters)
{
	*g = (struct guest){.index = index,
			    .vcpu = vcpu,
			    .app = app,
			    .count = *counters,
			    .tail = &g->head,
			    .halt = {COST_guest_halt, VTIME_PER_S}};
	irq_init(&g->poke, vcpu->task.core, "guest-poke", poke_interrupt, g);
	vector_init(&g->poke_vector, vcpu, poke_isr, g);
	event_init(&g->stall, stall_fire);
}

void guest_stall(struct guest *g, vtime at, vtime length)
{
	g->stall_at = at;
	g->stall_end = length > 0 ? at + length : 0;
}

void guest_add_device(struct guest *g, struct netdev *dev)
{
	struct netdev **end = &g->devs;
	while (*end)
		end = &(*end)->next;
	*end = dev;
	dev->guest = g;
}
