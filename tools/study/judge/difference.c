/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/judge/difference.h"
#include <math.h>
#include <string.h>

#define SEPARATOR "\x1f" /* between the texts of a point; in none of them */

char *difference_label(const struct summary *s, const struct summary_point *p)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < s->axes->len; i++)
		g_string_append_printf(out, "%s%s=%s", i ? " " : "", (char *)g_ptr_array_index(s->axes, i),
				       p->values[i]);
	return g_string_free(out, FALSE);
}

/* ---- matching ---- */

static int difference_axis_of(const struct summary *s, const char *name)
{
	for (guint i = 0; i < s->axes->len; i++)
		if (!strcmp(g_ptr_array_index(s->axes, i), name))
			return (int)i;
	return -1;
}

/* axis_missing: the first axis of s that the other does not have; NULL: none. */
static const char *axis_missing(const struct summary *s, const struct summary *other)
{
	for (guint i = 0; i < s->axes->len; i++)
		if (difference_axis_of(other, g_ptr_array_index(s->axes, i)) < 0)
			return g_ptr_array_index(s->axes, i);
	return NULL;
}

/* difference_key_of: the texts of a point of s in the order of the axes of `like`. */
static char *difference_key_of(const struct summary *s, const struct summary_point *p,
			       const struct summary *like)
{
	GString *key = g_string_new(NULL);
	for (guint i = 0; i < like->axes->len; i++)
		g_string_append_printf(key, "%s" SEPARATOR,
				       p->values[difference_axis_of(s, g_ptr_array_index(like->axes, i))]);
	return g_string_free(key, FALSE);
}

static bool difference_set_error(GError **error, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool difference_set_error(GError **error, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	*error = g_error_new_valist(G_FILE_ERROR, G_FILE_ERROR_INVAL, fmt, args);
	va_end(args);
	return false;
}

static char *difference_whose_of(const struct summary *s)
{
	return whose_text(*s->source ? (struct whose){PART_SOURCE, s->source}
				     : (struct whose){PART_GUEST, s->guest});
}

/* same_whose: both count the same packets. */
static bool same_whose(const struct summary *a, const struct summary *b, GError **error)
{
	char *of_a = difference_whose_of(a), *of_b = difference_whose_of(b);
	bool same = !strcmp(of_a, of_b) ||
		    difference_set_error(error, "%s counts the packets of %s, %s those of %s", a->path, of_a,
					 b->path, of_b);
	g_free(of_a);
	g_free(of_b);
	return same;
}

static bool comparable(const struct summary *a, const struct summary *b, const GArray *metrics,
		       GError **error)
{
	const char *of_a = axis_missing(a, b), *of_b = axis_missing(b, a);
	if (of_a)
		return difference_set_error(error, "%s has the axis \"%.40s\", which %s does not have",
					    a->path, of_a, b->path);
	if (of_b)
		return difference_set_error(error, "%s has the axis \"%.40s\", which %s does not have",
					    b->path, of_b, a->path);
	if (!same_whose(a, b, error))
		return false;
	for (guint i = 0; i < metrics->len; i++) {
		int metric = g_array_index(metrics, int, i);
		if (summary_metric(a, metric) >= 0 && summary_metric(b, metric) >= 0)
			return true;
	}
	return difference_set_error(error, "%s and %s have none of these metrics in common", a->path,
				    b->path);
}

/* ---- comparing a figure ---- */

/* A figure on both sides; a and b are numbers of its metric. */
struct figure {
	const struct summary_point *in_a, *in_b;
	int a, b;
};

static const struct summary_run *run_like(const GArray *runs, const struct summary_run *like)
{
	for (guint i = 0; i < runs->len; i++) {
		const struct summary_run *run = &g_array_index(runs, struct summary_run, i);
		if (run->replication == like->replication && run->seed == like->seed)
			return run;
	}
	return NULL;
}

/* difference_pairs_of: fills a and b with the values of runs that met the same random numbers and give the metric on
 * both sides; how many. */
static int difference_pairs_of(const struct figure *f, double *a, double *b)
{
	const GArray *in_a = f->in_a->runs, *in_b = f->in_b->runs;
	int n = 0;
	for (guint i = 0; i < in_a->len; i++) {
		const struct summary_run *run = &g_array_index(in_a, struct summary_run, i),
					 *other = run_like(in_b, run);
		if (!other || isnan(run->values[f->a]) || isnan(other->values[f->b]))
			continue;
		a[n] = run->values[f->a];
		b[n++] = other->values[f->b];
	}
	return n;
}

static bool one_seed(const struct summary *a, const struct summary *b)
{
	return *a->seed && strcmp(a->seed, SUMMARY_SEVERAL) != 0 && !strcmp(a->seed, b->seed);
}

/* the_same: the figures are of the same runs, as far as two summaries with one seed can tell. */
static bool the_same(const struct differences *d, struct summary_cell a, struct summary_cell b)
{
	return one_seed(d->a, d->b) && a.n > 0 && a.n == b.n && a.mean == b.mean && a.least == b.least &&
	       a.most == b.most;
}

static struct comparison no_change(struct summary_cell c, bool absolute)
{
	struct estimate e = summary_estimate(c);
	return (struct comparison){.before = e,
				   .after = e,
				   .change = {.n = c.n, .mean = 0, .error = c.n > 1 ? 0 : NAN, .df = c.n - 1},
				   .absolute = absolute || c.mean == 0,
				   .paired = true};
}

static struct comparison compare_pairs(const struct differences *d, const struct figure *f, bool absolute)
{
	struct summary_cell a = summary_cell(f->in_a, f->a), b = summary_cell(f->in_b, f->b);
	bool both_single = a.n == 1 && b.n == 1;
	if (f->in_a->runs && f->in_b->runs) {
		double *of_a = g_new(double, f->in_a->runs->len), *of_b = g_new(double, f->in_a->runs->len);
		int n = difference_pairs_of(f, of_a, of_b);
		struct comparison c = comparison_paired(of_a, of_b, n, absolute);
		g_free(of_a);
		g_free(of_b);
		if (n > 1 || (n == 1 && both_single))
			return c;
	} else if (the_same(d, a, b)) {
		return no_change(a, absolute);
	} else if (both_single && one_seed(d->a, d->b)) {
		return comparison_paired(&a.mean, &b.mean, 1, absolute);
	}
	return comparison_welch(summary_estimate(a), summary_estimate(b), absolute);
}

static void difference_add_difference(struct differences *d, const struct figure *f)
{
	const struct metric *m = metric_at(g_array_index(d->a->metrics, int, f->a));
	struct difference new = {.point = f->in_a, .metric = m};
	if (summary_cell(f->in_a, f->a).n == 0 && summary_cell(f->in_b, f->b).n == 0)
		return;
	new.c = compare_pairs(d, f, verdict_absolute(m));
	g_array_append_val(d->list, new);
}

static void difference_add_point(struct differences *d, const struct summary_point *in_a,
				 const struct summary_point *in_b)
{
	d->points++;
	for (guint i = 0; i < d->metrics->len; i++) {
		int metric = g_array_index(d->metrics, int, i);
		struct figure f = {in_a, in_b, summary_metric(d->a, metric), summary_metric(d->b, metric)};
		if (f.a >= 0 && f.b >= 0)
			difference_add_difference(d, &f);
	}
}

static void match(struct differences *d)
{
	GHashTable *in_b = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < d->b->points->len; i++) {
		struct summary_point *p = g_ptr_array_index(d->b->points, i);
		g_hash_table_insert(in_b, difference_key_of(d->b, p, d->a), p);
	}
	for (guint i = 0; i < d->a->points->len; i++) {
		struct summary_point *p = g_ptr_array_index(d->a->points, i);
		char *key = difference_key_of(d->a, p, d->a);
		struct summary_point *other = g_hash_table_lookup(in_b, key);
		if (other)
			difference_add_point(d, p, other);
		else
			g_ptr_array_add(d->only_a, p);
		g_hash_table_remove(in_b, key);
		g_free(key);
	}
	for (guint i = 0; i < d->b->points->len; i++) {
		struct summary_point *p = g_ptr_array_index(d->b->points, i);
		char *key = difference_key_of(d->b, p, d->a);
		if (g_hash_table_contains(in_b, key))
			g_ptr_array_add(d->only_b, p);
		g_free(key);
	}
	g_hash_table_unref(in_b);
}

/* ---- judging ---- */

static bool difference_has_interval(const struct difference *x)
{
	return interval_known(interval_at(x->c.change, 0.5));
}

static void judge_difference(struct differences *d, struct difference *x)
{
	x->j = verdict_unchanged(x->metric, &x->c, d->tolerance, d->each);
	x->change = interval_at(x->c.change, d->each);
	bool known = interval_known(x->change), single = x->c.change.n == 1;
	x->differs =
		(known && fabs(x->change.mean) > x->change.half) || (!known && single && x->change.mean != 0);
	d->count[x->j.verdict]++;
}

static void judge_all(struct differences *d)
{
	int intervals = 0;
	for (guint i = 0; i < d->list->len; i++)
		intervals += difference_has_interval(&g_array_index(d->list, struct difference, i));
	d->each = verdict_confidence(d->confidence, intervals);
	for (guint i = 0; i < d->list->len; i++)
		judge_difference(d, &g_array_index(d->list, struct difference, i));
}

static void clear_difference(void *data)
{
	g_free(((struct difference *)data)->j.reason);
}

struct differences *differences_new(const struct summary *a, const struct summary *b, const GArray *metrics,
				    double tolerance, double confidence, GError **error)
{
	if (!comparable(a, b, metrics, error))
		return NULL;
	struct differences *d = g_new0(struct differences, 1);
	*d = (struct differences){
		.a = a, .b = b, .metrics = metrics, .tolerance = tolerance, .confidence = confidence};
	d->list = g_array_new(FALSE, FALSE, sizeof(struct difference));
	g_array_set_clear_func(d->list, clear_difference);
	d->only_a = g_ptr_array_new();
	d->only_b = g_ptr_array_new();
	match(d);
	judge_all(d);
	if (d->points > 0)
		return d;
	difference_set_error(error, "%s and %s have no point in common", a->path, b->path);
	differences_free(d);
	return NULL;
}

void differences_free(struct differences *d)
{
	if (!d)
		return;
	g_array_unref(d->list);
	g_ptr_array_unref(d->only_a);
	g_ptr_array_unref(d->only_b);
	g_free(d);
}
