/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/identity.h"
#include "tools/base/version.h"
#include "tools/text/decimal.h"
#include <string.h>

/* The length in front keeps two texts apart from one that looks like both. */
static void identity_append_text(GString *out, const char *text)
{
	decimal_integer(out, (int64_t)strlen(text));
	g_string_append_c(out, ':');
	g_string_append(out, text);
}

static void append_frames(GString *out, const struct frame_mix *mix)
{
	for (int i = 0; i < mix->n; i++) {
		g_string_append_c(out, i ? ',' : ' ');
		decimal_integer(out, mix->size[i]);
		g_string_append_c(out, ':');
		decimal_integer(out, mix->weight[i]);
	}
}

static void identity_append_option(GString *out, const struct option *opt, const char *settings)
{
	const void *value = settings + opt->offset;
	g_string_append(out, opt->key);
	g_string_append_c(out, '=');
	switch (opt->type) {
	case OPTION_BOOL:
		decimal_integer(out, *(const bool *)value);
		break;
	case OPTION_VALUE:
		decimal_integer(out, *(const int64_t *)value);
		break;
	case OPTION_CHOICE:
		g_string_append(out, opt->choices[*(const int *)value]);
		break;
	case OPTION_TEXT:
		identity_append_text(out, *(char *const *)value);
		break;
	case OPTION_FRAMES:
		append_frames(out, value);
		break;
	}
	g_string_append_c(out, '\n');
}

/* Whether a point's result depends on the option itself. Those of hardware come with the platform. */
static bool bears(const struct option_table *table, const struct option *opt)
{
	if (opt->path || hardware_is_figure(table, opt))
		return false;
	return *table->section || (strcmp(opt->key, "question") != 0 && strcmp(opt->key, "replication") != 0);
}

static void identity_append_settings(GString *out, const struct option_table *table, const void *settings)
{
	g_string_append_c(out, '[');
	g_string_append(out, table->section);
	g_string_append(out, "]\n");
	for (int i = 0; i < table->n; i++)
		if (bears(table, &table->options[i]))
			identity_append_option(out, &table->options[i], settings);
}

static void append_section(GString *out, const struct scenario_section *section, const struct scenario *s)
{
	const void *settings = (const char *)s + section->offset;
	if (!section->list) {
		identity_append_settings(out, section->table, settings);
		return;
	}
	const GArray *list = *(GArray *const *)settings;
	for (guint i = 0; i < list->len; i++)
		identity_append_settings(out, section->table, list->data + i * section->table->size);
}

static void identity_append_costs(GString *out, const struct scenario *s)
{
	for (int i = 0; i < COST_COUNT; i++) {
		g_string_append(out, cost_names[i].name);
		g_string_append_c(out, '=');
		decimal_integer(out, s->cost[i].cycles_ppm);
		g_string_append_c(out, ' ');
		decimal_integer(out, s->cost[i].per_byte_ppm);
		g_string_append_c(out, '\n');
	}
}

/* Of those that go through switches, which way. */
static void append_route(GString *out, const struct platform_route *r)
{
	if (r->hops->len < 2)
		return;
	identity_append_text(out, r->src);
	identity_append_text(out, r->dst);
	for (guint i = 0; i < r->hops->len; i++) {
		const struct platform_hop *hop = &g_array_index(r->hops, struct platform_hop, i);
		identity_append_text(out, hop->link);
		g_string_append_c(out, hop->down ? 'd' : 'u');
	}
	g_string_append_c(out, '\n');
}

static void append_platform(GString *out, const struct platform *p)
{
	for (guint i = 0; i < p->hosts->len; i++) {
		const struct platform_host *h = &g_array_index(p->hosts, struct platform_host, i);
		identity_append_text(out, h->name);
		g_string_append_printf(out, " %d %" G_GINT64_FORMAT "\n", h->cores, h->hz);
	}
	for (guint i = 0; i < p->links->len; i++) {
		const struct platform_link *l = &g_array_index(p->links, struct platform_link, i);
		identity_append_text(out, l->name);
		g_string_append_printf(out, " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", l->bits_per_s,
				       l->latency);
	}
	for (guint i = 0; i < p->routes->len; i++)
		append_route(out, &g_array_index(p->routes, struct platform_route, i));
}

/* Which source plays which frames. */
static void append_captures(GString *out, const struct scenario *s)
{
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct capture *own = g_array_index(s->traffic, struct traffic_settings, i).capture;
		for (guint k = 0; own && k < s->captures->len; k++)
			if (g_ptr_array_index(s->captures, k) == own)
				g_string_append_printf(out, "%u %s\n", i,
						       capture_digest(g_ptr_array_index(s->captures, k)));
	}
}

char *identity_text(const struct scenario *s)
{
	GString *out = g_string_sized_new(16384);
	g_string_append_printf(out, "model=%s\n", version_model());
	for (int i = 0; i < scenario_section_count; i++)
		append_section(out, &scenario_sections[i], s);
	g_string_append(out, "[cost]\n");
	identity_append_costs(out, s);
	g_string_append(out, "[platform]\n");
	append_platform(out, s->platform);
	g_string_append(out, "[captures]\n");
	append_captures(out, s);
	return g_string_free(out, FALSE);
}

char *identity_of_point(const struct scenario *s)
{
	char *text = identity_text(s);
	char *identity = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	g_free(text);
	return identity;
}

char *identity_of_run(const char *point, int64_t replication)
{
	GString *text = g_string_new(point);
	g_string_append_c(text, ' ');
	decimal_integer(text, replication);
	char *identity = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize)text->len);
	g_string_free(text, TRUE);
	return identity;
}
