// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A NIC without hardware: frames "arrive" in its ring at the dates of a file, an hrtimer in hard-interrupt context stands for its
 * interrupt, NAPI takes the frames.
 *
 * The ring is looked after whenever the driver looks at it: what has arrived since is put in, or dropped when there is no room. That
 * is exact, as room is made by the driver only.
 */
#include "frame.h"
#include "simnic.h"

#include <asm/msr.h>
#include <linux/etherdevice.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/vmalloc.h>

#define RING_MAX 4096

static char *frames_file = "/frames";
static ulong ring = 512; /* descriptors */
static ulong gap;	 /* ns between two interrupts at least; 0: none */
static ulong dma;	 /* ns from the arrival to the ring */
module_param(frames_file, charp, 0444);
module_param(ring, ulong, 0444);
module_param(gap, ulong, 0444);
module_param(dma, ulong, 0444);

static u64 n_irqs, n_polls, n_taken, n_sent, t0;
static u64 arrived[LAB_GUESTS],
	lost[LAB_GUESTS]; /* by guest: in the ring at some time; no room in the ring */
static int n_guests = LAB_GUESTS;
module_param(n_irqs, ullong, 0444);
module_param(n_polls, ullong, 0444);
module_param(n_taken, ullong, 0444);
module_param(n_sent, ullong, 0444);
module_param(t0, ullong, 0444);
module_param_array(arrived, ullong, &n_guests, 0444);
module_param_array(lost, ullong, &n_guests, 0444);

static struct net_device *dev;
static struct napi_struct napi;
static struct hrtimer interrupt;
static u64 last_interrupt;

static struct lab_frame *frames;
static u32 n_frames, next; /* of the file; the next that arrives */
static u32 waiting[RING_MAX];
static u32 head, count; /* of the ring */

/* ---- the ring ---- */

static void look(u64 now)
{
	while (next < n_frames && t0 + frames[next].date + dma <= now) {
		u8 guest = frames[next].guest;

		if (count < ring) {
			waiting[(head + count++) % RING_MAX] = next;
			arrived[guest]++;
		} else {
			lost[guest]++;
		}
		next++;
	}
}

static const struct lab_frame *take(void)
{
	u32 i = waiting[head];

	head = (head + 1) % RING_MAX;
	count--;
	return &frames[i];
}

/* ---- the interrupt ---- */

/* Arms the interrupt for the next frame; not before the gap since the last one has passed. */
static void arm(void)
{
	u64 now = rdtsc(), date;

	look(now);
	if (!count && next == n_frames)
		return;
	date = count ? now : t0 + frames[next].date + dma;
	date = max3(date, last_interrupt + gap, now);
	hrtimer_start(&interrupt, ns_to_ktime(ktime_get_ns() + (date - now)), HRTIMER_MODE_ABS_PINNED_HARD);
}

static enum hrtimer_restart fire(struct hrtimer *t)
{
	last_interrupt = rdtsc();
	n_irqs++;
	napi_schedule_irqoff(&napi);
	return HRTIMER_NORESTART;
}

/* ---- the driver ---- */

static struct sk_buff *receive(const struct lab_frame *f)
{
	struct sk_buff *skb = napi_alloc_skb(&napi, f->size);
	struct ethhdr *eth;
	struct lab_stamp *stamp;

	if (!skb)
		return NULL;
	skb_put(skb, f->size);
	eth = (struct ethhdr *)skb->data;
	lab_address(eth->h_dest, f->guest);
	lab_address(eth->h_source, 0xfe);
	eth->h_proto = htons(LAB_ETHERTYPE);
	stamp = (struct lab_stamp *)(eth + 1);
	stamp->date = t0 + f->date;
	stamp->number = (u32)(f - frames);
	skb->protocol = eth_type_trans(skb, dev);
	return skb;
}

static int poll(struct napi_struct *n, int budget)
{
	int work = 0;

	n_polls++;
	while (work < budget) {
		struct sk_buff *skb;

		look(rdtsc());
		if (!count)
			break;
		skb = receive(take());
		if (!skb)
			break;
		work++;
		netif_receive_skb(skb);
	}
	n_taken += work;
	if (work < budget && napi_complete_done(n, work))
		arm();
	return work;
}

/* The wire takes whatever is sent: no guest of one core at 1 GHz fills it. */
static netdev_tx_t transmit(struct sk_buff *skb, struct net_device *d)
{
	n_sent++;
	dev_consume_skb_any(skb);
	return NETDEV_TX_OK;
}

static int up_or_down(struct net_device *d)
{
	return 0;
}

static const struct net_device_ops operations = {
	.ndo_open = up_or_down,
	.ndo_stop = up_or_down,
	.ndo_start_xmit = transmit,
};

/* ---- the traffic starts ---- */

static int start(const char *text, const struct kernel_param *p)
{
	t0 = rdtsc();
	arm();
	return 0;
}

static const struct kernel_param_ops start_operations = {.set = start};
module_param_cb(start, &start_operations, NULL, 0200);

static int read_frames(void)
{
	struct file *file = filp_open(frames_file, O_RDONLY, 0);
	loff_t at = 0, size;
	ssize_t got = 0;

	if (IS_ERR(file))
		return PTR_ERR(file);
	size = i_size_read(file_inode(file));
	frames = vmalloc(size);
	n_frames = frames ? size / sizeof(*frames) : 0;
	while (frames && at < size) {
		got = kernel_read(file, (char *)frames + at, size - at, &at);
		if (got <= 0)
			break;
	}
	filp_close(file, NULL);
	return frames && at == size ? 0 : -EIO;
}

static int __init simnic_init(void)
{
	int error = ring > RING_MAX ? -EINVAL : read_frames();

	if (error)
		return error;
	dev = alloc_etherdev(0);
	if (!dev)
		return -ENOMEM;
	dev->netdev_ops = &operations;
	strscpy(dev->name, "simnic", sizeof(dev->name));
	eth_hw_addr_random(dev);
	netif_napi_add(dev, &napi, poll);
	napi_enable(&napi);
	hrtimer_init(&interrupt, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED_HARD);
	interrupt.function = fire;
	error = account_start();
	return error ? error : register_netdev(dev);
}

static void __exit simnic_exit(void)
{
	hrtimer_cancel(&interrupt);
	account_stop();
	unregister_netdev(dev);
	napi_disable(&napi);
	netif_napi_del(&napi);
	free_netdev(dev);
	vfree(frames);
}

module_init(simnic_init);
module_exit(simnic_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a NIC whose frames arrive at known dates of virtual time");
