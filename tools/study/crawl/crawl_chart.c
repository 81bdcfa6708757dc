/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/crawl_chart.h"
#include "crawl_gp.h"
#include "tools/base/output_file.h"
#include "tools/chart/chart.h"
#include "tools/chart/chart_names.h"
#include "tools/chart/chart_style.h"
#include "tools/study/crawl/crawl_panels.h"
#include "tools/study/report/report_conditions.h"
#include "tools/text/prose.h"
#include <math.h>
#include <string.h>

#define NAME_WIDTH 33	   /* characters for which the list of curves has room */
#define PANELS_PIXELS 1105 /* PANELS_WIDTH of crawl.gp */

/* ---- lists of a figure for each curve ---- */

static void mpps(GString *out, double pps)
{
	prose_number(out, 0, pps / 1e6, 6);
}

static void crawl_chart_rate(GString *out, const struct crawl_view *chart, double pps)
{
	prose_number(out, 0, pps / chart->rate_unit, 6);
}

/* first_row: of the curve in crawl.csv. */
static guint first_row(const struct crawl_view *chart, guint i)
{
	guint row = 0;
	for (guint k = 0; k < i; k++)
		row += crawl_view_curve(chart, k)->points->len;
	return row;
}

static void append_first(GString *out, const struct crawl_view *chart, guint i)
{
	g_string_append_printf(out, "%u", first_row(chart, i));
}

static void append_last(GString *out, const struct crawl_view *chart, guint i)
{
	g_string_append_printf(out, "%u", first_row(chart, i + 1) - 1);
}

static guint crawl_chart_number(const struct crawl_view *chart, guint i)
{
	return g_array_index(chart->drawn, guint, i);
}

static bool is_highest(const struct crawl_view *chart, guint i, int point)
{
	return point == load_highest(chart->c, crawl_chart_number(chart, i));
}

/* crawl_chart_saturation: the point to mark; -1 when no load was low enough, or none high enough. */
static int crawl_chart_saturation(const struct crawl_view *chart, guint i)
{
	int point = load_saturation(chart->c, crawl_chart_number(chart, i));
	return is_highest(chart, i, point) ? -1 : point;
}

static void append_saturation_x(GString *out, const struct crawl_view *chart, guint i)
{
	int point = crawl_chart_saturation(chart, i);
	mpps(out, point >= 0 ? crawl_x(chart, point) : -1e6);
}

static void append_saturation_y(GString *out, const struct crawl_view *chart, guint i)
{
	int point = crawl_chart_saturation(chart, i);
	crawl_chart_rate(out, chart, point >= 0 ? load_figure(chart->c, point, "delivered_pps") : -1e6);
}

static void append_saturation_text(GString *out, const struct crawl_view *chart, guint i)
{
	int point = load_saturation(chart->c, crawl_chart_number(chart, i));
	g_string_append(out, point >= 0 && is_highest(chart, i, point) ? "'> " : "'");
	int best = load_best(chart->c, crawl_chart_number(chart, i));
	prose_number(out, 0, point >= 0 ? load_saturated(chart->c, point, best) / 1e6 : NAN, 3);
	g_string_append_c(out, '\'');
}

/* append_rate_mark: the best rate; of a bystander, who never gets more than its own small load, the least. */
static void append_rate_mark(GString *out, const struct crawl_view *chart, guint i)
{
	int point = chart->bystander ? load_least(chart->c, crawl_chart_number(chart, i))
				     : load_best(chart->c, crawl_chart_number(chart, i));
	g_string_append_c(out, '\'');
	prose_number(out, 0, load_figure(chart->c, point, "delivered_pps") / chart->rate_unit,
		     chart->rate_unit > 1e3 ? 3 : 1);
	g_string_append_c(out, '\'');
}

/* ---- axes ---- */

/* crawl_chart_write_quoted: a line that sets a name to a text, "TEXT of WHOM" where whom is somebody, and what follows. */
static void crawl_chart_write_quoted(GString *out, const char *name, const char *text, const char *whom,
				     const char *rest)
{
	char *whole = g_strdup_printf("%s%s%s%s", text, *whom ? " of " : "", whom, rest);
	g_string_append_printf(out, "%s = ", name);
	chart_quote(out, whole);
	g_string_append_c(out, '\n');
	g_free(whole);
}

/* write_load: the axis of the offered load. */
static void write_load(GString *out, const struct crawl_view *chart)
{
	g_string_append_printf(out, "DIAGONAL = %d\nLOAD = '%s'\n", !chart->own_rates,
			       chart->own_rates || chart->held_back ? "load_pps" : "offered_pps");
	crawl_chart_write_quoted(out, "LOAD_TEXT", chart->held_back ? "intended load" : "offered load",
				 chart->c->study->source, "");
	g_string_append(out, "LOAD_MAX = ");
	mpps(out, fmax(1.06 * crawl_view_greatest(chart, crawl_reach, 0), 1));
	g_string_append_c(out, '\n');
}

/* write_rate_texts: what the rates are of and how they are written. */
static void write_rate_texts(GString *out, const struct crawl_view *chart)
{
	bool large = chart->rate_unit > 1e3;
	g_string_append_printf(out, "RATE_UNIT = %s\nRATE_NAME = '%s'\nRATE_MARK = '%s'\n",
			       large ? "1e6" : "1e3", large ? "Mpps" : "kpps",
			       chart->bystander ? "least rate" : "best rate");
	crawl_chart_write_quoted(out, "RATE_TEXT", "forwarding rate", chart->guest, "");
	crawl_chart_write_quoted(out, "LATENCY_TEXT", "latency", chart->guest, ", 99th percentile");
}

/* most_drawn: up to where rates are drawn: what is offered, unless that left more than half of the panel empty. */
static double most_drawn(const struct crawl_view *chart)
{
	double offered = crawl_view_greatest(chart, crawl_mean, metric_find("offered_pps")),
	       delivered = crawl_view_greatest(chart, crawl_mean, metric_find("delivered_pps"));
	return !chart->own_rates && delivered < offered / 2 ? 1.25 * delivered : fmax(offered, delivered);
}

/* write_rates: the axes of what is delivered and lost. */
static void write_rates(GString *out, const struct crawl_view *chart)
{
	double most = most_drawn(chart), most_lost = crawl_view_greatest(chart, crawl_lost, 0);
	write_rate_texts(out, chart);
	g_string_append(out, "RATE_MAX = ");
	crawl_chart_rate(out, chart, fmax((chart->own_rates ? 1.15 : 1.06) * most, 1));
	g_string_append(out, "\nALL = ");
	crawl_chart_rate(
		out, chart,
		load_figure(chart->c, load_highest(chart->c, crawl_chart_number(chart, 0)), "offered_pps"));
	g_string_append(out, "\nLOSS_MAX = ");
	crawl_chart_rate(out, chart, most_lost > 0 ? fmax(1.05 * most_lost, 1) : fmax(0.2 * most, 1));
	g_string_append_c(out, '\n');
}

/* power_below: the exponent of the largest power of ten that is not above the value. */
static int power_below(double value)
{
	return (int)floor(log10(value));
}

/* has_gap: whether the percentile of a point is not known. */
static bool has_gap(const struct crawl_view *chart)
{
	int metric = metric_find("latency_p99_ns");
	for (guint i = 0; i < chart->drawn->len; i++) {
		const struct load_curve *curve = crawl_view_curve(chart, i);
		for (guint k = 0; k < curve->points->len; k++)
			if (!isfinite(load_mean(chart->c, load_curve_point(curve, k), metric)))
				return true;
	}
	return false;
}

/* write_latency_range: exponents of the powers of ten around the percentiles that are known, in s; equal when none is
 * above 0. */
static void write_latency_range(GString *out, const struct crawl_view *chart)
{
	struct crawl_span p99 = crawl_view_span(chart, crawl_mean, metric_find("latency_p99_ns"));
	if (p99.most > 0)
		g_string_append_printf(out, "P99_MIN = %d\nP99_MAX = %d\n", power_below(p99.least / 1e9),
				       power_below(p99.most / 1e9) + 1);
	else
		g_string_append(out, "P99_MIN = 0\nP99_MAX = 0\n");
	g_string_append_printf(out, "P99_GAPS = %d\n", has_gap(chart));
}

static const struct {
	const char *name;
	void (*append)(GString *out, const struct crawl_view *chart, guint i);
} arrays[] = {
	{"FIRST", append_first},
	{"LAST", append_last},
	{"SATURATION_X", append_saturation_x},
	{"SATURATION_Y", append_saturation_y},
	{"SATURATION_TEXT", append_saturation_text},
	{"RATE_MARK_TEXT", append_rate_mark},
};

/* panel_width: characters for which there is room above a small panel. */
static int panel_width(guint curves)
{
	guint bands = (curves + 5) / 6, per_band = (curves + bands - 1) / bands;
	int pixels = (PANELS_PIXELS - ((int)per_band - 1) * 16) / (int)per_band - 22;
	return MAX(pixels / 9, CHART_NAMES_WIDTH_MIN);
}

/* crawl_chart_write_names: and how the curves look. */
static void crawl_chart_write_names(GString *out, const struct crawl_view *chart)
{
	GPtrArray *names = g_ptr_array_new();
	const char **flows = g_new(const char *, chart->drawn->len);
	for (guint i = 0; i < chart->drawn->len; i++) {
		g_ptr_array_add(names, crawl_view_curve(chart, i)->name);
		flows[i] = report_flow(chart->c->study, (guint)crawl_view_curve(chart, i)->first);
	}
	chart_short_list(out, "NAME", names, NAME_WIDTH);
	chart_hover_list(out, "HOVER", names);
	chart_short_list(out, "PANEL_NAME", names, panel_width(names->len));
	chart_styles(out, flows, (int)names->len);
	g_free(flows);
	g_ptr_array_unref(names);
}

static void write_arrays(GString *out, const struct crawl_view *chart)
{
	g_string_append_printf(out, "CURVES = %u\n", chart->drawn->len);
	crawl_chart_write_names(out, chart);
	for (size_t a = 0; a < G_N_ELEMENTS(arrays); a++) {
		g_string_append_printf(out, "array %s[CURVES] = [", arrays[a].name);
		for (guint i = 0; i < chart->drawn->len; i++) {
			g_string_append(out, i ? ", " : "");
			arrays[a].append(out, chart, i);
		}
		g_string_append(out, "]\n");
	}
}

/* write_intervals: whether the table has half widths, and what they are. */
static void write_intervals(GString *out, const struct load_curves *c)
{
	g_string_append_printf(
		out, "INTERVALS = %d\nINTERVAL_TEXT = '%g %% interval of the mean, %d replications'\n",
		load_replications(c) > 1, (double)c->study->settings.confidence / 1e4, load_replications(c));
}

static void crawl_chart_write_conditions(GString *out, const struct study *study)
{
	char *text = report_conditions(study);
	chart_conditions(out, text);
	g_free(text);
}

/* ---- the whole ---- */

char *crawl_chart_script(const struct load_curves *c)
{
	GString *out = g_string_new("# Performance crawl chart. Draw it again with: gnuplot crawl.gp\n\n");
	struct crawl_view chart = crawl_view_of(c);
	struct crawl_cores *cores = crawl_cores_new(&chart);
	g_string_append(out, "CSV = 'crawl.csv'\n");
	chart_title(out, c->study->question, "Offered load and forwarding rate");
	write_arrays(out, &chart);
	write_load(out, &chart);
	write_rates(out, &chart);
	write_latency_range(out, &chart);
	crawl_panels_write(out, &chart, cores);
	crawl_chart_write_conditions(out, c->study);
	write_intervals(out, c);
	g_string_append(out, "\n" CRAWL_GP);
	crawl_cores_free(cores);
	g_array_unref(chart.drawn);
	return g_string_free(out, FALSE);
}

/* cores_csv: newly allocated. */
static char *cores_csv(const struct load_curves *c)
{
	struct crawl_view chart = crawl_view_of(c);
	struct crawl_cores *cores = crawl_cores_new(&chart);
	char *csv = crawl_cores_csv(cores);
	crawl_cores_free(cores);
	g_array_unref(chart.drawn);
	return csv;
}

/* crawl_chart_in_words: what the chart shows, for those who do not see it. */
static char *crawl_chart_in_words(const struct load_curves *c)
{
	GString *out = g_string_new("Forwarding rate, 99th percentile of the latency, losses and the time of "
				    "the cores over the offered load.");
	for (guint i = 0; i < c->curves->len; i++)
		g_string_append_printf(out, "%s%s", i ? "; " : " Curves: ", load_curve_at(c, i)->name);
	return g_string_free(out, FALSE);
}

bool crawl_chart_write(const struct load_curves *c, const char *folder, GError **error)
{
	char *text = crawl_chart_in_words(c);
	const struct chart_file file = {folder, "crawl", c->study->question, c->study->name, text, true};
	bool written = output_file_text(folder, CRAWL_CORES_FILE, cores_csv(c), error) &&
		       chart_write(&file, crawl_chart_script(c), error);
	g_free(text);
	return written;
}
