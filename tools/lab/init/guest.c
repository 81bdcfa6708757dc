/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest.h"
#include "need.h"
#include "virtqueue.h"

#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <linux/vhost.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#define NAPI_WEIGHT 64
#define LATENCIES (1u << 22)
#define HEADER sizeof(struct virtio_net_hdr_mrg_rxbuf)

/* ---- the driver ---- */

/* The application: two instructions a turn. */
static void work(u64 instructions)
{
	u64 turns = instructions / 2;
	if (turns > 0)
		__asm__ volatile("1: dec %0\n\tjnz 1b" : "+r"(turns) : : "cc");
}

/* What the bridge or the kernel sends by itself is not counted. */
static bool is_ours(const unsigned char *frame)
{
	return frame[12] == LAB_ETHERTYPE >> 8 && frame[13] == (LAB_ETHERTYPE & 0xff);
}

static void receive(struct guest *g, const unsigned char *buffer)
{
	struct lab_stamp stamp;
	if (!is_ours(buffer + HEADER))
		return;
	memcpy(&stamp, buffer + HEADER + ETH_HLEN, sizeof(stamp));
	work(g->work);
	if (g->counting && g->n_latencies < LATENCIES)
		g->latencies[g->n_latencies++] = (u32)(now() - stamp.date);
	g->delivered++;
}

/* try_fill_recv() */
static void refill(struct guest *g)
{
	while (g->rx.n_free > 0)
		virtqueue_add_inbuf(&g->rx);
	g->kicks += virtqueue_kick(&g->rx);
}

/* virtnet_poll(): whether all that was there has been taken. */
static bool poll(struct guest *g)
{
	int received = 0;
	const unsigned char *buffer;
	g->polls++;
	while (received < NAPI_WEIGHT && (buffer = virtqueue_get_buf(&g->rx))) {
		receive(g, buffer);
		received++;
	}
	int least = g->rx.size < NAPI_WEIGHT ? g->rx.size : NAPI_WEIGHT;
	if (g->rx.n_free > least / 2)
		refill(g);
	return received < NAPI_WEIGHT && virtqueue_enable_cb(&g->rx);
}

static void *vcpu(void *data)
{
	struct guest *g = data;
	char name[16];
	u64 signals;
	snprintf(name, sizeof(name), "guest-%d", g->number);
	prctl(PR_SET_NAME, name);
	for (;;) {
		while (!poll(g))
			;
		need(read(g->rx.call, &signals, sizeof(signals)), "interrupt");
		g->interrupts++;
		g->signals += signals;
	}
	return NULL;
}

/* ---- bring-up ---- */

static void open_tap(struct guest *g)
{
	struct ifreq r = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
	int header = HEADER;
	snprintf(r.ifr_name, sizeof(r.ifr_name), "tap%d", g->number);
	g->tap = (int)need(open("/dev/net/tun", O_RDWR), "/dev/net/tun");
	need(ioctl(g->tap, TUNSETIFF, &r), "TUNSETIFF");
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

static void share_queue(struct guest *g, struct virtqueue *q, unsigned index)
{
	struct vhost_vring_state size = {index, (unsigned)q->size}, base = {index, 0};
	struct vhost_vring_addr addresses = {.index = index,
					     .desc_user_addr = (uintptr_t)q->desc,
					     .used_user_addr = (uintptr_t)q->used,
					     .avail_user_addr = (uintptr_t)q->avail};
	q->kick = (int)need(eventfd(0, 0), "eventfd");
	q->call = (int)need(eventfd(0, 0), "eventfd");
	struct vhost_vring_file kick = {index, q->kick}, call = {index, q->call}, backend = {index, g->tap};
	need(ioctl(g->vhost, VHOST_SET_VRING_NUM, &size), "VHOST_SET_VRING_NUM");
	need(ioctl(g->vhost, VHOST_SET_VRING_BASE, &base), "VHOST_SET_VRING_BASE");
	need(ioctl(g->vhost, VHOST_SET_VRING_ADDR, &addresses), "VHOST_SET_VRING_ADDR");
	need(ioctl(g->vhost, VHOST_SET_VRING_KICK, &kick), "VHOST_SET_VRING_KICK");
	need(ioctl(g->vhost, VHOST_SET_VRING_CALL, &call), "VHOST_SET_VRING_CALL");
	need(ioctl(g->vhost, VHOST_NET_SET_BACKEND, &backend), "VHOST_NET_SET_BACKEND");
}

static void open_vhost(struct guest *g, bool event_idx)
{
	u64 features = 1ull << VIRTIO_F_VERSION_1 | 1ull << VIRTIO_NET_F_MRG_RXBUF;
	if (event_idx)
		features |= 1ull << VIRTIO_RING_F_EVENT_IDX;
	g->vhost = (int)need(open("/dev/vhost-net", O_RDWR), "/dev/vhost-net");
	need(ioctl(g->vhost, VHOST_SET_OWNER), "VHOST_SET_OWNER");
	need(ioctl(g->vhost, VHOST_SET_FEATURES, &features), "VHOST_SET_FEATURES");
	share_memory(g);
	share_queue(g, &g->rx, 0);
}

void guest_start(struct guest *g, int ring, bool event_idx)
{
	pthread_t thread;
	g->latencies = calloc(LATENCIES, sizeof(*g->latencies));
	need(g->latencies ? 0 : -1, "memory");
	virtqueue_set_up(&g->rx, ring, event_idx);
	while (g->rx.n_free > 0)
		virtqueue_add_inbuf(&g->rx);
	open_tap(g);
	open_vhost(g, event_idx);
	need(-pthread_create(&thread, NULL, vcpu, g), "thread");
}
