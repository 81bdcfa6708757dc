// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The transmit side: frames leave at line rate, one after the other, and end there.
 *
 * A sent frame interrupts as a received one does. A guest's frame carries the date at which its application made it: that is what
 * its latency is counted from. /proc/simnic gives the latencies, in ns, of the frames that have left while `counting` was set.
 */
#include "frame.h"
#include "simnic.h"

#include <asm/msr.h>
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/vmalloc.h>

#define LATENCIES (1u << 20)
#define AROUND 24 /* bytes of a frame on the wire beside what the kernel sees: preamble, FCS, gap */
#define TX_WAKE_THRESHOLD 42 /* ixgbe.h */

static ulong tx_ring = 512; /* descriptors */
static ulong byte_ps = 800; /* of the wire */
static bool counting;
static u64 n_sent, n_cleaned;
module_param(tx_ring, ulong, 0444);
module_param(byte_ps, ulong, 0444);
module_param(counting, bool, 0644);
module_param(n_sent, ullong, 0444);
module_param(n_cleaned, ullong, 0444);

static struct net_device *dev;
static u64 dma, idle_at;

/* The ring: frames that have left or are about to. */
static struct {
	u64 end;
	struct sk_buff *skb;
} slots[RING_MAX];
static u32 first, used;

static u32 *latencies, n_latencies;

static u64 occupy_wire(const struct sk_buff *skb)
{
	u64 bytes = max_t(u32, skb->len, ETH_ZLEN) + AROUND;

	idle_at = max(rdtsc() + dma, idle_at) + DIV_ROUND_CLOSEST_ULL(bytes * byte_ps, 1000);
	return idle_at;
}

static void count_frame(const struct sk_buff *skb, u64 end)
{
	u32 at = skb_headlen(skb) >= ETH_HLEN ? lab_stamp_at(skb->data) : 0;
	const struct lab_stamp *stamp = (const struct lab_stamp *)(skb->data + at);

	if (!at || skb_headlen(skb) < at + sizeof(*stamp))
		return;
	n_sent++;
	if (counting && n_latencies < LATENCIES)
		latencies[n_latencies++] = (u32)(end - stamp->date);
}

netdev_tx_t nic_tx(struct sk_buff *skb, struct net_device *d)
{
	u64 end = occupy_wire(skb);
	u32 at = (first + used) % RING_MAX;

	count_frame(skb, end);
	slots[at].end = end;
	slots[at].skb = skb;
	used++;
	if (used >= tx_ring)
		netif_stop_queue(d);
	nic_sooner(nic_tx_next());
	return NETDEV_TX_OK;
}

u64 nic_tx_next(void)
{
	return used ? slots[first].end : U64_MAX;
}

void nic_tx_clean(int budget)
{
	while (used && slots[first].end <= rdtsc()) {
		napi_consume_skb(slots[first].skb, budget);
		first = (first + 1) % RING_MAX;
		used--;
		n_cleaned++;
	}
	if (netif_queue_stopped(dev) && tx_ring - used >= TX_WAKE_THRESHOLD)
		netif_wake_queue(dev);
}

static ssize_t read_latencies(struct file *file, char __user *to, size_t n, loff_t *at)
{
	return simple_read_from_buffer(to, n, at, latencies, n_latencies * sizeof(*latencies));
}

static const struct proc_ops latency_operations = {.proc_read = read_latencies};

int nic_tx_start(struct net_device *d, u64 dma_ns)
{
	dev = d;
	dma = dma_ns;
	latencies = vmalloc(LATENCIES * sizeof(*latencies));
	if (!latencies || tx_ring > RING_MAX)
		return -EINVAL;
	return proc_create("simnic", 0400, NULL, &latency_operations) ? 0 : -ENOMEM;
}

void nic_tx_stop(void)
{
	remove_proc_entry("simnic", NULL);
	vfree(latencies);
}
