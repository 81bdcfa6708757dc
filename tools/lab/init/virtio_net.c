/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virtio_net.h"
#include "virtqueue.h"

#include <linux/virtio_net.h>
#include <stddef.h>
#include <string.h>

#define NAPI_WEIGHT 64
#define MAX_SKB_FRAGS 17
#define TX_STOP_BELOW (2 + MAX_SKB_FRAGS)
#define HEADER sizeof(struct virtio_net_hdr_mrg_rxbuf)

/* ---- transmit ---- */

static void free_old_xmit(struct guest *g)
{
	unsigned length;
	virtqueue_disable_cb(&g->tx);
	while (virtqueue_get_buf(&g->tx, &length))
		;
}

static void clean_tx(struct guest *g)
{
	do
		free_old_xmit(g);
	while (!virtqueue_enable_cb_delayed(&g->tx));
}

static void start_xmit(struct guest *g, unsigned length)
{
	clean_tx(g);
	virtqueue_add_outbuf(&g->tx, HEADER + length);
	if (g->tx.n_free < TX_STOP_BELOW) {
		g->tx_stopped = true;
		if (!virtqueue_enable_cb_delayed(&g->tx))
			virtnet_poll_tx(g);
	}
	g->kicks += virtqueue_kick(&g->tx);
}

/* ---- the qdisc ---- */

static unsigned char *slot(const struct qdisc *q, unsigned i)
{
	return q->frames + (size_t)((q->first + i) % QDISC_LIMIT) * BUFFER;
}

/* __qdisc_run() */
static void run_queue(struct guest *g)
{
	struct qdisc *q = &g->qdisc;
	while (q->n > 0 && !g->tx_stopped) {
		unsigned length = q->length[q->first];
		memcpy(virtqueue_free_buffer(&g->tx) + HEADER, slot(q, 0), length);
		q->first = (q->first + 1) % QDISC_LIMIT;
		q->n--;
		start_xmit(g, length);
	}
}

/* netif_tx_wake_queue(), when there is room */
static void wake_queue(struct guest *g)
{
	if (!g->tx_stopped || g->tx.n_free < TX_STOP_BELOW)
		return;
	g->tx_stopped = false;
	run_queue(g);
}

void virtnet_poll_tx(struct guest *g)
{
	do {
		free_old_xmit(g);
		wake_queue(g);
	} while (!virtqueue_enable_cb(&g->tx));
}

unsigned char *virtnet_buffer(struct guest *g)
{
	if (!g->tx_stopped)
		return virtqueue_free_buffer(&g->tx) + HEADER;
	return g->qdisc.n < QDISC_LIMIT ? slot(&g->qdisc, g->qdisc.n) : NULL;
}

void virtnet_send(struct guest *g, unsigned length)
{
	struct qdisc *q = &g->qdisc;
	if (g->tx_stopped)
		q->length[(q->first + q->n++) % QDISC_LIMIT] = length;
	else
		start_xmit(g, length);
}

/* ---- receive ---- */

/* try_fill_recv() */
static void refill(struct guest *g)
{
	while (g->rx.n_free > 0)
		virtqueue_add_inbuf(&g->rx);
	g->kicks += virtqueue_kick(&g->rx);
}

bool virtnet_poll(struct guest *g, void (*receive)(struct guest *, const unsigned char *, unsigned))
{
	int received = 0;
	unsigned length;
	const unsigned char *buffer;
	g->polls++;
	if (g->app == APP_REFLECT) {
		clean_tx(g);
		wake_queue(g);
	}
	while (received < NAPI_WEIGHT && (buffer = virtqueue_get_buf(&g->rx, &length))) {
		receive(g, buffer + HEADER, length - HEADER);
		received++;
	}
	int least = g->rx.size < NAPI_WEIGHT ? g->rx.size : NAPI_WEIGHT;
	if (g->rx.n_free > least / 2)
		refill(g);
	return received < NAPI_WEIGHT && virtqueue_enable_cb(&g->rx);
}
