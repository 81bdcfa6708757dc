/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/store/store_private.h"
#include <string.h>

static guint hash_run(gconstpointer key)
{
	const struct store_run *r = key;
	return (guint)store_sum_at(r->replication, (guint64)(uintptr_t)r->point);
}

/* same_run: points are interned. */
static gboolean same_run(gconstpointer a, gconstpointer b)
{
	const struct store_run *left = a, *right = b;
	return left->point == right->point && left->replication == right->replication;
}

GHashTable *store_index_new(void)
{
	return g_hash_table_new_full(hash_run, same_run, g_free, NULL);
}

/* The copy is in one piece with its identity. */
bool store_index_add(struct store *s, const struct store_run *run)
{
	size_t length = strlen(run->identity) + 1;
	struct store_run *copy = g_malloc(sizeof(*copy) + length);
	*copy = *run;
	copy->identity = memcpy(copy + 1, run->identity, length);
	return g_hash_table_add(s->runs, copy);
}

const struct store_run *store_index_find(const struct store *s, const char *point, int64_t replication)
{
	const struct store_run key = {.point = g_intern_string(point), .replication = replication};
	return g_hash_table_lookup(s->runs, &key);
}

void store_index_remove(struct store *s, const struct store_run *run)
{
	g_hash_table_remove(s->runs, run);
}

void store_index_clear(struct store *s)
{
	g_hash_table_remove_all(s->runs);
}

bool store_has(struct store *s, const char *point, int64_t replication)
{
	return store_index_find(s, point, replication);
}

bool store_has_gaps(struct store *s, const char *point, int64_t replication)
{
	const struct store_run *run = store_index_find(s, point, replication);
	return run && run->gaps;
}

static int compare_runs(gconstpointer a, gconstpointer b)
{
	const struct store_run *left = *(struct store_run *const *)a, *right = *(struct store_run *const *)b;
	int points = left->point == right->point ? 0 : strcmp(left->point, right->point);
	return points ? points
		      : (left->replication > right->replication) - (left->replication < right->replication);
}

GPtrArray *store_runs(struct store *s)
{
	GPtrArray *runs = g_ptr_array_sized_new(g_hash_table_size(s->runs));
	GHashTableIter at;
	gpointer run;
	g_hash_table_iter_init(&at, s->runs);
	while (g_hash_table_iter_next(&at, NULL, &run))
		g_ptr_array_add(runs, run);
	g_ptr_array_sort(runs, compare_runs);
	return runs;
}
