/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vhost/vhost_net.h"

static const struct option vhost_options[] = {
	VALUE_OPTION(vhost_settings, byte_weight, UNIT_BYTES, "512KiB", "1KiB", "1GiB",
		     "bytes after which handle_rx gives way to other work (VHOST_NET_WEIGHT)"),
	VALUE_OPTION(
		vhost_settings, packet_weight, UNIT_COUNT, "0", "0", "1000000",
		"packets after which handle_rx gives way; 0: the kernel's rule (3.13: none, later: 256)"),
	BOOL_OPTION(vhost_settings, zerocopy, "yes",
		    "3.13: transmit from the guest's memory (experimental_zcopytx; later kernels: off)"),
	VALUE_OPTION(vhost_settings, busyloop_timeout, UNIT_TIME, "0us", "0us", "10ms",
		     "from 5.10 on: how long the worker polls tap and ring before it leaves them, in whole "
		     "us (VHOST_SET_VRING_BUSYLOOP_TIMEOUT); 0us: it does not poll"),
};

OPTION_TABLE(vhost_table, "vhost", vhost_settings, vhost_options, "vhost-net");

static bool vhost_wake_by_tap(void *self, struct core *from)
{
	struct vhost_net *n = self;
	return vhost_work_queue(n->rx->worker, &n->tap_work, from);
}

bool vhost_net_kick_rx(void *self, struct core *from)
{
	struct vhost_net *n = self;
	return vhost_work_queue(n->rx->worker, &n->kick_work, from);
}

bool vhost_net_kick_tx(void *self, struct core *from)
{
	struct vhost_net *n = self;
	return vhost_work_queue(n->tx->worker, &n->tx_work, from);
}

/* ---- the control plane ---- */

void vhost_net_vring_kick(struct vhost_net *n)
{
	vhost_net_kick_rx(n, NULL);
	vhost_net_kick_tx(n, NULL);
}

void vhost_net_attach_rx(struct vhost_net *n)
{
	vhost_vq_attach(n->rx);
	tap_listen(n->tap, true);
	if (n->tap->queue.length > 0)
		vhost_wake_by_tap(n, NULL);
}

void vhost_net_attach_tx(struct vhost_net *n)
{
	vhost_vq_attach(n->tx);
	vhost_net_kick_tx(n, NULL);
}

void vhost_net_detach_rx(struct vhost_net *n)
{
	vhost_vq_detach(n->rx);
	tap_listen(n->tap, false);
}

void vhost_net_detach_tx(struct vhost_net *n)
{
	vhost_vq_detach(n->tx);
}

bool vhost_net_flushed(struct vhost_net *n)
{
	if (!vhost_worker_idle(n->rx->worker) || n->zerocopy.refs > 1)
		return false;
	tap_put_back(n->tap, &n->taken);
	return true;
}

/* ---- turns ---- */

bool vhost_net_spent(const struct vhost_net *n, const struct vhost_vq *vq)
{
	return vq->bytes >= n->byte_weight || (n->packet_weight > 0 && vq->packets >= n->packet_weight);
}

/* ---- what a busy poll looks for ---- */

/* sock_has_rx_data(); without a backend there is no socket. */
bool vhost_net_packet_there(const struct vhost_net *n)
{
	return !n->rx->detached && n->tap->queue.length > 0;
}

bool vhost_net_data_there(const struct vhost_net *n)
{
	return (vhost_net_packet_there(n) && virtqueue_avail(n->rx->ring) > 0) ||
	       virtqueue_avail(n->tx->ring) > 0;
}

/* A poll of the device is told that the tap has a packet or the guest has made a buffer available. */
static void busy_look(void *self)
{
	struct vhost_net *n = self;
	if (vhost_net_data_there(n))
		core_spin_cut(&n->rx->worker->task);
}

/* Without busy polling nobody listens. */
static struct line busy_line(struct vhost_net *n)
{
	return (struct line){n->busyloop_timeout > 0 ? busy_look : NULL, n};
}

/* ---- set-up ---- */

static void init_tx(struct vhost_net *n, enum era era, const struct vhost_settings *settings,
		    struct vhost_vq *tx)
{
	n->tx = tx;
	vhost_work_init(&n->tx_work, era_rules.vhost_net_batches[era] ? handle_tx_5_10 : handle_tx_3_13, n);
	zerocopy_init(&n->zerocopy, tx, &n->tx_work, era_rules.vhost_net_zcopytx[era] && settings->zerocopy);
}

void vhost_net_init(struct vhost_net *n, enum era era, const struct vhost_settings *settings,
		    struct vhost_vq *rx, struct vhost_vq *tx, struct tap *tap)
{
	bool batches = era_rules.vhost_net_batches[era];
	routine handle_rx = batches ? handle_rx_5_10 : handle_rx_3_13;
	*n = (struct vhost_net){.rx = rx, .tap = tap, .byte_weight = settings->byte_weight};
	n->packet_weight = settings->packet_weight;
	if (n->packet_weight == 0 && batches)
		n->packet_weight = VHOST_NET_PKT_WEIGHT;
	n->busyloop_timeout = settings->busyloop_timeout / VTIME_PER_US;
	packet_queue_init(&n->taken);
	packet_queue_init(&n->batch);
	vhost_work_init(&n->tap_work, handle_rx, n);
	vhost_work_init(&n->kick_work, handle_rx, n);
	if (tx)
		init_tx(n, era, settings, tx);
	tap_set_reader(tap, (struct tap_reader){vhost_wake_by_tap, n}, busy_line(n));
}

void vhost_net_fini(struct vhost_net *n)
{
	zerocopy_fini(&n->zerocopy);
}
