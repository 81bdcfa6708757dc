/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/trace/trace_file.h"

#include <errno.h>

static void trace_file_set_error(GError **error, const char *path)
{
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
		    "%s: the trace cannot be written: %s", path, g_strerror(errno));
}

bool trace_file_open(struct trace_file *f, const char *path, int64_t limit, GError **error)
{
	*f = (struct trace_file){.out = fopen(path, "wb"), .limit = limit};
	if (!f->out) {
		trace_file_set_error(error, path);
		return false;
	}
	f->path = g_strdup(path);
	return true;
}

bool trace_file_write(struct trace_file *f, vtime date, const char *bytes, gsize length)
{
	if (f->full)
		return false;
	if (f->bytes + (int64_t)length > f->limit) {
		f->full = true;
		f->full_at = date;
		return false;
	}
	f->bytes += (int64_t)length;
	fwrite(bytes, 1, length, f->out);
	return true;
}

void trace_file_end(struct trace_file *f, const char *bytes, gsize length)
{
	fwrite(bytes, 1, length, f->out);
}

bool trace_file_close(struct trace_file *f, GError **error)
{
	bool failed = ferror(f->out) != 0;
	failed |= fclose(f->out) != 0;
	if (failed)
		trace_file_set_error(error, f->path);
	g_free(f->path);
	return !failed;
}
