/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/books.h"
#include "models/packet.h"
#include "sim/base/check.h"

#include <inttypes.h>

#define ROUNDING (1 + 1e-12) /* of a mean */

/* What became of some packets. */
struct tally {
	const char *who;
	int64_t offered, delivered;
	int64_t dropped[DROPS];
	struct histogram latency; /* without its buckets */
};

/* ---- ties ---- */

static void same(const char *figure, const char *who, int64_t a, const char *others, int64_t b)
{
	CHECK(a == b, "the books do not agree on %s: %s %" PRId64 ", %s %" PRId64, figure, who, a, others, b);
}

static void at_most(const char *figure, const char *who, int64_t a, const char *others, int64_t b)
{
	CHECK(a >= 0 && a <= b, "the books do not agree on %s: %s %" PRId64 ", %s %" PRId64, figure, who, a,
	      others, b);
}

static void same_latencies(const struct tally *a, const struct tally *b)
{
	const struct histogram *x = &a->latency, *y = &b->latency;
	same("packets with a latency", a->who, (int64_t)x->count, b->who, (int64_t)y->count);
	if (x->count == 0)
		return;
	same("the least latency in ps", a->who, x->min, b->who, y->min);
	same("the greatest latency in ps", a->who, x->max, b->who, y->max);
	CHECK(x->sum == y->sum, "the books do not agree on the sum of latencies: %s %.0f ps, %s %.0f ps",
	      a->who, (double)x->sum, b->who, (double)y->sum);
}

static void same_tallies(const struct tally *a, const struct tally *b)
{
	same("packets offered", a->who, a->offered, b->who, b->offered);
	same("packets delivered", a->who, a->delivered, b->who, b->delivered);
	for (int i = 0; i < DROPS; i++)
		same(drop_names[i].name, a->who, a->dropped[i], b->who, b->dropped[i]);
	same_latencies(a, b);
}

/* ---- tallies ---- */

static void add_latency(struct tally *t, const struct histogram *latency)
{
	struct histogram *sum = &t->latency;
	if (latency->count == 0)
		return;
	sum->min = sum->count ? MIN(sum->min, latency->min) : latency->min;
	sum->max = sum->count ? MAX(sum->max, latency->max) : latency->max;
	sum->count += latency->count;
	sum->sum += latency->sum;
}

static void add_packets(struct tally *t, int64_t offered, int64_t delivered, const int64_t dropped[DROPS],
			const struct histogram *latency)
{
	t->offered += offered;
	t->delivered += delivered;
	for (int i = 0; i < DROPS; i++)
		t->dropped[i] += dropped[i];
	add_latency(t, latency);
}

static void add_stream(struct tally *t, const struct result_stream *s)
{
	add_packets(t, s->offered, s->delivered, s->dropped, &s->latency);
}

static struct tally tally_of_all(const struct result *r)
{
	struct tally t = {.who = "in all"};
	add_packets(&t, r->offered, r->delivered, r->dropped, &r->latency);
	return t;
}

/* ---- packets ---- */

/* What was offered is delivered, lost or inside. */
static void check_balance(const struct result *r)
{
	same("packets", "offered", r->offered, "delivered, lost and the growth of what is inside",
	     r->delivered + result_dropped(r) + r->inside_end - r->inside_start);
}

/* All packets are those of the sources. */
static void check_sources(const struct result *r)
{
	struct tally all = tally_of_all(r), sources = {.who = "the sources"};
	for (int i = 0; i < r->n_streams; i++)
		add_stream(&sources, &r->stream[i]);
	same_tallies(&all, &sources);
}

/* A guest's packets are those of the sources that send to it, or from it. */
static void check_guests(const struct result *r)
{
	struct tally *sources = g_new0(struct tally, r->n_guests);
	for (int i = 0; i < r->n_streams; i++)
		if (r->stream[i].guest != PACKET_TRANSIT)
			add_stream(&sources[r->stream[i].guest], &r->stream[i]);
	for (int i = 0; i < r->n_guests; i++) {
		const struct result_guest *g = &r->guest[i];
		struct tally guest = {.who = g->name};
		sources[i].who = "its sources";
		add_packets(&guest, g->offered, g->delivered, g->dropped, &g->latency);
		same_tallies(&guest, &sources[i]);
	}
	g_free(sources);
}

static int64_t buckets_of(const struct histogram *h)
{
	uint64_t sum = 0;
	for (int i = 0; i < h->held_count; i++)
		sum += h->held[i];
	return (int64_t)sum;
}

/* Every packet delivered has a latency. */
static void check_latency(const char *who, const struct histogram *h, int64_t delivered)
{
	same("packets with a latency", who, (int64_t)h->count, "delivered", delivered);
	same("packets with a latency", who, (int64_t)h->count, "in the buckets", buckets_of(h));
}

static void check_latencies(const struct result *r)
{
	check_latency("in all", &r->latency, r->delivered);
	for (int i = 0; i < r->n_streams; i++)
		check_latency("a source", &r->stream[i].latency, r->stream[i].delivered);
	for (int i = 0; i < r->n_guests; i++)
		check_latency(r->guest[i].name, &r->guest[i].latency, r->guest[i].delivered);
}

/* ---- time ---- */

/* The costs of a context make up its time, but for the idle one, which has none. */
static void check_context(const struct result_core *core, int context)
{
	vtime costs = 0;
	for (int i = 0; i < COST_COUNT; i++)
		costs += core->by_cost[context][i];
	same("a core's time in ps", context_names[context],
	     context == CONTEXT_idle ? 0 : core->booked[context], "its costs", costs);
}

static void check_core(const struct result_core *core, vtime measured)
{
	vtime contexts = 0;
	for (int i = 0; i < CONTEXTS; i++) {
		check_context(core, i);
		contexts += core->booked[i];
	}
	same("a core's time in ps", "all contexts", contexts, "measured", measured);
}

static void books_check_cores(const struct result *r)
{
	for (int i = 0; i < r->n_cores; i++)
		check_core(&r->core[i], r->measured);
}

/* ---- queues ---- */

static void check_queues(const struct result *r)
{
	int64_t waiting = 0;
	for (int i = 0; i < r->n_queues; i++) {
		const struct result_queue *q = &r->queue[i];
		at_most("packets in a queue", "at the end", q->level, "at most", q->max);
		CHECK(q->mean >= 0 && q->mean <= (double)q->max * ROUNDING,
		      "the books do not agree on %s: mean depth %g, greatest %" PRId64, q->name, q->mean,
		      q->max);
		waiting += q->level;
	}
	at_most("packets at the end", "in queues", waiting, "inside", r->inside_end);
}

/* ---- time series ---- */

/* The rows of a column, each times its length, make up the count: less than one row's length is left over. */
static void check_column(const struct result *r, int column, int64_t count, vtime unit)
{
	__int128 sum = 0, whole = (__int128)count * unit;
	vtime from = r->warmup, length = 0;
	for (int i = 0; i < series_rows(r->series); i++) {
		length = series_date(r->series, i) - from;
		from += length;
		sum += (__int128)series_value(r->series, i, column) * length;
	}
	CHECK(sum <= whole && whole - sum < length,
	      "the books do not agree on %s: all rows of the series %.6f, in all %" PRId64,
	      series_column(r->series, column), (double)sum / (double)unit, count);
}

/* The last row has the levels of the end. */
static void check_places(const struct result *r)
{
	int64_t level[QUEUE_PLACES] = {0};
	for (int i = 0; i < r->n_queues; i++)
		level[queue_kinds[r->queue[i].kind].place] += r->queue[i].level;
	for (int i = 0; i < QUEUE_PLACES; i++)
		same("packets in queues", series_column(r->series, SERIES_PLACE + i),
		     series_value(r->series, series_rows(r->series) - 1, SERIES_PLACE + i),
		     "the queues at the end", level[i]);
}

static void check_series(const struct result *r, const struct result_core *core)
{
	check_column(r, SERIES_OFFERED, r->offered, VTIME_PER_S);
	check_column(r, SERIES_DELIVERED, r->delivered, VTIME_PER_S);
	check_column(r, SERIES_DROPPED, result_dropped(r), VTIME_PER_S);
	for (int i = 0; i < CONTEXTS; i++)
		check_column(r, SERIES_CPU + i, core->booked[i], SERIES_PPM);
	for (int i = 0; i < series_columns(r->series) - SERIES_COLUMNS; i++)
		check_column(r, SERIES_COLUMNS + i, r->measured - r->core[i].booked[CONTEXT_idle],
			     SERIES_PPM);
	check_places(r);
}

void books_check(const struct scenario *s, const struct result *r)
{
	check_balance(r);
	check_sources(r);
	check_guests(r);
	check_latencies(r);
	books_check_cores(r);
	check_queues(r);
	if (r->series)
		check_series(r, &r->core[s->nic.core]);
}
