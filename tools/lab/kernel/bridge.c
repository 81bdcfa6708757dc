// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the bridge br0 knows of the wire, and how many instructions it takes to find the stations.
 *
 * A bridge draws a random key for its table of addresses. Addresses that share a chain there by chance cost up to 5 % of the softirq
 * more for each frame. The first process chooses a bridge by these figures.
 */
#include "frame.h"
#include "simnic.h"

#include <asm/msr.h>
#include <linux/etherdevice.h>
#include <linux/if_bridge.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>

static struct net_device *nic;

void bridge_start(struct net_device *d)
{
	nic = d;
}

/* A frame of the station at the other end of the wire to itself, so that the bridge knows its port. */
static int introduce_wire(const char *text, const struct kernel_param *p)
{
	struct sk_buff *skb = netdev_alloc_skb_ip_align(nic, ETH_ZLEN);
	struct ethhdr *eth;

	if (!skb)
		return -ENOMEM;
	eth = skb_put_zero(skb, ETH_ZLEN);
	lab_address(eth->h_dest, LAB_WIRE);
	lab_address(eth->h_source, LAB_WIRE);
	eth->h_proto = htons(LAB_ETHERTYPE);
	skb->protocol = eth_type_trans(skb, nic);
	return netif_rx(skb) == NET_RX_SUCCESS ? 0 : -EIO;
}

static const struct kernel_param_ops introduce_operations = {.set = introduce_wire};
module_param_cb(introduce_wire, &introduce_operations, NULL, 0200);

/* Instructions that the bridge takes to find a station's port; 0: it does not know the station. */
static u64 lookup(const struct net_device *bridge, int station)
{
	u8 address[ETH_ALEN];
	bool found;
	ulong flags;
	u64 began;

	lab_address(address, station);
	local_irq_save(flags);
	began = rdtsc();
	found = br_fdb_find_port(bridge, address, 0);
	began = rdtsc() - began;
	local_irq_restore(flags);
	return found ? began : 0;
}

/* Of the wire and of all guests together. */
static int get_lookups(char *text, const struct kernel_param *p)
{
	const struct net_device *bridge;
	u64 sum = 0, wire = 0;
	int i;

	rtnl_lock();
	bridge = __dev_get_by_name(&init_net, "br0");
	if (bridge)
		wire = lookup(bridge, LAB_WIRE);
	for (i = 0; bridge && i < LAB_GUESTS; i++)
		sum += lookup(bridge, i);
	rtnl_unlock();
	return wire ? sysfs_emit(text, "%llu\n", wire + sum) : -ENODEV;
}

static const struct kernel_param_ops lookups_operations = {.get = get_lookups};
module_param_cb(lookups, &lookups_operations, NULL, 0400);
