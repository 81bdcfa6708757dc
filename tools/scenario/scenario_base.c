/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/scenario_base.h"
#include "models/check/scenario_check.h"
#include "models/check/scenario_warn.h"
#include "models/run/memory_need.h"
#include "sim/input/plain_text.h"
#include "tools/scenario/cost_section.h"
#include "tools/scenario/like_guests.h"
#include "tools/scenario/named_files.h"
#include "tools/scenario/scenario_document.h"
#include <string.h>

struct scenario_base {
	struct yaml_file *file;
	GHashTable *folders;	      /* of the files of the document */
	struct named_files *named;    /* by the scenarios made so far */
	struct scenario_reader read;  /* the scenario as the file has it, not complete */
	struct diag *faults;	      /* of the file's settings */
	struct scenario_reader tried; /* for settings that are only tried; .s NULL: not begun */
};

/* ---- the file ---- */

/* scenario_base_name_of: the file's name without its ending. Folders of results have it, and every report begins with it: so it does not
 * begin with a dot, and is plain. */
static char *scenario_base_name_of(const char *path)
{
	char *name = g_path_get_basename(path);
	char *dot = strrchr(name, '.');
	if (dot && dot != name)
		*dot = '\0';
	for (char *p = name; *p == '.'; p++)
		*p = '_';
	if (!plain_text_is(name))
		g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_. ", '_');
	return name;
}

/* A set of full keys. */
static GHashTable *keys_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void read_settings(struct scenario_base *b)
{
	struct scenario *s = scenario_new();
	g_free(s->path);
	g_free(s->name);
	s->path = g_strdup(b->file->path);
	s->name = scenario_base_name_of(s->path);
	b->faults = diag_new();
	b->read =
		(struct scenario_reader){.s = s, .plans = plans_new(), .d = b->faults, .folders = b->folders};
	b->read.overrides = cost_overrides_new();
	b->read.bad = keys_new();
	scenario_reader_file(&b->read, b->file);
	b->read.d = NULL;
}

struct scenario_base *scenario_base_read(const char *path, struct diag *d)
{
	GHashTable *folders = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
	struct yaml_file *file = scenario_document_read(g_intern_string(path), folders, d);
	if (!file) {
		g_hash_table_unref(folders);
		return NULL;
	}
	struct scenario_base *b = g_new0(struct scenario_base, 1);
	b->file = file;
	b->folders = folders;
	b->named = named_files_new();
	read_settings(b);
	return b;
}

/* A reader that goes on where the file ended; what it reads is the caller's. */
static struct scenario_reader scenario_base_reader_start(const struct scenario_base *b, struct diag *d)
{
	struct scenario_reader r = b->read;
	GHashTableIter iter;
	gpointer key;
	r.s = scenario_copy(b->read.s);
	r.plans = plans_copy(b->read.plans);
	r.overrides = g_array_copy(b->read.overrides);
	r.bad = keys_new();
	r.again = keys_new();
	r.d = d;
	g_hash_table_iter_init(&iter, b->read.bad);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_hash_table_add(r.bad, g_strdup(key));
	return r;
}

/* Frees what the reader holds but the scenario; its plans if they were not taken. */
static void scenario_base_reader_end(struct scenario_reader *r)
{
	plans_free(r->plans);
	g_array_free(r->overrides, TRUE);
	g_hash_table_unref(r->bad);
	g_hash_table_unref(r->again);
}

static void drop_tried(struct scenario_base *b)
{
	if (b->tried.s) {
		scenario_base_reader_end(&b->tried);
		scenario_free(b->tried.s);
	}
	b->tried.s = NULL;
}

void scenario_base_free(struct scenario_base *b)
{
	if (!b)
		return;
	scenario_free(b->read.s);
	plans_free(b->read.plans);
	g_array_free(b->read.overrides, TRUE);
	g_hash_table_unref(b->read.bad);
	drop_tried(b);
	diag_free(b->faults);
	named_files_free(b->named);
	g_hash_table_unref(b->folders);
	yaml_file_free(b->file);
	g_free(b);
}

struct yaml_file *scenario_base_file(struct scenario_base *b)
{
	return b->file;
}

struct place scenario_base_place(const struct scenario_base *b)
{
	return (struct place){b->file->path, 0, 0};
}

const struct cost_origin *scenario_base_costs(const struct scenario_base *b, const struct scenario *s)
{
	return named_files_costs(b->named, s);
}

const struct scenario *scenario_base_settings(const struct scenario_base *b)
{
	return b->read.s;
}

const struct scenario_reader *scenario_base_reader(const struct scenario_base *b)
{
	return &b->read;
}

/* ---- settings made after it ---- */

/* The place's file outlives the scenario, whose settings keep it. */
struct place scenario_base_set_place(const char *set)
{
	char *file = g_strconcat("--set ", set, NULL);
	struct place at = {g_intern_string(file), 0, 0};
	g_free(file);
	return at;
}

static void make_sets(struct scenario_reader *r, const char *const *sets)
{
	for (; sets && *sets; sets++) {
		const char *equals = strchr(*sets, '=');
		char *key = equals ? g_strndup(*sets, (gsize)(equals - *sets)) : NULL;
		if (key && *key)
			scenario_reader_set(r, key, equals + 1, scenario_base_set_place(*sets));
		else
			diag_error(r->d, scenario_base_set_place(*sets), "a setting is written KEY=VALUE");
		g_free(key);
	}
}

static void make_more(struct scenario_reader *r, const struct scenario_set *sets, int n)
{
	for (int i = 0; i < n; i++)
		scenario_reader_set(r, sets[i].key, sets[i].text, sets[i].at);
}

/* Makes the settings of the order after those of the file, whose faults come first: but not those of a value that is
 * replaced. */
static void make_order(struct scenario_reader *r, const struct scenario_base *b,
		       const struct scenario_order *order)
{
	struct diag *d = r->d, *own = diag_new();
	r->d = own;
	make_sets(r, order->sets);
	make_more(r, order->more, order->n);
	r->d = d;
	diag_add_but(d, b->faults, r->again);
	diag_add_all(d, own);
	diag_free(own);
}

/* ---- what must hold once everything is set ---- */

/* Adds a fault for each option without a default that is not set in one settings struct. */
static void check_options(struct scenario_reader *r, const struct scenario_section *section, int index)
{
	const struct option_table *table = section->table;
	for (int i = 0; i < table->n; i++) {
		const struct option *opt = &table->options[i];
		if (opt->def || setting_is_marked(r, section, index, opt->key))
			continue;
		diag_error(r->d, setting_place(r, section, index), "%s%s needs the key %s: %s",
			   section->list ? "an element of " : "",
			   *table->section ? table->section : "the scenario", opt->key, opt->text);
		r->unsound = true;
	}
}

static void scenario_base_check_section(struct scenario_reader *r, const struct scenario_section *section)
{
	const char *name = section->table->section;
	if (!section->list) {
		if (section->table != &crawl_table || r->plans->has_crawl)
			check_options(r, section, 0);
		return;
	}
	int n = (int)setting_list(r, section)->len;
	for (int i = 0; i < n; i++)
		check_options(r, section, i);
	if (n == 0 && !section->optional && !section_is_plan(section) &&
	    !setting_is_marked(r, section, -1, NULL)) {
		diag_error(r->d, setting_place(r, section, -1), "the scenario needs the section %s: %s", name,
			   section->table->text);
		r->unsound = true;
	}
}

/* scenario_base_complete: reads the files that the scenario names and looks for what is missing or contradicts. */
static void scenario_base_complete(struct scenario_reader *r, struct named_files *files,
				   const struct scenario_order *order)
{
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++)
		scenario_base_check_section(r, section);
	named_files_read(files, r->s, r->d);
	cost_section_apply(r);
	if (order->as_written || !r->s->platform || r->unsound || g_hash_table_size(r->bad) > 0)
		return;
	like_guests_expand(r->s, r->d);
	scenario_check(r->s, r->d);
	memory_check(r->s, r->plans->limits.memory, r->d);
	if (r->plans->has_crawl)
		order->crawl(r->s, r->plans, r->d);
	if (diag_count(r->d) == 0)
		scenario_warn(r->s, r->d);
}

/* ---- the whole ---- */

struct scenario *scenario_base_make_with(struct scenario_base *b, const struct scenario_order *order,
					 struct diag *d)
{
	int before = diag_count(d);
	struct scenario_reader r = scenario_base_reader_start(b, d);
	make_order(&r, b, order);
	r.plans->has_crawl &= order->crawl != NULL;
	scenario_base_complete(&r, b->named, order);
	if (diag_count(d) != before)
		g_clear_pointer(&r.s, scenario_free);
	scenario_base_reader_end(&r);
	return r.s;
}

struct scenario *scenario_base_make(struct scenario_base *b, const char *const *sets, struct diag *d)
{
	return scenario_base_make_with(b, &(struct scenario_order){.sets = sets}, d);
}

struct plans *scenario_base_plans(const struct scenario_base *b, const char *const *sets)
{
	struct diag *own = diag_new();
	struct scenario_reader r = scenario_base_reader_start(b, own);
	make_sets(&r, sets);
	struct plans *plans = g_steal_pointer(&r.plans);
	scenario_base_reader_end(&r);
	scenario_free(r.s);
	diag_free(own);
	return plans;
}

static int scenario_base_compare_keys(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void scenario_base_faults(const struct scenario_base *b, const struct scenario_order *order, struct diag *d)
{
	struct diag *own = diag_new();
	struct scenario_reader r = scenario_base_reader_start(b, own);
	make_sets(&r, order->sets);
	make_more(&r, order->more, order->n);
	diag_add_but(d, b->faults, r.again);
	scenario_base_reader_end(&r);
	scenario_free(r.s);
	diag_free(own);
}

/* The full keys that were set, in alphabetical order, NULL-terminated. */
static char **keys_set(const struct scenario *s)
{
	GPtrArray *keys = g_ptr_array_new();
	GHashTableIter iter;
	gpointer key;
	g_hash_table_iter_init(&iter, s->places);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_ptr_array_add(keys, g_strdup(key));
	g_ptr_array_sort(keys, scenario_base_compare_keys);
	g_ptr_array_add(keys, NULL);
	return (char **)g_ptr_array_free(keys, FALSE);
}

/* A reader for settings of which only the faults and the keys matter, so that one copy of the scenario does for all. */
static struct scenario_reader *try_start(struct scenario_base *b, struct diag *d)
{
	struct scenario_reader *r = &b->tried;
	if (!r->s)
		*r = scenario_base_reader_start(b, d);
	r->d = d;
	g_hash_table_remove_all(r->s->places);
	g_hash_table_remove_all(r->again);
	g_array_set_size(r->overrides, 0);
	return r;
}

/* With another name a guest is not found by the one that it has in the file. */
static bool renames(char *const *keys)
{
	for (; *keys; keys++)
		if (g_str_has_suffix(*keys, ".name"))
			return true;
	return false;
}

char **scenario_base_try(struct scenario_base *b, const struct scenario_order *order, struct diag *d)
{
	struct scenario_reader *r = try_start(b, d);
	make_sets(r, order->sets);
	make_more(r, order->more, order->n);
	cost_section_apply(r);
	char **keys = keys_set(r->s);
	if (renames(keys))
		drop_tried(b);
	return keys;
}
