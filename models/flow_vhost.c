/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost, the baseline: one host queue, NAPI, bridge, a tap for each path, vhost's handle_rx and handle_tx.
 */
#include "models/bridged.h"

static void wire(struct datapath *dp, struct path *path)
{
	bridged_path(dp, path, path->parts);
}

static void start(struct path *path)
{
	struct bridged_path *b = path->parts;
	virtio_net_probe(&b->vhost.driver);
}

static void check(const struct path *path)
{
	bridged_path_check(path->parts);
}

static void fini(struct path *path)
{
	bridged_path_fini(path->parts);
}

extern const struct flow flow_vhost;
const struct flow flow_vhost = {
	.name = "vhost",
	.text = "the baseline: a vhost worker for each guest behind the host's bridge and a tap",
	.path = "nic, napi, bridge, tap, vhost handle_rx, virtqueue, guest",
	.worker = "vhost",
	.classifier = &classifier_single,
	.taps = true,
	.parts = sizeof(struct bridged_path),
	.wire_host = bridged_host_single,
	.wire = wire,
	.start = start,
	.check = check,
	.fini = fini,
};
