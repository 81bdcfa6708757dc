/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets and the ledger that accounts for each of them.
 *
 * A packet is born when its frame has reached the NIC, or when a guest's source has built it (offered), and
 * ends exactly once: delivered - to a guest's application, or to the tester when its last bit has left the
 * NIC - or dropped for a reason. In between it is owned by the one queue or routine that holds it. It carries
 * what CPU time was paid for it, so that a drop tells what was wasted. One that leaves for another machine
 * ends here as "away" and enters the other's ledger on arrival there. Every packet counts for one guest's
 * account: the one it was first sent to, or, born in a guest, that guest; one that the tester sends through
 * the host, back to the wire, for none (PACKET_TRANSIT). Packets are recycled: memory does not grow with the
 * length of a run.
 */
#ifndef MODELS_PACKET_H
#define MODELS_PACKET_H

#include "models/drops.h"
#include "models/slub.h"
#include "sim/base/histogram.h"
#include "sim/core/machine.h"
#include "sim/core/routine.h"

/* Whose memory a packet lies in, when it is not the host's own: who wants to hear when it has been sent, copied
 * or lost (struct ubuf_info of include/linux/skbuff.h). */
struct ubuf {
	/* zerocopied: it was sent from that memory. from: the core that ends it; NULL: unknown. Returns whether
	 * it woke a sleeping thread. */
	bool (*callback)(struct ubuf *u, bool zerocopied, struct core *from);
};

#define PACKET_TRANSIT (-1)  /* of no guest */
#define VIRTIO_NET_HEADER 12 /* struct virtio_net_hdr_mrg_rxbuf */
#define ETH_FCS 4	     /* bytes of a frame that the NIC adds and takes away */
#define CACHE_LINE 64	     /* bytes, of the processor that simulates */

/* cache_fetch: brings memory into the cache, to be written, by groups of four lines. Nothing but the time of the simulation hangs on it. */
static inline void cache_fetch(const void *block, size_t size)
{
	for (size_t i = 0; i < size; i += 4 * CACHE_LINE)
		for (int line = 0; line < 4; line++)
			__builtin_prefetch((const char *)block + i + line * CACHE_LINE, 1);
}

/* A packet. Its figures are those of the seed that it was made of. Others change only these: the queue that owns it `next`,
 * packet_charge() `spent`, the NIC's embedded switch `due`, `ubuf` who lends the memory (zerocopy.c) or has copied it, and the four
 * functions with an skb in their names `slab`. */
struct packet {
	struct packet *next; /* in the queue that owns it */
	int64_t id;	     /* number in order of birth, from 1 */
	vtime born;	     /* last bit at the NIC, or built by a guest's source */
	vtime spent;	     /* CPU time paid for it so far, at the clock of the machine it is on */
	vtime due;	     /* in the NIC's embedded switch: when it reaches its queue */
	int32_t bytes;	     /* frame with FCS */
	int32_t guest;	     /* whose account it counts for, or PACKET_TRANSIT */
	int32_t from, to;    /* ports (topology.h) of this hop */
	uint32_t hash;	     /* of its 5-tuple */
	int32_t stream;	     /* index of its source in the scenario's list of traffic */
	struct ubuf *ubuf;   /* NULL: it has been copied */
	struct slab *slab;   /* its skb is of; NULL: it has none, or nobody asks */
};

/* First in, first out. */
struct packet_queue {
	struct packet *head, **tail;
	int64_t length;
};

/**
 * packet_queue_init() - an empty queue
 * @q: the queue; it needs no end, as it owns no memory but its packets
 */
void packet_queue_init(struct packet_queue *q);

/**
 * packet_queue_push() - puts a packet at the end
 * @q: takes over the packet
 * @p: of no other queue
 */
void packet_queue_push(struct packet_queue *q, struct packet *p);

/**
 * packet_queue_pop() - takes the packet that has waited longest
 * @q: the queue
 *
 * Return: the packet, which is the caller's; NULL when the queue is empty.
 */
struct packet *packet_queue_pop(struct packet_queue *q);

/* What became of one guest's packets; reset at the warm-up cut. */
struct guest_account {
	int64_t offered, delivered;
	int64_t dropped[DROPS];
};

/* What became of the packets of one source of traffic; reset at the warm-up cut. All packets of a source count for one
 * guest's account, or for none, so that a guest's latency is that of its sources. */
struct stream_account {
	int64_t offered;
	struct histogram latency; /* of those delivered, ps; its count is their number */
	int64_t dropped[DROPS];
} __attribute__((aligned(CACHE_LINE))); /* what every packet meets is in the first line */

/* The ledger of a machine. packet.c alone writes it; reports read it. */
struct ledger {
	struct machine *machine;
	struct packet *free; /* recycled packets */
	struct packet_chunk *chunks;
	int64_t last_id;
	int64_t id_step; /* between numbers: how many machines there are (ledger_number) */
	int64_t inside;	 /* packets alive */
	/* from here on: reset at the warm-up cut */
	int64_t inside_at_reset;
	int64_t away_at_reset; /* sent to another machine less what came from there, until the cut */
	int64_t offered, delivered, delivered_bytes;
	int64_t away, entered; /* to and from another machine */
	int64_t dropped[DROPS];
	vtime wasted; /* CPU time spent on packets that were dropped */
	int n_guests;
	struct guest_account *guest;
	struct guest_account transit; /* packets of no guest */
	int n_streams;
	struct stream_account *stream;
};

/**
 * ledger_new() - an empty ledger
 * @m: machine whose clock gives the dates
 * @n_guests: guests with an account each
 *
 * There is one source of traffic until ledger_count_streams().
 *
 * Return: the ledger, which the caller owns (ledger_free()).
 */
struct ledger *ledger_new(struct machine *m, int n_guests);

/**
 * ledger_free() - frees a ledger and every packet of it
 * @l: the ledger
 */
void ledger_free(struct ledger *l);

/**
 * ledger_count_streams() - says how many sources of traffic there are
 * @l: the ledger, before its first packet
 * @n: sources
 */
void ledger_count_streams(struct ledger *l, int n);

/**
 * ledger_number() - keeps the numbers of packets of several machines apart
 * @l: the ledger, before its first packet
 * @machine: number of its machine, from 0
 * @machines: how many there are
 *
 * The ledgers of two machines number their packets 1, 3, 5 ... and 2, 4, 6 ...
 */
void ledger_number(struct ledger *l, int machine, int machines);

/**
 * ledger_reset() - lets the statistics start anew; packets alive stay
 * @l: the ledger
 */
void ledger_reset(struct ledger *l);

/**
 * packet_born() - a packet comes to life, and is offered
 * @l: ledger of the machine
 * @seed: its figures; the number is given here
 *
 * Return: the packet, which is the caller's.
 */
struct packet *packet_born(struct ledger *l, const struct packet *seed);

/**
 * packet_enter() - a packet that left another machine has reached the NIC of this one
 * @l: ledger of this machine
 * @seed: its figures, with the number that it keeps
 *
 * Return: the packet, which is the caller's.
 */
struct packet *packet_enter(struct ledger *l, const struct packet *seed);

/**
 * packet_leave() - a packet leaves for another machine, and ends here
 * @l: ledger of this machine
 * @p: the caller's until now; the caller carries its figures to the other machine before
 */
void packet_leave(struct ledger *l, struct packet *p);

/**
 * packet_refuse() - a frame that has reached the NIC is lost there at once
 * @l: the ledger
 * @seed: figures of the frame; one with a number comes from another machine
 * @reason: why
 * @date: when it arrived
 *
 * No packet comes to life.
 */
void packet_refuse(struct ledger *l, const struct packet *seed, enum drop reason, vtime date);

/**
 * packet_drop() - a packet is lost now
 * @l: the ledger
 * @p: the caller's until now
 * @reason: why
 */
void packet_drop(struct ledger *l, struct packet *p, enum drop reason);

/**
 * packet_deliver() - the application has taken a packet now
 * @l: the ledger
 * @p: the caller's until now
 */
void packet_deliver(struct ledger *l, struct packet *p);

/**
 * packet_drop_at() - as packet_drop(), at another date
 * @l: the ledger
 * @p: the caller's until now
 * @reason: why
 * @date: when; it may have passed
 */
void packet_drop_at(struct ledger *l, struct packet *p, enum drop reason, vtime date);

/**
 * packet_deliver_at() - as packet_deliver(), at another date
 * @l: the ledger
 * @p: the caller's until now
 * @date: when; it may have passed
 */
void packet_deliver_at(struct ledger *l, struct packet *p, vtime date);

/**
 * ledger_residue() - what is missing in the balance of packets
 * @l: the ledger
 *
 * The accounts of the guests must add up to the whole as well.
 *
 * Return: offered + entered - delivered - away - dropped - growth of what is inside; 0 in a sound
 * run.
 */
int64_t ledger_residue(const struct ledger *l);

/**
 * ubuf_done() - the memory that a packet lay in is no longer needed
 * @u: its owner's
 * @zerocopied: the packet was sent from that memory
 * @from: core whose code ends it; NULL: unknown
 *
 * Return: whether a sleeping thread was woken.
 */
static inline bool ubuf_done(struct ubuf *u, bool zerocopied, struct core *from)
{
	return u->callback(u, zerocopied, from);
}

/**
 * packet_charge() - notes time that is about to be paid for a packet
 * @p: the packet
 * @time: ps
 *
 * Return: the time.
 */
static inline vtime packet_charge(struct packet *p, vtime time)
{
	p->spent += time;
	return time;
}

/**
 * packet_queue_charge() - notes a cost for each of the first packets of a queue
 * @q: the queue
 * @n: of so many packets
 * @t: task that will pay
 * @cost: name of the cost
 *
 * It is for work on a burst that nobody sees before its end.
 *
 * Return: the sum, in ps, which the caller pays.
 */
vtime packet_queue_charge(const struct packet_queue *q, int64_t n, const struct task *t, int cost);

/* PAY_FOR: pays the named cost for this packet and its bytes. */
#define PAY_FOR(t, f, cost, p) PAY_TIME(t, f, cost, packet_charge(p, task_cost(t, cost, (p)->bytes)))

/* OWE_FOR: the same, paid with the next PAY. */
#define OWE_FOR(t, cost, p) task_owe(t, cost, packet_charge(p, task_cost(t, cost, (p)->bytes)))

/**
 * napi_skb_get() - a packet gets an skb, in a softirq
 * @cache: of the task's machine; NULL: nobody asks
 * @t: owes what the allocator does beside COST_skb_alloc
 * @p: the packet
 */
static inline void napi_skb_get(struct skb_cache *cache, struct task *t, struct packet *p)
{
	if (cache)
		p->slab = napi_skb_cache_get(cache, t, &p->spent);
}

/**
 * skb_get() - a packet gets an skb, anywhere else
 * @cache: of the task's machine; NULL: nobody asks
 * @t: owes what the allocator does beside the skb
 * @p: the packet
 */
static inline void skb_get(struct skb_cache *cache, struct task *t, struct packet *p)
{
	if (cache)
		p->slab = kmem_cache_alloc(cache, t, &p->spent);
}

/**
 * kfree_skbmem() - the skb of a packet goes back
 * @t: owes what the allocator does beside COST_skb_free
 * @p: the packet
 *
 * Source: net/core/skbuff.c, kfree_skbmem().
 */
static inline void kfree_skbmem(struct task *t, struct packet *p)
{
	if (!p->slab)
		return;
	p->spent += kmem_cache_free(p->slab, t);
	p->slab = NULL;
}

/**
 * napi_skb_sent() - the skb of a packet that is sent stays at hand for the core's softirqs
 * @t: owes what the allocator does beside COST_skb_free
 * @p: the packet
 *
 * Source: net/core/skbuff.c, napi_consume_skb().
 */
static inline void napi_skb_sent(struct task *t, struct packet *p)
{
	if (!p->slab)
		return;
	p->spent += napi_skb_cache_put(p->slab, t);
	p->slab = NULL;
}

/* An inlet: where one device hands packets to the next (netdev's ndo_start_xmit, rx_handler). The routine's
 * frame has the object as self and the packet as arg, and takes over the packet. */
struct inlet {
	routine receive;
	void *self;
};

/* HAND_OVER: passes the packet on through an inlet. PASS_ON: as the last thing that a routine does. */
#define HAND_OVER(t, f, inlet_, p) CALL(t, f, (inlet_)->receive, (inlet_)->self, p)
#define PASS_ON(t, f, inlet_, p) TAIL_CALL(t, f, (inlet_)->receive, (inlet_)->self, p)

#endif
