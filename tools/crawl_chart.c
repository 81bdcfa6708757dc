/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_chart.h"
#include "crawl_gp.h"
#include "tools/chart.h"
#include "tools/crawl_marks.h"
#include "tools/prose.h"
#include <math.h>

/* Curves with at least one row; the chart knows no others. */
struct drawn {
	int curve;
	guint first, last; /* rows */
};

static GArray *drawn_curves(const GArray *rows)
{
	GArray *drawn = g_array_new(FALSE, FALSE, sizeof(struct drawn));
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		struct drawn *d = drawn->len ? &g_array_index(drawn, struct drawn, drawn->len - 1) : NULL;
		const struct drawn next = {row->curve, i, i};
		if (d && d->curve == row->curve)
			d->last = i;
		else
			g_array_append_val(drawn, next);
	}
	return drawn;
}

#define SMALL_RATE 5e5 /* pps: rates below are drawn in kpps */

struct chart {
	const struct crawl_plan *plan;
	const GArray *rows;
	GArray *drawn;	  /* struct drawn */
	double rate_unit; /* pps, of the rates; loads are in Mpps */
};

/* has_own_rates: the rates shown are not those of all that the load is of, so the axes have nothing in
 * common. */
static bool has_own_rates(const struct crawl_plan *plan)
{
	return *plan->source || *plan->guest;
}

static double x_of(const struct chart *c, const struct crawl_row *row)
{
	return has_own_rates(c->plan) ? (double)row->load : row->offered;
}

static void mpps(GString *out, double pps)
{
	prose_number(out, 0, pps / 1e6, 6);
}

static void rate(GString *out, const struct chart *c, double pps)
{
	prose_number(out, 0, pps / c->rate_unit, 6);
}

static void append_name(GString *out, const struct chart *c, const struct drawn *d)
{
	chart_quote(out, crawl_plan_name(c->plan, d->curve));
}

static void append_first(GString *out, const struct chart *c, const struct drawn *d)
{
	(void)c;
	g_string_append_printf(out, "%u", d->first);
}

static void append_last(GString *out, const struct chart *c, const struct drawn *d)
{
	(void)c;
	g_string_append_printf(out, "%u", d->last);
}

static bool is_highest(const struct chart *c, const struct drawn *d, const struct crawl_row *row)
{
	return row == &g_array_index(c->rows, struct crawl_row, d->last);
}

/* saturation: the row to mark; NULL when no load was low enough, or none high enough. */
static const struct crawl_row *saturation(const struct chart *c, const struct drawn *d)
{
	const struct crawl_row *row = crawl_saturation(c->rows, d->curve);
	return row && !is_highest(c, d, row) ? row : NULL;
}

static void append_saturation_x(GString *out, const struct chart *c, const struct drawn *d)
{
	const struct crawl_row *row = saturation(c, d);
	mpps(out, row ? x_of(c, row) : -1e6);
}

static void append_saturation_y(GString *out, const struct chart *c, const struct drawn *d)
{
	const struct crawl_row *row = saturation(c, d);
	rate(out, c, row ? row->delivered : -1e6);
}

static void append_saturation_text(GString *out, const struct chart *c, const struct drawn *d)
{
	const struct crawl_row *row = crawl_saturation(c->rows, d->curve);
	g_string_append(out, row && is_highest(c, d, row) ? "'> " : "'");
	prose_number(out, 0, row ? (double)row->load / 1e6 : NAN, 3);
	g_string_append_c(out, '\'');
}

/* append_rate_mark: the best rate; of a bystander, who never gets more than its own small load, the least. */
static void append_rate_mark(GString *out, const struct chart *c, const struct drawn *d)
{
	const struct crawl_row *row = crawl_plan_is_bystander(c->plan) ? crawl_least(c->rows, d->curve)
								       : crawl_best(c->rows, d->curve);
	g_string_append_c(out, '\'');
	prose_number(out, 0, row->delivered / c->rate_unit, c->rate_unit > 1e3 ? 3 : 1);
	g_string_append_c(out, '\'');
}

static const struct {
	const char *name;
	void (*append)(GString *out, const struct chart *c, const struct drawn *d);
} arrays[] = {
	{"NAME", append_name},
	{"FIRST", append_first},
	{"LAST", append_last},
	{"SATURATION_X", append_saturation_x},
	{"SATURATION_Y", append_saturation_y},
	{"SATURATION_TEXT", append_saturation_text},
	{"RATE_MARK_TEXT", append_rate_mark},
};

static void write_arrays(GString *out, const struct chart *c)
{
	g_string_append_printf(out, "CURVES = %u\n", c->drawn->len);
	for (size_t a = 0; a < G_N_ELEMENTS(arrays); a++) {
		g_string_append_printf(out, "array %s[CURVES] = [", arrays[a].name);
		for (guint i = 0; i < c->drawn->len; i++) {
			g_string_append(out, i ? ", " : "");
			arrays[a].append(out, c, &g_array_index(c->drawn, struct drawn, i));
		}
		g_string_append(out, "]\n");
	}
}

static double total_lost(const struct crawl_row *row)
{
	double lost = 0;
	for (int i = 0; i < DROPS; i++)
		lost += row->dropped[i];
	return lost;
}

/* power_below: the exponent of the largest power of ten that is not above the value. */
static int power_below(double value)
{
	return (int)floor(log10(value));
}

/* write_latency_range: powers of ten around the percentiles that are known, in s; 0 when none is above 0. */
static void write_latency_range(GString *out, const GArray *rows)
{
	double low = INFINITY, high = 0;
	for (guint i = 0; i < rows->len; i++) {
		double p99 = g_array_index(rows, struct crawl_row, i).p99 / 1e9;
		if (p99 > 0) {
			low = fmin(low, p99);
			high = fmax(high, p99);
		}
	}
	if (high > 0)
		g_string_append_printf(out, "P99_MIN = 1e%d\nP99_MAX = 1e%d\n", power_below(low),
				       power_below(high) + 1);
	else
		g_string_append(out, "P99_MAX = 0\n");
}

/* write_load: the axis of the offered load. */
static void write_load(GString *out, const struct chart *c)
{
	double load = 0;
	for (guint i = 0; i < c->rows->len; i++) {
		const struct crawl_row *row = &g_array_index(c->rows, struct crawl_row, i);
		load = fmax(load, fmax(x_of(c, row), has_own_rates(c->plan) ? 0 : row->delivered));
	}
	char *text = *c->plan->source ? g_strdup_printf("offered load of %s", c->plan->source)
				      : g_strdup("offered load");
	g_string_append_printf(out, "DIAGONAL = %d\nLOAD = '%s'\nLOAD_TEXT = ", !has_own_rates(c->plan),
			       has_own_rates(c->plan) ? "load_pps" : "offered_pps");
	chart_quote(out, text);
	g_string_append(out, "\nLOAD_MAX = ");
	mpps(out, fmax(1.06 * load, 1));
	g_string_append_c(out, '\n');
	g_free(text);
}

/* write_rate_texts: what the rates are of and how they are written. */
static void write_rate_texts(GString *out, const struct chart *c)
{
	const char *guest = c->plan->guest;
	char *text = *guest ? g_strdup_printf("forwarding rate of %s", guest) : g_strdup("forwarding rate");
	g_string_append_printf(out, "RATE_UNIT = %s\nRATE_NAME = '%s'\nRATE_MARK = '%s'\n",
			       c->rate_unit > 1e3 ? "1e6" : "1e3", c->rate_unit > 1e3 ? "Mpps" : "kpps",
			       crawl_plan_is_bystander(c->plan) ? "least rate" : "best rate");
	g_string_append(out, "RATE_TEXT = ");
	chart_quote(out, text);
	g_string_append_printf(out, "\nLATENCY_TEXT = 'latency%s, 99th percentile'\n",
			       *guest ? " of all guests" : "");
	g_free(text);
}

/* write_rates: the axes of what is delivered and lost. */
static void write_rates(GString *out, const struct chart *c)
{
	double most = 0, lost = 0;
	for (guint i = 0; i < c->rows->len; i++) {
		const struct crawl_row *row = &g_array_index(c->rows, struct crawl_row, i);
		most = fmax(most, fmax(row->offered, row->delivered));
		lost = fmax(lost, total_lost(row));
	}
	const struct crawl_row *end = crawl_last(c->rows, g_array_index(c->drawn, struct drawn, 0).curve);
	write_rate_texts(out, c);
	g_string_append(out, "RATE_MAX = ");
	rate(out, c, fmax((has_own_rates(c->plan) ? 1.15 : 1.06) * most, 1));
	g_string_append(out, "\nALL = ");
	rate(out, c, end->offered);
	g_string_append(out, "\nLOSS_MAX = ");
	rate(out, c, lost > 0 ? fmax(1.05 * lost, 1) : fmax(0.2 * most, 1));
	g_string_append_c(out, '\n');
}

/* rate_unit: the unit in which the greatest rate is a number that reads well. */
static double rate_unit(const struct crawl_plan *plan, const GArray *rows)
{
	double most = 0;
	for (guint i = 0; i < rows->len; i++)
		most = fmax(most, g_array_index(rows, struct crawl_row, i).offered);
	return has_own_rates(plan) && most < SMALL_RATE ? 1e3 : 1e6;
}

/* write_contexts: the contexts that took any time of the core, idle left out. */
static void write_contexts(GString *out, const GArray *rows)
{
	g_string_append(out, "CONTEXTS = '");
	for (int c = 0; c < CONTEXTS; c++) {
		double most = 0;
		for (guint i = 0; i < rows->len; i++)
			most = fmax(most, g_array_index(rows, struct crawl_row, i).cpu[c]);
		if (c != CONTEXT_idle && most > 0)
			g_string_append_printf(out, "%s ", context_names[c]);
	}
	g_string_append(out, "'\n");
}

static double most_lost(const GArray *rows, int place)
{
	double most = 0;
	for (guint i = 0; i < rows->len; i++)
		most = fmax(most, crawl_row_lost(&g_array_index(rows, struct crawl_row, i), place));
	return most;
}

/* write_places: the places at which any curve loses; the first of all where none does, for gnuplot draws no list of
 * nothing. */
static void write_places(GString *out, const GArray *rows)
{
	bool any = false;
	g_string_append(out, "PLACES = '");
	for (int i = 0; i < crawl_place_count(); i++) {
		if (most_lost(rows, i) > 0)
			g_string_append_printf(out, "%s ", crawl_place_name(i));
		any |= most_lost(rows, i) > 0;
	}
	g_string_append(out, any ? "'\n" : "nic'\n");
}

/* write_intervals: whether the table has half widths, and what they are. */
static void write_intervals(GString *out, const struct crawl_plan *plan)
{
	g_string_append_printf(
		out,
		"INTERVALS = %d\nINTERVAL_TEXT = '%g %% interval of the mean, %" G_GINT64_FORMAT
		" replications'\n",
		plan->replications > 1, 100 * plan->confidence, plan->replications);
}

char *crawl_chart_script(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new("# Performance crawl chart. Draw it again with: gnuplot crawl.gp\n\n");
	struct chart c = {plan, rows, drawn_curves(rows), rate_unit(plan, rows)};
	g_string_append(out, "CSV = 'crawl.csv'\n");
	chart_title(out, plan->question, "Offered load and forwarding rate");
	write_arrays(out, &c);
	write_load(out, &c);
	write_rates(out, &c);
	write_latency_range(out, rows);
	write_contexts(out, rows);
	write_places(out, rows);
	write_intervals(out, plan);
	g_string_append(out, "\n" CRAWL_GP);
	g_array_unref(c.drawn);
	return g_string_free(out, FALSE);
}
