/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/calendar.h"
#include "sim/base/check.h"
#include "sim/core/progress.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

/* What large calendars need is kept out of the functions that all use, which then save few registers. */
#define FAR __attribute__((noinline))

#define NEAR 48	     /* a near array of so many events is cut down ... */
#define NEAR_KEPT 16 /* ... to fewer than so many */
#define NEAR_FEW 8   /* among up to so many, an event always passes the sooner ones on its way in */
#define HEAD NEAR    /* room before the array, for events due after all of it */

void event_init(struct event *ev, void (*fire)(struct event *ev))
{
	*ev = (struct event){.fire = fire};
}

static inline bool before(const struct slot *a, const struct slot *b)
{
	return a->date < b->date || (a->date == b->date && a->key < b->key);
}

/* ---- the near array ---- */

static void reserve(struct calendar *cal, int n)
{
	cal->room = MAX(n, NEAR);
	if (cal->room <= cal->allocated)
		return;
	ptrdiff_t head = cal->slot - cal->block;
	cal->allocated = 2 * cal->room;
	cal->block = g_renew(struct slot, cal->block, HEAD + cal->allocated);
	cal->slot = cal->block + head;
}

/* The array, which begins at `from`, is moved to where all the room before it is free. */
static void make_head(struct calendar *cal, const struct slot *from)
{
	cal->slot = cal->block + HEAD;
	memmove(cal->slot, from, sizeof(*cal->slot) * (size_t)cal->n);
}

static FAR void put_last(struct calendar *cal, struct slot s)
{
	if (cal->slot == cal->block)
		make_head(cal, cal->slot);
	*--cal->slot = s;
	cal->n++;
	s.ev->where = EVENT_NEAR;
}

static inline void calendar_put_in_order(struct calendar *cal, struct slot s)
{
	struct slot *at = &cal->slot[cal->n++];
	for (; at > cal->slot && before(at - 1, &s); at--)
		*at = at[-1];
	*at = s;
	s.ev->where = EVENT_NEAR;
}

static inline void put_near(struct calendar *cal, struct slot s)
{
	if (cal->n > NEAR_FEW && before(&cal->slot[0], &s))
		put_last(cal, s);
	else
		calendar_put_in_order(cal, s);
}

static void take_near(struct calendar *cal, const struct event *ev)
{
	int i = cal->n - 1;
	while (cal->slot[i].ev != ev)
		i--;
	memmove(&cal->slot[i], &cal->slot[i + 1], sizeof(*cal->slot) * (size_t)(--cal->n - i));
}

/* ---- from the wheel to the near array, which is empty ---- */

static int last_first(const void *a, const void *b)
{
	return before(a, b) ? 1 : -1;
}

static void sort_many(struct calendar *cal, struct bucket *b)
{
	for (struct event *ev = b->first; ev; ev = ev->next) {
		ev->where = EVENT_NEAR;
		cal->slot[cal->n++] = (struct slot){ev->date, ev->key, ev};
	}
	qsort(cal->slot, (size_t)cal->n, sizeof(*cal->slot), last_first);
}

static void sort_few(struct calendar *cal, struct bucket *b)
{
	for (struct event *ev = b->first; ev; ev = ev->next)
		put_near(cal, (struct slot){ev->date, ev->key, ev});
}

static FAR void calendar_refill(struct calendar *cal)
{
	make_head(cal, cal->slot);
	while (cal->far.n > 0) {
		struct wheel_bucket b = wheel_take_first(&cal->far);
		if (b.bucket.n <= NEAR || b.first_date == b.last_date) {
			reserve(cal, b.bucket.n);
			(b.bucket.n <= NEAR ? sort_few : sort_many)(cal, &b.bucket);
			cal->reach = cal->far.n > 0 ? b.last_date : VTIME_NEVER;
			return;
		}
		cal->far.base = MAX(b.first_date, cal->now);
		wheel_put_all(&cal->far, b.bucket.first);
	}
}

/* ---- from the near array to the wheel ---- */

static FAR void put_far(struct calendar *cal, struct event *ev, vtime date, uint64_t key)
{
	ev->date = date;
	ev->key = key;
	wheel_put(&cal->far, ev);
}

/* Whether the wheel takes events from this date on. Its base moves beyond now when a large bucket is opened
 * before its time. Turning it back costs a look at each event in it: done only when near ones are many. */
static bool far_takes(struct calendar *cal, vtime from)
{
	if (cal->far.n == 0)
		cal->far.base = cal->now;
	if (from >= cal->far.base)
		return true;
	if (cal->n < NEAR + cal->far.n / 16)
		return false;
	wheel_turn_back(&cal->far, cal->now);
	return true;
}

/* The first date to move to the wheel: few events are due before, and at least the next one. VTIME_NEVER when
 * all are due at one date. */
static vtime cut(const struct calendar *cal)
{
	vtime next = calendar_next(cal), date = cal->slot[cal->n - NEAR_KEPT].date;
	if (cal->slot[0].date == next)
		return VTIME_NEVER;
	return MAX(date, next + 1);
}

static void shed(struct calendar *cal, vtime from)
{
	int n = 0;
	for (struct slot *s = cal->slot; s->date >= from; s++, n++)
		put_far(cal, s->ev, s->date, s->key);
	cal->n -= n;
	cal->reach = from - 1;
	make_head(cal, cal->slot + n);
}

static FAR void make_room(struct calendar *cal)
{
	vtime from = cut(cal);
	if (from != VTIME_NEVER && far_takes(cal, from))
		shed(cal, from);
	reserve(cal, cal->n + 1);
}

/* ---- both ---- */

void calendar_init(struct calendar *cal)
{
	*cal = (struct calendar){
		.seq = 1, .reach = VTIME_NEVER, .steps = PROGRESS_STEPS, .steps_left = PROGRESS_STEPS};
	reserve(cal, NEAR);
	make_head(cal, cal->slot);
}

void calendar_fini(struct calendar *cal)
{
	g_free(cal->block);
	cal->block = cal->slot = NULL;
}

static inline void calendar_insert(struct calendar *cal, struct event *ev, vtime date, uint64_t key)
{
	if (cal->n == cal->room && date <= cal->reach)
		make_room(cal);
	if (date > cal->reach)
		put_far(cal, ev, date, key);
	else
		put_near(cal, (struct slot){date, key, ev});
}

static void calendar_take_out(struct calendar *cal, struct event *ev)
{
	if (ev->where == EVENT_NEAR) {
		take_near(cal, ev);
		if (cal->n == 0 && cal->far.n > 0)
			calendar_refill(cal);
	} else {
		wheel_take_out(&cal->far, ev);
		if (cal->far.n == 0)
			cal->reach = VTIME_NEVER;
	}
}

static FAR void arm_anywhere(struct calendar *cal, struct event *ev, vtime date, uint64_t key)
{
	if (event_armed(ev))
		calendar_take_out(cal, ev);
	calendar_insert(cal, ev, date, key);
}

/* An event that is not armed, among few near ones, is most often put in here. */
static inline void arm(struct calendar *cal, struct event *ev, vtime date, uint64_t key)
{
	if (event_armed(ev) || cal->n > NEAR_FEW || date > cal->reach)
		arm_anywhere(cal, ev, date, key);
	else
		calendar_put_in_order(cal, (struct slot){date, key, ev});
}

void calendar_arm(struct calendar *cal, struct event *ev, vtime date, enum event_class class)
{
	CHECK(date >= cal->now, "calendar: an event is armed for the past (%" PRId64 " ps ago)",
	      cal->now - date);
	arm(cal, ev, date, (uint64_t) class << 56 | cal->seq++);
}

int calendar_add_wire(struct calendar *cal)
{
	return cal->wires++;
}

void calendar_arm_wire(struct calendar *cal, struct event *ev, vtime date, int wire)
{
	CHECK(date > cal->now, "calendar: wire %d: an arrival is armed for the past (%" PRId64 " ps ago)",
	      wire, cal->now - date);
	arm(cal, ev, date, (uint64_t)EVENT_WIRE << 56 | (uint64_t)wire);
}

void calendar_cancel(struct calendar *cal, struct event *ev)
{
	if (!event_armed(ev))
		return;
	calendar_take_out(cal, ev);
	ev->where = EVENT_NOWHERE;
}

static inline void fires(struct calendar *cal, const struct slot *s)
{
	struct event *ev = s->ev;
	cal->now = s->date;
	cal->fired++;
	ev->where = EVENT_NOWHERE;
	progress_event(cal, ev);
}

void calendar_swap(struct calendar *cal, struct event *ev, vtime date, enum event_class class)
{
	if (cal->n > NEAR_FEW || date > cal->reach) {
		calendar_take(cal);
		calendar_arm(cal, ev, date, class);
		return;
	}
	fires(cal, &cal->slot[--cal->n]);
	calendar_put_in_order(cal, (struct slot){date, (uint64_t) class << 56 | cal->seq++, ev});
}

void calendar_take(struct calendar *cal)
{
	fires(cal, &cal->slot[--cal->n]);
	if (cal->n == 0 && cal->far.n > 0)
		calendar_refill(cal);
}

static inline void fire_due(struct calendar *cal)
{
	struct event *ev;
	while ((ev = calendar_due(cal))) {
		calendar_take(cal);
		ev->fire(ev);
	}
}

static void fire_stepwise(struct calendar *cal, vtime limit)
{
	while (!cal->paused && calendar_next(cal) <= limit) {
		cal->limit = calendar_next(cal);
		fire_due(cal);
	}
}

void calendar_run(struct calendar *cal, vtime limit)
{
	vtime end = limit;
	cal->limit = limit;
	if (cal->stepwise)
		fire_stepwise(cal, limit);
	else if (!cal->paused)
		fire_due(cal);
	if (cal->paused) {
		end = cal->limit = cal->now;
		fire_due(cal);
		cal->paused = false;
	}
	cal->now = end;
}
