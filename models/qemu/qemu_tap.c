/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/qemu/qemu_tap.h"
#include "models/costs.h"
#include "models/counters.h"
#include "sim/core/machine.h"

static bool client_can_receive(const struct qemu_tap *n)
{
	return !n->client.can_receive || n->client.can_receive(n->client.self);
}

/* tap_can_send(): read only what the device has room for. */
static bool asks_first(const struct qemu_tap *n)
{
	return era_rules.qemu_tap_asks_first[n->qemu->era];
}

/* Whether the tap is in the poll set: tap_read_poll(), and in 2.0 tap_can_send(). */
static bool tap_is_polled(const struct qemu_tap *n)
{
	return !n->queued && (!asks_first(n) || client_can_receive(n));
}

static bool tap_ready(const struct qemu_fd *fd)
{
	const struct qemu_tap *n = container_of(fd, struct qemu_tap, fd);
	return tap_is_polled(n) && n->tun.tap->queue.length > 0;
}

static void tap_poll_sleeps(struct qemu_fd *fd, bool on)
{
	struct qemu_tap *n = container_of(fd, struct qemu_tap, fd);
	tap_listen(n->tun.tap, on && tap_is_polled(n));
}

static bool qemu_wake_by_tap(void *self, struct core *from)
{
	return qemu_wake(((struct qemu_tap *)self)->qemu, from);
}

/* ---- to the guest ---- */

/* qemu_net_queue_send(); f->arg: the packet */
static void qemu_tap_deliver(struct task *t, struct frame *f)
{
	struct qemu_tap *n = f->self;
	ROUTINE(f);
	n->taken = false;
	if (client_can_receive(n))
		CALL(t, f, n->client.receive, n->client.self, f->arg);
}

/* qemu_net_queue_append(): the device does not take the packet; f->arg: the packet */
static void qemu_tap_keep(struct task *t, struct frame *f)
{
	struct qemu_tap *n = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	n->queued = p;
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
	PAY_FOR(t, f, COST_qemu_net_queue, p);
}

/* tap_send(): f->arg: the packet in hand, f->count: packets read. */
static void tap_send(struct task *t, struct frame *f)
{
	struct qemu_tap *n = f->self;
	ROUTINE(f);
	while (asks_first(n) ? client_can_receive(n) : f->count < TAP_SEND_LIMIT) {
		f->arg = tap_take(n->tun.tap);
		CALL(t, f, tun_fd_read, &n->tun, f->arg); /* tap_read_packet() */
		if (!f->arg)
			break;
		if (tap_drained(n->tun.tap))
			CALL(t, f, tap_restart, n->tun.tap, NULL);
		CALL(t, f, qemu_tap_deliver, n, f->arg);
		if (!n->taken) {
			CALL(t, f, qemu_tap_keep, n, f->arg);
			break;
		}
		f->count++;
	}
}

void qemu_flush_queued_packets(struct task *t, struct frame *f)
{
	struct qemu_tap *n = f->self;
	ROUTINE(f);
	if (n->queued) {
		CALL(t, f, qemu_tap_deliver, n, n->queued);
		if (!n->taken)
			return;
		n->queued = NULL;
	}
	TAIL_CALL(t, f, qemu_notify_event, n->qemu, NULL);
}

void qemu_tap_purge(struct qemu_tap *n)
{
	if (n->queued)
		packet_drop(n->tun.tap->ledger, n->queued, DROP_guest_stopped);
	n->queued = NULL;
}

void qemu_tap_init(struct qemu_tap *n, struct qemu *q, struct tap *tap, const struct qemu_client *client)
{
	*n = (struct qemu_tap){.qemu = q,
			       .tun = {tap, COST_qemu_read, COST_qemu_read_empty, COST_qemu_writev},
			       .client = *client};
	n->fd = (struct qemu_fd){
		.ready = tap_ready, .listen = tap_poll_sleeps, .handler = tap_send, .self = n};
	tap_listen(tap, false);
	tap_set_reader(tap, (struct tap_reader){qemu_wake_by_tap, n}, (struct line){0});
	qemu_add_fd(q, &n->fd);
}
