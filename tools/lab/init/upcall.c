/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands for a handler thread of ovs-vswitchd (ofproto/ofproto-dpif-upcall.c, lib/dpif-netlink.c): it reads up to 64 upcalls,
 * puts a flow for each packet whose flow is new, and has each packet executed, 50 operations a system call. The tables that it
 * translates by are the order's: a guest's address belongs to the guest's port, all others to the NIC's.
 */
#include "genl.h"
#include "need.h"
#include "order.h"
#include "ovs.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/openvswitch.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#define UPCALL_MAX_BATCH 64
#define OPERATE_MAX_OPS 50
#define FLOW_LIMIT 10000	 /* with which the daemon begins; its first dump comes after 500 ms */
#define N_FLOWS_AGE 100000000ull /* ns: udpif_get_n_flows() */
#define UKEYS (1u << 20)
#define MESSAGE 4096

/* What a flow is known by: addresses, and the rest of the 5-tuple where flows match it. */
struct ukey {
	unsigned char addresses[2 * ETH_ALEN], tuple[12], used[8];
};

static struct ukey ukeys[UKEYS];
static unsigned char upcalls[UPCALL_MAX_BATCH][MESSAGE];
static struct genl_message operations[OPERATE_MAX_OPS];
static int n_operations;
static int upcall_socket, netlink;
static volatile u64 n_flows, n_upcalls, n_operates;
static u64 n_flows_known, n_flows_at;

u64 ovs_handler_flows(void)
{
	return n_flows;
}

u64 ovs_handler_upcalls(void)
{
	return n_upcalls;
}

u64 ovs_handler_operations(void)
{
	return n_operates;
}

/* ---- operations ---- */

static void operate(void)
{
	if (n_operations == 0)
		return;
	genl_send(netlink, operations, n_operations);
	genl_await(netlink, n_operations, "an operation of Open vSwitch");
	n_operations = 0;
	n_operates++;
}

static struct genl_message *begin_operation(int family, int command, int version)
{
	struct ovs_header datapath = {ovs.index};
	if (n_operations == OPERATE_MAX_OPS)
		operate();
	genl_begin(&operations[n_operations], family, command, version, &datapath, sizeof(datapath));
	return &operations[n_operations++];
}

static void put_actions(struct genl_message *m, int type, __u32 port)
{
	size_t nest = genl_nest(m, type);
	genl_put(m, OVS_ACTION_ATTR_OUTPUT, &port, sizeof(port));
	genl_nest_end(m, nest);
}

/* All bits of a field count. */
static void put_exact(struct genl_message *m, int type, size_t bytes)
{
	unsigned char ones[64];
	memset(ones, 0xff, sizeof(ones));
	genl_put(m, type, ones, bytes);
}

/* Each of the order's masks looks at some more bits of TTL, which is the same in all packets. */
static void put_mask(struct genl_message *m, bool udp, unsigned mask)
{
	size_t nest = genl_nest(m, OVS_FLOW_ATTR_MASK);
	struct ovs_key_ipv4 any = {.ipv4_frag = 0xff, .ipv4_ttl = (__u8)(0xff00u >> mask)};
	put_exact(m, OVS_KEY_ATTR_RECIRC_ID, sizeof(__u32));
	put_exact(m, OVS_KEY_ATTR_IN_PORT, sizeof(__u32));
	put_exact(m, OVS_KEY_ATTR_ETHERNET, sizeof(struct ovs_key_ethernet));
	put_exact(m, OVS_KEY_ATTR_ETHERTYPE, sizeof(__be16));
	if (udp && order.ovs == OVS_5_TUPLE) {
		put_exact(m, OVS_KEY_ATTR_UDP, sizeof(struct ovs_key_udp));
		memset(&any, 0xff, offsetof(struct ovs_key_ipv4, ipv4_tos));
	}
	if (udp)
		genl_put(m, OVS_KEY_ATTR_IPV4, &any, sizeof(any));
	genl_nest_end(m, nest);
}

static void put_flow(const struct nlattr *key, __u32 port, unsigned mask)
{
	struct genl_message *m = begin_operation(ovs.flow, OVS_FLOW_CMD_NEW, OVS_FLOW_VERSION);
	((struct nlmsghdr *)m->bytes)->nlmsg_flags |= NLM_F_CREATE;
	genl_put(m, OVS_FLOW_ATTR_KEY, genl_data(key), genl_bytes(key));
	put_mask(m, genl_attribute(genl_data(key), genl_bytes(key), OVS_KEY_ATTR_UDP), mask);
	put_actions(m, OVS_FLOW_ATTR_ACTIONS, port);
}

static void execute(const struct nlattr *packet, const struct nlattr *key, __u32 port)
{
	struct genl_message *m = begin_operation(ovs.packet, OVS_PACKET_CMD_EXECUTE, OVS_PACKET_VERSION);
	genl_put(m, OVS_PACKET_ATTR_PACKET, genl_data(packet), genl_bytes(packet));
	genl_put(m, OVS_PACKET_ATTR_KEY, genl_data(key), genl_bytes(key));
	put_actions(m, OVS_PACKET_ATTR_ACTIONS, port);
}

/* ---- translation ---- */

static struct ukey ukey_of(const unsigned char *frame)
{
	struct ukey key = {.used = {1}};
	memcpy(key.addresses, frame, sizeof(key.addresses));
	if (order.ovs == OVS_5_TUPLE)
		memcpy(key.tuple, frame + LAB_ADDRESSES, sizeof(key.tuple));
	return key;
}

static unsigned hash_of(const struct ukey *key)
{
	const unsigned char *bytes = (const unsigned char *)key;
	unsigned hash = 2166136261u;
	for (size_t i = 0; i < sizeof(*key); i++)
		hash = (hash ^ bytes[i]) * 16777619u;
	return hash ^ hash >> 15;
}

/* ukey_install(): whether no packet of this flow has been here before. */
static bool is_new(const unsigned char *frame)
{
	struct ukey key = ukey_of(frame), *at;
	unsigned i = hash_of(&key) % UKEYS;
	for (at = &ukeys[i]; at->used[0]; at = &ukeys[i = (i + 1) % UKEYS])
		if (!memcmp(at, &key, sizeof(key)))
			return false;
	*at = key;
	return true;
}

/* should_install_flow() */
static bool there_is_room(void)
{
	if (n_flows_at + N_FLOWS_AGE < now()) {
		n_flows_known = n_flows;
		n_flows_at = now();
	}
	return n_flows_known < FLOW_LIMIT;
}

static __u32 port_of(const unsigned char *address)
{
	unsigned char guest[ETH_ALEN];
	for (int i = 0; i < order.n_guests; i++) {
		lab_address(guest, i);
		if (!memcmp(address, guest, ETH_ALEN))
			return 2 + (__u32)i;
	}
	return 1;
}

static void handle_upcall(const unsigned char *message)
{
	const struct nlmsghdr *head = (const struct nlmsghdr *)message;
	const unsigned char *attributes = message + NLMSG_HDRLEN + GENL_HDRLEN + sizeof(struct ovs_header);
	size_t bytes = head->nlmsg_len - (size_t)(attributes - message);
	const struct nlattr *packet = genl_attribute(attributes, bytes, OVS_PACKET_ATTR_PACKET);
	const struct nlattr *key = genl_attribute(attributes, bytes, OVS_PACKET_ATTR_KEY);
	need(packet && key ? 0 : -1, "an upcall of Open vSwitch");
	__u32 port = port_of(genl_data(packet));
	if (there_is_room() && is_new(genl_data(packet))) {
		struct ukey ukey = ukey_of(genl_data(packet));
		put_flow(key, port, (hash_of(&ukey) >> 8) % order.masks);
		n_flows++;
	}
	execute(packet, key, port);
}

/* ---- the thread ---- */

static int recv_upcalls(void)
{
	int n = 0;
	while (n < UPCALL_MAX_BATCH) {
		ssize_t got = recv(upcall_socket, upcalls[n], MESSAGE, MSG_DONTWAIT);
		if (got < 0 && errno == EAGAIN)
			break;
		if (got < 0 && errno == ENOBUFS) /* some were lost */
			continue;
		need(got, "upcalls");
		n++;
	}
	return n;
}

static void *udpif_upcall_handler(void *nothing)
{
	struct pollfd look = {.fd = upcall_socket, .events = POLLIN};
	prctl(PR_SET_NAME, "handler0");
	for (;;) {
		int n = recv_upcalls();
		for (int i = 0; i < n; i++)
			handle_upcall(upcalls[i]);
		operate();
		n_upcalls += (u64)n;
		need(poll(&look, 1, n > 0 ? 0 : -1), "poll");
	}
	return nothing;
}

unsigned ovs_handler_start(void)
{
	pthread_t thread;
	unsigned id;
	upcall_socket = genl_open(&id);
	netlink = genl_open(NULL);
	need(setsockopt(upcall_socket, SOL_SOCKET, SO_RCVBUFFORCE, &order.upcall_buffer, sizeof(int)),
	     "SO_RCVBUFFORCE");
	need(-pthread_create(&thread, NULL, udpif_upcall_handler, NULL), "thread");
	return id;
}
