/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/compare_column.h"
#include <math.h>

#define KPPS 1e-3
#define PERCENT 100
#define US 1e-3

/* ---- figures ---- */

static double saturation(const struct comparison *c, int which)
{
	(void)which;
	return (double)(c->saturation ? c->saturation : c->first)->load;
}

/* saturation_seen: how the crawl's loads bound the saturation point. */
static const char *saturation_seen(const struct comparison *c)
{
	return !c->saturation ? "below" : c->saturation == c->last ? "above" : "reached";
}

static const char *saturation_mark(const struct comparison *c)
{
	return !c->saturation ? "<" : c->saturation == c->last ? ">" : "";
}

static double best_rate(const struct comparison *c, int which)
{
	(void)which;
	return c->best->delivered;
}

static double turn_load(const struct comparison *c, int which)
{
	(void)which;
	return (double)c->turn->load;
}

static double turn_figure(const struct comparison *c, int which)
{
	return c->turn->per_packet[which];
}

static double twice_load(const struct comparison *c, int which)
{
	(void)which;
	return (double)c->twice;
}

static const char *twice_limited(const struct comparison *c)
{
	return c->at_limit ? "yes" : "no";
}

static const char *twice_mark(const struct comparison *c)
{
	return c->at_limit ? "=" : "";
}

static double twice_rate(const struct comparison *c, int which)
{
	(void)which;
	return c->at_twice ? c->at_twice->delivered : NAN;
}

static double twice_loss(const struct comparison *c, int which)
{
	(void)which;
	return c->at_twice ? c->at_twice->loss_ratio : NAN;
}

static const char *twice_lost_at(const struct comparison *c)
{
	return c->at_twice ? crawl_row_lost_at(c->at_twice) : "-";
}

static double half_load(const struct comparison *c, int which)
{
	(void)which;
	return (double)c->half;
}

enum { P50, P99 };

static double half_latency(const struct comparison *c, int which)
{
	if (!c->at_half)
		return NAN;
	return which == P50 ? c->at_half->p50 : c->at_half->p99;
}

static double half_figure(const struct comparison *c, int which)
{
	return c->at_half ? c->at_half->per_packet[which] : NAN;
}

/* ---- columns ---- */

#define NUMBER(csv_, csv_decimals_, block_, kind_, head_, unit_, decimals_, scale_, value_, which_)          \
	.csv = csv_, .csv_decimals = csv_decimals_, .block = block_, .kind = kind_, .head = head_,           \
	.unit = unit_, .decimals = decimals_, .scale = scale_, .value = value_, .which = which_
#define HALF(name, kind_, head_, decimals_)                                                                  \
	{                                                                                                    \
		NUMBER("half_" #name "_per_packet", 6, COMPARE_COSTS, kind_, head_, "/pkt", decimals_, 1,    \
		       half_figure, PER_PACKET_##name)                                                       \
	}

/* clang-format off */
const struct compare_column compare_columns[] = {
	{NUMBER("saturation_pps", 0, COMPARE_CARRIES, COMPARE_EXACT, "saturation", "kpps", 1, KPPS, saturation, 0),
	 .mark = saturation_mark},
	{.csv = "saturation", .block = COMPARE_CSV_ONLY, .word = saturation_seen},
	{NUMBER("best_rate_pps", 3, COMPARE_CARRIES, COMPARE_RELATIVE, "best rate", "kpps", 1, KPPS, best_rate, 0)},
	{NUMBER("turn_load_pps", 0, COMPARE_CARRIES, COMPARE_EXACT, "turns at", "kpps", 1, KPPS, turn_load, 0)},
	{NUMBER("twice_load_pps", 0, COMPARE_CARRIES, COMPARE_EXACT, "twice that", "kpps", 1, KPPS, twice_load, 0),
	 .mark = twice_mark},
	{.csv = "twice_is_line_rate", .block = COMPARE_CSV_ONLY, .word = twice_limited},
	{NUMBER("twice_delivered_pps", 3, COMPARE_CARRIES, COMPARE_RELATIVE, "delivered", "kpps", 1, KPPS, twice_rate, 0)},
	{NUMBER("twice_loss_ratio", 9, COMPARE_CARRIES, COMPARE_DIFFERENCE, "lost", "%", 3, PERCENT, twice_loss, 0)},
	{.csv = "twice_lost_at", .block = COMPARE_CARRIES, .head = "mostly at", .unit = "", .word = twice_lost_at},
	{NUMBER("half_load_pps", 0, COMPARE_COSTS, COMPARE_EXACT, "half load", "kpps", 1, KPPS, half_load, 0)},
	{NUMBER("half_latency_p50_ns", 3, COMPARE_COSTS, COMPARE_RELATIVE, "p50", "us", 1, US, half_latency, P50)},
	{NUMBER("half_latency_p99_ns", 3, COMPARE_COSTS, COMPARE_RELATIVE, "p99", "us", 1, US, half_latency, P99)},
	HALF(exits, COMPARE_MEASURED, "exits", 3),
	HALF(interrupts, COMPARE_MEASURED, "interrupts", 3),
	HALF(signals, COMPARE_MEASURED, "signals", 3),
	HALF(kicks, COMPARE_MEASURED, "kicks", 3),
	HALF(copies, COMPARE_MEASURED, "copies", 3),
	HALF(cycles, COMPARE_RELATIVE, "cycles", 0),
	{NUMBER("turn_cycles_per_packet", 6, COMPARE_COSTS, COMPARE_RELATIVE, "at turn", "cycles/pkt", 0, 1, turn_figure,
		PER_PACKET_cycles)},
};
/* clang-format on */

const int compare_column_count = G_N_ELEMENTS(compare_columns);

/* ---- replications ---- */

static const struct crawl_row *run_of(const struct crawl_row *row, int i)
{
	return row && row->runs ? &row->runs[i] : row;
}

/* values_of: a column's figure in each replication of the comparison; the caller frees them (g_free). */
static double *values_of(const struct crawl_plan *plan, const struct compare_column *column,
			 const struct comparison *c)
{
	double *values = g_new(double, plan->replications);
	for (int i = 0; i < plan->replications; i++) {
		struct comparison one = *c;
		one.best = run_of(c->best, i);
		one.turn = run_of(c->turn, i);
		one.at_half = run_of(c->at_half, i);
		one.at_twice = run_of(c->at_twice, i);
		values[i] = column->value(&one, column->which);
	}
	return values;
}

struct interval compare_interval(const struct crawl_plan *plan, const struct compare_column *column,
				 const struct comparison *c)
{
	double *values = values_of(plan, column, c);
	struct interval i = interval_of(values, (int)plan->replications, plan->confidence);
	g_free(values);
	return i;
}

struct interval compare_change(const struct crawl_plan *plan, const struct compare_column *column,
			       const struct comparison *first, const struct comparison *c)
{
	double *from = values_of(plan, column, first), *to = values_of(plan, column, c);
	int n = (int)plan->replications;
	struct estimate e = column->kind == COMPARE_RELATIVE ? estimate_change(from, to, n)
							     : estimate_paired(from, to, n);
	g_free(from);
	g_free(to);
	return interval_at(e, plan->confidence);
}

bool compare_has_interval(const struct crawl_plan *plan, const struct compare_column *column)
{
	return plan->replications > 1 && column->kind != COMPARE_EXACT;
}

bool compare_is_compared(const struct crawl_plan *plan, const struct compare_column *column)
{
	return compare_has_interval(plan, column) && column->kind != COMPARE_MEASURED;
}
