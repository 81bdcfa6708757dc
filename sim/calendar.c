/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/calendar.h"
#include "sim/check.h"

#include <glib.h>
#include <inttypes.h>

void calendar_init(struct calendar *cal)
{
	*cal = (struct calendar){.room = 64, .seq = 1};
	cal->heap = g_new(struct slot, cal->room);
}

void calendar_fini(struct calendar *cal)
{
	g_free(cal->heap);
	cal->heap = NULL;
}

void event_init(struct event *ev, void (*fire)(struct event *ev))
{
	*ev = (struct event){.fire = fire, .pos = -1};
}

static inline bool before(const struct slot *a, const struct slot *b)
{
	return a->date < b->date || (a->date == b->date && a->key < b->key);
}

static inline void put(struct calendar *cal, int pos, struct slot s)
{
	cal->heap[pos] = s;
	s.ev->pos = pos;
}

/* Moves the slot towards the root until its parent is before it; the hole counts as before everything. */
static void sift_up(struct calendar *cal, int pos, struct slot s)
{
	while (pos > 0) {
		int parent = (pos - 1) / 2;
		if ((parent == 0 && cal->hole) || before(&cal->heap[parent], &s))
			break;
		put(cal, pos, cal->heap[parent]);
		pos = parent;
	}
	put(cal, pos, s);
}

static void sift_down(struct calendar *cal, int pos, struct slot s)
{
	for (;;) {
		int child = 2 * pos + 1;
		if (child >= cal->n)
			break;
		if (child + 1 < cal->n && before(&cal->heap[child + 1], &cal->heap[child]))
			child++;
		if (before(&s, &cal->heap[child]))
			break;
		put(cal, pos, cal->heap[child]);
		pos = child;
	}
	put(cal, pos, s);
}

/* Puts the slot where the one at pos was. */
static void replace(struct calendar *cal, int pos, struct slot s)
{
	int parent = (pos - 1) / 2;
	bool up = pos > 0 && !(parent == 0 && cal->hole) && before(&s, &cal->heap[parent]);
	if (up)
		sift_up(cal, pos, s);
	else
		sift_down(cal, pos, s);
}

static void insert(struct calendar *cal, struct slot s)
{
	if (cal->n == cal->room) {
		cal->room *= 2;
		cal->heap = g_renew(struct slot, cal->heap, cal->room);
	}
	sift_up(cal, cal->n++, s);
}

/* Takes the slot at pos out of the heap. */
static void take_out(struct calendar *cal, int pos)
{
	struct slot last = cal->heap[--cal->n];
	if (pos < cal->n)
		replace(cal, pos, last);
}

void calendar_arm(struct calendar *cal, struct event *ev, vtime date, enum event_class class)
{
	CHECK(date >= cal->now, "calendar: an event is armed for the past (%" PRId64 " ps ago)", cal->now - date);
	struct slot s = {date, (uint64_t)class << 56 | cal->seq++, ev};
	if (event_armed(ev)) {
		replace(cal, ev->pos, s);
	} else if (cal->hole) {
		cal->hole = false;
		sift_down(cal, 0, s);
	} else {
		insert(cal, s);
	}
}

void calendar_cancel(struct calendar *cal, struct event *ev)
{
	if (!event_armed(ev))
		return;
	int pos = ev->pos;
	ev->pos = -1;
	take_out(cal, pos);
}

vtime calendar_next(const struct calendar *cal)
{
	vtime next = VTIME_NEVER;
	for (int i = cal->hole ? 1 : 0, last = cal->hole ? 2 : 0; i <= last && i < cal->n; i++)
		next = MIN(next, cal->heap[i].date);
	return next;
}

static void fire_next(struct calendar *cal)
{
	struct event *ev = cal->heap[0].ev;
	cal->now = cal->heap[0].date;
	cal->hole = true;
	cal->fired++;
	ev->pos = -1;
	ev->fire(ev);
	if (cal->hole) {
		cal->hole = false;
		take_out(cal, 0);
	}
}

void calendar_run(struct calendar *cal, vtime limit)
{
	cal->limit = limit;
	while (cal->n > 0 && cal->heap[0].date <= limit)
		fire_next(cal);
	cal->now = limit;
}
