/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run/sweep.h"
#include "tools/study/summary/precision.h"
#include <math.h>
#include <stdio.h>

/* A point in the order of the sweep. */
struct sweep_point {
	const struct study_point *point;
	GArray *values;	  /* of double: of the metric whose precision is wished for, by replication; NAN: not
			   known; NULL: no precision is wished for */
	GByteArray *done; /* by replication, 1: yes */
	int asked;	  /* replications asked for, 0 .. asked - 1 */
	struct precision_count complete; /* the first so many are done */
};

struct sweep {
	const struct study *study;
	struct sweep_shard shard;
	struct precision_rule rule;
	int metric;	   /* whose precision is wished for */
	int rounds;	   /* replications that every point gets */
	GPtrArray *points; /* of struct sweep_point *, the costly ones first */
	int64_t at;	   /* in the sequence of all shards: replication * points + place in the order */
	GQueue *more;	   /* of struct sweep_point *: one replication more of each */
	int active;	   /* runs under way */
	struct sweep_counts counts;
};

static bool is_sequential(const struct sweep *s)
{
	return s->rule.precision > 0;
}

static int64_t sweep_length(const struct sweep *s)
{
	return (int64_t)s->points->len * s->rounds;
}

static guint rank_at(const struct sweep *s, int64_t at)
{
	return (guint)(at % s->points->len);
}

static int64_t replication_at(const struct sweep *s, int64_t at)
{
	return at / s->points->len;
}

/* dealt: whose run of the rounds it is, 1 .. sweep_count: all replications of the costliest point, then those of the next,
 * are dealt out back and forth, so that no shard gets the costlier one each time. Where replications are added as
 * needed, a point is one shard's as a whole. */
static int dealt(const struct sweep *s, int64_t at)
{
	int64_t rank = rank_at(s, at),
		card = is_sequential(s) ? rank : rank * s->rounds + replication_at(s, at);
	int count = s->shard.count, place = (int)(card % count);
	return card / count % 2 ? count - place : place + 1;
}

static bool sweep_is_ours(const struct sweep *s, int64_t at)
{
	return dealt(s, at) == s->shard.index;
}

/* ---- what the runner asks ---- */

static void sweep_ask(struct sweep *s, struct sweep_point *p, int64_t replication,
		      struct run_request *request)
{
	*request = (struct run_request){.sets = (const char *const *)p->point->sets,
					.point = p->point->identity,
					.label = p->point->label,
					.replication = s->study->first + replication,
					.data = p};
	p->asked = MAX(p->asked, (int)replication + 1);
	s->active++;
}

static enum runner_next sweep_next(void *self, struct run_request *request)
{
	struct sweep *s = self;
	while (s->at < sweep_length(s) && !sweep_is_ours(s, s->at))
		s->at++;
	if (s->at < sweep_length(s)) {
		sweep_ask(s, g_ptr_array_index(s->points, rank_at(s, s->at)), replication_at(s, s->at),
			  request);
		s->at++;
		return RUNNER_RUN;
	}
	struct sweep_point *p = g_queue_pop_head(s->more);
	if (!p)
		return is_sequential(s) && s->active > 0 ? RUNNER_WAIT : RUNNER_DONE;
	sweep_ask(s, p, p->asked, request);
	return RUNNER_RUN;
}

static double sweep_figure(const struct sweep *s, const struct run_values *values)
{
	return values ? run_value_of(values, s->metric, whose_of_study(&s->study->settings)) : NAN;
}

static void sweep_note(const struct sweep *s, struct sweep_point *p, guint replication, double value)
{
	const double unknown = NAN;
	while (p->done->len <= replication) {
		g_array_append_val(p->values, unknown);
		g_byte_array_append(p->done, (const guint8[]){0}, 1);
	}
	g_array_index(p->values, double, replication) = value;
	p->done->data[replication] = 1;
	while ((guint)p->complete.n < p->done->len && p->done->data[p->complete.n])
		precision_add(&s->rule, &p->complete, g_array_index(p->values, double, p->complete.n));
}

/* sweep_weigh: asks for one replication more once all that were asked for are done and do not suffice. */
static void sweep_weigh(struct sweep *s, struct sweep_point *p, int64_t replication,
			const struct run_values *values)
{
	sweep_note(s, p, (guint)replication, sweep_figure(s, values));
	if (p->complete.n < MAX(p->asked, s->rounds))
		return;
	if (precision_asked(&s->rule, &p->complete) > p->complete.n) {
		g_queue_push_tail(s->more, p);
		s->counts.total++;
	}
}

/* count_warmup: one that was written has no warmup_steady. */
static void count_warmup(struct sweep_counts *counts, const struct run_values *v)
{
	double steady = run_value(v, metric_find("warmup_steady"), NULL);
	if (steady == 0)
		counts->unsteady++;
	else if (steady == 1 && 2 * run_value(v, metric_find("warmup_ns"), NULL) >
					run_value(v, metric_find("measured_ns"), NULL))
		counts->long_cut++;
}

static void sweep_count(struct sweep_counts *counts, const struct run_outcome *outcome)
{
	counts->cpu_s += outcome->cpu_s;
	if (outcome->values)
		count_warmup(counts, outcome->values);
	if (outcome->failure)
		counts->failed++;
	else if (outcome->stored)
		counts->stored++;
	else
		counts->made++;
}

static void sweep_finished(void *self, const struct run_request *request, const struct run_outcome *outcome)
{
	struct sweep *s = self;
	s->active--;
	sweep_count(&s->counts, outcome);
	if (is_sequential(s))
		sweep_weigh(s, request->data, request->replication - s->study->first, outcome->values);
}

static int sweep_total(void *self)
{
	const struct sweep *s = self;
	return s->counts.total;
}

/* ---- life ---- */

static int sweep_by_cost(gconstpointer a, gconstpointer b)
{
	double left = (*(const struct sweep_point *const *)a)->point->cost,
	       right = (*(const struct sweep_point *const *)b)->point->cost;
	return (left < right) - (left > right);
}

static void sweep_free_point(void *data)
{
	struct sweep_point *p = data;
	if (p->values) {
		g_array_unref(p->values);
		g_byte_array_unref(p->done);
	}
	g_free(p);
}

static void sweep_add_point(struct sweep *s, const struct study_point *point)
{
	struct sweep_point *p = g_new0(struct sweep_point, 1);
	p->point = point;
	if (is_sequential(s)) {
		p->values = g_array_new(FALSE, FALSE, sizeof(double));
		p->done = g_byte_array_new();
	}
	g_ptr_array_add(s->points, p);
}

struct sweep *sweep_new(const struct study *study, struct sweep_shard shard)
{
	struct sweep *s = g_new0(struct sweep, 1);
	s->study = study;
	s->shard = shard;
	s->rule = precision_rule(&study->settings);
	s->metric = metric_find(study->settings.precision_metric);
	s->rounds = precision_wanted(&s->rule, NULL, 0);
	s->more = g_queue_new();
	s->points = g_ptr_array_new_with_free_func(sweep_free_point);
	for (guint i = study->from; i < study->points->len; i++)
		sweep_add_point(s, g_ptr_array_index(study->points, i));
	g_ptr_array_sort(s->points, sweep_by_cost); /* stable */
	for (int64_t at = 0; at < sweep_length(s); at++)
		s->counts.total += sweep_is_ours(s, at);
	return s;
}

void sweep_free(struct sweep *s)
{
	g_ptr_array_unref(s->points);
	g_queue_free(s->more);
	g_free(s);
}

struct runner_hooks sweep_hooks(struct sweep *s)
{
	return (struct runner_hooks){sweep_next, sweep_finished,    sweep_total,
				     s,		 !is_sequential(s), !study_varies_platform(s->study)};
}

struct sweep_counts sweep_counts(const struct sweep *s)
{
	return s->counts;
}

static void sweep_warn(const struct sweep_counts *c)
{
	if (c->unsteady + c->long_cut > 0)
		fprintf(stderr,
			"vhostsim: warning: warm-up: of %d runs MSER-5 found no steady state in %d and cut "
			"more than a third of "
			"%d; simulate longer (duration)\n",
			c->made + c->stored, c->unsteady, c->long_cut);
}

enum runner_end sweep_run(const struct study *study, struct sweep_shard shard, struct store *store,
			  struct runner *runner, struct sweep_counts *counts)
{
	struct sweep *s = sweep_new(study, shard);
	const struct runner_hooks hooks = sweep_hooks(s);
	enum runner_end end = runner_run(runner, store, &hooks);
	*counts = s->counts;
	if (end == RUNNER_INTERRUPTED)
		fprintf(stderr, "interrupted with %d of %d runs done; the same command%s goes on\n",
			counts->made + counts->stored, counts->total,
			runner_is_fresh(runner) ? " without --fresh" : "");
	sweep_warn(counts);
	sweep_free(s);
	return end;
}
