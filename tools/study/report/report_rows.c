/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_rows.h"
#include "tools/chart/chart.h"
#include "tools/study/figures/metric.h"
#include <math.h>
#include <string.h>

#define LEAST 1e-12	/* what a band on a logarithmic axis is cut at */
#define LOG_FROM 20.0	/* the greatest by the least time from which on an axis is logarithmic */
#define SAME_SHARE 0.01 /* by which figures differ that lie on each other */
#define SAME_POINTS 0.9 /* of their points at which they do */
#define UNDER_MAX 3	/* widths of line that are told apart */
#define LONGEST_TEXT 48 /* characters beside an axis */

static const struct report_figure *report_rows_figure_of(const struct report_curves *c,
							 const struct chart_row *row)
{
	return report_figure(c->r, row->figure);
}

struct chart_range chart_row_range(const struct report_curves *c, const struct chart_row *row, guint point)
{
	struct interval i = report_interval(c->r, point, row->figure);
	double half = interval_known(i) ? i.half : 0, high = (i.mean + half) * row->scale;
	double low = fmax((i.mean - half) * row->scale, row->is_log ? LEAST : 0);
	if (row->is_log && row->low > 0)
		low = fmax(low, row->low);
	return (struct chart_range){i.mean * row->scale, low, row->is_share ? fmin(high, 100) : high,
				    interval_known(i)};
}

/* extremes: the least and the greatest that is drawn; low above high when nothing is known. */
static struct chart_range extremes(const struct report_curves *c, const struct chart_row *row)
{
	struct chart_range all = {NAN, INFINITY, 0, false};
	for (int i = 0; i < c->panels * c->curves; i++)
		for (guint k = 0; k < c->lines[i]->len; k++) {
			struct chart_range one = chart_row_range(
				c, row, GPOINTER_TO_UINT(g_ptr_array_index(c->lines[i], k)) - 1);
			if (!isfinite(one.mean))
				continue;
			all.low = fmin(all.low, one.mean);
			all.high = fmax(all.high, one.high);
			all.known |= one.known;
		}
	return all;
}

/* ---- units and scales ---- */

static bool report_rows_is_time(const char *unit)
{
	return !strcmp(unit, "ns") || !strcmp(unit, "us");
}

/* head_of: what the figure is called beside its axis. */
static const char *head_of(const struct report_figure *f)
{
	const char *text = metric_at(metric_find(f->metric))->text;
	if (strcmp(f->head, f->metric) != 0)
		return f->head;
	return g_utf8_strlen(text, -1) <= LONGEST_TEXT ? text : f->metric;
}

static void name_row(const struct report_curves *c, struct chart_row *row, const char *unit)
{
	const char *head = head_of(report_rows_figure_of(c, row));
	row->text = !*unit	   ? g_strdup(head)
		    : *unit == '/' ? g_strconcat(head, " ", unit, NULL)
				   : g_strdup_printf("%s (%s)", head, unit);
}

/* scale_time: on a logarithmic axis in s, whose ticks have the unit, or a linear one in a unit that reads well. */
static void scale_time(const struct report_curves *c, struct chart_row *row, struct chart_range all)
{
	const char *unit = report_rows_figure_of(c, row)->unit;
	row->is_log = all.low > 0 && (row->figure == REPORT_P99 || all.high >= LOG_FROM * all.low);
	row->is_seconds = row->is_log;
	struct report_unit u = report_unit_of(unit, all.high);
	row->scale = row->is_log ? (*unit == 'n' ? 1e-9 : 1e-6) : u.scale;
	name_row(c, row, row->is_log ? "" : strcmp(u.name, "us") ? u.name : "µs");
}

static void scale_other(const struct report_curves *c, struct chart_row *row, struct chart_range all)
{
	struct report_unit u = report_unit_of(report_rows_figure_of(c, row)->unit, all.high);
	row->scale = row->figure == REPORT_RATE ? c->rate_scale : u.scale;
	row->is_share = row->figure == REPORT_LOSS;
	/* logarithmic where the load's axis is, so that "all forwarded" is a straight line */
	row->is_log =
		row->figure == REPORT_RATE && c->layout.is_log && report_curves_of_load(c) && all.low > 0;
	name_row(c, row, row->figure == REPORT_RATE ? (c->rate_scale < 1 ? "Mpps" : "kpps") : u.name);
}

/* The greatest of 1, 2 and 5 times a power of ten that is not above value. */
static double round_down(double value)
{
	double decade = pow(10, floor(log10(value))), digit = value / decade;
	return decade * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

/* report_rows_find_ends: of the axis: whole powers of ten of times on a logarithmic one; from 0 on a linear one. */
static void report_rows_find_ends(const struct report_curves *c, struct chart_row *row)
{
	struct chart_range all = extremes(c, row);
	row->known = all.known;
	row->low = row->is_seconds ? pow(10, floor(log10(all.low)))
		   : row->is_log   ? round_down(all.low)
				   : fmin(0, all.low);
	row->high = row->is_seconds ? pow(10, floor(log10(all.high)) + 1)
		    : row->is_log   ? 1.25 * all.high
				    : row->low + 1.06 * (all.high - row->low);
	if (row->is_share)
		row->high = fmin(row->high, 100);
	if (!(row->high > row->low))
		row->high = row->low + 1;
}

static bool report_rows_add_row(const struct report_curves *c, struct chart_rows *rows, int figure,
				bool alone)
{
	struct chart_row row = {.figure = figure, .scale = 1};
	struct chart_range all = extremes(c, &row);
	if (all.low > all.high || (all.high <= 0 && !alone))
		return false;
	if (report_rows_is_time(report_rows_figure_of(c, &row)->unit))
		scale_time(c, &row, all);
	else
		scale_other(c, &row, all);
	report_rows_find_ends(c, &row);
	rows->row[rows->n++] = row;
	return true;
}

/* append_gaps: of a row, at how many points its figure is not known. */
static void append_gaps(const struct report_curves *c, const struct chart_row *row, GString *out)
{
	int unknown = 0, all = 0;
	for (int i = 0; i < c->panels * c->curves; i++)
		for (guint k = 0; k < c->lines[i]->len; k++) {
			guint point = GPOINTER_TO_UINT(g_ptr_array_index(c->lines[i], k)) - 1;
			unknown += !isfinite(chart_row_range(c, row, point).mean);
			all++;
		}
	if (unknown > 0)
		g_string_append_printf(out, "%s%s: not known at %d of %d points, where there is a gap",
				       out->len ? "; " : "", report_rows_figure_of(c, row)->head, unknown,
				       all);
}

static const char *why_left_out(const struct report_curves *c, int figure)
{
	struct chart_row row = {.figure = figure, .scale = 1};
	struct chart_range all = extremes(c, &row);
	return all.low > all.high ? "not known" : "0 everywhere";
}

struct chart_rows chart_rows_of(const struct report_curves *c, const int *figures, int n)
{
	struct chart_rows rows = {.n = 0};
	GString *left_out = g_string_new(NULL);
	for (int i = 0; i < n; i++)
		if (report_rows_add_row(c, &rows, figures[i], n == 1))
			append_gaps(c, &rows.row[rows.n - 1], left_out);
		else
			g_string_append_printf(left_out, "%s%s: %s", left_out->len ? "; " : "",
					       report_figure(c->r, figures[i])->head,
					       why_left_out(c, figures[i]));
	rows.left_out = g_string_free(left_out, FALSE);
	return rows;
}

void chart_rows_clear(struct chart_rows *rows)
{
	for (int i = 0; i < rows->n; i++)
		g_free(rows->row[i].text);
	g_free(rows->left_out);
}

/* ---- what lies under what ---- */

/* report_rows_same_course: whether two curves run over each other, so that the later one would hide the other. */
static bool report_rows_same_course(const struct report_curves *c, const struct chart_row *row, int a, int b)
{
	guint n = 0, same = 0;
	for (int p = 0; p < c->panels; p++) {
		const GPtrArray *one = c->lines[p * c->curves + a], *other = c->lines[p * c->curves + b];
		guint both = MIN(one->len, other->len);
		for (guint k = 0; k < both; k++) {
			guint x = GPOINTER_TO_UINT(g_ptr_array_index(one, k)) - 1,
			      y = GPOINTER_TO_UINT(g_ptr_array_index(other, k)) - 1;
			double u = chart_row_range(c, row, x).mean, v = chart_row_range(c, row, y).mean;
			same += fabs(u - v) <= SAME_SHARE * fmax(fabs(u), fabs(v));
		}
		n += both;
	}
	return n > 0 && (double)same >= SAME_POINTS * n;
}

static int report_rows_under(const struct report_curves *c, const struct chart_row *row, int curve)
{
	int n = 0;
	for (int k = curve + 1; k < c->curves; k++)
		n += report_rows_same_course(c, row, curve, k);
	return MIN(n, UNDER_MAX);
}

/* ---- the script ---- */

static void begin_array(GString *out, const char *name, int n)
{
	g_string_append_printf(out, "array %s[%d] = [", name, n);
}

void chart_rows_write(const struct report_curves *c, const struct chart_rows *rows, GString *out)
{
	GPtrArray *texts = g_ptr_array_new();
	g_string_append_printf(out, "ROWS = %d\n", rows->n);
	for (int i = 0; i < rows->n; i++)
		g_ptr_array_add(texts, rows->row[i].text);
	chart_list(out, "Y_TEXT", texts);
	chart_hover_list(out, "HOVER_Y", texts);
	begin_array(out, "Y_MIN", rows->n);
	for (int i = 0; i < rows->n; i++)
		g_string_append_printf(out, "%s%.6g", i ? ", " : "", rows->row[i].low);
	begin_array(g_string_append(out, "]\n"), "Y_MAX", rows->n);
	for (int i = 0; i < rows->n; i++)
		g_string_append_printf(out, "%s%.6g", i ? ", " : "", rows->row[i].high);
	begin_array(g_string_append(out, "]\n"), "Y_LOG", rows->n);
	for (int i = 0; i < rows->n; i++)
		g_string_append_printf(out, "%s%d", i ? ", " : "", rows->row[i].is_log);
	begin_array(g_string_append(out, "]\n"), "Y_SECONDS", rows->n);
	for (int i = 0; i < rows->n; i++)
		g_string_append_printf(out, "%s%d", i ? ", " : "", rows->row[i].is_seconds);
	begin_array(g_string_append(out, "]\n"), "UNDER", rows->n * c->curves);
	for (int i = 0; i < rows->n * c->curves; i++)
		g_string_append_printf(out, "%s%d", i ? ", " : "",
				       report_rows_under(c, &rows->row[i / c->curves], i % c->curves));
	g_string_append(out, "]\n");
	g_ptr_array_unref(texts);
}
