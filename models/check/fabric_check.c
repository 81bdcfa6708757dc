/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check/fabric_check.h"

#include <string.h>

#define LONGEST_FRAME 9022 /* traffic.frame's upper bound */

/* The link of a host, as its route to the first one says. */
static const char *wire_of(const struct scenario *s, const char *host)
{
	return strcmp(host, s->host.name) ? platform_uplink(s->platform, host, s->host.name) : s->wire.name;
}

/* A link between two switches: its directions must be told apart. */
static bool check_inner(const struct platform_link *link, const char *a, const char *b, struct place at,
			struct diag *d)
{
	if (!link->split)
		return diag_error(
			d, at,
			"link %s stands between two others on the route between hosts %s and %s, so it joins "
			"two switches: it must be sharing_policy=\"SPLITDUPLEX\", and the routes give its "
			"direction",
			link->name, a, b);
	return link->latency >= VTIME_PER_NS ||
	       diag_error(d, at, "link %s joins switches and needs a latency, of 1ns at least", link->name);
}

static bool check_inner_links(const struct scenario *s, const char *a, const char *b, struct place at,
			      struct diag *d)
{
	GArray *path = platform_path(s->platform, a, b);
	bool ok = true;
	for (guint i = 1; ok && i + 1 < path->len; i++)
		ok = check_inner(platform_link(s->platform, g_array_index(path, struct platform_hop, i).link),
				 a, b, at, d);
	g_array_unref(path);
	return ok;
}

static bool check_route(const struct scenario *s, const char *host, const char *other, struct diag *d)
{
	struct place at = scenario_host_place(s, host);
	const char *here = platform_uplink(s->platform, host, other),
		   *there = platform_uplink(s->platform, other, host);
	if (!here)
		return diag_error(d, at,
				  "hosts %s and %s need a route of two links or more, each host's own at its "
				  "end, which "
				  "switches join: there are more than two hosts",
				  host, other);
	if (strcmp(here, wire_of(s, host)) != 0 || strcmp(there, wire_of(s, other)) != 0)
		return diag_error(d, at,
				  "the route between hosts %s and %s leaves one of them over another "
				  "link than its other routes do: a host has one wire",
				  host, other);
	return check_inner_links(s, host, other, at, d);
}

/* One that has come so far; those before it are sound. */
static bool fabric_check_host(const struct scenario *s, const GPtrArray *hosts, guint i, struct diag *d)
{
	const char *host = hosts->pdata[i];
	for (guint k = 0; k < i; k++)
		if (!check_route(s, host, hosts->pdata[k], d))
			return false;
	const struct platform_link *wire = platform_link(s->platform, wire_of(s, host));
	return wire->latency >= VTIME_PER_NS ||
	       diag_error(d, scenario_host_place(s, host),
			  "link %s joins machines and needs a latency, of 1ns at least", wire->name);
}

static bool check_queue(const struct scenario *s, const GPtrArray *hosts, struct diag *d)
{
	struct place at = scenario_place(s, "fabric.queue");
	if (s->fabric.queue == 0)
		return true;
	if (hosts->len <= 2)
		return diag_error(d, at,
				  "fabric.queue has no switch to be of: there are %u hosts, and a switch "
				  "joins more than two",
				  hosts->len);
	return s->fabric.queue >= LONGEST_FRAME ||
	       diag_error(d, at, "fabric.queue has no room for the longest frame, %dB; 0B is no limit",
			  LONGEST_FRAME);
}

bool fabric_check(const struct scenario *s, const GPtrArray *hosts, struct diag *d)
{
	bool ok = check_queue(s, hosts, d);
	for (guint i = 0; i < hosts->len; i++)
		if (!platform_host(s->platform, hosts->pdata[i]))
			return ok; /* it has been said */
	for (guint i = 1; hosts->len > 2 && s->platform->path && i < hosts->len; i++)
		if (!fabric_check_host(s, hosts, i, d))
			return false;
	return ok;
}
