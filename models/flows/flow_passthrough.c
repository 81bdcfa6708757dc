/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * passthrough: each path is a virtual function of the NIC, driven by the guest; frames between guests turn back in
 * the NIC.
 */
#include "models/flows/bringup.h"
#include "models/flows/datapath.h"
#include "models/guest/vf_driver.h"

struct vf_path {
	struct path path;
	struct vf_driver driver;
};

static struct vf_driver *driver_of(const struct path *path)
{
	return &FLOW_PATH(path, struct vf_path)->driver;
}

static void passthrough_wire_host(struct datapath *dp)
{
	(void)dp;
}

static void passthrough_wire(struct datapath *dp, struct path *path)
{
	const struct scenario *s = dp->scenario;
	struct vf_driver *d = driver_of(path);
	struct nic_queue *q = &dp->nic.queue[path->index];
	vf_driver_init(d, &path->cpu->guest, q, path->worker_core, dp->machine->era, &s->nic, &s->vf);
	path->dev = &d->dev;
	datapath_report_depth(dp, path, QUEUE_nic, "", &q->depth);
}

static void passthrough_link_up(struct path *path)
{
	vf_driver_open(driver_of(path));
}

static void link_down(struct path *path)
{
	vf_driver_close(driver_of(path));
	bringup_guest_down(path);
}

static const struct bringup_step bring_up[] = {
	{"open /dev/vfio", BRINGUP_open, false, NULL, NULL},
	{"VFIO_SET_IOMMU", BRINGUP_ioctl, false, NULL, NULL},
	{"VFIO_GROUP_GET_DEVICE_FD", BRINGUP_ioctl, false, NULL, NULL},
	BRINGUP_BOOT,
	{"ixgbevf_probe", BRINGUP_probe, true, NULL, NULL},
	{"VFIO_DEVICE_SET_IRQS", BRINGUP_ioctl, false, NULL, NULL},
	{"ixgbevf_open", BRINGUP_link, true, passthrough_link_up, NULL},
	{0}};

static const struct bringup_step tear_down[] = {{"ixgbevf_remove", BRINGUP_probe, true, link_down, NULL},
						BRINGUP_END_VCPU,
						{"VFIO_DEVICE_RESET", BRINGUP_ioctl, false, NULL, NULL},
						{"close /dev/vfio", BRINGUP_open, false, NULL, NULL},
						{0}};

static void passthrough_check(const struct path *path)
{
	vf_driver_check(driver_of(path));
}

static void passthrough_fini(struct path *path)
{
	vf_driver_fini(driver_of(path));
}

extern const struct flow flow_passthrough;
const struct flow flow_passthrough = {
	.name = "passthrough",
	.text = "SR-IOV: each guest drives a virtual function of the NIC; the host has no part in a packet",
	.receives = "nic queue of the guest, guest",
	.worker = "vfio",
	.classifier = &classifier_by_path,
	.path_size = sizeof(struct vf_path),
	.wire_host = passthrough_wire_host,
	.wire = passthrough_wire,
	.bring_up = bring_up,
	.tear_down = tear_down,
	.check = passthrough_check,
	.fini = passthrough_fini,
};
