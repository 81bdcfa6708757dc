/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bridged: what the flows through the host's bridge share: NAPI on the NIC's core, and for each guest a tap
 * whose packets vhost's handle_rx takes.
 */
#ifndef MODELS_BRIDGED_H
#define MODELS_BRIDGED_H

#include "models/datapath.h"

/* bridged_host: the poll list of the NIC's core. */
void bridged_host(struct datapath *dp);

/* bridged_guest: the guest's tap behind the bridge, and vhost on it. */
void bridged_guest(struct datapath *dp, int guest);

/* bridged_driver: driver d serves the NIC's queue q on the NIC's core and hands packets to the bridge. The
 * queue is reported as the guest's (-1: nobody's). */
void bridged_driver(struct datapath *dp, struct nic_driver *d, struct nic_queue *q, int guest);

#endif
