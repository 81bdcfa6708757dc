/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/load_curve.h"
#include "tools/study/report/report_layout.h"
#include "tools/study/summary/precision.h"
#include <math.h>
#include <string.h>

/* ---- life ---- */

static void curve_free(void *data)
{
	struct load_curve *curve = data;
	g_free(curve->name);
	g_array_unref(curve->points);
	g_free(curve);
}

/* load_curve_name_of: the values that differ between curves; where none does, all that are no loads, or the study's name. */
static char *load_curve_name_of(const struct study *study, guint point, int axis)
{
	char *name = report_name(study, point, axis, -1);
	if (*name)
		return name;
	g_free(name);
	GString *all = g_string_new(NULL);
	for (int i = 0; i < (int)study->axes->len; i++)
		if (!report_together(study, i, axis))
			g_string_append_printf(all, "%s%s", all->len ? ", " : "",
					       report_value(study, point, i)->text);
	if (all->len == 0)
		g_string_append(all, study->name);
	return g_string_free(all, FALSE);
}

static struct load_curve *curve_new(struct load_curves *c, guint point)
{
	struct load_curve *curve = g_new(struct load_curve, 1);
	*curve = (struct load_curve){load_curve_name_of(c->study, point, c->axis), (int)point,
				     g_array_new(FALSE, FALSE, sizeof(int))};
	g_ptr_array_add(c->curves, curve);
	return curve;
}

static int load_curve_by_load(const void *a, const void *b, void *curves)
{
	int64_t left = load_of(curves, *(const int *)a), right = load_of(curves, *(const int *)b);
	return (left > right) - (left < right);
}

static bool load_curve_has_result(const struct samples *s, guint point)
{
	return samples_failed(s, point) < samples_count(s, point);
}

static void find_curves(struct load_curves *c)
{
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < c->study->points->len; i++) {
		char *place = report_place(c->study, i, c->axis, -1);
		struct load_curve *curve = g_hash_table_lookup(seen, place);
		if (!curve)
			g_hash_table_insert(seen, g_strdup(place), curve = curve_new(c, i));
		if (load_curve_has_result(c->samples, i))
			g_array_append_val(curve->points, i);
		g_free(place);
	}
	for (guint i = 0; i < c->curves->len; i++)
		g_array_sort_with_data(load_curve_at(c, i)->points, load_curve_by_load, c);
	g_hash_table_unref(seen);
}

struct load_curves *load_curves_new(const struct study *study, struct samples *samples)
{
	struct load_curves *c = g_new(struct load_curves, 1);
	*c = (struct load_curves){study, samples, 0, g_ptr_array_new_with_free_func(curve_free)};
	while (!axis_is_load(report_axis(study, c->axis)))
		c->axis++;
	find_curves(c);
	return c;
}

void load_curves_free(struct load_curves *c)
{
	if (!c)
		return;
	samples_free(c->samples);
	g_ptr_array_unref(c->curves);
	g_free(c);
}

void load_curves_read(struct load_curves *c, struct store *store)
{
	samples_free(c->samples);
	c->samples = samples_read(c->study, store);
}

const struct load_curve *load_curve_at(const struct load_curves *c, guint curve)
{
	return g_ptr_array_index(c->curves, curve);
}

int load_curve_point(const struct load_curve *curve, guint i)
{
	return g_array_index(curve->points, int, i);
}

int64_t load_of(const struct load_curves *c, int point)
{
	return (int64_t)report_value(c->study, (guint)point, c->axis)->number;
}

/* ---- places ---- */

static size_t place_length(int drop)
{
	return strcspn(drop_names[drop].name, "/");
}

static bool same_place(int a, int b)
{
	return place_length(a) == place_length(b) &&
	       !memcmp(drop_names[a].name, drop_names[b].name, place_length(a));
}

/* is_first: of the reasons of its place. */
static bool is_first(int drop)
{
	int first = 0;
	while (!same_place(first, drop))
		first++;
	return first == drop;
}

/* place_first: the first reason of the place with this number. */
static int place_first(int place)
{
	int drop = 0;
	for (int i = 0; i < DROPS; i++)
		if (is_first(i) && place-- == 0)
			drop = i;
	return drop;
}

int load_place_count(void)
{
	int n = 0;
	for (int i = 0; i < DROPS; i++)
		n += is_first(i);
	return n;
}

const char *load_place_name(int place)
{
	int drop = place_first(place);
	char *name = g_strndup(drop_names[drop].name, place_length(drop));
	const char *kept = g_intern_string(name);
	g_free(name);
	return kept;
}

int load_place_figure(int place)
{
	return metric_count() + place;
}

static int drop_metric(int drop)
{
	char *name = g_strconcat("dropped.", drop_names[drop].name, NULL);
	int metric = metric_find(name);
	g_free(name);
	return metric;
}

/* ---- figures ---- */

double load_run_figure(const struct run_values *run, int figure, const char *guest)
{
	if (figure < metric_count())
		return run_value(run, figure, metric_at(figure)->of_guest ? guest : NULL);
	double lost = 0;
	int first = place_first(figure - metric_count());
	for (int i = first; i < DROPS; i++)
		if (same_place(i, first))
			lost += run_value(run, drop_metric(i), guest);
	return lost;
}

double *load_values(const struct load_curves *c, int point, int figure, int *n)
{
	const GPtrArray *runs = c->samples->runs[point];
	int first = (int)c->study->first;
	*n = MAX((int)runs->len - first, 0);
	double *values = g_new(double, *n + 1);
	for (int i = 0; i < *n; i++) {
		const struct run_values *run = g_ptr_array_index(runs, first + i);
		values[i] = run ? load_run_figure(run, figure, c->study->settings.guest) : NAN;
	}
	return values;
}

struct interval load_interval(const struct load_curves *c, int point, int figure)
{
	int n;
	double *values = load_values(c, point, figure, &n);
	struct interval interval = interval_of(values, n, (double)c->study->settings.confidence / 1e6);
	g_free(values);
	return interval;
}

double load_mean(const struct load_curves *c, int point, int figure)
{
	return load_interval(c, point, figure).mean;
}

double load_figure(const struct load_curves *c, int point, const char *metric)
{
	return load_mean(c, point, metric_find(metric));
}

int load_replications(const struct load_curves *c)
{
	return precision_rule(&c->study->settings).least;
}

/* load_curve_is_held_back: whether less was offered than the load. That is not known of a guest beside another's load. */
static bool load_curve_is_held_back(const struct load_curves *c, int point)
{
	return !*c->study->settings.guest &&
	       load_figure(c, point, "offered_pps") < LOAD_OFFERED_SHARE * (double)load_of(c, point);
}

double load_carried(const struct load_curves *c, int point)
{
	return strcmp(c->study->source, c->study->settings.guest) == 0 ? load_figure(c, point, "offered_pps")
								       : (double)load_of(c, point);
}

const char *load_lost_at(const struct load_curves *c, int point)
{
	double most = 0;
	const char *reason = NULL;
	for (int i = 0; i < DROPS; i++) {
		double lost = load_mean(c, point, drop_metric(i));
		reason = lost > most ? drop_names[i].name : reason;
		most = fmax(most, lost);
	}
	return reason ? reason : load_curve_is_held_back(c, point) ? "held back" : "-";
}

/* ---- marks ---- */

/* load_curve_pick: the point that is fit in place of all others of the curve; found is -1 at first. */
static int load_curve_pick(const struct load_curves *c, guint curve,
			   bool (*fitter)(const struct load_curves *c, int point, int found))
{
	const struct load_curve *all = load_curve_at(c, curve);
	int found = -1;
	for (guint i = 0; i < all->points->len; i++)
		if (fitter(c, load_curve_point(all, i), found))
			found = load_curve_point(all, i);
	return found;
}

static double delivered(const struct load_curves *c, int point)
{
	return load_figure(c, point, "delivered_pps");
}

static bool is_carried(const struct load_curves *c, int point, int found)
{
	(void)found; /* loads rise */
	return load_figure(c, point, "loss_ratio") <= LOAD_LOSS_LIMIT && !load_curve_is_held_back(c, point);
}

static bool is_more(const struct load_curves *c, int point, int found)
{
	return found < 0 || delivered(c, point) > delivered(c, found);
}

static bool is_less(const struct load_curves *c, int point, int found)
{
	return found < 0 || delivered(c, point) < delivered(c, found);
}

int load_saturation(const struct load_curves *c, guint curve)
{
	return load_curve_pick(c, curve, is_carried);
}

double load_saturated(const struct load_curves *c, int saturation, int best)
{
	double offered = load_carried(c, saturation);
	return load_is_bystander(c->study) || best < 0 ? offered : fmin(offered, delivered(c, best));
}

int load_best(const struct load_curves *c, guint curve)
{
	return load_curve_pick(c, curve, is_more);
}

int load_least(const struct load_curves *c, guint curve)
{
	return load_curve_pick(c, curve, is_less);
}

int load_lowest(const struct load_curves *c, guint curve)
{
	const struct load_curve *all = load_curve_at(c, curve);
	return all->points->len ? load_curve_point(all, 0) : -1;
}

int load_highest(const struct load_curves *c, guint curve)
{
	const struct load_curve *all = load_curve_at(c, curve);
	return all->points->len ? load_curve_point(all, all->points->len - 1) : -1;
}

static bool has_fallen(const struct load_curves *c, int point, int most)
{
	return delivered(c, point) < LOAD_PEAK_SHARE * delivered(c, most) &&
	       load_figure(c, point, "loss_ratio") > LOAD_LOSS_LIMIT;
}

/* first_maximum: the point that delivered most before the rate fell for the first time. */
static int first_maximum(const struct load_curves *c, const struct load_curve *all)
{
	int most = -1;
	for (guint i = 0; i < all->points->len; i++) {
		int point = load_curve_point(all, i);
		if (most >= 0 && has_fallen(c, point, most))
			break;
		if (is_more(c, point, most))
			most = point;
	}
	return most;
}

int load_peak(const struct load_curves *c, guint curve)
{
	const struct load_curve *all = load_curve_at(c, curve);
	int most = first_maximum(c, all);
	for (guint i = 0; most >= 0 && i < all->points->len; i++)
		if (delivered(c, load_curve_point(all, i)) >= LOAD_PEAK_SHARE * delivered(c, most))
			return load_curve_point(all, i);
	return most;
}

/* ---- words ---- */

bool load_is_bystander(const struct study *s)
{
	return *s->source && *s->settings.guest && strcmp(s->source, s->settings.guest) != 0;
}

char *load_scope(const struct study *s)
{
	GString *out = g_string_new(NULL);
	if (*s->source)
		g_string_append_printf(out, "The load is that of the source to %s, the others keep theirs.",
				       s->source);
	if (*s->settings.guest)
		g_string_append_printf(out, "%sPackets and their latency are those of %s; costs are of all.",
				       out->len ? " " : "", s->settings.guest);
	return g_string_free(out, FALSE);
}

char *load_note(const struct load_curves *c, const char *more)
{
	const struct study_settings *set = &c->study->settings;
	if (load_replications(c) == 1)
		return g_strdup("");
	return g_strdup_printf(
		"Means of %d%s replications and half widths of their %g %% intervals (Student t)%s.\n",
		load_replications(c), set->precision > 0 ? " or more" : "", (double)set->confidence / 1e4,
		more);
}
