/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/wake_probe.h"
#include <string.h>

#define NONE ((vtime)-1)

static vtime *woken_at(struct wake_probe *p, int64_t core)
{
	const vtime none = NONE;
	while (p->woken->len <= (guint64)core)
		g_array_append_val(p->woken, none);
	return &g_array_index(p->woken, vtime, core);
}

static void note_wake(struct wake_probe *p, const struct trace_record *r)
{
	vtime *woken = woken_at(p, r->subject);
	if (*woken == NONE)
		*woken = r->date;
}

static void note_switch(struct wake_probe *p, const struct trace_record *r)
{
	vtime *woken = woken_at(p, r->subject);
	if (*woken != NONE)
		histogram_add(&p->waits, r->date - *woken);
	*woken = NONE;
}

static void wake_probe_note(void *self, const struct trace_record *r)
{
	struct wake_probe *p = self;
	if (r->machine && strcmp(r->machine, p->host) != 0)
		return;
	if (r->point == TRACE_cut)
		histogram_reset(&p->waits);
	else if (r->point == TRACE_wake)
		note_wake(p, r);
	else if (r->point == TRACE_switch)
		note_switch(p, r);
}

static void wake_probe_flush(void *self)
{
	(void)self;
}

void wake_probe_init(struct wake_probe *p, struct trace *t, const char *host)
{
	*p = (struct wake_probe){.host = host, .woken = g_array_new(FALSE, FALSE, sizeof(vtime))};
	trace_add(t, &(struct trace_writer){.write = wake_probe_note, .flush = wake_probe_flush, .self = p});
}
