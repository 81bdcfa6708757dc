/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Axes of a parameter study, from the list `axes` of a scenario's section "study":
 *
 *     - {set: load, from: 100kpps, to: 2Mpps, count: 12, scale: log}   # or step: 100kpps; linear by default (range.h)
 *     - {set: traffic.frame, values: [64B, 512B, imix], name: frame}   # the name is that of the key by default
 *     - name: placement                                                # values by name, each with several settings
 *       values:
 *         - {name: shared core, set: {guests.vm0.vhost_core: 0}}
 *         - {name: own core, set: {guests.vm0.vhost_core: 2}}
 *     - together:                                                      # axes of one length that move together
 *         - {set: kernel, values: ["3.13", "5.10"]}
 *         - {set: nic.rx_ring, values: [256, 512]}
 *
 * No two axes set one key, nor an axis what the command line sets.
 */
#ifndef TOOLS_STUDY_PLAN_AXES_READ_H
#define TOOLS_STUDY_PLAN_AXES_READ_H

#include "tools/study/plan/axis.h"

/* axes_read: appends the axes of the base's document, if it has any; sets are the command line's. False with every
 * fault added to d. */
bool axes_read(GPtrArray *axes, struct scenario_base *b, const char *const *sets, struct diag *d);

/* axes_node: the value of a key of the section "study" in the document; NULL when there is none. */
const yaml_node_t *axes_node(struct scenario_base *b, const char *key);

#endif
