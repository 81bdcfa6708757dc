/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/trial_log.h"
#include "tools/study/search/load_width.h"

/* All trials at one load. */
struct load_trials {
	int64_t load;
	GArray *trials; /* of struct trial_result, as they came */
};

static struct load_trials *trial_log_at(const struct trial_log *log, guint i)
{
	return &g_array_index(log->loads, struct load_trials, i);
}

static const struct trial_result *trial_at(const struct load_trials *l, guint i)
{
	return &g_array_index(l->trials, struct trial_result, i);
}

static void clear_load(void *data)
{
	struct load_trials *l = data;
	g_array_unref(l->trials);
}

void trial_log_init(struct trial_log *log)
{
	*log = (struct trial_log){.loads = g_array_new(FALSE, FALSE, sizeof(struct load_trials))};
	g_array_set_clear_func(log->loads, clear_load);
}

void trial_log_clear(struct trial_log *log)
{
	g_array_unref(log->loads);
}

/* Where the load stands among those tried, or would stand. */
static guint position(const struct trial_log *log, int64_t load)
{
	guint i = 0;
	while (i < log->loads->len && trial_log_at(log, i)->load < load)
		i++;
	return i;
}

/* trial_log_find: the trials at a load; NULL: none. */
static const struct load_trials *trial_log_find(const struct trial_log *log, int64_t load)
{
	guint i = position(log, load);
	return i < log->loads->len && trial_log_at(log, i)->load == load ? trial_log_at(log, i) : NULL;
}

void trial_log_add(struct trial_log *log, const struct trial_result *result)
{
	guint i = position(log, result->trial.load);
	if (i == log->loads->len || trial_log_at(log, i)->load != result->trial.load) {
		struct load_trials fresh = {result->trial.load,
					    g_array_new(FALSE, FALSE, sizeof(struct trial_result))};
		g_array_insert_val(log->loads, i, fresh);
	}
	g_array_append_val(trial_log_at(log, i)->trials, *result);
	log->n++;
}

int64_t trial_log_number(const struct trial_log *log, int64_t load, vtime duration)
{
	const struct load_trials *l = trial_log_find(log, load);
	int64_t n = 0;
	for (guint i = 0; l && i < l->trials->len; i++)
		n += trial_at(l, i)->trial.duration == duration;
	return n;
}

bool trial_is_high_loss(const struct trial_result *r, int64_t loss_ratio)
{
	return (__int128)r->lost * RATIO_ONE > (__int128)r->sent * loss_ratio;
}

bool trial_is_bad(const struct trial_result *r, const struct criterion *c)
{
	return trial_is_high_loss(r, c->loss_ratio) || (r->late & c->limits);
}

int64_t trial_forwarded(const struct trial_result *r)
{
	return (int64_t)((__int128)r->trial.load * (r->sent - r->lost) / r->sent);
}

/* ---- classification ---- */

/* Sums of effective durations. */
struct durations {
	vtime full_low, full_high, short_low, short_high;
};

static struct durations trial_log_add_up(const struct load_trials *l, const struct criterion *c)
{
	struct durations d = {0};
	for (guint i = 0; l && i < l->trials->len; i++) {
		const struct trial_result *r = trial_at(l, i);
		bool high = trial_is_bad(r, c);
		bool full = r->trial.duration >= c->trial;
		*(full ? high ? &d.full_high : &d.full_low : high ? &d.short_high : &d.short_low) += r->spent;
	}
	return d;
}

/* Every sum is taken times the subceed ratio, so that the balance of short trials is whole. */
static enum load_class trial_log_class(const struct load_trials *l, const struct criterion *c)
{
	struct durations d = trial_log_add_up(l, c);
	int64_t subceed = RATIO_ONE - c->exceed_ratio;
	__int128 excess = (__int128)d.short_high * subceed - (__int128)d.short_low * c->exceed_ratio;
	__int128 low = (__int128)d.full_low * subceed;
	__int128 high = (__int128)d.full_high * subceed + MAX(excess, 0);
	__int128 whole = MAX(low + high, (__int128)c->duration_sum * subceed);
	__int128 allowed = whole * c->exceed_ratio;
	if ((whole - low) * RATIO_ONE <= allowed)
		return LOAD_LOWER_BOUND;
	return high * RATIO_ONE > allowed ? LOAD_UPPER_BOUND : LOAD_UNDECIDED;
}

enum load_class trial_log_classify(const struct trial_log *log, int64_t load, const struct criterion *c)
{
	return trial_log_class(trial_log_find(log, load), c);
}

struct load_bounds trial_log_bounds(const struct trial_log *log, const struct criterion *c)
{
	struct load_bounds bounds = {0};
	for (guint i = 0; i < log->loads->len && !bounds.upper; i++) {
		enum load_class class = trial_log_class(trial_log_at(log, i), c);
		if (class == LOAD_LOWER_BOUND)
			bounds.lower = trial_log_at(log, i)->load;
		else if (class == LOAD_UPPER_BOUND)
			bounds.upper = trial_log_at(log, i)->load;
	}
	return bounds;
}

/* ---- figures of a load ---- */

static struct load_sum sum_from(const struct load_trials *l, vtime shortest)
{
	struct load_sum sum = {0};
	for (guint i = 0; l && i < l->trials->len; i++) {
		const struct trial_result *r = trial_at(l, i);
		if (r->trial.duration < shortest)
			continue;
		sum.trials++;
		sum.sent += r->sent;
		sum.lost += r->lost;
		sum.spent += r->spent;
	}
	return sum;
}

struct load_sum trial_log_sum(const struct trial_log *log, int64_t load, const struct criterion *c)
{
	const struct load_trials *l = trial_log_find(log, load);
	struct load_sum full = sum_from(l, c->trial);
	return full.trials ? full : sum_from(l, 0);
}

/* by_loss: those within the criterion's limits of latency first. */
static int by_loss(const void *a, const void *b, void *criterion)
{
	const struct trial_result *x = a, *y = b;
	const struct criterion *c = criterion;
	bool x_late = x->late & c->limits, y_late = y->late & c->limits;
	if (x_late != y_late)
		return x_late - y_late;
	__int128 left = (__int128)x->lost * y->sent, right = (__int128)y->lost * x->sent;
	return (left > right) - (left < right);
}

/* The trials of full length, the best first. The caller frees it (g_array_unref). */
static GArray *full_by_loss(const struct load_trials *l, const struct criterion *c)
{
	GArray *full = g_array_new(FALSE, FALSE, sizeof(struct trial_result));
	for (guint i = 0; l && i < l->trials->len; i++)
		if (trial_at(l, i)->trial.duration >= c->trial)
			g_array_append_vals(full, trial_at(l, i), 1);
	g_array_sort_with_data(full, by_loss, (void *)c);
	return full;
}

double trial_log_throughput(const struct trial_log *log, int64_t load, const struct criterion *c)
{
	const struct load_trials *l = trial_log_find(log, load);
	GArray *full = full_by_loss(l, c);
	vtime whole = MAX(sum_from(l, c->trial).spent, c->duration_sum);
	__int128 remaining = (__int128)whole * (RATIO_ONE - c->exceed_ratio);
	double forwarded = 0;
	for (guint i = 0; i < full->len && (i == 0 || remaining > 0); i++) {
		const struct trial_result *r = &g_array_index(full, struct trial_result, i);
		forwarded = (double)load * (double)(r->sent - r->lost) / (double)r->sent;
		remaining -= (__int128)r->spent * RATIO_ONE;
	}
	g_array_unref(full);
	return remaining > 0 ? 0 : forwarded;
}
