/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost, the baseline: one host queue, NAPI, bridge, a tap for each guest, vhost's handle_rx.
 */
#include "models/bridged.h"

static void wire_vhost(struct datapath *dp)
{
	bridged_host(dp);
	bridged_driver(dp, &dp->driver, &dp->nic.queue[0], -1);
	for (int i = 0; i < dp->n_guests; i++)
		bridged_guest(dp, i);
}

extern const struct flow flow_vhost;
const struct flow flow_vhost = {
	.name = "vhost",
	.text = "the baseline: a vhost worker for each guest behind the host's bridge and a tap",
	.path = "nic, napi, bridge, tap, vhost handle_rx, virtqueue, guest",
	.classifier = &classifier_single,
	.wire = wire_vhost,
};
