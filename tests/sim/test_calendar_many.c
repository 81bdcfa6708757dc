/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The calendar with thousands of events, against a plain list in order of firing.
 */
#include "sim/base/rng.h"
#include "sim/core/calendar.h"
#include "tests/lib/suite.h"

#include <glib.h>
#include <string.h>

#define EVENTS 5000

/* ---- the oracle: a list in order, the next event first ---- */

struct entry {
	vtime date;
	enum event_class class;
	int number;
};

struct list {
	struct entry entry[EVENTS];
	int n;
};

static void list_cancel(struct list *l, int number)
{
	int i = 0;
	while (i < l->n && l->entry[i].number != number)
		i++;
	if (i == l->n)
		return;
	l->n--;
	memmove(&l->entry[i], &l->entry[i + 1], sizeof(*l->entry) * (size_t)(l->n - i));
}

static void list_arm(struct list *l, struct entry e)
{
	list_cancel(l, e.number);
	int i = l->n;
	while (i > 0 && (l->entry[i - 1].date > e.date ||
			 (l->entry[i - 1].date == e.date && l->entry[i - 1].class > e.class)))
		i--;
	memmove(&l->entry[i + 1], &l->entry[i], sizeof(*l->entry) * (size_t)(l->n - i));
	l->entry[i] = e;
	l->n++;
}

/* ---- both side by side ---- */

struct numbered {
	struct event event; /* first: its address is the entry's */
	struct both *both;
	int number;
};

struct both {
	struct calendar cal;
	struct list list;
	struct numbered event[EVENTS];
	struct rng rng;
	vtime (*gap)(struct both *b);
	int acts; /* at most, while an event fires */
	int fired, faults;
};

static void arm(struct both *b, int number, vtime date, enum event_class class)
{
	calendar_arm(&b->cal, &b->event[number].event, date, class);
	list_arm(&b->list, (struct entry){date, class, number});
}

static void random_act(struct both *b)
{
	int number = (int)rng_below(&b->rng, EVENTS);
	if (rng_below(&b->rng, 5) == 0) {
		calendar_cancel(&b->cal, &b->event[number].event);
		list_cancel(&b->list, number);
	} else {
		arm(b, number, b->cal.now + b->gap(b), (enum event_class)rng_below(&b->rng, 4));
	}
}

static void compare(struct both *b)
{
	const struct list *l = &b->list;
	b->faults += calendar_next(&b->cal) != (l->n > 0 ? l->entry[0].date : VTIME_NEVER);
	b->faults += b->cal.n + b->cal.far.n != l->n;
}

static void numbered_fire(struct event *ev)
{
	struct numbered *n = (struct numbered *)ev;
	struct both *b = n->both;
	b->fired++;
	b->faults += b->list.entry[0].number != n->number || b->list.entry[0].date != b->cal.now;
	list_cancel(&b->list, n->number);
	for (int i = (int)rng_below(&b->rng, (uint64_t)b->acts + 1); i > 0; i--) {
		random_act(b);
		compare(b);
	}
}

static struct both *both_new(vtime (*gap)(struct both *b), const char *stream)
{
	struct both *b = g_new0(struct both, 1);
	b->gap = gap;
	rng_init(&b->rng, 1, 0, stream);
	calendar_init(&b->cal);
	for (int i = 0; i < EVENTS; i++) {
		b->event[i] = (struct numbered){.both = b, .number = i};
		event_init(&b->event[i].event, numbered_fire);
	}
	return b;
}

static void both_free(struct both *b)
{
	calendar_fini(&b->cal);
	g_free(b);
}

/* ---- gaps ---- */

/* Of any size, from none to days. */
static vtime any_gap(struct both *b)
{
	return (vtime)(rng_u64(&b->rng) >> (2 + rng_below(&b->rng, 62)));
}

static vtime exponential_gap(struct both *b)
{
	return rng_exponential(&b->rng, VTIME_PER_MS);
}

/* Short ones, and timers; many are due at one date. */
static vtime tick_gap(struct both *b)
{
	if (rng_below(&b->rng, 2))
		return (vtime)rng_below(&b->rng, 300);
	return VTIME_PER_MS * (vtime)(1 + rng_below(&b->rng, 3)) - b->cal.now % VTIME_PER_MS;
}

static vtime no_gap(struct both *b)
{
	return rng_below(&b->rng, 8) ? 0 : VTIME_PER_US;
}

static void run_against_list(vtime (*gap)(struct both *b), const char *stream)
{
	struct both *b = both_new(gap, stream);
	b->acts = 3;
	for (int i = 0; i < EVENTS; i++)
		arm(b, i, gap(b), EVENT_THREAD);
	for (int round = 0; round < 3000 && b->fired < 8000; round++) {
		for (int i = (int)rng_below(&b->rng, 30); i > 0; i--)
			random_act(b);
		compare(b);
		vtime limit = calendar_next(&b->cal) + gap(b) / EVENTS;
		calendar_run(&b->cal, limit);
		b->faults += b->cal.now != limit || calendar_next(&b->cal) <= limit;
		compare(b);
	}
	CU_ASSERT_EQUAL(b->faults, 0);
	CU_ASSERT(b->fired > 3000);
	both_free(b);
}

static void test_against_list(void)
{
	run_against_list(exponential_gap, "exponential");
	run_against_list(tick_gap, "tick");
	run_against_list(no_gap, "none");
}

/* Dates spread over the whole range: cancelled and armed only, then all fire. */
static void test_whole_range(void)
{
	struct both *b = both_new(any_gap, "any");
	for (int i = 0; i < 20000; i++) {
		random_act(b);
		compare(b);
	}
	while (b->list.n > 0) {
		calendar_run(&b->cal, b->list.entry[0].date);
		compare(b);
	}
	CU_ASSERT_EQUAL(b->faults, 0);
	CU_ASSERT(b->fired > 2000);
	both_free(b);
}

static void cancel(struct both *b, int number)
{
	calendar_cancel(&b->cal, &b->event[number].event);
	list_cancel(&b->list, number);
	compare(b);
}

/* A cluster of timers, looked into long before it is due; then more and more that are due before it. */
static void test_before_a_cluster(void)
{
	struct both *b = both_new(exponential_gap, "cluster");
	int n = 0;
	for (; n < 1000; n++)
		arm(b, n, 50 * VTIME_PER_MS + n, EVENT_HARDIRQ);
	for (int i = 0; i < 100; i++)
		cancel(b, i);
	for (; n < EVENTS; n++) {
		arm(b, n, VTIME_PER_US + (vtime)rng_below(&b->rng, VTIME_PER_MS), EVENT_THREAD);
		compare(b);
	}
	CU_ASSERT(b->cal.n < 200);
	calendar_run(&b->cal, VTIME_PER_S);
	CU_ASSERT_EQUAL(b->fired, n - 100);
	CU_ASSERT_EQUAL(b->faults, 0);
	both_free(b);
}

/* The last events first, so that the far ones end before the near ones; and the other way round. */
static void test_cancel_in_order(void)
{
	struct both *b = both_new(exponential_gap, "cancel");
	for (int backwards = 0; backwards < 2; backwards++) {
		for (int i = 0; i < 500; i++)
			arm(b, i, (i + 1) * VTIME_PER_US, EVENT_THREAD);
		for (int i = 0; i < 499; i++)
			cancel(b, backwards ? 499 - i : i);
		arm(b, 1000, VTIME_PER_S, EVENT_THREAD);
		calendar_run(&b->cal, b->cal.now + VTIME_PER_US / 2);
		compare(b);
		cancel(b, 1000);
		cancel(b, backwards ? 0 : 499);
	}
	CU_ASSERT_EQUAL(calendar_next(&b->cal), VTIME_NEVER);
	CU_ASSERT_EQUAL(b->faults, 0);
	both_free(b);
}

static const struct test_case cases[] = {
	{"random arming and cancelling as in a plain list", test_against_list},
	{"dates over the whole range", test_whole_range},
	{"events before a cluster of timers", test_before_a_cluster},
	{"cancelling in order of dates", test_cancel_in_order},
};
SUITE("calendar with thousands of events", cases)
