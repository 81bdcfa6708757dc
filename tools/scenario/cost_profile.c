/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/cost_profile.h"
#include "sim/input/input_file.h"
#include "tools/base/shipped.h"
#include "tools/base/unknown_key.h"
#include "tools/scenario/yaml_file.h"
#include <string.h>

const char *const cost_confidence_names[] = {"sourced", "fitted", "assumed", "measured", NULL};

/* The bounds keep any amount within the range of simulated time on any clock that a platform may have. */
static const struct option entry_options[] = {
	{.key = "cycles",
	 .type = OPTION_VALUE,
	 .unit = UNIT_FACTOR,
	 .offset = offsetof(struct cost_entry, cycles_ppm),
	 .max = "1000000000",
	 .text = "cycles of one payment"},
	{.key = "cycles_per_byte",
	 .type = OPTION_VALUE,
	 .unit = UNIT_FACTOR,
	 .offset = offsetof(struct cost_entry, per_byte_ppm),
	 .def = "0",
	 .max = "1000",
	 .text = "cycles for each byte of the packet"},
};

const struct option_table cost_entry_table = {
	.section = "cost",
	.text = "a cost",
	.options = entry_options,
	.n = G_N_ELEMENTS(entry_options),
	.size = sizeof(struct cost_entry),
};

static const struct option origin_options[] = {
	{.key = "source",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct cost_origin, source),
	 .text = "where the numbers come from"},
	{.key = "confidence",
	 .type = OPTION_CHOICE,
	 .offset = offsetof(struct cost_origin, confidence),
	 .choices = cost_confidence_names,
	 .text = "how far they can be trusted"},
	{.key = "low",
	 .type = OPTION_VALUE,
	 .unit = UNIT_FACTOR,
	 .offset = offsetof(struct cost_origin, low_ppm),
	 .max = "1000000000",
	 .text = "the least that the cycles may be"},
	{.key = "high",
	 .type = OPTION_VALUE,
	 .unit = UNIT_FACTOR,
	 .offset = offsetof(struct cost_origin, high_ppm),
	 .max = "1000000000",
	 .text = "the most that the cycles may be"},
};

static const struct option_table origin_table = {
	.section = "cost",
	.text = "the origin of a cost",
	.options = origin_options,
	.n = G_N_ELEMENTS(origin_options),
	.size = sizeof(struct cost_origin),
};

int cost_find(const char *name)
{
	for (int i = 0; i < COST_COUNT; i++)
		if (strcmp(cost_names[i].name, name) == 0)
			return i;
	return -1;
}

void cost_unknown(struct diag *d, struct place at, const char *name)
{
	const char *names[COST_COUNT];
	for (int i = 0; i < COST_COUNT; i++)
		names[i] = cost_names[i].name;
	const char *nearest = diag_is_full(d) ? NULL : diag_nearest(name, names, COST_COUNT);
	diag_error(d, at, "there is no cost \"%.40s\"%s%s%s", name, nearest ? "; did you mean " : "",
		   nearest ? nearest : "", nearest ? "?" : "; vhostsim list costs names them");
}

void cost_origins_clear(struct cost_origin origins[COST_COUNT])
{
	for (int i = 0; i < COST_COUNT; i++)
		option_clear(&origin_table, &origins[i]);
}

char *cost_profile_path(const char *name)
{
	char *path = shipped_file("costs", name);
	if (path)
		input_file_allow(path);
	return path;
}

char *cost_range_text(const struct cost_origin *origin)
{
	if (origin->low_ppm == origin->high_ppm)
		return NULL;
	char *low = unit_format(UNIT_FACTOR, origin->low_ppm);
	char *high = unit_format(UNIT_FACTOR, origin->high_ppm);
	char *text = g_strdup_printf("%s to %s", low, high);
	g_free(low);
	g_free(high);
	return text;
}

static void add_keys(GPtrArray *keys, const struct option_table *table)
{
	for (int i = 0; i < table->n; i++)
		g_ptr_array_add(keys, (char *)table->options[i].key);
}

static void cost_profile_unknown_field(struct diag *d, struct place at, const char *key, const char *cost)
{
	GPtrArray *keys = g_ptr_array_new();
	add_keys(keys, &cost_entry_table);
	add_keys(keys, &origin_table);
	unknown_key(d, at, key, cost, keys, NULL);
	g_ptr_array_free(keys, TRUE);
}

/* One cost of the profile, by name, with the structs that it fills. */
struct target {
	const char *name;
	struct cost_entry *entry;
	struct cost_origin *origin;
};

static void read_field(struct yaml_file *f, const struct target *t, const yaml_node_t *key,
		       const yaml_node_t *value, struct diag *d)
{
	const char *word = yaml_file_text(key);
	const struct option *number = option_find(&cost_entry_table, word);
	const struct option *opt = number ? number : option_find(&origin_table, word);
	char *why = NULL;
	if (!opt)
		cost_profile_unknown_field(d, yaml_file_place(f, key), word, t->name);
	else if (yaml_file_expect(f, value, YAML_SCALAR_NODE, word, d) &&
		 !option_parse(opt, yaml_file_text(value), number ? (void *)t->entry : (void *)t->origin,
			       &why))
		diag_error(d, yaml_file_place(f, value), "%s: %s", t->name, why);
	g_free(why);
}

static void check_complete(struct yaml_file *f, const struct target *t, const yaml_node_t *mapping,
			   struct diag *d)
{
	static const char *const required[] = {"cycles", "source", "confidence"};
	for (int i = 0; i < (int)G_N_ELEMENTS(required); i++)
		if (!yaml_file_find(f, mapping, required[i]))
			diag_error(d, yaml_file_place(f, mapping), "%s needs the key %s", t->name,
				   required[i]);
}

/* A bound that is left out is the cycles themselves. sign: 1 for the bound above them, -1 for the one below. */
static void check_bound(struct yaml_file *f, const struct target *t, const yaml_node_t *bound, int sign,
			struct diag *d)
{
	int64_t *value = sign < 0 ? &t->origin->low_ppm : &t->origin->high_ppm;
	if (!bound)
		*value = t->entry->cycles_ppm;
	if (sign * (*value - t->entry->cycles_ppm) >= 0)
		return;
	char *text = unit_format(UNIT_FACTOR, *value);
	char *cycles = unit_format(UNIT_FACTOR, t->entry->cycles_ppm);
	diag_error(d, yaml_file_place(f, bound),
		   "%s: %s %s is %s the cycles, %s; they lie between low and high", t->name,
		   sign < 0 ? "low" : "high", text, sign < 0 ? "above" : "below", cycles);
	g_free(text);
	g_free(cycles);
}

static void cost_profile_read_cost(struct yaml_file *f, const struct target *t, const yaml_node_t *mapping,
				   struct diag *d)
{
	const yaml_node_t *key, *value;
	int before = diag_count(d);
	option_defaults(&cost_entry_table, t->entry);
	option_clear(&origin_table, t->origin);
	*t->origin = (struct cost_origin){0};
	if (!yaml_file_expect(f, mapping, YAML_MAPPING_NODE, t->name, d))
		return;
	for (int i = 0; yaml_file_pair(f, mapping, i, &key, &value); i++)
		read_field(f, t, key, value, d);
	check_complete(f, t, mapping, d);
	if (diag_count(d) != before)
		return;
	check_bound(f, t, yaml_file_find(f, mapping, "low"), -1, d);
	check_bound(f, t, yaml_file_find(f, mapping, "high"), 1, d);
}

/* One fault that lists all costs that a profile which extends none does not have. */
static void check_missing(struct yaml_file *f, const yaml_node_t *costs, struct diag *d)
{
	if (yaml_file_find(f, yaml_file_root(f), YAML_EXTENDS))
		return;
	GString *missing = g_string_new(NULL);
	for (int i = 0; i < COST_COUNT; i++)
		if (!yaml_file_find(f, costs, cost_names[i].name))
			g_string_append_printf(missing, "%s%s", missing->len ? ", " : "", cost_names[i].name);
	if (missing->len)
		diag_error(d, yaml_file_place(f, costs), "costs are missing: %s", missing->str);
	g_string_free(missing, TRUE);
}

static void cost_profile_read_costs(struct yaml_file *f, const yaml_node_t *costs, struct cost_entry *entries,
				    struct cost_origin *origins, struct diag *d)
{
	const yaml_node_t *key, *value;
	if (!yaml_file_expect(f, costs, YAML_MAPPING_NODE, "costs", d))
		return;
	for (int i = 0; yaml_file_pair(f, costs, i, &key, &value); i++) {
		int cost = cost_find(yaml_file_text(key));
		if (cost < 0)
			cost_unknown(d, yaml_file_place(f, key), yaml_file_text(key));
		else
			cost_profile_read_cost(
				f, &(struct target){cost_names[cost].name, &entries[cost], &origins[cost]},
				value, d);
	}
	check_missing(f, costs, d);
}

/* is_profile: whether a document is a cost profile: it has costs, one that we know at least. Of any other file, which a
 * scenario may name as well, nothing is quoted. */
static bool is_profile(struct yaml_file *f, struct diag *d)
{
	const yaml_node_t *root = yaml_file_root(f), *costs = yaml_file_find(f, root, "costs"), *key, *value;
	if (!costs)
		return diag_error(d, yaml_file_place(f, root), "the cost profile needs the key costs");
	if (costs->type != YAML_MAPPING_NODE)
		return yaml_file_expect(f, costs, YAML_MAPPING_NODE, "costs", d);
	for (int i = 0; yaml_file_pair(f, costs, i, &key, &value); i++)
		if (cost_find(yaml_file_text(key)) >= 0)
			return true;
	return diag_error(d, yaml_file_place(f, costs),
			  "none of these is a cost; vhostsim list costs names them");
}

/* What the numbers of a profile, and of those that it extends, are read into. */
struct reading {
	struct cost_entry *entries;
	struct cost_origin *origins;
	struct yaml_chain chain;
	struct diag *d;
};

static void read_file(struct reading *r, const char *path, struct place at);

/* Reads the profile that this one extends. */
static void read_lower(struct reading *r, struct yaml_file *f, const yaml_node_t *extends)
{
	if (!yaml_file_expect(f, extends, YAML_SCALAR_NODE, YAML_EXTENDS, r->d))
		return;
	char *shipped = cost_profile_path(yaml_file_text(extends));
	read_file(r, shipped ? g_intern_string(shipped) : yaml_chain_path(f->path, yaml_file_text(extends)),
		  yaml_file_place(f, extends));
	g_free(shipped);
}

static void cost_profile_check_key(struct yaml_file *f, const yaml_node_t *key, struct diag *d)
{
	static const char *const known[] = {"description", YAML_EXTENDS, "costs", NULL};
	if (g_strv_contains(known, yaml_file_text(key)))
		return;
	GPtrArray *keys = g_ptr_array_new();
	for (int i = 0; known[i]; i++)
		g_ptr_array_add(keys, (char *)known[i]);
	unknown_key(d, yaml_file_place(f, key), yaml_file_text(key), "a cost profile", keys, NULL);
	g_ptr_array_free(keys, TRUE);
}

static void read_profile(struct reading *r, struct yaml_file *f)
{
	const yaml_node_t *root = yaml_file_root(f), *key, *value;
	if (!yaml_file_expect(f, root, YAML_MAPPING_NODE, "a cost profile", r->d) || !is_profile(f, r->d))
		return;
	const yaml_node_t *extends = yaml_file_find(f, root, YAML_EXTENDS);
	if (extends)
		read_lower(r, f, extends);
	for (int i = 0; yaml_file_pair(f, root, i, &key, &value); i++) {
		cost_profile_check_key(f, key, r->d);
		if (strcmp(yaml_file_text(key), "description") == 0)
			yaml_file_expect(f, value, YAML_SCALAR_NODE, "description", r->d);
	}
	cost_profile_read_costs(f, yaml_file_find(f, root, "costs"), r->entries, r->origins, r->d);
}

static void read_file(struct reading *r, const char *path, struct place at)
{
	struct yaml_file *f = NULL;
	if (yaml_chain_add(&r->chain, path, at, r->d))
		f = yaml_file_read(path, at, r->d);
	if (f)
		read_profile(r, f);
	yaml_file_free(f);
}

bool cost_profile_read(const char *path, struct place at, struct cost_entry entries[COST_COUNT],
		       struct cost_origin origins[COST_COUNT], struct diag *d)
{
	int before = diag_count(d);
	struct cost_origin unwanted[COST_COUNT] = {0};
	if (origins)
		memset(origins, 0, sizeof(unwanted));
	struct reading r = {.entries = entries, .origins = origins ? origins : unwanted, .d = d};
	read_file(&r, path, at);
	cost_origins_clear(unwanted);
	return diag_count(d) == before;
}
