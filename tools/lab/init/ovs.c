/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ovs.h"
#include "genl.h"
#include "need.h"

#include <linux/openvswitch.h>
#include <net/if.h>
#include <string.h>

#define DATAPATH "ovs0"

struct ovs ovs;
static int netlink;
static __u32 handler; /* the netlink address that upcalls go to */
static __u32 last_port;

static void make_datapath(void)
{
	static const struct ovs_header none;
	static const __u32 features = OVS_DP_F_UNALIGNED | OVS_DP_F_DISPATCH_UPCALL_PER_CPU;
	struct genl_message m;
	genl_begin(&m, ovs.datapath, OVS_DP_CMD_NEW, OVS_DATAPATH_VERSION, &none, sizeof(none));
	genl_put(&m, OVS_DP_ATTR_NAME, DATAPATH, sizeof(DATAPATH));
	genl_put(&m, OVS_DP_ATTR_UPCALL_PID, &(__u32){0}, sizeof(__u32));
	genl_put(&m, OVS_DP_ATTR_USER_FEATURES, &features, sizeof(features));
	genl_put(&m, OVS_DP_ATTR_PER_CPU_PIDS, &handler, sizeof(handler));
	genl_call(netlink, &m, "OVS_DP_CMD_NEW");
	ovs.index = (int)if_nametoindex(DATAPATH);
	need(ovs.index ? 0 : -1, DATAPATH);
}

void ovs_start(void)
{
	netlink = genl_open(NULL);
	ovs.datapath = genl_family(netlink, OVS_DATAPATH_FAMILY);
	ovs.vport = genl_family(netlink, OVS_VPORT_FAMILY);
	ovs.flow = genl_family(netlink, OVS_FLOW_FAMILY);
	ovs.packet = genl_family(netlink, OVS_PACKET_FAMILY);
	handler = ovs_handler_start();
	make_datapath();
}

void ovs_add_port(const char *device)
{
	static const __u32 netdev = OVS_VPORT_TYPE_NETDEV;
	struct ovs_header datapath = {ovs.index};
	__u32 port = ++last_port;
	struct genl_message m;
	genl_begin(&m, ovs.vport, OVS_VPORT_CMD_NEW, OVS_VPORT_VERSION, &datapath, sizeof(datapath));
	genl_put(&m, OVS_VPORT_ATTR_PORT_NO, &port, sizeof(port));
	genl_put(&m, OVS_VPORT_ATTR_TYPE, &netdev, sizeof(netdev));
	genl_put(&m, OVS_VPORT_ATTR_NAME, device, strlen(device) + 1);
	genl_put(&m, OVS_VPORT_ATTR_UPCALL_PID, &handler, sizeof(handler));
	genl_call(netlink, &m, device);
}

struct ovs_show ovs_show(void)
{
	_Alignas(8) unsigned char answer[4096];
	struct ovs_header datapath = {ovs.index};
	struct ovs_dp_stats stats;
	struct ovs_dp_megaflow_stats megaflow;
	struct genl_message m;
	genl_begin(&m, ovs.datapath, OVS_DP_CMD_GET, OVS_DATAPATH_VERSION, &datapath, sizeof(datapath));
	genl_ask(netlink, &m, answer, sizeof(answer), "OVS_DP_CMD_GET");
	genl_read(answer, sizeof(datapath), OVS_DP_ATTR_STATS, &stats, sizeof(stats));
	genl_read(answer, sizeof(datapath), OVS_DP_ATTR_MEGAFLOW_STATS, &megaflow, sizeof(megaflow));
	return (struct ovs_show){stats.n_hit, stats.n_missed, stats.n_lost, megaflow.n_mask_hit,
				 megaflow.n_cache_hit};
}
