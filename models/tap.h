/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tap: the queue of packets from the bridge towards a guest's backend.
 *
 * Stands for drivers/net/tun.c: tun_net_xmit. Full, the packet is dropped and its skb freed; NETDEV_TX_OK
 * (3.13) or NET_XMIT_DROP (5.10) goes back, and neither the bridge nor NAPI ever looks at it: by then all
 * host work on the packet is spent. Each packet queued wakes the reader if it listens:
 * wake_up_interruptible_poll (3.13), sk_data_ready (5.10). The queue is sk_receive_queue bounded by
 * tx_queue_len in 3.13; a ptr_ring in 5.10 and 6.6, which gives slots back to the producer in batches of 16
 * and at its end, or one by one below 32 slots (__ptr_ring_discard_one,
 * __ptr_ring_set_size).
 */
#ifndef MODELS_TAP_H
#define MODELS_TAP_H

#include "models/depth.h"
#include "models/packet.h"
#include "models/saturation.h"
#include "sim/option.h"

struct tap_settings {
	int64_t queue; /* packets */
};

extern const struct option_table tap_table;

/* Who waits for packets: wake is called for each one queued while the reader listens, on the core of the
 * producer, and returns whether it woke a sleeping thread. */
struct tap_reader {
	bool (*wake)(void *self, struct core *from);
	void *self;
};

struct tap {
	struct port in;
	struct ledger *ledger;
	struct packet_queue queue;
	struct depth depth;
	int64_t limit;
	int batch;	  /* slots given back at once; 1: each at once */
	int held;	  /* slots consumed and not yet given back */
	int64_t position; /* of the consumer in the ring */
	bool listening;	  /* the reader is on the wait queue */
	struct tap_reader reader;
	struct saturation *saturation; /* feedback flow: its gauge is this queue; NULL: none; not owned */
};

/* tap_init: an empty queue of `limit` packets with the rules of the era. */
void tap_init(struct tap *tap, struct ledger *ledger, int64_t limit, enum era era);

/* tap_drained: after taking packets: whether the reader must run saturation_restart on the tap's flag. */
bool tap_drained(struct tap *tap);

/* tap_take: the reader takes the oldest packet, NULL when there is none. */
struct packet *tap_take(struct tap *tap);

#endif
