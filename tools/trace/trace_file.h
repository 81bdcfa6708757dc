/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that a trace is written into while a run goes on: whole records, up to a limit.
 */
#ifndef TOOLS_TRACE_TRACE_FILE_H
#define TOOLS_TRACE_TRACE_FILE_H

#include "sim/base/vtime.h"
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

struct trace_file {
	FILE *out;
	char *path;
	int64_t bytes, limit; /* written, and at most */
	bool full;	      /* a record would have passed the limit: nothing more is written */
	vtime full_at;	      /* date of that record */
};

/* trace_file_open: creates the file, or empties it; false with a GError (G_FILE_ERROR). */
bool trace_file_open(struct trace_file *f, const char *path, int64_t limit, GError **error);

/* trace_file_write: a record of that date. Returns false when it did not fit, or one before it did not. */
bool trace_file_write(struct trace_file *f, vtime date, const char *bytes, gsize length);

/* trace_file_end: bytes that stand beyond the limit: what closes the file's format. */
void trace_file_end(struct trace_file *f, const char *bytes, gsize length);

/* trace_file_close: closes the file. False with a GError when something could not be written (a full disk). */
bool trace_file_close(struct trace_file *f, GError **error);

#endif
