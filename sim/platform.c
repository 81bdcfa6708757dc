/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/platform.h"
#include "sim/platform_elements.h"
#include "sim/text_file.h"
#include <string.h>

static void clear_host(gpointer data)
{
	g_free(((struct platform_host *)data)->name);
}

static void clear_link(gpointer data)
{
	g_free(((struct platform_link *)data)->name);
}

static struct platform *platform_new(const char *path)
{
	struct platform *p = g_new(struct platform, 1);
	p->refs = 1;
	p->path = g_strdup(path);
	p->hosts = g_array_new(FALSE, TRUE, sizeof(struct platform_host));
	g_array_set_clear_func(p->hosts, clear_host);
	p->links = g_array_new(FALSE, TRUE, sizeof(struct platform_link));
	g_array_set_clear_func(p->links, clear_link);
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
	g_free(p->path);
	g_free(p);
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

struct platform *platform_read(const char *path, struct place at, struct diag *d)
{
	size_t length;
	char *text = text_file_read(path, at, &length, d);
	if (!text)
		return NULL;
	struct platform *p = platform_new(path);
	if (!platform_parse(p, text, d))
		g_clear_pointer(&p, platform_free);
	g_free(text);
	return p;
}
