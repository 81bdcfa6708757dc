/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules of both schedulers by plain scans over an array of threads in order of waking: an oracle for sim/core/sched.h,
 * which keeps a list, sums and a least value. Nothing is remembered here that the array does not say. Threads whose
 * dequeue is delayed (6.12) stay in the array.
 */
#ifndef TESTS_LIB_SCHED_SCAN_H
#define TESTS_LIB_SCHED_SCAN_H

#include "sim/core/sched.h"
#include "sim/core/task.h"

#include <glib.h>

#define SCAN_MOST 64

struct scan {
	bool eevdf;
	const struct sched_params *params;
	vtime now;
	vtime clock;				  /* now, as the scheduler knows it */
	bool asked;				  /* a wake-up since the last pick asks for the core */
	struct sched_entity *runnable[SCAN_MOST]; /* the current one included */
	int n;
	struct sched_entity *curr;
	vtime min_vruntime;
};

vtime scan_least(const struct scan *s, const struct sched_entity *except);

static inline void scan_raise(struct scan *s)
{
	if (s->n > 0)
		s->min_vruntime = MAX(s->min_vruntime, scan_least(s, NULL));
}

/* The clock stands while the core is changed for a wake-up; in 3.13 it stands from that wake-up on. */
static inline void scan_clock(struct scan *s, bool in_schedule)
{
	if (!s->asked || !(in_schedule || s->params->clock_rests))
		s->clock = s->now;
}

bool scan_wake(struct scan *s, struct sched_entity *se, bool need_resched);

void scan_sleep(struct scan *s);

struct sched_entity *scan_pick(struct scan *s);

bool scan_tick(struct scan *s);

#endif
