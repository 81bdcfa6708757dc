/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A store's tables of parts of runs: guests ("guest_run"), sources of traffic ("source_run") and cores
 * ("core_run"), a row for each of each run.
 * For store_rows.c, which has the runs themselves.
 */
#ifndef TOOLS_STUDY_STORE_STORE_PARTS_H
#define TOOLS_STUDY_STORE_STORE_PARTS_H

#include "tools/study/store/store_private.h"

/* store_parts_sql: appends the definition of the tables. store_parts_has: whether this is one of them, whatever its
 * figures. store_parts_open, store_parts_close: as those of the runs; a store that is older than the table of sources or cores
 * gets one when it is written on. */
void store_parts_sql(GString *sql);
bool store_parts_has(const char *definition);
bool store_parts_open(struct store *s, bool writes, GError **error);
void store_parts_close(struct store *s);

/* store_parts_select: the rows of the runs from `first` to `last` come next. store_parts_reset: no more. */
void store_parts_select(const struct store *s, int64_t first, int64_t last);
void store_parts_reset(const struct store *s);

/* Going over selected rows, run by run in order: store_parts_first steps to the first ones; store_parts_sum is the checksum
 * of those of this run, and steps behind them; store_parts_end: whether none are left, which would have no run. `code` keeps
 * where each table stands. */
void store_parts_first(const struct store *s, int code[PARTS]);
guint64 store_parts_sum(struct store *s, int64_t run, int code[PARTS]);
bool store_parts_end(const struct store *s, const int code[PARTS], GError **error);

/* store_parts_unsound: whether one of the rows gone over had a cell that is neither a number nor empty. */
bool store_parts_unsound(const struct store *s);

/* store_parts_read: adds the parts of the run that is selected. store_parts_insert: writes those of a run, and adds their
 * checksum to *sum. store_parts_erase: removes them. */
void store_parts_read(struct store *s, struct run_values *v);
bool store_parts_insert(struct store *s, int64_t run, const struct run_values *v, guint64 *sum,
			GError **error);
bool store_parts_erase(struct store *s, int64_t run, GError **error);

#endif
