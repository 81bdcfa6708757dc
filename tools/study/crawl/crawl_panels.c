/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/crawl_panels.h"
#include "tools/chart/chart.h"
#include <math.h>
#include <string.h>

#define SAME_SHARE 0.01 /* by which figures differ that lie on each other */
#define SAME_POINTS 0.9 /* of their points at which they do */
#define UNDER_MAX 3	/* widths of line that are told apart */

/* ---- which panels, and what lies under what ---- */

static double curve_most(const struct crawl_view *chart, guint i, crawl_figure of, int which)
{
	const struct load_curve *curve = crawl_view_curve(chart, i);
	double most = 0;
	for (guint k = 0; k < curve->points->len; k++)
		most = fmax(most, of(chart, load_curve_point(curve, k), which));
	return most;
}

static int loses(const struct crawl_view *chart, guint i)
{
	return curve_most(chart, i, crawl_lost, 0) > 0;
}

/* crawl_panels_same_course: whether two curves run over each other, so that the later one would hide the other. */
static bool crawl_panels_same_course(const struct crawl_view *chart, guint a, guint b, int metric)
{
	const struct load_curve *one = crawl_view_curve(chart, a), *other = crawl_view_curve(chart, b);
	guint n = MIN(one->points->len, other->points->len), same = 0;
	for (guint k = 0; k < n; k++) {
		double x = load_mean(chart->c, load_curve_point(one, k), metric),
		       y = load_mean(chart->c, load_curve_point(other, k), metric);
		same += fabs(x - y) <= SAME_SHARE * fmax(x, y);
	}
	return n > 0 && (double)same >= SAME_POINTS * n;
}

static int crawl_panels_under(const struct crawl_view *chart, guint i, const char *metric)
{
	int n = 0;
	for (guint k = i + 1; k < chart->drawn->len; k++)
		n += crawl_panels_same_course(chart, i, k, metric_find(metric));
	return MIN(n, UNDER_MAX);
}

static int under_rate(const struct crawl_view *chart, guint i)
{
	return crawl_panels_under(chart, i, "delivered_pps");
}

static int under_p99(const struct crawl_view *chart, guint i)
{
	return crawl_panels_under(chart, i, "latency_p99_ns");
}

static void crawl_panels_write_array(GString *out, const struct crawl_view *chart, const char *name,
				     int (*of)(const struct crawl_view *chart, guint i))
{
	g_string_append_printf(out, "array %s[CURVES] = [", name);
	for (guint i = 0; i < chart->drawn->len; i++)
		g_string_append_printf(out, "%s%d", i ? ", " : "", of(chart, i));
	g_string_append(out, "]\n");
}

/* write_shown: the curves that have small panels: those with something to show in one. */
static void write_shown(GString *out, const struct crawl_view *chart, const struct crawl_cores *cores)
{
	GString *shown = g_string_new(NULL);
	guint n = 0;
	for (guint i = 0; i < chart->drawn->len; i++)
		if (loses(chart, i) || crawl_cores_work(cores, i)) {
			g_string_append_printf(shown, "%s%u", n ? ", " : "", i + 1);
			n++;
		}
	g_string_append_printf(out, "SHOWN = %u\narray CURVE[%u] = [%s]\n", n, MAX(n, 1),
			       n ? shown->str : "1");
	g_string_free(shown, TRUE);
}

/* crawl_panels_place_text: in words. */
static const char *crawl_panels_place_text(const char *name)
{
	static const struct {
		const char *name, *text;
	} places[] = {{"nic", "NIC"},		{"host", "backlog"}, {"ovs", "Open vSwitch"},
		      {"tap", "tap"},		{"guest", "guest"},  {"vhost_user", "guest's port"},
		      {"pmd", "polling switch"}};
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		if (!strcmp(places[i].name, name))
			return places[i].text;
	return name;
}

/* crawl_panels_write_places: the places at which any curve loses. */
static void crawl_panels_write_places(GString *out, const struct crawl_view *chart)
{
	GPtrArray *texts = g_ptr_array_new();
	GString *places = g_string_new(NULL);
	for (int i = 0; i < load_place_count(); i++) {
		if (!(crawl_view_greatest(chart, crawl_mean, load_place_figure(i)) > 0))
			continue;
		g_string_append_printf(places, "%s%s", places->len ? " " : "", load_place_name(i));
		g_ptr_array_add(texts, (char *)crawl_panels_place_text(load_place_name(i)));
	}
	g_string_append_printf(out, "LOSSES = %d\nPLACES = '%s'\n", places->len > 0, places->str);
	if (texts->len > 0)
		chart_list(out, "PLACE_TEXT", texts);
	g_string_free(places, TRUE);
	g_ptr_array_unref(texts);
}

void crawl_panels_write(GString *out, const struct crawl_view *chart, const struct crawl_cores *cores)
{
	crawl_panels_write_array(out, chart, "LOSES", loses);
	crawl_panels_write_array(out, chart, "UNDER", under_rate);
	crawl_panels_write_array(out, chart, "UNDER_P99", under_p99);
	crawl_cores_write(out, cores);
	crawl_panels_write_places(out, chart);
	write_shown(out, chart, cores);
}
