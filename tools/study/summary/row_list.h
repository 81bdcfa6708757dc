/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of named cells, for exports: the same rows as CSV (RFC 4180) or as JSON lines. Every row has the same cells in the
 * same order.
 */
#ifndef TOOLS_STUDY_SUMMARY_ROW_LIST_H
#define TOOLS_STUDY_SUMMARY_ROW_LIST_H

#include <glib.h>

struct row_list;

/* row_list_new: without a row. The caller owns it (row_list_free). */
struct row_list *row_list_new(void);
void row_list_free(struct row_list *l);

/* row_begin: the following cells are those of a new row. row_text, row_number: a cell. Names and texts are copied; a name that the row has already
 * becomes name_2. A number that is none (NAN) is an empty field, or null. */
void row_begin(struct row_list *l);
void row_text(struct row_list *l, const char *name, const char *text);
void row_number(struct row_list *l, const char *name, double number, int decimals);

/* row_list_csv, row_list_jsonl: newly allocated (g_free). */
char *row_list_csv(const struct row_list *l);
char *row_list_jsonl(const struct row_list *l);

#endif
