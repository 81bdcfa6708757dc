/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/nic_tx.h"
#include "sim/base/check.h"
#include "sim/base/container_of.h"

static struct nic_tx_slot *nic_tx_slot_at(const struct nic_tx *tx, int i)
{
	return &tx->slot[(tx->first + i) % tx->slots];
}

/* The wire is taken for the frame; returns when its last bit has left. */
static vtime occupy_wire(struct nic *nic, int64_t bytes)
{
	struct wire_out *out = &nic->out;
	vtime start = MAX(nic->machine->cal.now + nic->dma_latency, out->idle_at);
	out->idle_at = start + wire_time(out->bits_per_s, bytes);
	return out->idle_at;
}

/* The same cycles, at the clock of another machine. */
static vtime nic_tx_at_clock(vtime time, const struct machine *m, const struct machine *other)
{
	return m->hz == other->hz ? time : (vtime)((__int128)time * m->hz / other->hz);
}

/* To another machine: the packet ends here, what it is arrives there. */
static void send_to_peer(struct nic *nic, struct packet *p, vtime end)
{
	struct wire_frame *frame = frame_queue_push(&nic->out.sent);
	*frame = (struct wire_frame){.date = end + nic->out.latency, .packet = *p};
	frame->packet.ubuf = NULL;
	frame->packet.spent = nic_tx_at_clock(p->spent, nic->machine, nic->out.peer[p->to]->machine);
	packet_leave(nic->ledger, p);
}

/* The embedded switch: fetched from one queue's memory, written to the other's. Returns when it is fetched. */
static vtime switch_frame(struct nic *nic, struct packet *p)
{
	vtime fetched = nic->machine->cal.now + nic->dma_latency;
	p->ubuf = NULL;
	nic_loop(nic, p, fetched + nic->dma_latency);
	return fetched;
}

/* Out on the wire. Keeps the packet in the slot unless it ends here. */
static void send_out(struct nic *nic, struct nic_tx_slot *s, struct packet *p)
{
	s->end = occupy_wire(nic, p->bytes);
	if (nic->out.peer)
		send_to_peer(nic, p, s->end);
	else
		s->packet = p;
}

/* ---- completions ---- */

/* Completes everything that has left by now. */
static void nic_tx_catch_up(struct nic_tx *tx)
{
	vtime now = tx->nic->machine->cal.now;
	while (tx->completed < tx->used && nic_tx_slot_at(tx, tx->completed)->end <= now) {
		struct nic_tx_slot *s = nic_tx_slot_at(tx, tx->completed++);
		if (s->packet)
			packet_deliver_at(tx->nic->ledger, s->packet, s->end);
		s->packet = NULL;
	}
}

static struct nic_tx *nic_tx_ring_of(struct nic_completions *c)
{
	return container_of(c, struct nic_tx, completions);
}

/* struct nic_completions's catch_up */
static void completion_catch_up(struct nic_completions *c)
{
	nic_tx_catch_up(nic_tx_ring_of(c));
}

/* When all frames sent have left, and nothing for tx_delay after them. A frame that the NIC switches may be through before one that it
 * puts on the wire. */
static vtime silent_at(const struct nic_tx *tx)
{
	return tx->all_left + tx->nic->tx_delay;
}

/* struct nic_completions's cause */
static bool completion_due(struct nic_completions *c)
{
	struct nic_tx *tx = nic_tx_ring_of(c);
	nic_tx_catch_up(tx);
	return tx->completed > 0 && (tx->nic->tx_delay == 0 || silent_at(tx) <= tx->nic->machine->cal.now);
}

/* The timer starts anew with each frame. */
static void await_silence(struct nic_tx *tx)
{
	struct calendar *cal = &tx->nic->machine->cal;
	if (tx->used == 0)
		return;
	calendar_cancel(cal, &tx->done);
	calendar_arm(cal, &tx->done, silent_at(tx), EVENT_HARDIRQ);
}

/* struct nic_completions's listen */
static void completion_listen(struct nic_completions *c)
{
	struct nic_tx *tx = nic_tx_ring_of(c);
	if (tx->nic->tx_delay > 0)
		await_silence(tx);
	else if (tx->completed < tx->used && !event_armed(&tx->done))
		calendar_arm(&tx->nic->machine->cal, &tx->done, nic_tx_slot_at(tx, tx->completed)->end,
			     EVENT_HARDIRQ);
}

/* ---- the ring ---- */

void nic_tx_send(struct nic_tx *tx, struct packet *p, void *cookie)
{
	struct nic *nic = tx->nic;
	CHECK(nic_tx_free(tx) > 0, "nic: a frame for a full transmit ring");
	struct nic_tx_slot *s = nic_tx_slot_at(tx, tx->used++);
	*s = (struct nic_tx_slot){.bytes = p->bytes, .cookie = cookie};
	TRACE(nic->machine, nic_tx, p->id, p->bytes);
	if (nic_switches(nic, p))
		s->end = switch_frame(nic, p);
	else
		send_out(nic, s, p);
	tx->all_left = MAX(tx->all_left, s->end);
	if (tx->vector->listening)
		completion_listen(&tx->completions);
}

bool nic_tx_reap(struct nic_tx *tx, void **cookie, int64_t *bytes)
{
	nic_tx_catch_up(tx);
	if (tx->completed == 0)
		return false;
	*cookie = nic_tx_slot_at(tx, 0)->cookie;
	if (bytes)
		*bytes += nic_tx_slot_at(tx, 0)->bytes;
	tx->first = (tx->first + 1) % tx->slots;
	tx->used--;
	tx->completed--;
	return true;
}

static void done_fire(struct event *ev)
{
	struct nic_tx *tx = container_of(ev, struct nic_tx, done);
	if (completion_due(&tx->completions))
		nic_tx_completed(tx->vector);
}

void nic_tx_init(struct nic_tx *tx, struct nic *nic, struct nic_queue *vector, int slots)
{
	*tx = (struct nic_tx){.nic = nic, .vector = vector, .slots = slots};
	tx->completions = (struct nic_completions){
		.catch_up = completion_catch_up, .cause = completion_due, .listen = completion_listen};
	tx->slot = g_new0(struct nic_tx_slot, slots);
	event_init(&tx->done, done_fire);
	nic_add_completions(vector, &tx->completions);
}

void nic_tx_fini(struct nic_tx *tx)
{
	g_free(tx->slot);
}
