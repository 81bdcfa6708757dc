/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store's insides, for its own files: store.c (opening, changes), store_rows.c (runs), store_schema.c
 * (definitions), store_index.c (which there are), store_reader.c (some of their figures), store_plan.c and store_plan_read.c (the plan).
 */
#ifndef TOOLS_STUDY_STORE_STORE_PRIVATE_H
#define TOOLS_STUDY_STORE_STORE_PRIVATE_H

#include "tools/study/store/store.h"
#include "tools/study/store/store_table.h"

struct store {
	struct sql sql;
	char *path;
	bool writes;
	bool changing; /* inside a transaction that writes */
	bool reading;  /* inside one that reads */
	int lock;      /* descriptor that holds the right to write; -1: opened for reading */
	struct store_table run;
	struct store_table part
		[PARTS]; /* their `read` is NULL where an older store that is only read has no such table */
	sqlite3_stmt *insert_failure, *erase_failure;
	GHashTable *runs; /* set of struct store_run *, by point and replication; owned */
	int64_t last_id;  /* greatest number of a run */
};

/* store_begin: what follows is changed together, by the next store_sync. store_undo: takes it back after an error. */
bool store_begin(struct store *s, GError **error);
void store_undo(struct store *s);

/* store_damaged: sets *error to a message that says so; false. */
bool store_damaged(const struct store *s, const char *what, GError **error);

/* store_schema_check: whether the file holds nothing but our tables, as they are or were defined; SQLite would run what
 * else a schema may hold (views, triggers, generated columns) when a table of that name is read. */
bool store_schema_check(struct store *s, GError **error);

/* store_rows_has, store_plan_has: whether this is the definition of one of our tables, as store_rows_sql and
 * store_plan_sql have it; the tables of runs may have other figures. */
bool store_rows_has(const char *definition);
bool store_plan_has(const char *definition);

/* store_schema_line: whether a statement is one of these, each of which ends its line with ";". */
bool store_schema_line(const char *statements, const char *definition);

/* store_rows_sql: appends the definition of the tables of runs. store_rows_open: finds their columns, for writing adds
 * those that are missing, and prepares the statements; store_rows_close ends them. store_rows_scan: reads every run,
 * tests its checksum and notes that it is there. */
void store_rows_sql(GString *sql);
bool store_rows_open(struct store *s, bool writes, GError **error);
void store_rows_close(struct store *s);
bool store_rows_scan(struct store *s, GError **error);

/* The runs that are there, found by point and replication. store_index_new: none, for struct store. store_index_add: a copy
 * of the run, whose point and model are interned; false: there is one already. store_index_find: NULL: it is not there.
 * store_index_remove: it is there no more. store_index_clear: none is. */
GHashTable *store_index_new(void);
bool store_index_add(struct store *s, const struct store_run *run);
const struct store_run *store_index_find(const struct store *s, const char *point, int64_t replication);
void store_index_remove(struct store *s, const struct store_run *run);
void store_index_clear(struct store *s);

/* store_reads: makes what follows read in one transaction until store_rest or store_begin: many reads in one take half of
 * the time. */
void store_reads(struct store *s);

/* store_add: as store_save, for a run whose identity, seed and version are known; the row's number is chosen here. */
bool store_add(struct store *s, const struct store_run *key, const struct run_values *values, GError **error);

/* store_plan_sql: the definition of the plan's tables. store_plan_check: whether the plan has its checksum. */
extern const char store_plan_sql[];
bool store_plan_check(struct store *s, GError **error);

/* store_unit_words: how units are kept. store_setting: a setting of the section "study", kept in the table meta under its
 * key as a user would write it. store_plan_sum: the checksum of a plan made with this version of the models, over everything
 * that is kept of it. store_plan_kept_sum: that which the store has; *found is false when it has no plan yet. */
extern const char *const store_unit_words[UNITS];
const struct option *store_setting(int i);
guint64 store_plan_sum(const struct study *study, const char *model);
bool store_plan_kept_sum(struct store *s, guint64 *sum, bool *found, GError **error);

#endif
