/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/cost_section.h"
#include "tools/base/unknown_key.h"
#include "tools/scenario/cost_profile.h"
#include "tools/scenario/schema_part.h"
#include <string.h>

#define ALL "all"
#define PLAIN_FIELD "cycles" /* what a plain number is */

struct cost_override {
	int first, last;	    /* the costs it is for */
	const struct option *field; /* of cost_entry_table; NULL: the whole entry */
	struct cost_entry value;
	struct place at;
};

GArray *cost_overrides_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(struct cost_override));
}

/* The full key of a cost, or of one of its fields. Newly allocated. */
static char *full_key(const char *name, const struct option *field)
{
	return g_strconcat(COST_SECTION ".", name, field ? "." : NULL, field ? field->key : NULL, NULL);
}

/* A value of this key replaces those of all its fields. */
static void begin_fields(struct scenario_reader *r, const char *name)
{
	for (int i = 0; i < cost_entry_table.n; i++) {
		char *key = full_key(name, &cost_entry_table.options[i]);
		setting_begin(r, key);
		setting_end(r, key, true);
		g_free(key);
	}
}

/* Collects "NAME: number" (field NULL) or "NAME: {field: number}". */
static bool cost_section_collect(struct scenario_reader *r, const char *name, const struct option *field,
				 const char *text, struct place at)
{
	int cost = cost_find(name);
	struct cost_override o = {.first = cost, .last = cost, .field = field, .at = at};
	char *why = NULL;
	bool sound = option_parse(field ? field : option_find(&cost_entry_table, PLAIN_FIELD), text, &o.value,
				  &why);
	if (sound)
		g_array_append_val(r->overrides, o);
	else
		diag_error(r->d, at, "%s: %s", name, why);
	g_free(why);
	return sound;
}

static void add_override(struct scenario_reader *r, const char *name, const struct option *field,
			 const char *text, struct place at)
{
	char *key = full_key(name, field);
	if (!field)
		begin_fields(r, name);
	setting_begin(r, key);
	setting_end(r, key, cost_section_collect(r, name, field, text, at));
	g_free(key);
}

/* A node that is no single value, which is a fault of the cost or field. */
static void add_none(struct scenario_reader *r, const char *name, const struct option *field,
		     struct yaml_file *f, const yaml_node_t *node)
{
	char *key = full_key(name, field);
	setting_begin(r, key);
	setting_end(r, key, yaml_file_expect(f, node, YAML_SCALAR_NODE, field ? field->key : name, r->d));
	g_free(key);
}

/* "all" replaces every cost that was set before. */
static void cost_section_add_all(struct scenario_reader *r, const char *text, struct place at)
{
	static const char key[] = COST_SECTION "." ALL;
	struct cost_override o = {.first = 0, .last = COST_COUNT - 1, .at = at};
	bool sound = strcmp(text, "0") == 0;
	for (int i = 0; i < COST_COUNT; i++) {
		char *cost = full_key(cost_names[i].name, NULL);
		begin_fields(r, cost_names[i].name);
		setting_begin(r, cost);
		setting_end(r, cost, true);
		g_free(cost);
	}
	setting_begin(r, key);
	if (sound)
		g_array_append_val(r->overrides, o);
	else
		diag_error(r->d, at, "all can only be 0; set other costs one by one");
	setting_end(r, key, sound);
}

static void cost_section_unknown_field(struct scenario_reader *r, const char *cost, const char *field,
				       struct place at)
{
	GPtrArray *known = g_ptr_array_new();
	for (int i = 0; i < cost_entry_table.n; i++)
		g_ptr_array_add(known, (char *)cost_entry_table.options[i].key);
	unknown_key(r->d, at, field, cost, known, NULL);
	g_ptr_array_free(known, TRUE);
}

static void read_fields(struct scenario_reader *r, struct yaml_file *f, const char *name,
			const yaml_node_t *mapping)
{
	const yaml_node_t *key, *value;
	for (int i = 0; yaml_file_pair(f, mapping, i, &key, &value); i++) {
		const struct option *field = option_find(&cost_entry_table, yaml_file_text(key));
		if (!field)
			cost_section_unknown_field(r, name, yaml_file_text(key), yaml_file_place(f, key));
		else if (yaml_file_is_value(value))
			add_override(r, name, field, yaml_file_text(value), yaml_file_place(f, value));
		else
			add_none(r, name, field, f, value);
	}
}

static void cost_section_read_cost(struct scenario_reader *r, struct yaml_file *f, const yaml_node_t *key,
				   const yaml_node_t *value)
{
	const char *name = yaml_file_text(key);
	if (cost_find(name) < 0)
		cost_unknown(r->d, yaml_file_place(f, key), name);
	else if (value->type == YAML_MAPPING_NODE)
		read_fields(r, f, name, value);
	else if (yaml_file_is_value(value))
		add_override(r, name, NULL, yaml_file_text(value), yaml_file_place(f, value));
	else
		add_none(r, name, NULL, f, value);
}

void cost_section_read(struct scenario_reader *r, struct yaml_file *f, const yaml_node_t *section)
{
	const yaml_node_t *key, *value;
	if (!yaml_file_expect(f, section, YAML_MAPPING_NODE, COST_SECTION, r->d))
		return;
	const yaml_node_t *all = yaml_file_find(f, section, ALL);
	if (all && yaml_file_expect(f, all, YAML_SCALAR_NODE, ALL, r->d))
		cost_section_add_all(r, yaml_file_text(all), yaml_file_place(f, all));
	for (int i = 0; yaml_file_pair(f, section, i, &key, &value); i++)
		if (value != all)
			cost_section_read_cost(r, f, key, value);
}

void cost_section_set(struct scenario_reader *r, const char *key, const char *text, struct place at)
{
	const char *dot = strchr(key, '.');
	char *name = dot ? g_strndup(key, (gsize)(dot - key)) : g_strdup(key);
	const struct option *field = dot ? option_find(&cost_entry_table, dot + 1) : NULL;
	if (!dot && strcmp(name, ALL) == 0)
		cost_section_add_all(r, text, at);
	else if (cost_find(name) < 0)
		cost_unknown(r->d, at, name);
	else if (dot && !field)
		cost_section_unknown_field(r, name, dot + 1, at);
	else
		add_override(r, name, field, text, at);
	g_free(name);
}

/* Enters the place of an override for the cost and for each of its fields that it sets. */
static void mark(struct scenario_reader *r, const struct cost_override *o, int cost)
{
	char *name = g_strconcat(COST_SECTION ".", cost_names[cost].name, NULL);
	if (!o->field)
		setting_mark_key(r, name, o->at);
	for (int i = 0; i < cost_entry_table.n; i++) {
		const struct option *field = &cost_entry_table.options[i];
		char *key = g_strconcat(name, ".", field->key, NULL);
		if (!o->field || o->field == field)
			setting_mark_key(r, key, o->at);
		g_free(key);
	}
	g_free(name);
}

void cost_section_apply(struct scenario_reader *r)
{
	for (guint i = 0; i < r->overrides->len; i++) {
		const struct cost_override *o = &g_array_index(r->overrides, struct cost_override, i);
		for (int cost = o->first; cost <= o->last; cost++) {
			size_t offset = o->field ? o->field->offset : 0;
			size_t size = o->field ? sizeof(int64_t) : sizeof(struct cost_entry);
			memcpy((char *)&r->s->cost[cost] + offset, (const char *)&o->value + offset, size);
			mark(r, o, cost);
		}
	}
}

/* ---- the schema ---- */

/* "all" takes the one text 0. */
static void all_schema(struct json_writer *w, const char *key)
{
	json_object(w, key);
	json_text(w, "description", "every cost is zero, before the others are set");
	json_list(w, "enum");
	json_int(w, NULL, 0);
	json_text(w, NULL, "0");
	json_end(w);
	json_end(w);
}

/* One cost by name, with what it stands for. */
static void refer_cost(struct json_writer *w, const char *key, int cost, const char *definition)
{
	char *pointer = g_strconcat("#/$defs/", definition, NULL);
	json_row(w, key);
	json_text(w, "description", cost_names[cost].text);
	json_text(w, "$ref", pointer);
	json_end(w);
	g_free(pointer);
}

/* The name of the definition of a field's number. Newly allocated. */
static char *field_definition(const struct option *field)
{
	return g_strconcat(COST_SECTION ".", field->key, NULL);
}

void cost_section_schema(struct json_writer *w)
{
	schema_object(w, COST_SECTION, "costs that differ from those of the profile");
	all_schema(w, ALL);
	for (int i = 0; i < COST_COUNT; i++)
		refer_cost(w, cost_names[i].name, i, COST_SECTION);
	schema_object_end(w, NULL);
}

void cost_section_schema_definition(struct json_writer *w)
{
	for (int i = 0; i < cost_entry_table.n; i++) {
		char *name = field_definition(&cost_entry_table.options[i]);
		schema_option(w, name, &cost_entry_table.options[i]);
		g_free(name);
	}
	char *cycles = field_definition(option_find(&cost_entry_table, PLAIN_FIELD));
	json_object(w, COST_SECTION);
	json_array(w, "anyOf");
	schema_ref(w, NULL, cycles);
	schema_object(w, NULL, "what is left out keeps the profile's value");
	for (int i = 0; i < cost_entry_table.n; i++) {
		char *name = field_definition(&cost_entry_table.options[i]);
		schema_ref(w, cost_entry_table.options[i].key, name);
		g_free(name);
	}
	schema_object_end(w, NULL);
	json_end(w);
	json_end(w);
	g_free(cycles);
}

/* Calls write for the key of each cost and each of its fields: "cost.app_sink", "cost.app_sink.cycles"; field NULL: of
 * the cost itself. */
static void each_key(struct json_writer *w, void (*write)(struct json_writer *w, const char *key, int cost,
							  const struct option *field))
{
	for (int i = 0; i < COST_COUNT; i++) {
		char *key = g_strconcat(COST_SECTION ".", cost_names[i].name, NULL);
		write(w, key, i, NULL);
		for (int k = 0; k < cost_entry_table.n; k++) {
			const struct option *field = &cost_entry_table.options[k];
			char *field_key = g_strconcat(key, ".", field->key, NULL);
			write(w, field_key, i, field);
			g_free(field_key);
		}
		g_free(key);
	}
}

static void refer_key(struct json_writer *w, const char *key, int cost, const struct option *field)
{
	char *name = field_definition(field ? field : option_find(&cost_entry_table, PLAIN_FIELD));
	if (field)
		schema_ref(w, key, name);
	else
		refer_cost(w, key, cost, name);
	g_free(name);
}

void cost_section_schema_settings(struct json_writer *w)
{
	all_schema(w, COST_SECTION "." ALL);
	each_key(w, refer_key);
}

static void cost_section_write_key(struct json_writer *w, const char *key, int cost,
				   const struct option *field)
{
	(void)cost;
	(void)field;
	json_text(w, NULL, key);
}

void cost_section_schema_keys(struct json_writer *w)
{
	json_text(w, NULL, COST_SECTION "." ALL);
	each_key(w, cost_section_write_key);
}
