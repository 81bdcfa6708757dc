/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A work for the tests of vhost's worker, which leaves a note in the bench's log.
 */
#ifndef TESTS_LIB_NOTE_H
#define TESTS_LIB_NOTE_H

#include "models/vhost/vhost.h"
#include "tests/lib/bench/model_bench.h"

/* A work that takes some time and then writes its name. */
struct note {
	struct bench *b;
	const char *name;
	vtime time;
	struct vhost_work work;
};

static inline void note_run(struct task *t, struct frame *f)
{
	struct note *note = f->self;
	ROUTINE(f);
	PAY_TIME(t, f, COST_app_sink, note->time);
	bench_mark(note->b, note->name);
}

static inline void note_init(struct note *note, struct bench *b, const char *name, vtime time)
{
	*note = (struct note){.b = b, .name = name, .time = time};
	vhost_work_init(&note->work, note_run, note);
}

#endif
