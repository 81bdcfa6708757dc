/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/progress.h"
#include "sim/base/check.h"
#include "sim/core/machine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define RECORDED 10000 /* steps */
#define SHOWN 16       /* kinds of them */

/* Steps of one kind. */
struct kind {
	const struct task *task; /* NULL: events of devices */
	int cost;
	int n;
};

/* What is being recorded; NULL: nothing. A process that records comes to its end, in the thread that runs the machine. */
static _Thread_local GArray *kinds;
static _Thread_local int recorded;
static _Thread_local vtime gone; /* in the steps before */

static struct kind *progress_find(const struct task *t, int cost)
{
	for (guint i = 0; i < kinds->len; i++) {
		struct kind *k = &g_array_index(kinds, struct kind, i);
		if (k->task == t && k->cost == cost)
			return k;
	}
	struct kind k = {t, cost, 0};
	g_array_append_val(kinds, k);
	return &g_array_index(kinds, struct kind, kinds->len - 1);
}

static gint most_first(gconstpointer a, gconstpointer b)
{
	return ((const struct kind *)b)->n - ((const struct kind *)a)->n;
}

static void print_kind(const struct machine *m, const struct kind *k)
{
	fprintf(stderr, "  %6d  ", k->n);
	if (!k->task)
		fprintf(stderr, "events\n");
	else if (k->cost == PROGRESS_LEAVES)
		fprintf(stderr, "%s leaves its core\n", k->task->name);
	else if (m->cost_name)
		fprintf(stderr, "%s pays %s\n", k->task->name, m->cost_name(k->cost));
	else
		fprintf(stderr, "%s pays cost %d\n", k->task->name, k->cost);
}

static void progress_end(const struct machine *m)
{
	fflush(stdout);
	fprintf(stderr, "%s goes round; %d steps of it:\n", m->name, RECORDED);
	g_array_sort(kinds, most_first);
	for (guint i = 0; i < MIN(kinds->len, SHOWN); i++)
		print_kind(m, &g_array_index(kinds, struct kind, i));
	trace_print_last(stderr);
	fprintf(stderr,
		"simulated time does not go on at %.3f ns: %s has made %" PRId64 " steps while %" PRId64
		" ps passed; give one of these costs cycles\n",
		(double)m->cal.now / VTIME_PER_NS, m->name, PROGRESS_STEPS, gone);
	_Exit(EXIT_INTERNAL);
}

/* Every step comes here from now on. */
static void progress_begin(struct calendar *cal)
{
	struct machine *m = cal->machine;
	cal->steps_left = 0;
	kinds = g_array_new(FALSE, FALSE, sizeof(struct kind));
	if (!m->trace)
		m->trace = trace_new(NULL);
}

static void record(const struct machine *m, const struct task *t, int cost)
{
	progress_find(t, cost)->n++;
	if (++recorded == RECORDED)
		progress_end(m);
}

/* The core whose event it is; NULL: it is another's. */
static const struct core *progress_core_of(const struct machine *m, const struct event *ev)
{
	for (int i = 0; i < m->n_cores; i++)
		if (ev == &m->cores[i].event)
			return &m->cores[i];
	return NULL;
}

/* The end of a payment, else something that a device or a timer does. */
static void record_event(const struct machine *m, const struct event *ev)
{
	const struct core *c = progress_core_of(m, ev);
	const struct task *t = c ? c->running : NULL;
	if (!t || t->owed_end == t->part)
		record(m, t, t ? COST_context_switch : 0);
	for (const struct part *p = t ? t->owed : NULL; t && p < t->owed_end; p++)
		record(m, t, p->cost);
}

/* Whether the step is to be recorded. */
static bool progress_look(struct calendar *cal)
{
	CHECK(cal->machine, "calendar: it makes no progress");
	if (kinds)
		return true;
	gone = cal->now - cal->looked_at;
	cal->looked_at = cal->now;
	cal->steps_left += PROGRESS_STEPS;
	cal->steps += PROGRESS_STEPS;
	if (gone < PROGRESS_STEPS)
		progress_begin(cal);
	return false;
}

void progress_look_event(struct calendar *cal, const struct event *ev)
{
	if (progress_look(cal))
		record_event(cal->machine, ev);
}

void progress_look_task(struct calendar *cal, const struct task *t, int cost)
{
	if (progress_look(cal))
		record(cal->machine, t, cost);
}
