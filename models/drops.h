/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drop reasons: every place where the datapath can lose a packet, and why. Printed as "place/cause".
 */
#ifndef MODELS_DROPS_H
#define MODELS_DROPS_H

/* X(place, cause as an identifier, kernel, text) - kernel: where a real host shows it: what skb_drop_reason of
 * include/net/dropreason-core.h calls it, in the guest for a drop of the guest, or a statistic of the device where no skb is
 * dropped (struct rtnl_link_stats64); "-": nowhere */
#define DROP_LIST(X)                                                                                         \
	X(nic, ring_full, "rx_missed_errors", "no free descriptor in the NIC's receive ring")                \
	X(nic, pool_empty, "-", "no guest buffer left in the NIC's buffer pool (callback flow)")             \
	X(nic, queue_full, "-",                                                                              \
	  "the NIC's completion queue towards the vhost thread is full (callback flow)")                     \
	X(switch, queue_full, "-", "the queue of a switch's output port is full")                            \
	X(nic, tx_full, "QDISC_DROP", "the qdisc before the NIC's transmit ring is full")                    \
	X(host, backlog_full, "CPU_BACKLOG", "the backlog of a core (netdev_max_backlog) is full")           \
	X(ovs, upcall_lost, "lookups lost",                                                                  \
	  "Open vSwitch: the socket of ovs-vswitchd's handler took no more packets without a flow")          \
	X(tap, queue_full, "FULL_RING", "the tap's queue towards the backend is full")                       \
	X(guest, qdisc_full, "QDISC_DROP", "the qdisc of the guest's device is full")                        \
	X(guest, ring_full, "tx_fifo_errors",                                                                \
	  "the driver found no free descriptor in the guest's transmit ring")                                \
	X(vhost_user, closed, "-", "the guest's port of the switch is not running (vhost-user flow)")        \
	X(vhost_user, ring_full, "-", "no free buffer in the guest's receive ring (vhost-user flow)")        \
	X(pmd, tx_full, "-", "the polling switch found no free descriptor in the NIC's transmit ring")       \
	X(nic, closed, "-", "no queue of the NIC is open for the guest: it is not up yet, or stopped")       \
	X(tap, closed, "DEV_READY", "the guest's tap is not open: QEMU has not started yet, or has ended")   \
	X(guest, stopped, "-", "the guest has stopped, and with it what waited in its rings and devices")

#define DROP_ENUM(place, cause, kernel, text) DROP_##place##_##cause,
enum drop { DROP_LIST(DROP_ENUM) DROPS };

struct drop_name {
	const char *name;   /* "tap/queue_full" */
	const char *kernel; /* "FULL_RING" */
	const char *text;
};

/* drop_names: DROPS entries. */
extern const struct drop_name drop_names[];

#endif
