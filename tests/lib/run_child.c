/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/run_child.h"
#include "sim/world_setup.h"

/* run_simulate: the child's life. */
static void run_simulate(const struct run_order *order, run_report report, FILE *out)
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

GByteArray *run_child(const struct run_order *order, run_report report)
{
	int ends[2], status;
	guint8 buffer[4096];
	world_prepare(); /* once, and not in each child */
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

void run_report_numbers(const struct scenario *s, const struct result *r, FILE *out)
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

struct run_numbers *run_numbers_cut(GByteArray *bytes)
{
	if (bytes->len < sizeof(struct run_numbers))
		return NULL;
	struct run_numbers *n = g_memdup2(bytes->data, sizeof(*n));
	g_byte_array_remove_range(bytes, 0, sizeof(*n));
	n->result.core = n->core;
	n->result.latency.held = n->latency;
	n->result.latency.first = 0;
	n->result.latency.held_count = HISTOGRAM_BUCKETS;
	return n;
}

struct run_numbers *run_numbers(const struct run_order *order)
{
	GByteArray *bytes = run_child(order, run_report_numbers);
	struct run_numbers *n = bytes ? run_numbers_cut(bytes) : NULL;
	g_clear_pointer(&bytes, g_byte_array_unref);
	return n;
}
