/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fields of a CSV file (RFC 4180). A field that is not the first of its line brings its comma.
 */
#ifndef TOOLS_TEXT_CSV_H
#define TOOLS_TEXT_CSV_H

#include <glib.h>

/* csv_name: the first field, in quotes. */
void csv_name(GString *out, const char *name);

/* csv_number: a further one; empty when the value is no number. csv_word: the same of a word without quote
 * and comma. */
void csv_number(GString *out, double value, int decimals);
void csv_word(GString *out, const char *word);

/* csv_text: a field without its comma, in quotes only where it must be. csv_exact: the shortest notation that
 * reads back as this very value, without a comma; nothing when it is no number. */
void csv_text(GString *out, const char *text);
void csv_exact(GString *out, double value);

/* csv_spreadsheet: as csv_text, for programs that take a text for a formula when it begins with = + - or @: an apostrophe
 * goes in front of such a one. */
void csv_spreadsheet(GString *out, const char *text);

#endif
