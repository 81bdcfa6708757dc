/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/platform_make.h"
#include <string.h>

#define TESTER_HZ 1000000000 /* it is loaded, but nothing runs on it */

static void add_host(struct platform *p, const char *name, int cores, int64_t hz)
{
	struct platform_host host = {.name = g_strdup(name), .cores = cores, .hz = hz};
	g_array_append_val(p->hosts, host);
}

static void add_wire(struct platform *p, const char *name, const struct platform_link *wire)
{
	struct platform_link link = {g_strdup(name), wire->bits_per_s, wire->latency};
	g_array_append_val(p->links, link);
}

static const struct platform_host *host_at(const struct platform *p, guint i)
{
	return &g_array_index(p->hosts, struct platform_host, i);
}

static void add_route(struct platform *p, guint a, guint b)
{
	const struct platform_link *links = (const struct platform_link *)(void *)p->links->data;
	bool direct = p->links->len == 1;
	struct platform_route route = {.src = g_strdup(host_at(p, a)->name),
				       .dst = g_strdup(host_at(p, b)->name),
				       .first = g_strdup(links[direct ? 0 : a].name),
				       .last = g_strdup(links[direct ? 0 : b].name),
				       .links = direct ? 1 : 2};
	g_array_append_val(p->routes, route);
}

static void print_link(GString *xml, const struct platform_link *link)
{
	g_string_append_printf(xml,
			       "<link id=\"%s\" bandwidth=\"%" G_GINT64_FORMAT
			       "bps\" latency=\"%" G_GINT64_FORMAT "ps\"/>\n",
			       link->name, link->bits_per_s, link->latency);
}

static void print_route(GString *xml, const struct platform_route *r)
{
	g_string_append_printf(xml, "<route src=\"%s\" dst=\"%s\"><link_ctn id=\"%s\"/>", r->src, r->dst,
			       r->first);
	if (r->links == 2)
		g_string_append_printf(xml, "<link_ctn id=\"%s\"/>", r->last);
	g_string_append(xml, "</route>\n");
}

/* The platform in SimGrid's XML. Its zone has a name that no machine can have. */
static char *text_of(const struct platform *p)
{
	GString *xml = g_string_new("<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
				    "<platform version=\"4.1\"><zone id=\"/\" routing=\"Full\">\n");
	for (guint i = 0; i < p->hosts->len; i++)
		g_string_append_printf(xml, "<host id=\"%s\" speed=\"%" G_GINT64_FORMAT "f\" core=\"%d\"/>\n",
				       host_at(p, i)->name, host_at(p, i)->hz, host_at(p, i)->cores);
	for (guint i = 0; i < p->links->len; i++)
		print_link(xml, &g_array_index(p->links, struct platform_link, i));
	for (guint i = 0; i < p->routes->len; i++)
		print_route(xml, &g_array_index(p->routes, struct platform_route, i));
	g_string_append(xml, "</zone></platform>\n");
	return g_string_free(xml, FALSE);
}

/* Of several machines each has a wire of its own. */
static void add_wires(struct platform *p, const char *const *names, int n, const struct platform_link *wire)
{
	add_wire(p, wire->name, wire);
	for (int i = 1; n > 2 && i < n; i++) {
		char *name = g_strdup_printf("%s-%s", wire->name, names[i]);
		add_wire(p, name, wire);
		g_free(name);
	}
}

struct platform *platform_make(const struct platform_host *host, const char *const *names, int n,
			       const struct platform_link *wire)
{
	struct platform *p = platform_new(NULL);
	const char *tester = strcmp(host->name, "tester") == 0 ? "server" : "tester";
	if (n == 1)
		add_host(p, tester, 1, TESTER_HZ);
	for (int i = 0; i < n; i++)
		add_host(p, names[i], host->cores, host->hz);
	add_wires(p, names, n, wire);
	for (guint a = 0; a < p->hosts->len; a++)
		for (guint b = a + 1; b < p->hosts->len; b++)
			add_route(p, a, b);
	p->text = text_of(p);
	return p;
}
