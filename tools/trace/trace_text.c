/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/trace/trace_text.h"
#include "sim/input/unit.h"

static const char header[] =
	"# time_ns component event subject=value detail=value [more=value] [machine=name]; "
	"values: docs/trace.md\n";

static void trace_text_write_event(void *self, const struct trace_record *r)
{
	struct trace_text *x = self;
	trace_line(x->line, r);
	trace_file_write(&x->file, r->date, x->line->str, x->line->len);
}

static void trace_text_flush(void *self)
{
	fflush(((struct trace_text *)self)->file.out);
}

bool trace_text_open(struct trace_text *x, struct trace *t, const char *path, int64_t limit, GError **error)
{
	if (!trace_file_open(&x->file, path, limit, error))
		return false;
	x->line = g_string_new(NULL);
	trace_file_end(&x->file, header, sizeof(header) - 1);
	trace_add(t, &(struct trace_writer){
			     .write = trace_text_write_event, .flush = trace_text_flush, .self = x});
	return true;
}

bool trace_text_close(struct trace_text *x, GError **error)
{
	if (x->file.full) {
		char *limit = unit_format(UNIT_BYTES, x->file.limit);
		g_string_printf(x->line,
				"# %s are written: the events from %.3f ns on are not in this file\n", limit,
				(double)x->file.full_at / VTIME_PER_NS);
		trace_file_end(&x->file, x->line->str, x->line->len);
		g_free(limit);
	}
	g_string_free(x->line, TRUE);
	return trace_file_close(&x->file, error);
}
