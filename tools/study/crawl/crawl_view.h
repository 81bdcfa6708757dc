/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a crawl its chart shows, and the figures of all points that decide its axes.
 */
#ifndef TOOLS_STUDY_CRAWL_CRAWL_VIEW_H
#define TOOLS_STUDY_CRAWL_CRAWL_VIEW_H

#include "tools/study/crawl/load_curve.h"

struct crawl_view {
	const struct load_curves *c;
	GArray *drawn;	  /* of guint: curves with at least one point; the chart knows no others */
	double rate_unit; /* pps, of the rates; loads are in Mpps */
	bool own_rates;	  /* not those of all that the load is of, so the axes have nothing in common */
	bool held_back; /* a source did not come to offer its load: the axis is the intended one (RFC 2285) */
	bool bystander;
	const char *guest;
};

/* crawl_view_of: of these curves, which must outlive it; the caller frees what it owns, `drawn` (g_array_unref). */
struct crawl_view crawl_view_of(const struct load_curves *c);

/* crawl_view_curve: the i-th of the curves that are drawn. */
const struct load_curve *crawl_view_curve(const struct crawl_view *chart, guint i);

/* What a function gives for a point; which: for those that take a figure. */
typedef double (*crawl_figure)(const struct crawl_view *chart, int point, int which);

/* crawl_mean: of a figure (load_curve.h). crawl_lost: what is lost at all places, in pps. crawl_x: where a point stands, in
 * pps; crawl_reach: the same, or what it delivers if that is more. */
double crawl_mean(const struct crawl_view *chart, int point, int which);
double crawl_lost(const struct crawl_view *chart, int point, int which);
double crawl_x(const struct crawl_view *chart, int point);
double crawl_reach(const struct crawl_view *chart, int point, int which);

/* The least and the greatest above 0 of the points that are drawn; INFINITY and 0 when there is none. */
struct crawl_span {
	double least, most;
};

/* crawl_view_span: of a figure of all curves. crawl_view_greatest: the greatest of it. */
struct crawl_span crawl_view_span(const struct crawl_view *chart, crawl_figure of, int which);
double crawl_view_greatest(const struct crawl_view *chart, crawl_figure of, int which);

#endif
