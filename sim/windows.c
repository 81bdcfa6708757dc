/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread that calls windows_run leads: it chooses the window, opens it, takes part in it, waits until all have ended,
 * delivers the posts and runs the hub. The others wait for the next window. Who has none of his own left takes those of the
 * others: which calendars there are to run, and which are taken, stands in two arrays of atomic words.
 */
#include "sim/windows.h"
#include "sim/base/check.h"
#include "sim/base/trace.h"
#include "sim/team.h"

#include <glib.h>
#include <stdatomic.h>

struct post {
	void (*deliver)(void *self);
	void *self;
};

struct windows {
	struct team *team;
	GPtrArray *calendars;	     /* struct calendar *, not owned */
	_Atomic vtime *next;	     /* of each: the date of its next event */
	_Atomic uint64_t *window_of; /* of each: the last window in which somebody took it */
	GArray *posts;
	vtime latency;	      /* the least of all links, both ways of a hub together; never: there are none */
	struct calendar *hub; /* NULL: there is none */
	vtime to_hub, from_hub;
	bool (*between)(void *self, vtime now);
	void *self;
	uint64_t number; /* of the window */
	vtime end;	 /* of the window */
};

/* ---- a window ---- */

static struct calendar *calendar(const struct windows *w, guint i)
{
	return w->calendars->pdata[i];
}

static vtime next_of(const struct windows *w, guint i)
{
	return atomic_load_explicit(&w->next[i], memory_order_relaxed);
}

static void look_at_next(struct windows *w, guint i)
{
	atomic_store_explicit(&w->next[i], calendar_next(calendar(w, i)), memory_order_relaxed);
}

/* Whether the calendar has something to do in the window that nobody has taken. */
static bool take(struct windows *w, guint i)
{
	return next_of(w, i) <= w->end &&
	       atomic_exchange_explicit(&w->window_of[i], w->number, memory_order_relaxed) != w->number;
}

static void run(struct windows *w, guint i)
{
	struct calendar *cal = calendar(w, i);
	trace_clock(&cal->now);
	calendar_run(cal, w->end);
	look_at_next(w, i);
}

/* What a member of the team does: its own share first, then what is left of the others'. */
static void take_part(void *self, int member, int members)
{
	struct windows *w = self;
	guint n = w->calendars->len, first = n * (guint)member / (guint)members;
	for (guint i = first; i < n; i++)
		if (take(w, i))
			run(w, i);
	for (guint i = 0; i < first; i++)
		if (take(w, i))
			run(w, i);
}

/* ---- how far it goes ---- */

static vtime first_of_all(const struct windows *w)
{
	vtime least = VTIME_NEVER;
	for (guint i = 0; i < w->calendars->len; i++)
		least = MIN(least, next_of(w, i));
	return least;
}

/* A time after a date, but not beyond the end. */
static vtime later(vtime date, vtime time, vtime end)
{
	return date >= end || end - date <= time ? end : date + time;
}

/* Up to and including this date nobody hears of an act at the date or later, which takes the latency to be heard. */
static vtime unheard(vtime act, vtime latency, vtime end)
{
	return latency == VTIME_NEVER ? end : later(act, latency - 1, end);
}

static vtime window_end(const struct windows *w, vtime date)
{
	vtime end = unheard(first_of_all(w), w->latency, date);
	return w->hub ? unheard(calendar_next(w->hub), w->from_hub, end) : end;
}

/* The hub hears of a calendar's next event, or of what that one does about a message of the hub's own. */
static vtime hub_end(const struct windows *w, vtime date)
{
	vtime answered = later(calendar_next(w->hub), w->from_hub, VTIME_NEVER);
	return unheard(MIN(first_of_all(w), answered), w->to_hub, date);
}

/* ---- between two windows ---- */

static void deliver(const struct windows *w)
{
	for (guint i = 0; i < w->posts->len; i++) {
		const struct post *p = &g_array_index(w->posts, struct post, i);
		p->deliver(p->self);
	}
}

static void run_hub(const struct windows *w, vtime date)
{
	trace_clock(&w->hub->now);
	calendar_run(w->hub, hub_end(w, date));
}

static int with_something_to_do(const struct windows *w)
{
	int n = 0;
	for (guint i = 0; i < w->calendars->len; i++)
		n += next_of(w, i) <= w->end;
	return n;
}

/* All calendars to the end of a window, which is not beyond the date. */
static void go_on(struct windows *w, vtime date)
{
	w->end = window_end(w, date);
	w->number++;
	if (with_something_to_do(w) > 1)
		team_work(w->team, take_part, w);
	else
		take_part(w, 0, 1);
	deliver(w);
	if (w->hub)
		run_hub(w, date);
}

/* Those that had nothing to do come to the date of the others. */
static void bring_up(struct windows *w, vtime date)
{
	for (guint i = 0; i < w->calendars->len; i++) {
		struct calendar *cal = calendar(w, i);
		if (cal->now < date)
			calendar_run(cal, date);
	}
}

/* The only calendar: a window may be the whole run, and ends earlier after calendar_pause. */
static vtime run_only(struct windows *w, struct calendar *cal, vtime date)
{
	trace_clock(&cal->now);
	do
		calendar_run(cal, date);
	while (!w->between(w->self, cal->now) && cal->now < date);
	return cal->now;
}

vtime windows_run(struct windows *w, vtime date)
{
	struct calendar *only = windows_only(w);
	if (only)
		return run_only(w, only, date);
	deliver(w);
	for (guint i = 0; i < w->calendars->len; i++)
		look_at_next(w, i);
	do
		go_on(w, date);
	while (!w->between(w->self, w->end) && w->end < date);
	bring_up(w, w->end);
	return w->end;
}

vtime windows_first(const struct windows *w)
{
	vtime least = w->hub ? calendar_next(w->hub) : VTIME_NEVER;
	for (guint i = 0; i < w->calendars->len; i++)
		least = MIN(least, calendar_next(calendar(w, i)));
	return least;
}

struct calendar *windows_only(const struct windows *w)
{
	return w->calendars->len == 1 ? calendar(w, 0) : NULL;
}

/* ---- set-up ---- */

struct windows *windows_new(void)
{
	struct windows *w = g_new0(struct windows, 1);
	w->team = team_new(1);
	w->calendars = g_ptr_array_new();
	w->posts = g_array_new(FALSE, FALSE, sizeof(struct post));
	w->latency = VTIME_NEVER;
	return w;
}

void windows_free(struct windows *w)
{
	team_free(w->team);
	g_ptr_array_free(w->calendars, TRUE);
	g_array_free(w->posts, TRUE);
	g_free(w->next);
	g_free(w->window_of);
	g_free(w);
}

void windows_set_threads(struct windows *w, int threads)
{
	team_free(w->team);
	w->team = team_new(threads);
}

void windows_add(struct windows *w, struct calendar *cal)
{
	g_ptr_array_add(w->calendars, cal);
	w->next = g_renew(_Atomic vtime, w->next, w->calendars->len);
	w->window_of = g_renew(_Atomic uint64_t, w->window_of, w->calendars->len);
	for (guint i = 0; i < w->calendars->len; i++) {
		w->window_of[i] = 0;
		calendar_tell(calendar(w, i), &w->next[i]);
	}
}

void windows_link(struct windows *w, vtime latency)
{
	w->latency = MIN(w->latency, latency);
}

void windows_hub(struct windows *w, struct calendar *hub, vtime to, vtime from)
{
	CHECK(!w->hub, "windows: there are two hubs");
	w->hub = hub;
	w->to_hub = to;
	w->from_hub = from;
	windows_link(w, later(to, from, VTIME_NEVER));
}

void windows_post(struct windows *w, void (*deliver_post)(void *self), void *self)
{
	const struct post p = {deliver_post, self};
	g_array_append_val(w->posts, p);
}

void windows_between(struct windows *w, bool (*between)(void *self, vtime now), void *self)
{
	w->between = between;
	w->self = self;
}
