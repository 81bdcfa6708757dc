/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/search_order.h"
#include "models/check/scenario_check.h"
#include "models/check/traffic_check.h"
#include "models/flows/bringup.h"
#include "models/nic/wire.h"
#include "tools/study/search/load_width.h"
#include <math.h>
#include <string.h>

#define PRESET_GOALS 2
#define PRESET_WIDTH 5000
#define LAG_PER_S 100000 /* 10 us: what FD.io CSIT allows a generator to be late */
#define DEVIATIONS 5	 /* of the number of packets that Poisson arrivals make: more is not chance */

static const struct preset {
	vtime trial;
	int trials; /* that decide */
	int64_t exceed_ratio;
	int n;
	struct {
		const char *name;
		int64_t loss_ratio;
	} goal[PRESET_GOALS];
} presets[] = {
	[PRESET_RFC2544] = {60 * VTIME_PER_S, 1, 0, 1, {{"NDR", 0}}},
	[PRESET_TST009] = {60 * VTIME_PER_S, 2, 500000, 1, {{"NDR", 0}}},
	[PRESET_CSIT] = {1 * VTIME_PER_S, 21, 500000, 2, {{"NDR", 0}, {"PDR", 5000}}},
};

/* ---- goals ---- */

/* search_order_first: of the two values the one that says something. */
static int64_t search_order_first(int64_t own, int64_t wider, int64_t open)
{
	return own != open ? own : wider;
}

static struct search_goal search_order_complete(const char *name, int64_t loss_ratio,
						const struct search_demand *own,
						const struct search_settings *search)
{
	const struct preset *p = &presets[search->preset];
	const struct search_demand *all = &search->demand;
	struct criterion c = {.loss_ratio = loss_ratio};
	c.trial = search_order_first(own->trial, search_order_first(all->trial, p->trial, 0), 0);
	c.duration_sum = search_order_first(own->duration_sum,
					    search_order_first(all->duration_sum, c.trial * p->trials, 0), 0);
	c.exceed_ratio = search_order_first(
		own->exceed_ratio, search_order_first(all->exceed_ratio, p->exceed_ratio, EXCEED_OF_PRESET),
		EXCEED_OF_PRESET);
	return (struct search_goal){
		.name = g_strdup(name),
		.criterion = c,
		.width = search_order_first(own->width, search_order_first(all->width, PRESET_WIDTH, 0), 0),
		.initial_trial = search_order_first(own->initial_trial,
						    search_order_first(all->initial_trial, c.trial, 0), 0),
	};
}

static void read_goals(struct search_order *o, const struct plans *plans)
{
	const struct preset *p = &presets[plans->search.preset];
	const struct search_demand open = {.exceed_ratio = EXCEED_OF_PRESET};
	int own = (int)plans->goals->len, n = own ? own : p->n;
	o->goals = g_new(struct search_goal, n);
	for (int i = 0; i < own; i++) {
		const struct goal_settings *g = &g_array_index(plans->goals, struct goal_settings, (guint)i);
		o->goals[i] = search_order_complete(g->name, g->loss_ratio, &g->demand, &plans->search);
	}
	for (int i = own; i < n; i++)
		o->goals[i] =
			search_order_complete(p->goal[i].name, p->goal[i].loss_ratio, &open, &plans->search);
	o->problem.goals = o->goals;
	o->problem.n_goals = n;
}

/* Where what is said of a goal was set: with it, or for all goals. */
static struct place goal_place(const struct scenario *s, int goal, const char *key)
{
	char *own = g_strdup_printf("goals.%d.%s", goal, key);
	const struct place *at = scenario_find_place(s, own);
	g_free(own);
	return at ? *at : scenario_place(s, "search.%s", key);
}

static bool search_order_check_name(const struct search_order *o, const struct scenario *s, int i,
				    struct diag *d)
{
	for (int k = 0; k < i; k++)
		if (strcmp(o->goals[k].name, o->goals[i].name) == 0)
			return diag_error(d, goal_place(s, i, "name"),
					  "there is another goal named %s; names must differ",
					  o->goals[i].name);
	return true;
}

static bool search_order_check_goal(const struct search_order *o, const struct scenario *s, int i,
				    struct diag *d)
{
	const struct search_goal *g = &o->goals[i];
	bool ok = search_order_check_name(o, s, i, d);
	if (g->initial_trial > g->criterion.trial)
		ok = diag_error(d, goal_place(s, i, "initial_trial"),
				"goal %s: initial_trial is longer than the trial of full length", g->name);
	if (g->criterion.duration_sum < g->criterion.trial)
		ok = diag_error(d, goal_place(s, i, "duration_sum"),
				"goal %s: duration_sum is shorter than one trial", g->name);
	if ((__int128)o->problem.min_load * g->initial_trial < VTIME_PER_S)
		ok = diag_error(d, goal_place(s, i, "initial_trial"),
				"goal %s: its shortest trial has no packet at search.min_load; take longer "
				"trials or a greater load",
				g->name);
	return ok;
}

/* ---- loads ---- */

/* Whether source i is one of those that make the load. */
static bool takes_load(const struct search_order *o, int i)
{
	return o->source < 0 || o->source == i;
}

/* The mix that the word imix stands for, as it is formatted. Newly allocated. */
static char *imix_text(const struct option *opt)
{
	struct traffic_settings t = {0};
	char *why = NULL;
	bool known = option_parse(opt, FRAME_MIX_WORD, &t, &why);
	g_free(why);
	return known ? option_format(opt, &t) : g_strdup("");
}

/* The frames of a source, in bytes. Newly allocated. */
static char *frame_text(const struct traffic_settings *t)
{
	const struct option *opt = option_find(&traffic_table, "frame");
	if (*t->pcap)
		return g_path_get_basename(t->pcap);
	if (t->frame.n == 1)
		return g_strdup_printf("%" G_GINT64_FORMAT "B", t->frame.size[0]);
	char *text = option_format(opt, t), *imix = imix_text(opt);
	if (strcmp(text, imix) == 0) {
		g_free(text);
		text = g_strdup(FRAME_MIX_WORD);
	}
	g_free(imix);
	return text;
}

static void read_frames(struct search_order *o, const struct scenario *s)
{
	double bytes = 0, rates = 0;
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct traffic_settings *t = &g_array_index(s->traffic, struct traffic_settings, i);
		double rate = takes_load(o, (int)i) ? traffic_pps(t) : 0;
		if (rate == 0)
			continue;
		char *frame = frame_text(t);
		bool same = !o->frame || strcmp(o->frame, frame) == 0;
		g_free(o->frame);
		o->frame = same ? g_steal_pointer(&frame) : g_strdup("mixed");
		g_free(frame);
		bytes += rate * traffic_mean_bytes(t);
		rates += rate;
	}
	o->frame_bytes = bytes / rates;
}

static bool check_max_load(const struct search_order *o, const struct scenario *s, struct diag *d)
{
	struct place at = scenario_place(s, "search.max_load");
	char *limit = unit_format(UNIT_RATE, o->line_rate);
	bool ok = true;
	if (o->problem.max_load == INT64_MAX)
		ok = diag_error(d, at,
				"search.max_load must be given: the load does not come over the wire, which "
				"would limit it");
	else if (o->problem.max_load > o->line_rate)
		ok = diag_error(
			d, at, "search.max_load is more than the link %s carries: at most %s of these frames",
			s->wire.name, limit);
	else if (o->problem.min_load >= o->problem.max_load)
		ok = diag_error(d, scenario_place(s, "search.min_load"),
				"search.min_load must be below the greatest load");
	g_free(limit);
	return ok;
}

/* Sources whose rate is not the load's share at all times cannot be told from those that lag. */
static void read_pace(struct search_order *o, const struct scenario *s)
{
	bool steady = !*o->guest;
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct traffic_settings *t = &g_array_index(s->traffic, struct traffic_settings, i);
		if (!takes_load(o, (int)i) || traffic_rate(t) == 0)
			continue;
		steady &= t->rate > 0 && t->arrivals != ARRIVALS_BURSTS && !t->start && !t->stop && !t->count;
		o->may_lag |= !traffic_is_tester(t);
		o->is_random |= t->arrivals == ARRIVALS_POISSON;
	}
	o->may_lag &= steady;
}

static bool read_loads(struct search_order *o, const struct scenario *s, const struct search_settings *set,
		       struct diag *d)
{
	o->source = scenario_source_to(s, set->source);
	read_frames(o, s);
	read_pace(o, s);
	if (!o->frame)
		return diag_error(
			d, scenario_place(s, "traffic"),
			"a search needs a source with a rate, which the load can take the place of");
	o->line_rate = scenario_load_limit(s, o->source);
	o->problem.max_load = set->max_load ? set->max_load : o->line_rate;
	return check_max_load(o, s, d);
}

/* ---- back-to-back ---- */

/* A burst comes from one source, at the rate of the line. */
static bool check_bursts(const struct search_order *o, const struct scenario *s, struct diag *d)
{
	struct place at = scenario_place(s, "search.type");
	const struct traffic_settings *t = &g_array_index(s->traffic, struct traffic_settings, 0);
	if (s->traffic->len != 1 || !traffic_is_tester(t) || *t->pcap || *t->shape)
		return diag_error(
			d, at,
			"back_to_back needs traffic of one source, the tester's, without shape or pcap");
	if (o->goals[0].criterion.loss_ratio > 0)
		return diag_error(d, at, "back_to_back needs a first goal with loss_ratio 0: its throughput");
	return true;
}

/* ---- the whole ---- */

static bool search_order_check_guest(const struct search_order *o, const struct scenario *s, struct diag *d)
{
	if (!*o->guest)
		return true;
	GHashTable *names = scenario_guest_names(s);
	bool ok = traffic_check_guest(s, names, o->guest, scenario_place(s, "search.guest"), d);
	g_hash_table_unref(names);
	return ok;
}

/* mark_way: the guest of this name, and those that its packets go on to. */
static void mark_way(const struct scenario *s, GHashTable *names, const char *name, bool *marks)
{
	int i = scenario_guest_named(names, name);
	while (i >= 0 && !marks[i]) {
		const struct guest_settings *g = &g_array_index(s->guests, struct guest_settings, (guint)i);
		marks[i] = true;
		i = g->app == APP_FORWARD ? scenario_guest_named(names, g->to) : -1;
	}
}

/* mark_counted: the guests on whose way packets are that a trial counts. */
static void mark_counted(const struct search_order *o, const struct scenario *s, bool *marks)
{
	GHashTable *names = scenario_guest_names(s);
	if (*o->guest)
		mark_way(s, names, o->guest, marks);
	for (guint i = 0; i < s->traffic->len && !*o->guest; i++) {
		const struct traffic_settings *t = &g_array_index(s->traffic, struct traffic_settings, i);
		mark_way(s, names, t->from, marks);
		mark_way(s, names, t->to, marks);
	}
	g_hash_table_unref(names);
}

static bool check_guest_up(const struct scenario *s, int guest, struct diag *d)
{
	const char *name = g_array_index(s->guests, struct guest_settings, (guint)guest).name;
	if (bringup_up_at(s, guest) <= s->general.warmup)
		return true;
	char *up = unit_format(UNIT_TIME, bringup_up_at(s, guest));
	diag_error(d, scenario_place(s, "warmup"),
		   "a trial of a search counts from the end of the warm-up on, and guest %s is not up before "
		   "%s: "
		   "warmup must be that long at least",
		   name, up);
	g_free(up);
	return false;
}

/* Frames that come before a guest is up are lost whatever the load is. A cut that is looked for is made after that. */
static bool check_up(const struct search_order *o, const struct scenario *s, struct diag *d)
{
	bool *marks = g_new0(bool, s->guests->len + 1), ok = true;
	mark_counted(o, s, marks);
	for (guint i = 0; i < s->guests->len && s->general.warmup_cut == WARMUP_FIXED; i++)
		ok &= !marks[i] || check_guest_up(s, (int)i, d);
	g_free(marks);
	return ok;
}

bool search_order_init(struct search_order *o, const struct scenario *s, const struct plans *plans,
		       struct diag *d)
{
	const struct search_settings *set = &plans->search;
	*o = (struct search_order){.method = set->method == SEARCH_BY_BINARY ? &search_binary : &mlrsearch};
	o->guest = g_strdup(set->guest);
	o->problem.min_load = set->min_load;
	o->problem.max_trials = (int)set->max_trials;
	int before = diag_count(d);
	bool ok = scenario_check_source(s, "search.source", set->source, d);
	ok &= search_order_check_guest(o, s, d);
	o->limits = search_limits_read(s, plans, d);
	ok &= diag_count(d) == before;
	read_goals(o, plans);
	for (int i = 0; i < o->problem.n_goals; i++) {
		o->goals[i].criterion.limits = search_limits_of(o->limits, i);
		ok &= search_order_check_goal(o, s, i, d);
	}
	ok &= check_up(o, s, d);
	ok = ok && read_loads(o, s, set, d);
	return ok && (set->type != SEARCH_BACK_TO_BACK || check_bursts(o, s, d));
}

void search_order_clear(struct search_order *o)
{
	for (int i = 0; i < o->problem.n_goals; i++)
		g_free((char *)o->goals[i].name);
	g_free(o->goals);
	g_clear_pointer(&o->limits, g_array_unref);
	g_free(o->frame);
	g_free(o->guest);
}

int64_t search_order_unsent(const struct search_order *o, const struct trial *trial, int64_t offered)
{
	int64_t due = (int64_t)((__int128)trial->load * trial->duration / VTIME_PER_S);
	int64_t slack =
		1 + trial->load / LAG_PER_S + (o->is_random ? (int64_t)(DEVIATIONS * sqrt((double)due)) : 0);
	return o->may_lag && due - offered > slack ? due - offered : 0;
}

double search_order_bps(const struct search_order *o, double pps)
{
	return pps * (o->frame_bytes + WIRE_OVERHEAD) * 8;
}
