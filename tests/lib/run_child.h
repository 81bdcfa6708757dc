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

/* run_simulate: the child's life. */
static inline void run_simulate(const struct run_order *order, run_report report, FILE *out)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(order->path, order->sets, d);
	diag_print(d, stderr);
	if (!s)
		_exit(1);
	int status;
	bool folder = order->trace && g_file_test(order->trace, G_FILE_TEST_IS_DIR);
	const struct trace_request request = {.file = folder ? NULL : order->trace,
					      .pcapng = folder ? order->trace : NULL};
	struct run_traces *traces = run_traces_open(&request, s, &status);
	if (!traces)
		_exit(1);
	const struct run_settings settings = {.sync = order->sync, .trace = run_traces_trace(traces)};
	report(s, run_scenario(s, &settings), out);
	if (run_traces_close(traces) != 0)
		_exit(1);
	_exit(fclose(out) == 0 ? 0 : 1);
}

/* run_child: makes the run; returns what report wrote, for the caller to free (g_byte_array_unref); NULL when
 * the run failed. */
static inline GByteArray *run_child(const struct run_order *order, run_report report)
{
	int ends[2], status;
	guint8 buffer[4096];
	fflush(NULL);
	if (pipe(ends))
		return NULL;
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		run_simulate(order, report, fdopen(ends[1], "w"));
	}
	close(ends[1]);
	GByteArray *bytes = g_byte_array_new();
	for (ssize_t n; (n = read(ends[0], buffer, sizeof(buffer))) > 0;)
		g_byte_array_append(bytes, buffer, (guint)n);
	close(ends[0]);
	if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
		return bytes;
	g_byte_array_unref(bytes);
	return NULL;
}

static inline struct run_stream run_stream_of(const struct result_stream *s)
{
	return (struct run_stream){s->offered, s->delivered, s->latency};
}

static inline void run_report_numbers(const struct scenario *s, const struct result *r, FILE *out)
{
	(void)s;
	struct run_numbers *n = g_new0(struct run_numbers, 1);
	n->result = *r;
	n->result.core = NULL;
	n->result.guest = NULL;
	n->result.queue = NULL;
	n->result.stream = NULL;
	n->result.series = NULL;
	memcpy(n->core, r->core, sizeof(*r->core) * (size_t)MIN(r->n_cores, RUN_CORES));
	memcpy(n->guest, r->guest, sizeof(*r->guest) * (size_t)MIN(r->n_guests, RUN_GUESTS));
	for (int i = 0; i < MIN(r->n_streams, RUN_STREAMS); i++)
		n->stream[i] = run_stream_of(&r->stream[i]);
	for (int i = 0; i < r->latency.held_count; i++)
		n->latency[r->latency.first + i] = r->latency.held[i];
	fwrite(n, sizeof(*n), 1, out);
	g_free(n);
}

/* run_numbers: the numbers of a run, for the caller to free (g_free); NULL when it failed. */
static inline struct run_numbers *run_numbers(const struct run_order *order)
{
	GByteArray *bytes = run_child(order, run_report_numbers);
	if (!bytes || bytes->len != sizeof(struct run_numbers)) {
		g_clear_pointer(&bytes, g_byte_array_unref);
		return NULL;
	}
	struct run_numbers *n = (struct run_numbers *)g_byte_array_free(bytes, FALSE);
	n->result.core = n->core;
	n->result.latency.held = n->latency;
	n->result.latency.first = 0;
	n->result.latency.held_count = HISTOGRAM_BUCKETS;
	return n;
}

#endif
