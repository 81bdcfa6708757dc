/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feedback, the first proposal: as vhost, but the NIC classifies into a queue for each path, and a saturated
 * tap stops the polling of its queue alone. The transmit ring has an interrupt of its own, which no tap stops.
 */
#include "models/bridged.h"

struct feedback_path {
	struct bridged_path bridged;
	struct nic_driver driver;
	struct saturation saturation;
};

static void wire_host(struct datapath *dp)
{
	struct nic_queue *q = &dp->nic.queue[dp->nic.n_queues - 1];
	bridged_host(dp, q);
	bridged_driver(dp, &dp->driver, q, dp->scenario->nic.core, NULL);
	dp->driver.uplink = &dp->uplink;
}

static void wire(struct datapath *dp, struct path *path)
{
	const struct scenario *s = dp->scenario;
	struct feedback_path *p = path->parts;
	struct nic_queue *q = &dp->nic.queue[path->index];
	bridged_driver(dp, &p->driver, q, s->nic.core, path);
	bridged_path(dp, path, &p->bridged);
	saturation_init(&p->saturation, q, &s->feedback, p->bridged.tap.limit,
			&dp->machine->counter[COUNTER_saturations]);
	p->driver.saturation = p->bridged.tap.saturation = &p->saturation;
}

static void start(struct path *path)
{
	struct feedback_path *p = path->parts;
	virtio_net_probe(&p->bridged.vhost.driver);
}

static void check(const struct path *path)
{
	const struct feedback_path *p = path->parts;
	bridged_path_check(&p->bridged);
	saturation_check(&p->saturation, p->bridged.tap.queue.length);
}

static void fini(struct path *path)
{
	struct feedback_path *p = path->parts;
	bridged_path_fini(&p->bridged);
}

extern const struct flow flow_feedback;
const struct flow flow_feedback = {
	.name = "feedback",
	.text = "the first proposal: vhost tells NAPI that it is saturated, the guest's NIC queue is left "
		"unpolled",
	.path = "nic queue of the guest, napi, bridge, tap, vhost handle_rx, virtqueue, guest",
	.worker = "vhost",
	.classifier = &classifier_by_path,
	.own_tx_vector = true,
	.parts = sizeof(struct feedback_path),
	.wire_host = wire_host,
	.wire = wire,
	.start = start,
	.check = check,
	.fini = fini,
};
