/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ovs-vswitchd: its handler threads, which take upcalls and install flows, and its revalidator, which deletes them.
 *
 * Stands for ofproto/ofproto-dpif-upcall.c of Open vSwitch 2.12 (udpif_upcall_handler, recv_upcalls, process_upcall,
 * should_install_flow, handle_upcalls, udpif_revalidator, revalidate) and lib/dpif-netlink.c (dpif_netlink_recv,
 * dpif_netlink_operate); and for the kernel's ovs_flow_cmd_new, ovs_flow_cmd_del and ovs_packet_cmd_execute.
 *
 * Handler: it reads and translates up to 64 upcalls one by one. Then it puts a flow for each that has none, and has each packet
 * executed: netlink messages in batches of 50, which the kernel serves within the handler's system call, in this order. Packets of
 * one flow that came before it was installed are all translated and executed, but install one flow (ukey_install). With as many
 * flows as the limit none is installed.
 *
 * Revalidator: it dumps all flows at most every 500 ms, 50 at a time. One that was not used for max_idle is deleted; with more flows
 * than the limit after 100 ms, with more than twice as many at once. The limit begins with 10,000. A dump of less than a second
 * raises it by 1,000 where it is below the flows that a dump of a second could hold; one of more than 1.3 s takes a quarter away, one
 * of more than 2 s divides it by its seconds. The number of flows that both look at is up to 100 ms old (udpif_get_n_flows).
 *
 * Left out: several revalidators, the sweep of ukeys, revalidation after changes of the OpenFlow tables, and that flows with few
 * packets are deleted without it. The OpenFlow tables are known before the run, as the bridge's table is.
 */
#ifndef MODELS_OVS_VSWITCHD_H
#define MODELS_OVS_VSWITCHD_H

#include "models/ovs/ovs_datapath.h"

#define UPCALL_MAX_BATCH 64
#define OPERATE_MAX_OPS 50
#define REVALIDATE_MAX_BATCH 50

struct vswitchd;

struct ovs_handler {
	struct vswitchd *vswitchd; /* not owned */
	struct task task;
	struct upcall_socket *socket;		/* not owned */
	struct packet_queue batch;		/* read and translated */
	struct ovs_flow *put[UPCALL_MAX_BATCH]; /* that the packet of this place is to install; NULL: none */
	int n_put;				/* places filled */
	int at;					/* the place in hand */
	int ops;				/* operations of this batch */
};

struct vswitchd {
	struct ovs_datapath *dp; /* not owned */
	struct ovs_handler *handler;
	vtime max_idle;
	int64_t most_flows; /* ofproto_flow_limit */
	int64_t flow_limit; /* in force */
	int64_t n_flows;    /* as it was at n_flows_at */
	vtime n_flows_at;
	/* the revalidator */
	struct task revalidator;
	struct event timer;
	struct irq timer_irq;
	vtime due; /* of the next dump */
	vtime dump_start;
	int64_t dump_flows; /* n_flows then */
	struct ovs_flow *next;
	uint64_t dump_end; /* number of the first flow that is not dumped any more */
	int dumped, idle;  /* of the batch in hand */
	struct ovs_flow *doomed[REVALIDATE_MAX_BATCH];
};

/* vswitchd_init: the daemon of the datapath, with threads on the cores from first_core on. They run from the start.
 * vswitchd_fini frees. */
void vswitchd_init(struct vswitchd *v, struct ovs_datapath *dp, const struct switch_settings *settings,
		   struct core *first_core);
void vswitchd_fini(struct vswitchd *v);

#endif
