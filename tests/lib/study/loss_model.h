/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made-up systems under test for searches: what a trial at a load loses, as a function of the load, and a loop that
 * makes the trials that a search asks for.
 */
#ifndef TESTS_LIB_STUDY_LOSS_MODEL_H
#define TESTS_LIB_STUDY_LOSS_MODEL_H

#include "tests/lib/suite.h"
#include "tools/study/search/load_width.h"
#include "tools/study/search/search.h"

#define MADE_MAX 5000

struct loss_model {
	const char *name;
	/* lost: of the packets sent in a trial. */
	int64_t (*lost)(const struct loss_model *m, const struct trial *t, int64_t sent);
	int64_t capacity; /* pps */
	int64_t from, to; /* loads between which it loses below its capacity */
	int64_t noise;	  /* of the capacity, in 1/1000000, drawn for each trial */
	uint64_t seed;
};

/* The trials of one search. */
struct made {
	struct trial_result result[MADE_MAX];
	int n;
};

static inline int64_t packets_of(int64_t rate, vtime duration)
{
	return (int64_t)((__int128)rate * duration / VTIME_PER_S);
}

/* One server with a small queue: it serves its capacity. */
static inline int64_t lost_by_server(const struct loss_model *m, const struct trial *t, int64_t sent)
{
	return MAX(sent - packets_of(m->capacity, t->duration), 0);
}

static inline int64_t lost_by_step(const struct loss_model *m, const struct trial *t, int64_t sent)
{
	return t->load > m->capacity ? (sent + 9) / 10 : 0;
}

int64_t lost_by_dead(const struct loss_model *m, const struct trial *t, int64_t sent);

/* Loss inversion: between `from` and `to` it loses, above it does not. */
static inline int64_t lost_by_inversion(const struct loss_model *m, const struct trial *t, int64_t sent)
{
	return t->load >= m->from && t->load < m->to ? (sent + 9) / 10 : lost_by_server(m, t, sent);
}

/* mixed: numbers that look random (splitmix64). */
uint64_t mixed(uint64_t x);

/* A server whose capacity is another one in every trial, within the noise. */
int64_t lost_by_noisy(const struct loss_model *m, const struct trial *t, int64_t sent);

static inline struct trial_result make_trial(const struct loss_model *m, const struct trial *t)
{
	int64_t sent = MAX(packets_of(t->load, t->duration), 1);
	return (struct trial_result){*t, sent, m->lost(m, t, sent), t->duration, 0};
}

/* true_rate: by trying, the greatest load below which no load loses more than the ratio in a trial of this length; 0: even
 * 1 pps does. Of a curve that never falls. */
int64_t true_rate(const struct loss_model *m, int64_t loss_ratio, vtime duration);

/* make_search: makes every trial of a search, and keeps them. */
void make_search(struct search *s, const struct loss_model *m, struct made *made);

#endif
