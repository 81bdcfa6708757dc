/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drop reasons: every place where the datapath can lose a packet, and why. Printed as "place/cause".
 */
#ifndef MODELS_DROPS_H
#define MODELS_DROPS_H

/* X(place, cause as an identifier, text) */
#define DROP_LIST(X)                                                                                         \
	X(nic, ring_full, "no free descriptor in the NIC's receive ring")                                    \
	X(nic, pool_empty, "no guest buffer left in the NIC's buffer pool (callback flow)")                  \
	X(nic, queue_full, "the NIC's completion queue towards the vhost thread is full (callback flow)")    \
	X(nic, tx_full, "the qdisc before the NIC's transmit ring is full")                                  \
	X(host, backlog_full, "the backlog of a core (netdev_max_backlog) is full")                          \
	X(tap, queue_full, "the tap's queue towards the backend is full")                                    \
	X(guest, qdisc_full, "the qdisc of the guest's device is full")                                      \
	X(guest, ring_full, "the driver found no free descriptor in the guest's transmit ring")              \
	X(vhost_user, closed, "the guest's port of the switch is not running (vhost-user flow)")             \
	X(vhost_user, ring_full, "no free buffer in the guest's receive ring (vhost-user flow)")             \
	X(pmd, tx_full, "the polling switch found no free descriptor in the NIC's transmit ring")            \
	X(nic, closed, "no queue of the NIC is open for the guest: it is not up yet, or stopped")            \
	X(tap, closed, "the guest's tap is not open: QEMU has not started yet, or has ended")                \
	X(guest, stopped, "the guest has stopped, and with it what waited in its rings and devices")

#define DROP_ENUM(place, cause, text) DROP_##place##_##cause,
enum drop { DROP_LIST(DROP_ENUM) DROPS };

struct drop_name {
	const char *name; /* "tap/queue_full" */
	const char *text;
};

/* drop_names: DROPS entries. */
extern const struct drop_name drop_names[];

#endif
