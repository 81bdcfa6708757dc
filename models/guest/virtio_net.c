/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/virtio_net.h"
#include "models/costs.h"
#include "sim/core/machine.h"

#define GOOD_PACKET_LEN 1518 /* ETH_HLEN + VLAN_HLEN + ETH_DATA_LEN */
#define GUEST_PAGE 4096

void virtio_kick(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	struct virtio_ring *ring = f->arg;
	ROUTINE(f);
	++*n->guest->count.kicks;
	TRACE(t->core->machine, kick, n->guest->index, ring->vq.avail_idx);
	CALL(t, f, guest_exit, n->guest, NULL);
	PAY(t, f, COST_ioeventfd, 0);
	if (ring->backend.kick(ring->backend.self, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
	guest_entered(n->guest);
}

void virtio_add(struct virtio_ring *ring, void *cookie)
{
	virtqueue_add(&ring->vq, cookie);
	line_raise(&ring->watch);
}

/* ---- refill ---- */

static bool refill_due(const struct virtio_net *n)
{
	int free_now = virtqueue_free(&n->rx.vq), ring = n->rx.vq.size;
	if (n->refill_early)
		return free_now > MIN(GUEST_NAPI_WEIGHT, ring) / 2;
	return ring - free_now < ring / 2;
}

/* get_mergeable_buf_len(), MERGE_BUFFER_LEN in 3.13 */
static void *receive_buffer(const struct virtio_net *n)
{
	int64_t length = n->page_buffers ? CLAMP(n->average, GOOD_PACKET_LEN, GUEST_PAGE - VIRTIO_NET_HEADER)
					 : GOOD_PACKET_LEN;
	length = (length + VIRTIO_NET_HEADER + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
	return GINT_TO_POINTER((int)length);
}

/* ewma_pkt_len_add() */
static void average_length(struct virtio_net *n, int64_t bytes)
{
	n->average = n->average ? (n->average * 63 + bytes) / 64 : bytes;
}

/* try_fill_recv() */
static void try_fill_recv(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	ROUTINE(f);
	while (virtqueue_free(&n->rx.vq) > 0) {
		PAY(t, f, COST_guest_refill, 0);
		virtio_add(&n->rx, receive_buffer(n));
	}
	if (virtqueue_kick_prepare(&n->rx.vq))
		CALL(t, f, virtio_kick, n, &n->rx);
}

/* ---- receive ---- */

static struct packet *virtnet_next_packet(struct virtio_net *n)
{
	void *cookie;
	if (!n->dev.up || n->received >= GUEST_NAPI_WEIGHT || !virtqueue_get_buf(&n->rx.vq, &cookie))
		return NULL;
	n->received++;
	n->rest = virtqueue_get_rest(&n->rx.vq);
	average_length(n, ((struct packet *)cookie)->bytes - ETH_FCS);
	depth_change(&n->rx.depth, n->guest->vcpu->task.core->cal->now, -1);
	return cookie;
}

/* receive_buf() of one packet; f->arg: the packet */
static void receive_buf(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_guest_rx, p);
	if (n->rest > 0)
		task_owe(t, COST_guest_rx_more,
			 packet_charge(p, n->rest * task_cost(t, COST_guest_rx_more, 0)));
	PASS_ON(t, f, n->guest->app, p);
}

/* napi_schedule() of the driver: callbacks stay off while it polls. Down, its NAPI is disabled. */
static void schedule_rx_poll(struct virtio_net *n)
{
	if (!n->dev.up)
		return;
	virtqueue_disable_cb(&n->rx.vq);
	guest_napi_schedule(n->guest, &n->rx.napi);
}

/* virtnet_poll(). When the second look finds used buffers, 3.13 goes on in the same poll, unless the interrupt for them has
 * scheduled another already; later kernels always schedule another. */
static void virtnet_poll(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	struct packet *p;
	ROUTINE(f);
	n->received = 0;
	PAY(t, f, COST_guest_poll, 0);
	if (n->napi_tx)
		CALL(t, f, virtio_net_clean_tx, n, NULL);
	do {
		while ((p = virtnet_next_packet(n)))
			CALL(t, f, receive_buf, n, p);
		if (refill_due(n))
			CALL(t, f, try_fill_recv, n, NULL);
		if (n->received >= GUEST_NAPI_WEIGHT)
			break;
		virtqueue_enable_cb(&n->rx.vq);
		guest_napi_complete(&n->rx.napi);
		PAY(t, f, COST_guest_enable_cb, 0);
		if (virtqueue_more_used(&n->rx.vq))
			schedule_rx_poll(n);
	} while (n->rx.napi.scheduled && n->polls_again && !n->rx.vector.pending);
}

/* skb_recv_done() */
static void skb_recv_done(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	(void)t;
	virtqueue_interrupted(&n->rx.vq);
	schedule_rx_poll(n);
}

/* ---- set-up ---- */

static void ring_init(struct virtio_ring *r, struct vcpu *v, int size, bool event_idx, struct virtio_net *n,
		      routine isr, routine poll)
{
	virtqueue_init(&r->vq, size, event_idx);
	r->vq.clears_event = n->masks_tx;
	vector_init(&r->vector, v, isr, n);
	guest_napi_init(&r->napi, poll, n);
}

void virtio_net_init(struct virtio_net *n, struct guest *guest, struct ledger *ledger, enum era era, int ring,
		     bool event_idx)
{
	*n = (struct virtio_net){.guest = guest,
				 .refill_early = era_rules.virtnet_refills_early[era],
				 .polls_again = era_rules.virtnet_polls_again[era],
				 .page_buffers = era_rules.virtnet_page_buffers[era],
				 .napi_tx = era_rules.virtnet_napi_tx[era],
				 .masks_tx = era_rules.virtnet_masks_tx[era]};
	netdev_init(&n->dev, ledger);
	guest_add_device(guest, &n->dev);
	ring_init(&n->rx, guest->vcpu, ring, event_idx, n, skb_recv_done, virtnet_poll);
	ring_init(&n->tx, guest->vcpu, ring, event_idx, n, virtio_net_xmit_done, virtio_net_poll_tx);
	n->dev.xmit = (struct inlet){virtio_net_start_xmit, n};
}

void virtio_net_fini(struct virtio_net *n)
{
	virtqueue_fini(&n->rx.vq);
	virtqueue_fini(&n->tx.vq);
}

void virtio_ring_serve(struct virtio_ring *ring, struct kick_target backend, struct line watch)
{
	ring->backend = backend;
	ring->watch = watch;
}

static void virtio_net_fill(struct virtio_net *n)
{
	while (virtqueue_free(&n->rx.vq) > 0)
		virtio_add(&n->rx, receive_buffer(n));
}

void virtio_net_probe(struct virtio_net *n)
{
	virtio_net_fill(n);
	virtqueue_kick_prepare(&n->rx.vq);
	virtqueue_enable_cb(&n->rx.vq);
	virtqueue_disable_cb(&n->tx.vq);
}

void virtio_net_open(struct virtio_net *n)
{
	struct virtio_ring *rx = &n->rx;
	netdev_up(&n->dev);
	if (n->refill_early)
		virtio_net_fill(n);
	if (virtqueue_kick_prepare(&rx->vq))
		rx->backend.kick(rx->backend.self, NULL);
	schedule_rx_poll(n);
	guest_poke(n->guest);
}

static void lose_buffer(struct virtio_net *n, struct virtio_ring *ring, struct packet *p)
{
	depth_change(&ring->depth, n->guest->vcpu->task.core->cal->now, -1);
	if (p)
		packet_drop(n->dev.ledger, p, DROP_guest_stopped);
}

void virtio_net_purge(struct virtio_net *n)
{
	void *p;
	uint16_t id;
	CHECK(!n->dev.up, "virtio-net: a device that is up is purged");
	while (virtqueue_get_buf(&n->rx.vq, &p)) {
		virtqueue_get_rest(&n->rx.vq);
		lose_buffer(n, &n->rx, p);
	}
	while (virtqueue_pop(&n->tx.vq, &id))
		lose_buffer(n, &n->tx, virtqueue_cookie(&n->tx.vq, id));
}

void virtio_net_check(const struct virtio_net *n)
{
	virtqueue_check(&n->rx.vq);
	virtqueue_check(&n->tx.vq);
	depth_check(&n->rx.depth, virtqueue_packets_waiting(&n->rx.vq), "the guest's receive virtqueue");
	depth_check(&n->tx.depth, virtqueue_avail(&n->tx.vq), "the guest's transmit virtqueue");
}
