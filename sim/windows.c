/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each thread has a share of the calendars, and keeps it, so that their state stays in its core's caches. From time to time the
 * shares are cut anew, by the events of each calendar, when they have become unequal. The thread that calls windows_run leads:
 * it chooses the window, offers the shares in which something is due, runs its own, delivers the posts and runs the hub. It
 * reads one date of each share, no calendar.
 */
#include "sim/windows.h"
#include "sim/base/check.h"
#include "sim/base/trace.h"
#include "sim/team.h"

#include <glib.h>

#define LINE 64	      /* bytes of a cache line, which no two shares have in common */
#define CUT_AFTER 256 /* windows */
#define UNEQUAL 1.15  /* the largest share over the mean */

/* One calendar. */
struct member {
	struct calendar *cal;
	void (*deliver)(void *self); /* what is in its inbox; NULL: it has none */
	void *self;
	uint64_t events; /* when the shares were cut last */
	uint64_t load;	 /* events since then, or before */
	int share;
};

struct share {
	_Alignas(LINE) vtime first; /* of the next event in it; as of the end of the last window */
	int n;
	int *member; /* room for all; owned */
	vtime *next; /* of each member: the date of its next event; owned */
};

struct post {
	void (*deliver)(void *self);
	void *self;
};

struct windows {
	struct team *team;
	int threads;
	GArray *members; /* struct member */
	struct share *share;
	vtime *coming; /* of each member: the date of the first message in its inbox; never: it is empty */
	GArray *told;  /* members (int) with something in the inbox */
	bool *due;     /* of each share: it has something to do in the window */
	GArray *posts;
	vtime latency;	      /* the least of all links, both ways of a hub together; never: there are none */
	struct calendar *hub; /* NULL: there is none */
	vtime to_hub, from_hub;
	bool (*between)(void *self, vtime now);
	void *self;
	int uncut; /* windows since the shares were cut */
	vtime end; /* of the window */
};

static struct member *windows_member(const struct windows *w, int i)
{
	return &g_array_index(w->members, struct member, i);
}

/* ---- a window ---- */

/* Returns the date of the next event afterwards. */
static vtime empty_inbox(const struct member *m)
{
	m->deliver(m->self);
	return calendar_next(m->cal);
}

/* What a thread does: everything that is due in the share. */
static void run_share(void *self, int number)
{
	const struct windows *w = self;
	struct share *s = &w->share[number];
	vtime first = VTIME_NEVER, end = w->end;
	for (int k = 0; k < s->n; k++) {
		int i = s->member[k];
		if (w->coming[i] != VTIME_NEVER)
			s->next[k] = empty_inbox(windows_member(w, i));
		if (s->next[k] <= end) {
			struct calendar *cal = windows_member(w, i)->cal;
			trace_clock(&cal->now);
			calendar_run(cal, end);
			s->next[k] = calendar_next(cal);
		}
		first = MIN(first, s->next[k]);
	}
	s->first = first;
}

/* Which shares have something due. */
static void look_for_due(const struct windows *w)
{
	for (int i = 0; i < w->threads; i++)
		w->due[i] = w->share[i].first <= w->end;
	for (guint i = 0; i < w->told->len; i++) {
		int told = g_array_index(w->told, int, i);
		w->due[windows_member(w, told)->share] |= w->coming[told] <= w->end;
	}
}

static void run_shares(const struct windows *w)
{
	look_for_due(w);
	for (int i = 1; i < w->threads; i++)
		if (w->due[i])
			team_offer(w->team, i);
	if (w->due[0])
		run_share((void *)w, 0);
	team_finish(w->team);
}

/* ---- how far it goes ---- */

static vtime first_of_all(const struct windows *w)
{
	vtime least = VTIME_NEVER;
	for (int i = 0; i < w->threads; i++)
		least = MIN(least, w->share[i].first);
	for (guint i = 0; i < w->told->len; i++)
		least = MIN(least, w->coming[g_array_index(w->told, int, i)]);
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

/* ---- shares ---- */

static void look_at_share(const struct windows *w, struct share *s)
{
	s->first = VTIME_NEVER;
	for (int k = 0; k < s->n; k++) {
		s->next[k] = calendar_next(windows_member(w, s->member[k])->cal);
		s->first = MIN(s->first, s->next[k]);
	}
}

static void look_at_all(const struct windows *w)
{
	for (int i = 0; i < w->threads; i++)
		look_at_share(w, &w->share[i]);
}

static void put_into_share(const struct windows *w, int i, int number)
{
	struct share *s = &w->share[number];
	windows_member(w, i)->share = number;
	s->member[s->n++] = i;
}

static void count_events(const struct windows *w)
{
	for (guint i = 0; i < w->members->len; i++) {
		struct member *m = windows_member(w, (int)i);
		uint64_t events = calendar_events(m->cal);
		m->load = events - m->events;
		m->events = events;
	}
}

static uint64_t load_of(const struct windows *w, const struct share *s)
{
	uint64_t sum = 0;
	for (int k = 0; k < s->n; k++)
		sum += windows_member(w, s->member[k])->load;
	return sum;
}

static bool are_equal(const struct windows *w)
{
	uint64_t most = 0, sum = 0;
	for (int i = 0; i < w->threads; i++) {
		uint64_t load = load_of(w, &w->share[i]);
		most = MAX(most, load);
		sum += load;
	}
	return (double)most * w->threads <= UNEQUAL * (double)sum;
}

static gint windows_by_load(gconstpointer a, gconstpointer b, gpointer self)
{
	const struct windows *w = self;
	uint64_t x = windows_member(w, *(const int *)a)->load, y = windows_member(w, *(const int *)b)->load;
	return x != y ? (x > y ? -1 : 1) : *(const int *)a - *(const int *)b;
}

static int least_loaded(const uint64_t *load, int n)
{
	int least = 0;
	for (int i = 1; i < n; i++)
		if (load[i] < load[least])
			least = i;
	return least;
}

/* The busiest first, each into the share that has least (Graham, 1969). Those without events are dealt out, too. */
static void cut_shares(struct windows *w)
{
	int n = (int)w->members->len;
	int *order = g_new(int, n);
	uint64_t *load = g_new0(uint64_t, w->threads);
	for (int i = 0; i < n; i++)
		order[i] = i;
	g_qsort_with_data(order, n, sizeof(*order), windows_by_load, w);
	for (int i = 0; i < w->threads; i++)
		w->share[i].n = 0;
	for (int i = 0; i < n; i++) {
		int share = least_loaded(load, w->threads);
		put_into_share(w, order[i], share);
		load[share] += windows_member(w, order[i])->load + 1;
	}
	g_free(load);
	g_free(order);
}

static void look_after_shares(struct windows *w)
{
	if (w->threads == 1 || ++w->uncut < CUT_AFTER)
		return;
	w->uncut = 0;
	count_events(w);
	if (are_equal(w))
		return;
	cut_shares(w);
	look_at_all(w);
}

/* ---- between two windows ---- */

static void windows_deliver(const struct windows *w)
{
	for (guint i = 0; i < w->posts->len; i++) {
		const struct post *p = &g_array_index(w->posts, struct post, i);
		p->deliver(p->self);
	}
}

/* Those that were emptied by their threads; the others are not needed yet. */
static void forget_told(struct windows *w)
{
	guint kept = 0;
	for (guint i = 0; i < w->told->len; i++) {
		int told = g_array_index(w->told, int, i);
		if (w->due[windows_member(w, told)->share])
			w->coming[told] = VTIME_NEVER;
		else
			g_array_index(w->told, int, kept++) = told;
	}
	g_array_set_size(w->told, kept);
}

static void run_hub(struct windows *w, vtime date)
{
	forget_told(w);
	trace_clock(&w->hub->now);
	calendar_run(w->hub, hub_end(w, date));
}

/* All calendars to the end of a window, which is not beyond the date. */
static void windows_go_on(struct windows *w, vtime date)
{
	w->end = window_end(w, date);
	run_shares(w);
	windows_deliver(w);
	if (w->hub)
		run_hub(w, date);
	else
		look_at_all(w);
	look_after_shares(w);
}

/* Those that had nothing to do come to the date of the others, and all inboxes are emptied. */
static void bring_up(struct windows *w, vtime date)
{
	for (guint i = 0; i < w->told->len; i++) {
		int told = g_array_index(w->told, int, i);
		empty_inbox(windows_member(w, told));
		w->coming[told] = VTIME_NEVER;
	}
	g_array_set_size(w->told, 0);
	for (guint i = 0; i < w->members->len; i++) {
		struct calendar *cal = windows_member(w, (int)i)->cal;
		if (cal->now < date)
			calendar_run(cal, date);
	}
}

/* The only calendar: a window may be the whole run, and ends earlier after calendar_pause. */
static vtime run_only(const struct windows *w, struct calendar *cal, vtime date)
{
	trace_clock(&cal->now);
	do
		calendar_run(cal, date);
	while (!w->between(w->self, cal->now) && cal->now < date);
	return cal->now;
}

static void windows_start(struct windows *w)
{
	w->team = team_new(w->threads, run_share, w);
	w->share = g_aligned_alloc0((gsize)w->threads, sizeof(*w->share), LINE);
	w->due = g_new0(bool, w->threads);
	for (int i = 0; i < w->threads; i++) {
		w->share[i].member = g_new(int, w->members->len);
		w->share[i].next = g_new(vtime, w->members->len);
	}
	w->coming = g_new(vtime, w->members->len);
	for (guint i = 0; i < w->members->len; i++)
		w->coming[i] = VTIME_NEVER;
	cut_shares(w);
}

vtime windows_run(struct windows *w, vtime date)
{
	struct calendar *only = windows_only(w);
	if (only)
		return run_only(w, only, date);
	if (!w->team)
		windows_start(w);
	windows_deliver(w);
	look_at_all(w);
	do
		windows_go_on(w, date);
	while (!w->between(w->self, w->end) && w->end < date);
	bring_up(w, w->end);
	return w->end;
}

vtime windows_first(const struct windows *w)
{
	vtime least = w->hub ? calendar_next(w->hub) : VTIME_NEVER;
	for (guint i = 0; i < w->members->len; i++)
		least = MIN(least, calendar_next(windows_member(w, (int)i)->cal));
	return least;
}

struct calendar *windows_only(const struct windows *w)
{
	return w->members->len == 1 ? windows_member(w, 0)->cal : NULL;
}

/* ---- set-up ---- */

struct windows *windows_new(void)
{
	struct windows *w = g_new0(struct windows, 1);
	w->threads = 1;
	w->members = g_array_new(FALSE, TRUE, sizeof(struct member));
	w->told = g_array_new(FALSE, FALSE, sizeof(int));
	w->posts = g_array_new(FALSE, FALSE, sizeof(struct post));
	w->latency = VTIME_NEVER;
	return w;
}

static void free_shares(struct windows *w)
{
	team_free(w->team);
	for (int i = 0; i < w->threads; i++) {
		g_free(w->share[i].member);
		g_free(w->share[i].next);
	}
	g_aligned_free(w->share);
	g_free(w->due);
	g_free(w->coming);
}

void windows_free(struct windows *w)
{
	if (w->team)
		free_shares(w);
	g_array_free(w->members, TRUE);
	g_array_free(w->told, TRUE);
	g_array_free(w->posts, TRUE);
	g_free(w);
}

void windows_set_threads(struct windows *w, int threads)
{
	w->threads = threads;
}

void windows_add(struct windows *w, struct calendar *cal)
{
	const struct member m = {.cal = cal};
	g_array_append_val(w->members, m);
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

void windows_inbox(struct windows *w, int i, void (*deliver_inbox)(void *self), void *self)
{
	windows_member(w, i)->deliver = deliver_inbox;
	windows_member(w, i)->self = self;
}

void windows_tell(struct windows *w, int i, vtime date)
{
	if (w->coming[i] == VTIME_NEVER)
		g_array_append_val(w->told, i);
	w->coming[i] = MIN(w->coming[i], date);
}

void windows_between(struct windows *w, bool (*between)(void *self, vtime now), void *self)
{
	w->between = between;
	w->self = self;
}
