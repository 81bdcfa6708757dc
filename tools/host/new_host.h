/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The host of a scenario to begin with: what is known of it, brought into the ranges of the settings, and how it is written.
 */
#ifndef TOOLS_HOST_NEW_HOST_H
#define TOOLS_HOST_NEW_HOST_H

#include "tools/host/host_facts.h"

#define HOST_CORES_MAX 1024 /* as the setting host.cores */
struct new_host {
	const struct host_facts *facts; /* NULL: none */
	const struct host_nic *nic;	/* of facts; NULL: none */
	gint64 cores;
	gint64 bits_per_s; /* of the wire */
	gint64 nic_core;
	gint64 queues; /* of the NIC */
	bool affinity; /* the cores of their interrupts are known, and not those in a row from nic_core on */
	int era;
	bool used[HOST_CORES_MAX]; /* cores that something is on */
	gint64 placed;		   /* threads placed so far */
};

/* new_host_of: of these facts, before any thread is placed. */
struct new_host new_host_of(const struct host_facts *facts);

/* new_host_write: the sections that describe the host: kernel, host, wire, costs, sched, nic, tap, vcpu. */
void new_host_write(GString *out, struct new_host *h);

/* new_host_notes: what was seen and has no setting, and what could not be seen, as comments. */
void new_host_notes(GString *out, const struct new_host *h);

/* new_host_place: a core for a thread that has none of its own: the first behind the NIC's that nothing is on yet; when there
 * is none, those behind it in turn. */
gint64 new_host_place(struct new_host *h);

/* new_host_rate: the wanted rate in pps, or as much of it as `share` of n hundredths of the wire carries of frames of 64 B. */
gint64 new_host_rate(const struct new_host *h, gint64 wanted, int hundredths);

#endif
