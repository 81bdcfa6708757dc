/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flows: the systems that can be simulated, one file each (flow_vhost.c, ...), behind one table.
 *
 * A flow wires shared parts together; it holds no rules of its own.
 */
#ifndef MODELS_FLOW_H
#define MODELS_FLOW_H

#include "models/classifier.h"

struct datapath;

struct flow {
	const char *name; /* on the command line and in scenarios */
	const char *text; /* one sentence */
	const char *path; /* receive path, for lists: "nic, napi, bridge, ..." */
	const struct classifier *classifier;
	/* wire: builds the parts of every guest between the NIC and the guest's driver. Called once, before
	 * time starts. */
	void (*wire)(struct datapath *dp);
	/* start: interface initialisation, at the date traffic may begin. May be NULL. */
	void (*start)(struct datapath *dp);
};

/* flows: the table, flow_count entries; flow_names: their names, NULL-terminated, for the option of that
 * name. */
extern const struct flow *const flows[];
extern const int flow_count;
extern const char *const flow_names[];

#endif
