/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/sweep.h"

struct sweep {
	const struct study *study;
	struct sweep_shard shard;
	GPtrArray *order; /* of struct study_point *, the costly ones first */
	int64_t at;	  /* in the sequence of all shards: replication * points + place in the order */
	struct sweep_counts counts;
};

static int64_t length(const struct sweep *s)
{
	return (int64_t)s->order->len * s->study->settings.replications;
}

/* shard_of: 1 .. count; back and forth, so that the first shard does not get the costlier run each time. */
static int shard_of(const struct sweep *s, int64_t at)
{
	int count = s->shard.count, place = (int)(at % count);
	return at / count % 2 ? count - place : place + 1;
}

static enum runner_next next(void *self, struct run_request *request)
{
	struct sweep *s = self;
	while (s->at < length(s) && shard_of(s, s->at) != s->shard.index)
		s->at++;
	if (s->at >= length(s))
		return RUNNER_DONE;
	const struct study_point *point = g_ptr_array_index(s->order, (guint)(s->at % s->order->len));
	*request = (struct run_request){.sets = (const char *const *)point->sets,
					.point = point->identity,
					.label = point->label,
					.replication = s->at / s->order->len};
	s->at++;
	return RUNNER_RUN;
}

static void finished(void *self, const struct run_request *request, const struct run_outcome *outcome)
{
	(void)request;
	struct sweep_counts *counts = &((struct sweep *)self)->counts;
	counts->cpu_s += outcome->cpu_s;
	if (outcome->failure)
		counts->failed++;
	else if (outcome->stored)
		counts->stored++;
	else
		counts->made++;
}

static int total(void *self)
{
	return sweep_total(self);
}

static int by_cost(gconstpointer a, gconstpointer b)
{
	double left = (*(const struct study_point *const *)a)->cost,
	       right = (*(const struct study_point *const *)b)->cost;
	return (left < right) - (left > right);
}

struct sweep *sweep_new(const struct study *study, struct sweep_shard shard)
{
	struct sweep *s = g_new0(struct sweep, 1);
	s->study = study;
	s->shard = shard;
	s->order = g_ptr_array_new();
	for (guint i = 0; i < study->points->len; i++)
		g_ptr_array_add(s->order, g_ptr_array_index(study->points, i));
	g_ptr_array_sort(s->order, by_cost); /* stable */
	return s;
}

void sweep_free(struct sweep *s)
{
	g_ptr_array_unref(s->order);
	g_free(s);
}

struct runner_hooks sweep_hooks(struct sweep *s)
{
	return (struct runner_hooks){next, finished, total, s};
}

int sweep_total(const struct sweep *s)
{
	int64_t all = length(s), n = all / s->shard.count;
	for (int64_t at = n * s->shard.count; at < all; at++)
		n += shard_of(s, at) == s->shard.index;
	return (int)n;
}

struct sweep_counts sweep_counts(const struct sweep *s)
{
	return s->counts;
}
