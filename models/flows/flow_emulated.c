/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * emulated, full virtualization: the guest drives an e1000 that QEMU emulates, behind the host's bridge and a tap.
 */
#include "models/flows/bridged.h"
#include "models/flows/vhost_bringup.h"
#include "models/guest/e1000_driver.h"
#include "models/qemu/e1000.h"

struct emulated_path {
	struct path path;
	struct qemu qemu; /* of the guest, in its first path */
	struct tap tap;
	struct e1000 device;
	struct e1000_driver driver;
};

static struct emulated_path *emulated_path_of(const struct path *path)
{
	return FLOW_PATH(path, struct emulated_path);
}

static void emulated_wire(struct datapath *dp, struct path *path)
{
	struct emulated_path *p = emulated_path_of(path);
	struct guest *guest = &path->cpu->guest;
	struct qemu *q = bridged_qemu(dp, path, &p->qemu);
	bridged_tap(dp, path, &p->tap, guest->vcpu->task.core);
	e1000_init(&p->device, guest, q, &dp->scenario->qemu, &p->tap, &p->driver.vector);
	e1000_driver_init(&p->driver, &p->device.hw, guest, dp->ledger, dp->machine->era);
	netdev_down(&p->driver.dev);
	path->dev = &p->driver.dev;
	datapath_report_depth(dp, path, QUEUE_e1000_rx, "", &p->device.hw.rx_depth);
}

static void emulated_close_tap(struct path *path)
{
	struct emulated_path *p = emulated_path_of(path);
	bridged_step_close_tap(path);
	qemu_tap_purge(&p->device.nc);
}

static void emulated_link_up(struct path *path)
{
	struct emulated_path *p = emulated_path_of(path);
	e1000_driver_open(&p->driver);
	bridged_qemu_start(path);
}

static void purge(struct path *path)
{
	struct emulated_path *p = emulated_path_of(path);
	e1000_driver_purge(&p->driver);
}

/* Before the driver posts buffers the device cannot receive, and nothing reads the tap; the main loop's other work is not
 * simulated, so it starts then. */
static const struct bringup_step bring_up[] = {
	{"open /dev/net/tun", BRINGUP_open, false, NULL, NULL},
	{"TUNSETIFF", BRINGUP_ioctl, false, bridged_step_open_tap, NULL},
	BRINGUP_BOOT,
	{"e1000_probe", BRINGUP_probe, true, NULL, NULL},
	{"e1000_open", BRINGUP_link, true, emulated_link_up, NULL},
	{0}};

static const struct bringup_step tear_down[] = {
	{"e1000_remove", BRINGUP_probe, true, bringup_guest_down, NULL},
	BRINGUP_END_VCPU,
	{"main loop ends", BRINGUP_ioctl, true, bridged_qemu_stop, bridged_qemu_ended},
	{"close /dev/net/tun", BRINGUP_open, false, emulated_close_tap, NULL},
	{"guest's memory goes", BRINGUP_ioctl, true, purge, NULL},
	{0}};

static void emulated_check(const struct path *path)
{
	const struct emulated_path *p = emulated_path_of(path);
	e1000_driver_check(&p->driver);
}

static void emulated_fini(struct path *path)
{
	(void)path;
}

extern const struct flow flow_emulated;
const struct flow flow_emulated = {
	.name = "emulated",
	.text = "full virtualization: an e1000 emulated by QEMU, each register access an exit to user space",
	.receives = "nic, napi, bridge, tap, qemu read, e1000, guest",
	.worker = "qemu",
	.classifier = &classifier_single,
	.one_backend = true,
	.taps = true,
	.one_queue = true,
	.path_size = sizeof(struct emulated_path),
	.wire_host = bridged_host_single,
	.wire = emulated_wire,
	.bring_up = bring_up,
	.tear_down = tear_down,
	.check = emulated_check,
	.fini = emulated_fini,
};
