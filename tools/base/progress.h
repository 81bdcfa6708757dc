/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Progress of runs on standard error: one live line on a terminal, elsewhere a plain line every few
 * seconds.
 */
#ifndef TOOLS_BASE_PROGRESS_H
#define TOOLS_BASE_PROGRESS_H

#include <glib.h>
#include <stdbool.h>

struct progress {
	const char *what; /* "points", "runs" */
	int total, done, failed;
	int kept;	  /* of those done: were there before */
	double packets;	  /* simulated by those that were made */
	bool live;	  /* standard error is a terminal */
	gint64 started;	  /* monotonic us */
	gint64 last_line; /* the same; when a line was last printed */
};

/* progress_start: for total runs that begin now. */
void progress_start(struct progress *p, const char *what, int total);

/* progress_count: one more run came to an end. progress_keep: one more need not be made. */
void progress_count(struct progress *p, bool failed);
void progress_keep(struct progress *p);

/* progress_show: brings the live line up to date, or prints a plain one when the last is long ago. It may be called
 * after every run. */
void progress_show(struct progress *p);

/* progress_show_share: the same of one run, "12 % of the run", of which this share is done, so much simulated time. state:
 * what follows, a line ends where the terminal does. */
void progress_show_share(struct progress *p, double share, double simulated_s, const char *state);

/* progress_clear: removes the live line, before a message is printed and at the end. */
void progress_clear(const struct progress *p);

#endif
