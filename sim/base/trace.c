/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/trace.h"

#include <inttypes.h>

#define SHOWN 32 /* by trace_print_last */

struct trace {
	struct trace_scope scope;
	bool on; /* the trigger has come */
	GArray *writers;
	uint64_t count;
	struct trace_record last[TRACE_KEPT];
};

const struct trace_point_name trace_points[] = {
#define TRACE_TEXT(name, text, subject, detail, more) {text, subject, detail, more},
	TRACE_POINTS(TRACE_TEXT)};

bool trace_is_on;
static struct trace *open_trace;
static _Thread_local const vtime *clock_shown;

static struct {
	void (*name)(void *self, const char *word, int64_t value, GString *text);
	void *self;
} names;

void trace_clock(const vtime *now)
{
	clock_shown = now;
}

vtime trace_now(void)
{
	return clock_shown ? *clock_shown : 0;
}

/* ---- a line ---- */

void trace_name_values(void (*name)(void *self, const char *word, int64_t value, GString *text), void *self)
{
	names.name = name;
	names.self = self;
}

void trace_value(GString *text, const char *word, int64_t value)
{
	gsize length = text->len;
	if (names.name)
		names.name(names.self, word, value, text);
	if (text->len == length)
		g_string_append_printf(text, "%" PRId64, value);
}

static void append_field(GString *text, const char *word, int64_t value)
{
	if (!word)
		return;
	g_string_append_c(text, ' ');
	g_string_append(text, word);
	g_string_append_c(text, '=');
	trace_value(text, word, value);
}

void trace_line(GString *text, const struct trace_record *r)
{
	const struct trace_point_name *point = &trace_points[r->point];
	g_string_printf(text, "%" PRId64 ".%03d %s", r->date / VTIME_PER_NS, (int)(r->date % VTIME_PER_NS),
			point->text);
	append_field(text, point->subject, r->subject);
	append_field(text, point->detail, r->detail);
	append_field(text, point->more, r->more);
	if (r->machine)
		g_string_append_printf(text, " machine=%s", r->machine);
	g_string_append_c(text, '\n');
}

/* ---- the trace ---- */

struct trace *trace_new(const struct trace_scope *scope)
{
	struct trace *t = g_new0(struct trace, 1);
	t->scope = scope ? *scope : (struct trace_scope){.to = VTIME_NEVER};
	t->on = !t->scope.trigger;
	t->writers = g_array_new(FALSE, FALSE, sizeof(struct trace_writer));
	open_trace = t;
	trace_is_on = true;
	return t;
}

void trace_free(struct trace *t)
{
	open_trace = NULL;
	trace_is_on = false;
	g_array_free(t->writers, TRUE);
	g_free(t);
}

void trace_add(struct trace *t, const struct trace_writer *w)
{
	g_array_append_vals(t->writers, w, 1);
}

static const struct trace_writer *writer(const struct trace *t, guint i)
{
	return &g_array_index(t->writers, struct trace_writer, i);
}

bool trace_fully(const struct trace *t)
{
	for (guint i = 0; i < t->writers->len; i++)
		if (writer(t, i)->fully)
			return true;
	return false;
}

static bool is_full_only(const struct trace_record *r)
{
	return r->point == TRACE_paid || r->point == TRACE_level;
}

/* trace_end_of: when the event ends; those that take time are payments. */
static vtime trace_end_of(const struct trace_record *r)
{
	return r->point == TRACE_paid ? r->date + r->more : r->date;
}

static void pass_on(const struct trace *t, const struct trace_record *r)
{
	if (r->date > t->scope.to || trace_end_of(r) < t->scope.from)
		return;
	for (guint i = 0; i < t->writers->len; i++)
		if (writer(t, i)->fully || !is_full_only(r))
			writer(t, i)->write(writer(t, i)->self, r);
}

static const struct trace_record *trace_kept(const struct trace *t, uint64_t number)
{
	return &t->last[number % TRACE_KEPT];
}

/* trigger: whether it comes with this record; what came before it is passed on then. */
static bool trigger(struct trace *t, const struct trace_record *r)
{
	bool comes = t->scope.trigger(t->scope.self, r);
	if (!comes || r->date < t->scope.from || r->date > t->scope.to)
		return false;
	for (uint64_t i = t->count > TRACE_KEPT ? t->count - TRACE_KEPT : 0; i < t->count; i++)
		pass_on(t, trace_kept(t, i));
	return true;
}

static void trace_note(const struct trace *t, const struct trace_record *r)
{
	for (guint i = 0; i < t->writers->len; i++)
		if (writer(t, i)->note)
			writer(t, i)->note(writer(t, i)->self, r);
}

void trace_event(struct trace *t, const struct trace_record *r)
{
	if (r->point == TRACE_offer)
		trace_note(t, r);
	if (t->on || (t->on = trigger(t, r)))
		pass_on(t, r);
	t->last[t->count++ % TRACE_KEPT] = *r;
}

/* first_shown: of the last records, so many that SHOWN of them are lines. */
static uint64_t first_shown(const struct trace *t)
{
	uint64_t i = t->count, lines = 0;
	while (i > 0 && t->count - i < TRACE_KEPT && lines < SHOWN)
		lines += !is_full_only(trace_kept(t, --i));
	return i;
}

void trace_print_last(FILE *out)
{
	const struct trace *t = open_trace;
	if (!t) {
		fprintf(out, "  run it again with --trace FILE to see the events before it\n");
		return;
	}
	GString *text = g_string_new(NULL);
	fprintf(out, "  the last events (time in ns):\n");
	for (uint64_t i = first_shown(t); i < t->count; i++) {
		trace_line(text, trace_kept(t, i));
		if (!is_full_only(trace_kept(t, i)))
			fputs(text->str, out);
	}
	g_string_free(text, TRUE);
	for (guint i = 0; i < t->writers->len; i++)
		writer(t, i)->flush(writer(t, i)->self);
}
