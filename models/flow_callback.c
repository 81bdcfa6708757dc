/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * callback, the second proposal: each path's vhost thread drives a NIC driver instance of its own.
 */
#include "models/bridged.h"
#include "models/callback.h"

struct callback_path {
	struct vhost_path vhost;
	struct nic_instance instance;
	struct callback callback;
};

static void wire_host(struct datapath *dp)
{
	(void)dp;
}

static void wire(struct datapath *dp, struct path *path)
{
	const struct scenario *s = dp->scenario;
	struct callback_path *p = path->parts;
	struct nic_queue *q = &dp->nic.queue[path->index];
	vhost_path_init(dp, path, &p->vhost);
	nic_instance_init(&p->instance, q, path->worker_core, &s->nic, (int)s->callback.queue,
			  (int)s->callback.pool, &dp->machine->counter[COUNTER_pool_depletions]);
	callback_init(&p->callback, &p->vhost.rx, &p->vhost.tx, &p->instance, &s->callback);
	p->vhost.driver.rx.backend = (struct kick_target){.kick = callback_kick_rx, .self = &p->callback};
	p->vhost.driver.tx.backend = (struct kick_target){.kick = callback_kick_tx, .self = &p->callback};
	datapath_report_depth(dp, path, DEPTH_NIC, "nic", &q->depth);
}

static void start(struct path *path)
{
	struct callback_path *p = path->parts;
	virtio_net_probe(&p->vhost.driver);
	callback_start(&p->callback);
}

static void check(const struct path *path)
{
	const struct callback_path *p = path->parts;
	virtio_net_check(&p->vhost.driver);
}

static void fini(struct path *path)
{
	struct callback_path *p = path->parts;
	nic_instance_fini(&p->instance);
	vhost_path_fini(&p->vhost);
}

extern const struct flow flow_callback;
const struct flow flow_callback = {
	.name = "callback",
	.text = "the second proposal: a vhost thread drives its own NIC driver instance, zero copy into "
		"guest buffers",
	.path = "nic, vhost rx handler, virtqueue, guest",
	.worker = "vhost",
	.classifier = &classifier_by_path,
	.parts = sizeof(struct callback_path),
	.wire_host = wire_host,
	.wire = wire,
	.start = start,
	.check = check,
	.fini = fini,
};
