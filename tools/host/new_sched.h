/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scheduler and the idle states of a host, as a scenario to begin with has them.
 */
#ifndef TOOLS_HOST_NEW_SCHED_H
#define TOOLS_HOST_NEW_SCHED_H

#include "tools/host/host_facts.h"

/* new_sched_write: the section sched; nothing when nothing of it is known. new_sched_notes: comments about its idle states. */
void new_sched_write(GString *out, const struct host_facts *f);
void new_sched_notes(GString *out, const struct host_cpu *c);

#endif
