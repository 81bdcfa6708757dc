/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check/traffic_check.h"
#include "models/flows/flow.h"
#include "models/nic/wire.h"

#include <string.h>

static const struct traffic_settings *traffic_check_source_at(const struct scenario *s, guint i)
{
	return &g_array_index(s->traffic, struct traffic_settings, i);
}

/* ---- from and to ---- */

static void no_guest(const struct scenario *s, const char *name, struct place at, struct diag *d)
{
	if (diag_is_full(d)) {
		diag_error(d, at, "there is no guest %.64s", name);
		return;
	}
	const char **names = g_new(const char *, s->guests->len);
	for (guint k = 0; k < s->guests->len; k++)
		names[k] = g_array_index(s->guests, struct guest_settings, k).name;
	const char *near = diag_nearest(name, names, (int)s->guests->len);
	diag_error(d, at,
		   near ? "there is no guest %.64s; did you mean %.64s?"
			: "there is no guest %.64s; the first one is %.64s",
		   name, near ? near : names[0]);
	g_free(names);
}

bool traffic_check_guest(const struct scenario *s, GHashTable *names, const char *name, struct place at,
			 struct diag *d)
{
	if (scenario_guest_named(names, name) >= 0)
		return true;
	if (s->guests->len > 0)
		no_guest(s, name, at, d);
	return false;
}

/* peer: whether the wire joins two machines. */
static bool check_ends(const struct scenario *s, GHashTable *names, bool peer, guint i, struct diag *d)
{
	const struct traffic_settings *set = traffic_check_source_at(s, i);
	struct place to = scenario_place(s, "traffic.%u.to", i);
	bool ok = true, out = strcmp(set->to, TRAFFIC_WIRE) == 0, tester = traffic_is_tester(set);
	if (!out)
		ok = traffic_check_guest(s, names, set->to, to, d);
	else if (traffic_is_host(set))
		ok = diag_error(d, to, "the host's generator sends into a guest's tap: name the guest");
	else if (tester && !flow_bridges(flows[s->general.flow]))
		ok = diag_error(d, to, "the flow %s does not forward from the wire to the wire",
				flows[s->general.flow]->name);
	if ((out || tester) && peer)
		ok = diag_error(
			d, tester ? scenario_place(s, "traffic.%u", i) : to,
			"there is no tester where the wire joins two machines: traffic is from guest to "
			"guest");
	if (!tester && !traffic_is_host(set))
		ok &= traffic_check_guest(s, names, set->from, scenario_place(s, "traffic.%u.from", i), d);
	if (!tester && strcmp(set->from, set->to) == 0)
		ok = diag_error(d, to, "a guest does not send to itself: from and to are both %s", set->to);
	return ok;
}

/* ---- one source ---- */

static struct place traffic_check_place_of(const struct scenario *s, guint i, const char *key)
{
	return scenario_place(s, "traffic.%u.%s", i, key);
}

static bool traffic_check_is_set(const struct scenario *s, guint i, const char *key)
{
	struct place at = traffic_check_place_of(s, i, key);
	return at.line > 0 || strcmp(at.file, s->path) != 0;
}

/* Where a setting was made, else where its element begins. */
static struct place near_place(const struct scenario *s, guint i, const char *key)
{
	return traffic_check_is_set(s, i, key) ? traffic_check_place_of(s, i, key)
					       : scenario_place(s, "traffic.%u", i);
}

static bool traffic_check_takes_time(const struct scenario *s)
{
	return s->cost[COST_app_source].cycles_ppm + s->cost[COST_skb_alloc].cycles_ppm +
		       s->cost[COST_tap_xmit].cycles_ppm >
	       0;
}

/* What has no date has no end. Its spacing says nothing, which is a fault only where no rate was written: then it was
 * forgotten. */
static bool check_unpaced(const struct scenario *s, guint i, struct diag *d)
{
	const struct traffic_settings *set = traffic_check_source_at(s, i);
	bool ok = true;
	if (traffic_is_tester(set))
		return diag_error(
			d, near_place(s, i, "rate"),
			"the tester's rate must be above 0pps (or give shape or pcap); only a guest "
			"or the host sends as fast as it can");
	if (traffic_is_host(set) && !traffic_check_takes_time(s))
		ok = diag_error(
			d, near_place(s, i, "rate"),
			"a generator on the host that sends as fast as it can needs time for a packet: "
			"app_source, skb_alloc or tap_xmit above 0 cycles");
	if (set->arrivals != ARRIVALS_CONSTANT && !traffic_check_is_set(s, i, "rate"))
		ok = diag_error(
			d, near_place(s, i, "arrivals"),
			"arrivals needs a rate; with rate: 0pps the source sends as fast as it can, and "
			"arrivals says nothing");
	if (set->stop > 0)
		ok = diag_error(d, near_place(s, i, "stop"),
				"a source that sends as fast as it can (rate 0pps) knows no stop");
	if (set->count > 0)
		ok = diag_error(d, near_place(s, i, "count"),
				"a source that sends as fast as it can (rate 0pps) knows no count");
	return ok;
}

static bool check_shape(const struct scenario *s, guint i, struct diag *d)
{
	const struct traffic_settings *set = traffic_check_source_at(s, i);
	struct load_shape shape;
	char *why = NULL;
	bool ok = load_shape_parse(&shape, set->shape, set->shape_kind, &why);
	if (!ok)
		diag_error(d, near_place(s, i, "shape"), "%s", why);
	g_free(why);
	load_shape_clear(&shape);
	if (set->rate > 0)
		ok = diag_error(d, near_place(s, i, "rate"), "a source has a rate or a shape, not both");
	return ok;
}

static const char *const not_of_pcap[] = {"frame", "flows", "arrivals", "shape"};

bool traffic_takes(const struct traffic_settings *set, const char *key)
{
	for (size_t k = 0; *set->pcap && k < G_N_ELEMENTS(not_of_pcap); k++)
		if (strcmp(key, not_of_pcap[k]) == 0)
			return false;
	return traffic_is_host(set) || strcmp(key, "core") != 0;
}

static bool check_pcap(const struct scenario *s, guint i, struct diag *d)
{
	const struct traffic_settings *set = traffic_check_source_at(s, i);
	bool ok = true, at_rate = set->pcap_speed == PCAP_RATE;
	for (size_t k = 0; k < G_N_ELEMENTS(not_of_pcap); k++)
		if (traffic_check_is_set(s, i, not_of_pcap[k]))
			ok = diag_error(d, traffic_check_place_of(s, i, not_of_pcap[k]),
					"%s does not go with pcap: the frames are those of the capture",
					not_of_pcap[k]);
	if (set->pcap_mtu > 0 && set->pcap_mtu < PCAP_MTU_MIN)
		ok = diag_error(d, traffic_check_place_of(s, i, "pcap_mtu"),
				"pcap_mtu is 0B (found), or at least %dB, as in IPv4", PCAP_MTU_MIN);
	if (!at_rate && set->capture && set->capture->period == 0)
		ok = diag_error(
			d, traffic_check_place_of(s, i, "pcap"),
			"the capture %s, so it has no rate of its own; write pcap_speed: rate, and the rate",
			set->capture->n == 1 ? "has one packet only" : "has one date for all packets");
	if (at_rate && set->rate == 0)
		ok = diag_error(d, near_place(s, i, "pcap_speed"),
				"pcap_speed rate needs the rate, above 0pps, that the capture is scaled to");
	if (!at_rate && set->rate > 0)
		ok = diag_error(d, near_place(s, i, "rate"),
				"a capture has its own rate; to scale it, write pcap_speed: rate");
	return ok;
}

static bool traffic_check_one(const struct scenario *s, guint i, struct diag *d)
{
	const struct traffic_settings *set = traffic_check_source_at(s, i);
	bool ok = true;
	if (*set->pcap)
		ok = check_pcap(s, i, d);
	else if (*set->shape)
		ok = check_shape(s, i, d);
	else if (set->rate == 0)
		ok = check_unpaced(s, i, d);
	if (set->stop > 0 && set->stop <= set->start)
		ok = diag_error(d, near_place(s, i, "stop"), "a source must stop after its start");
	return ok;
}

/* Pktgen on the host needs a tap to send into; what is another sender's does not go with it. */
static bool check_sender(const struct scenario *s, guint i, struct diag *d)
{
	const struct traffic_settings *set = traffic_check_source_at(s, i);
	if (set->socket > 0 && (traffic_is_host(set) || traffic_is_tester(set)))
		return diag_error(d, traffic_check_place_of(s, i, "socket"),
				  "socket is of a process in a guest: from");
	if (flows[s->general.flow]->program && !traffic_is_host(set) && !traffic_is_tester(set))
		return diag_error(
			d, traffic_check_place_of(s, i, "from"),
			"flow %s has no guest that sends: its program sends what it has received (app: "
			"reflect, forward)",
			flows[s->general.flow]->name);
	if (!traffic_is_host(set))
		return !traffic_check_is_set(s, i, "core") ||
		       diag_error(d, traffic_check_place_of(s, i, "core"),
				  "core is where pktgen of the host runs: from: host");
	if (!flows[s->general.flow]->taps)
		return diag_error(d, traffic_check_place_of(s, i, "from"),
				  "the flow %s has no tap that the host could send into",
				  flows[s->general.flow]->name);
	return true;
}

bool traffic_check(const struct scenario *s, GHashTable *names, struct diag *d)
{
	bool ok = true, peer = scenario_peer(s) != NULL;
	for (guint i = 0; i < s->traffic->len; i++) {
		ok &= check_ends(s, names, peer, i, d);
		ok &= traffic_check_one(s, i, d);
		ok &= check_sender(s, i, d);
	}
	return ok;
}

/* ---- the wire ---- */

/* Sum of the rates that a load is shared by. */
static double total_rate(const struct scenario *s)
{
	double total = 0;
	for (guint i = 0; i < s->traffic->len; i++)
		total += traffic_pps(traffic_check_source_at(s, i));
	return total;
}

/* The share of the wire's time that a source asks for while it sends at this mean rate. */
static double wire_share(const struct traffic_settings *set, double rate, int64_t bits_per_s)
{
	double seconds = (traffic_mean_bytes(set) + WIRE_OVERHEAD) * 8 / (double)bits_per_s;
	return rate * traffic_burstiness(set) * seconds;
}

/* A date from which on more of the wire is asked for, or less. */
struct turn {
	vtime date;
	double share;
};

static int traffic_check_by_date(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	return (x->date > y->date) - (x->date < y->date);
}

/* When the sources of the tester begin and end. The rates are as written, but that of source `varied` (-1: none). */
static GArray *turns_of(const struct scenario *s, int64_t bits_per_s, int varied, double rate)
{
	GArray *turns = g_array_new(FALSE, FALSE, sizeof(struct turn));
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct traffic_settings *set = traffic_check_source_at(s, i);
		double share = wire_share(set, (int)i == varied ? rate : traffic_pps(set), bits_per_s);
		struct turn begin = {set->start, share}, end = {set->stop, -share};
		if (traffic_is_tester(set))
			g_array_append_val(turns, begin);
		if (traffic_is_tester(set) && set->stop > 0)
			g_array_append_val(turns, end);
	}
	g_array_sort(turns, traffic_check_by_date);
	return turns;
}

/* The largest share that the sources ask for together. */
static double wire_demand(const struct scenario *s, int64_t bits_per_s, int varied, double rate)
{
	double most = 0, now = 0;
	GArray *turns = turns_of(s, bits_per_s, varied, rate);
	for (guint i = 0; i < turns->len; i++) {
		const struct turn *turn = &g_array_index(turns, struct turn, i);
		now += turn->share;
		if (i + 1 == turns->len || turn[1].date > turn->date)
			most = MAX(most, now);
	}
	g_array_free(turns, TRUE);
	return most;
}

/* As wire_demand, at a total load (0: as written). */
static double demand_at(const struct scenario *s, int64_t load, int64_t bits_per_s)
{
	double total = total_rate(s);
	return wire_demand(s, bits_per_s, -1, 0) * (load && total > 0 ? (double)load / total : 1);
}

int64_t scenario_line_rate(const struct scenario *s)
{
	const struct platform_link *link = platform_link(s->platform, s->wire.name);
	double demand = wire_demand(s, link->bits_per_s, -1, 0);
	return demand > 0 ? (int64_t)(total_rate(s) / demand) : INT64_MAX;
}

static bool any_bursts(const struct scenario *s)
{
	for (guint i = 0; i < s->traffic->len; i++)
		if (traffic_is_tester(traffic_check_source_at(s, i)) &&
		    traffic_check_source_at(s, i)->arrivals == ARRIVALS_BURSTS)
			return true;
	return false;
}

/* An offered load that the wire cannot carry is a contradiction; half a packet a second is rounding. */
static bool check_demand(const struct scenario *s, double demand, int64_t limit, struct place at,
			 const char *what, struct diag *d)
{
	if (!(demand > 1.000001))
		return true;
	char *most = unit_format(UNIT_RATE, limit);
	diag_error(d, at, "%s is more than the link %s carries: at most %s of these frames%s", what,
		   s->wire.name, most, any_bursts(s) ? " in these bursts" : "");
	g_free(most);
	return false;
}

static struct place place_of_rates(const struct scenario *s)
{
	guint i = 0;
	while (i < s->traffic->len && !traffic_is_tester(traffic_check_source_at(s, i)))
		i++;
	return near_place(s, i, "rate");
}

int scenario_source_to(const struct scenario *s, const char *guest)
{
	for (guint i = 0; *guest && i < s->traffic->len; i++)
		if (strcmp(traffic_check_source_at(s, i)->to, guest) == 0)
			return (int)i;
	return -1;
}

int64_t scenario_load_limit(const struct scenario *s, int only)
{
	const struct platform_link *link = platform_link(s->platform, s->wire.name);
	if (only < 0)
		return scenario_line_rate(s);
	double room = 1 - wire_demand(s, link->bits_per_s, only, 0);
	return (int64_t)(MAX(room, 0) /
			 wire_share(traffic_check_source_at(s, (guint)only), 1, link->bits_per_s));
}

bool traffic_check_load(const struct scenario *s, int64_t load, int only, struct place at, const char *what,
			struct diag *d)
{
	const struct platform_link *link = platform_link(s->platform, s->wire.name);
	if (!link)
		return true;
	double demand = only < 0 ? demand_at(s, load, link->bits_per_s)
				 : wire_demand(s, link->bits_per_s, only, (double)load);
	return check_demand(s, demand, scenario_load_limit(s, only), at, what, d);
}

bool traffic_check_wire(const struct scenario *s, struct diag *d)
{
	struct place at = s->general.load ? scenario_place(s, "load") : place_of_rates(s);
	return traffic_check_load(s, s->general.load, -1, at, "the offered load", d);
}
