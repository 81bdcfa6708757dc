/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Result store: one SQLite file a study, written by one process at a time.
 *
 * It holds runs under their identity (identity.h), with all metrics, and the plan they belong to: the axes, their
 * values and the identity of every point. What is read from it does not depend on when or in which order runs were
 * made. docs/studies.md has its tables.
 *
 * Every run has a checksum over its figures, and the plan has one: with SQLite's own check of its structure they are
 * tested whenever a store is opened. A metric that the store does not know becomes a column; in the runs made before it
 * is NAN.
 */
#ifndef TOOLS_STUDY_STORE_STORE_H
#define TOOLS_STUDY_STORE_STORE_H

#include "tools/study/figures/metric.h"
#include "tools/study/plan/plan.h"

struct store;

/* store_create: opens the store at path for writing, a new one when there is no file. store_open:
 * for reading. NULL with *error set to a message that names the file and what is wrong; the file is
 * then left as it was. It may be damaged, cut, locked by another process, not a store, or of a
 * newer version. store_close: ends either, NULL allowed. */
struct store *store_create(const char *path, GError **error);
struct store *store_open(const char *path, GError **error);
void store_close(struct store *s);

/* store_lacks_room: as output_lacks_room, of an error of any of these. */
bool store_lacks_room(const GError *error);

/* store_path_in: where the store of a result folder is; store_path_at: of a folder, or the path of a store itself, as users
 * name either. Newly allocated. */
#define STORE_OF_CRAWL "crawl.db" /* in a folder of a crawl's results */
char *store_path_in(const char *folder);
char *store_path_at(const char *path);

/* store_plan: makes the study the store's plan; runs of points that are no longer in it stay. Durable when it
 * returns. store_study: the plan as store_plan was given it, but for base and sets, which are NULL; the caller owns it
 * (study_free). */
bool store_plan(struct store *s, const struct study *study, GError **error);
struct study *store_study(struct store *s, GError **error);
/* store_model: the version of the models that the plan was made with; "": there is no plan. Newly allocated. */
char *store_model(struct store *s);

/* store_has: whether a run is there; store_has_gaps: and has gaps (run_gaps.h). store_load: its values; NULL when it is not there. The caller owns them
 * (run_values_free). */
bool store_has(struct store *s, const char *point, int64_t replication);
bool store_has_gaps(struct store *s, const char *point, int64_t replication);
struct run_values *store_load(struct store *s, const char *point, int64_t replication);

/* store_save: adds a run, durable once store_sync has returned; replaces one of the same identity. When either fails,
 * what was saved since the last store_sync is gone from the store, and nothing else. */
bool store_save(struct store *s, const char *point, int64_t replication, int64_t seed,
		const struct run_values *values, GError **error);
bool store_sync(struct store *s, GError **error);

/* store_fail: notes that a run failed, and how to repeat it; store_save of the same run takes it back. As store_save. */
bool store_fail(struct store *s, const char *point, int64_t replication, const char *failure,
		const char *command, GError **error);

/* A run that the store holds, whether its point is in the plan or not. */
struct store_run {
	int64_t id;	   /* row */
	const char *point; /* identity; as model one address for equal texts (g_intern_string) */
	const char *model; /* version of the models that made it */
	int64_t replication, seed;
	const char *identity; /* owned by the store, as the other texts */
	bool gaps;	      /* it has some (run_gaps.h) */
};

/* store_runs: every run, ordered by identity of point, then replication; the caller frees the array
 * (g_ptr_array_unref), not what it holds. store_values: as store_load. store_label: of a point that is or was in the
 * plan; NULL: never was; newly allocated. */
GPtrArray *store_runs(struct store *s);
struct run_values *store_values(struct store *s, const struct store_run *run);
char *store_label(struct store *s, const char *point);

/* store_rest: store_load and store_values keep whoever else writes from committing until then, until the next change, or
 * until store_close. To be called before anything that may take long. */
void store_rest(struct store *s);

#endif
