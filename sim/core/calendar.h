/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calendar: the event set of one machine.
 *
 * Events are intrusive: the owner embeds a struct event, and arming allocates nothing in the steady state.
 *
 * The order is total and written down here, once. Of two events the one fires first that has
 *     1. the earlier date; at one date
 *     2. the lower class: arrivals from another machine, hard interrupts and devices, softirqs, threads,
 *        sampling; in one class
 *     3. the lower sequence number: the one armed (or re-armed) first. Among arrivals the lower number of
 *        the wire instead, because another machine arms them, at a moment that depends on the windows
 *        (sim/world.h).
 *
 * Inside: the events due first stand in a short array in that order, the next one last; the others in a wheel
 * (wheel.h), from which the array is filled when it is empty. A small machine's events are all in the array:
 * most of those that get armed are due soon, so that a new one passes few others on its way in, and taking
 * out the next one moves nothing. Of thousands, each is put into buckets a few times and sorted among few.
 */
#ifndef SIM_CORE_CALENDAR_H
#define SIM_CORE_CALENDAR_H

#include "sim/base/container_of.h"
#include "sim/base/vtime.h"
#include "sim/core/wheel.h"
#include <stdbool.h>

enum event_class { EVENT_WIRE, EVENT_HARDIRQ, EVENT_SOFTIRQ, EVENT_THREAD, EVENT_SAMPLING };

/* Where an event is; from EVENT_IN_WHEEL on: in which bucket. */
enum event_where { EVENT_NOWHERE, EVENT_NEAR, EVENT_IN_WHEEL };

struct event {
	void (*fire)(struct event *ev); /* called at the date; the event is then no longer armed and may be
					   armed again */
	int where;
	vtime date; /* this and the rest: in the wheel only */
	uint64_t key;
	struct event *next, **link; /* in its bucket */
};

struct slot {
	vtime date;
	uint64_t key; /* class in the top byte, then the sequence number (EVENT_WIRE: of the wire) */
	struct event *ev;
};

struct machine;

/* A calendar. calendar.c and wheel.c write it, progress.c what is the guard's, and machine.c `stepwise`. */
struct calendar {
	vtime now;
	int64_t steps_left;   /* until the guard looks at the clock (progress.h); at 0 no event is saved */
	volatile vtime limit; /* no event after this date fires, and time does not pass it */
	volatile bool paused; /* calendar_run is to return before its limit */
	bool stepwise;	   /* the limit moves from event to event, so that none is saved (calendar_advance) */
	struct slot *slot; /* the near array: n events, the next one last; n = 0 only when none is armed */
	int n, room;	   /* at n = room it is cut down */
	vtime reach; /* events up to this date are near, those after it in the wheel; never: it is empty */
	uint64_t seq;
	int wires;
	uint64_t fired;		 /* events fired since the start; what a test of the windows compares */
	int64_t steps, other;	 /* the guard's: steps it has allowed; those made that are no event */
	vtime looked_at;	 /* by the guard */
	struct machine *machine; /* whose calendar it is; NULL: nobody's */
	struct slot *block;	 /* the array's memory: room before it, then for `allocated` events */
	int allocated;
	struct wheel far;
};

/**
 * calendar_init() - an empty calendar at date 0
 * @cal: the calendar
 */
void calendar_init(struct calendar *cal);

/**
 * calendar_fini() - frees what a calendar holds; armed events are forgotten
 * @cal: the calendar
 */
void calendar_fini(struct calendar *cal);

/**
 * event_init() - prepares an event, which is not armed
 * @ev: the event; its owner keeps it where it is while it is armed
 * @fire: called at its date
 */
void event_init(struct event *ev, void (*fire)(struct event *ev));

/**
 * event_armed() - whether an event is armed
 * @ev: the event
 *
 * Return: true if it is.
 */
static inline bool event_armed(const struct event *ev)
{
	return ev->where != EVENT_NOWHERE;
}

/**
 * calendar_arm() - lets an event fire at a date
 * @cal: the calendar
 * @ev: the event; an armed one is moved, and ranks as newly armed
 * @date: ps, not before now
 * @class: any but EVENT_WIRE
 */
void calendar_arm(struct calendar *cal, struct event *ev, vtime date, enum event_class class);

/**
 * calendar_add_wire() - one more wire ends at this machine
 * @cal: its calendar
 *
 * Return: the number of the wire, from 0 in order of creation.
 */
int calendar_add_wire(struct calendar *cal);

/**
 * calendar_arm_wire() - lets the one event of a wire fire at a date, in class EVENT_WIRE
 * @cal: the calendar
 * @ev: the event, which takes everything due by its date
 * @date: ps, after now
 * @wire: number of the wire
 *
 * It is called by the machine that sends, and by the event as it fires.
 */
void calendar_arm_wire(struct calendar *cal, struct event *ev, vtime date, int wire);

/**
 * calendar_cancel() - an event will not fire
 * @cal: the calendar
 * @ev: the event; nothing happens if it is not armed
 */
void calendar_cancel(struct calendar *cal, struct event *ev);

/**
 * calendar_next() - the date of the next event
 * @cal: the calendar
 *
 * Return: ps; VTIME_NEVER when there is none.
 */
static inline vtime calendar_next(const struct calendar *cal)
{
	return cal->n > 0 ? cal->slot[cal->n - 1].date : VTIME_NEVER;
}

/**
 * calendar_due() - the event that calendar_run() fires next
 * @cal: the calendar
 *
 * Return: the event; NULL when none is due by the limit.
 */
static inline struct event *calendar_due(const struct calendar *cal)
{
	if (cal->n == 0)
		return NULL;
	const struct slot *next = &cal->slot[cal->n - 1];
	return next->date <= cal->limit ? next->ev : NULL;
}

/**
 * calendar_take() - takes the event that is due next, whose date is now from then on
 * @cal: the calendar; calendar_due() has given one
 *
 * Who calls it does what the event's fire() would do.
 */
void calendar_take(struct calendar *cal);

/**
 * calendar_swap() - calendar_take(), and another event takes its place
 * @cal: the calendar; calendar_due() has given an event
 * @ev: is armed, as calendar_arm() does; it is not armed yet
 * @date: ps, not before that of the other event
 * @class: any but EVENT_WIRE
 */
void calendar_swap(struct calendar *cal, struct event *ev, vtime date, enum event_class class);

/**
 * calendar_run() - fires every event up to a date, in order
 * @cal: the calendar, whose now is the date afterwards
 * @limit: ps; events at this date fire, too
 *
 * After calendar_pause() it returns earlier. Then now is the date that it has come to, with
 * everything due by then fired.
 */
void calendar_run(struct calendar *cal, vtime limit);

/**
 * calendar_pause() - has calendar_run() return before its limit: the call under way, or the next
 *   one
 * @cal: the calendar
 *
 * A signal's handler may call it. It costs those who do not call it nothing: it takes back the
 * limit, which all look at anyway.
 */
static inline void calendar_pause(struct calendar *cal)
{
	cal->paused = true;
	cal->limit = -1;
}

/**
 * calendar_advance() - moves now to a date, if no event comes before
 * @cal: the calendar
 * @date: ps
 * @class: an event of this class, armed for that date, would have to be the very next to fire
 *
 * It saves arming an event for the end of a payment that nothing interrupts. The order of events is
 * the same either way.
 *
 * Return: whether it did; not beyond the limit of calendar_run().
 */
static inline bool calendar_advance(struct calendar *cal, vtime date, enum event_class class)
{
	if (date > cal->limit)
		return false;
	if (cal->n > 0) {
		const struct slot *next = &cal->slot[cal->n - 1];
		if (next->date < date || (next->date == date && next->key >> 56 <= (uint64_t) class))
			return false;
	}
	if (__builtin_expect(--cal->steps_left < 0, 0)) {
		cal->steps_left = 0;
		return false;
	}
	cal->now = date;
	return true;
}

/**
 * calendar_events() - the events since the start
 * @cal: the calendar
 *
 * Return: those that fired, and those that calendar_advance() has saved.
 */
static inline uint64_t calendar_events(const struct calendar *cal)
{
	return (uint64_t)(cal->steps - cal->steps_left - cal->other);
}

#endif
