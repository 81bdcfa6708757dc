/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pipeline that the benchmark simulates in four ways: a source, then three stages with a bounded ring
 * before each.
 *
 * A stage takes a packet out of its ring, works on it for a fixed time and puts it into the next ring, or
 * drops it when that is full; the last one delivers it. At one date an arrival comes before a stage that
 * takes packets. Packets carry nothing, so a ring is a number. All ways must give the same counts.
 */
#ifndef TESTS_BENCH_PIPELINE_H
#define TESTS_BENCH_PIPELINE_H

#include "sim/base/rng.h"
#include "sim/base/vtime.h"

#include <stdbool.h>

#define STAGES 3

extern const vtime stage_service[STAGES];
extern const int stage_ring[STAGES];

struct load {
	int64_t rate; /* packets per second */
	bool poisson;
	int64_t packets;
};

struct outcome {
	int64_t delivered, dropped[STAGES]; /* dropped before each stage */
	double seconds;			    /* of wall clock, set-up left out */
};

/* The source: the date of the next arrival; VTIME_NEVER after the last. */
struct source {
	vtime next;
	struct rng rng;
	vtime mean;
	bool poisson;
	int64_t left;
};

void source_start(struct source *s, const struct load *load);
void source_advance(struct source *s);

/* load_end: a date at which every packet has been dropped or delivered. */
vtime load_end(const struct load *load);

/* now_seconds: the wall clock. */
double now_seconds(void);

/* The four ways. PLATFORM: a SimGrid platform with a host named left. */
#define PLATFORM SOURCE_DIR "/tests/data/two_hosts.xml"

struct outcome run_bare(const struct load *load);   /* a loop over a binary heap, nothing else */
struct outcome run_events(const struct load *load); /* three events on the calendar of a machine */
struct outcome run_engine(const struct load *load); /* three threads on three cores of a machine */
struct outcome run_actors(const struct load *load); /* a SimGrid actor a stage, a simcall a step */

#endif
