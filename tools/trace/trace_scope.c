/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/trace/trace_scope.h"
#include "sim/input/unit.h"

#include <string.h>

/* read_date: a date, or nothing: *date stays. */
static bool read_date(const char *text, vtime *date, char **why)
{
	return !*text || unit_parse(UNIT_TIME, text, date, why);
}

bool trace_window(const char *text, struct trace_scope *scope, char **why)
{
	const char *dots = strstr(text, "..");
	if (!dots) {
		*why = g_strdup_printf("\"%s\" is no window; one is written like 10ms..12ms", text);
		return false;
	}
	char *from = g_strndup(text, (gsize)(dots - text));
	bool read = read_date(from, &scope->from, why) && read_date(dots + 2, &scope->to, why);
	g_free(from);
	if (read && scope->from > scope->to) {
		*why = g_strdup_printf("the window %s ends before it begins", text);
		return false;
	}
	return read;
}

static bool begins(void *self, const struct trace_record *r)
{
	struct trace_drops *d = self;
	d->counting |= r->point == TRACE_cut;
	return d->counting && r->point == TRACE_drop && d->begins[r->detail];
}

/* is_named: whether the text is the drop's place, its name, or all of them. */
static bool is_named(const char *text, const char *drop)
{
	size_t place = strcspn(drop, "/");
	return !strcmp(text, "first_drop") || !strcmp(text, drop) ||
	       (strlen(text) == place && !strncmp(text, drop, place));
}

bool trace_begin_on(const char *text, struct trace_drops *drops, struct trace_scope *scope, char **why)
{
	int n = 0;
	*drops = (struct trace_drops){0};
	for (int i = 0; i < DROPS; i++)
		n += drops->begins[i] = is_named(text, drop_names[i].name);
	scope->trigger = begins;
	scope->self = drops;
	if (n == 0)
		*why = g_strdup_printf("\"%s\" is no drop; write first_drop, or a place or reason of "
				       "vhostsim list drops, such as tap/queue_full",
				       text);
	return n > 0;
}
