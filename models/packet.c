/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/packet.h"
#include "sim/base/check.h"

#include <string.h>

#define CHUNK 256

struct packet_chunk {
	struct packet_chunk *next;
	struct packet packet[CHUNK];
};

void packet_queue_init(struct packet_queue *q)
{
	*q = (struct packet_queue){.tail = &q->head};
}

void packet_queue_push(struct packet_queue *q, struct packet *p)
{
	p->next = NULL;
	*q->tail = p;
	q->tail = &p->next;
	q->length++;
}

struct packet *packet_queue_pop(struct packet_queue *q)
{
	struct packet *p = q->head;
	if (!p)
		return NULL;
	q->head = p->next;
	if (!q->head)
		q->tail = &q->head;
	q->length--;
	return p;
}

vtime packet_queue_charge(const struct packet_queue *q, int64_t n, const struct task *t, int cost)
{
	vtime sum = 0;
	for (struct packet *p = q->head; n-- > 0; p = p->next)
		sum += packet_charge(p, task_cost(t, cost, p->bytes));
	return sum;
}

struct ledger *ledger_new(struct machine *m, int n_guests)
{
	struct ledger *l = g_new0(struct ledger, 1);
	l->machine = m;
	l->id_step = 1;
	l->n_guests = n_guests;
	l->guest = g_new0(struct guest_account, n_guests);
	ledger_count_streams(l, 1);
	return l;
}

void ledger_number(struct ledger *l, int machine, int machines)
{
	l->id_step = machines;
	l->last_id = 1 + machine - machines;
}

void ledger_free(struct ledger *l)
{
	while (l->chunks) {
		struct packet_chunk *chunk = l->chunks;
		l->chunks = chunk->next;
		g_free(chunk);
	}
	for (int i = 0; i < l->n_streams; i++)
		histogram_reset(&l->stream[i].latency);
	g_aligned_free(l->stream);
	g_free(l->guest);
	g_free(l);
}

void ledger_count_streams(struct ledger *l, int n)
{
	l->n_streams = n;
	g_aligned_free(l->stream);
	l->stream = g_aligned_alloc0((gsize)n, sizeof(*l->stream), CACHE_LINE);
}

static void reset_streams(struct ledger *l)
{
	for (int i = 0; i < l->n_streams; i++) {
		histogram_reset(&l->stream[i].latency);
		l->stream[i] = (struct stream_account){0};
	}
}

void ledger_reset(struct ledger *l)
{
	l->inside_at_reset = l->inside;
	l->away_at_reset += l->away - l->entered;
	l->offered = l->delivered = l->delivered_bytes = l->away = l->entered = 0;
	memset(l->dropped, 0, sizeof(l->dropped));
	l->wasted = 0;
	if (l->n_guests > 0)
		memset(l->guest, 0, sizeof(*l->guest) * (size_t)l->n_guests);
	l->transit = (struct guest_account){0};
	reset_streams(l);
}

static void packet_grow(struct ledger *l)
{
	struct packet_chunk *chunk = g_new(struct packet_chunk, 1);
	chunk->next = l->chunks;
	l->chunks = chunk;
	for (int i = CHUNK; i-- > 0;) {
		chunk->packet[i].next = l->free;
		l->free = &chunk->packet[i];
	}
}

static struct packet *come_to_life(struct ledger *l, const struct packet *seed)
{
	if (!l->free)
		packet_grow(l);
	struct packet *p = l->free;
	l->free = p->next;
	*p = *seed;
	p->slab = NULL;
	l->inside++;
	return p;
}

static struct guest_account *account(struct ledger *l, const struct packet *p)
{
	return p->guest == PACKET_TRANSIT ? &l->transit : &l->guest[p->guest];
}

static void count_offered(struct ledger *l, const struct packet *p)
{
	l->last_id += l->id_step;
	l->offered++;
	account(l, p)->offered++;
	l->stream[p->stream].offered++;
	TRACE_MORE(l->machine, p->born, offer, l->last_id, p->stream, p->bytes);
}

static void count_delivered(struct ledger *l, const struct packet *p, vtime latency)
{
	l->delivered++;
	l->delivered_bytes += p->bytes;
	account(l, p)->delivered++;
	histogram_add(&l->stream[p->stream].latency, latency);
}

static void count_dropped(struct ledger *l, const struct packet *p, enum drop reason)
{
	l->dropped[reason]++;
	account(l, p)->dropped[reason]++;
	l->stream[p->stream].dropped[reason]++;
	l->wasted += p->spent;
}

struct packet *packet_born(struct ledger *l, const struct packet *seed)
{
	struct packet *p = come_to_life(l, seed);
	count_offered(l, p);
	p->id = l->last_id;
	return p;
}

struct packet *packet_enter(struct ledger *l, const struct packet *seed)
{
	l->entered++;
	return come_to_life(l, seed);
}

void packet_refuse(struct ledger *l, const struct packet *seed, enum drop reason, vtime date)
{
	if (seed->id)
		l->entered++;
	else
		count_offered(l, seed);
	count_dropped(l, seed, reason);
	TRACE_MORE(l->machine, date, drop, seed->id ? seed->id : l->last_id, reason, seed->to);
}

static void packet_end(struct ledger *l, struct packet *p)
{
	CHECK(l->inside > 0, "ledger: packet %lld ends twice", (long long)p->id);
	l->inside--;
	kfree_skbmem(NULL, p);
	p->next = l->free;
	l->free = p;
}

void packet_drop(struct ledger *l, struct packet *p, enum drop reason)
{
	packet_drop_at(l, p, reason, l->machine->cal.now);
}

void packet_drop_at(struct ledger *l, struct packet *p, enum drop reason, vtime date)
{
	count_dropped(l, p, reason);
	TRACE_MORE(l->machine, date, drop, p->id, reason, p->to);
	if (p->ubuf)
		ubuf_done(p->ubuf, false, NULL);
	packet_end(l, p);
}

void packet_leave(struct ledger *l, struct packet *p)
{
	l->away++;
	packet_end(l, p);
}

void packet_deliver(struct ledger *l, struct packet *p)
{
	packet_deliver_at(l, p, l->machine->cal.now);
}

void packet_deliver_at(struct ledger *l, struct packet *p, vtime date)
{
	count_delivered(l, p, date - p->born);
	TRACE_AT(l->machine, date, deliver, p->id, p->to);
	packet_end(l, p);
}

/* Whether the guests' accounts add up to the whole. */
static bool adds_up(const struct ledger *l)
{
	struct guest_account sum = l->transit;
	for (int i = 0; i < l->n_guests; i++) {
		sum.offered += l->guest[i].offered;
		sum.delivered += l->guest[i].delivered;
		for (int k = 0; k < DROPS; k++)
			sum.dropped[k] += l->guest[i].dropped[k];
	}
	return sum.offered == l->offered && sum.delivered == l->delivered &&
	       memcmp(sum.dropped, l->dropped, sizeof(sum.dropped)) == 0;
}

int64_t ledger_residue(const struct ledger *l)
{
	CHECK(adds_up(l), "ledger: the guests' accounts do not add up to the whole");
	int64_t residue = l->offered + l->entered - l->delivered - l->away - (l->inside - l->inside_at_reset);
	for (int i = 0; i < DROPS; i++)
		residue -= l->dropped[i];
	return residue;
}
