/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bridged: what the flows through the host's bridge share: NAPI on the NIC's core, the uplink, and for each
 * path a tap; and what the vhost flows share: the guest's virtio-net driver and vhost's side of its rings.
 */
#ifndef MODELS_BRIDGED_H
#define MODELS_BRIDGED_H

#include "models/datapath.h"
#include "models/vhost_net.h"
#include "models/virtio_net.h"

/* A path served by a vhost worker. */
struct vhost_path {
	struct virtio_net driver;
	struct vhost_worker worker;
	struct vhost_vq rx, tx;
};

/* The same, behind a tap. */
struct bridged_path {
	struct vhost_path vhost;
	struct tap tap;
	struct vhost_net net;
};

/* vhost_path_init: the guest's driver, the worker and its side of the rings. vhost_path_fini frees. */
void vhost_path_init(struct datapath *dp, struct path *path, struct vhost_path *v);
void vhost_path_fini(struct vhost_path *v);

/* bridged_host: the uplink, with the interrupt of the NIC's queue `vector`, behind the bridge. */
void bridged_host(struct datapath *dp, struct nic_queue *vector);

/* bridged_tap: the path's tap behind the bridge. */
void bridged_tap(struct datapath *dp, struct path *path, struct tap *tap);

/* bridged_path: the path's tap, vhost and driver. */
void bridged_path(struct datapath *dp, struct path *path, struct bridged_path *b);
void bridged_path_check(const struct bridged_path *b);
void bridged_path_fini(struct bridged_path *b);

/* bridged_driver: driver d serves the NIC's queue q on a core and hands packets to the bridge. The queue is reported
 * as the path's; NULL: the host's. */
void bridged_driver(struct datapath *dp, struct nic_driver *d, struct nic_queue *q, int64_t core,
		    const struct path *path);

#endif
