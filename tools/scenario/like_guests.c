/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/like_guests.h"
#include <string.h>

/* ---- lists of settings ---- */

/* A list that takes the place of another one, and the places of its settings. */
struct expansion {
	const struct option_table *table;
	const struct scenario *s; /* as it is written */
	GArray *list;
	GHashTable *places; /* of all of the new scenario */
};

static void copy_place(struct expansion *e, guint from, guint to, const char *key)
{
	const char *dot = key ? "." : "";
	char *old = g_strdup_printf("%s.%u%s%s", e->table->section, from, dot, key ? key : "");
	const struct place *at = scenario_find_place(e->s, old);
	if (at)
		g_hash_table_replace(e->places,
				     g_strdup_printf("%s.%u%s%s", e->table->section, to, dot, key ? key : ""),
				     g_memdup2(at, sizeof(*at)));
	g_free(old);
}

/* Adds a copy of an element; returns its settings, valid until the next one. */
static void *add_copy(struct expansion *e, const GArray *from, guint i)
{
	guint to = e->list->len;
	g_array_set_size(e->list, to + 1);
	option_copy(e->table, e->list->data + to * e->table->size, from->data + i * e->table->size);
	copy_place(e, i, to, NULL);
	for (int k = 0; k < e->table->n; k++)
		copy_place(e, i, to, e->table->options[k].key);
	return e->list->data + to * e->table->size;
}

static void like_guests_set_text(char **text, char *other)
{
	g_free(*text);
	*text = other;
}

static char *member_name(const char *name, int64_t i)
{
	return g_strdup_printf("%s%" G_GINT64_FORMAT, name, i);
}

/* ---- cores ---- */

/* The core of member i of those that take turns, step cores each. */
static int64_t core_in_turn(int64_t first, int64_t other, int64_t cores, int64_t step, int64_t i)
{
	int64_t last = other > first ? other - 1 : cores - 1;
	int64_t turns = MAX((last - first + 1) / step, 1);
	return first + i % turns * step;
}

static void like_guests_place_guest(struct guest_settings *g, const struct guest_settings *as, int64_t cores,
				    int64_t i)
{
	int64_t workers = as->spread ? as->ports * as->queues : 1;
	g->vhost_core = core_in_turn(as->vhost_core, as->vcpu_core, cores, workers, i);
	g->vcpu_core = core_in_turn(as->vcpu_core, as->vhost_core, cores, as->queues, i);
}

/* ---- guests ---- */

static const struct guest_settings *like_guests_guest(const struct scenario *s, guint i)
{
	return &g_array_index(s->guests, struct guest_settings, i);
}

/* The number of cores that the guest may have; 0: its own do not exist. */
static int64_t like_guests_cores_of(const struct scenario *s, guint i)
{
	const struct platform_host *host = platform_host(s->platform, scenario_guest_host(s, i));
	const struct guest_settings *g = like_guests_guest(s, i);
	return host && g->vhost_core < host->cores && g->vcpu_core < host->cores ? host->cores : 0;
}

/* How many guests the element stands for; 0: it is one, with the name as it is. */
static int64_t members(const struct scenario *s, guint i)
{
	return like_guests_cores_of(s, i) ? like_guests_guest(s, i)->count : 0;
}

/* The element that stands for several and has the name; -1: none. */
static int list_named(const struct scenario *s, const char *name)
{
	for (guint i = 0; i < s->guests->len; i++)
		if (members(s, i) > 0 && strcmp(like_guests_guest(s, i)->name, name) == 0)
			return (int)i;
	return -1;
}

/* A guest that is named as next hop, or as an end of a source, by member i. */
static void name_member(const struct scenario *s, char **name, int64_t i)
{
	int list = list_named(s, *name);
	if (list >= 0)
		like_guests_set_text(name, member_name(like_guests_guest(s, (guint)list)->name,
						       i % members(s, (guint)list)));
}

static void like_guests_add_guests(struct expansion *e, guint i)
{
	const struct guest_settings *as = like_guests_guest(e->s, i);
	int64_t n = members(e->s, i);
	for (int64_t k = 0; k < MAX(n, 1); k++) {
		struct guest_settings *g = add_copy(e, e->s->guests, i);
		name_member(e->s, &g->to, k);
		if (n == 0)
			continue;
		g->count = 0;
		like_guests_set_text(&g->name, member_name(as->name, k));
		like_guests_place_guest(g, as, like_guests_cores_of(e->s, i), k);
	}
}

/* ---- sources ---- */

/* How many sources the element stands for: as many as the longer of the lists at its ends. */
static int64_t like_guests_sources(const struct scenario *s, guint i)
{
	const struct traffic_settings *t = &g_array_index(s->traffic, struct traffic_settings, i);
	int from = list_named(s, t->from), to = list_named(s, t->to);
	int64_t n = from >= 0 ? members(s, (guint)from) : 1;
	return MAX(n, to >= 0 ? members(s, (guint)to) : 1);
}

static void add_sources(struct expansion *e, guint i)
{
	int64_t n = like_guests_sources(e->s, i);
	for (int64_t k = 0; k < n; k++) {
		struct traffic_settings *t = add_copy(e, e->s->traffic, i);
		name_member(e->s, &t->from, k);
		name_member(e->s, &t->to, k);
	}
}

/* ---- the whole ---- */

static bool has_lists(const struct scenario *s)
{
	for (guint i = 0; i < s->guests->len; i++)
		if (members(s, i) > 0)
			return true;
	return false;
}

/* Whether there is room for all; a fault at the list that is one too many. */
static bool like_guests_has_room(const struct scenario *s, struct diag *d)
{
	int64_t guests = 0, total = 0;
	for (guint i = 0; i < s->guests->len; i++)
		if ((guests += MAX(members(s, i), 1)) > LIKE_GUESTS_MAX)
			return diag_error(d, scenario_place(s, "guests.%u.count", i),
					  "there are more than %d guests", LIKE_GUESTS_MAX);
	for (guint i = 0; i < s->traffic->len; i++)
		if ((total += like_guests_sources(s, i)) > LIKE_GUESTS_MAX)
			return diag_error(d, scenario_place(s, "traffic.%u.to", i),
					  "there are more than %d sources of traffic", LIKE_GUESTS_MAX);
	return true;
}

/* The places of all settings but those of the two lists, which are made anew. */
static void keep_places(GHashTable *places, GHashTable *from)
{
	GHashTableIter iter;
	gpointer key, at;
	g_hash_table_iter_init(&iter, from);
	while (g_hash_table_iter_next(&iter, &key, &at))
		if (!g_str_has_prefix(key, "guests.") && !g_str_has_prefix(key, "traffic."))
			g_hash_table_replace(places, g_strdup(key), g_memdup2(at, sizeof(struct place)));
}

static GArray *like_guests_list_new(const struct option_table *table)
{
	return g_array_new(FALSE, TRUE, (guint)table->size);
}

static void list_free(const struct option_table *table, GArray *list)
{
	for (guint i = 0; i < list->len; i++)
		option_clear(table, list->data + i * table->size);
	g_array_unref(list);
}

static void like_guests_replace(struct scenario *s, GArray *guests, GArray *traffic, GHashTable *places)
{
	list_free(&guest_table, s->guests);
	list_free(&traffic_table, s->traffic);
	s->guests = guests;
	s->traffic = traffic;
	g_hash_table_unref(s->places);
	g_clear_pointer(&s->base_places, g_hash_table_unref);
	s->places = places;
}

void like_guests_expand(struct scenario *s, struct diag *d)
{
	if (!has_lists(s) || !like_guests_has_room(s, d))
		return;
	GHashTable *places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct expansion guests = {&guest_table, s, like_guests_list_new(&guest_table), places};
	struct expansion traffic = {&traffic_table, s, like_guests_list_new(&traffic_table), places};
	if (s->base_places)
		keep_places(places, s->base_places);
	keep_places(places, s->places);
	for (guint i = 0; i < s->guests->len; i++)
		like_guests_add_guests(&guests, i);
	for (guint i = 0; i < s->traffic->len; i++)
		add_sources(&traffic, i);
	like_guests_replace(s, guests.list, traffic.list, places);
}
