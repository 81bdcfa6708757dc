/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest.h"
#include "models/costs.h"

static const struct option guest_options[] = {
	TEXT_OPTION(guest_settings, name, NULL, "name of the guest, for traffic and results"),
	VALUE_OPTION(guest_settings, vhost_core, UNIT_COUNT, NULL, "0", "4095",
		     "core that runs its vhost worker"),
	VALUE_OPTION(guest_settings, vcpu_core, UNIT_COUNT, NULL, "0", "4095", "core that runs its vCPU"),
};

OPTION_TABLE(guest_table, "guests", guest_settings, guest_options, "virtual machines (a list)");

/* ---- refill ---- */

/* virtqueue_notify(): one exit; KVM signals the ioeventfd and enters again. */
static struct step kick(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	ROUTINE(f);
	++*g->count.kicks;
	++*g->count.exits;
	TRACE(t->core->machine, kick, g->index, g->rx->avail_idx);
	g->vcpu->in_guest = false;
	PAY(t, f, COST_vm_exit, 0);
	PAY(t, f, COST_ioeventfd, 0);
	if (g->backend.kick(g->backend.self, t->core))
		PAY(t, f, COST_wake_up, 0);
	g->vcpu->in_guest = true;
	ROUTINE_END;
}

static bool refill_due(const struct guest *g)
{
	int free_now = virtqueue_free(g->rx), ring = g->rx->size;
	if (g->refill_early)
		return free_now > MIN(VIRTNET_WEIGHT, ring) / 2;
	return ring - free_now < ring / 2;
}

/* try_fill_recv() */
static struct step try_fill_recv(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	ROUTINE(f);
	while (virtqueue_free(g->rx) > 0) {
		PAY(t, f, COST_guest_refill, 0);
		virtqueue_add(g->rx);
	}
	if (virtqueue_kick_prepare(g->rx))
		CALL(t, f, kick, g, NULL);
	ROUTINE_END;
}

/* ---- receive ---- */

static struct packet *next_packet(struct guest *g)
{
	void *cookie;
	if (g->received >= VIRTNET_WEIGHT || !virtqueue_get_buf(g->rx, &cookie))
		return NULL;
	g->received++;
	depth_change(g->used_depth, g->vcpu->task.core->cal->now, -1);
	return cookie;
}

/* receive_buf() of one packet; f->arg: the packet */
static struct step receive_buf(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_guest_rx, p);
	HAND_OVER(t, f, g->app, p);
	ROUTINE_END;
}

/* napi_schedule() of the driver: callbacks stay off while it polls. */
static void schedule_poll(struct guest *g)
{
	g->napi_scheduled = true;
	virtqueue_disable_cb(g->rx);
}

/* virtnet_poll(). When the second look finds used buffers, 3.13 goes on in the same poll, unless the interrupt for them has
 * scheduled another already; later kernels always schedule another. */
static struct step virtnet_poll(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	struct packet *p;
	ROUTINE(f);
	g->received = 0;
	++*g->count.polls;
	PAY(t, f, COST_guest_poll, 0);
	do {
		while ((p = next_packet(g)))
			CALL(t, f, receive_buf, g, p);
		if (refill_due(g))
			CALL(t, f, try_fill_recv, g, NULL);
		if (g->received >= VIRTNET_WEIGHT)
			break;
		virtqueue_enable_cb(g->rx);
		g->napi_scheduled = false;
		PAY(t, f, COST_guest_enable_cb, 0);
		if (virtqueue_more_used(g->rx))
			schedule_poll(g);
	} while (g->napi_scheduled && g->polls_again && !g->vcpu->irq_pending);
	ROUTINE_END;
}

struct step guest_run(struct task *t, struct frame *f)
{
	struct guest *g = f->self;
	ROUTINE(f);
	for (;;) {
		if (g->vcpu->exit_due) {
			g->vcpu->exit_due = false;
			++*g->count.exits;
			PAY(t, f, COST_vm_exit, 0);
		}
		if (vcpu_take_interrupt(g->vcpu)) {
			PAY(t, f, COST_guest_irq, 0);
			schedule_poll(g);
		}
		if (!g->napi_scheduled)
			break;
		CALL(t, f, virtnet_poll, g, NULL);
	}
	ROUTINE_END;
}

/* ---- set-up ---- */

void guest_init(struct guest *g, int index, enum era era, struct vcpu *vcpu, struct virtqueue *rx,
		struct port *app, const struct guest_counters *counters, struct depth *used_depth)
{
	*g = (struct guest){.index = index,
			    .vcpu = vcpu,
			    .rx = rx,
			    .app = app,
			    .count = *counters,
			    .refill_early = era != ERA_3_13,
			    .polls_again = era == ERA_3_13,
			    .used_depth = used_depth};
}

void guest_probe(struct guest *g)
{
	while (virtqueue_free(g->rx) > 0)
		virtqueue_add(g->rx);
	virtqueue_kick_prepare(g->rx);
	virtqueue_enable_cb(g->rx);
}
