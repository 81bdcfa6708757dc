/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_chart.h"
#include "study_gp.h"
#include "tools/chart/chart.h"
#include "tools/study/figures/whose.h"
#include "tools/study/report/report_curves.h"
#include "tools/text/prose.h"
#include <math.h>
#include <string.h>

#define NAME_WIDTH 24  /* characters for which the list of curves has room */
#define PANEL_WIDTH 23 /* and that above the narrowest panel */
#define LEAST 1e-12    /* what a band on a logarithmic axis is cut at */

static const struct quantity {
	int figure;
	const char *text;
	bool is_log;
} quantities[] = {
	{REPORT_RATE, "forwarding rate", false},
	{REPORT_LOSS, "lost (%)", false},
	{REPORT_P99, "p99 latency", true},
};

#define QUANTITIES ((int)G_N_ELEMENTS(quantities))

/* is_log: the rate's axis is logarithmic where that of the load is, so that "all forwarded" is a straight line. */
static bool is_log(const struct report_curves *c, const struct quantity *q)
{
	return q->is_log || (q->figure == REPORT_RATE && c->layout.is_log && report_curves_of_load(c));
}

/* Mean and ends of the interval, which are the mean where no interval is known, in the unit of the chart. */
struct range {
	double mean, low, high;
	bool known;
};

static struct range range_of(const struct report_curves *c, guint point, const struct quantity *q)
{
	struct interval i = report_interval(c->r, point, q->figure);
	double scale = q->figure == REPORT_RATE ? c->rate_scale : q->figure == REPORT_P99 ? 1e-6 : 1;
	double half = interval_known(i) ? i.half : 0;
	return (struct range){i.mean * scale, fmax((i.mean - half) * scale, is_log(c, q) ? LEAST : 0),
			      (i.mean + half) * scale, interval_known(i)};
}

/* extremes: the least and the greatest that is drawn of the quantity; low above high when nothing is known. */
static struct range extremes(const struct report_curves *c, const struct quantity *q)
{
	struct range all = {NAN, INFINITY, 0, false};
	for (int i = 0; i < c->panels * c->curves; i++)
		for (guint k = 0; k < c->lines[i]->len; k++) {
			struct range one =
				range_of(c, GPOINTER_TO_UINT(g_ptr_array_index(c->lines[i], k)) - 1, q);
			if (!isfinite(one.mean))
				continue;
			all.low = fmin(all.low, one.mean);
			all.high = fmax(all.high, one.high);
			all.known |= one.known;
		}
	return all;
}

static void set_number(GString *out, const char *name, double value)
{
	g_string_append_printf(out, "%s = ", name);
	prose_number(out, 0, value, 9);
	g_string_append_c(out, '\n');
}

/* write_quantity: its axis. Of the latency, whole powers of ten are at its ends, 0 and 0 if nothing is known; that of
 * the rate is logarithmic when it does not begin at 0. */
static void write_quantity(const struct report_curves *c, GString *out, const struct quantity *q)
{
	struct range all = extremes(c, q);
	bool known = all.low <= all.high && all.low > 0;
	double low = 0, high = all.high > 0 ? 1.06 * all.high : 1;
	if (is_log(c, q) && known)
		low = pow(10, floor(log10(all.low)));
	if (q->is_log)
		high = known ? pow(10, floor(log10(all.high)) + 1) : 0;
	else if (low > 0)
		high = 1.25 * all.high;
	static const char *const names[] = {"RATE", "LOSS", "P99"};
	g_string_append_printf(out, "%s_TEXT = '%s%s'\n", names[q - quantities], q->text,
			       q->figure != REPORT_RATE ? ""
			       : c->rate_scale < 1	? " (Mpps)"
							: " (kpps)");
	g_string_append_printf(out, "%s_MIN = %g\n", names[q - quantities], low);
	g_string_append_printf(out, "%s_MAX = %.6g\n", names[q - quantities], high);
}

/* ---- the script ---- */

static void write_names(const struct report_curves *c, GString *out)
{
	GPtrArray *panels = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < c->panels; i++) {
		const struct study_axis *axis =
			c->layout.panel < 0 ? NULL : report_axis(c->study, c->layout.panel);
		const struct study_value *v = axis ? g_ptr_array_index(axis->values, (guint)i) : NULL;
		g_ptr_array_add(panels, v ? g_strdup_printf("%s %s", axis->name, v->text) : g_strdup(""));
	}
	g_string_append_printf(out, "CURVES = %d\nPANELS = %d\n", c->curves, c->panels);
	chart_short_list(out, "NAME", c->names, NAME_WIDTH);
	chart_short_list(out, "PANEL", panels, PANEL_WIDTH);
	g_ptr_array_unref(panels);
}

/* write_note: how much is not drawn, and what the bands are. */
static void write_notes(const struct report_curves *c, GString *out)
{
	int least = G_MAXINT, most = 0;
	for (guint i = 0; i < c->study->points->len; i++) {
		int n = report_runs(c->r, i);
		least = n > 0 ? MIN(least, n) : least;
		most = MAX(most, n);
	}
	char *range = least < most ? g_strdup_printf("%d to %d", least, most) : g_strdup_printf("%d", most);
	g_string_append_printf(out, "INTERVALS = %d\n", extremes(c, &quantities[0]).known);
	g_string_append_printf(out, "INTERVAL_TEXT = \"%g %% interval of the mean,\\n%s replications\"\n",
			       100 * report_confidence(c->r), range);
	g_string_append_printf(out, "LEFT_OUT = '");
	if (c->curves < c->all)
		g_string_append_printf(out, "%d of %d curves; all are in summary.md", c->curves, c->all);
	g_string_append(out, "'\n");
	g_free(range);
}

static void write_ticks(const struct report_curves *c, GString *out)
{
	const struct study_axis *axis = report_axis(c->study, c->layout.x);
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	g_string_append_printf(out, "array TICK[%u] = [", axis->values->len);
	for (guint i = 0; i < axis->values->len; i++) {
		const struct study_value *v = g_ptr_array_index(axis->values, i);
		g_string_append_printf(out, "%s%.9g", i ? ", " : "",
				       c->layout.is_number ? v->number * c->x_unit.scale : i);
		g_ptr_array_add(texts, c->layout.is_number
					       ? g_strdup_printf("%.4g", v->number * c->x_unit.scale)
					       : g_strdup(v->text));
	}
	g_string_append(out, "]\n");
	chart_list(out, "TICK_TEXT", texts);
	g_ptr_array_unref(texts);
}

/* shows_all: the rates are those of all packets, not of one guest's or source's. */
static bool shows_all(const struct report_curves *c)
{
	return whose_all(whose_of_study(&c->study->settings));
}

static void write_x(const struct report_curves *c, GString *out)
{
	const struct study_axis *axis = report_axis(c->study, c->layout.x);
	char *text = report_axis_title(axis, c->x_unit);
	g_string_append_printf(out, "X_NUMBERS = %d\nX_LOG = %d\nX_TEXT = ", c->layout.is_number,
			       c->layout.is_log);
	chart_quote(out, text);
	g_string_append_c(out, '\n');
	write_ticks(c, out);
	/* what is offered, in the unit of the rates, for one of x; 0 when x is no load */
	set_number(out, "DIAGONAL",
		   shows_all(c) && report_curves_of_load(c) ? 1e-3 / c->x_unit.scale * c->rate_scale : 0);
	g_free(text);
}

static void write_line(const struct report_curves *c, GString *out, const GPtrArray *line)
{
	for (guint i = 0; i < line->len; i++) {
		guint point = GPOINTER_TO_UINT(g_ptr_array_index(line, i)) - 1;
		g_string_append_printf(out, "%.9g", report_curves_x(c, point));
		for (int q = 0; q < QUANTITIES; q++) {
			struct range range = range_of(c, point, &quantities[q]);
			if (isfinite(range.mean))
				g_string_append_printf(out, " %.9g %.9g %.9g", range.mean, range.low,
						       range.high);
			else
				g_string_append(out, " NaN NaN NaN");
		}
		g_string_append_c(out, '\n');
	}
	if (line->len == 0)
		g_string_append(out, "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN\n");
	g_string_append(out, "\n\n");
}

static void write_data(const struct report_curves *c, GString *out)
{
	guint most = 0;
	for (int i = 0; i < c->panels * c->curves; i++)
		most = MAX(most, c->lines[i]->len);
	g_string_append_printf(out, "POINTS = %u # at most, on a curve\n", most);
	g_string_append(out, "\n# A block a panel and curve: x, then mean and ends of the interval of rate, "
			     "loss, latency.\n$DATA << EOD\n");
	for (int i = 0; i < c->panels * c->curves; i++)
		write_line(c, out, c->lines[i]);
	g_string_append(out, "EOD\n");
}

static char *write_script(const struct report_curves *c)
{
	GString *out = g_string_new("# Chart of a study. Draw it again with: gnuplot study.gp\n\n");
	chart_title(out, c->study->question, c->study->name);
	write_names(c, out);
	write_notes(c, out);
	write_x(c, out);
	for (int q = 0; q < QUANTITIES; q++)
		write_quantity(c, out, &quantities[q]);
	write_data(c, out);
	g_string_append(out, "\n" STUDY_GP);
	return g_string_free(out, FALSE);
}

char *report_chart_script(const struct report *r)
{
	struct report_curves *c = report_curves_new(r);
	if (!c)
		return NULL;
	char *script = write_script(c);
	report_curves_free(c);
	return script;
}
