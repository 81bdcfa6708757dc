/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * callback, the second proposal: each path's vhost thread drives a NIC driver instance of its own.
 */
#include "models/flows/bridged.h"
#include "models/flows/vhost_bringup.h"
#include "models/vhost/callback.h"

struct callback_path {
	struct path path;
	struct vhost_parts vhost;
	struct nic_instance instance;
	struct callback callback;
};

static struct callback_path *callback_path_of(const struct path *path)
{
	return FLOW_PATH(path, struct callback_path);
}

static void callback_wire_host(struct datapath *dp)
{
	(void)dp;
}

static void callback_wire(struct datapath *dp, struct path *path)
{
	const struct scenario *s = dp->scenario;
	struct callback_path *p = callback_path_of(path);
	struct nic_queue *q = &dp->nic.queue[path->index];
	vhost_parts_init(dp, path, &p->vhost);
	nic_instance_init(&p->instance, q, path->worker_core, &s->nic, (int)s->callback.queue,
			  (int)s->callback.pool, &dp->machine->counter[COUNTER_pool_depletions]);
	nic_queue_close(q);
	callback_init(&p->callback, &p->vhost.rx, &p->vhost.tx, &p->instance, &s->callback);
	virtio_ring_serve(&p->vhost.driver.rx, (struct kick_target){callback_kick_rx, &p->callback},
			  (struct line){0});
	virtio_ring_serve(&p->vhost.driver.tx, (struct kick_target){callback_kick_tx, &p->callback},
			  (struct line){0});
	datapath_report_depth(dp, path, QUEUE_nic, "", &q->depth);
}

static struct callback *vhost_of(struct path *path)
{
	struct callback_path *p = callback_path_of(path);
	return &p->callback;
}

static void exchange(struct path *path)
{
	callback_register(vhost_of(path));
}

static void seed(struct path *path)
{
	callback_seed(vhost_of(path));
}

static void callback_open_queue(struct path *path)
{
	callback_open(vhost_of(path));
}

static void unregister(struct path *path)
{
	callback_close(vhost_of(path));
}

static bool unregistered(struct path *path)
{
	return callback_closed(vhost_of(path));
}

/* The talk's two lists stand for what VHOST_NET_SET_BACKEND is elsewhere. */
static const struct bringup_step bring_up[] = {
	VHOST_STEPS_CREATE,
	VHOST_STEPS_GUEST,
	VHOST_STEPS_RINGS(NULL),
	VHOST_IOCTL("vhost registers its rx handler"),
	VHOST_IOCTL("vhost registers its depletion handler"),
	VHOST_IOCTL("the driver returns its tx handler"),
	{"the driver returns its pool handle", BRINGUP_ioctl, false, exchange, NULL},
	{"the pool is seeded from the ring", BRINGUP_ioctl, false, seed, NULL},
	{"the queue is opened", BRINGUP_ioctl, false, callback_open_queue, NULL},
	VHOST_STEP_LINK_UP,
	{0}};

static const struct bringup_step tear_down[] = {
	VHOST_STEPS_DOWN,
	{"vhost unregisters its handlers", BRINGUP_ioctl, false, unregister, unregistered},
	VHOST_IOCTL("VHOST_GET_VRING_BASE rx"),
	VHOST_IOCTL("VHOST_GET_VRING_BASE tx"),
	{"close /dev/vhost-net", BRINGUP_open, false, NULL, NULL},
	VHOST_STEP_PURGE,
	{0}};

static void callback_check(const struct path *path)
{
	const struct callback_path *p = callback_path_of(path);
	virtio_net_check(&p->vhost.driver);
}

static void callback_fini(struct path *path)
{
	struct callback_path *p = callback_path_of(path);
	nic_instance_fini(&p->instance);
	vhost_parts_fini(&p->vhost);
}

extern const struct flow flow_callback;
const struct flow flow_callback = {
	.name = "callback",
	.text = "the second proposal: a vhost thread drives its own NIC driver instance, zero copy into "
		"guest buffers",
	.receives = "nic, vhost rx handler, virtqueue, guest",
	.worker = "vhost",
	.classifier = &classifier_by_path,
	.path_size = sizeof(struct callback_path),
	.wire_host = callback_wire_host,
	.wire = callback_wire,
	.bring_up = bring_up,
	.tear_down = tear_down,
	.check = callback_check,
	.fini = callback_fini,
};
