/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/nic.h"
#include "sim/base/check.h"

#include <stddef.h>

static const char *const moderation_names[] = {"dynamic", "fixed", "off", NULL};

static const struct option nic_options[] = {
	VALUE_OPTION(nic_settings, queues, UNIT_COUNT, "1", "1", "16",
		     "flow vhost: receive queues of the host, chosen by a hash of the 5-tuple (RSS); the "
		     "interrupt of each further one goes to the next core, or where nic.further_cores says"),
	VALUE_OPTION(nic_settings, rx_ring, UNIT_COUNT, "512", "64", "4096",
		     "descriptors of a receive ring (ixgbe: 512; gianfar: 256)"),
	VALUE_OPTION(nic_settings, tx_ring, UNIT_COUNT, "512", "64", "4096",
		     "descriptors of a transmit ring (ixgbe: 512)"),
	VALUE_OPTION(nic_settings, refill_batch, UNIT_COUNT, "16", "1", "64",
		     "descriptors the driver gives back at once (IXGBE_RX_BUFFER_WRITE)"),
	VALUE_OPTION(nic_settings, core, UNIT_COUNT, "0", "0", "4095",
		     "core that serves the interrupt of the host's first queue"),
	CHOICE_OPTION(nic_settings, moderation, moderation_names, "dynamic",
		      "interrupt moderation: ixgbe's dynamic classes, a fixed gap, or off"),
	VALUE_OPTION(nic_settings, interrupt_gap, UNIT_TIME, "50us", "0us", "10ms",
		     "least time between two interrupts of a queue, moderation fixed"),
	VALUE_OPTION(nic_settings, interrupt_latency, UNIT_TIME, "0us", "0us", "1ms",
		     "from a cause, or the unmasking with one pending, to the interrupt at its core"),
	VALUE_OPTION(nic_settings, unmask_latency, UNIT_TIME, "0us", "0us", "1ms",
		     "from an unmasking to the interrupt, at least: 0 with MSI-X, more where a timer stands "
		     "for it"),
	VALUE_OPTION(nic_settings, dma_latency, UNIT_TIME, "1us", "0us", "1ms",
		     "from the frame's last bit to the packet in memory"),
	VALUE_OPTION(nic_settings, tx_delay, UNIT_TIME, "0us", "0us", "100ms",
		     "a sent frame interrupts when no other frame has been sent for this time (TIDV of the "
		     "8254x)"),
	BOOL_OPTION(nic_settings, napi, "yes",
		    "the host's driver polls; no: its interrupt handler receives, as before NAPI"),
	TEXT_OPTION(nic_settings, further_cores, "",
		    "cores of the interrupts of the second queue and those after it, such as 2,5,3 "
		    "(/proc/irq/N/smp_affinity_list); empty: those after nic.core"),
	TEXT_OPTION(nic_settings, rps_cpus, "",
		    "RPS: cores that the stack's work is spread over by the flow's hash, such as 1-3,6 "
		    "(queues/rx-N/rps_cpus); of several queues one list for all, or one each, such as "
		    "1-2;3-4; empty: off"),
};

OPTION_TABLE(nic_table, "nic", nic_settings, nic_options, "network interface and its interrupt");

/* ---- interrupts ---- */

static void stop_listening(struct nic_queue *q)
{
	q->nic->listening -= q->listening;
	q->listening = false;
}

static void raise_interrupt(struct nic_queue *q)
{
	q->masked = true;
	q->last_interrupt = q->nic->machine->cal.now;
	++*q->nic->interrupts;
	TRACE(q->nic->machine, nic_irq, q->index, q->waiting.length);
	line_raise(&q->line);
}

/* The queue is unmasked and something waits: its interrupt is due as soon as moderation allows. */
static void interrupt_due(struct nic_queue *q)
{
	stop_listening(q);
	if (q->watched) {
		q->watched = false;
		line_raise(&q->line);
		return;
	}
	struct calendar *cal = &q->nic->machine->cal;
	vtime date = MAX(q->last_interrupt + q->gap, cal->now + q->nic->interrupt_latency);
	date = MAX(date, q->unmasked + q->nic->unmask_latency);
	if (date <= cal->now)
		raise_interrupt(q);
	else
		calendar_arm(cal, &q->timer, date, EVENT_HARDIRQ);
}

static void moderation_timer_fire(struct event *ev)
{
	raise_interrupt(container_of(ev, struct nic_queue, timer));
}

/* ---- arrivals ---- */

static vtime wire_due(const struct nic *nic)
{
	return nic->wire->next.date + nic->dma_latency;
}

static vtime loop_due(const struct nic *nic)
{
	return nic->loop.head ? nic->loop.head->due : VTIME_NEVER;
}

/* A date that does not come: nothing is armed for it. */
static bool arrival_known(const struct nic *nic)
{
	return nic->wire->next.date < SOURCE_NEVER;
}

static void await_arrival(struct nic *nic)
{
	struct calendar *cal = &nic->machine->cal;
	if (nic->listening == 0)
		return;
	if (arrival_known(nic) && !event_armed(&nic->arrival))
		calendar_arm_wire(cal, &nic->arrival, wire_due(nic), nic->wire_number);
	if (nic->loop.head && !event_armed(&nic->looped))
		calendar_arm(cal, &nic->looped, loop_due(nic), EVENT_HARDIRQ);
}

static void nic_arrival_fire(struct event *ev)
{
	struct nic *nic = container_of(ev, struct nic, arrival);
	nic_catch_up(nic);
	await_arrival(nic);
}

static void looped_fire(struct event *ev)
{
	struct nic *nic = container_of(ev, struct nic, looped);
	nic_catch_up(nic);
	await_arrival(nic);
}

/* ---- receiving ---- */

/* Takes a buffer of the pool; the first time there is none is an event. */
static bool take_buffer(struct nic_queue *q, uint16_t *buffer)
{
	bool known = q->pool->depleted;
	if (buffer_pool_take(q->pool, buffer))
		return true;
	if (!known)
		q->depleted(q->depleted_self);
	return false;
}

/* Takes a descriptor, and a buffer where a pool supplies them; false when the frame is lost, and why. */
static bool accept(struct nic_queue *q, enum drop *why)
{
	if (q->closed) {
		*why = DROP_nic_closed;
		return false;
	}
	if (q->free_slots == 0) {
		*why = q->full;
		return false;
	}
	if (q->pool && !take_buffer(q, &q->buffer[(q->buffer_first + q->waiting.length) % q->slots])) {
		*why = DROP_nic_pool_empty;
		return false;
	}
	q->free_slots--;
	return true;
}

static struct packet *come_in(struct ledger *l, const struct packet *seed)
{
	return seed->id ? packet_enter(l, seed) : packet_born(l, seed);
}

static void nic_put_into_queue(struct nic_queue *q, struct packet *p, vtime date)
{
	packet_queue_push(&q->waiting, p);
	depth_change(&q->depth, date, 1);
	TRACE_AT(q->nic->machine, date, nic_rx, p->id, p->bytes);
	if (q->listening)
		interrupt_due(q);
}

static struct nic_queue *queue_of_packet(struct nic *nic, const struct packet *p)
{
	return &nic->queue[nic->classifier->queue_of(nic->topology, nic->n_queues, p->to, p->hash)];
}

static void receive_wire(struct nic *nic)
{
	struct wire_frame frame = wire_take(nic->wire);
	struct nic_queue *q = queue_of_packet(nic, &frame.packet);
	enum drop why;
	if (accept(q, &why))
		nic_put_into_queue(q, come_in(nic->ledger, &frame.packet), frame.date + nic->dma_latency);
	else
		packet_refuse(nic->ledger, &frame.packet, why, frame.date + nic->dma_latency);
}

static void receive_loop(struct nic *nic)
{
	struct packet *p = packet_queue_pop(&nic->loop);
	struct nic_queue *q = queue_of_packet(nic, p);
	enum drop why;
	if (accept(q, &why))
		nic_put_into_queue(q, p, p->due);
	else
		packet_drop_at(nic->ledger, p, why, p->due);
}

void nic_catch_up(struct nic *nic)
{
	vtime wire, loop, now = nic->machine->cal.now;
	while (wire = wire_due(nic), loop = loop_due(nic), MIN(wire, loop) <= now) {
		if (wire <= loop)
			receive_wire(nic);
		else
			receive_loop(nic);
	}
}

void nic_settle(struct nic *nic)
{
	nic_catch_up(nic);
	for (struct nic_completions *tx = nic->tx; tx; tx = tx->next)
		tx->catch_up(tx);
}

void nic_put(struct nic *nic, const struct wire_frame *frame)
{
	wire_put(nic->wire, frame);
	await_arrival(nic);
}

void nic_deliver(void *self)
{
	struct nic *nic = self;
	struct frame_queue *sent = &nic->out.sent;
	for (const struct wire_frame *f; (f = frame_queue_first(sent)); frame_queue_pop(sent))
		nic_put(nic->out.peer[f->packet.to], f);
}

bool nic_switches(struct nic *nic, const struct packet *p)
{
	return nic->classifier->by_port && p->to != PORT_WIRE && queue_of_packet(nic, p)->slots > 0;
}

void nic_loop(struct nic *nic, struct packet *p, vtime date)
{
	p->due = date;
	packet_queue_push(&nic->loop, p);
	await_arrival(nic);
}

void nic_add_completions(struct nic_queue *q, struct nic_completions *c)
{
	c->next = q->nic->tx;
	q->nic->tx = c;
	q->tx = c;
}

void nic_tx_completed(struct nic_queue *q)
{
	if (q->listening)
		interrupt_due(q);
}

struct packet *nic_queue_take(struct nic_queue *q, uint16_t *buffer)
{
	nic_catch_up(q->nic);
	struct packet *p = packet_queue_pop(&q->waiting);
	if (!p)
		return NULL;
	depth_change(&q->depth, q->nic->machine->cal.now, -1);
	if (q->pool) {
		*buffer = q->buffer[q->buffer_first];
		q->buffer_first = (q->buffer_first + 1) % q->slots;
	}
	return p;
}

void nic_queue_give(struct nic_queue *q, int n)
{
	nic_catch_up(q->nic);
	q->free_slots += n;
	CHECK(q->free_slots + q->waiting.length <= q->slots, "nic queue %d: more descriptors than it has",
	      q->index);
}

void nic_queue_release(struct nic_queue *q, uint16_t buffer)
{
	nic_catch_up(q->nic);
	buffer_pool_release(q->pool, buffer);
}

/* Whether the queue, or the transmit ring that shares its interrupt, has something for software. */
static bool cause(struct nic_queue *q)
{
	return q->waiting.length > 0 || (q->tx && q->tx->cause(q->tx));
}

static void nic_queue_listen(struct nic_queue *q)
{
	q->listening = true;
	q->nic->listening++;
	await_arrival(q->nic);
}

void nic_queue_watch(struct nic_queue *q)
{
	nic_catch_up(q->nic);
	CHECK(q->masked && q->waiting.length == 0, "nic queue %d: watched, and there is something in it",
	      q->index);
	q->watched = true;
	nic_queue_listen(q);
}

void nic_queue_unwatch(struct nic_queue *q)
{
	if (q->watched)
		stop_listening(q);
	q->watched = false;
}

void nic_queue_unmask(struct nic_queue *q)
{
	nic_catch_up(q->nic);
	if (!q->masked || q->closed)
		return;
	q->masked = false;
	q->unmasked = q->nic->machine->cal.now;
	if (cause(q)) {
		interrupt_due(q);
		return;
	}
	nic_queue_listen(q);
	if (q->tx)
		q->tx->listen(q->tx);
}

/* ---- opening and closing ---- */

void nic_queue_open(struct nic_queue *q)
{
	nic_catch_up(q->nic);
	q->closed = false;
}

void nic_queue_set_pool(struct nic_queue *q, struct buffer_pool *pool, void (*depleted)(void *self),
			void *self)
{
	q->pool = pool;
	q->depleted = depleted;
	q->depleted_self = self;
}

void nic_queue_set_gap(struct nic_queue *q, vtime gap)
{
	q->gap = gap;
}

void nic_queue_close(struct nic_queue *q)
{
	struct calendar *cal = &q->nic->machine->cal;
	struct packet *p;
	nic_catch_up(q->nic);
	stop_listening(q);
	calendar_cancel(cal, &q->timer);
	q->masked = true;
	q->closed = true;
	while ((p = packet_queue_pop(&q->waiting))) {
		depth_change(&q->depth, cal->now, -1);
		packet_drop(q->nic->ledger, p, DROP_nic_closed);
		q->free_slots++;
	}
}

void nic_check(const struct nic *nic)
{
	for (int i = 0; i < nic->n_queues; i++) {
		const struct nic_queue *q = &nic->queue[i];
		depth_check(&q->depth, q->waiting.length, "a receive ring of the NIC");
		CHECK(q->free_slots >= 0 && q->free_slots + q->waiting.length <= q->slots,
		      "nic queue %d: %d descriptors free and %d full of %d", i, (int)q->free_slots,
		      (int)q->waiting.length, q->slots);
	}
}

/* ---- set-up ---- */

void nic_init(struct nic *nic, struct ledger *ledger, struct wire *wire, const struct wire_out *out,
	      const struct topology *topo, const struct classifier *classifier, int n_queues,
	      vtime dma_latency, int64_t *interrupts)
{
	*nic = (struct nic){.machine = ledger->machine,
			    .ledger = ledger,
			    .wire = wire,
			    .out = *out,
			    .topology = topo,
			    .classifier = classifier,
			    .dma_latency = dma_latency,
			    .interrupts = interrupts,
			    .n_queues = n_queues};
	event_init(&nic->arrival, nic_arrival_fire);
	event_init(&nic->looped, looped_fire);
	packet_queue_init(&nic->loop);
	nic->wire_number = calendar_add_wire(&nic->machine->cal);
	nic->queue = g_new0(struct nic_queue, n_queues);
	for (int i = 0; i < n_queues; i++) {
		struct nic_queue *q = &nic->queue[i];
		q->nic = nic;
		q->index = i;
		q->masked = true;
		q->last_interrupt = -VTIME_PER_S;
		packet_queue_init(&q->waiting);
		event_init(&q->timer, moderation_timer_fire);
	}
}

void nic_queue_setup(struct nic_queue *q, int slots, enum drop full, struct line line)
{
	q->slots = q->free_slots = slots;
	q->buffer = g_new(uint16_t, slots);
	q->full = full;
	q->line = line;
}

void nic_fini(struct nic *nic)
{
	for (int i = 0; i < nic->n_queues; i++)
		g_free(nic->queue[i].buffer);
	g_free(nic->queue);
	frame_queue_fini(&nic->out.sent);
}
