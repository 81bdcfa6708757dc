/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/placement.h"
#include "sim/input/core_list.h"
#include <string.h>

/* ---- lists of cores ---- */

/* Whether all of the list are cores; they are allowed then. */
static bool allow(struct placement *p, const GArray *list)
{
	for (guint i = 0; list && i < list->len; i++) {
		int core = g_array_index(list, int, i);
		if (core >= p->n)
			return false;
		p->allowed[core] = true;
	}
	return list && list->len > 0;
}

static bool placement_parse_cores(struct placement *p, const char *text)
{
	if (strcmp(text, "any") == 0) {
		memset(p->allowed, true, (size_t)p->n * sizeof(*p->allowed));
		return true;
	}
	GArray *list = core_list_parse(text);
	bool good = allow(p, list);
	g_clear_pointer(&list, g_array_unref);
	return good;
}

bool placement_parse(struct placement *p, const char *text, int n, char **why)
{
	*p = (struct placement){g_new0(bool, n), n};
	if (placement_parse_cores(p, text))
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
static struct core *placement_search(const struct task *t, const struct core *target, bool whole)
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
		found = placement_search(t, target, true);
	if (!found)
		found = placement_search(t, target, false);
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
