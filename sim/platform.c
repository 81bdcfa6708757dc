/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/platform.h"
#include "sim/input/plain_text.h"
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
	g_array_unref(route->hops);
}

static void clear_hop(gpointer data)
{
	g_free(((struct platform_hop *)data)->link);
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
	p->pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
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
	g_hash_table_unref(p->pairs);
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

/* ---- routes ---- */

struct platform_route *platform_add_route(struct platform *p, const char *src, const char *dst)
{
	struct platform_route route = {.src = g_strdup(src), .dst = g_strdup(dst)};
	char *pair = g_strdup_printf("%s\n%s", src, dst);
	route.hops = g_array_new(FALSE, FALSE, sizeof(struct platform_hop));
	g_array_set_clear_func(route.hops, clear_hop);
	g_array_append_val(p->routes, route);
	if (!g_hash_table_contains(p->pairs, pair))
		g_hash_table_insert(p->pairs, pair, GUINT_TO_POINTER(p->routes->len));
	else
		g_free(pair);
	/* cppcheck-suppress memleak */ /* the array has a copy of the route */
	return &g_array_index(p->routes, struct platform_route, p->routes->len - 1);
}

void platform_add_hop(struct platform_route *r, const char *link, bool down)
{
	const struct platform_hop hop = {g_strdup(link), down};
	g_array_append_val(r->hops, hop);
}

static const struct platform_route *route(const struct platform *p, guint i)
{
	return &g_array_index(p->routes, struct platform_route, i);
}

static const struct platform_hop *hop(const struct platform_route *r, guint i)
{
	return &g_array_index(r->hops, struct platform_hop, i);
}

static const struct platform_route *route_between(const struct platform *p, const char *src, const char *dst)
{
	char *pair = g_strdup_printf("%s\n%s", src, dst);
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(p->pairs, pair));
	g_free(pair);
	return number ? route(p, number - 1) : NULL;
}

static bool is_end(const struct platform_route *r, const char *host, const char *link)
{
	guint n = r->hops->len;
	return n > 0 && ((!strcmp(r->src, host) && !strcmp(hop(r, 0)->link, link)) ||
			 (!strcmp(r->dst, host) && !strcmp(hop(r, n - 1)->link, link)));
}

bool platform_touches(const struct platform *p, const char *host, const char *link)
{
	for (guint i = 0; i < p->routes->len; i++)
		if (is_end(route(p, i), host, link))
			return true;
	return false;
}

GArray *platform_path(const struct platform *p, const char *src, const char *dst)
{
	const struct platform_route *there = route_between(p, src, dst), *back = route_between(p, dst, src);
	const struct platform_route *r = there ? there : back;
	if (!r)
		return NULL;
	GArray *path = g_array_new(FALSE, FALSE, sizeof(struct platform_hop));
	for (guint i = 0, n = r->hops->len; i < n; i++) {
		struct platform_hop next = *hop(r, there ? i : n - 1 - i);
		next.down ^= !there;
		g_array_append_val(path, next);
	}
	return path;
}

bool platform_joins(const struct platform *p, const char *a, const char *b, const char *link)
{
	const struct platform_route *r[] = {route_between(p, a, b), route_between(p, b, a)};
	for (size_t i = 0; i < G_N_ELEMENTS(r); i++)
		if (r[i] && r[i]->hops->len == 1 && !strcmp(hop(r[i], 0)->link, link))
			return true;
	return false;
}

const char *platform_uplink(const struct platform *p, const char *host, const char *peer)
{
	const struct platform_route *out = route_between(p, host, peer), *in = route_between(p, peer, host);
	if (out && out->hops->len > 1)
		return hop(out, 0)->link;
	return in && in->hops->len > 1 ? hop(in, in->hops->len - 1)->link : NULL;
}
