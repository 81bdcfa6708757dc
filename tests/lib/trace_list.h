/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace whose records are kept as a list, and as the lines of the text trace.
 */
#ifndef TESTS_LIB_TRACE_LIST_H
#define TESTS_LIB_TRACE_LIST_H

#include "sim/base/trace.h"

struct trace_list {
	struct trace *trace;
	GArray *records; /* struct trace_record */
	GString *lines;
};

static inline void trace_list_write(void *self, const struct trace_record *r)
{
	struct trace_list *l = self;
	GString *line = g_string_new(NULL);
	trace_line(line, r);
	g_string_append(l->lines, line->str);
	g_array_append_vals(l->records, r, 1);
	g_string_free(line, TRUE);
}

static inline void trace_list_flush(void *self)
{
	(void)self;
}

static inline void trace_list_init(struct trace_list *l, const struct trace_scope *scope, bool fully)
{
	l->trace = trace_new(scope);
	l->records = g_array_new(FALSE, FALSE, sizeof(struct trace_record));
	l->lines = g_string_new(NULL);
	trace_add(l->trace,
		  &(struct trace_writer){
			  .write = trace_list_write, .flush = trace_list_flush, .self = l, .fully = fully});
}

static inline const struct trace_record *trace_list_at(const struct trace_list *l, guint i)
{
	return &g_array_index(l->records, struct trace_record, i);
}

static inline void trace_list_fini(struct trace_list *l)
{
	trace_free(l->trace);
	g_array_free(l->records, TRUE);
	g_string_free(l->lines, TRUE);
}

#endif
