/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/figures/metric.h"
#include "models/nic/wire.h"
#include "models/run/gaps.h"
#include "models/run/per_packet.h"
#include <math.h>
#include <string.h>

/* X(name, unit, sense, of each guest and source too, text) */
#define FIGURE_LIST(X)                                                                                       \
	X(offered_pps, "pps", METRIC_NEITHER, true, "packets offered per second")                            \
	X(delivered_pps, "pps", METRIC_MORE, true, "packets delivered per second")                           \
	X(dropped_pps, "pps", METRIC_LESS, true, "packets lost per second, for any reason")                  \
	X(loss_ratio, "", METRIC_LESS, true, "lost share of the packets whose fate was decided")             \
	X(delivered_bps, "bps", METRIC_MORE, false, "bits of delivered frames per second, FCS included")     \
	X(delivered_wire_bps, "bps", METRIC_MORE, false,                                                     \
	  "the same with preamble and gap of each frame: what they take of a wire")                          \
	X(latency_min_ns, "ns", METRIC_LESS, true, "least latency of a delivered packet")                    \
	X(latency_mean_ns, "ns", METRIC_LESS, true, "mean latency of the delivered packets")                 \
	X(latency_p50_ns, "ns", METRIC_LESS, true, "median latency")                                         \
	X(latency_p90_ns, "ns", METRIC_LESS, true, "90th percentile of the latency")                         \
	X(latency_p99_ns, "ns", METRIC_LESS, true, "99th percentile of the latency")                         \
	X(latency_p999_ns, "ns", METRIC_LESS, true, "99.9th percentile of the latency")                      \
	X(latency_max_ns, "ns", METRIC_LESS, true, "greatest latency of a delivered packet")                 \
	X(wasted_cycles_per_packet, "", METRIC_LESS, false,                                                  \
	  "cycles paid for packets that were dropped later, per packet offered")                             \
	X(joules_per_packet, "", METRIC_LESS, false,                                                         \
	  "energy of the machines per packet delivered; not known without wattage_per_state")                \
	X(offered_packets, "packets", METRIC_NEITHER, true, "packets offered")                               \
	X(delivered_packets, "packets", METRIC_MORE, true, "packets delivered")                              \
	X(dropped_packets, "packets", METRIC_LESS, true, "packets lost")                                     \
	X(warmup_ns, "ns", METRIC_NEITHER, false, "simulated time that was cut before anything was counted") \
	X(warmup_steady, "", METRIC_NEITHER, false,                                                          \
	  "1: MSER-5 found a steady state; 0: it found none; not known of a warm-up that was written")       \
	X(measured_ns, "ns", METRIC_NEITHER, false, "simulated time that was counted")

#define FIGURE_ENUM(name, unit, sense, of_parts, text) FIGURE_##name,
enum figure { FIGURE_LIST(FIGURE_ENUM) FIGURES };

/* Where the metrics made from other lists begin. */
enum {
	FIRST_DROP = FIGURES,
	FIRST_CPU = FIRST_DROP + DROPS,
	FIRST_PER_PACKET = FIRST_CPU + CONTEXTS,
	FIRST_QUEUE_MEAN = FIRST_PER_PACKET + PER_PACKET,
	FIRST_QUEUE_MAX = FIRST_QUEUE_MEAN + QUEUES,
	FIRST_GAP = FIRST_QUEUE_MAX + QUEUES,
	METRICS = FIRST_GAP + GAPS
};

static struct metric metrics[METRICS] = {
#define FIGURE_METRIC(name, unit, sense, of_parts, text)                                                     \
	{#name, unit, text, sense, of_parts, of_parts, false},
	FIGURE_LIST(FIGURE_METRIC)};

#define CONTEXT_TEXT(name, text) text,
static const char *const context_texts[] = {CONTEXT_LIST(CONTEXT_TEXT)};

/* intern: the formatted text, kept for good. */
static const char *intern(const char *prefix, const char *text)
{
	char *whole = g_strconcat(prefix, text, NULL);
	const char *kept = g_intern_string(whole);
	g_free(whole);
	return kept;
}

static void add_drops(void)
{
	for (int i = 0; i < DROPS; i++)
		metrics[FIRST_DROP + i] =
			(struct metric){intern("dropped.", drop_names[i].name),
					"pps",
					intern("packets lost per second: ", drop_names[i].text),
					METRIC_LESS,
					true,
					true,
					false};
}

static void add_contexts(void)
{
	for (int i = 0; i < CONTEXTS; i++)
		metrics[FIRST_CPU + i] = (struct metric){
			intern("cpu.", context_names[i]),
			"",
			intern("share of the core that takes the NIC's interrupt: ", context_texts[i]),
			METRIC_NEITHER,
			false,
			false,
			true};
}

static void add_per_packet(void)
{
	for (int i = 0; i < PER_PACKET; i++)
		metrics[FIRST_PER_PACKET + i] =
			(struct metric){intern("per_packet.", per_packet_names[i]),
					"",
					intern(per_packet_names[i], " per packet delivered"),
					METRIC_LESS,
					false,
					false,
					false};
}

/* metric_add_queues: one figure of each kind of queue. */
static void metric_add_queues(int first, const char *group, const char *meaning)
{
	for (int i = 0; i < QUEUES; i++)
		metrics[first + i] = (struct metric){intern(group, queue_kinds[i].name),
						     "packets",
						     intern(meaning, queue_kinds[i].text),
						     METRIC_LESS,
						     queue_kinds[i].of_guest,
						     false,
						     false};
}

static void add_gaps(void)
{
	for (int i = 0; i < GAPS; i++)
		metrics[FIRST_GAP + i] = (struct metric){
			gap_names[i].name, "", gap_names[i].counts, METRIC_LESS, false, false, false};
}

/* metric_table: the metrics, with those that come from other lists. */
static const struct metric *metric_table(void)
{
	if (!metrics[FIRST_DROP].name) {
		add_drops();
		add_contexts();
		add_per_packet();
		metric_add_queues(FIRST_QUEUE_MEAN, "queue_mean.",
				  "mean depth, all such queues together: packets ");
		metric_add_queues(FIRST_QUEUE_MAX, "queue_max.",
				  "greatest depth of one such queue: packets ");
		add_gaps();
	}
	return metrics;
}

int metric_count(void)
{
	return METRICS;
}

bool metric_has_part(const struct metric *m, enum run_part part)
{
	const bool of[] = {[PART_GUEST] = m->of_guest,
			   [PART_SOURCE] = m->of_source,
			   [PART_CORE] = m->of_core,
			   [WHOLE] = true};
	return of[part];
}

const struct metric *metric_at(int i)
{
	return &metric_table()[i];
}

int metric_find(const char *name)
{
	for (int i = 0; i < METRICS; i++)
		if (!strcmp(metric_table()[i].name, name))
			return i;
	return -1;
}

char *metric_column(const struct metric *m)
{
	char *ending = g_strconcat("_", m->unit, NULL);
	char *column = !*m->unit || g_str_has_suffix(m->name, ending) ? g_strdup(m->name)
								      : g_strconcat(m->name, ending, NULL);
	g_free(ending);
	return column;
}

/* ---- the figures of a run ---- */

static double exact_ns(const struct histogram *h, int64_t ps)
{
	return h->count > 0 ? (double)ps / VTIME_PER_NS : NAN;
}

static double percentile_ns(const struct histogram *h, int64_t ppm)
{
	int64_t ps;
	return h->count > 0 && histogram_percentile(h, ppm, &ps) ? (double)ps / VTIME_PER_NS : NAN;
}

static void fill_latency(double *v, const struct histogram *h)
{
	v[FIGURE_latency_min_ns] = exact_ns(h, h->min);
	v[FIGURE_latency_mean_ns] = exact_ns(h, histogram_mean(h));
	v[FIGURE_latency_p50_ns] = percentile_ns(h, 500000);
	v[FIGURE_latency_p90_ns] = percentile_ns(h, 900000);
	v[FIGURE_latency_p99_ns] = percentile_ns(h, 990000);
	v[FIGURE_latency_p999_ns] = percentile_ns(h, 999000);
	v[FIGURE_latency_max_ns] = exact_ns(h, h->max);
}

/* fill_packets: what is counted of all packets and of each part. */
static void fill_packets(double *v, int64_t offered, int64_t delivered, const int64_t dropped[DROPS],
			 double seconds)
{
	int64_t lost = 0;
	for (int i = 0; i < DROPS; i++) {
		v[FIRST_DROP + i] = (double)dropped[i] / seconds;
		lost += dropped[i];
	}
	v[FIGURE_offered_pps] = (double)offered / seconds;
	v[FIGURE_delivered_pps] = (double)delivered / seconds;
	v[FIGURE_dropped_pps] = (double)lost / seconds;
	v[FIGURE_offered_packets] = (double)offered;
	v[FIGURE_delivered_packets] = (double)delivered;
	v[FIGURE_dropped_packets] = (double)lost;
	v[FIGURE_loss_ratio] = result_loss_of(delivered, lost);
}

static void fill_core(double *v, const struct result *r, int64_t core)
{
	for (int i = 0; i < CONTEXTS; i++)
		v[FIRST_CPU + i] = (double)r->core[core].booked[i] / (double)r->measured;
}

/* fill_cpu: the core nic.core of the scenario's host, which comes first. */
static void fill_cpu(double *v, const struct scenario *s, const struct result *r)
{
	if (s->nic.core < r->n_cores)
		fill_core(v, r, s->nic.core);
}

char *run_core_name(const struct result *r, int i)
{
	const struct result_core *c = &r->core[i];
	return r->n_machines > 1 ? g_strdup_printf("%s %d", c->machine, c->number)
				 : g_strdup_printf("%d", c->number);
}

static void metric_add_cores(struct run_values *v, const struct result *r)
{
	for (int i = 0; i < r->n_cores; i++) {
		char *name = run_core_name(r, i);
		fill_core(run_values_add(v, PART_CORE, name), r, i);
		g_free(name);
	}
}

/* add_queue: packets that wait in several queues of a kind add up; the greatest depth is that of one of them, as each
 * has its own limit. */
static void add_queue(double *v, const struct result_queue *q)
{
	double *mean = &v[FIRST_QUEUE_MEAN + q->kind], *max = &v[FIRST_QUEUE_MAX + q->kind];
	*mean = isnan(*mean) ? q->mean : *mean + q->mean;
	*max = fmax(*max, (double)q->max);
}

static void fill_queues(const struct run_values *v, const struct result *r)
{
	for (int i = 0; i < r->n_queues; i++) {
		const struct result_queue *q = &r->queue[i];
		add_queue(v->all, q);
		if (q->guest >= 0)
			add_queue(v->part[PART_GUEST].figures[q->guest], q);
	}
}

static void fill_all(double *v, const struct scenario *s, const struct result *r, double seconds)
{
	double bytes = (double)r->delivered_bytes;
	fill_packets(v, r->offered, r->delivered, r->dropped, seconds);
	fill_latency(v, &r->latency);
	fill_cpu(v, s, r);
	v[FIGURE_delivered_bps] = 8 * bytes / seconds;
	v[FIGURE_delivered_wire_bps] = 8 * (bytes + WIRE_OVERHEAD * (double)r->delivered) / seconds;
	v[FIGURE_wasted_cycles_per_packet] = r->offered ? r->wasted_cycles / (double)r->offered : NAN;
	v[FIGURE_joules_per_packet] = r->delivered ? r->joules / (double)r->delivered : NAN;
	if (s->general.warmup_cut == WARMUP_MSER5)
		v[FIGURE_warmup_steady] = !r->warmup_unsteady;
	v[FIGURE_warmup_ns] = (double)r->warmup / VTIME_PER_NS;
	v[FIGURE_measured_ns] = (double)r->measured / VTIME_PER_NS;
	for (int i = 0; i < PER_PACKET; i++)
		v[FIRST_PER_PACKET + i] = per_packet(s, r, i);
	for (int i = 0; i < GAPS; i++)
		v[FIRST_GAP + i] = gap_count(s, r, i);
}

/* metric_add_part: a guest or source. */
static void metric_add_part(struct run_values *v, enum run_part part, const char *name, int64_t offered,
			    int64_t delivered, const int64_t dropped[DROPS], const struct histogram *latency,
			    double seconds)
{
	double *figures = run_values_add(v, part, name);
	fill_packets(figures, offered, delivered, dropped, seconds);
	fill_latency(figures, latency);
}

struct run_values *run_values_new(const struct scenario *s, const struct result *r)
{
	double seconds = (double)r->measured / (double)VTIME_PER_S;
	struct run_values *v = run_values_empty();
	fill_all(v->all, s, r, seconds);
	for (int i = 0; i < r->n_guests; i++) {
		const struct result_guest *g = &r->guest[i];
		metric_add_part(v, PART_GUEST, g->name, g->offered, g->delivered, g->dropped, &g->latency,
				seconds);
	}
	for (int i = 0; i < r->n_streams; i++) {
		const struct result_stream *t = &r->stream[i];
		metric_add_part(v, PART_SOURCE, t->name, t->offered, t->delivered, t->dropped, &t->latency,
				seconds);
	}
	metric_add_cores(v, r);
	fill_queues(v, r);
	return v;
}
