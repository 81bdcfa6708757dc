/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/output_openmetrics.h"
#include "models/flows/flow.h"
#include "sim/kernel/era.h"
#include "tools/base/version.h"
#include "tools/text/csv.h"

#include <glib.h>
#include <inttypes.h>

/* ---- lines ---- */

static void family(GString *out, const char *name, const char *type, const char *help)
{
	g_string_append_printf(out, "# TYPE vhostsim_%s %s\n# HELP vhostsim_%s %s\n", name, type, name, help);
}

/* label: one of a sample; first: it is the first one. */
static void label(GString *out, bool first, const char *name, const char *value)
{
	g_string_append_printf(out, "%s%s=\"", first ? "{" : ",", name);
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			g_string_append_c(out, '\\');
		g_string_append(out, *value == '\n' ? "\\n" : (char[]){*value, 0});
	}
	g_string_append_c(out, '"');
}

static void output_openmetrics_sample(GString *out, const char *name)
{
	g_string_append_printf(out, "vhostsim_%s", name);
}

static void whole(GString *out, int64_t value)
{
	g_string_append_printf(out, "} %" PRId64 "\n", value);
}

static void real(GString *out, double value)
{
	g_string_append(out, "} ");
	csv_exact(out, value);
	g_string_append_c(out, '\n');
}

static double output_openmetrics_seconds(vtime time)
{
	return (double)time / (double)VTIME_PER_S;
}

/* ---- families ---- */

static void append_run(GString *out, const struct scenario *s, const struct result *r)
{
	family(out, "run", "info", "What was simulated.");
	output_openmetrics_sample(out, "run_info");
	label(out, true, "scenario", s->name);
	label(out, false, "flow", flows[s->general.flow]->name);
	label(out, false, "kernel", era_names[s->general.kernel]);
	label(out, false, "version", version_text());
	label(out, false, "model", version_model());
	label(out, false, "partial", r->partial ? "yes" : "no");
	whole(out, 1);
	g_string_append(out,
			"# TYPE vhostsim_measured_seconds gauge\n# UNIT vhostsim_measured_seconds seconds\n"
			"# HELP vhostsim_measured_seconds Length of the counted time.\n"
			"vhostsim_measured_seconds ");
	csv_exact(out, output_openmetrics_seconds(r->measured));
	g_string_append_c(out, '\n');
}

static void append_packets(GString *out, const struct result *r)
{
	family(out, "packets_offered", "counter",
	       "Packets that reached the NIC, or that a guest or the host built.");
	for (int i = 0; i < r->n_streams; i++) {
		output_openmetrics_sample(out, "packets_offered_total");
		label(out, true, "source", r->stream[i].name);
		whole(out, r->stream[i].offered);
	}
	family(out, "packets_delivered", "counter", "Packets that a guest's application or the tester has.");
	for (int i = 0; i < r->n_streams; i++) {
		output_openmetrics_sample(out, "packets_delivered_total");
		label(out, true, "source", r->stream[i].name);
		whole(out, r->stream[i].delivered);
	}
}

static void append_drops(GString *out, const struct result *r)
{
	family(out, "packets_dropped", "counter", "Packets that were lost, by place and cause.");
	for (int i = 0; i < r->n_streams; i++)
		for (int k = 0; k < DROPS; k++) {
			output_openmetrics_sample(out, "packets_dropped_total");
			label(out, true, "source", r->stream[i].name);
			label(out, false, "reason", drop_names[k].name);
			label(out, false, "kernel", drop_names[k].kernel);
			whole(out, r->stream[i].dropped[k]);
		}
}

static void append_counters(GString *out, const struct result *r)
{
	family(out, "events", "counter", "Events of the datapath, as vhostsim list counters has them.");
	for (int i = 0; i < COUNTERS; i++) {
		output_openmetrics_sample(out, "events_total");
		label(out, true, "event", counter_names[i].name);
		whole(out, r->counter[i]);
	}
}

static void output_openmetrics_append_core(GString *out, const struct result_core *core)
{
	char number[16];
	g_snprintf(number, sizeof(number), "%d", core->number);
	for (int i = 0; i < CONTEXTS; i++) {
		output_openmetrics_sample(out, "cpu_seconds_total");
		label(out, true, "machine", core->machine);
		label(out, false, "core", number);
		label(out, false, "context", context_names[i]);
		real(out, output_openmetrics_seconds(core->booked[i]));
	}
}

static void append_cpu(GString *out, const struct result *r)
{
	family(out, "cpu_seconds", "counter", "Time of a core by context.");
	g_string_append(out, "# UNIT vhostsim_cpu_seconds seconds\n");
	for (int i = 0; i < r->n_cores; i++)
		output_openmetrics_append_core(out, &r->core[i]);
}

static void append_queues(GString *out, const struct result *r)
{
	family(out, "queue_packets_mean", "gauge", "Time average of a queue's depth.");
	for (int i = 0; i < r->n_queues; i++) {
		output_openmetrics_sample(out, "queue_packets_mean");
		label(out, true, "queue", r->queue[i].name);
		real(out, r->queue[i].mean);
	}
	family(out, "queue_packets_max", "gauge", "Greatest depth of a queue.");
	for (int i = 0; i < r->n_queues; i++) {
		output_openmetrics_sample(out, "queue_packets_max");
		label(out, true, "queue", r->queue[i].name);
		whole(out, r->queue[i].max);
	}
}

/* append_quantiles: of those that the sample supports. */
static void append_quantiles(GString *out, const struct result_stream *stream)
{
	static const struct {
		const char *text;
		int64_t ppm;
	} quantiles[] = {{"0.5", 500000}, {"0.9", 900000}, {"0.99", 990000}, {"0.999", 999000}};
	for (size_t i = 0; i < G_N_ELEMENTS(quantiles); i++) {
		int64_t ps;
		if (!histogram_percentile(&stream->latency, quantiles[i].ppm, &ps))
			continue;
		output_openmetrics_sample(out, "latency_seconds");
		label(out, true, "source", stream->name);
		label(out, false, "quantile", quantiles[i].text);
		real(out, output_openmetrics_seconds(ps));
	}
}

static void append_latency(GString *out, const struct result *r)
{
	family(out, "latency_seconds", "summary", "One-way latency of the packets that were delivered.");
	g_string_append(out, "# UNIT vhostsim_latency_seconds seconds\n");
	for (int i = 0; i < r->n_streams; i++) {
		const struct result_stream *stream = &r->stream[i];
		append_quantiles(out, stream);
		output_openmetrics_sample(out, "latency_seconds_count");
		label(out, true, "source", stream->name);
		whole(out, (int64_t)stream->latency.count);
		output_openmetrics_sample(out, "latency_seconds_sum");
		label(out, true, "source", stream->name);
		real(out, (double)stream->latency.sum / (double)VTIME_PER_S);
	}
}

char *output_openmetrics(const struct scenario *s, const struct result *r)
{
	GString *out = g_string_new(NULL);
	append_run(out, s, r);
	append_packets(out, r);
	append_drops(out, r);
	append_counters(out, r);
	append_cpu(out, r);
	append_queues(out, r);
	append_latency(out, r);
	g_string_append(out, "# EOF\n");
	return g_string_free(out, FALSE);
}
