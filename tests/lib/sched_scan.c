/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/sched_scan.h"

vtime scan_least(const struct scan *s, const struct sched_entity *except)
{
	vtime least = VTIME_NEVER;
	for (int i = 0; i < s->n; i++)
		if (s->runnable[i] != except)
			least = MIN(least, s->runnable[i]->vruntime);
	return least;
}

static vtime scan_mean(const struct scan *s)
{
	__int128 sum = 0;
	for (int i = 0; i < s->n; i++)
		sum += s->runnable[i]->vruntime;
	vtime mean = (vtime)(sum / s->n);
	return sum < 0 && (__int128)mean * s->n != sum ? mean - 1 : mean;
}

static bool scan_update(struct scan *s, bool in_schedule)
{
	struct sched_entity *se = s->curr;
	scan_clock(s, in_schedule);
	if (!se)
		return false;
	se->vruntime += s->clock - se->exec_start;
	se->sum_exec += s->clock - se->exec_start;
	se->exec_start = s->clock;
	scan_raise(s);
	if (!s->eevdf)
		return false;
	if (se->vruntime < se->deadline)
		return s->params->preempts_short && s->n > 1 && se->parity != se->deadline &&
		       se->vruntime > scan_mean(s);
	se->deadline = se->vruntime + s->params->base_slice;
	return s->n > 1;
}

static struct sched_entity *scan_pick_eevdf(const struct scan *s)
{
	vtime mean = scan_mean(s);
	struct sched_entity *best = s->curr && s->curr->vruntime <= mean ? s->curr : NULL;
	if (best && best->parity == best->deadline)
		return best;
	for (int i = 0; i < s->n; i++) {
		struct sched_entity *se = s->runnable[i];
		if (se->vruntime <= mean && (!best || se->deadline < best->deadline))
			best = se;
	}
	return best;
}

static struct sched_entity *scan_pick_cfs(const struct scan *s)
{
	struct sched_entity *first = NULL;
	for (int i = 0; i < s->n; i++)
		if (s->runnable[i] != s->curr && (!first || s->runnable[i]->vruntime < first->vruntime))
			first = s->runnable[i];
	return !first || (s->curr && s->curr->vruntime < first->vruntime) ? s->curr : first;
}

static void scan_remove(struct scan *s, const struct sched_entity *se)
{
	int at = 0;
	while (s->runnable[at] != se)
		at++;
	for (s->n--; at < s->n; at++)
		s->runnable[at] = s->runnable[at + 1];
}

/* A thread whose dequeue was delayed: behind the mean it loses its credit, and is new at the mean; else it is as it was. */
static bool scan_rejoin(struct scan *s, struct sched_entity *se)
{
	vtime limit = MAX(2 * s->params->base_slice, s->params->tick);
	se->delayed = false;
	se->lag = CLAMP(scan_mean(s) - se->vruntime, -limit, limit);
	if (se->lag > 0) {
		se->lag = 0;
		scan_remove(s, se);
		se->vruntime = s->n > 0 ? scan_mean(s) : s->min_vruntime;
		se->deadline = se->vruntime + s->params->base_slice;
		s->runnable[s->n++] = se;
	}
	bool used_up = scan_update(s, false);
	return !s->curr || used_up || scan_pick_eevdf(s) == se;
}

static bool scan_preempts(struct scan *s, struct sched_entity *se)
{
	if (se->delayed)
		return scan_rejoin(s, se);
	bool used_up = scan_update(s, false);
	if (s->eevdf) {
		se->vruntime = s->n > 0 ? scan_mean(s) - se->lag * (s->n + 1) / s->n : s->min_vruntime;
		se->deadline = se->vruntime + s->params->base_slice;
	} else {
		se->vruntime = MAX(se->vruntime, s->min_vruntime - s->params->latency / 2);
	}
	s->runnable[s->n++] = se;
	if (!s->curr || used_up)
		return true;
	return s->eevdf ? scan_pick_eevdf(s) == se
			: s->curr->vruntime - se->vruntime > s->params->wakeup_granularity;
}

bool scan_wake(struct scan *s, struct sched_entity *se, bool need_resched)
{
	bool preempts = scan_preempts(s, se);
	s->asked |= preempts || need_resched;
	return preempts;
}

static void scan_leave(struct scan *s, struct sched_entity *se)
{
	vtime limit = MAX(2 * s->params->base_slice, s->params->tick);
	if (s->eevdf)
		se->lag = CLAMP(scan_mean(s) - se->vruntime, -limit, limit);
	scan_remove(s, se);
}

void scan_sleep(struct scan *s)
{
	scan_update(s, true);
	s->curr->delayed = s->params->delays_dequeue && s->eevdf && s->curr->vruntime > scan_mean(s);
	if (!s->curr->delayed)
		scan_leave(s, s->curr);
	s->curr = NULL;
	if (!s->params->sleeper_counts)
		scan_raise(s);
}

struct sched_entity *scan_pick(struct scan *s)
{
	scan_update(s, true);
	s->asked = false;
	struct sched_entity *se = NULL;
	while (s->n > 0 && (se = s->eevdf ? scan_pick_eevdf(s) : scan_pick_cfs(s))->delayed) {
		scan_leave(s, se);
		se->lag = MIN(se->lag, 0);
		se->delayed = false;
		se = NULL;
	}
	if (!se)
		return NULL;
	se->exec_start = s->clock;
	if (se != s->curr) {
		se->picked_at = se->sum_exec;
		se->parity = se->deadline;
	}
	return s->curr = se;
}

static vtime scan_slice(const struct scan *s)
{
	const struct sched_params *p = s->params;
	vtime nr_latency = (p->latency + p->min_granularity - 1) / p->min_granularity;
	return s->n > nr_latency ? p->min_granularity : p->latency / s->n;
}

bool scan_tick(struct scan *s)
{
	if (!s->curr)
		return false;
	bool used_up = scan_update(s, false);
	if (used_up || s->eevdf || s->n < 2)
		return used_up;
	vtime ran = s->curr->sum_exec - s->curr->picked_at;
	if (ran > scan_slice(s) || ran < s->params->min_granularity)
		return ran > scan_slice(s);
	return s->curr->vruntime - scan_least(s, s->curr) > scan_slice(s);
}
