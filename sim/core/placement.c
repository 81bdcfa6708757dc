/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/placement.h"
#include <stdlib.h>
#include <string.h>

/* ---- lists of cores ---- */

/* One number of the list; -1: there is none. */
static long number(const char **at)
{
	char *end;
	if (!g_ascii_isdigit(**at))
		return -1;
	long value = strtol(*at, &end, 10);
	*at = end;
	return value;
}

/* "3" or "3-5", up to a comma or the end. */
static bool allow_range(struct placement *p, const char **at)
{
	long first = number(at), last = first;
	if (**at == '-') {
		++*at;
		last = number(at);
	}
	if (first < 0 || last < first || last >= p->n || (**at && **at != ','))
		return false;
	for (long i = first; i <= last; i++)
		p->allowed[i] = true;
	return true;
}

bool placement_parse(struct placement *p, const char *text, int n, char **why)
{
	*p = (struct placement){g_new0(bool, n), n};
	bool any = strcmp(text, "any") == 0, good = true;
	for (int i = 0; any && i < n; i++)
		p->allowed[i] = true;
	for (const char *at = text; !any && good; at++) {
		good = allow_range(p, &at);
		if (!*at)
			break;
	}
	if (good)
		return true;
	placement_fini(p);
	*why = g_strdup_printf("\"%.64s\" is no list of cores from 0 to %d, such as 0-3,6, nor any", text,
			       n - 1);
	return false;
}

void placement_fini(struct placement *p)
{
	g_clear_pointer(&p->allowed, g_free);
}

/* ---- choosing ---- */

/* available_idle_cpu(), of a core that the thread may run on */
static bool is_free(const struct task *t, const struct core *c)
{
	return t->may->allowed[c->id] && c->rq.n == 0;
}

/* wake_affine(): wake_affine_idle(), wake_affine_weight() */
static struct core *wake_affine(const struct task *t, struct core *prev, struct core *from)
{
	if (!from || !t->may->allowed[from->id] || is_free(t, prev))
		return prev;
	return from->rq.n < prev->rq.n || !t->may->allowed[prev->id] ? from : prev;
}

/* The first free core from the target on; whole: its sibling idles, too. NULL: there is none. */
static struct core *search(const struct task *t, const struct core *target, bool whole)
{
	struct machine *m = target->machine;
	for (int i = 0; i < m->n_cores; i++) {
		struct core *c = &m->cores[(target->id + i) % m->n_cores];
		if (is_free(t, c) && (!whole || (c->sibling && c->sibling->rq.n == 0)))
			return c;
	}
	return NULL;
}

static struct core *first_allowed(const struct task *t)
{
	int i = 0;
	while (!t->may->allowed[i])
		i++;
	return &t->core->machine->cores[i];
}

/* select_idle_sibling() */
static struct core *select_idle_sibling(const struct task *t, struct core *prev, struct core *target)
{
	struct core *found = NULL;
	if (is_free(t, target))
		return target;
	if (is_free(t, prev))
		return prev;
	if (target->sibling)
		found = search(t, target, true);
	if (!found)
		found = search(t, target, false);
	if (found)
		return found;
	return t->may->allowed[target->id] ? target : first_allowed(t);
}

struct core *placement_move(struct task *t, struct core *from)
{
	struct core *prev = t->core;
	if (t->se.delayed)
		return prev;
	struct core *c = select_idle_sibling(t, prev, wake_affine(t, prev, from));
	t->se.vruntime += c->rq.min_vruntime - prev->rq.min_vruntime;
	return t->core = c;
}
