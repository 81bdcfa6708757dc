/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * virtio: the host's bridge and a tap for each path, as in vhost, but the backend is QEMU's main loop.
 */
#include "models/bridged.h"
#include "models/qemu_virtio_net.h"

struct virtio_path {
	struct qemu qemu; /* first; of the guest, in its first path */
	struct tap tap;
	struct virtio_net driver;
	struct qemu_virtio_net device;
};

static void wire(struct datapath *dp, struct path *path)
{
	struct virtio_path *p = path->parts;
	struct qemu *q = bridged_qemu(dp, path);
	virtio_path_init(dp, path, &p->driver);
	bridged_tap(dp, path, &p->tap, q->task.core);
	qemu_virtio_net_init(&p->device, q, &dp->scenario->qemu, &p->driver, &p->tap);
}

static void start(struct path *path)
{
	struct virtio_path *p = path->parts;
	virtio_net_probe(&p->driver);
	bridged_qemu_start(path);
}

static void check(const struct path *path)
{
	const struct virtio_path *p = path->parts;
	virtio_net_check(&p->driver);
}

static void fini(struct path *path)
{
	struct virtio_path *p = path->parts;
	virtio_net_fini(&p->driver);
}

extern const struct flow flow_virtio;
const struct flow flow_virtio = {
	.name = "virtio",
	.text = "paravirtualization in user space: virtio-net with its backend in QEMU's main loop, over a "
		"tap",
	.path = "nic, napi, bridge, tap, qemu read, virtqueue, guest",
	.worker = "qemu",
	.classifier = &classifier_single,
	.one_backend = true,
	.taps = true,
	.parts = sizeof(struct virtio_path),
	.wire_host = bridged_host_single,
	.wire = wire,
	.start = start,
	.check = check,
	.fini = fini,
};
