/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tap: between the bridge and a guest's backend, both ways.
 *
 * From the guest: tun_get_user. 3.13 copies the packet into a new skb and puts it on the backlog of its core,
 * whose softirq then runs at once, in the backend's context (netif_rx_ni). From 5.10 on it goes up directly,
 * with bottom halves off (netif_receive_skb): for one packet tun_get_user does that, for a batch of vhost's
 * tun_sendmsg (vhost_tx_5_10.c).
 *
 * To the guest the bridge sends through dev_queue_xmit (br_dev_queue_push_xmit of 3.13, 5.10, 6.1, 6.6, 6.12; net/core/dev.c,
 * __dev_xmit_skb): a tap has a qdisc in every era (attach_one_default_qdisc: 3.13 for its tx_queue_len, later because tun does
 * not set IFF_NO_QUEUE). tun_net_xmit takes or frees what it is given and never stops the queue, so nothing waits in the
 * qdisc, and it is the cost of going through it that counts.
 *
 * Stands for drivers/net/tun.c: tun_net_xmit. Full, the packet is dropped and its skb freed;
 * NETDEV_TX_OK (3.13) or NET_XMIT_DROP (5.10) goes back, and neither the bridge nor NAPI ever looks
 * at it: by then all host work on the packet is spent. Each packet queued wakes the reader if it
 * listens: wake_up_interruptible_poll (3.13), sk_data_ready (5.10). In 3.13 the queue is
 * sk_receive_queue, bounded by tx_queue_len. From 5.10 on it is a ptr_ring. This gives slots back
 * to the producer in batches of 16 and at its end, or one by one below 32 slots
 * (__ptr_ring_discard_one, __ptr_ring_set_size).
 *
 * With RPS on any of the host's queues (rps_needed) a tap of one queue hashes each packet anew, ports and all, whatever hash the NIC
 * has given (tun_automq_xmit): counted in 6.1, that costs as much as the qdisc. A tap of several queues hashes each packet that comes
 * through dev_queue_xmit, in every kernel (tun_select_queue). 3.13 takes the NIC's hash only with l4_rxhash, which ixgbe does not set.
 * A generator that writes into the tap's driver has chosen the queue itself.
 *
 * With tap.backpressure the packet that fills the queue stops it for generators on the host
 * (host_source.h). The reader restarts it when it has made room (netif_tx_stop_queue,
 * netif_tx_wake_queue). This is a series for tun and vhost-net of 2025 and 2026, which is not in
 * 6.18. The restart also raises NET_TX on the reader's core, which finds no packet in the qdisc:
 * tap_restart is its cost. The bridge's packets would wait in that qdisc, which is not modelled:
 * with backpressure all traffic is the host's.
 */
#ifndef MODELS_HOST_TAP_H
#define MODELS_HOST_TAP_H

#include "models/depth.h"
#include "models/host/backlog.h"
#include "models/host/saturation.h"
#include "models/nic/line.h"
#include "models/packet.h"
#include "sim/input/option.h"
#include "sim/kernel/era.h"

struct tap_settings {
	int64_t queue;	  /* packets; 0: the era's */
	int backpressure; /* enum tap_backpressure */
	int wait;	  /* enum tap_wait */
};

/* With what a program waits for packets (tun_reader.h). */
enum tap_wait { TAP_POLL, TAP_EPOLL };

/* When the reader restarts a queue that was stopped: never stopped; empty; half of it free; any room. */
enum tap_backpressure { BACKPRESSURE_NO, BACKPRESSURE_EMPTY, BACKPRESSURE_HALF, BACKPRESSURE_SPACE };

extern const struct option_table tap_table;

/**
 * tap_limit() - the packets that a tap holds
 * @settings: of the scenario
 * @era: kernel, whose default counts if the scenario says nothing
 *
 * The default is TUN_READQ_SIZE in 3.13, where tun_net_init() sets it after ether_setup(). Later
 * ether_setup() comes last, and its DEFAULT_TX_QUEUE_LEN stays.
 *
 * Return: packets.
 */
int64_t tap_limit(const struct tap_settings *settings, enum era era);

/**
 * tap_queue_limit() - the packets that each queue of a tap holds
 * @settings: of the scenario
 * @era: kernel
 * @queues: queues of the tap
 *
 * In 3.13 tun_net_xmit() drops at tx_queue_len / numqueues. Where that is 0 it drops every packet;
 * here it is at least 1. Later each queue has a ring of tx_queue_len.
 *
 * Return: packets.
 */
int64_t tap_queue_limit(const struct tap_settings *settings, enum era era, int64_t queues);

/* Who waits for packets: wake is called for each one queued while the reader listens, on the core of the
 * producer, and returns whether it woke a sleeping thread. */
struct tap_reader {
	bool (*wake)(void *self, struct core *from);
	void *self;
};

/* Who sends straight into the tap and waits while its queue is stopped. */
struct tap_writer {
	struct tap_writer *next;
	void (*restart)(void *self); /* the queue runs again */
	void *self;
};

/* A tap. tap.c alone writes it, but for what is wired. */
struct tap {
	struct inlet in;     /* dev_queue_xmit: from the bridge */
	struct inlet driver; /* tun_net_xmit: from pktgen, which goes past the qdisc */
	struct inlet *up;    /* to the bridge; not owned */
	struct backlog *
		backlog; /* 3.13: of the core that the guest's packets enter on; NULL: later eras; not owned */
	struct ledger *ledger;
	struct packet_queue queue;
	struct depth depth;
	int64_t limit;
	int batch;		/* slots given back at once; 1: each at once */
	int held;		/* slots consumed and not yet given back */
	int64_t position;	/* of the consumer in the ring */
	struct skb_cache *skbs; /* wired; of the host; NULL: nobody asks */
	bool hashes;		/* wired; tun_automq_xmit() hashes each packet anew */
	bool selects;		/* wired; the tap has several queues: tun_select_queue() hashes each packet */
	bool open;		/* QEMU has it: else the bridge's port is down */
	bool listening;		/* the reader is on the wait queue */
	struct tap_reader reader;
	struct line watch; /* of a reader that polls: told of each packet queued, whether it listens or not */
	struct saturation *saturation; /* wired; its gauge is this queue; NULL: none; not owned */
	int backpressure;	       /* wired; enum tap_backpressure */
	bool stopped;		       /* netif_tx_stop_queue */
	struct tap_writer *writers;    /* list; not owned */
};

/**
 * tap_init() - an open tap with an empty queue
 * @tap: the tap
 * @ledger: of its machine; not owned
 * @limit: packets that the queue holds
 * @era: kernel, whose rules of the queue count
 * @up: where packets of the guest go, to the bridge; not owned
 * @backlog: 3.13: through which they go there; NULL later; not owned
 */
void tap_init(struct tap *tap, struct ledger *ledger, int64_t limit, enum era era, struct inlet *up,
	      struct backlog *backlog);

/**
 * skb_orphan_frags() - routine: copies a packet in another guest's memory before it may wait for
 *   long
 * @t: task that pays
 * @f: arg: the packet
 *
 * Source: include/linux/skbuff.h, skb_orphan_frags().
 */
void skb_orphan_frags(struct task *t, struct frame *f);

/**
 * tun_get_user() - routine of the backend's thread: a packet of the guest enters the host's network
 *   stack
 * @t: task that pays; the caller has paid for the skb
 * @f: self: the tap, arg: the packet, which is taken over
 *
 * Source: drivers/net/tun.c, tun_get_user().
 */
void tun_get_user(struct task *t, struct frame *f);

/**
 * tun_receive() - routine: the rest of tun_get_user() for a packet whose skb is built
 * @t: task that pays, with bottom halves off
 * @f: self: the tap, arg: the packet, which is taken over
 *
 * Source: net/core/dev.c, netif_receive_skb().
 */
void tun_receive(struct task *t, struct frame *f);

/**
 * tap_add_writer() - somebody who sends straight into the tap wants to hear when a stopped queue
 *   runs again
 * @tap: the tap
 * @w: becomes part of the tap's list; not owned
 * @restart: called then
 * @self: argument of it
 */
void tap_add_writer(struct tap *tap, struct tap_writer *w, void (*restart)(void *self), void *self);

/**
 * tap_set_reader() - says who waits for packets
 * @tap: the tap, before time starts
 * @reader: woken while it listens; copied
 * @watch: line of a reader that polls; {0}: none
 */
void tap_set_reader(struct tap *tap, struct tap_reader reader, struct line watch);

/**
 * tap_listen() - the reader goes on the wait queue, or leaves it
 * @tap: the tap
 * @on: it goes there
 */
void tap_listen(struct tap *tap, bool on);

/**
 * tap_open() - QEMU opens the device: TUNSETIFF, and the bridge's port comes up
 * @tap: the tap
 */
void tap_open(struct tap *tap);

/**
 * tap_close() - QEMU closes the device
 * @tap: the tap
 *
 * What it queues is lost (tun_queue_purge()), and so is what the bridge sends to it while it is
 * closed.
 */
void tap_close(struct tap *tap);

/**
 * tap_put_back() - packets that were taken and not used go back to the front
 * @tap: the tap
 * @taken: the packets; empty afterwards
 *
 * They go back as far as there is room for them. The oldest are lost for want of it.
 * Source: include/linux/ptr_ring.h, ptr_ring_unconsume().
 */
void tap_put_back(struct tap *tap, struct packet_queue *taken);

/**
 * tap_drained() - whether the reader must run tap_restart(), after it has taken packets
 * @tap: the tap
 *
 * Return: true if it must.
 */
bool tap_drained(struct tap *tap);

/**
 * tap_restart() - routine of the reader: restarts who waits for room
 * @t: task that pays
 * @f: self: the tap
 *
 * These are the driver of the NIC (saturation.h) and the writers.
 */
void tap_restart(struct task *t, struct frame *f);

/**
 * tap_take() - the reader takes the packet that has waited longest
 * @tap: the tap
 *
 * Return: the packet, which is the caller's; NULL when there is none.
 */
struct packet *tap_take(struct tap *tap);

#endif
