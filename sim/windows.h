/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Windows: calendars that run up to common dates, one after another or by several threads at a time.
 *
 * All calendars run to the end of a window, as far as no message can arrive. What they have sent waits in posts (outboxes
 * of the models) until then, and is delivered in the order in which the posts were added. So neither the threads nor the
 * order of the calendars can be seen in a result. Conservative windows by lookahead: Chandy, Misra, 1979; with a barrier:
 * Nicol, "The Cost of Conservative Synchronization in Parallel Discrete Event Simulations", 1993.
 *
 * A hub is one more calendar, through which every message goes. It runs between two windows, ahead of the others: it knows
 * all messages that can reach it within the latency to it. So a window is as long as both latencies together. What it sends
 * to a calendar waits in an inbox, until the thread that runs the calendar takes it, at the beginning of a window.
 */
#ifndef SIM_WINDOWS_H
#define SIM_WINDOWS_H

#include "sim/core/calendar.h"

struct windows;

/* windows_new: no calendars yet. The caller owns it (windows_free). windows_set_threads: how many run them; 1 at first. */
struct windows *windows_new(void);
void windows_free(struct windows *w);
void windows_set_threads(struct windows *w, int threads);

/* windows_add: one more calendar, not owned, before windows_run. */
void windows_add(struct windows *w, struct calendar *cal);

/* windows_link: two of them may send each other messages, which take at least the latency (more than 1 ps). */
void windows_link(struct windows *w, vtime latency);

/* windows_hub: every message goes through this calendar: it takes at least `to` until it is there, and `from` from its event
 * there to the receiver. */
void windows_hub(struct windows *w, struct calendar *hub, vtime to, vtime from);

/* windows_post: deliver(self) delivers what one calendar has sent, if anything; called while no calendar runs. */
void windows_post(struct windows *w, void (*deliver)(void *self), void *self);

/* windows_inbox: deliver(self) delivers what the hub has sent to the i-th calendar; called by the thread that runs it, after the
 * hub has called windows_tell: something may arrive there from the date on. */
void windows_inbox(struct windows *w, int i, void (*deliver)(void *self), void *self);
void windows_tell(struct windows *w, int i, vtime date);

/* windows_between: called when a window has ended, at its date; returns whether to go no further. */
void windows_between(struct windows *w, bool (*between)(void *self, vtime now), void *self);

/* windows_run: everything due up to and including the date; all calendars stand there afterwards, unless `between` has
 * stopped them at an earlier one. Returns the date. */
vtime windows_run(struct windows *w, vtime date);

/* windows_first: the date of the first event; VTIME_NEVER: there is none. */
vtime windows_first(const struct windows *w);

/* windows_only: the calendar that is alone; NULL: there are several. */
struct calendar *windows_only(const struct windows *w);

#endif
