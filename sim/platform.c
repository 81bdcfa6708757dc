/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/platform.h"
#include "sim/base/plain_text.h"
#include <string.h>

static void clear_host(gpointer data)
{
	g_free(((struct platform_host *)data)->name);
}

static void clear_link(gpointer data)
{
	g_free(((struct platform_link *)data)->name);
}

static void clear_route(gpointer data)
{
	struct platform_route *route = data;
	g_free(route->src);
	g_free(route->dst);
	g_free(route->first);
	g_free(route->last);
}

struct platform *platform_new(const char *path)
{
	struct platform *p = g_new0(struct platform, 1);
	p->refs = 1;
	p->path = g_strdup(path);
	p->hosts = g_array_new(FALSE, TRUE, sizeof(struct platform_host));
	g_array_set_clear_func(p->hosts, clear_host);
	p->links = g_array_new(FALSE, TRUE, sizeof(struct platform_link));
	g_array_set_clear_func(p->links, clear_link);
	p->routes = g_array_new(FALSE, TRUE, sizeof(struct platform_route));
	g_array_set_clear_func(p->routes, clear_route);
	return p;
}

struct platform *platform_share(struct platform *p)
{
	p->refs++;
	return p;
}

void platform_free(struct platform *p)
{
	if (!p || --p->refs > 0)
		return;
	g_array_free(p->hosts, TRUE);
	g_array_free(p->links, TRUE);
	g_array_free(p->routes, TRUE);
	g_free(p->path);
	g_free(p->text);
	g_free(p);
}

/* A name may have blanks inside, as "rack 3". SimGrid has names of its own that begin with __. */
bool platform_is_name(const char *text)
{
	size_t length = strspn(text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_-.:@ ");
	return length > 0 && text[length] == '\0' && *text != ' ' && text[length - 1] != ' ' &&
	       !g_str_has_prefix(text, "__") && plain_text_is(text);
}

const char *platform_source(const struct platform *p)
{
	return p->text ? p->text : p->path;
}

const struct platform_host *platform_host(const struct platform *p, const char *name)
{
	for (guint i = 0; i < p->hosts->len; i++) {
		const struct platform_host *host = &g_array_index(p->hosts, struct platform_host, i);
		if (strcmp(host->name, name) == 0)
			return host;
	}
	return NULL;
}

const struct platform_link *platform_link(const struct platform *p, const char *name)
{
	for (guint i = 0; i < p->links->len; i++) {
		const struct platform_link *link = &g_array_index(p->links, struct platform_link, i);
		if (strcmp(link->name, name) == 0)
			return link;
	}
	return NULL;
}

static const struct platform_route *route(const struct platform *p, guint i)
{
	return &g_array_index(p->routes, struct platform_route, i);
}

bool platform_touches(const struct platform *p, const char *host, const char *link)
{
	for (guint i = 0; i < p->routes->len; i++)
		if ((!strcmp(route(p, i)->src, host) && !strcmp(route(p, i)->first, link)) ||
		    (!strcmp(route(p, i)->dst, host) && !strcmp(route(p, i)->last, link)))
			return true;
	return false;
}

static bool is_between(const struct platform_route *r, const char *a, const char *b)
{
	return strcmp(r->src, a) == 0 && strcmp(r->dst, b) == 0;
}

bool platform_joins(const struct platform *p, const char *a, const char *b, const char *link)
{
	for (guint i = 0; i < p->routes->len; i++) {
		const struct platform_route *r = route(p, i);
		if ((is_between(r, a, b) || is_between(r, b, a)) && r->links == 1 && !strcmp(r->first, link))
			return true;
	}
	return false;
}

const char *platform_uplink(const struct platform *p, const char *host, const char *peer)
{
	for (guint i = 0; i < p->routes->len; i++) {
		const struct platform_route *r = route(p, i);
		if (r->links == 2 && is_between(r, host, peer))
			return r->first;
		if (r->links == 2 && is_between(r, peer, host))
			return r->last;
	}
	return NULL;
}
