/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Upcall socket: packets without a flow on their way to a handler thread of ovs-vswitchd.
 *
 * Stands for the netlink socket that queue_userspace_packet() sends to (net/openvswitch/datapath.c; net/netlink/af_netlink.c,
 * netlink_attachskb, netlink_overrun, netlink_rcv_wake). A message is taken while the bytes that wait are not above the receive
 * buffer, which is twice what the handler has asked for (SO_RCVBUFFORCE). One that is refused makes the socket congested: all are
 * refused from then on, until the handler has read it empty. So an overload loses upcalls in long runs.
 *
 * A message counts with its truesize. The frame without FCS and OVS_MESSAGE_BYTES: struct sk_buff 256, struct skb_shared_info 320,
 * and about 200 of headers and key attributes, after netlink_trim(). Computed from the structs of 5.10, not measured.
 */
#ifndef MODELS_OVS_UPCALL_H
#define MODELS_OVS_UPCALL_H

#include "models/depth.h"
#include "models/packet.h"

#define OVS_MESSAGE_BYTES 776

struct upcall_socket {
	struct packet_queue queue;
	struct depth depth;
	struct machine *machine; /* not owned */
	int64_t bytes, limit;	 /* sk_rmem_alloc, sk_rcvbuf */
	bool congested;		 /* NETLINK_S_CONGESTED */
};

/* upcall_socket_init: an empty socket whose reader asks for a buffer of so many bytes. */
void upcall_socket_init(struct upcall_socket *s, struct machine *m, int64_t asked);

/* upcall_socket_put: takes over a packet; false: it is refused, and stays the caller's. */
bool upcall_socket_put(struct upcall_socket *s, struct packet *p);

/* upcall_socket_take: the oldest packet, whose message has been read; there must be one. */
struct packet *upcall_socket_take(struct upcall_socket *s);

#endif
