/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * virtio: the host's bridge and a tap for each path, as in vhost, but the backend is QEMU's main loop.
 */
#include "models/flows/bridged.h"
#include "models/flows/vhost_bringup.h"
#include "models/qemu/qemu_virtio_net.h"

struct virtio_path {
	struct path path;
	struct qemu qemu; /* of the guest, in its first path */
	struct tap tap;
	struct virtio_net driver;
	struct qemu_virtio_net device;
};

static struct virtio_path *virtio_path_of(const struct path *path)
{
	return FLOW_PATH(path, struct virtio_path);
}

static void virtio_wire(struct datapath *dp, struct path *path)
{
	struct virtio_path *p = virtio_path_of(path);
	struct qemu *q = bridged_qemu(dp, path, &p->qemu);
	virtio_parts_init(dp, path, &p->driver);
	bridged_tap(dp, path, &p->tap, q->task.core);
	qemu_virtio_net_init(&p->device, q, &dp->scenario->qemu, &p->driver, &p->tap);
}

static void virtio_close_tap(struct path *path)
{
	struct virtio_path *p = virtio_path_of(path);
	bridged_step_close_tap(path);
	qemu_tap_purge(&p->device.nc);
}

/* Before DRIVER_OK the device cannot receive, and nothing reads the tap; the main loop's other work is not simulated, so
 * it starts then. (5.0 reads one packet before, which waits in QEMU instead of in the tap.) */
static const struct bringup_step bring_up[] = {
	{"open /dev/net/tun", BRINGUP_open, false, NULL, NULL},
	{"TUNSETIFF", BRINGUP_ioctl, false, bridged_step_open_tap, NULL},
	BRINGUP_BOOT,
	{"virtnet_probe", BRINGUP_probe, true, virtio_step_probe, NULL},
	{"DRIVER_OK", BRINGUP_status, true, bridged_qemu_start, NULL},
	VHOST_STEP_LINK_UP,
	{0}};

static const struct bringup_step tear_down[] = {
	{"virtnet_remove", BRINGUP_probe, true, bringup_guest_down, NULL},
	BRINGUP_END_VCPU,
	{"main loop ends", BRINGUP_ioctl, true, bridged_qemu_stop, bridged_qemu_ended},
	{"close /dev/net/tun", BRINGUP_open, false, virtio_close_tap, NULL},
	VHOST_STEP_PURGE,
	{0}};

static void virtio_check(const struct path *path)
{
	const struct virtio_path *p = virtio_path_of(path);
	virtio_net_check(&p->driver);
}

static void virtio_fini(struct path *path)
{
	struct virtio_path *p = virtio_path_of(path);
	virtio_net_fini(&p->driver);
}

extern const struct flow flow_virtio;
const struct flow flow_virtio = {
	.name = "virtio",
	.text = "paravirtualization in user space: virtio-net with its backend in QEMU's main loop, over a "
		"tap",
	.receives = "nic, napi, bridge, tap, qemu read, virtqueue, guest",
	.worker = "qemu",
	.classifier = &classifier_single,
	.one_backend = true,
	.taps = true,
	.instant = true,
	.path_size = sizeof(struct virtio_path),
	.wire_host = bridged_host_single,
	.wire = virtio_wire,
	.bring_up = bring_up,
	.tear_down = tear_down,
	.check = virtio_check,
	.fini = virtio_fini,
};
