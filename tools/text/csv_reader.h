/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading CSV (RFC 4180) with the place of every field, for faults that point to it. Lines may end in LF or
 * CRLF; a field in quotes may hold commas, line breaks and doubled quotes.
 */
#ifndef TOOLS_TEXT_CSV_READER_H
#define TOOLS_TEXT_CSV_READER_H

#include "sim/input/diag.h"

struct csv_field {
	char *text;	 /* owned by the row */
	struct place at; /* where it begins */
};

struct csv_reader {
	const char *next; /* where the next row begins, in a text ended by a NUL that outlives the reader */
	struct place at;
};

/* csv_reader_row: the next row, of struct csv_field, at least one; NULL at the end of the text, or with a
 * fault added to d. The caller frees it (g_array_unref). */
GArray *csv_reader_row(struct csv_reader *r, struct diag *d);

#endif
