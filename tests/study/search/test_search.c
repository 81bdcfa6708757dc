/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Binary search and MLRsearch over made-up loss curves: the result must bracket what the curve says, within the width,
 * whatever the curve; both must agree.
 */
#include "tests/lib/study/loss_model.h"
#include <stdio.h>
#include <string.h>

#define S VTIME_PER_S
#define MS VTIME_PER_MS

static const struct search_method *const methods[] = {&search_binary, &mlrsearch};

/* Zero loss in one trial of a second; the same with loss verification; half a percent in eleven of twenty-one. */
static const struct search_goal goals[] = {
	{"NDR", {0, 0, S, S, 0}, 5000, S},
	{"verified", {0, 500000, S, 2 * S, 0}, 5000, S},
	{"PDR", {5000, 500000, S, 21 * S, 0}, 5000, S},
	{"PDR 10 %", {100000, 0, S, S, 0}, 20000, 100 * MS},
};
#define GOALS (int)G_N_ELEMENTS(goals)

static const struct search_problem usual = {goals, GOALS, 1000, 14880952, MADE_MAX};

/* ---- invariants ---- */

static int64_t in_time(const struct trial_result *r, const struct criterion *c)
{
	return r->trial.duration >= c->trial &&
			       (double)r->lost * 1e6 <= (double)r->sent * (double)c->loss_ratio
		       ? r->spent
		       : 0;
}

/* At a lower bound enough time went well: the share of duration_sum that may not be exceeded. */
static void check_lower(const struct made *made, const struct search_goal *g, int64_t load)
{
	double low = 0;
	for (int i = 0; i < made->n; i++)
		if (made->result[i].trial.load == load)
			low += (double)in_time(&made->result[i], &g->criterion);
	CU_ASSERT_TRUE(low * 1e6 >= (double)g->criterion.duration_sum *
					    (double)(1000000 - g->criterion.exceed_ratio) * (1 - 1e-12));
}

/* At an upper bound at least one trial went wrong. */
static void check_upper(const struct made *made, const struct search_goal *g, int64_t load)
{
	int high = 0;
	for (int i = 0; i < made->n; i++)
		high += made->result[i].trial.load == load &&
			(double)made->result[i].lost * 1e6 >
				(double)made->result[i].sent * (double)g->criterion.loss_ratio;
	CU_ASSERT_TRUE(high > 0);
}

static void check_outcome(const struct search_problem *p, const struct search_goal *g,
			  const struct search_outcome *o, const struct made *made)
{
	if (o->verdict == SEARCH_REGULAR) {
		CU_ASSERT_TRUE(o->bounds.lower < o->bounds.upper);
		CU_ASSERT_TRUE(o->bounds.upper - o->bounds.lower == 1 ||
			       (double)(o->bounds.upper - o->bounds.lower) * 1e6 <=
				       (double)o->bounds.upper * (double)g->width);
	}
	CU_ASSERT_NOT_EQUAL(o->verdict, SEARCH_UNFINISHED);
	CU_ASSERT_EQUAL(o->verdict == SEARCH_MAX_IS_LOWER, o->bounds.upper == 0);
	CU_ASSERT_EQUAL(o->verdict == SEARCH_MIN_IS_UPPER, o->bounds.lower == 0);
	CU_ASSERT_TRUE(o->bounds.upper || o->bounds.lower == p->max_load);
	CU_ASSERT_TRUE(o->bounds.lower || o->bounds.upper == p->min_load);
	if (o->bounds.lower) {
		double lossless = (double)o->bounds.lower;
		check_lower(made, g, o->bounds.lower);
		CU_ASSERT_TRUE(o->throughput <= lossless &&
			       o->throughput * 1e6 >=
				       lossless * (double)(1000000 - g->criterion.loss_ratio) - 1);
	}
	if (o->bounds.upper)
		check_upper(made, g, o->bounds.upper);
}

/* Loads within the limits; the k-th trial of its kind has number k; no more trials than allowed. */
static void check_made(const struct search_problem *p, const struct made *made)
{
	for (int i = 0; i < made->n; i++) {
		const struct trial *t = &made->result[i].trial;
		int64_t before = 0;
		for (int k = 0; k < i; k++)
			before += made->result[k].trial.load == t->load &&
				  made->result[k].trial.duration == t->duration;
		CU_ASSERT_EQUAL(t->number, before);
		CU_ASSERT_TRUE(t->load >= p->min_load && t->load <= p->max_load);
	}
	CU_ASSERT_TRUE(made->n <= p->max_trials);
}

/* run: a search over the model; the outcomes of all goals, checked. */
static void run(const struct search_method *method, const struct search_problem *p,
		const struct loss_model *m, struct made *made, struct search_outcome *outcome)
{
	struct search *s = search_new(method, p);
	make_search(s, m, made);
	check_made(p, made);
	for (int i = 0; i < p->n_goals; i++) {
		outcome[i] = search_outcome(s, i);
		CU_ASSERT_EQUAL(outcome[i].trials, made->n);
		check_outcome(p, &p->goals[i], &outcome[i], made);
	}
	search_free(s);
}

/* ---- curves that never fall, without noise ---- */

/* The bounds lie on both sides of what the curve says. */
static void check_bracket(const struct loss_model *m, const struct search_goal *g,
			  const struct search_outcome *o)
{
	int64_t rate = true_rate(m, g->criterion.loss_ratio, g->criterion.trial);
	CU_ASSERT_TRUE(!o->bounds.lower || o->bounds.lower <= rate);
	CU_ASSERT_TRUE(!o->bounds.upper || o->bounds.upper > rate);
}

static void check_model(const struct search_problem *p, const struct loss_model *m,
			enum search_verdict verdict, int most)
{
	static struct made made;
	struct search_outcome outcome[GOALS];
	EACH_CASE (k, methods) {
		run(methods[k], p, m, &made, outcome);
		for (int i = 0; i < p->n_goals; i++) {
			CU_ASSERT_EQUAL(outcome[i].verdict, verdict);
			check_bracket(m, &p->goals[i], &outcome[i]);
		}
		if (made.n > most)
			printf("\n    %s, %s: %d trials", m->name, methods[k]->name, made.n);
		CU_ASSERT_TRUE(made.n <= most);
	}
}

static void step(void)
{
	struct loss_model m = {.name = "step", .lost = lost_by_step};
	static const int64_t capacities[] = {1000, 1001, 5000, 123456, 1488095, 9999999, 14880000};
	struct search_problem p = usual;
	p.n_goals = 3; /* a tenth lost is no loss for the fourth */
	EACH_CASE (i, capacities) {
		m.capacity = capacities[i];
		check_model(&p, &m, SEARCH_REGULAR, 500);
	}
}

static void server(void)
{
	struct loss_model m = {.name = "server", .lost = lost_by_server};
	static const int64_t capacities[] = {1000, 1001, 5000, 123456, 1488095, 9999999, 13000000};
	EACH_CASE (i, capacities) {
		m.capacity = capacities[i];
		check_model(&usual, &m, SEARCH_REGULAR, 500);
	}
}

static void dead(void)
{
	struct loss_model m = {.name = "dead", .lost = lost_by_dead};
	check_model(&usual, &m, SEARCH_MIN_IS_UPPER, 200);
	m = (struct loss_model){.name = "too slow", .lost = lost_by_server, .capacity = 800};
	check_model(&usual, &m, SEARCH_MIN_IS_UPPER, 400);
}

static void lossless(void)
{
	struct loss_model m = {.name = "line rate", .lost = lost_by_server, .capacity = 14880952};
	check_model(&usual, &m, SEARCH_MAX_IS_LOWER, 40);
}

/* ---- both methods ---- */

/* One goal of zero loss in one trial: binary search takes one trial a load, MLRsearch few. */
static void trials_needed(void)
{
	static struct made made;
	struct search_outcome o;
	const struct loss_model m = {.name = "server", .lost = lost_by_server, .capacity = 1234567};
	struct search_problem p = usual;
	p.n_goals = 1;
	run(&search_binary, &p, &m, &made, &o);
	CU_ASSERT_TRUE(made.n <= 2 + 12); /* log2 of 14.9 million over half a percent of 1.2 million: 11.2 */
	run(&mlrsearch, &p, &m, &made, &o);
	CU_ASSERT_TRUE(made.n <= 6);
}

/* Above its capacity it serves no more than `from`: overload takes all its time. */
static int64_t lost_by_collapse(const struct loss_model *m, const struct trial *t, int64_t sent)
{
	return t->load > m->capacity ? sent - packets_of(m->from, t->duration) : 0;
}

/* The loads of one goal of zero loss, worked out by hand.
 *
 * A tenth is lost: the second and the third load are what the one before has forwarded. From there steps go down: of a
 * tenth, as far apart as these two, then of twice that. Then come geometric means of the bounds. 2,850 pps at most are
 * forwarded in overload: that is lossless, and so is a width above it. Steps go up from there: of half a percent, twice
 * that, and so on, until one loses; then means. */
static void loads_by_hand(void)
{
	static const int64_t down[] = {14880952, 13392856, 12053570, 10848201, 8787022, 9763369,
				       10291500, 10023956, 9892804,  9958164,  9991005},
			     up[] = {14880952, 2850, 2864, 2878, 2906, 2964, 3085, 3023, 2993, 3007};
	static const struct {
		struct loss_model m;
		const int64_t *loads;
		int n;
	} cases[] = {
		{{.name = "step", .lost = lost_by_step, .capacity = 9999999}, down, G_N_ELEMENTS(down)},
		{{.name = "collapse", .lost = lost_by_collapse, .capacity = 3000, .from = 2850},
		 up,
		 G_N_ELEMENTS(up)},
	};
	static struct made made;
	struct search_outcome o;
	struct search_problem p = usual;
	p.n_goals = 1;
	EACH_CASE (i, cases) {
		run(&mlrsearch, &p, &cases[i].m, &made, &o);
		CU_ASSERT_EQUAL_FATAL(made.n, cases[i].n);
		for (int k = 0; k < made.n; k++)
			CU_ASSERT_EQUAL(made.result[k].trial.load, cases[i].loads[k]);
	}
}

/* durations_of: those of the trials, in the order in which they first come. */
static char *durations_of(const struct made *made)
{
	GString *out = g_string_new(NULL);
	vtime last = 0;
	for (int i = 0; i < made->n; i++)
		if (made->result[i].trial.duration > last) {
			last = made->result[i].trial.duration;
			g_string_append_printf(out, "%" G_GINT64_FORMAT " ", last / VTIME_PER_US);
		}
	return g_string_free(out, FALSE);
}

/* Between the first duration and the last is their geometric mean, in whole microseconds: sqrt(2 x 1,000,000) = 1,414,
 * sqrt(3 x 12) = 6. There is none where no such number is between them. A trial may be of one packet. */
static void durations(void)
{
	static const struct {
		int64_t first_us, last_us;
		const char *durations;
	} cases[] = {
		{2, 1000000, "2 1414 1000000 "}, {3, 12, "3 6 12 "}, {1, 1000000, "1 1000000 "},
		{10, 12, "10 11 12 "},		 {10, 11, "10 11 "}, {1000000, 1000000, "1000000 "},
	};
	static struct made made;
	static const struct loss_model m = {.name = "step", .lost = lost_by_step, .capacity = 9999999};
	EACH_CASE (i, cases, first_us) {
		vtime last = cases[i].last_us * VTIME_PER_US;
		struct search_goal goal = {
			"NDR", {0, 0, last, last, 0}, 5000, cases[i].first_us * VTIME_PER_US};
		struct search_problem p = {&goal, 1, 1000, 14880952, MADE_MAX};
		struct search_outcome o;
		run(&mlrsearch, &p, &m, &made, &o);
		char *text = durations_of(&made);
		CU_ASSERT_STRING_EQUAL(text, cases[i].durations);
		g_free(text);
	}
}

/* A trial may be of one packet, and lose it or not. */
static void one_packet(void)
{
	for (int lost = 0; lost < 2; lost++) {
		struct search_problem p = usual;
		struct trial t;
		p.n_goals = 1;
		struct search *s = search_new(&search_binary, &p);
		CU_ASSERT_TRUE_FATAL(search_next(s, &t));
		search_result(s, &(struct trial_result){t, 1, lost, t.duration, 0});
		struct search_outcome o = search_outcome(s, 0);
		CU_ASSERT_EQUAL(o.trials, 1);
		CU_ASSERT_EQUAL(o.bounds.lower, lost ? 0 : t.load);
		CU_ASSERT_EQUAL(o.bounds.upper, lost ? t.load : 0);
		search_free(s);
	}
}

/* NDR and PDR as FD.io CSIT looks for them: CSIT's own library takes 35 trials on each of these. */
static void trials_of_csit(void)
{
	static struct made made;
	static const struct search_goal csit[] = {{"NDR", {0, 500000, S, 21 * S, 0}, 5000, S},
						  {"PDR", {5000, 500000, S, 21 * S, 0}, 5000, S}};
	static const int64_t capacities[] = {123456, 800000, 1488095, 9999999};
	const struct search_problem p = {csit, 2, 1000, 14880952, MADE_MAX};
	EACH_CASE (i, capacities) {
		const struct loss_model m = {
			.name = "server", .lost = lost_by_server, .capacity = capacities[i]};
		struct search_outcome o[2];
		run(&mlrsearch, &p, &m, &made, o);
		CU_ASSERT_EQUAL(made.n, 35);
	}
}

static void agree(void)
{
	static struct made made;
	struct search_outcome a[GOALS], b[GOALS];
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct loss_model m = {.name = "server", .lost = lost_by_server};
		m.capacity = 1000 + (int64_t)(mixed(seed) % 13000000);
		run(&search_binary, &usual, &m, &made, a);
		run(&mlrsearch, &usual, &m, &made, b);
		for (int i = 0; i < GOALS; i++) {
			CU_ASSERT_TRUE(a[i].bounds.lower < b[i].bounds.upper);
			CU_ASSERT_TRUE(b[i].bounds.lower < a[i].bounds.upper);
		}
	}
}

/* ---- other curves ---- */

/* Loss below a load that is lossless: the lower region counts, where it is seen; what is found is a bracket anyway. */
static void inversion(void)
{
	static struct made made;
	struct search_outcome o[GOALS];
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct loss_model m = {.name = "inversion", .lost = lost_by_inversion};
		m.capacity = 2000000 + (int64_t)(mixed(seed) % 10000000);
		m.from = 2000 + (int64_t)(mixed(seed + 1000) % 1900000);
		m.to = m.from + m.capacity / 10;
		EACH_CASE (k, methods)
			run(methods[k], &usual, &m, &made, o);
	}
}

/* What varies by a few percent from trial to trial: the bounds lie where the curve may lie. */
static void noise(void)
{
	static struct made made;
	struct search_outcome o[GOALS];
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct loss_model m = {.name = "noisy", .lost = lost_by_noisy, .noise = 30000, .seed = seed};
		m.capacity = 5000 + (int64_t)(mixed(seed) % 12000000);
		EACH_CASE (k, methods) {
			run(methods[k], &usual, &m, &made, o);
			for (int i = 0; i < GOALS; i++) {
				double share = 1 - (double)goals[i].criterion.loss_ratio / 1e6;
				double capacity = (double)m.capacity / share;
				CU_ASSERT_TRUE((double)o[i].bounds.lower <= capacity * 1.0301 + 1);
				CU_ASSERT_TRUE(!o[i].bounds.upper ||
					       (double)o[i].bounds.upper >= capacity * 0.9699 - 1);
			}
		}
	}
}

/* Everything drawn: goals, limits, curve. */
static int64_t drawn(uint64_t *state, int64_t least, int64_t most)
{
	return least + (int64_t)(mixed((*state)++) % (uint64_t)(most - least + 1));
}

static struct search_goal drawn_goal(uint64_t *state)
{
	static const int64_t losses[] = {0, 0, 1, 5000, 100000}, exceeds[] = {0, 500000, 250000, 900000};
	struct search_goal g = {.name = "drawn"};
	g.criterion.loss_ratio = losses[drawn(state, 0, 4)];
	g.criterion.exceed_ratio = exceeds[drawn(state, 0, 3)];
	g.criterion.trial = drawn(state, 1, 1000) * MS;
	g.criterion.duration_sum = g.criterion.trial * drawn(state, 1, 9);
	g.initial_trial = MAX(g.criterion.trial / drawn(state, 1, 20), 1 * MS);
	g.width = drawn(state, 500, 50000);
	return g;
}

static void anything(void)
{
	static struct made made;
	static int64_t (*const lost[])(const struct loss_model *, const struct trial *, int64_t) = {
		lost_by_server, lost_by_step, lost_by_inversion, lost_by_noisy};
	int most = 0;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		uint64_t state = seed * 1000000;
		struct search_goal own[3] = {drawn_goal(&state), drawn_goal(&state), drawn_goal(&state)};
		struct search_problem p = {own, (int)drawn(&state, 1, 3), drawn(&state, 1, 100000), 0,
					   MADE_MAX};
		p.max_load = p.min_load + drawn(&state, 1, 20000000);
		struct loss_model m = {.name = "drawn", .seed = seed, .noise = 100000};
		m.lost = lost[drawn(&state, 0, 3)];
		m.capacity = drawn(&state, 100, 20000000);
		m.from = drawn(&state, 1, 1000000);
		m.to = m.from + drawn(&state, 1, 1000000);
		EACH_CASE (k, methods) {
			struct search_outcome o[3];
			run(methods[k], &p, &m, &made, o);
			most = MAX(most, made.n);
		}
	}
	CU_ASSERT_TRUE(most < 1000);
}

/* ---- resuming, limits ---- */

/* A search that is given the same results asks for the same trials, wherever it was stopped. */
static void replay(void)
{
	static struct made made;
	const struct loss_model m = {
		.name = "noisy", .lost = lost_by_noisy, .noise = 20000, .seed = 7, .capacity = 800000};
	EACH_CASE (k, methods) {
		struct search *first = search_new(methods[k], &usual),
			      *again = search_new(methods[k], &usual);
		struct trial t;
		make_search(first, &m, &made);
		for (int i = 0; i < made.n; i++) {
			const struct trial *old = &made.result[i].trial;
			CU_ASSERT_TRUE(search_next(again, &t));
			CU_ASSERT_TRUE(t.load == old->load && t.duration == old->duration &&
				       t.number == old->number);
			search_result(again, &made.result[i]);
		}
		CU_ASSERT_FALSE(search_next(again, &t));
		search_free(first);
		search_free(again);
	}
}

static void used_up(void)
{
	static struct made made;
	const struct loss_model m = {.name = "server", .lost = lost_by_server, .capacity = 800000};
	struct search_problem p = usual;
	p.max_trials = 3;
	EACH_CASE (k, methods) {
		struct search *s = search_new(methods[k], &p);
		make_search(s, &m, &made);
		CU_ASSERT_EQUAL(made.n, 3);
		CU_ASSERT_EQUAL(search_outcome(s, 2).verdict, SEARCH_UNFINISHED);
		CU_ASSERT_STRING_EQUAL(search_verdict_text(SEARCH_UNFINISHED), "the trials were used up");
		search_free(s);
	}
}

static const struct test_case tests[] = {
	{"step", step},
	{"one server", server},
	{"the minimum load is an upper bound", dead},
	{"the maximum load is a lower bound", lossless},
	{"trials needed", trials_needed},
	{"loads by hand", loads_by_hand},
	{"durations", durations},
	{"a trial of one packet", one_packet},
	{"trials of CSIT's goals", trials_of_csit},
	{"both methods agree", agree},
	{"loss inversion", inversion},
	{"noise", noise},
	{"anything", anything},
	{"the same results, the same trials", replay},
	{"trials used up", used_up},
};

SUITE("search", tests)
