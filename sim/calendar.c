/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/calendar.h"
#include "sim/check.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

void calendar_init(struct calendar *cal)
{
	*cal = (struct calendar){.room = 64, .seq = 1};
	cal->slot = g_new(struct slot, cal->room);
}

void calendar_fini(struct calendar *cal)
{
	g_free(cal->slot);
	cal->slot = NULL;
}

void event_init(struct event *ev, void (*fire)(struct event *ev))
{
	*ev = (struct event){.fire = fire};
}

static inline bool before(const struct slot *a, const struct slot *b)
{
	return a->date < b->date || (a->date == b->date && a->key < b->key);
}

static void insert(struct calendar *cal, struct slot s)
{
	if (cal->n == cal->room) {
		cal->room *= 2;
		cal->slot = g_renew(struct slot, cal->slot, cal->room);
	}
	int i = cal->n++;
	for (; i > 0 && before(&cal->slot[i - 1], &s); i--)
		cal->slot[i] = cal->slot[i - 1];
	cal->slot[i] = s;
}

static void take_out(struct calendar *cal, const struct event *ev)
{
	int i = cal->n - 1;
	while (cal->slot[i].ev != ev)
		i--;
	memmove(&cal->slot[i], &cal->slot[i + 1], sizeof(*cal->slot) * (size_t)(--cal->n - i));
}

static inline void arm(struct calendar *cal, struct slot s)
{
	if (s.ev->armed)
		take_out(cal, s.ev);
	s.ev->armed = true;
	insert(cal, s);
}

void calendar_arm(struct calendar *cal, struct event *ev, vtime date, enum event_class class)
{
	CHECK(date >= cal->now, "calendar: an event is armed for the past (%" PRId64 " ps ago)",
	      cal->now - date);
	arm(cal, (struct slot){date, (uint64_t) class << 56 | cal->seq++, ev});
}

int calendar_add_wire(struct calendar *cal)
{
	return cal->wires++;
}

void calendar_arm_wire(struct calendar *cal, struct event *ev, vtime date, int wire)
{
	CHECK(date > cal->now, "calendar: wire %d: an arrival is armed for the past (%" PRId64 " ps ago)",
	      wire, cal->now - date);
	arm(cal, (struct slot){date, (uint64_t)EVENT_WIRE << 56 | (uint64_t)wire, ev});
}

void calendar_cancel(struct calendar *cal, struct event *ev)
{
	if (!ev->armed)
		return;
	ev->armed = false;
	take_out(cal, ev);
}

void calendar_run(struct calendar *cal, vtime limit)
{
	cal->limit = limit;
	while (cal->n > 0 && calendar_next(cal) <= limit) {
		struct slot next = cal->slot[--cal->n];
		cal->now = next.date;
		cal->fired++;
		next.ev->armed = false;
		next.ev->fire(next.ev);
	}
	cal->now = limit;
}
