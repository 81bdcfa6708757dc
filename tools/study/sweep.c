/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/sweep.h"

struct sweep {
	const struct study *study;
	struct sweep_shard shard;
	GPtrArray *order; /* of struct study_point *, the costly ones first */
	int64_t at;	  /* in the sequence of all shards: replication * points + place in the order */
	int total;	  /* runs of this shard */
	struct sweep_counts counts;
};

static int64_t length(const struct sweep *s)
{
	return (int64_t)s->order->len * s->study->settings.replications;
}

static guint rank_at(const struct sweep *s, int64_t at)
{
	return (guint)(at % s->order->len);
}

static int64_t replication_at(const struct sweep *s, int64_t at)
{
	return at / s->order->len;
}

/* dealt: whose run it is, 1 .. count: all replications of the costliest point, then those of the next, are dealt out back and
 * forth, so that no shard gets the costlier one each time. */
static int dealt(const struct sweep *s, int64_t at)
{
	int64_t card = rank_at(s, at) * s->study->settings.replications + replication_at(s, at);
	int count = s->shard.count, place = (int)(card % count);
	return card / count % 2 ? count - place : place + 1;
}

static bool is_ours(const struct sweep *s, int64_t at)
{
	return dealt(s, at) == s->shard.index;
}

static enum runner_next next(void *self, struct run_request *request)
{
	struct sweep *s = self;
	while (s->at < length(s) && !is_ours(s, s->at))
		s->at++;
	if (s->at >= length(s))
		return RUNNER_DONE;
	const struct study_point *point = g_ptr_array_index(s->order, rank_at(s, s->at));
	*request = (struct run_request){.sets = (const char *const *)point->sets,
					.point = point->identity,
					.label = point->label,
					.replication = replication_at(s, s->at)};
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
	for (int64_t at = 0; at < length(s); at++)
		s->total += is_ours(s, at);
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
	return s->total;
}

struct sweep_counts sweep_counts(const struct sweep *s)
{
	return s->counts;
}
