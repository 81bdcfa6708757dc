/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/crawl_chart.h"
#include "crawl_gp.h"
#include "tools/base/output_file.h"
#include "tools/chart/chart.h"
#include "tools/chart/chart_names.h"
#include "tools/chart/chart_style.h"
#include "tools/study/report/report_conditions.h"
#include "tools/text/prose.h"
#include <math.h>
#include <string.h>

#define SMALL_RATE 5e5	    /* pps: rates below are drawn in kpps */
#define HELD_BACK_SHARE 0.9 /* of its load: a source that offers less is held back */
#define VISIBLE_SHARE 0.01  /* of a core's time */
#define SAME_SHARE 0.01	    /* by which figures differ that lie on each other */
#define SAME_POINTS 0.9	    /* of their points at which they do */
#define UNDER_MAX 3	    /* widths of line that are told apart */
#define NAME_WIDTH 33	    /* characters for which the list of curves has room */
#define PANELS_PIXELS 1105  /* PANELS_WIDTH of crawl.gp */

struct chart {
	const struct load_curves *c;
	GArray *drawn;	  /* of guint: curves with at least one point; the chart knows no others */
	double rate_unit; /* pps, of the rates; loads are in Mpps */
	bool own_rates;	  /* not those of all that the load is of, so the axes have nothing in common */
	bool held_back; /* a source did not come to offer its load: the axis is the intended one (RFC 2285) */
	bool bystander;
	const char *guest;
};

/* ---- figures of all points ---- */

static const struct load_curve *drawn_at(const struct chart *chart, guint i)
{
	return load_curve_at(chart->c, g_array_index(chart->drawn, guint, i));
}

/* What a function gives for a point; which: for those that take a figure. */
typedef double (*point_figure)(const struct chart *chart, int point, int which);

/* The least and the greatest above 0 of the points that are drawn; INFINITY and 0 when there is none. */
struct span {
	double least, most;
};

static struct span span_of(const struct chart *chart, point_figure of, int which)
{
	struct span span = {INFINITY, 0};
	for (guint i = 0; i < chart->drawn->len; i++) {
		const struct load_curve *curve = drawn_at(chart, i);
		for (guint k = 0; k < curve->points->len; k++) {
			double value = of(chart, load_curve_point(curve, k), which);
			span.most = fmax(span.most, value);
			if (value > 0)
				span.least = fmin(span.least, value);
		}
	}
	return span;
}

static double greatest(const struct chart *chart, point_figure of, int which)
{
	return span_of(chart, of, which).most;
}

static double figure(const struct chart *chart, int point, int which)
{
	return load_mean(chart->c, point, which);
}

static double lost(const struct chart *chart, int point, int which)
{
	(void)which;
	double sum = 0;
	for (int i = 0; i < load_place_count(); i++)
		sum += load_mean(chart->c, point, load_place_figure(i));
	return sum;
}

static double x_of(const struct chart *chart, int point)
{
	return chart->own_rates || chart->held_back ? (double)load_of(chart->c, point)
						    : load_figure(chart->c, point, "offered_pps");
}

static double reach(const struct chart *chart, int point, int which)
{
	(void)which;
	double x = x_of(chart, point);
	return chart->own_rates ? x : fmax(x, load_figure(chart->c, point, "delivered_pps"));
}

/* ---- lists of a figure for each curve ---- */

static void mpps(GString *out, double pps)
{
	prose_number(out, 0, pps / 1e6, 6);
}

static void rate(GString *out, const struct chart *chart, double pps)
{
	prose_number(out, 0, pps / chart->rate_unit, 6);
}

/* first_row: of the curve in crawl.csv. */
static guint first_row(const struct chart *chart, guint i)
{
	guint row = 0;
	for (guint k = 0; k < i; k++)
		row += drawn_at(chart, k)->points->len;
	return row;
}

static void append_first(GString *out, const struct chart *chart, guint i)
{
	g_string_append_printf(out, "%u", first_row(chart, i));
}

static void append_last(GString *out, const struct chart *chart, guint i)
{
	g_string_append_printf(out, "%u", first_row(chart, i + 1) - 1);
}

static guint number(const struct chart *chart, guint i)
{
	return g_array_index(chart->drawn, guint, i);
}

static bool is_highest(const struct chart *chart, guint i, int point)
{
	return point == load_highest(chart->c, number(chart, i));
}

/* saturation: the point to mark; -1 when no load was low enough, or none high enough. */
static int saturation(const struct chart *chart, guint i)
{
	int point = load_saturation(chart->c, number(chart, i));
	return is_highest(chart, i, point) ? -1 : point;
}

static void append_saturation_x(GString *out, const struct chart *chart, guint i)
{
	int point = saturation(chart, i);
	mpps(out, point >= 0 ? x_of(chart, point) : -1e6);
}

static void append_saturation_y(GString *out, const struct chart *chart, guint i)
{
	int point = saturation(chart, i);
	rate(out, chart, point >= 0 ? load_figure(chart->c, point, "delivered_pps") : -1e6);
}

static void append_saturation_text(GString *out, const struct chart *chart, guint i)
{
	int point = load_saturation(chart->c, number(chart, i));
	g_string_append(out, point >= 0 && is_highest(chart, i, point) ? "'> " : "'");
	prose_number(out, 0, point >= 0 ? load_carried(chart->c, point) / 1e6 : NAN, 3);
	g_string_append_c(out, '\'');
}

/* append_rate_mark: the best rate; of a bystander, who never gets more than its own small load, the least. */
static void append_rate_mark(GString *out, const struct chart *chart, guint i)
{
	int point = chart->bystander ? load_least(chart->c, number(chart, i))
				     : load_best(chart->c, number(chart, i));
	g_string_append_c(out, '\'');
	prose_number(out, 0, load_figure(chart->c, point, "delivered_pps") / chart->rate_unit,
		     chart->rate_unit > 1e3 ? 3 : 1);
	g_string_append_c(out, '\'');
}

/* ---- axes ---- */

/* write_quoted: a line that sets a name to a text, "TEXT of WHOM" where whom is somebody, and what follows. */
static void write_quoted(GString *out, const char *name, const char *text, const char *whom, const char *rest)
{
	char *whole = g_strdup_printf("%s%s%s%s", text, *whom ? " of " : "", whom, rest);
	g_string_append_printf(out, "%s = ", name);
	chart_quote(out, whole);
	g_string_append_c(out, '\n');
	g_free(whole);
}

/* write_load: the axis of the offered load. */
static void write_load(GString *out, const struct chart *chart)
{
	g_string_append_printf(out, "DIAGONAL = %d\nLOAD = '%s'\n", !chart->own_rates,
			       chart->own_rates || chart->held_back ? "load_pps" : "offered_pps");
	write_quoted(out, "LOAD_TEXT", chart->held_back ? "intended load" : "offered load",
		     chart->c->study->source, "");
	g_string_append(out, "LOAD_MAX = ");
	mpps(out, fmax(1.06 * greatest(chart, reach, 0), 1));
	g_string_append_c(out, '\n');
}

/* write_rate_texts: what the rates are of and how they are written. */
static void write_rate_texts(GString *out, const struct chart *chart)
{
	bool large = chart->rate_unit > 1e3;
	g_string_append_printf(out, "RATE_UNIT = %s\nRATE_NAME = '%s'\nRATE_MARK = '%s'\n",
			       large ? "1e6" : "1e3", large ? "Mpps" : "kpps",
			       chart->bystander ? "least rate" : "best rate");
	write_quoted(out, "RATE_TEXT", "forwarding rate", chart->guest, "");
	write_quoted(out, "LATENCY_TEXT", "latency", chart->guest, ", 99th percentile");
}

/* write_rates: the axes of what is delivered and lost. */
static void write_rates(GString *out, const struct chart *chart)
{
	double most = fmax(greatest(chart, figure, metric_find("offered_pps")),
			   greatest(chart, figure, metric_find("delivered_pps"))),
	       most_lost = greatest(chart, lost, 0);
	write_rate_texts(out, chart);
	g_string_append(out, "RATE_MAX = ");
	rate(out, chart, fmax((chart->own_rates ? 1.15 : 1.06) * most, 1));
	g_string_append(out, "\nALL = ");
	rate(out, chart, load_figure(chart->c, load_highest(chart->c, number(chart, 0)), "offered_pps"));
	g_string_append(out, "\nLOSS_MAX = ");
	rate(out, chart, most_lost > 0 ? fmax(1.05 * most_lost, 1) : fmax(0.2 * most, 1));
	g_string_append_c(out, '\n');
}

/* power_below: the exponent of the largest power of ten that is not above the value. */
static int power_below(double value)
{
	return (int)floor(log10(value));
}

/* has_gap: whether the percentile of a point is not known. */
static bool has_gap(const struct chart *chart)
{
	int metric = metric_find("latency_p99_ns");
	for (guint i = 0; i < chart->drawn->len; i++) {
		const struct load_curve *curve = drawn_at(chart, i);
		for (guint k = 0; k < curve->points->len; k++)
			if (!isfinite(load_mean(chart->c, load_curve_point(curve, k), metric)))
				return true;
	}
	return false;
}

/* write_latency_range: exponents of the powers of ten around the percentiles that are known, in s; equal when none is
 * above 0. */
static void write_latency_range(GString *out, const struct chart *chart)
{
	struct span p99 = span_of(chart, figure, metric_find("latency_p99_ns"));
	if (p99.most > 0)
		g_string_append_printf(out, "P99_MIN = %d\nP99_MAX = %d\n", power_below(p99.least / 1e9),
				       power_below(p99.most / 1e9) + 1);
	else
		g_string_append(out, "P99_MIN = 0\nP99_MAX = 0\n");
	g_string_append_printf(out, "P99_GAPS = %d\n", has_gap(chart));
}

/* ---- what is stacked ---- */

/* write_contexts: the contexts that took any time of the core, idle left out. */
static void write_contexts(GString *out, const struct chart *chart)
{
	GString *contexts = g_string_new(NULL);
	for (int i = 0; i < CONTEXTS; i++) {
		char *metric = g_strconcat("cpu.", context_names[i], NULL);
		if (i != CONTEXT_idle && greatest(chart, figure, metric_find(metric)) > 0)
			g_string_append_printf(contexts, "%s%s", contexts->len ? " " : "", context_names[i]);
		g_free(metric);
	}
	g_string_append_printf(out, "BUSY = %d\nCONTEXTS = '%s'\n", contexts->len > 0, contexts->str);
	g_string_free(contexts, TRUE);
}

/* ---- which panels, and what lies under what ---- */

static double curve_most(const struct chart *chart, guint i, point_figure of, int which)
{
	const struct load_curve *curve = drawn_at(chart, i);
	double most = 0;
	for (guint k = 0; k < curve->points->len; k++)
		most = fmax(most, of(chart, load_curve_point(curve, k), which));
	return most;
}

static double busy(const struct chart *chart, int point, int which)
{
	(void)which;
	return 1 - load_figure(chart->c, point, "cpu.idle");
}

static bool loses(const struct chart *chart, guint i)
{
	return curve_most(chart, i, lost, 0) > 0;
}

/* works: on the core of the NIC; what ticks take is nothing to see. */
static bool works(const struct chart *chart, guint i)
{
	return curve_most(chart, i, busy, 0) > VISIBLE_SHARE;
}

static void append_loses(GString *out, const struct chart *chart, guint i)
{
	g_string_append_printf(out, "%d", loses(chart, i));
}

static void append_works(GString *out, const struct chart *chart, guint i)
{
	g_string_append_printf(out, "%d", works(chart, i));
}

/* same_course: whether two curves run over each other, so that the later one would hide the other. */
static bool same_course(const struct chart *chart, guint a, guint b, int metric)
{
	const struct load_curve *one = drawn_at(chart, a), *other = drawn_at(chart, b);
	guint n = MIN(one->points->len, other->points->len), same = 0;
	for (guint k = 0; k < n; k++) {
		double x = load_mean(chart->c, load_curve_point(one, k), metric),
		       y = load_mean(chart->c, load_curve_point(other, k), metric);
		same += fabs(x - y) <= SAME_SHARE * fmax(x, y);
	}
	return n > 0 && (double)same >= SAME_POINTS * n;
}

static void append_under(GString *out, const struct chart *chart, guint i, const char *metric)
{
	int under = 0;
	for (guint k = i + 1; k < chart->drawn->len; k++)
		under += same_course(chart, i, k, metric_find(metric));
	g_string_append_printf(out, "%d", MIN(under, UNDER_MAX));
}

static void append_under_rate(GString *out, const struct chart *chart, guint i)
{
	append_under(out, chart, i, "delivered_pps");
}

static void append_under_p99(GString *out, const struct chart *chart, guint i)
{
	append_under(out, chart, i, "latency_p99_ns");
}

static const struct {
	const char *name;
	void (*append)(GString *out, const struct chart *chart, guint i);
} arrays[] = {
	{"FIRST", append_first},
	{"LAST", append_last},
	{"SATURATION_X", append_saturation_x},
	{"SATURATION_Y", append_saturation_y},
	{"SATURATION_TEXT", append_saturation_text},
	{"RATE_MARK_TEXT", append_rate_mark},
	{"LOSES", append_loses},
	{"WORKS", append_works},
	{"UNDER", append_under_rate},
	{"UNDER_P99", append_under_p99},
};

/* panel_width: characters for which there is room above a small panel. */
static int panel_width(guint curves)
{
	guint bands = (curves + 5) / 6, per_band = (curves + bands - 1) / bands;
	int pixels = (PANELS_PIXELS - ((int)per_band - 1) * 16) / (int)per_band - 22;
	return MAX(pixels / 9, CHART_NAMES_WIDTH_MIN);
}

/* write_names: and how the curves look. */
static void write_names(GString *out, const struct chart *chart)
{
	GPtrArray *names = g_ptr_array_new();
	const char **flows = g_new(const char *, chart->drawn->len);
	for (guint i = 0; i < chart->drawn->len; i++) {
		g_ptr_array_add(names, drawn_at(chart, i)->name);
		flows[i] = report_flow(chart->c->study, (guint)drawn_at(chart, i)->first);
	}
	chart_short_list(out, "NAME", names, NAME_WIDTH);
	chart_hover_list(out, "HOVER", names);
	chart_short_list(out, "PANEL_NAME", names, panel_width(names->len));
	chart_styles(out, flows, (int)names->len);
	g_free(flows);
	g_ptr_array_unref(names);
}

static void write_arrays(GString *out, const struct chart *chart)
{
	g_string_append_printf(out, "CURVES = %u\n", chart->drawn->len);
	write_names(out, chart);
	for (size_t a = 0; a < G_N_ELEMENTS(arrays); a++) {
		g_string_append_printf(out, "array %s[CURVES] = [", arrays[a].name);
		for (guint i = 0; i < chart->drawn->len; i++) {
			g_string_append(out, i ? ", " : "");
			arrays[a].append(out, chart, i);
		}
		g_string_append(out, "]\n");
	}
}

/* write_shown: the curves that have small panels: those with something to show in one. */
static void write_shown(GString *out, const struct chart *chart)
{
	GString *shown = g_string_new(NULL);
	guint n = 0;
	for (guint i = 0; i < chart->drawn->len; i++)
		if (loses(chart, i) || works(chart, i)) {
			g_string_append_printf(shown, "%s%u", n ? ", " : "", i + 1);
			n++;
		}
	g_string_append_printf(out, "SHOWN = %u\narray CURVE[%u] = [%s]\n", n, MAX(n, 1),
			       n ? shown->str : "1");
	g_string_free(shown, TRUE);
}

/* place_text: in words. */
static const char *place_text(const char *name)
{
	static const struct {
		const char *name, *text;
	} places[] = {{"nic", "NIC"},
		      {"host", "backlog"},
		      {"tap", "tap"},
		      {"guest", "guest"},
		      {"vhost_user", "guest's port"},
		      {"pmd", "polling switch"}};
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		if (!strcmp(places[i].name, name))
			return places[i].text;
	return name;
}

/* write_places: the places at which any curve loses. */
static void write_places(GString *out, const struct chart *chart)
{
	GPtrArray *texts = g_ptr_array_new();
	GString *places = g_string_new(NULL);
	for (int i = 0; i < load_place_count(); i++) {
		if (!(greatest(chart, figure, load_place_figure(i)) > 0))
			continue;
		g_string_append_printf(places, "%s%s", places->len ? " " : "", load_place_name(i));
		g_ptr_array_add(texts, (char *)place_text(load_place_name(i)));
	}
	g_string_append_printf(out, "LOSSES = %d\nPLACES = '%s'\n", places->len > 0, places->str);
	if (texts->len > 0)
		chart_list(out, "PLACE_TEXT", texts);
	g_string_free(places, TRUE);
	g_ptr_array_unref(texts);
}

/* write_intervals: whether the table has half widths, and what they are. */
static void write_intervals(GString *out, const struct load_curves *c)
{
	g_string_append_printf(
		out, "INTERVALS = %d\nINTERVAL_TEXT = '%g %% interval of the mean, %d replications'\n",
		load_replications(c) > 1, (double)c->study->settings.confidence / 1e4, load_replications(c));
}

static void write_conditions(GString *out, const struct study *study)
{
	char *text = report_conditions(study);
	chart_conditions(out, text);
	g_free(text);
}

/* ---- the whole ---- */

/* is_held_back: whether a point was offered so much less than its load that this is no scatter of arrivals. */
static bool is_held_back(const struct chart *chart)
{
	for (guint i = 0; i < chart->drawn->len; i++) {
		const struct load_curve *curve = drawn_at(chart, i);
		for (guint k = 0; k < curve->points->len; k++) {
			int point = load_curve_point(curve, k);
			if (load_figure(chart->c, point, "offered_pps") <
			    HELD_BACK_SHARE * (double)load_of(chart->c, point))
				return true;
		}
	}
	return false;
}

static struct chart chart_of(const struct load_curves *c)
{
	struct chart chart = {.c = c, .drawn = g_array_new(FALSE, FALSE, sizeof(guint))};
	chart.guest = c->study->settings.guest;
	chart.own_rates = *c->study->source || *chart.guest;
	chart.bystander = load_is_bystander(c->study);
	for (guint i = 0; i < c->curves->len; i++)
		if (load_curve_at(c, i)->points->len > 0)
			g_array_append_val(chart.drawn, i);
	chart.held_back = !chart.own_rates && is_held_back(&chart);
	double most = greatest(&chart, figure, metric_find("offered_pps"));
	chart.rate_unit = chart.own_rates && most < SMALL_RATE ? 1e3 : 1e6;
	return chart;
}

char *crawl_chart_script(const struct load_curves *c)
{
	GString *out = g_string_new("# Performance crawl chart. Draw it again with: gnuplot crawl.gp\n\n");
	struct chart chart = chart_of(c);
	g_string_append(out, "CSV = 'crawl.csv'\n");
	chart_title(out, c->study->question, "Offered load and forwarding rate");
	write_arrays(out, &chart);
	write_load(out, &chart);
	write_rates(out, &chart);
	write_latency_range(out, &chart);
	write_contexts(out, &chart);
	write_places(out, &chart);
	write_shown(out, &chart);
	write_conditions(out, c->study);
	write_intervals(out, c);
	g_string_append(out, "\n" CRAWL_GP);
	g_array_unref(chart.drawn);
	return g_string_free(out, FALSE);
}

/* in_words: what the chart shows, for those who do not see it. */
static char *in_words(const struct load_curves *c)
{
	GString *out = g_string_new("Forwarding rate, 99th percentile of the latency, losses and the time of "
				    "the NIC's core over the offered load.");
	for (guint i = 0; i < c->curves->len; i++)
		g_string_append_printf(out, "%s%s", i ? "; " : " Curves: ", load_curve_at(c, i)->name);
	return g_string_free(out, FALSE);
}

bool crawl_chart_write(const struct load_curves *c, const char *folder, GError **error)
{
	char *title = prose_first_sentence(c->study->question), *text = in_words(c);
	bool written = output_file_text(folder, "crawl.gp", crawl_chart_script(c), error) &&
		       chart_draw(folder, "crawl", *title ? title : c->study->name, text, error);
	g_free(title);
	g_free(text);
	return written;
}
