/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wheel: the events of a calendar that are not due soon, unsorted, in buckets of dates.
 *
 * Stands for nothing in the kernel, though it looks like its timer wheel before 4.8 (kernel/timer.c,
 * cascade()): eleven levels of 64 buckets; an event is on the level of the highest digit (base 64) in which its date
 * differs from the wheel's base, in the bucket of that digit. So all events of a level are due before those of
 * the next, and in a level those of a lower bucket before those of a higher. A bucket is a list; putting an
 * event in and taking one out touch a list's ends only.
 *
 * Rules: no event in the wheel is due before its base. Moving the base on by a bucket that is opened keeps
 * every other event where it is; moving it back (wheel_turn_back) places all of them anew.
 */
#ifndef SIM_CORE_WHEEL_H
#define SIM_CORE_WHEEL_H

#include "sim/base/vtime.h"
#include <stdbool.h>

#define WHEEL_BITS 6
#define WHEEL_BUCKETS (1 << WHEEL_BITS)
#define WHEEL_LEVELS 11 /* for the 63 bits of a date */

struct event;

struct bucket {
	struct event *first;
	int n;
};

struct wheel_level {
	uint64_t used; /* mask of the buckets that are not empty */
	struct bucket bucket[WHEEL_BUCKETS];
};

struct wheel {
	vtime base;
	int n; /* events in all */
	struct wheel_level level[WHEEL_LEVELS];
};

/* A bucket taken out of a wheel: its events, chained by next, and the dates it stands for. */
struct wheel_bucket {
	struct bucket bucket;
	vtime first_date, last_date; /* equal on the lowest level */
};

/* wheel_put: ev->date is not before the base. Sets ev->where. */
void wheel_put(struct wheel *w, struct event *ev);

/* wheel_put_all: the same for events chained by next. */
void wheel_put_all(struct wheel *w, struct event *first);

/* wheel_take_out: takes out an event that is in the wheel. */
void wheel_take_out(struct wheel *w, struct event *ev);

/* wheel_take_first: empties the bucket whose events are due first. The wheel is not empty. */
struct wheel_bucket wheel_take_first(struct wheel *w);

/* wheel_turn_back: moves the base to an earlier date. */
void wheel_turn_back(struct wheel *w, vtime base);

#endif
