/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/output_text.h"
#include "models/flows/flow.h"
#include "models/packet.h"
#include "models/run/per_packet.h"
#include "sim/core/cstate.h"
#include "sim/input/unit.h"
#include "sim/kernel/era.h"
#include "tools/text/prose.h"
#include <glib.h>
#include <math.h>
#include <string.h>

#define LINE_WIDTH 100
#define LABEL_WIDTH 26
#define LATENCY_WIDTH 12
#define PER_PACKET_WIDTH(figure) ((figure) == PER_PACKET_context_switches ? 18 : 12)

static double output_text_seconds(vtime t)
{
	return (double)t / (double)VTIME_PER_S;
}

/* Nothing for one that was set. */
static const char *warmup_origin(const struct scenario *s, const struct result *r)
{
	if (s->general.warmup_cut == WARMUP_FIXED)
		return "";
	return r->warmup_unsteady ? ", where MSER-5 found no steady state" : ", as MSER-5 found";
}

/* Of a run that was stopped: so much was counted of so much. */
static void output_text_write_partial(GString *out, const struct scenario *s, const struct result *r)
{
	char *measured = unit_format(UNIT_TIME, r->measured),
	     *planned = unit_format(UNIT_TIME, s->general.duration);
	g_string_append_printf(out,
			       "PARTIAL: interrupted after %s of %s; what follows was counted until then\n\n",
			       measured, planned);
	g_free(measured);
	g_free(planned);
}

static void output_text_write_head(GString *out, const struct scenario *s, const struct result *r)
{
	char *asked = prose_question(s->general.question), *question = prose_wrap(asked, LINE_WIDTH);
	char *measured = unit_format(UNIT_TIME, r->measured), *warmup = unit_format(UNIT_TIME, r->warmup);
	if (*question)
		g_string_append_printf(out, "%s\n\n", question);
	if (r->partial)
		output_text_write_partial(out, s, r);
	g_string_append_printf(out,
			       "%s: flow %s, kernel %s, seed %" G_GINT64_FORMAT
			       "; %s counted after %s of warm-up%s\n\n",
			       s->name, flows[s->general.flow]->name, era_names[s->general.kernel],
			       s->general.seed, measured, warmup, warmup_origin(s, r));
	g_free(question);
	g_free(asked);
	g_free(measured);
	g_free(warmup);
}

static void write_fate(GString *out, const struct result *r, const char *label, int64_t packets)
{
	g_string_append_printf(out, "%-*s%14" G_GINT64_FORMAT, LABEL_WIDTH, label, packets);
	prose_number(out, 14, (double)packets / output_text_seconds(r->measured) / 1e3, 3);
	prose_number(out, 12, r->offered ? 100.0 * (double)packets / (double)r->offered : NAN, 4);
}

static void output_text_write_packets(GString *out, const struct result *r)
{
	g_string_append_printf(out, "%-*s%14s%14s%12s%12s\n", LABEL_WIDTH, "PACKETS", "count", "kpps", "%",
			       "Gbit/s");
	write_fate(out, r, "offered", r->offered);
	g_string_append_c(out, '\n');
	write_fate(out, r, "delivered", r->delivered);
	prose_number(out, 12, (double)r->delivered_bytes * 8 / output_text_seconds(r->measured) / 1e9, 4);
	g_string_append_c(out, '\n');
	for (int i = 0; i < DROPS; i++) {
		if (r->dropped[i] == 0)
			continue;
		char *label = g_strconcat("lost at ", drop_names[i].name, NULL);
		write_fate(out, r, label, r->dropped[i]);
		g_string_append_c(out, '\n');
		g_free(label);
	}
	g_string_append_printf(out,
			       "%-*s%14" G_GINT64_FORMAT "   (%" G_GINT64_FORMAT
			       " at the start, %" G_GINT64_FORMAT " at the end)\n",
			       LABEL_WIDTH, "growth of what is inside", r->inside_end - r->inside_start,
			       r->inside_start, r->inside_end);
	g_string_append_printf(out, "%-*s", LABEL_WIDTH, "loss ratio");
	prose_number(out, 40, 100 * result_loss_ratio(r), 4);
	g_string_append(out, "   of the packets delivered or dropped\n\n");
}

static double percentile_us(const struct histogram *h, int64_t ppm)
{
	int64_t ps;
	return h->count > 0 && histogram_percentile(h, ppm, &ps) ? (double)ps / 1e6 : NAN;
}

/* Whether the latency of all packets is not all that there is to say. */
static bool has_parts(const struct result *r)
{
	return r->n_guests > 1 || r->n_streams > 1;
}

static void write_latency_row(GString *out, int width, const char *label, const struct histogram *h)
{
	bool any = h->count > 0;
	g_string_append_printf(out, "%-*s", width, label);
	prose_number(out, 12, any ? (double)h->min / 1e6 : NAN, 3);
	prose_number(out, 12, any ? (double)histogram_mean(h) / 1e6 : NAN, 3);
	prose_number(out, 12, percentile_us(h, 500000), 3);
	prose_number(out, 12, percentile_us(h, 900000), 3);
	prose_number(out, 12, percentile_us(h, 990000), 3);
	prose_number(out, 12, percentile_us(h, 999000), 3);
	prose_number(out, 12, any ? (double)h->max / 1e6 : NAN, 3);
	g_string_append_c(out, '\n');
}

/* The sources whose packets count for the guest (index; PACKET_TRANSIT: for none). */
static void write_stream_latency(GString *out, const struct result *r, int guest, const char *indent)
{
	for (int i = 0; i < r->n_streams; i++) {
		const struct result_stream *stream = &r->stream[i];
		if (stream->guest != guest)
			continue;
		char *label = g_strconcat(indent, stream->name, NULL);
		write_latency_row(out, LABEL_WIDTH, label, &stream->latency);
		g_free(label);
	}
}

static void output_text_write_latency(GString *out, const struct result *r)
{
	int width = has_parts(r) ? LABEL_WIDTH : LATENCY_WIDTH;
	g_string_append_printf(out, "%-*s%12s%12s%12s%12s%12s%12s%12s\n", width, "LATENCY (us)", "min",
			       "mean", "p50", "p90", "p99", "p99.9", "max");
	write_latency_row(out, width, "one way", &r->latency);
	for (int i = 0; i < r->n_guests && has_parts(r); i++) {
		write_latency_row(out, width, r->guest[i].name, &r->guest[i].latency);
		write_stream_latency(out, r, i, "  ");
	}
	if (has_parts(r))
		write_stream_latency(out, r, PACKET_TRANSIT, "");
	g_string_append_c(out, '\n');
}

static void write_cpu(GString *out, const struct result *r)
{
	g_string_append_printf(out, "%-12s", "CPU (%)");
	for (int c = 0; c < CONTEXTS; c++)
		g_string_append_printf(out, "%11s", context_names[c]);
	g_string_append_c(out, '\n');
	for (int i = 0; i < r->n_cores; i++) {
		if (r->n_machines > 1 && r->core[i].number == 0)
			g_string_append_printf(out, "%s\n", r->core[i].machine);
		g_string_append_printf(out, "core %-7d", r->core[i].number);
		for (int c = 0; c < CONTEXTS; c++)
			prose_number(out, 11, 100 * (double)r->core[i].booked[c] / (double)r->measured, 2);
		g_string_append_c(out, '\n');
	}
	g_string_append_c(out, '\n');
}

static void write_cstates(GString *out, const struct result *r)
{
	g_string_append_printf(out, "%-12s", "IDLE (%)");
	for (int c = 0; c < CSTATES; c++)
		g_string_append_printf(out, "%11s", cstate_names[c]);
	g_string_append_c(out, '\n');
	for (int i = 0; i < r->n_cores; i++) {
		g_string_append_printf(out, "core %-7d", r->core[i].number);
		for (int c = 0; c < CSTATES; c++)
			prose_number(out, 11, 100 * (double)r->core[i].residency[c] / (double)r->measured, 2);
		g_string_append_c(out, '\n');
	}
	g_string_append_c(out, '\n');
}

static double for_each(double value, int64_t packets)
{
	return packets ? value / (double)packets : NAN;
}

static void output_text_write_counters(GString *out, const struct result *r)
{
	g_string_append_printf(out, "%-*s%14s%20s\n", LABEL_WIDTH, "EVENTS", "count", "a delivered packet");
	for (int i = 0; i < COUNTERS; i++) {
		if (r->counter[i] == 0)
			continue;
		g_string_append_printf(out, "%-*s%14" G_GINT64_FORMAT, LABEL_WIDTH, counter_names[i].name,
				       r->counter[i]);
		prose_number(out, 20, for_each((double)r->counter[i], r->delivered), 4);
		g_string_append_c(out, '\n');
	}
	if (!isnan(r->joules)) {
		g_string_append_printf(out, "%-*s", LABEL_WIDTH, "joules");
		prose_number(out, 14, r->joules, 3);
		prose_number(out, 20, for_each(r->joules, r->delivered), 9);
		g_string_append_c(out, '\n');
	}
	g_string_append_printf(out, "%-*s", LABEL_WIDTH, "cycles on lost packets");
	prose_number(out, 14, r->wasted_cycles, 0);
	prose_number(out, 20, for_each(r->wasted_cycles, r->offered), 1);
	g_string_append(out, " an offered packet\n\n");
}

static void output_text_write_per_packet(GString *out, const struct scenario *s, const struct result *r)
{
	g_string_append_printf(out, "%-*s", 12, "PER PACKET");
	for (int i = 0; i < PER_PACKET; i++)
		g_string_append_printf(out, "%*s", PER_PACKET_WIDTH(i), per_packet_names[i]);
	g_string_append_printf(out, "\n%-*s", 12, "delivered");
	for (int i = 0; i < PER_PACKET; i++)
		prose_number(out, PER_PACKET_WIDTH(i), per_packet(s, r, i), i == PER_PACKET_cycles ? 1 : 4);
	g_string_append(out, "\n\n");
}

static void output_text_write_queues(GString *out, const struct result *r)
{
	if (r->n_queues == 0)
		return;
	g_string_append_printf(out, "%-*s%14s%14s\n", LABEL_WIDTH, "QUEUES (packets)", "mean", "max");
	for (int i = 0; i < r->n_queues; i++) {
		g_string_append_printf(out, "%-*s", LABEL_WIDTH, r->queue[i].name);
		prose_number(out, 14, r->queue[i].mean, 3);
		g_string_append_printf(out, "%14" G_GINT64_FORMAT "\n", r->queue[i].max);
	}
}

static void output_text_write_guests(GString *out, const struct result *r)
{
	if (r->n_guests < 2)
		return;
	g_string_append_printf(out, "\n%-*s%14s%14s%12s\n", LABEL_WIDTH, "GUESTS", "offered", "delivered",
			       "lost %");
	for (int i = 0; i < r->n_guests; i++) {
		const struct result_guest *g = &r->guest[i];
		g_string_append_printf(out, "%-*s%14" G_GINT64_FORMAT "%14" G_GINT64_FORMAT, LABEL_WIDTH,
				       g->name, g->offered, g->delivered);
		prose_number(out, 12, 100 * result_guest_loss(g), 4);
		g_string_append_c(out, '\n');
	}
}

/* First and last step of one table of a guest, in ms; blank when there is none. */
static void write_life(GString *out, const struct result *r, int guest, bool down)
{
	const struct result_bringup *first = NULL, *last = NULL;
	for (int i = 0; i < r->n_bringup; i++) {
		const struct result_bringup *b = &r->bringup[i];
		if (b->guest != guest || b->down != down)
			continue;
		first = first ? first : b;
		last = b;
	}
	prose_number(out, 14, first ? (double)first->date / 1e9 : NAN, 3);
	prose_number(out, 14, last ? (double)last->date / 1e9 : NAN, 3);
}

static void output_text_write_bringup(GString *out, const struct result *r)
{
	if (r->n_bringup == 0)
		return;
	g_string_append_printf(out, "\n%-*s%14s%14s%14s%14s\n", LABEL_WIDTH, "BRING-UP (ms)", "first step",
			       "last step", "first of end", "last of end");
	for (int i = 0; i < r->n_guests; i++) {
		g_string_append_printf(out, "%-*s", LABEL_WIDTH, r->guest[i].name);
		write_life(out, r, i, false);
		write_life(out, r, i, true);
		g_string_append_c(out, '\n');
	}
}

static void output_text_write_timing(GString *out, const struct result *r)
{
	g_string_append(out, "\nsimulated in ");
	prose_number(out, 0, r->wall_s, 3);
	g_string_append(out, " s of real time: ");
	prose_number(out, 0, (double)r->offered / r->wall_s / 1e6, 3);
	g_string_append(out, " million packets per second; ");
	prose_number(out, 0, (double)r->peak_memory / (1 << 20), 1);
	g_string_append(out, " MiB of memory\n");
}

char *output_text(const struct scenario *s, const struct result *r, bool timing)
{
	GString *out = g_string_new(NULL);
	output_text_write_head(out, s, r);
	output_text_write_packets(out, r);
	output_text_write_latency(out, r);
	write_cpu(out, r);
	if (s->sched.cstates != CSTATES_off)
		write_cstates(out, r);
	output_text_write_counters(out, r);
	output_text_write_per_packet(out, s, r);
	output_text_write_queues(out, r);
	output_text_write_guests(out, r);
	output_text_write_bringup(out, r);
	if (timing)
		output_text_write_timing(out, r);
	return g_string_free(out, FALSE);
}
