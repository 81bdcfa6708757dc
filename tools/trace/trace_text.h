/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text trace: a line that says what the columns are, then one line for each event (trace_line). Where the limit of the
 * file is reached, the last line says so.
 */
#ifndef TOOLS_TRACE_TRACE_TEXT_H
#define TOOLS_TRACE_TRACE_TEXT_H

#include "sim/base/trace.h"
#include "tools/trace/trace_file.h"

struct trace_text {
	struct trace_file file;
	GString *line;
};

/* trace_text_open: begins the file, and adds itself to the trace; false with a GError, as trace_file_open. */
bool trace_text_open(struct trace_text *x, struct trace *t, const char *path, int64_t limit, GError **error);

/* trace_text_close: ends the file; false with a GError when it could not all be written. */
bool trace_text_close(struct trace_text *x, GError **error);

#endif
