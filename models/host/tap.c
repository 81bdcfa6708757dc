/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/tap.h"
#include "models/costs.h"
#include "models/counters.h"
#include "sim/core/softirq.h"

#define PTR_RING_BATCH 16 /* 2 cache lines of pointers, __ptr_ring_set_size() */

static const char *const backpressure_names[] = {"no", "empty", "half", "space", NULL};

static const char *const wait_names[] = {"poll", "epoll", NULL};

static const struct option tap_options[] = {
	VALUE_OPTION(tap_settings, queue, UNIT_COUNT, "0", "0", "100000",
		     "packets the tap queues towards the backend (tx_queue_len; in 3.13 all its queues "
		     "together, later each); 0: the kernel's (3.13: 500, later: 1000)"),
	CHOICE_OPTION(tap_settings, backpressure, backpressure_names, "no",
		      "a full tap stops the host's generators until it is empty, half free, or has space"),
	CHOICE_OPTION(tap_settings, wait, wait_names, "poll",
		      "flow tap: the call in which the program waits for packets"),
};

OPTION_TABLE(tap_table, "tap", tap_settings, tap_options, "tap device between bridge and backend");

int64_t tap_limit(const struct tap_settings *settings, enum era era)
{
	if (settings->queue > 0)
		return settings->queue;
	return era_rules.tun_queue_length[era];
}

int64_t tap_queue_limit(const struct tap_settings *settings, enum era era, int64_t queues)
{
	int64_t limit = tap_limit(settings, era);
	return era_rules.tun_divides_length[era] ? MAX(limit / queues, 1) : limit;
}

static bool full(const struct tap *tap)
{
	return tap->queue.length + tap->held >= tap->limit;
}

static bool tap_takes(const struct tap *tap)
{
	return tap->open && !full(tap);
}

static void tap_enqueue(struct tap *tap, struct packet *p)
{
	packet_queue_push(&tap->queue, p);
	depth_change(&tap->depth, tap->ledger->machine->cal.now, 1);
	if (tap->saturation)
		saturation_filled(tap->saturation, tap->queue.length + tap->held);
	tap->stopped = tap->backpressure && full(tap);
	TRACE_MORE(tap->ledger->machine, tap->ledger->machine->cal.now, tap_queue, p->id, tap->queue.length,
		   p->to);
	line_raise(&tap->watch);
}

void skb_orphan_frags(struct task *t, struct frame *f)
{
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_skb_copy, p);
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
	f->answer = ubuf_done(p->ubuf, false, t->core);
	p->ubuf = NULL;
	if (f->answer)
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

/* tun_net_xmit() */
static void tun_net_xmit(struct task *t, struct frame *f)
{
	struct tap *tap = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	if (tap->open)
		PAY_FOR(t, f, COST_tap_xmit, p);
	if (tap->open && tap->hashes)
		PAY_FOR(t, f, COST_tun_automq, p);
	if (p->ubuf && tap_takes(tap))
		CALL(t, f, skb_orphan_frags, tap, p);
	if (!tap_takes(tap)) {
		kfree_skbmem(t, p);
		PAY_FOR(t, f, COST_skb_free, p);
		packet_drop(tap->ledger, p, tap->open ? DROP_tap_queue_full : DROP_tap_closed);
		return;
	}
	tap_enqueue(tap, p);
	if (tap->listening) {
		PAY(t, f, COST_tap_wake, 0);
		if (tap->listening && tap->reader.wake(tap->reader.self, t->core))
			PAY_PREEMPT_OFF(t, f, COST_wake_up);
	}
}

/* dev_queue_xmit(): the tap's qdisc is always empty, so the packet passes it by. */
static void queue_xmit(struct task *t, struct frame *f)
{
	struct tap *tap = f->self;
	ROUTINE(f);
	if (tap->open && tap->selects)
		OWE_FOR(t, COST_tun_automq, (struct packet *)f->arg);
	if (tap->open)
		OWE_FOR(t, COST_dev_queue_xmit, (struct packet *)f->arg);
	TAIL_CALL(t, f, tun_net_xmit, tap, f->arg);
}

/* ---- from the guest ---- */

void tun_receive(struct task *t, struct frame *f)
{
	struct tap *tap = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_netif_receive, p);
	PASS_ON(t, f, tap->up, p);
}

void tun_get_user(struct task *t, struct frame *f)
{
	struct tap *tap = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	if (tap->backlog) {
		CALL(t, f, netif_rx, tap->backlog, p);
	} else {
		local_bh_disable(t->core);
		CALL(t, f, tun_receive, tap, p);
	}
	TAIL_CALL(t, f, local_bh_enable, t->core, NULL);
}

/* ---- to the guest ---- */

/* __ptr_ring_discard_one() */
static void discard_one(struct tap *tap)
{
	tap->held++;
	tap->position = (tap->position + 1) % tap->limit;
	if (tap->held >= tap->batch || tap->position == 0)
		tap->held = 0;
}

/* __ptr_ring_set_size() */
static int ring_batch(int64_t size)
{
	return PTR_RING_BATCH <= size / 2 ? PTR_RING_BATCH : 1;
}

/* Whether a stopped queue has the room at which it runs again. */
static bool restart_due(const struct tap *tap)
{
	int64_t used = tap->queue.length + tap->held;
	if (!tap->stopped)
		return false;
	if (tap->backpressure == BACKPRESSURE_EMPTY)
		return tap->queue.length == 0;
	return tap->backpressure == BACKPRESSURE_HALF ? used <= tap->limit / 2 : used < tap->limit;
}

bool tap_drained(struct tap *tap)
{
	bool parked = tap->saturation && saturation_drained(tap->saturation, tap->queue.length);
	return parked || restart_due(tap);
}

void tap_restart(struct task *t, struct frame *f)
{
	struct tap *tap = f->self;
	ROUTINE(f);
	if (tap->saturation && tap->saturation->parked && !tap->saturation->raised)
		CALL(t, f, saturation_restart, tap->saturation, NULL);
	if (restart_due(tap)) {
		PAY(t, f, COST_tap_restart, 0);
		tap->stopped = false;
		for (struct tap_writer *w = tap->writers; w; w = w->next)
			w->restart(w->self);
	}
}

struct packet *tap_take(struct tap *tap)
{
	struct packet *p = packet_queue_pop(&tap->queue);
	if (!p)
		return NULL;
	discard_one(tap);
	depth_change(&tap->depth, tap->ledger->machine->cal.now, -1);
	return p;
}

void tap_add_writer(struct tap *tap, struct tap_writer *w, void (*restart)(void *self), void *self)
{
	*w = (struct tap_writer){tap->writers, restart, self};
	tap->writers = w;
}

void tap_set_reader(struct tap *tap, struct tap_reader reader, struct line watch)
{
	tap->reader = reader;
	tap->watch = watch;
}

void tap_listen(struct tap *tap, bool on)
{
	tap->listening = on;
}

void tap_open(struct tap *tap)
{
	tap->open = true;
}

void tap_close(struct tap *tap)
{
	struct packet *p;
	tap->open = false;
	tap->stopped = false;
	while ((p = tap_take(tap)))
		packet_drop(tap->ledger, p, DROP_tap_closed);
}

void tap_put_back(struct tap *tap, struct packet_queue *taken)
{
	struct packet *p;
	while (tap->queue.length + taken->length > tap->limit && (p = packet_queue_pop(taken)))
		packet_drop(tap->ledger, p, DROP_tap_queue_full);
	tap->held = 0;
	tap->position = (tap->position - taken->length + tap->limit) % tap->limit;
	depth_change(&tap->depth, tap->ledger->machine->cal.now, taken->length);
	while ((p = packet_queue_pop(&tap->queue)))
		packet_queue_push(taken, p);
	while ((p = packet_queue_pop(taken)))
		packet_queue_push(&tap->queue, p);
}

void tap_init(struct tap *tap, struct ledger *ledger, int64_t limit, enum era era, struct inlet *up,
	      struct backlog *backlog)
{
	*tap = (struct tap){.in = {queue_xmit, tap},
			    .driver = {tun_net_xmit, tap},
			    .up = up,
			    .backlog = era_rules.tun_netif_rx[era] ? backlog : NULL,
			    .ledger = ledger,
			    .limit = limit,
			    .batch = era_rules.tun_ptr_ring[era] ? ring_batch(limit) : 1,
			    .open = true,
			    .listening = true};
	packet_queue_init(&tap->queue);
}
