/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost, the baseline: the host's queues, each with NAPI on a core, bridge, a tap for each path, vhost's handle_rx and
 * handle_tx. The transmit ring shares the first queue's interrupt.
 */
#include "models/flows/bridged.h"
#include "models/flows/vhost_bringup.h"

struct vhost_path {
	struct path path;
	struct bridged_parts bridged;
};

static struct bridged_parts *flow_vhost_parts_of(const struct path *path)
{
	return &FLOW_PATH(path, struct vhost_path)->bridged;
}

static void vhost_wire(struct datapath *dp, struct path *path)
{
	bridged_parts_init(dp, path, flow_vhost_parts_of(path));
}

static const struct bringup_step bring_up[] = {
	{"open /dev/net/tun", BRINGUP_open, false, NULL, NULL},
	{"TUNSETIFF", BRINGUP_ioctl, false, bridged_step_open_tap, NULL},
	BRIDGED_STEPS_START,
	{0}};

static const struct bringup_step tear_down[] = {
	BRIDGED_STEPS_STOP,
	{"close /dev/net/tun", BRINGUP_open, false, bridged_step_close_tap, NULL},
	VHOST_STEP_PURGE,
	{0}};

static void vhost_check(const struct path *path)
{
	bridged_parts_check(flow_vhost_parts_of(path));
}

static void vhost_fini(struct path *path)
{
	bridged_parts_fini(flow_vhost_parts_of(path));
}

extern const struct flow flow_vhost;
const struct flow flow_vhost = {
	.name = "vhost",
	.text = "the baseline: a vhost worker for each guest behind the host's bridge and a tap",
	.receives = "nic, napi, bridge, tap, vhost handle_rx, virtqueue, guest",
	.worker = "vhost",
	.classifier = &classifier_rss,
	.taps = true,
	.instant = true,
	.path_size = sizeof(struct vhost_path),
	.wire_host = bridged_host_rss,
	.wire = vhost_wire,
	.bring_up = bring_up,
	.tear_down = tear_down,
	.check = vhost_check,
	.fini = vhost_fini,
};
