/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a delivered packet took: events and cycles of a run divided by the packets that the guests'
 * applications have taken. What went into packets that were lost counts too: it was paid for those that came
 * through.
 */
#ifndef MODELS_RUN_PER_PACKET_H
#define MODELS_RUN_PER_PACKET_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"

/* X(name): counters (models/counters.h) */
#define PER_PACKET_COUNTERS(X)                                                                               \
	X(exits) X(interrupts) X(kicks) X(signals) X(copies) X(wakeups) X(context_switches)

/* X(name): all figures. cycles: of all cores, in every context but idle, of the host and its guests. */
#define PER_PACKET_LIST(X) PER_PACKET_COUNTERS(X) X(cycles)

#define PER_PACKET_ENUM(name) PER_PACKET_##name,
enum per_packet { PER_PACKET_LIST(PER_PACKET_ENUM) PER_PACKET };

/* per_packet_names: PER_PACKET entries. */
extern const char *const per_packet_names[];

/* per_packet: the figure of a run of this scenario; NAN when nothing was delivered. */
double per_packet(const struct scenario *s, const struct result *r, enum per_packet figure);

#endif
