/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/platform_make.h"
#include <string.h>

#define TESTER_HZ 1000000000 /* it is loaded, but nothing runs on it */

static void platform_make_add_host(struct platform *p, const char *name, int cores, int64_t hz)
{
	struct platform_host host = {.name = g_strdup(name), .cores = cores, .hz = hz};
	g_array_append_val(p->hosts, host);
}

static void add_wire(struct platform *p, const char *name, const struct platform_link *wire, bool split)
{
	struct platform_link link = {g_strdup(name), wire->bits_per_s, wire->latency, split};
	g_array_append_val(p->links, link);
}

static const struct platform_host *host_at(const struct platform *p, guint i)
{
	return &g_array_index(p->hosts, struct platform_host, i);
}

static const char *link_at(const struct platform *p, guint i)
{
	return g_array_index(p->links, struct platform_link, i).name;
}

/* Over the hosts' own wires, and over those of their switches to the second tier, when they are on two. */
static void add_switched_route(struct platform *p, guint a, guint b, guint per_switch)
{
	struct platform_route *r = platform_add_route(p, host_at(p, a)->name, host_at(p, b)->name);
	guint x = per_switch ? a / per_switch : 0, y = per_switch ? b / per_switch : 0;
	platform_add_hop(r, link_at(p, a), false);
	if (x != y) {
		platform_add_hop(r, link_at(p, p->hosts->len + x), false);
		platform_add_hop(r, link_at(p, p->hosts->len + y), true);
	}
	platform_add_hop(r, link_at(p, b), false);
}

static void add_routes(struct platform *p, guint per_switch)
{
	if (p->hosts->len == 2) {
		struct platform_route *r = platform_add_route(p, host_at(p, 0)->name, host_at(p, 1)->name);
		platform_add_hop(r, link_at(p, 0), false);
		return;
	}
	for (guint a = 0; a < p->hosts->len; a++)
		for (guint b = a + 1; b < p->hosts->len; b++)
			add_switched_route(p, a, b, per_switch);
}

static void print_link(GString *xml, const struct platform_link *link)
{
	g_string_append_printf(xml,
			       "<link id=\"%s\" bandwidth=\"%" G_GINT64_FORMAT
			       "bps\" latency=\"%" G_GINT64_FORMAT "ps\"%s/>\n",
			       link->name, link->bits_per_s, link->latency,
			       link->split ? " sharing_policy=\"SPLITDUPLEX\"" : "");
}

static void print_hop(const struct platform *p, GString *xml, const struct platform_hop *hop)
{
	bool split = platform_link(p, hop->link)->split;
	g_string_append_printf(xml, "<link_ctn id=\"%s\"%s/>", hop->link,
			       !split	   ? ""
			       : hop->down ? " direction=\"DOWN\""
					   : " direction=\"UP\"");
}

static void print_route(const struct platform *p, GString *xml, const struct platform_route *r)
{
	g_string_append_printf(xml, "<route src=\"%s\" dst=\"%s\">", r->src, r->dst);
	for (guint i = 0; i < r->hops->len; i++)
		print_hop(p, xml, &g_array_index(r->hops, struct platform_hop, i));
	g_string_append(xml, "</route>\n");
}

/* The platform in SimGrid's XML. Its zone has a name that no machine can have. */
static char *platform_make_text_of(const struct platform *p)
{
	GString *xml = g_string_new("<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
				    "<platform version=\"4.1\"><zone id=\"/\" routing=\"Full\">\n");
	for (guint i = 0; i < p->hosts->len; i++)
		g_string_append_printf(xml, "<host id=\"%s\" speed=\"%" G_GINT64_FORMAT "f\" core=\"%d\"/>\n",
				       host_at(p, i)->name, host_at(p, i)->hz, host_at(p, i)->cores);
	for (guint i = 0; i < p->links->len; i++)
		print_link(xml, &g_array_index(p->links, struct platform_link, i));
	for (guint i = 0; i < p->routes->len; i++)
		print_route(p, xml, &g_array_index(p->routes, struct platform_route, i));
	g_string_append(xml, "</zone></platform>\n");
	return g_string_free(xml, FALSE);
}

/* Of several machines each has a wire of its own. */
static void add_wires(struct platform *p, const char *const *names, int n, const struct platform_link *wire)
{
	add_wire(p, wire->name, wire, false);
	for (int i = 1; n > 2 && i < n; i++) {
		char *name = g_strdup_printf("%s-%s", wire->name, names[i]);
		add_wire(p, name, wire, false);
		g_free(name);
	}
}

/* From each switch to the second tier; no machine's wire has such a name. */
static void add_uplinks(struct platform *p, const char *wire, const struct platform_tier *tier)
{
	int n = (int)p->hosts->len, switches = (n + tier->hosts - 1) / tier->hosts;
	for (int i = 0; i < switches; i++) {
		char *name = g_strdup_printf("%s+%d", wire, i);
		add_wire(p, name, &tier->uplink, true);
		g_free(name);
	}
}

struct platform *platform_make(const struct platform_host *host, const char *const *names, int n,
			       const struct platform_link *wire, const struct platform_tier *tier)
{
	struct platform *p = platform_new(NULL);
	const char *tester = strcmp(host->name, "tester") == 0 ? "server" : "tester";
	if (n == 1)
		platform_make_add_host(p, tester, 1, TESTER_HZ);
	for (int i = 0; i < n; i++)
		platform_make_add_host(p, names[i], host->cores, host->hz);
	add_wires(p, names, n, wire);
	if (n > 2 && tier->hosts > 0)
		add_uplinks(p, wire->name, tier);
	add_routes(p, (guint)tier->hosts);
	p->text = platform_make_text_of(p);
	return p;
}
