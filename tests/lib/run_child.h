/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole runs for the tests: SimGrid allows one world in a process, so each run has a forked child of its own,
 * which sends what is asked for back through a pipe. A child that dies (a broken invariant aborts) is a run
 * that failed.
 */
#ifndef TESTS_LIB_RUN_CHILD_H
#define TESTS_LIB_RUN_CHILD_H

#include "models/run/run.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/trace/run_traces.h"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUN_CORES 512
#define RUN_GUESTS 16
#define RUN_STREAMS 16

/* One run to make. */
struct run_order {
	const char *path;	 /* of the scenario */
	const char *const *sets; /* "key=value", NULL-terminated */
	enum sync sync;
	const char *trace; /* file, as of --trace, or a folder, as of --pcapng; NULL: none */
};

/* One source of traffic. */
struct run_stream {
	int64_t offered, delivered;
	struct histogram latency; /* without its buckets */
};

/* The numbers of a result. Its pointers are NULL, but for result.core, which is core below, and the buckets of
 * result.latency, which are those of latency. */
struct run_numbers {
	struct result result;
	struct result_core core[RUN_CORES];
	struct result_guest guest[RUN_GUESTS]; /* without names, their latency without buckets */
	struct run_stream stream[RUN_STREAMS];
	uint64_t latency[HISTOGRAM_BUCKETS];
};

/* What a child sends of a result: writes it to out. */
typedef void (*run_report)(const struct scenario *s, const struct result *r, FILE *out);

/* run_child: makes the run; returns what report wrote, for the caller to free (g_byte_array_unref); NULL when
 * the run failed. */
GByteArray *run_child(const struct run_order *order, run_report report);

/* run_report_numbers: a report of the result's numbers. run_numbers_cut: takes them off the head of what a child sent; for
 * the caller to free (g_free); NULL when they are not there. */
void run_report_numbers(const struct scenario *s, const struct result *r, FILE *out);
struct run_numbers *run_numbers_cut(GByteArray *bytes);

static inline struct run_stream run_stream_of(const struct result_stream *s)
{
	return (struct run_stream){s->offered, s->delivered, s->latency};
}

/* run_numbers: the numbers of a run, for the caller to free (g_free); NULL when it failed. */
struct run_numbers *run_numbers(const struct run_order *order);

#endif
