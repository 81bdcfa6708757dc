/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flows/vhost_bringup.h"
#include "models/flows/bridged.h"

/* ---- the guest ---- */

void virtio_step_probe(struct path *path)
{
	if (!path->virtio->refill_early)
		virtio_net_probe(path->virtio);
}

void virtio_step_link_up(struct path *path)
{
	virtio_net_open(path->virtio);
}

void virtio_step_purge(struct path *path)
{
	virtio_net_purge(path->virtio);
}

/* ---- the tap ---- */

void bridged_step_open_tap(struct path *path)
{
	tap_open(path->tap);
}

void bridged_step_close_tap(struct path *path)
{
	tap_close(path->tap);
}

/* ---- the backend ---- */

void bridged_step_vring_kick(struct path *path)
{
	vhost_net_vring_kick(path->net);
}

void bridged_step_attach_rx(struct path *path)
{
	vhost_net_attach_rx(path->net);
}

void bridged_step_attach_tx(struct path *path)
{
	vhost_net_attach_tx(path->net);
}

void bridged_step_detach_rx(struct path *path)
{
	vhost_net_detach_rx(path->net);
}

void bridged_step_detach_tx(struct path *path)
{
	vhost_net_detach_tx(path->net);
}

bool bridged_step_flushed(struct path *path)
{
	return vhost_net_flushed(path->net);
}
