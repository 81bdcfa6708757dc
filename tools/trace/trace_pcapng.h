/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets of a run as captures: a pcapng file for each machine (draft-ietf-opsawg-pcapng), with dates in ns and an interface for
 * each place at which packets are seen: "wire", "nic", and of each guest "tap", "virtqueue" and the guest itself.
 *
 * Packets are kept and written by their dates when the run has ended, for the NIC's are noticed late. Their headers are made up
 * (made_frame.h). Each has its number as its epb_packetid and in a comment; one that is lost stands once more at the place that
 * lost it, with the reason in the comment.
 */
#ifndef TOOLS_TRACE_TRACE_PCAPNG_H
#define TOOLS_TRACE_TRACE_PCAPNG_H

#include "models/scenario/scenario.h"
#include "sim/base/trace.h"

struct trace_pcapng {
	const struct scenario *scenario;
	char *folder;
	GPtrArray *machine;   /* names of those seen; owned */
	int64_t bytes, limit; /* of all files; kept for them */
	vtime full_at;	      /* VTIME_NEVER: everything has been kept */
	GPtrArray *interface; /* struct interface, in the order in which they were seen */
	GArray *sight;	      /* struct sight */
	GArray *packet;	      /* struct packet_known, by number */
};

/* trace_pcapng_open: makes the folder, and adds itself to the trace; false with a GError. */
bool trace_pcapng_open(struct trace_pcapng *x, struct trace *t, const struct scenario *s, const char *folder,
		       int64_t limit, GError **error);

/* trace_pcapng_close: writes the files; false with a GError when that failed. */
bool trace_pcapng_close(struct trace_pcapng *x, GError **error);

#endif
