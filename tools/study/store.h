/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Result store: one SQLite file a study, written by one process at a time.
 *
 * It holds runs under their identity (identity.h), with all metrics, and the plan they belong to: the axes, their
 * values and the identity of every point. Nothing in it depends on when or in which order runs were made.
 */
#ifndef TOOLS_STUDY_STORE_H
#define TOOLS_STUDY_STORE_H

#include "tools/study/metric.h"
#include "tools/study/plan.h"

struct store;

/* store_create: opens the store at path for writing, a new one when there is no file. store_open: for reading. NULL
 * with *error set to a message that names the file and what is wrong (damaged, cut, locked by another process, not a
 * store, of a newer version); the file is then left as it was. store_close: ends either, NULL allowed. */
struct store *store_create(const char *path, GError **error);
struct store *store_open(const char *path, GError **error);
void store_close(struct store *s);

/* store_plan: makes the study the store's plan; runs of points that are no longer in it stay. */
bool store_plan(struct store *s, const struct study *study, GError **error);

/* store_load: the values of a run; NULL when it is not there. The caller owns them (run_values_free). */
struct run_values *store_load(struct store *s, const char *point, int64_t replication);

/* store_save: adds a run, durable once store_sync has returned; replaces one of the same identity. */
bool store_save(struct store *s, const char *point, int64_t replication, int64_t seed,
		const struct run_values *values, GError **error);
bool store_sync(struct store *s, GError **error);

#endif
