/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Open vSwitch's kernel datapath in the place of the bridge, and what stands for ovs-vswitchd.
 */
#ifndef LAB_OVS_H
#define LAB_OVS_H

#include "../kernel/frame.h"

/* What the flows match: as switch.match of the model. */
enum ovs_match { OVS_NONE, OVS_MAC, OVS_5_TUPLE };

/* ovs_start: makes the datapath, and starts the handler of its upcalls. ovs_add_port: the device with that index gets the next
 * port; the NIC is the first one, then the guests' taps follow in their order. */
void ovs_start(void);
void ovs_add_port(const char *device);

/* The families of generic netlink, and the datapath's index. */
struct ovs {
	int flow, packet, vport, datapath;
	int index;
};
extern struct ovs ovs;

/* ovs_handler_start: a thread takes the upcalls that come to a new socket, whose address is returned. */
unsigned ovs_handler_start(void);

/* ovs_handler_flows: flows that it has put; ovs_handler_upcalls: upcalls that it has handled; ovs_handler_operations: system calls
 * that did so. */
u64 ovs_handler_flows(void);
u64 ovs_handler_upcalls(void);
u64 ovs_handler_operations(void);

/* What `ovs-dpctl show` prints of a datapath. */
struct ovs_show {
	u64 hit, missed, lost, mask_hit, cache_hit;
};

/* ovs_show: reads it. */
struct ovs_show ovs_show(void);

#endif
