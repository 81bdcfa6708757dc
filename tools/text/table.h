/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables that people read: cells of text, laid out as columns for the terminal or as Markdown. A column is as wide as
 * its widest cell.
 */
#ifndef TOOLS_TEXT_TABLE_H
#define TOOLS_TEXT_TABLE_H

#include <glib.h>
#include <stdbool.h>

struct table;

/* table_new: a table without a column. The caller owns it (table_free). */
struct table *table_new(void);
void table_free(struct table *t);

/* table_column: adds a column, words to the left or numbers to the right; unit may be "". Before the first cell. */
void table_column(struct table *t, const char *head, const char *unit, bool left);

/* table_cell: fills the next cell, row by row from the left; the text is formatted and copied. */
void table_cell(struct table *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* table_text: two lines of heads and units and a line a row, columns two spaces apart. table_markdown: the same with
 * bars, those in cells escaped. Newly allocated (g_free). */
char *table_text(const struct table *t);
char *table_markdown(const struct table *t);

/* table_markdown_text: appends a text as Markdown shows it as it is: no column ends in it, and it is no link, no code and
 * no tag. */
void table_markdown_text(GString *out, const char *text);

#endif
