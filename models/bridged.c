/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/bridged.h"

void bridged_host(struct datapath *dp)
{
	const struct scenario *s = dp->scenario;
	int64_t *counter = dp->machine->counter;
	softnet_init(&dp->softnet, datapath_core(dp, s->nic.core), s->napi.budget,
		     &counter[COUNTER_napi_polls], &counter[COUNTER_time_squeeze]);
}

void bridged_guest(struct datapath *dp, int guest)
{
	struct guest_path *path = &dp->path[guest];
	tap_init(&path->tap, dp->ledger, dp->scenario->tap.queue, dp->machine->era);
	vhost_net_init(&path->vhost_net, dp->machine->era, &dp->scenario->vhost, &path->vq, &path->tap);
	path->guest.backend = (struct kick_target){vhost_net_kick, &path->vhost_net};
	bridge_connect(&dp->bridge, guest, &path->tap.in);
	datapath_report_depth(dp, guest, "tap", &path->tap.depth);
}

void bridged_driver(struct datapath *dp, struct nic_driver *d, struct nic_queue *q, int guest)
{
	const struct scenario *s = dp->scenario;
	datapath_report_depth(dp, guest, "nic", &q->depth);
	nic_driver_init(d, q, &dp->softnet, &s->nic, (int)s->napi.weight, &dp->bridge.in);
}
