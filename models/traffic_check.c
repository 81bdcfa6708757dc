/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic_check.h"
#include "models/wire.h"

#include <string.h>

static const struct traffic_settings *source(const struct scenario *s, guint i)
{
	return &g_array_index(s->traffic, struct traffic_settings, i);
}

/* ---- from and to ---- */

bool traffic_check_guest(const struct scenario *s, const char *name, struct place at, struct diag *d)
{
	const char **names = g_new(const char *, s->guests->len);
	bool found = false;
	for (guint k = 0; k < s->guests->len; k++) {
		names[k] = g_array_index(s->guests, struct guest_settings, k).name;
		found |= strcmp(names[k], name) == 0;
	}
	const char *near = diag_nearest(name, names, (int)s->guests->len);
	if (!found && s->guests->len > 0)
		diag_error(d, at,
			   near ? "there is no guest %s; did you mean %s?"
				: "there is no guest %s; the first one is %s",
			   name, near ? near : names[0]);
	g_free(names);
	return found;
}

static bool check_ends(const struct scenario *s, guint i, struct diag *d)
{
	const struct traffic_settings *set = source(s, i);
	struct place to = scenario_place(s, "traffic.%u.to", i);
	bool ok = true, out = strcmp(set->to, TRAFFIC_WIRE) == 0, tester = source_is_tester(set);
	if (!out)
		ok = traffic_check_guest(s, set->to, to, d);
	else if (tester)
		ok = diag_error(d, to, "traffic to the wire needs a guest that sends it: from");
	if ((out || tester) && scenario_peer(s))
		ok = diag_error(
			d, tester ? scenario_place(s, "traffic.%u", i) : to,
			"there is no tester where the wire joins two machines: traffic is from guest to "
			"guest");
	if (!tester)
		ok &= traffic_check_guest(s, set->from, scenario_place(s, "traffic.%u.from", i), d);
	if (!tester && strcmp(set->from, set->to) == 0)
		ok = diag_error(d, to, "a guest does not send to itself: from and to are both %s", set->to);
	return ok;
}

/* ---- the rate ---- */

/* Where a setting was made, else where its element begins. */
static struct place place_of(const struct scenario *s, guint i, const char *key)
{
	struct place at = scenario_place(s, "traffic.%u.%s", i, key);
	return at.line > 0 || strcmp(at.file, s->path) != 0 ? at : scenario_place(s, "traffic.%u", i);
}

static bool check_rate(const struct scenario *s, guint i, struct diag *d)
{
	const struct traffic_settings *set = source(s, i);
	if (set->rate > 0)
		return true;
	if (source_is_tester(set))
		return diag_error(
			d, place_of(s, i, "rate"),
			"the tester's rate must be above 0pps; only a guest sends as fast as it can");
	if (set->arrivals != ARRIVALS_CONSTANT)
		return diag_error(d, place_of(s, i, "arrivals"),
				  "a guest that sends as fast as it can (rate 0pps) has no arrivals");
	return true;
}

bool traffic_check(const struct scenario *s, struct diag *d)
{
	bool ok = true;
	for (guint i = 0; i < s->traffic->len; i++) {
		ok &= check_ends(s, i, d);
		ok &= check_rate(s, i, d);
	}
	return ok;
}

/* ---- the wire ---- */

static double wire_share(const struct traffic_settings *set, double rate, int64_t bits_per_s)
{
	double seconds = (frame_mix_mean(&set->frame) + WIRE_OVERHEAD) * 8 / (double)bits_per_s;
	if (set->arrivals == ARRIVALS_BURSTS)
		rate *= (double)(set->burst_on + set->burst_off) / (double)set->burst_on;
	return rate * seconds;
}

static double total_rate(const struct scenario *s)
{
	double total = 0;
	for (guint i = 0; i < s->traffic->len; i++)
		if (source_is_tester(source(s, i)))
			total += (double)source(s, i)->rate;
	return total;
}

/* The share of the wire's time that the sources ask for at a total load (0: as written). */
static double wire_demand(const struct scenario *s, int64_t load, int64_t bits_per_s)
{
	double demand = 0, total = total_rate(s), scale = load && total > 0 ? (double)load / total : 1;
	for (guint i = 0; i < s->traffic->len; i++)
		if (source_is_tester(source(s, i)))
			demand += wire_share(source(s, i), (double)source(s, i)->rate * scale, bits_per_s);
	return demand;
}

int64_t scenario_line_rate(const struct scenario *s)
{
	const struct platform_link *link = platform_link(s->platform, s->general.wire);
	double total = total_rate(s);
	return total > 0 ? (int64_t)(total / wire_demand(s, 0, link->bits_per_s)) : 0;
}

/* An offered load that the wire cannot carry is a contradiction; half a packet a second is rounding. */
bool traffic_check_load(const struct scenario *s, int64_t load, struct place at, const char *what,
			struct diag *d)
{
	const struct platform_link *link = platform_link(s->platform, s->general.wire);
	if (!link || !(wire_demand(s, load, link->bits_per_s) > 1.000001))
		return true;
	char *most = unit_format(UNIT_RATE, scenario_line_rate(s));
	diag_error(d, at, "%s is more than the link %s carries: at most %s of these frames%s", what,
		   link->name, most, source(s, 0)->arrivals == ARRIVALS_BURSTS ? " in these bursts" : "");
	g_free(most);
	return false;
}
