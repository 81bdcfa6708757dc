/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/crawl_view.h"
#include <math.h>

#define SMALL_RATE 5e5	    /* pps: rates below are drawn in kpps */
#define HELD_BACK_SHARE 0.9 /* of its load: a source that offers less is held back */

const struct load_curve *crawl_view_curve(const struct crawl_view *chart, guint i)
{
	return load_curve_at(chart->c, g_array_index(chart->drawn, guint, i));
}

struct crawl_span crawl_view_span(const struct crawl_view *chart, crawl_figure of, int which)
{
	struct crawl_span span = {INFINITY, 0};
	for (guint i = 0; i < chart->drawn->len; i++) {
		const struct load_curve *curve = crawl_view_curve(chart, i);
		for (guint k = 0; k < curve->points->len; k++) {
			double value = of(chart, load_curve_point(curve, k), which);
			span.most = fmax(span.most, value);
			if (value > 0)
				span.least = fmin(span.least, value);
		}
	}
	return span;
}

double crawl_view_greatest(const struct crawl_view *chart, crawl_figure of, int which)
{
	return crawl_view_span(chart, of, which).most;
}

double crawl_mean(const struct crawl_view *chart, int point, int which)
{
	return load_mean(chart->c, point, which);
}

double crawl_lost(const struct crawl_view *chart, int point, int which)
{
	(void)which;
	double sum = 0;
	for (int i = 0; i < load_place_count(); i++)
		sum += load_mean(chart->c, point, load_place_figure(i));
	return sum;
}

double crawl_x(const struct crawl_view *chart, int point)
{
	return chart->own_rates || chart->held_back ? (double)load_of(chart->c, point)
						    : load_figure(chart->c, point, "offered_pps");
}

double crawl_reach(const struct crawl_view *chart, int point, int which)
{
	(void)which;
	double x = crawl_x(chart, point);
	return chart->own_rates ? x : fmax(x, load_figure(chart->c, point, "delivered_pps"));
}

/* crawl_view_is_held_back: whether a point was offered so much less than its load that this is no scatter of arrivals. */
static bool crawl_view_is_held_back(const struct crawl_view *chart)
{
	for (guint i = 0; i < chart->drawn->len; i++) {
		const struct load_curve *curve = crawl_view_curve(chart, i);
		for (guint k = 0; k < curve->points->len; k++) {
			int point = load_curve_point(curve, k);
			if (load_figure(chart->c, point, "offered_pps") <
			    HELD_BACK_SHARE * (double)load_of(chart->c, point))
				return true;
		}
	}
	return false;
}

struct crawl_view crawl_view_of(const struct load_curves *c)
{
	struct crawl_view chart = {.c = c, .drawn = g_array_new(FALSE, FALSE, sizeof(guint))};
	chart.guest = c->study->settings.guest;
	chart.own_rates = *c->study->source || *chart.guest;
	chart.bystander = load_is_bystander(c->study);
	for (guint i = 0; i < c->curves->len; i++)
		if (load_curve_at(c, i)->points->len > 0)
			g_array_append_val(chart.drawn, i);
	chart.held_back = !chart.own_rates && crawl_view_is_held_back(&chart);
	double most = crawl_view_greatest(&chart, crawl_mean, metric_find("offered_pps"));
	chart.rate_unit = chart.own_rates && most < SMALL_RATE ? 1e3 : 1e6;
	return chart;
}
