/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost, the baseline: one host queue, NAPI, bridge, a tap for each guest, vhost's handle_rx.
 */
#include "models/datapath.h"

static void wire_guest(struct datapath *dp, int i)
{
	struct guest_path *path = &dp->path[i];
	tap_init(&path->tap, dp->ledger, dp->scenario->tap.queue, dp->machine->era);
	vhost_net_init(&path->vhost_net, dp->machine->era, &dp->scenario->vhost, &path->vq, &path->tap);
	path->guest.backend = (struct kick_target){vhost_net_kick, &path->vhost_net};
	bridge_connect(&dp->bridge, i, &path->tap.in);
	datapath_report_depth(dp, i, "tap", &path->tap.depth);
}

static void wire_vhost(struct datapath *dp)
{
	const struct scenario *s = dp->scenario;
	int64_t *counter = dp->machine->counter;
	softnet_init(&dp->softnet, datapath_core(dp, s->nic.core), s->napi.budget,
		     &counter[COUNTER_napi_polls], &counter[COUNTER_time_squeeze]);
	datapath_report_depth(dp, -1, "nic", &dp->nic.queue[0].depth);
	for (int i = 0; i < dp->n_guests; i++)
		wire_guest(dp, i);
	nic_driver_init(&dp->driver, &dp->nic.queue[0], &dp->softnet, &s->nic, (int)s->napi.weight,
			&dp->bridge.in);
}

extern const struct flow flow_vhost;
const struct flow flow_vhost = {
	.name = "vhost",
	.text = "the baseline: a vhost worker for each guest behind the host's bridge and a tap",
	.path = "nic, napi, bridge, tap, vhost handle_rx, virtqueue, guest",
	.classifier = &classifier_single,
	.wire = wire_vhost,
};
