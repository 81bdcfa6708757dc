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

/* tap_limit: the packets that a tap of this era holds. Default: TUN_READQ_SIZE in 3.13 (tun_net_init sets it after
 * ether_setup); later ether_setup comes last, and its DEFAULT_TX_QUEUE_LEN stays. */
int64_t tap_limit(const struct tap_settings *settings, enum era era);

/* tap_queue_limit: the packets that each of so many queues of it holds: in 3.13 tun_net_xmit drops at tx_queue_len /
 * numqueues (where that is 0 every packet; here it is at least 1); later each has a ring of tx_queue_len. */
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
	int batch;	  /* slots given back at once; 1: each at once */
	int held;	  /* slots consumed and not yet given back */
	int64_t position; /* of the consumer in the ring */
	bool open;	  /* QEMU has it: else the bridge's port is down */
	bool listening;	  /* the reader is on the wait queue */
	struct tap_reader reader;
	struct line watch; /* of a reader that polls: told of each packet queued, whether it listens or not */
	struct saturation *saturation; /* wired; its gauge is this queue; NULL: none; not owned */
	int backpressure;	       /* wired; enum tap_backpressure */
	bool stopped;		       /* netif_tx_stop_queue */
	struct tap_writer *writers;    /* list; not owned */
};

/* tap_init: an open tap with an empty queue of `limit` packets with the rules of the era. Packets of the guest go up through the inlet, in
 * 3.13 by way of the backlog. */
void tap_init(struct tap *tap, struct ledger *ledger, int64_t limit, enum era era, struct inlet *up,
	      struct backlog *backlog);

/* skb_orphan_frags: routine (arg: the packet): one in another guest's memory is copied before it may wait for long. */
void skb_orphan_frags(struct task *t, struct frame *f);

/* tun_get_user: routine (self: the tap, arg: the packet) of the backend's thread: a packet of the guest enters the
 * host's network stack. The caller pays for its skb. */
void tun_get_user(struct task *t, struct frame *f);

/* tun_receive: routine (self: the tap, arg: the packet): the rest of tun_get_user, for a packet whose skb is built, with
 * bottom halves off: netif_receive_skb. */
void tun_receive(struct task *t, struct frame *f);

/* tap_add_writer: w, which is not owned, hears when a stopped queue runs again. */
void tap_add_writer(struct tap *tap, struct tap_writer *w, void (*restart)(void *self), void *self);

/* tap_set_reader: who waits for packets, and the line of one that polls ({0}: none); before time starts. tap_listen: the
 * reader goes on the wait queue, or leaves it. */
void tap_set_reader(struct tap *tap, struct tap_reader reader, struct line watch);
void tap_listen(struct tap *tap, bool on);

/* tap_open, tap_close: QEMU opens the device (TUNSETIFF, the bridge's port comes up), or closes it: what it queues
 * is lost (tun_queue_purge), and so is what the bridge sends to it while it is closed. */
void tap_open(struct tap *tap);
void tap_close(struct tap *tap);

/* tap_put_back: packets taken and not used go back to the front, as far as there is room for them; the oldest are
 * lost for want of it (ptr_ring_unconsume). */
void tap_put_back(struct tap *tap, struct packet_queue *taken);

/* tap_drained: after taking packets: whether the reader must run tap_restart. */
bool tap_drained(struct tap *tap);

/* tap_restart: routine (self: the tap) of the reader: restarts who waits for room: the NIC's driver (saturation.h) and
 * the writers. */
void tap_restart(struct task *t, struct frame *f);

/* tap_take: the reader takes the oldest packet, NULL when there is none. */
struct packet *tap_take(struct tap *tap);

#endif
