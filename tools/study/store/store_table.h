/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table of a result store whose rows are figures: the runs ("run"), their guests ("guest_run"), sources
 * ("source_run") and cores ("core_run"). After some fixed columns, the first of which is the run's number, it has a column for each metric, under metric_column().
 *
 * A row's checksum is a sum over its figures, each mixed with the name of its column: it depends on no order of
 * columns, and columns without a figure (NULL) do not count, so that one may be added.
 */
#ifndef TOOLS_STUDY_STORE_STORE_TABLE_H
#define TOOLS_STUDY_STORE_STORE_TABLE_H

#include "tools/study/figures/metric.h"
#include "tools/study/store/sql.h"

struct store_table {
	const char *name;
	int fixed;	    /* columns before the figures */
	enum run_part part; /* whose figures they are; WHOLE: of all packets of the runs */
	bool unsound;	    /* a cell that store_table_sum saw is neither a number nor empty */
	GArray *figures;    /* of struct store_figure, by column */
	sqlite3_stmt *read, *insert, *erase; /* insert and erase NULL: opened for reading */
};

/* store_table_sql: appends the definition of a table with these fixed columns; `end` stands after the last column. */
void store_table_sql(GString *sql, const char *name, const char *fixed, enum run_part part, const char *end);

/* store_table_is: whether this is a definition as store_table_sql makes it, without its ";" and with any figures. */
bool store_table_is(const char *definition, const char *name, const char *fixed, const char *end);

/* store_table_open: finds the columns of the table, for writing adds those of unknown metrics, and prepares its
 * statements: `read` gives the rows of the runs ?1 to ?2 in order, `erase` removes those of run ?1. The name is kept,
 * not copied. store_table_close: finalizes the statements. */
bool store_table_open(struct store_table *t, const struct sql *sql, const char *name, int fixed,
		      enum run_part part, bool writes, GError **error);
void store_table_close(struct store_table *t);

/* store_table_has: whether there is a column for the metric: a store that is opened for reading may have none. */
bool store_table_has(const struct store_table *t, int metric);

/* store_table_sum: the checksum of the figures of the row that `read` stands at. store_table_read: fills values
 * (metric_count()) from them. store_table_bind: binds values to `insert` and returns their checksum. */
guint64 store_table_sum(struct store_table *t);
void store_table_read(const struct store_table *t, double *values);
guint64 store_table_bind(const struct store_table *t, const double *values);

/* store_sum_text, store_sum_number: a named text or number as a term of a checksum. */
guint64 store_sum_text(const char *name, const char *text);
guint64 store_sum_number(const char *name, int64_t number);
/* store_sum_at: the term of a list's element at this position, from that of the element. */
guint64 store_sum_at(int64_t position, guint64 sum);

#endif
