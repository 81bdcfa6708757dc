/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/search_point.h"
#include "sim/base/check.h"

/* ---- life ---- */

static int64_t longest_burst(const struct search_point *p)
{
	return MAX((int64_t)((__int128)p->order.line_rate * p->settings.max_burst / VTIME_PER_S), 1);
}

struct search_point *search_point_new(const struct scenario *s, const struct plans *plans,
				      const char *const *sets, struct diag *d)
{
	struct search_point *p = g_new0(struct search_point, 1);
	if (!search_order_init(&p->order, s, plans, d)) {
		search_order_clear(&p->order);
		g_free(p);
		return NULL;
	}
	p->search = search_new(p->order.method, &p->order.problem);
	p->settings = plans->search;
	p->settings.source = p->settings.guest = NULL;
	p->warmup = s->general.warmup;
	p->seed = s->general.seed;
	p->sets = g_strdupv((char **)sets);
	back_to_back_init(&p->bursts, longest_burst(p), (int)p->settings.repeats);
	return p;
}

void search_point_free(struct search_point *p)
{
	if (!p)
		return;
	search_free(p->search);
	back_to_back_clear(&p->bursts);
	search_order_clear(&p->order);
	g_strfreev(p->sets);
	g_free(p);
}

/* ---- runs ---- */

static void search_point_add_value(GPtrArray *sets, const char *key, enum unit unit, int64_t value)
{
	char *text = unit_format(unit, value);
	g_ptr_array_add(sets, g_strdup_printf("%s=%s", key, text));
	g_free(text);
}

static GPtrArray *start_sets(const struct search_point *p)
{
	GPtrArray *sets = g_ptr_array_new();
	for (char **set = p->sets; set && *set; set++)
		g_ptr_array_add(sets, g_strdup(*set));
	return sets;
}

static char **end_sets(GPtrArray *sets)
{
	g_ptr_array_add(sets, NULL);
	return (char **)g_ptr_array_free(sets, FALSE);
}

static char **trial_sets(const struct search_point *p)
{
	GPtrArray *sets = start_sets(p);
	search_point_add_value(sets, "load", UNIT_RATE, p->order.source < 0 ? p->trial.load : 0);
	if (p->order.source >= 0) {
		char *key = g_strdup_printf("traffic.%d.rate", p->order.source);
		search_point_add_value(sets, key, UNIT_RATE, p->trial.load);
		g_free(key);
	}
	search_point_add_value(sets, "duration", UNIT_TIME, p->trial.duration);
	return end_sets(sets);
}

static char **burst_sets(const struct search_point *p)
{
	GPtrArray *sets = start_sets(p);
	vtime lasts = (vtime)((__int128)p->burst * VTIME_PER_S / p->order.line_rate);
	search_point_add_value(sets, "load", UNIT_RATE, 0);
	g_ptr_array_add(sets, g_strdup("warmup_cut=fixed"));
	search_point_add_value(sets, "traffic.0.rate", UNIT_RATE, p->order.line_rate);
	g_ptr_array_add(sets, g_strdup("traffic.0.arrivals=constant"));
	search_point_add_value(sets, "traffic.0.start", UNIT_TIME, p->warmup);
	search_point_add_value(sets, "traffic.0.stop", UNIT_TIME, 0);
	search_point_add_value(sets, "traffic.0.count", UNIT_COUNT, p->burst);
	search_point_add_value(sets, "duration", UNIT_TIME, MAX(lasts + p->settings.drain, VTIME_PER_US));
	return end_sets(sets);
}

/* after_loads: the bursts, unless there is no need for them. */
static enum search_phase after_loads(const struct search_point *p)
{
	if (p->settings.type != SEARCH_BACK_TO_BACK ||
	    search_outcome(p->search, 0).verdict == SEARCH_MAX_IS_LOWER)
		return SEARCH_OVER;
	return SEARCH_BURSTS;
}

char **search_point_next(struct search_point *p, int64_t *replication)
{
	if (p->phase == SEARCH_LOADS) {
		if (search_next(p->search, &p->trial)) {
			*replication = p->trial.number;
			return trial_sets(p);
		}
		p->phase = after_loads(p);
	}
	if (p->phase == SEARCH_BURSTS) {
		if (back_to_back_next(&p->bursts, &p->burst, replication))
			return burst_sets(p);
		p->phase = SEARCH_OVER;
	}
	return NULL;
}

/* ---- results ---- */

static struct trial_result trial_result(const struct search_order *o, const struct trial *trial,
					const struct search_packets *packets)
{
	struct trial_result r = {.trial = *trial, .spent = trial->duration};
	r.lost = packets->dropped + search_order_unsent(o, trial, packets->offered);
	r.late = packets->late;
	r.sent = packets->delivered + r.lost;
	if (r.sent == 0)
		r.sent = r.lost = MAX(packets->offered, 1);
	return r;
}

void search_point_result(struct search_point *p, const struct search_packets *packets)
{
	CHECK(p->phase != SEARCH_OVER, "a search that is over has a result");
	if (p->phase == SEARCH_LOADS) {
		struct trial_result r = trial_result(&p->order, &p->trial, packets);
		search_result(p->search, &r);
	} else {
		back_to_back_result(&p->bursts, packets->delivered == p->burst);
	}
}
