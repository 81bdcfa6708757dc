/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest.h"
#include "need.h"
#include "virtio_net.h"
#include "virtqueue.h"

#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <linux/vhost.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LATENCIES (1u << 22)
#define HEADER sizeof(struct virtio_net_hdr_mrg_rxbuf)

/* ---- applications ---- */

/* Two instructions a turn. */
static void work(u64 instructions)
{
	u64 turns = instructions / 2;
	if (turns > 0)
		__asm__ volatile("1: dec %0\n\tjnz 1b" : "+r"(turns) : : "cc");
}

/* What the bridge or the kernel sends by itself is not counted. */
static bool is_ours(const unsigned char *frame)
{
	return lab_stamp_at(frame) > 0;
}

static void deliver(struct guest *g, const unsigned char *frame)
{
	struct lab_stamp stamp;
	memcpy(&stamp, frame + lab_stamp_at(frame), sizeof(stamp));
	if (g->counting && g->n_latencies < LATENCIES)
		g->latencies[g->n_latencies++] = (u32)(now() - stamp.date);
	g->delivered++;
}

static void send_back(struct guest *g, const unsigned char *frame, unsigned length)
{
	unsigned char *to = virtnet_buffer(g);
	if (!to) {
		g->unsent++;
		return;
	}
	memcpy(to, frame + ETH_ALEN, ETH_ALEN);
	memcpy(to + ETH_ALEN, frame, ETH_ALEN);
	memcpy(to + 2 * ETH_ALEN, frame + 2 * ETH_ALEN, length - 2 * ETH_ALEN);
	virtnet_send(g, length);
}

static void receive(struct guest *g, const unsigned char *frame, unsigned length)
{
	if (!is_ours(frame))
		return;
	work(g->work);
	if (g->app == APP_REFLECT)
		send_back(g, frame, length);
	else
		deliver(g, frame);
}

static void make_frame(struct guest *g, unsigned char *frame)
{
	struct lab_stamp stamp = {.date = now()};
	lab_address(frame, LAB_WIRE);
	lab_address(frame + ETH_ALEN, g->number);
	frame[12] = LAB_ETHERTYPE >> 8;
	frame[13] = LAB_ETHERTYPE & 0xff;
	memcpy(frame + ETH_HLEN, &stamp, sizeof(stamp));
}

/* ---- the processor ---- */

static void await_interrupt(struct guest *g)
{
	u64 signals;
	need(read(g->call, &signals, sizeof(signals)), "interrupt");
	g->interrupts++;
	g->signals += signals;
}

/* skb_xmit_done() and skb_recv_done(), then their polls. */
static void handle_interrupt(struct guest *g)
{
	bool sent = virtqueue_signalled(&g->tx);
	if (sent)
		virtnet_poll_tx(g);
	if (sent && !virtqueue_more_used(&g->rx))
		return;
	virtqueue_disable_cb(&g->rx);
	while (!virtnet_poll(g, receive))
		;
}

static void run_receiver(struct guest *g)
{
	for (;;) {
		await_interrupt(g);
		handle_interrupt(g);
	}
}

/* pktgen_xmit(): sends by dates, waits for them and for room in the ring without leaving the processor. */
static void run_source(struct guest *g)
{
	u64 go, next;
	need(read(g->go, &go, sizeof(go)), "start of the traffic");
	for (next = g->start;;) {
		unsigned char *frame;
		if (virtqueue_signalled(&g->tx)) {
			await_interrupt(g);
			virtnet_poll_tx(g);
		}
		if (now() < next || g->tx_stopped)
			continue;
		frame = virtnet_buffer(g);
		work(g->work);
		make_frame(g, frame);
		virtnet_send(g, g->length);
		next += g->gap;
	}
}

/* ---- a program that reads its tap ---- */

static void wait_for_packet(struct guest *g)
{
	struct pollfd look = {.fd = g->tap, .events = POLLIN};
	struct epoll_event event;
	g->polls++;
	if (g->wait == WAIT_POLL)
		need(poll(&look, 1, -1), "poll");
	else
		need(epoll_wait(g->events, &event, 1, -1), "epoll_wait");
}

static void write_back(struct guest *g, unsigned char *frame, size_t length)
{
	unsigned char from[ETH_ALEN];
	memcpy(from, frame, ETH_ALEN);
	memcpy(frame, frame + ETH_ALEN, ETH_ALEN);
	memcpy(frame + ETH_ALEN, from, ETH_ALEN);
	need(write(g->tap, frame, length), "write to the tap");
}

static void run_program(struct guest *g)
{
	unsigned char frame[BUFFER];
	for (;;) {
		ssize_t length = read(g->tap, frame, sizeof(frame));
		g->reads++;
		if (length < 0) {
			wait_for_packet(g);
			continue;
		}
		if (!is_ours(frame))
			continue;
		work(g->work);
		if (g->app == APP_REFLECT)
			write_back(g, frame, (size_t)length);
		else
			deliver(g, frame);
	}
}

static void watch_tap(struct guest *g)
{
	struct epoll_event event = {.events = EPOLLIN};
	g->events = (int)need(epoll_create1(0), "epoll_create1");
	need(epoll_ctl(g->events, EPOLL_CTL_ADD, g->tap, &event), "epoll_ctl");
}

/* ---- */

static void *vcpu(void *data)
{
	struct guest *g = data;
	char name[16];
	snprintf(name, sizeof(name), "guest-%d", g->number);
	prctl(PR_SET_NAME, name);
	if (g->wait != WAIT_VHOST)
		run_program(g);
	else if (g->app == APP_SOURCE)
		run_source(g);
	else
		run_receiver(g);
	return NULL;
}

/* ---- bring-up ---- */

static void open_tap(struct guest *g)
{
	bool program = g->wait != WAIT_VHOST;
	struct ifreq r = {.ifr_flags = (short)(IFF_TAP | IFF_NO_PI | (program ? 0 : IFF_VNET_HDR))};
	int header = HEADER;
	snprintf(r.ifr_name, sizeof(r.ifr_name), "tap%d", g->number);
	g->tap = (int)need(open("/dev/net/tun", O_RDWR | (program ? O_NONBLOCK : 0)), "/dev/net/tun");
	need(ioctl(g->tap, TUNSETIFF, &r), "TUNSETIFF");
	if (!program)
		need(ioctl(g->tap, TUNSETVNETHDRSZ, &header), "TUNSETVNETHDRSZ");
}

/* All memory of this process is the guest's. */
static void share_memory(struct guest *g)
{
	struct {
		struct vhost_memory head;
		struct vhost_memory_region region;
	} table = {.head.nregions = 1,
		   .region = {.guest_phys_addr = 0x1000,
			      .memory_size = (1ull << 47) - 0x2000,
			      .userspace_addr = 0x1000}};
	need(ioctl(g->vhost, VHOST_SET_MEM_TABLE, &table), "VHOST_SET_MEM_TABLE");
}

static void share_queue(struct guest *g, struct virtqueue *q, unsigned index, unsigned busyloop_us)
{
	struct vhost_vring_state size = {index, (unsigned)q->size}, base = {index, 0};
	struct vhost_vring_addr addresses = {.index = index,
					     .desc_user_addr = (uintptr_t)q->desc,
					     .used_user_addr = (uintptr_t)q->used,
					     .avail_user_addr = (uintptr_t)q->avail};
	q->kick = (int)need(eventfd(0, 0), "eventfd");
	struct vhost_vring_file kick = {index, q->kick}, call = {index, g->call}, backend = {index, g->tap};
	need(ioctl(g->vhost, VHOST_SET_VRING_NUM, &size), "VHOST_SET_VRING_NUM");
	need(ioctl(g->vhost, VHOST_SET_VRING_BASE, &base), "VHOST_SET_VRING_BASE");
	need(ioctl(g->vhost, VHOST_SET_VRING_ADDR, &addresses), "VHOST_SET_VRING_ADDR");
	need(ioctl(g->vhost, VHOST_SET_VRING_KICK, &kick), "VHOST_SET_VRING_KICK");
	need(ioctl(g->vhost, VHOST_SET_VRING_CALL, &call), "VHOST_SET_VRING_CALL");
	struct vhost_vring_state timeout = {index, busyloop_us};
	need(ioctl(g->vhost, VHOST_SET_VRING_BUSYLOOP_TIMEOUT, &timeout), "VHOST_SET_VRING_BUSYLOOP_TIMEOUT");
	need(ioctl(g->vhost, VHOST_NET_SET_BACKEND, &backend), "VHOST_NET_SET_BACKEND");
}

static void open_vhost(struct guest *g, const struct guest_rules *rules)
{
	u64 features = 1ull << VIRTIO_F_VERSION_1 | 1ull << VIRTIO_NET_F_MRG_RXBUF;
	if (rules->event_idx)
		features |= 1ull << VIRTIO_RING_F_EVENT_IDX;
	g->vhost = (int)need(open("/dev/vhost-net", O_RDWR), "/dev/vhost-net");
	need(ioctl(g->vhost, VHOST_SET_OWNER), "VHOST_SET_OWNER");
	need(ioctl(g->vhost, VHOST_SET_FEATURES, &features), "VHOST_SET_FEATURES");
	share_memory(g);
	share_queue(g, &g->rx, 0, rules->busyloop_us);
	share_queue(g, &g->tx, 1, rules->busyloop_us);
}

static void set_up_queues(struct guest *g, const struct guest_rules *rules)
{
	virtqueue_set_up(&g->rx, rules->ring, rules->event_idx);
	virtqueue_set_up(&g->tx, rules->ring, rules->event_idx);
	while (g->rx.n_free > 0)
		virtqueue_add_inbuf(&g->rx);
	g->qdisc.frames = calloc(QDISC_LIMIT, BUFFER);
	need(g->qdisc.frames ? 0 : -1, "memory");
}

void guest_start(struct guest *g, const struct guest_rules *rules)
{
	pthread_t thread;
	g->wait = rules->wait;
	g->latencies = calloc(LATENCIES, sizeof(*g->latencies));
	need(g->latencies ? 0 : -1, "memory");
	g->go = (int)need(eventfd(0, 0), "eventfd");
	g->call = (int)need(eventfd(0, 0), "eventfd");
	open_tap(g);
	if (g->wait == WAIT_VHOST) {
		set_up_queues(g, rules);
		open_vhost(g, rules);
	} else if (g->wait == WAIT_EPOLL) {
		watch_tap(g);
	}
	need(-pthread_create(&thread, NULL, vcpu, g), "thread");
}

void guest_go(struct guest *g, u64 date)
{
	u64 one = 1;
	g->start = date;
	need(write(g->go, &one, sizeof(one)), "start of the traffic");
}
