/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names of costs, counters, drop reasons, kinds of queue and flows, from their lists.
 */
#include "models/costs.h"
#include "models/counters.h"
#include "models/drops.h"
#include "models/flow_list.h"
#include "models/queues.h"

#define COST_NAME(name, text) {#name, text},
const struct cost_name cost_names[] = {COSTS(COST_NAME)};

bool cost_waits(int cost)
{
	return cost == COST_halt_poll || cost == COST_app_spin || cost == COST_guest_halt ||
	       cost == COST_guest_stall || cost == COST_vhost_busy_poll;
}

#define COUNTER_NAME(name, kernel, text) {#name, kernel, text},
const struct counter_name counter_names[] = {COUNTER_LIST(COUNTER_NAME)};

#define DROP_NAME(place, cause, kernel, text) {#place "/" #cause, kernel, text},
const struct drop_name drop_names[] = {DROP_LIST(DROP_NAME)};

#define QUEUE_KIND(name, place, of_guest, text) {#name, QUEUE_PLACE_##place, of_guest, text},
const struct queue_kind queue_kinds[] = {QUEUE_LIST(QUEUE_KIND)};

#define FLOW_NAME(id, name) name,
const char *const flow_names[] = {FLOW_LIST(FLOW_NAME) 0};
