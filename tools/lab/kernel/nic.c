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
#include <linux/hash.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/udp.h>
#include <linux/vmalloc.h>

static char *frames_file = "/frames";
static ulong ring = 512; /* descriptors of a queue */
static ulong queues = 1; /* 1, or one for each guest, chosen by the frame's address */
static ulong gap;	 /* ns between two interrupts of a queue at least; 0: none */
static ulong dma;	 /* ns from the arrival to the ring, and from the ring to the wire */
static ulong latency;	 /* ns from what causes an interrupt to the interrupt */
static bool udp;	 /* frames have IP and UDP headers, and the NIC gives their hash */
module_param(frames_file, charp, 0444);
module_param(ring, ulong, 0444);
module_param(queues, ulong, 0444);
module_param(gap, ulong, 0444);
module_param(dma, ulong, 0444);
module_param(latency, ulong, 0444);
module_param(udp, bool, 0444);

static u64 n_irqs, n_polls, n_taken, t0;
static u64 arrived[LAB_GUESTS],
	lost[LAB_GUESTS]; /* by guest: in the ring at some time; no room in the ring */
static int n_guests = LAB_GUESTS;
module_param(n_irqs, ullong, 0444);
module_param(n_polls, ullong, 0444);
module_param(n_taken, ullong, 0444);
module_param(t0, ullong, 0444);
module_param_array(arrived, ullong, &n_guests, 0444);
module_param_array(lost, ullong, &n_guests, 0444);

static struct net_device *dev;
static struct queue queue[LAB_GUESTS];

static struct lab_frame *frames;
static u32 n_frames; /* of the file */

/* ---- the ring ---- */

/* Notes when the next frame is in the ring: the driver looks for each frame. */
static void expect_next(struct queue *q)
{
	q->arrival = q->next < q->n ? t0 + frames[q->list[q->next]].date + dma : U64_MAX;
}

static inline void look(struct queue *q, u64 now)
{
	while (q->arrival <= now) {
		u32 i = q->list[q->next++];

		expect_next(q);
		if (q->count < ring) {
			q->waiting[(q->head + q->count++) % RING_MAX] = i;
			arrived[frames[i].guest]++;
		} else {
			lost[frames[i].guest]++;
		}
	}
}

static const struct lab_frame *take(struct queue *q)
{
	u32 i = q->waiting[q->head];

	q->head = (q->head + 1) % RING_MAX;
	q->count--;
	return &frames[i];
}

/* ---- the interrupt ---- */

/* When there is something for the driver. */
static u64 due(const struct queue *q)
{
	u64 arrival = q->count ? 0 : q->arrival;

	return q == queue ? min(arrival, nic_tx_next()) : arrival;
}

/*
 * Arms the interrupt; not before the gap since the last one has passed. The timer comes a microsecond after it has been set at the
 * earliest (cev_delta2ns() in kernel/time/clockevents.c). So an interrupt whose cause is there already is late, unless the latency
 * covers that.
 */
static void arm(struct queue *q, u64 date)
{
	u64 now = rdtsc();

	if (date == U64_MAX)
		return;
	date = max3(date + latency, q->last_interrupt + gap, now + latency);
	hrtimer_start(&q->interrupt, ns_to_ktime(ktime_get_ns() + (date - now)),
		      HRTIMER_MODE_ABS_PINNED_HARD);
}

void nic_enable(struct queue *q)
{
	look(q, rdtsc());
	q->listening = true;
	arm(q, due(q));
}

void nic_sooner(u64 date)
{
	struct queue *q = queue;
	u64 left = date - rdtsc(); /* a date that has passed wraps: whatever is armed is not sooner */

	if (q->listening &&
	    (!hrtimer_active(&q->interrupt) || left < (u64)ktime_to_ns(hrtimer_get_remaining(&q->interrupt))))
		arm(q, date);
}

static enum hrtimer_restart fire(struct hrtimer *t)
{
	struct queue *q = container_of(t, struct queue, interrupt);

	q->last_interrupt = rdtsc();
	q->listening = false;
	n_irqs++;
	napi_schedule_irqoff(&q->napi);
	return HRTIMER_NORESTART;
}

/* ---- the driver ---- */

/* IP and UDP headers of a frame's flow; checksums are none of the datapath's business. */
static void put_headers(struct sk_buff *skb, struct ethhdr *eth, const struct lab_frame *f)
{
	struct iphdr *ip = (struct iphdr *)(eth + 1);
	struct udphdr *udp = (struct udphdr *)(ip + 1);

	eth->h_proto = htons(ETH_P_IP);
	*ip = (struct iphdr){.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP};
	ip->tot_len = htons(f->size - ETH_HLEN);
	ip->saddr = htonl(0x0a000000 | f->flow >> 16);
	ip->daddr = htonl(0x0a010001 + f->guest);
	*udp = (struct udphdr){.source = htons((u16)f->flow), .dest = htons(9)};
	udp->len = htons(f->size - ETH_HLEN - sizeof(*ip));
	skb_set_hash(skb, hash_32(f->flow + 1, 32) ^ f->guest, PKT_HASH_TYPE_L4);
}

static struct sk_buff *receive(struct queue *q, const struct lab_frame *f)
{
	struct sk_buff *skb = napi_alloc_skb(&q->napi, f->size);
	struct ethhdr *eth;
	struct lab_stamp *stamp;

	if (!skb)
		return NULL;
	skb_put(skb, f->size);
	eth = (struct ethhdr *)skb->data;
	lab_address(eth->h_dest, f->guest);
	lab_address(eth->h_source, LAB_WIRE);
	eth->h_proto = htons(LAB_ETHERTYPE);
	if (udp)
		put_headers(skb, eth, f);
	stamp = (struct lab_stamp *)(skb->data + (udp ? LAB_UDP_STAMP : ETH_HLEN));
	stamp->date = t0 + f->date;
	stamp->number = (u32)(f - frames);
	skb->protocol = eth_type_trans(skb, dev);
	return skb;
}

static int poll(struct napi_struct *n, int budget)
{
	struct queue *q = container_of(n, struct queue, napi);
	int work = 0;

	n_polls++;
	if (q == queue)
		nic_tx_clean(budget);
	while (work < budget && !q->raised) {
		struct sk_buff *skb;

		look(q, rdtsc());
		if (!q->count)
			break;
		skb = receive(q, take(q));
		if (!skb)
			break;
		work++;
		netif_receive_skb(skb);
		if (unlikely(feedback_on))
			feedback_filled(q);
	}
	n_taken += work;
	if (work < budget && napi_complete_done(n, work)) {
		q->parked = q->raised;
		if (!q->parked)
			nic_enable(q);
	}
	return work;
}

static int up_or_down(struct net_device *d)
{
	return 0;
}

static const struct net_device_ops operations = {
	.ndo_open = up_or_down,
	.ndo_stop = up_or_down,
	.ndo_start_xmit = nic_tx,
};

/* ---- the traffic starts ---- */

static int start(const char *text, const struct kernel_param *p)
{
	ulong i;

	t0 = rdtsc();
	for (i = 0; i < queues; i++) {
		expect_next(&queue[i]);
		nic_enable(&queue[i]);
	}
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
	frames = vmalloc(size + 1);
	n_frames = frames ? size / sizeof(*frames) : 0;
	while (frames && at < size) {
		got = kernel_read(file, (char *)frames + at, size - at, &at);
		if (got <= 0)
			break;
	}
	filp_close(file, NULL);
	return frames && at == size ? 0 : -EIO;
}

static struct queue *queue_of(const struct lab_frame *f)
{
	return &queue[queues == 1 ? 0 : f->guest];
}

/* Gives each queue the list of its frames; all lists lie in one array. */
static int share_frames(void)
{
	u32 *list = vmalloc((n_frames + 1) * sizeof(*list)), i;

	if (!list)
		return -ENOMEM;
	for (i = 0; i < n_frames; i++)
		queue_of(&frames[i])->n++;
	queue[0].list = list;
	for (i = 1; i < queues; i++)
		queue[i].list = queue[i - 1].list + queue[i - 1].n;
	for (i = 0; i < queues; i++)
		queue[i].n = 0;
	for (i = 0; i < n_frames; i++) {
		struct queue *q = queue_of(&frames[i]);

		q->list[q->n++] = i;
	}
	return 0;
}

static void add_queue(struct queue *q)
{
	q->arrival = U64_MAX; /* until the traffic starts */
	netif_napi_add(dev, &q->napi, poll);
	napi_enable(&q->napi);
	hrtimer_init(&q->interrupt, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED_HARD);
	q->interrupt.function = fire;
}

static void remove_queue(struct queue *q)
{
	hrtimer_cancel(&q->interrupt);
	napi_disable(&q->napi);
	netif_napi_del(&q->napi);
}

static int set_up(void)
{
	int error = nic_tx_start(dev, dma);
	ulong i;

	bridge_start(dev);
	for (i = 0; i < queues; i++)
		add_queue(&queue[i]);
	error = error ? error : account_start();
	error = error ? error : feedback_start(queue);
	return error ? error : register_netdev(dev);
}

static int __init simnic_init(void)
{
	int error = ring > RING_MAX || !queues || queues > LAB_GUESTS ? -EINVAL : read_frames();

	error = error ? error : share_frames();
	if (error)
		return error;
	dev = alloc_etherdev(0);
	if (!dev)
		return -ENOMEM;
	dev->netdev_ops = &operations;
	strscpy(dev->name, "simnic", sizeof(dev->name));
	eth_hw_addr_random(dev);
	return set_up();
}

static void __exit simnic_exit(void)
{
	ulong i;

	unregister_netdev(dev);
	for (i = 0; i < queues; i++)
		remove_queue(&queue[i]);
	feedback_stop();
	account_stop();
	nic_tx_stop();
	free_netdev(dev);
	vfree(queue[0].list);
	vfree(frames);
}

module_init(simnic_init);
module_exit(simnic_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a NIC whose frames arrive at known dates of virtual time");
