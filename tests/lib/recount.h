/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A second count of a run, from the lines of its trace alone: no line knows of any counter.
 *
 * What stands before a machine's line "statistics reset" is of the warm-up. Packets are known by their numbers, which they
 * keep from one machine to the other.
 */
#ifndef TESTS_LIB_RECOUNT_H
#define TESTS_LIB_RECOUNT_H

#include "models/drops.h"
#include "tests/lib/suite.h"
#include <glib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define RECOUNT_STREAMS 512
#define RECOUNT_MACHINES 128

/* One line. */
struct traced {
	int64_t date; /* ps */
	char *event;  /* "core irq" */
	char *subject_name, *detail_name;
	int64_t subject, detail;
	char *machine; /* "": there is one only */
};

/* What became of some packets. */
struct recount_packets {
	int64_t offered, delivered, bytes; /* bytes: of those delivered */
	int64_t dropped[DROPS];
	GArray *latency; /* int64_t, ps, of those delivered */
};

struct recount_packet {
	int64_t born;
	int32_t source, bytes; /* bytes 0: no line has said */
	bool known;
};

struct recount {
	GHashTable *
		events; /* "core irq" or "vhost turn sends=1": how often, as GINT_TO_POINTER; "ovs masks": a sum */
	GArray *packet; /* struct recount_packet, by number */
	struct recount_packets all, stream[RECOUNT_STREAMS];
	int64_t inside_start, inside_end;
	char *cut[RECOUNT_MACHINES]; /* the machines that have counted anew */
	int n_cut;
	int64_t lines;
};

/* ---- a line ---- */

/* recount_more: so many more of what the event counts. */
static inline void recount_more(struct recount *r, const char *event, int more)
{
	int n = GPOINTER_TO_INT(g_hash_table_lookup(r->events, event));
	g_hash_table_replace(r->events, g_strdup(event), GINT_TO_POINTER(n + more));
}

static inline void recount_event(struct recount *r, const char *event)
{
	recount_more(r, event, 1);
}

/* ---- the whole ---- */

/* recount_new: of the trace in the file; the caller frees it (recount_free). */
struct recount *recount_new(const char *path);

void recount_free(struct recount *r);

/* recount_of: how often the event was counted. */
static inline int64_t recount_of(const struct recount *r, const char *event)
{
	return GPOINTER_TO_INT(g_hash_table_lookup(r->events, event));
}

/* recount_add: adds up the packets of b. */
void recount_add(struct recount_packets *a, const struct recount_packets *b);

int64_t recount_lost(const struct recount_packets *p);

#endif
