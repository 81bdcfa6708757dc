/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/study/loss_model.h"

int64_t lost_by_dead(const struct loss_model *m, const struct trial *t, int64_t sent)
{
	(void)m;
	(void)t;
	return sent;
}

uint64_t mixed(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

int64_t lost_by_noisy(const struct loss_model *m, const struct trial *t, int64_t sent)
{
	uint64_t draw = mixed(m->seed ^ mixed((uint64_t)t->load ^ mixed((uint64_t)(t->number * 1000) +
									mixed((uint64_t)t->duration))));
	int64_t span = m->capacity * m->noise / RATIO_ONE;
	int64_t capacity = m->capacity - span + (int64_t)(draw % (uint64_t)(2 * span + 1));
	return MAX(sent - packets_of(capacity, t->duration), 0);
}

int64_t true_rate(const struct loss_model *m, int64_t loss_ratio, vtime duration)
{
	int64_t good = 0, bad = INT64_C(1) << 31;
	while (bad - good > 1) {
		struct trial t = {.load = (good + bad) / 2, .duration = duration};
		struct trial_result r = make_trial(m, &t);
		if ((double)r.lost * 1e6 > (double)r.sent * (double)loss_ratio)
			bad = t.load;
		else
			good = t.load;
	}
	return good;
}

void make_search(struct search *s, const struct loss_model *m, struct made *made)
{
	struct trial t, again;
	made->n = 0;
	while (made->n < MADE_MAX && search_next(s, &t)) {
		CU_ASSERT_TRUE(search_next(s, &again));
		CU_ASSERT_TRUE(again.load == t.load && again.duration == t.duration &&
			       again.number == t.number);
		made->result[made->n] = make_trial(m, &t);
		search_result(s, &made->result[made->n++]);
	}
	CU_ASSERT_FALSE(search_next(s, &t));
}
