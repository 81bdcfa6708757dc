/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/platform_make.h"
#include <string.h>

#define TESTER_HZ 1000000000 /* it is loaded, but nothing runs on it */

static void add_host(struct platform *p, const char *name, int cores, int64_t hz)
{
	struct platform_host host = {g_strdup(name), cores, hz};
	g_array_append_val(p->hosts, host);
}

static void add_wire(struct platform *p, const struct platform_link *wire)
{
	struct platform_link link = {g_strdup(wire->name), wire->bits_per_s, wire->latency};
	g_array_append_val(p->links, link);
}

static const struct platform_host *host_at(const struct platform *p, guint i)
{
	return &g_array_index(p->hosts, struct platform_host, i);
}

static void add_route(struct platform *p, const char *wire)
{
	struct platform_route route = {.src = g_strdup(host_at(p, 0)->name),
				       .dst = g_strdup(host_at(p, 1)->name),
				       .first = g_strdup(wire),
				       .last = g_strdup(wire),
				       .single = true};
	g_array_append_val(p->routes, route);
}

/* The platform in SimGrid's XML. Its zone has a name that no machine can have. */
static char *text_of(const struct platform *p, const struct platform_link *wire)
{
	GString *xml = g_string_new("<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
				    "<platform version=\"4.1\"><zone id=\"/\" routing=\"Full\">\n");
	for (guint i = 0; i < p->hosts->len; i++)
		g_string_append_printf(xml, "<host id=\"%s\" speed=\"%" G_GINT64_FORMAT "f\" core=\"%d\"/>\n",
				       host_at(p, i)->name, host_at(p, i)->hz, host_at(p, i)->cores);
	g_string_append_printf(xml,
			       "<link id=\"%s\" bandwidth=\"%" G_GINT64_FORMAT
			       "bps\" latency=\"%" G_GINT64_FORMAT "ps\"/>\n",
			       wire->name, wire->bits_per_s, wire->latency);
	g_string_append_printf(
		xml, "<route src=\"%s\" dst=\"%s\"><link_ctn id=\"%s\"/></route></zone></platform>\n",
		host_at(p, 0)->name, host_at(p, 1)->name, wire->name);
	return g_string_free(xml, FALSE);
}

struct platform *platform_make(const struct platform_host *host, const char *peer,
			       const struct platform_link *wire)
{
	struct platform *p = platform_new(NULL);
	const char *tester = strcmp(host->name, "tester") == 0 ? "server" : "tester";
	if (!peer)
		add_host(p, tester, 1, TESTER_HZ);
	add_host(p, host->name, host->cores, host->hz);
	if (peer)
		add_host(p, peer, host->cores, host->hz);
	add_wire(p, wire);
	add_route(p, wire->name);
	p->text = text_of(p, wire);
	return p;
}
