/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bridged: what the flows through the host's bridge share: NAPI on the NIC's core, the uplink, and for each
 * path a tap; and what the vhost flows share: the guest's virtio-net driver and vhost's side of its rings.
 */
#ifndef MODELS_FLOWS_BRIDGED_H
#define MODELS_FLOWS_BRIDGED_H

#include "models/flows/datapath.h"
#include "models/guest/virtio_net.h"
#include "models/qemu/qemu.h"
#include "models/vhost/vhost_net.h"

/* The parts of a path that a vhost worker serves. */
struct vhost_parts {
	struct virtio_net driver;
	struct vhost_worker worker;
	struct vhost_vq rx, tx;
};

/* The same, behind a tap. */
struct bridged_parts {
	struct vhost_parts vhost;
	struct tap tap;
	struct vhost_net net;
};

/* virtio_parts_init: the guest's driver as the path's device, down, its rings reported; what every virtio flow has. */
void virtio_parts_init(struct datapath *dp, struct path *path, struct virtio_net *driver);

/* vhost_parts_init: the guest's driver, down, the worker, and its side of the rings, without a backend.
 * vhost_parts_fini frees. */
void vhost_parts_init(struct datapath *dp, struct path *path, struct vhost_parts *v);
void vhost_parts_fini(struct vhost_parts *v);

/* bridged_tap: the path's tap behind the bridge, closed. Packets of the guest enter it on core c. */
void bridged_tap(struct datapath *dp, struct path *path, struct tap *tap, struct core *c);

/* bridged_qemu: the main loop of the path's guest: *own, if it is the guest's first path, whose wiring must come here first.
 * There it starts with bridged_qemu_start and ends with bridged_qemu_stop, which do nothing on the others;
 * bridged_qemu_ended says when it has. */
struct qemu *bridged_qemu(struct datapath *dp, struct path *path, struct qemu *own);
void bridged_qemu_start(struct path *path);
void bridged_qemu_stop(struct path *path);
bool bridged_qemu_ended(struct path *path);

/* bridged_parts_init: the path's tap, vhost and driver. bridged_parts_check: aborts unless the indices of their rings are in
 * range. bridged_parts_fini: frees what they hold. */
void bridged_parts_init(struct datapath *dp, struct path *path, struct bridged_parts *b);
void bridged_parts_check(const struct bridged_parts *b);
void bridged_parts_fini(struct bridged_parts *b);

/* bridged_driver: driver d serves the NIC's queue q on a core and hands packets to the bridge. The queue is reported
 * as the path's; NULL: the host's. */
void bridged_driver(struct datapath *dp, struct nic_driver *d, struct nic_queue *q, int64_t core,
		    const struct path *path);

/* bridged_host: the uplink behind the bridge and the driver of the NIC's queue q, on nic.core: they share the queue's
 * interrupt. bridged_host_single: on the only queue of the host (a flow's wire_host). bridged_host_rss: the same, with a driver for each of the
 * host's queues, on the cores from nic.core on. */
void bridged_host(struct datapath *dp, struct nic_queue *q);
void bridged_host_single(struct datapath *dp);
void bridged_host_rss(struct datapath *dp);

#endif
