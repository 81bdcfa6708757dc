/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace for Perfetto (ui.perfetto.dev): messages of protos/perfetto/trace, of which a dozen fields are written here (proto.h).
 *
 * Each machine and each guest is a process. A machine has a track for each of its cores and contexts, with a slice for each
 * payment, and tracks for the wire and for the NIC. Guests have a track for their applications. The depth of each queue is a
 * counter of its guest or machine. Events are instants, on the track of the core that noticed them. All instants of a packet
 * have its number as their flow.
 */
#ifndef TOOLS_TRACE_TRACE_PERFETTO_H
#define TOOLS_TRACE_TRACE_PERFETTO_H

#include "models/scenario/scenario.h"
#include "sim/base/trace.h"
#include "tools/trace/trace_file.h"

struct trace_perfetto {
	struct trace_file file;
	const struct scenario *scenario;
	GPtrArray *machine;				/* names of those seen; not owned */
	GHashTable *tracks;				/* uuids whose descriptors are written: guint64 */
	GHashTable *counters;				/* names of queues, by address: number, from 1 */
	GString *packet, *event, *part, *text, *record; /* being written */
};

/* trace_perfetto_open: begins the file, and adds itself to the trace; false with a GError, as trace_file_open. */
bool trace_perfetto_open(struct trace_perfetto *x, struct trace *t, const struct scenario *s,
			 const char *path, int64_t limit, GError **error);

/* trace_perfetto_close: ends the file; false with a GError when it could not all be written. */
bool trace_perfetto_close(struct trace_perfetto *x, GError **error);

#endif
