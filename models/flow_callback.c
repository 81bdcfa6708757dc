/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * callback, the second proposal: each guest's vhost thread drives a NIC driver instance of its own.
 */
#include "models/datapath.h"

static void wire_guest(struct datapath *dp, int i)
{
	const struct scenario *s = dp->scenario;
	struct guest_path *path = &dp->path[i];
	struct nic_queue *q = &dp->nic.queue[i];
	nic_instance_init(&path->instance, q, path->worker.task.core, &s->nic, (int)s->callback.queue,
			  (int)s->callback.pool, &dp->machine->counter[COUNTER_pool_depletions]);
	callback_init(&path->callback, &path->vq, &path->instance, &s->callback);
	path->guest.backend = (struct kick_target){callback_kick, &path->callback};
	datapath_report_depth(dp, i, "nic", &q->depth);
}

static void wire_callback(struct datapath *dp)
{
	for (int i = 0; i < dp->n_guests; i++)
		wire_guest(dp, i);
}

static void start_callback(struct datapath *dp)
{
	for (int i = 0; i < dp->n_guests; i++)
		callback_start(&dp->path[i].callback);
}

extern const struct flow flow_callback;
const struct flow flow_callback = {
	.name = "callback",
	.text = "the second proposal: a vhost thread drives its own NIC driver instance, zero copy into "
		"guest buffers",
	.path = "nic, vhost rx handler, virtqueue, guest",
	.classifier = &classifier_by_guest,
	.wire = wire_callback,
	.start = start_callback,
};
