/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/trace.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define KEPT 32

struct trace_record {
	const char *machine;
	vtime date;
	enum trace_point point;
	int64_t subject, detail;
};

struct trace {
	FILE *out;
	char *path;
	uint64_t count;
	struct trace_record last[KEPT];
};

static const struct {
	const char *text, *subject, *detail;
} points[] = {
#define TRACE_TEXT(name, text, subject, detail) {text, subject, detail},
	TRACE_POINTS(TRACE_TEXT)};

static struct trace *open_trace;
static const vtime *clock_shown;

void trace_clock(const vtime *now)
{
	clock_shown = now;
}

vtime trace_now(void)
{
	return clock_shown ? *clock_shown : 0;
}

static void set_error(GError **error, const char *path)
{
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
		    "%s: the trace cannot be written: %s", path, g_strerror(errno));
}

struct trace *trace_open(const char *path, GError **error)
{
	FILE *out = fopen(path, "w");
	if (!out) {
		set_error(error, path);
		return NULL;
	}
	struct trace *t = g_new0(struct trace, 1);
	t->out = out;
	t->path = g_strdup(path);
	open_trace = t;
	return t;
}

struct trace *trace_keep(void)
{
	return open_trace = g_new0(struct trace, 1);
}

bool trace_close(struct trace *t, GError **error)
{
	bool failed = ferror(t->out) != 0;
	failed |= fclose(t->out) != 0;
	if (failed)
		set_error(error, t->path);
	open_trace = NULL;
	g_free(t->path);
	g_free(t);
	return !failed;
}

static void print(const struct trace_record *r, FILE *out)
{
	fprintf(out, "%" PRId64 ".%03d %s %s=%" PRId64 " %s=%" PRId64 "%s%s\n", r->date / VTIME_PER_NS,
		(int)(r->date % VTIME_PER_NS), points[r->point].text, points[r->point].subject, r->subject,
		points[r->point].detail, r->detail, r->machine ? " machine=" : "",
		r->machine ? r->machine : "");
}

void trace_event(struct trace *t, const char *machine, vtime date, enum trace_point point, int64_t subject,
		 int64_t detail)
{
	struct trace_record *r = &t->last[t->count++ % KEPT];
	*r = (struct trace_record){machine, date, point, subject, detail};
	if (t->out)
		print(r, t->out);
}

void trace_print_last(FILE *out)
{
	if (!open_trace) {
		fprintf(out, "  run it again with --trace FILE to see the events before it\n");
		return;
	}
	fprintf(out, "  the last events (time in ns):\n");
	uint64_t n = open_trace->count;
	for (uint64_t i = n > KEPT ? n - KEPT : 0; i < n; i++)
		print(&open_trace->last[i % KEPT], out);
	if (open_trace->out)
		fflush(open_trace->out);
}
