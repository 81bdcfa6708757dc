/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Open vSwitch's kernel datapath: forwards in the place of the bridge, between the same ports, in the context of whoever hands a
 * packet in.
 *
 * Stands for net/openvswitch (vport-netdev.c: netdev_frame_hook; vport.c: ovs_vport_receive, ovs_vport_send; flow.c:
 * ovs_flow_key_extract; datapath.c: ovs_dp_process_packet, ovs_dp_upcall, queue_userspace_packet; actions.c: ovs_execute_actions,
 * do_output). A packet with a flow is sent by its actions, here always one output, through dev_queue_xmit of the port. One without
 * is copied into a message for a handler of ovs-vswitchd (vswitchd.h), and its skb is freed; the socket may refuse it, when all
 * that work has been done. Which handler: 3.13 by the packet's port, later by its hash (ovs_vport_find_upcall_portid), from 5.15 on
 * by the core (ovs_dp_get_upcall_portid).
 *
 * The ports are those of the bridge whose place it takes. Left out: tunnels, conntrack, recirculation, output to several ports,
 * sampling and meters; that the statistics of a flow are kept for each NUMA node.
 */
#ifndef MODELS_OVS_OVS_DATAPATH_H
#define MODELS_OVS_OVS_DATAPATH_H

#include "models/host/bridge.h"
#include "models/ovs/flow_table.h"
#include "models/ovs/switch_settings.h"
#include "models/ovs/upcall.h"

/* The values of era_rules.ovs_upcall_dispatch. */
enum ovs_upcall_dispatch { OVS_UPCALL_BY_PORT, OVS_UPCALL_BY_HASH, OVS_UPCALL_BY_CORE };

struct ovs_datapath {
	struct inlet in;
	const struct bridge *ports; /* not owned */
	struct ledger *ledger;	    /* not owned */
	bool matches_5_tuple;
	struct ovs_flow_table table;
	int n_handlers;
	struct upcall_socket *socket; /* of each handler; owned */
	struct task **reader;	      /* its thread, set by it; the array is owned */
};

/* ovs_datapath_init: without flows, with the ports of the bridge, which must outlive it. ovs_datapath_fini frees. */
void ovs_datapath_init(struct ovs_datapath *dp, const struct bridge *ports, struct ledger *ledger,
		       const struct switch_settings *settings);
void ovs_datapath_fini(struct ovs_datapath *dp);

/* ovs_key_of: what its flows match of the packet. */
struct ovs_key ovs_key_of(const struct ovs_datapath *dp, const struct packet *p);

/* ovs_execute_actions: routine (self: the datapath, arg: the packet, which it takes over): sends it to its port. */
void ovs_execute_actions(struct task *t, struct frame *f);

#endif
