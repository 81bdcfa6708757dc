/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feedback, the first proposal: as vhost, but the NIC classifies into a queue for each guest, and a guest's
 * saturated tap stops the polling of its queue alone.
 */
#include "models/bridged.h"

static void wire_guest(struct datapath *dp, int i)
{
	const struct scenario *s = dp->scenario;
	struct guest_path *path = &dp->path[i];
	struct nic_queue *q = &dp->nic.queue[i];
	bridged_driver(dp, &path->driver, q, i);
	bridged_guest(dp, i);
	saturation_init(&path->saturation, q, &s->feedback, s->tap.queue,
			&dp->machine->counter[COUNTER_saturations]);
	path->driver.saturation = path->tap.saturation = &path->saturation;
}

static void wire_feedback(struct datapath *dp)
{
	bridged_host(dp);
	for (int i = 0; i < dp->n_guests; i++)
		wire_guest(dp, i);
}

extern const struct flow flow_feedback;
const struct flow flow_feedback = {
	.name = "feedback",
	.text = "the first proposal: vhost tells NAPI that it is saturated, the guest's NIC queue is left "
		"unpolled",
	.path = "nic queue of the guest, napi, bridge, tap, vhost handle_rx, virtqueue, guest",
	.classifier = &classifier_by_guest,
	.wire = wire_feedback,
};
