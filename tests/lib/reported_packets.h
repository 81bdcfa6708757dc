/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run reports of its packets against the count of its trace: by fate, guest and source, and their latencies.
 */
#ifndef TESTS_LIB_REPORTED_PACKETS_H
#define TESTS_LIB_REPORTED_PACKETS_H

#include "tests/lib/reported.h"

/* By drop: whether some run so far has lost a packet there. */
extern bool reported_losses[DROPS];

/* reported_loss: loss ratio of counted packets; NAN: none has ended. */
double reported_loss(const struct recount_packets *p);

/* reported_packets: all packets of the run. reported_streams: those of each source. reported_guest: those of an element of
 * the JSON's guests. reported_latencies: the metrics repeat the latencies of the JSON, which were compared with the
 * trace: of a guest or source (part), or of all (NULL). */
void reported_packets(const struct reported *run);
void reported_streams(const struct reported *run);
void reported_guest(const struct reported *run, JsonObject *guest);
void reported_latencies(const struct reported *run, JsonObject *in, const char *part);

#endif
