/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario_file.h"
#include "models/pcap_file.h"
#include "tools/cost_profile.h"
#include "tools/cost_section.h"
#include "tools/crawl_section.h"
#include "tools/scenario_reader.h"
#include "tools/yaml_file.h"
#include <string.h>

/* ---- the file ---- */

static void read_option(struct scenario_reader *r, struct yaml_file *f,
			const struct scenario_section *section, int index, const yaml_node_t *key,
			const yaml_node_t *value)
{
	const char *word = yaml_file_text(key);
	const struct option *opt = option_find(section->table, word);
	if (!opt) {
		setting_unknown(r, section, word, yaml_file_place(f, key));
	} else if (yaml_file_expect(f, value, YAML_SCALAR_NODE, word, r->d)) {
		setting_store(r, section, index, opt, yaml_file_text(value), yaml_file_place(f, value));
	} else {
		setting_mark(r, section, index, opt->key, yaml_file_place(f, value));
		r->unsound = true;
	}
}

/* Reads the options of one settings struct. */
static void read_options(struct scenario_reader *r, struct yaml_file *f,
			 const struct scenario_section *section, int index, const yaml_node_t *mapping)
{
	const yaml_node_t *key, *value;
	bool crawl = strcmp(section->table->section, CRAWL_SECTION) == 0;
	r->s->has_crawl |= crawl;
	for (int i = 0; yaml_file_pair(f, mapping, i, &key, &value); i++)
		if (crawl && strcmp(yaml_file_text(key), CRAWL_CURVES) == 0)
			r->bad_curves |= !crawl_curves_read(r, f, value);
		else
			read_option(r, f, section, index, key, value);
}

static void read_element(struct scenario_reader *r, struct yaml_file *f,
			 const struct scenario_section *section, const yaml_node_t *mapping)
{
	int index = setting_add(r, section);
	setting_mark(r, section, index, NULL, yaml_file_place(f, mapping));
	read_options(r, f, section, index, mapping);
}

static bool read_list(struct scenario_reader *r, struct yaml_file *f, const struct scenario_section *section,
		      const yaml_node_t *sequence)
{
	const char *name = section->table->section;
	const yaml_node_t *item;
	bool sound = true;
	for (int i = 0; (item = yaml_file_item(f, sequence, i)); i++) {
		char *what = g_strdup_printf("an element of %s", name);
		if (yaml_file_expect(f, item, YAML_MAPPING_NODE, what, r->d))
			read_element(r, f, section, item);
		else
			sound = false;
		g_free(what);
	}
	if (!yaml_file_item(f, sequence, 0))
		sound = diag_error(r->d, yaml_file_place(f, sequence),
				   "%s is empty; it needs at least one element", name);
	return sound;
}

static void read_section(struct scenario_reader *r, struct yaml_file *f,
			 const struct scenario_section *section, const yaml_node_t *node)
{
	const char *name = section->table->section;
	yaml_node_type_t type = section->list ? YAML_SEQUENCE_NODE : YAML_MAPPING_NODE;
	setting_mark(r, section, -1, NULL, yaml_file_place(f, node));
	bool sound = yaml_file_expect(f, node, type, name, r->d);
	if (sound && section->list)
		sound = read_list(r, f, section, node);
	else if (sound)
		read_options(r, f, section, 0, node);
	r->unsound |= !sound;
}

static void read_file(struct scenario_reader *r, struct yaml_file *f)
{
	const yaml_node_t *root = yaml_file_root(f), *key, *value;
	for (int i = 0; yaml_file_pair(f, root, i, &key, &value); i++) {
		const char *word = yaml_file_text(key);
		const struct scenario_section *section = *word ? setting_section(word) : NULL;
		if (section)
			read_section(r, f, section, value);
		else if (strcmp(word, COST_SECTION) == 0)
			cost_section_read(r, f, value);
		else
			read_option(r, f, setting_section(""), 0, key, value);
	}
}

/* ---- the command line ---- */

/* The place's file outlives the scenario, whose settings keep it. */
static struct place set_place(const char *set)
{
	char *file = g_strdup_printf("--set %s", set);
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
			setting_set(r, key, equals + 1, set_place(*sets));
		else
			diag_error(r->d, set_place(*sets), "a setting is written KEY=VALUE");
		g_free(key);
	}
}

/* ---- what must hold once everything is set ---- */

/* Adds a fault for each option without a default that is not set in one settings struct. */
static void check_options(struct scenario_reader *r, const struct scenario_section *section, int index)
{
	const struct option_table *table = section->table;
	struct place at = setting_place(r, section, index);
	for (int i = 0; i < table->n; i++) {
		const struct option *opt = &table->options[i];
		if (opt->def || setting_is_marked(r, section, index, opt->key))
			continue;
		diag_error(r->d, at, "%s%s needs the key %s: %s", section->list ? "an element of " : "",
			   *table->section ? table->section : "the scenario", opt->key, opt->text);
		r->unsound = true;
	}
}

static void check_section(struct scenario_reader *r, const struct scenario_section *section)
{
	const char *name = section->table->section;
	if (!section->list) {
		if (strcmp(name, CRAWL_SECTION) != 0 || r->s->has_crawl)
			check_options(r, section, 0);
		return;
	}
	int n = (int)setting_list(r->s, section)->len;
	for (int i = 0; i < n; i++)
		check_options(r, section, i);
	if (n == 0 && !setting_is_marked(r, section, -1, NULL)) {
		diag_error(r->d, setting_place(r, section, -1), "the scenario needs the section %s: %s", name,
			   section->table->text);
		r->unsound = true;
	}
}

/* A path of the scenario, which is relative to its folder. */
static char *beside(const struct scenario *s, const char *path)
{
	if (g_path_is_absolute(path) || !strchr(s->path, G_DIR_SEPARATOR))
		return g_strdup(path);
	char *folder = g_path_get_dirname(s->path);
	char *full = g_build_filename(folder, path, NULL);
	g_free(folder);
	return full;
}

static void read_platform(struct scenario_reader *r)
{
	if (!*r->s->general.platform)
		return;
	char *path = beside(r->s, r->s->general.platform);
	r->s->platform = platform_read(path, scenario_place(r->s, "platform"), r->d);
	g_free(path);
}

static void read_costs(struct scenario_reader *r)
{
	if (!*r->s->general.costs)
		return;
	char *path = beside(r->s, r->s->general.costs);
	cost_profile_read(path, scenario_place(r->s, "costs"), r->s->cost, NULL, r->d);
	g_free(path);
}

static const struct capture *find_capture(const struct scenario *s, const char *path)
{
	for (guint i = 0; i < s->captures->len; i++) {
		const struct capture *c = g_ptr_array_index(s->captures, i);
		if (strcmp(c->path, path) == 0)
			return c;
	}
	return NULL;
}

static void read_capture(struct scenario_reader *r, struct traffic_settings *set, struct place at)
{
	char *path = beside(r->s, set->pcap);
	set->capture = find_capture(r->s, path);
	if (!set->capture) {
		struct capture *c = pcap_file_read(path, at, r->d);
		if (c)
			g_ptr_array_add(r->s->captures, c);
		set->capture = c;
	}
	g_free(path);
}

static void read_captures(struct scenario_reader *r)
{
	for (guint i = 0; i < r->s->traffic->len; i++) {
		struct traffic_settings *set = &g_array_index(r->s->traffic, struct traffic_settings, i);
		if (*set->pcap)
			read_capture(r, set, scenario_place(r->s, "traffic.%u.pcap", i));
	}
}

/* complete: reads the files that the scenario names and looks for what is missing or contradicts. */
static void complete(struct scenario_reader *r)
{
	for (int i = 0; i < scenario_section_count; i++)
		check_section(r, &scenario_sections[i]);
	read_platform(r);
	read_costs(r);
	read_captures(r);
	cost_section_apply(r);
	if (r->s->platform && !r->unsound)
		scenario_check(r->s, r->d);
}

/* ---- the whole ---- */

static char *name_of(const char *path)
{
	char *name = g_path_get_basename(path);
	char *dot = strrchr(name, '.');
	if (dot && dot != name)
		*dot = '\0';
	return name;
}

static struct scenario_reader reader_start(const char *path, struct diag *d)
{
	struct scenario_reader r = {.s = scenario_new(), .d = d, .overrides = cost_overrides_new()};
	g_free(r.s->path);
	g_free(r.s->name);
	r.s->path = g_strdup(path);
	r.s->name = name_of(path);
	return r;
}

/* Ends the reader; what it read is the caller's. */
static struct scenario *reader_end(struct scenario_reader *r)
{
	g_array_free(r->overrides, TRUE);
	return r->s;
}

/* What one way to read a file reports. */
struct reports {
	struct diag *file, *sets, *complete; /* where the faults of each step go */
};

/* Reads the file and makes the settings of a curve of it (NULL: none). */
static void read_with_curve(struct yaml_file *f, const yaml_node_t *curve, struct reports to)
{
	struct scenario_reader r = reader_start(f->path, to.file);
	read_file(&r, f);
	r.d = to.sets;
	if (curve)
		crawl_curve_set(&r, f, curve);
	r.d = to.complete;
	complete(&r);
	scenario_free(reader_end(&r));
}

/* check_curve: adds the faults of one curve's settings, and then, unless alone is false, those of the
 * scenario that they make. alone: the file without any other setting is sound, so that every fault is the
 * curve's. */
static void check_curve(struct yaml_file *f, const yaml_node_t *curve, bool alone, struct diag *d)
{
	struct diag *quiet = diag_new();
	struct diag *contradictions = diag_new();
	int before = diag_count(d);
	read_with_curve(f, curve, (struct reports){quiet, d, contradictions});
	if (alone && diag_count(d) == before && diag_count(contradictions) > 0) {
		diag_error(d, yaml_file_place(f, curve),
			   "the scenario with this curve's settings is faulty:");
		read_with_curve(f, curve, (struct reports){quiet, quiet, d});
	}
	diag_free(contradictions);
	diag_free(quiet);
}

static bool is_sound(struct yaml_file *f)
{
	struct diag *d = diag_new();
	read_with_curve(f, NULL, (struct reports){d, d, d});
	bool sound = diag_count(d) == 0;
	diag_free(d);
	return sound;
}

/* Every curve is judged with the file as it stands: a setting of the command line may be another curve's. */
static void check_curves(struct yaml_file *f, struct diag *d)
{
	const yaml_node_t *crawl = yaml_file_find(f, yaml_file_root(f), CRAWL_SECTION), *curve;
	bool alone = is_sound(f);
	const yaml_node_t *curves = yaml_file_find(f, crawl, CRAWL_CURVES);
	for (int i = 0; (curve = yaml_file_item(f, curves, i)); i++)
		check_curve(f, curve, alone, d);
}

struct scenario *scenario_read(const char *path, const char *const *sets, struct diag *d)
{
	int before = diag_count(d);
	const char *kept = g_intern_string(path); /* the scenario's places point to it */
	struct yaml_file *f = yaml_file_read(kept, (struct place){kept, 0, 0}, d);
	if (!f)
		return NULL;
	if (!yaml_file_expect(f, yaml_file_root(f), YAML_MAPPING_NODE, "a scenario", d)) {
		yaml_file_free(f);
		return NULL;
	}
	struct scenario_reader r = reader_start(kept, d);
	read_file(&r, f);
	make_sets(&r, sets);
	complete(&r);
	if (r.s->curves->len > 0 && !r.bad_curves)
		check_curves(f, d);
	yaml_file_free(f);

	struct scenario *s = reader_end(&r);
	if (diag_count(d) != before)
		g_clear_pointer(&s, scenario_free);
	return s;
}
