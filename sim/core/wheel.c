/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/wheel.h"
#include "sim/core/calendar.h"

#include <stddef.h>

static int level_of(const struct wheel *w, vtime date)
{
	uint64_t differs = (uint64_t)(date ^ w->base);
	return differs ? (63 - __builtin_clzll(differs)) / WHEEL_BITS : 0;
}

void wheel_put(struct wheel *w, struct event *ev)
{
	int level = level_of(w, ev->date);
	int digit = (int)(ev->date >> (level * WHEEL_BITS)) & (WHEEL_BUCKETS - 1);
	struct bucket *b = &w->level[level].bucket[digit];
	ev->where = EVENT_IN_WHEEL + level * WHEEL_BUCKETS + digit;
	ev->next = b->first;
	ev->link = &b->first;
	if (ev->next)
		ev->next->link = &ev->next;
	b->first = ev;
	b->n++;
	w->level[level].used |= UINT64_C(1) << digit;
	w->n++;
}

void wheel_put_all(struct wheel *w, struct event *first)
{
	for (struct event *ev = first, *next; ev; ev = next) {
		next = ev->next;
		wheel_put(w, ev);
	}
}

void wheel_take_out(struct wheel *w, struct event *ev)
{
	int index = ev->where - EVENT_IN_WHEEL, digit = index % WHEEL_BUCKETS;
	struct wheel_level *level = &w->level[index / WHEEL_BUCKETS];
	*ev->link = ev->next;
	if (ev->next)
		ev->next->link = ev->link;
	if (--level->bucket[digit].n == 0)
		level->used &= ~(UINT64_C(1) << digit);
	w->n--;
}

static struct bucket empty(struct wheel *w, struct wheel_level *level, int digit)
{
	struct bucket taken = level->bucket[digit];
	level->bucket[digit] = (struct bucket){0};
	level->used &= ~(UINT64_C(1) << digit);
	w->n -= taken.n;
	return taken;
}

struct wheel_bucket wheel_take_first(struct wheel *w)
{
	int level = 0;
	while (!w->level[level].used)
		level++;
	int digit = __builtin_ctzll(w->level[level].used), shift = level * WHEEL_BITS;
	uint64_t below = (UINT64_C(1) << shift) - 1, here = (uint64_t)(WHEEL_BUCKETS - 1) << shift;
	vtime first = (vtime)(((uint64_t)w->base & ~(here | below)) | (uint64_t)digit << shift);
	return (struct wheel_bucket){empty(w, &w->level[level], digit), first, first | (vtime)below};
}

void wheel_turn_back(struct wheel *w, vtime base)
{
	struct event *all = NULL;
	while (w->n > 0) {
		for (struct event *ev = wheel_take_first(w).bucket.first, *next; ev; ev = next) {
			next = ev->next;
			ev->next = all;
			all = ev;
		}
	}
	w->base = base;
	wheel_put_all(w, all);
}
