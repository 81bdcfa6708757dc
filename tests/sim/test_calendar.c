/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/rng.h"
#include "sim/core/calendar.h"
#include "tests/lib/suite.h"

#include <glib.h>

/* ---- the oracle: a list that is searched from end to end ---- */

#define EVENTS 40
#define WIRES 3 /* the first of the events */

struct entry {
	vtime date;
	enum event_class class;
	uint64_t order; /* of arming */
	bool armed;
};

struct plain {
	struct entry entry[EVENTS];
	uint64_t order;
};

static int plain_first(const struct plain *p)
{
	int first = -1;
	for (int i = 0; i < EVENTS; i++) {
		const struct entry *a = &p->entry[i], *b = first < 0 ? NULL : &p->entry[first];
		if (!a->armed)
			continue;
		if (!b || a->date < b->date || (a->date == b->date && a->class < b->class) ||
		    (a->date == b->date && a->class == b->class && a->order < b->order))
			first = i;
	}
	return first;
}

static void plain_arm(struct plain *p, int i, vtime date, enum event_class class)
{
	p->entry[i] = (struct entry){date, class, ++p->order, true};
}

/* ---- both side by side ---- */

struct numbered {
	struct event event; /* first: its address is the entry's */
	int number;
	struct both *both;
};

struct both {
	struct calendar cal;
	struct plain plain;
	struct numbered event[EVENTS];
	struct rng rng;
	int fired, faults, advanced;
	int events, acts_in_fire;
	uint64_t spread; /* of the dates armed for */
};

static enum event_class random_class(struct both *b)
{
	return (enum event_class)(EVENT_HARDIRQ + rng_below(&b->rng, 4));
}

static void random_act(struct both *b)
{
	int i = (int)rng_below(&b->rng, (uint64_t)b->events);
	enum event_class class = random_class(b);
	vtime date = b->cal.now + (vtime)rng_below(&b->rng, b->spread);
	if (rng_below(&b->rng, 4) == 0) {
		calendar_cancel(&b->cal, &b->event[i].event);
		b->plain.entry[i].armed = false;
	} else if (i < WIRES) {
		date++;
		calendar_arm_wire(&b->cal, &b->event[i].event, date, i);
		b->plain.entry[i] = (struct entry){date, EVENT_WIRE, (uint64_t)i, true};
	} else {
		calendar_arm(&b->cal, &b->event[i].event, date, class);
		plain_arm(&b->plain, i, date, class);
	}
}

/* What the calendar may say about advancing: yes iff an event armed now for that date would be the next to
 * fire. */
static void random_advance(struct both *b)
{
	vtime date = b->cal.now + (vtime)rng_below(&b->rng, 5);
	enum event_class class = random_class(b);
	int first = plain_first(&b->plain);
	const struct entry *e = first < 0 ? NULL : &b->plain.entry[first];
	bool may = date <= b->cal.limit && (!e || date < e->date || (date == e->date && class < e->class));
	b->faults += calendar_advance(&b->cal, date, class) != may;
	b->advanced += may;
	b->faults += may && b->cal.now != date;
}

static void compare(struct both *b)
{
	int first = plain_first(&b->plain);
	b->faults += calendar_next(&b->cal) != (first < 0 ? VTIME_NEVER : b->plain.entry[first].date);
	for (int i = 0; i < EVENTS; i++)
		b->faults += event_armed(&b->event[i].event) != b->plain.entry[i].armed;
}

static void numbered_fire(struct event *ev)
{
	struct numbered *n = (struct numbered *)ev;
	struct both *b = n->both;
	int first = plain_first(&b->plain);
	b->fired++;
	b->faults += first != n->number || b->plain.entry[n->number].date != b->cal.now;
	b->plain.entry[n->number].armed = false;
	for (int i = (int)rng_below(&b->rng, (uint64_t)b->acts_in_fire + 1); i > 0; i--) {
		random_act(b);
		compare(b);
		random_advance(b);
	}
}

static void run_against_list(int events, int acts_in_fire, uint64_t spread, const char *stream)
{
	struct both b = {.events = events, .acts_in_fire = acts_in_fire, .spread = spread};
	rng_init(&b.rng, 1, 0, stream);
	calendar_init(&b.cal);
	for (int i = 0; i < EVENTS; i++) {
		event_init(&b.event[i].event, numbered_fire);
		b.event[i].number = i;
		b.event[i].both = &b;
	}
	for (int round = 0; round < 4000; round++) {
		for (int i = (int)rng_below(&b.rng, 6); i > 0; i--)
			random_act(&b);
		compare(&b);
		vtime limit = b.cal.now + (vtime)rng_below(&b.rng, 4);
		calendar_run(&b.cal, limit);
		b.faults += b.cal.now != limit;
		int first = plain_first(&b.plain);
		b.faults += first >= 0 && b.plain.entry[first].date <= limit;
		compare(&b);
	}
	CU_ASSERT_EQUAL(b.faults, 0);
	CU_ASSERT(b.fired > 2000);
	CU_ASSERT(acts_in_fire == 0 || b.advanced > 100);
	calendar_fini(&b.cal);
}

static void test_against_list(void)
{
	run_against_list(EVENTS, 0, 8, "quiet");
	run_against_list(EVENTS, 1, 8, "one");
	run_against_list(EVENTS, 3, 8, "three");
	run_against_list(5, 5, 3, "few");
	run_against_list(12, 8, 20, "busy");
}

/* ---- order, by hand ---- */

struct letter {
	struct event event;
	char name;
	struct calendar *cal;
	struct letter *other; /* armed or cancelled while this one fires */
	vtime after;	      /* other is armed that much later; -1: cancelled */
	enum event_class class;
};

static GString *letters;

static void letter_fire(struct event *ev)
{
	struct letter *l = (struct letter *)ev;
	g_string_append_c(letters, l->name);
	if (!l->other)
		return;
	if (l->after < 0)
		calendar_cancel(l->cal, &l->other->event);
	else
		calendar_arm(l->cal, &l->other->event, l->cal->now + l->after, l->class);
}

struct letters {
	struct calendar cal;
	struct letter l[26];
};

static struct letter *letter(struct letters *ls, char name)
{
	return &ls->l[name - 'a'];
}

static void letters_init(struct letters *ls)
{
	calendar_init(&ls->cal);
	letters = g_string_new(NULL);
	for (int i = 0; i < 26; i++) {
		ls->l[i] = (struct letter){.name = (char)('a' + i), .cal = &ls->cal};
		event_init(&ls->l[i].event, letter_fire);
	}
}

static void letters_fini(struct letters *ls)
{
	calendar_fini(&ls->cal);
	g_string_free(letters, TRUE);
}

static void arm(struct letters *ls, char name, vtime date, enum event_class class)
{
	calendar_arm(&ls->cal, &letter(ls, name)->event, date, class);
}

static void on_fire(struct letters *ls, char actor, char object, vtime after)
{
	struct letter *l = letter(ls, actor);
	l->other = letter(ls, object);
	l->after = after;
	l->class = EVENT_THREAD;
}

static void test_order_at_one_date(void)
{
	struct letters ls;
	letters_init(&ls);
	arm(&ls, 'a', 5, EVENT_SAMPLING);
	arm(&ls, 'b', 5, EVENT_THREAD);
	arm(&ls, 'c', 5, EVENT_HARDIRQ);
	arm(&ls, 'd', 5, EVENT_SOFTIRQ);
	arm(&ls, 'e', 5, EVENT_HARDIRQ);
	arm(&ls, 'f', 5, EVENT_THREAD);
	arm(&ls, 'g', 4, EVENT_SAMPLING);
	arm(&ls, 'c', 5, EVENT_HARDIRQ); /* again: ranks behind e */
	calendar_run(&ls.cal, 4);
	CU_ASSERT_STRING_EQUAL(letters->str, "g");
	calendar_run(&ls.cal, 5);
	CU_ASSERT_STRING_EQUAL(letters->str, "gecdbfa");
	CU_ASSERT_EQUAL(ls.cal.fired, 7);
	letters_fini(&ls);
}

/* Arrivals come first, in the order of their wires, whenever they were armed. */
static void test_wires(void)
{
	struct letters ls;
	letters_init(&ls);
	int first = calendar_add_wire(&ls.cal), second = calendar_add_wire(&ls.cal);
	arm(&ls, 'a', 5, EVENT_HARDIRQ);
	calendar_arm_wire(&ls.cal, &letter(&ls, 'b')->event, 5, second);
	calendar_arm_wire(&ls.cal, &letter(&ls, 'c')->event, 6, first);
	calendar_arm_wire(&ls.cal, &letter(&ls, 'c')->event, 5, first);
	arm(&ls, 'd', 4, EVENT_SAMPLING);
	calendar_run(&ls.cal, 5);
	CU_ASSERT_STRING_EQUAL(letters->str, "dcba");
	letters_fini(&ls);
}

/* An event that arms itself or another, or cancels one, while it fires. */
static void test_acts_in_fire(void)
{
	static const struct {
		char actor, object;
		vtime after;
		const char *expected; /* a, b, c are due at 1, 2, 3; all up to date 4 */
	} cases[] = {
		{'a', 'd', 0, "adbc"}, /* a new one at once */
		{'a', 'd', 9, "abc"},  /* a new one, later than all */
		{'a', 'c', 0, "acb"},  /* one that is armed already, to the front */
		{'a', 'b', 2, "acb"},  /* one that is armed already, to the back */
		{'a', 'b', -1, "ac"},  /* cancels the next */
		{'a', 'c', -1, "ab"},  /* cancels the last */
		{'c', 'c', -1, "abc"}, /* cancels itself while it fires: no-op */
		{'c', 'a', 1, "abca"}, /* the calendar is empty meanwhile */
	};
	EACH_CASE (i, cases) {
		struct letters ls;
		letters_init(&ls);
		arm(&ls, 'a', 1, EVENT_THREAD);
		arm(&ls, 'b', 2, EVENT_THREAD);
		arm(&ls, 'c', 3, EVENT_THREAD);
		on_fire(&ls, cases[i].actor, cases[i].object, cases[i].after);
		calendar_run(&ls.cal, 4);
		CU_ASSERT_STRING_EQUAL(letters->str, cases[i].expected);
		letters_fini(&ls);
	}
}

static void overtake_fire(struct event *ev)
{
	struct letter *a = (struct letter *)ev, *b = a + 1, *d = a + 3;
	g_string_append_c(letters, a->name);
	calendar_arm(a->cal, &b->event, a->cal->now, EVENT_HARDIRQ);
	calendar_arm(a->cal, &d->event, a->cal->now, EVENT_HARDIRQ);
	calendar_arm(a->cal, &b->event, a->cal->now, EVENT_HARDIRQ);
}

/* While a fires, b is armed before what has fired, then d, and b once more: behind d. */
static void test_overtaking(void)
{
	struct letters ls;
	letters_init(&ls);
	letter(&ls, 'a')->event.fire = overtake_fire;
	for (int i = 0; i < 5; i++)
		arm(&ls, (char)('a' + i), 5, EVENT_THREAD);
	calendar_run(&ls.cal, 5);
	CU_ASSERT_STRING_EQUAL(letters->str, "adbce");
	letters_fini(&ls);
}

static void test_self_arming(void)
{
	struct letters ls;
	letters_init(&ls);
	on_fire(&ls, 'a', 'a', 2);
	arm(&ls, 'a', 1, EVENT_THREAD);
	arm(&ls, 'b', 3, EVENT_THREAD);
	arm(&ls, 'c', 5, EVENT_SOFTIRQ);
	calendar_run(&ls.cal, 7);
	CU_ASSERT_STRING_EQUAL(letters->str,
			       "abacaa"); /* 1; at 3 b was armed first; at 5 c has the lower class; 7 */
	letters_fini(&ls);
}

static void test_limits(void)
{
	struct letters ls;
	letters_init(&ls);
	CU_ASSERT_EQUAL(calendar_next(&ls.cal), VTIME_NEVER);
	calendar_run(&ls.cal, 10);
	CU_ASSERT_EQUAL(ls.cal.now, 10);
	CU_ASSERT_FALSE(calendar_advance(&ls.cal, 11, EVENT_HARDIRQ)); /* beyond the limit */
	arm(&ls, 'a', 10, EVENT_THREAD);			       /* now is not the past */
	arm(&ls, 'b', INT64_MAX - 1, EVENT_THREAD);
	calendar_run(&ls.cal, 10);
	CU_ASSERT_STRING_EQUAL(letters->str, "a");
	calendar_cancel(&ls.cal, &letter(&ls, 'b')->event);
	calendar_cancel(&ls.cal, &letter(&ls, 'b')->event);
	CU_ASSERT_EQUAL(calendar_next(&ls.cal), VTIME_NEVER);
	letters_fini(&ls);
}

static const struct test_case cases[] = {
	{"random arming, cancelling and advancing as in a plain list", test_against_list},
	{"order at one date", test_order_at_one_date},
	{"arrivals by number of their wire", test_wires},
	{"arming and cancelling while an event fires", test_acts_in_fire},
	{"overtaking while an event fires", test_overtaking},
	{"an event that arms itself", test_self_arming},
	{"limits and an empty calendar", test_limits},
};
SUITE("calendar", cases)
