/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/cstate.h"
#include "sim/input/unit.h"
#include <string.h>

const char *const cstate_names[] = {"C1", "C1E", "C6", NULL};

#define US VTIME_PER_US

static const struct cstate_times tables[][CSTATES] = {
	[CSTATES_skx] = {{2 * US, 2 * US}, {10 * US, 20 * US}, {133 * US, 600 * US}},
	[CSTATES_icx] = {{1 * US, 1 * US}, {4 * US, 4 * US}, {170 * US, 600 * US}},
};

static bool read_times(const char *text, struct cstate_times *times, char **why)
{
	char **parts = g_strsplit(text, "/", -1);
	bool good = g_strv_length(parts) == 2 &&
		    unit_parse(UNIT_TIME, g_strstrip(parts[0]), &times->exit_latency, why) &&
		    unit_parse(UNIT_TIME, g_strstrip(parts[1]), &times->target_residency, why);
	g_strfreev(parts);
	return good && times->exit_latency >= 0 && times->target_residency >= 0;
}

static bool read_table(const char *text, struct cstate_times table[CSTATES], char **why)
{
	char **states = g_strsplit(text, ",", -1);
	bool good = g_strv_length(states) == CSTATES;
	for (int i = 0; good && i < CSTATES; i++)
		good = read_times(states[i], &table[i], why);
	g_strfreev(states);
	return good;
}

bool cstate_table(const struct sched_settings *s, struct cstate_times table[CSTATES], char **why)
{
	const char *text = s->cstate_times ? s->cstate_times : "";
	*why = NULL;
	if (s->cstates != CSTATES_own) {
		memcpy(table, tables[s->cstates], CSTATES * sizeof(*table));
		return true;
	}
	if (read_table(text, table, why))
		return true;
	g_free(*why);
	*why = g_strdup_printf("\"%.64s\" is no list of three states, such as 2us/2us,10us/20us,133us/600us",
			       text);
	return false;
}

/* One look at the idle times up to a limit: how many, their mean, variance and maximum, in us. */
struct look {
	int64_t n, mean, variance, max;
};

static struct look look_at(const int64_t *us, int64_t limit)
{
	struct look l = {0};
	int64_t sum = 0, squares = 0;
	for (int i = 0; i < CSTATE_INTERVALS; i++)
		if (us[i] <= limit) {
			sum += us[i];
			l.max = MAX(l.max, us[i]);
			l.n++;
		}
	l.mean = sum / l.n;
	for (int i = 0; i < CSTATE_INTERVALS; i++)
		if (us[i] <= limit)
			squares += (us[i] - l.mean) * (us[i] - l.mean);
	l.variance = squares / l.n;
	return l;
}

/* get_typical_interval(); VTIME_NEVER: there is none. At most a quarter of them are left out. */
static vtime typical_interval(const struct core *c)
{
	for (int64_t limit = INT32_MAX;;) {
		struct look l = look_at(c->idle_us, limit);
		bool many = l.n * 4 >= CSTATE_INTERVALS * 3;
		if (l.variance <= 400 || (many && l.mean * l.mean > 36 * l.variance))
			return l.mean * VTIME_PER_US;
		if (l.n * 4 <= CSTATE_INTERVALS * 3)
			return VTIME_NEVER;
		limit = l.max - 1;
	}
}

#define LONG_US 1000000

void cstate_init(struct core *c)
{
	for (int i = 0; i < CSTATE_INTERVALS; i++)
		c->idle_us[i] = LONG_US;
	cstate_enter(c);
}

/* menu_select() */
void cstate_enter(struct core *c)
{
	const struct sched_settings *s = &c->machine->sched;
	const struct cstate_times *table = c->machine->cstates;
	vtime predicted = typical_interval(c);
	c->idle_from = c->cal->now;
	c->cstate = 0;
	for (int i = 1; i <= s->deepest; i++)
		if (table[i].target_residency <= predicted && table[i].exit_latency <= predicted)
			c->cstate = i;
}

/* menu_update() */
vtime cstate_exit(struct core *c)
{
	vtime slept = c->cal->now - c->idle_from;
	c->idle_us[c->idle_next++ % CSTATE_INTERVALS] = MIN(slept / VTIME_PER_US, INT32_MAX);
	return c->machine->cstates[c->cstate].exit_latency;
}
