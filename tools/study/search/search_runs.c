/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/search_runs.h"
#include "sim/base/check.h"
#include "tools/study/figures/metric.h"
#include "tools/study/plan/identity.h"

#define TRIALS_EXPECTED 12 /* for a goal: what the progress goes by */

/* The search of one point and its run. */
struct entry {
	const struct study_point *point;
	struct search_point *search;
	bool is_running;
	int made;	/* runs that are finished */
	char *failure;	/* why the search ended early; NULL: it did not */
	char **sets;	/* of the run */
	char *identity; /* of the run's point */
};

struct search_runs {
	const struct study *study;
	int n, running;
	int cursor;			 /* the entry whose turn it is */
	int offered, delivered, dropped; /* metrics */
	struct entry *entry;
};

/* ---- life ---- */

static int metric_known(const char *name)
{
	int i = metric_find(name);
	CHECK(i >= 0, "there is no metric %s", name);
	return i;
}

static struct search_point *point_search(const struct study *study, const struct plans *plans,
					 const struct study_point *point, struct diag *d)
{
	const char *const *sets = (const char *const *)point->sets;
	struct scenario *s = scenario_base_make(study->base, sets, d);
	struct search_point *search = s ? search_point_new(s, plans, sets, d) : NULL;
	scenario_free(s);
	return search;
}

/* What a search sets itself cannot be an axis beside it. */
static void search_runs_check_axes(const struct study *study, struct diag *d)
{
	static const char *const own[] = {"load", "duration", "replication"};
	for (guint i = 0; i < study->axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(study->axes, i);
		for (size_t k = 0; k < G_N_ELEMENTS(own); k++)
			if (g_strv_contains((const char *const *)axis->keys, own[k]))
				diag_error(d, axis->at, "a search sets %s itself: leave the axis %s out",
					   own[k], axis->name);
	}
}

struct search_runs *search_runs_new(const struct study *study, struct diag *d)
{
	struct search_runs *r = g_new0(struct search_runs, 1);
	int before = diag_count(d);
	r->study = study;
	r->offered = metric_known("offered_packets");
	r->delivered = metric_known("delivered_packets");
	r->dropped = metric_known("dropped_packets");
	r->n = (int)study->points->len;
	r->entry = g_new0(struct entry, r->n);
	search_runs_check_axes(study, d);
	struct plans *plans = scenario_base_plans(study->base, (const char *const *)study->sets);
	for (int i = 0; i < r->n && diag_count(d) == before; i++) {
		r->entry[i].point = g_ptr_array_index(study->points, (guint)i);
		r->entry[i].search = point_search(study, plans, r->entry[i].point, d);
	}
	plans_free(plans);
	if (diag_count(d) != before)
		g_clear_pointer(&r, search_runs_free);
	return r;
}

static void search_runs_clear_run(struct entry *e)
{
	g_clear_pointer(&e->sets, g_strfreev);
	g_clear_pointer(&e->identity, g_free);
}

void search_runs_free(struct search_runs *r)
{
	for (int i = 0; i < r->n; i++) {
		search_point_free(r->entry[i].search);
		search_runs_clear_run(&r->entry[i]);
		g_free(r->entry[i].failure);
	}
	g_free(r->entry);
	g_free(r);
}

/* ---- hooks ---- */

/* make_identity: that of the run's scenario; NULL: it has a fault. */
static char *make_identity(const struct search_runs *r, const struct entry *e)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_base_make(r->study->base, (const char *const *)e->sets, d);
	char *identity = s ? identity_of_point(s) : NULL;
	diag_print(d, stderr);
	diag_free(d);
	scenario_free(s);
	return identity;
}

/* next_of: whether the search of this entry wants a run now, which *request then is. */
static bool next_of(struct search_runs *r, struct entry *e, struct run_request *request)
{
	if (e->is_running || e->failure)
		return false;
	int64_t replication;
	e->sets = search_point_next(e->search, &replication);
	if (!e->sets)
		return false;
	e->identity = make_identity(r, e);
	if (!e->identity) {
		e->failure = g_strdup("a trial of it is no sound scenario");
		search_runs_clear_run(e);
		return false;
	}
	*request = (struct run_request){(const char *const *)e->sets, e->identity, e->point->label,
					replication, e};
	e->is_running = true;
	r->running++;
	return true;
}

static enum runner_next search_runs_next(void *self, struct run_request *request)
{
	struct search_runs *r = self;
	for (int i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[r->cursor];
		r->cursor = (r->cursor + 1) % r->n;
		if (next_of(r, e, request))
			return RUNNER_RUN;
	}
	return r->running > 0 ? RUNNER_WAIT : RUNNER_DONE;
}

static int64_t search_runs_count_of(const struct run_values *v, int metric, const char *guest)
{
	return (int64_t)run_value(v, metric, guest);
}

static void search_runs_finished(void *self, const struct run_request *request,
				 const struct run_outcome *outcome)
{
	struct search_runs *r = self;
	struct entry *e = request->data;
	const char *guest = e->search->order.guest;
	r->running--;
	e->is_running = false;
	e->made++;
	if (outcome->failure)
		e->failure = g_strdup(outcome->failure);
	else
		search_point_result(
			e->search, &(struct search_packets){
					   search_runs_count_of(outcome->values, r->offered, guest),
					   search_runs_count_of(outcome->values, r->delivered, guest),
					   search_runs_count_of(outcome->values, r->dropped, guest),
					   search_limits_exceeded(e->search->order.limits, outcome->values)});
	search_runs_clear_run(e);
}

static bool search_runs_is_over(const struct entry *e)
{
	return e->failure || e->search->phase == SEARCH_OVER;
}

/* Nobody knows how many trials a search takes. */
static int search_runs_total(void *self)
{
	const struct search_runs *r = self;
	int sum = 0;
	for (int i = 0; i < r->n; i++) {
		const struct entry *e = &r->entry[i];
		int expected = TRIALS_EXPECTED * e->search->order.problem.n_goals;
		sum += search_runs_is_over(e) ? e->made : MAX(expected, e->made + 1);
	}
	return sum;
}

struct runner_hooks search_runs_hooks(struct search_runs *r)
{
	return (struct runner_hooks){search_runs_next,
				     search_runs_finished,
				     search_runs_total,
				     r,
				     false,
				     !study_varies_platform(r->study)};
}

/* ---- what there is ---- */

const struct search_point *search_runs_point(const struct search_runs *r, guint point)
{
	return r->entry[point].search;
}

const char *search_runs_failure(const struct search_runs *r, guint point)
{
	return r->entry[point].failure;
}

guint search_runs_over(const struct search_runs *r)
{
	guint over = 0;
	for (int i = 0; i < r->n; i++)
		over += search_runs_is_over(&r->entry[i]);
	return over;
}
