/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kinds of queue: every kind whose depth is reported, each declared once. A result names a queue by its kind, a study's
 * metrics take all queues of a kind together, a time series those that stand at one place of the way.
 *
 * Left out: packets that a poll or a burst has taken off a queue and not yet served, those in transmit rings that the
 * NIC reads, and the backlogs of cores to which no RPS spreads. So the depths add up to less than what is inside.
 */
#ifndef MODELS_QUEUES_H
#define MODELS_QUEUES_H

#include <stdbool.h>

/* X(name): a place of the way; the series has a column for each. */
#define QUEUE_PLACE_LIST(X) X(nic) X(tap) X(virtqueue) X(tx)

#define QUEUE_PLACE_ENUM(name) QUEUE_PLACE_##name,
enum queue_place { QUEUE_PLACE_LIST(QUEUE_PLACE_ENUM) QUEUE_PLACES };

/* X(name, place, may be a guest's, packets that wait in it) */
#define QUEUE_LIST(X)                                                                                        \
	X(nic, nic, true, "in a receive ring of the NIC, not yet taken off by software")                     \
	X(backlog, nic, false, "in the backlog of a core that RPS spreads to")                               \
	X(upcall, nic, false, "in a socket on its way to a handler thread of ovs-vswitchd")                  \
	X(tap, tap, true, "in a tap's queue towards the backend")                                            \
	X(virtqueue, virtqueue, true, "used by the host in a receive virtqueue, not yet taken by the guest") \
	X(e1000_rx, virtqueue, true, "in the receive ring of QEMU's e1000, not yet taken by the guest")      \
	X(tx_virtqueue, tx, true, "sent by the guest into a virtqueue, not yet taken by the host")           \
	X(uplink, tx, false, "in the qdisc of the host's NIC")                                               \
	X(switch_port, tx, false, "in a switch, before one of its output ports; with a limit (fabric.queue)")

#define QUEUE_ENUM(name, place, of_guest, text) QUEUE_##name,
enum queue { QUEUE_LIST(QUEUE_ENUM) QUEUES };

struct queue_kind {
	const char *name;
	enum queue_place place;
	bool of_guest; /* false: never a guest's own */
	const char *text;
};

/* queue_kinds: QUEUES entries. */
extern const struct queue_kind queue_kinds[];

#endif
