/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/output_json.h"
#include "models/flows/flow.h"
#include "models/run/per_packet.h"
#include "sim/core/cstate.h"
#include "sim/kernel/era.h"
#include "tools/base/version.h"
#include "tools/show/result_schema.h"
#include "tools/show/settings_json.h"
#include "tools/text/json_writer.h"
#include <glib.h>
#include <math.h>

#define SHARE_DECIMALS 6

/* output_json_write_partial: of a run that was stopped, at which date of its own. */
static void output_json_write_partial(struct json_writer *w, const struct result *r)
{
	if (!r->partial)
		return;
	json_bool(w, "partial", true);
	json_fixed(w, "end_s", (double)(r->warmup + r->measured) / (double)VTIME_PER_S, 12);
}

static void output_json_write_head(struct json_writer *w, const struct scenario *s, const struct result *r)
{
	json_int(w, "format", RESULT_FORMAT);
	json_text(w, "scenario", s->name);
	json_text(w, "flow", flows[s->general.flow]->name);
	json_text(w, "kernel", era_names[s->general.kernel]);
	json_int(w, "seed", s->general.seed);
	output_json_write_partial(w, r);
	json_fixed(w, "simulated_s", (double)r->measured / (double)VTIME_PER_S, 6);
	json_fixed(w, "offered_pps", result_offered_pps(r), 3);
	json_fixed(w, "delivered_pps", result_delivered_pps(r), 3);
	json_fixed(w, "loss_ratio", result_loss_ratio(r), 9);
}

/* write_warmup: of one that was found; one that was set stands in the settings. */
static void write_warmup(struct json_writer *w, const struct scenario *s, const struct result *r)
{
	if (s->general.warmup_cut == WARMUP_FIXED)
		return;
	json_row(w, "warmup_found");
	json_fixed(w, "cut_s", (double)r->warmup / (double)VTIME_PER_S, 12);
	json_text(w, "steady_state", r->warmup_unsteady ? "not found" : "found");
	json_end(w);
}

static void write_dropped(struct json_writer *w, const int64_t dropped[DROPS])
{
	json_object(w, "dropped");
	for (int i = 0; i < DROPS; i++)
		json_int(w, drop_names[i].name, dropped[i]);
	json_end(w);
}

static void output_json_write_packets(struct json_writer *w, const struct result *r)
{
	json_object(w, "packets");
	json_int(w, "offered", r->offered);
	json_int(w, "delivered", r->delivered);
	json_int(w, "in_flight", r->inside_end - r->inside_start);
	json_int(w, "inside_at_start", r->inside_start);
	json_int(w, "inside_at_end", r->inside_end);
	write_dropped(w, r->dropped);
	json_end(w);
}

static void write_percentile(struct json_writer *w, const char *key, const struct histogram *h, int64_t ppm)
{
	int64_t ps;
	if (h->count > 0 && histogram_percentile(h, ppm, &ps))
		json_thousandths(w, key, ps);
	else
		json_null(w, key);
}

static void output_json_write_exact(struct json_writer *w, const char *key, const struct histogram *h,
				    int64_t ps)
{
	if (h->count > 0)
		json_thousandths(w, key, ps);
	else
		json_null(w, key);
}

static void output_json_write_latency(struct json_writer *w, const struct histogram *h)
{
	json_object(w, "latency_ns");
	output_json_write_exact(w, "min", h, h->min);
	output_json_write_exact(w, "mean", h, histogram_mean(h));
	write_percentile(w, "p50", h, 500000);
	write_percentile(w, "p90", h, 900000);
	write_percentile(w, "p99", h, 990000);
	write_percentile(w, "p999", h, 999000);
	output_json_write_exact(w, "max", h, h->max);
	json_end(w);
}

static void output_json_write_guests(struct json_writer *w, const struct result *r)
{
	json_array(w, "guests");
	for (int i = 0; i < r->n_guests; i++) {
		const struct result_guest *g = &r->guest[i];
		json_object(w, NULL);
		json_text(w, "name", g->name);
		json_int(w, "offered", g->offered);
		json_int(w, "delivered", g->delivered);
		json_fixed(w, "loss_ratio", result_guest_loss(g), 9);
		if (g->has_quota)
			json_fixed(w, "throttled_ratio", (double)g->throttled / (double)r->measured, 6);
		write_dropped(w, g->dropped);
		output_json_write_latency(w, &g->latency);
		json_end(w);
	}
	json_end(w);
}

static void write_streams(struct json_writer *w, const struct result *r)
{
	json_array(w, "streams");
	for (int i = 0; i < r->n_streams; i++) {
		const struct result_stream *stream = &r->stream[i];
		json_object(w, NULL);
		json_text(w, "name", stream->name);
		json_text(w, "from", stream->from);
		json_text(w, "to", stream->to);
		json_int(w, "offered", stream->offered);
		json_int(w, "delivered", stream->delivered);
		write_dropped(w, stream->dropped);
		output_json_write_latency(w, &stream->latency);
		json_end(w);
	}
	json_end(w);
}

static void output_json_write_bringup(struct json_writer *w, const struct result *r)
{
	json_array(w, "bringup");
	for (int i = 0; i < r->n_bringup; i++) {
		const struct result_bringup *b = &r->bringup[i];
		json_row(w, NULL);
		json_thousandths(w, "date_ns", b->date);
		json_text(w, "guest", r->guest[b->guest].name);
		if (b->path)
			json_text(w, "path", b->path);
		json_text(w, "step", b->step);
		json_end(w);
	}
	json_end(w);
}

static double output_json_share(vtime part, const struct result *r)
{
	return (double)part / (double)r->measured;
}

static void output_json_write_cores(struct json_writer *w, const struct result *r, bool has_cstates)
{
	json_array(w, "cores");
	for (int i = 0; i < r->n_cores; i++) {
		json_row(w, NULL);
		if (r->n_machines > 1)
			json_text(w, "machine", r->core[i].machine);
		json_int(w, "core", r->core[i].number);
		for (int c = 0; c < CONTEXTS; c++)
			json_fixed(w, context_names[c], output_json_share(r->core[i].booked[c], r),
				   SHARE_DECIMALS);
		for (int c = 0; has_cstates && c < CSTATES; c++)
			json_fixed(w, cstate_names[c], output_json_share(r->core[i].residency[c], r),
				   SHARE_DECIMALS);
		json_end(w);
	}
	json_end(w);
}

static void output_json_write_counters(struct json_writer *w, const struct result *r)
{
	json_fixed(w, "wasted_cycles_per_packet", r->offered ? r->wasted_cycles / (double)r->offered : NAN,
		   3);
	json_int(w, "interrupts", r->counter[COUNTER_interrupts]);
	json_int(w, "exits", r->counter[COUNTER_exits]);
	json_int(w, "kicks", r->counter[COUNTER_kicks]);
	json_int(w, "wakeups", r->counter[COUNTER_wakeups]);
	json_int(w, "context_switches", r->counter[COUNTER_context_switches]);
	json_object(w, "counters");
	for (int i = 0; i < COUNTERS; i++)
		json_int(w, counter_names[i].name, r->counter[i]);
	json_end(w);
}

static void output_json_write_per_packet(struct json_writer *w, const struct scenario *s,
					 const struct result *r)
{
	json_row(w, "per_packet");
	for (int i = 0; i < PER_PACKET; i++)
		json_fixed(w, per_packet_names[i], per_packet(s, r, i), 6);
	json_end(w);
}

static void output_json_write_queues(struct json_writer *w, const struct result *r)
{
	json_array(w, "queues");
	for (int i = 0; i < r->n_queues; i++) {
		json_row(w, NULL);
		json_text(w, "name", r->queue[i].name);
		json_fixed(w, "mean", r->queue[i].mean, 3);
		json_int(w, "max", r->queue[i].max);
		json_end(w);
	}
	json_end(w);
}

static void output_json_write_cost(struct json_writer *w, const struct result *r, int core, int context,
				   int cost)
{
	vtime time = r->core[core].by_cost[context][cost];
	if (time == 0)
		return;
	json_row(w, NULL);
	if (r->n_machines > 1)
		json_text(w, "machine", r->core[core].machine);
	json_int(w, "core", r->core[core].number);
	json_text(w, "context", context_names[context]);
	json_text(w, "cost", cost_names[cost].name);
	json_fixed(w, "share", output_json_share(time, r), SHARE_DECIMALS);
	json_end(w);
}

static void write_cpu_by_cost(struct json_writer *w, const struct result *r)
{
	json_array(w, "cpu_by_cost");
	for (int core = 0; core < r->n_cores; core++)
		for (int context = 0; context < CONTEXTS; context++)
			for (int cost = 0; cost < COST_COUNT; cost++)
				output_json_write_cost(w, r, core, context, cost);
	json_end(w);
}

static void output_json_write_timing(struct json_writer *w, const struct result *r)
{
	json_fixed(w, "wall_s", r->wall_s, 6);
	json_fixed(w, "cpu_s", r->cpu_s, 6);
	json_fixed(w, "packets_per_wall_s", (double)r->offered / r->wall_s, 3);
	json_int(w, "peak_memory_bytes", r->peak_memory);
	json_int(w, "events", (int64_t)r->events);
}

char *output_json(const struct scenario *s, const struct result *r, bool timing)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	output_json_write_head(w, s, r);
	write_warmup(w, s, r);
	output_json_write_packets(w, r);
	output_json_write_latency(w, &r->latency);
	output_json_write_cores(w, r, s->sched.cstates != CSTATES_off);
	if (!isnan(r->joules))
		json_fixed(w, "joules", r->joules, 6);
	output_json_write_counters(w, r);
	output_json_write_per_packet(w, s, r);
	output_json_write_queues(w, r);
	output_json_write_guests(w, r);
	write_streams(w, r);
	output_json_write_bringup(w, r);
	write_cpu_by_cost(w, r);
	if (timing)
		output_json_write_timing(w, r);
	settings_write(w, s);
	json_text(w, "version", version_text());
	json_text(w, "model", version_model());
	json_end(w);
	return json_writer_finish(w);
}
