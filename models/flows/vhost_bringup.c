/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flows/vhost_bringup.h"
#include "models/flows/bridged.h"

static struct virtio_net *driver(const struct path *path)
{
	return (struct virtio_net *)path->dev;
}

static struct vhost_net *net(const struct path *path)
{
	struct bridged_path *b = path->parts;
	return &b->net;
}

/* ---- the guest ---- */

void virtio_step_probe(struct path *path)
{
	if (!driver(path)->refill_early)
		virtio_net_probe(driver(path));
}

void virtio_step_link_up(struct path *path)
{
	virtio_net_open(driver(path));
}

void virtio_step_purge(struct path *path)
{
	virtio_net_purge(driver(path));
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
	vhost_net_vring_kick(net(path));
}

void bridged_step_attach_rx(struct path *path)
{
	vhost_net_attach_rx(net(path));
}

void bridged_step_attach_tx(struct path *path)
{
	vhost_net_attach_tx(net(path));
}

void bridged_step_detach_rx(struct path *path)
{
	vhost_net_detach_rx(net(path));
}

void bridged_step_detach_tx(struct path *path)
{
	vhost_net_detach_tx(net(path));
}

bool bridged_step_flushed(struct path *path)
{
	return vhost_net_flushed(net(path));
}
