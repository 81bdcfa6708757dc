/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tap: the host's bridge and a tap for each path, as in vhost, but a program on the host reads it. There is no virtual
 * machine: what a scenario calls a guest is the program. It is no QEMU, and has no vCPU.
 */
#include "models/flows/bridged.h"
#include "models/flows/vhost_bringup.h"
#include "models/host/tun_reader.h"

struct tap_path {
	struct path path;
	struct tap tap;
	struct tun_reader reader;
};

static struct tap_path *tap_path_of(const struct path *path)
{
	return FLOW_PATH(path, struct tap_path);
}

static void tap_wire(struct datapath *dp, struct path *path)
{
	struct tap_path *p = tap_path_of(path);
	bridged_tap(dp, path, &p->tap, path->worker_core);
	tun_reader_init(&p->reader, path->worker_core, path->worker_name, &p->tap, &path->cpu->app.in,
			dp->scenario->tap.wait == TAP_EPOLL);
	path->dev = &p->reader.dev;
	path->worker = &p->reader.task;
}

static void tap_step_start(struct path *path)
{
	tun_reader_start(&tap_path_of(path)->reader);
}

static void tap_step_stop(struct path *path)
{
	tun_reader_stop(&tap_path_of(path)->reader);
}

static bool tap_step_ended(struct path *path)
{
	return tap_path_of(path)->reader.ended;
}

static const struct bringup_step bring_up[] = {
	{"open /dev/net/tun", BRINGUP_open, false, NULL, NULL},
	{"TUNSETIFF", BRINGUP_ioctl, false, bridged_step_open_tap, NULL},
	{"program reads", BRINGUP_open, true, tap_step_start, NULL},
	{0}};

static const struct bringup_step tear_down[] = {
	{"program ends", BRINGUP_ioctl, true, tap_step_stop, tap_step_ended},
	{"close /dev/net/tun", BRINGUP_open, false, bridged_step_close_tap, NULL},
	{0}};

static void tap_check(const struct path *path)
{
	(void)path;
}

static void tap_fini(struct path *path)
{
	(void)path;
}

extern const struct flow flow_tap;
const struct flow flow_tap = {
	.name = "tap",
	.text = "no virtual machine: a program on the host that reads its tap, as VPNs do",
	.receives = "nic, napi, bridge, tap, read(), program",
	.worker = "program",
	.classifier = &classifier_rss,
	.taps = true,
	.instant = true,
	.program = true,
	.path_size = sizeof(struct tap_path),
	.wire_host = bridged_host_rss,
	.wire = tap_wire,
	.bring_up = bring_up,
	.tear_down = tear_down,
	.check = tap_check,
	.fini = tap_fini,
};
