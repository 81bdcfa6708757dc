/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets and the ledger that accounts for each of them.
 *
 * A packet is born when its frame has reached the NIC (offered), and ends exactly once: delivered to a
 * guest's application or dropped for a reason. In between it is owned by the one queue or routine that holds
 * it. It carries what CPU time was paid for it, so that a drop tells what was wasted. Packets are recycled:
 * memory does not grow with the length of a run.
 */
#ifndef MODELS_PACKET_H
#define MODELS_PACKET_H

#include "models/drops.h"
#include "sim/histogram.h"
#include "sim/machine.h"
#include "sim/routine.h"

struct packet {
	struct packet *next; /* in the queue that owns it */
	int64_t id;	     /* number in order of arrival, from 1 */
	vtime arrived;	     /* last bit at the NIC */
	vtime spent;	     /* CPU time paid for it so far */
	int32_t bytes;	     /* frame with FCS */
	int32_t guest;	     /* destination */
};

/* First in, first out. */
struct packet_queue {
	struct packet *head, **tail;
	int64_t length;
};

void packet_queue_init(struct packet_queue *q);
void packet_queue_push(struct packet_queue *q, struct packet *p);
struct packet *packet_queue_pop(struct packet_queue *q); /* NULL when empty */

/* What became of one guest's packets; reset at the warm-up cut. */
struct guest_account {
	int64_t offered, delivered;
	int64_t dropped[DROPS];
};

struct ledger {
	struct machine *machine;
	struct packet *free; /* recycled packets */
	struct packet_chunk *chunks;
	int64_t last_id;
	int64_t inside; /* packets alive */
	/* from here on: reset at the warm-up cut */
	int64_t inside_at_reset;
	int64_t offered, delivered, delivered_bytes;
	int64_t dropped[DROPS];
	vtime wasted; /* CPU time spent on packets that were dropped */
	struct histogram latency;
	int n_guests;
	struct guest_account *guest;
};

/* ledger_new: an empty ledger for packets to n guests, whose dates are those of machine m. The caller owns
 * it: ledger_free. */
struct ledger *ledger_new(struct machine *m, int n_guests);
void ledger_free(struct ledger *l);

/* ledger_reset: statistics start anew; packets alive stay. */
void ledger_reset(struct ledger *l);

/* packet_arrive: a frame has reached the NIC; the packet is the caller's. */
struct packet *packet_arrive(struct ledger *l, vtime arrived, int bytes, int guest);

/* packet_refuse: a frame for the guest that reached the NIC is lost there at once; no packet comes to life. */
void packet_refuse(struct ledger *l, int guest, enum drop reason);

/* packet_drop, packet_deliver: the end of a packet, which the caller owned. */
void packet_drop(struct ledger *l, struct packet *p, enum drop reason);
void packet_deliver(struct ledger *l, struct packet *p);

/* ledger_residue: offered - delivered - dropped - growth of what is inside; 0 in a sound run. The guests'
 * accounts must add up to the whole. */
int64_t ledger_residue(const struct ledger *l);

/* packet_charge: notes time about to be paid for a packet; returns it. */
static inline vtime packet_charge(struct packet *p, vtime time)
{
	p->spent += time;
	return time;
}

/* PAY_FOR: pays the named cost for this packet and its bytes. */
#define PAY_FOR(t, f, cost, p) PAY_TIME(t, f, cost, packet_charge(p, task_cost(t, cost, (p)->bytes)))

/* OWE_FOR: the same, paid with the next PAY. */
#define OWE_FOR(t, cost, p) task_owe(t, cost, packet_charge(p, task_cost(t, cost, (p)->bytes)))

/* A port: where one device hands packets to the next (netdev's ndo_start_xmit, rx_handler). The routine's
 * frame has the object as self and the packet as arg, and takes over the packet. */
struct port {
	routine receive;
	void *self;
};

/* HAND_OVER: passes the packet on through a port. */
#define HAND_OVER(t, f, port_, p) CALL(t, f, (port_)->receive, (port_)->self, p)

#endif
