/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost-user: a switch in user space, polling on a core of its own, between the NIC and the guests' virtio rings.
 */
#include "models/flows/bridged.h"
#include "models/flows/vhost_bringup.h"

struct vhost_user_path {
	struct path path;
	struct virtio_net driver;
	struct vhost_user port;
	struct pmd *pmd; /* that serves it; not owned */
};

static struct vhost_user_path *vhost_user_path_of(const struct path *path)
{
	return FLOW_PATH(path, struct vhost_user_path);
}

static void vhost_user_wire_host(struct datapath *dp)
{
	const struct pmd_settings *set = &dp->scenario->pmd;
	struct nic_queue *q = &dp->nic.queue[0];
	pmd_init(&dp->pmd, datapath_core(dp, set->core), set, q, &dp->nic.queue[dp->nic.n_queues - 1]);
	datapath_report_depth(dp, NULL, QUEUE_nic, "", &q->depth);
}

static struct vhost_user_ring flow_vhost_user_ring_of(struct virtio_ring *r)
{
	return (struct vhost_user_ring){&r->vq, &r->vector, &r->depth};
}

static void vhost_user_wire(struct datapath *dp, struct path *path)
{
	struct vhost_user_path *p = vhost_user_path_of(path);
	virtio_parts_init(dp, path, &p->driver);
	struct vhost_user_ring rx = flow_vhost_user_ring_of(&p->driver.rx),
			       tx = flow_vhost_user_ring_of(&p->driver.tx);
	vhost_user_init(&p->port, path->guest, dp->ledger, &rx, &tx, (int)dp->scenario->pmd.burst,
			&dp->machine->counter[COUNTER_copies]);
	virtio_ring_serve(&p->driver.rx, (struct kick_target){vhost_user_kick, NULL}, (struct line){0});
	virtio_ring_serve(&p->driver.tx, (struct kick_target){vhost_user_kick, NULL}, pmd_line(&dp->pmd));
	p->pmd = &dp->pmd;
	pmd_add(&dp->pmd, path->index, &p->port);
}

static void start_port(struct path *path)
{
	struct vhost_user_path *p = vhost_user_path_of(path);
	vhost_user_start(&p->port);
}

/* The switch is there before any guest; its thread starts to poll with the first that asks. */
static void connect_port(struct path *path)
{
	struct vhost_user_path *p = vhost_user_path_of(path);
	pmd_start(p->pmd);
}

static void stop_port(struct path *path)
{
	struct vhost_user_path *p = vhost_user_path_of(path);
	vhost_user_stop(&p->port);
}

static bool port_stopped(struct path *path)
{
	struct vhost_user_path *p = vhost_user_path_of(path);
	return vhost_user_quiet(&p->port);
}

/* The messages of the vhost-user protocol, in QEMU's order (hw/virtio/vhost-user.c); a device runs once both rings have
 * theirs. */
static const struct bringup_step bring_up[] = {
	{"connect", BRINGUP_open, false, connect_port, NULL},
	VHOST_IOCTL("VHOST_USER_SET_OWNER"),
	VHOST_IOCTL("VHOST_USER_GET_FEATURES"),
	VHOST_STEPS_GUEST,
	VHOST_IOCTL("VHOST_USER_SET_FEATURES"),
	VHOST_IOCTL("VHOST_USER_SET_MEM_TABLE"),
	VHOST_IOCTL("VHOST_USER_SET_VRING_NUM rx"),
	VHOST_IOCTL("VHOST_USER_SET_VRING_BASE rx"),
	VHOST_IOCTL("VHOST_USER_SET_VRING_ADDR rx"),
	VHOST_IOCTL("VHOST_USER_SET_VRING_KICK rx"),
	VHOST_IOCTL("VHOST_USER_SET_VRING_CALL rx"),
	VHOST_IOCTL("VHOST_USER_SET_VRING_NUM tx"),
	VHOST_IOCTL("VHOST_USER_SET_VRING_BASE tx"),
	VHOST_IOCTL("VHOST_USER_SET_VRING_ADDR tx"),
	VHOST_IOCTL("VHOST_USER_SET_VRING_KICK tx"),
	{"VHOST_USER_SET_VRING_CALL tx", BRINGUP_ioctl, false, start_port, NULL},
	VHOST_STEP_LINK_UP,
	{0}};

static const struct bringup_step tear_down[] = {
	VHOST_STEPS_DOWN,
	{"VHOST_USER_GET_VRING_BASE rx", BRINGUP_ioctl, false, stop_port, port_stopped},
	VHOST_IOCTL("VHOST_USER_GET_VRING_BASE tx"),
	{"disconnect", BRINGUP_open, false, NULL, NULL},
	VHOST_STEP_PURGE,
	{0}};

static void vhost_user_check(const struct path *path)
{
	const struct vhost_user_path *p = vhost_user_path_of(path);
	virtio_net_check(&p->driver);
}

static void vhost_user_fini(struct path *path)
{
	struct vhost_user_path *p = vhost_user_path_of(path);
	virtio_net_fini(&p->driver);
}

extern const struct flow flow_vhost_user;
const struct flow flow_vhost_user = {
	.name = "vhost-user",
	.text = "a polling switch in user space (OVS-DPDK) serves the NIC and the guests' virtio rings",
	.receives = "nic, pmd, rte_vhost enqueue, virtqueue, guest",
	.worker = "pmd",
	.classifier = &classifier_single,
	.own_tx_vector = true,
	.instant = true,
	.polls = true,
	.path_size = sizeof(struct vhost_user_path),
	.wire_host = vhost_user_wire_host,
	.wire = vhost_user_wire,
	.bring_up = bring_up,
	.tear_down = tear_down,
	.check = vhost_user_check,
	.fini = vhost_user_fini,
};
