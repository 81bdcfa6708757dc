/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/axis_values.h"
#include "tools/base/unknown_key.h"
#include "tools/study/plan/range.h"
#include <math.h>
#include <string.h>

#define CURVES_MAX 64 /* that a chart and a reader can take */

struct values_reader {
	struct study_axis *axis;
	struct scenario_base *base;
	struct yaml_file *f;
	GHashTable *keys;	     /* full keys that the values set so far; owned */
	GHashTable *texts, *numbers; /* of the values so far -> struct study_value * */
	bool full;		     /* there were more values than may be */
	bool curves;		     /* the values are the curves of a crawl */
	struct diag *d;
};

/* ---- one value ---- */

/* Says what an axis must not set; a fault of the axis, so that it is found once. */
static void axis_values_check_key(struct values_reader *r, const char *key)
{
	if (strcmp(key, "replication") == 0)
		diag_error(r->d, r->axis->at,
			   "an axis cannot set replication; write study: {replications: 10}");
	char *name = g_strndup(key, strcspn(key, "."));
	const struct scenario_section *section = setting_section(name);
	if (section && section_is_plan(section))
		diag_error(r->d, r->axis->at,
			   "an axis sets what a run simulates; %s says which runs there are", key);
	g_free(name);
}

static void note_keys(struct values_reader *r, char **keys)
{
	for (char **key = keys; *key; key++)
		if (g_hash_table_add(r->keys, g_strdup(*key)))
			axis_values_check_key(r, *key);
}

/* Whether another value may be tried; if not, that is a fault of the axis, once. */
static bool axis_values_has_room(struct values_reader *r)
{
	const struct scenario *s = scenario_base_settings(r->base);
	int64_t elements = (int64_t)s->guests->len + s->traffic->len;
	bool room = (int64_t)r->axis->values->len * elements < STUDY_ELEMENTS_MAX;
	if (!room && !r->full)
		diag_error(r->d, r->axis->at,
			   "axis %s has too many values for %" G_GINT64_FORMAT
			   " guests and sources; at most %" G_GINT64_FORMAT,
			   r->axis->name, elements, STUDY_ELEMENTS_MAX / elements);
	r->full |= !room;
	return room;
}

/* Tries the settings of a value, and makes their texts. */
static void value_try(struct values_reader *r, struct study_value *v)
{
	const struct scenario_set *set = (const struct scenario_set *)v->made->data;
	const struct scenario_order order = {.more = set, .n = (int)v->made->len};
	char **keys = scenario_base_try(r->base, &order, r->d);
	GPtrArray *sets = g_ptr_array_new();
	for (guint i = 0; i < v->made->len; i++)
		g_ptr_array_add(sets, setting_text(scenario_base_reader(r->base), set[i].key, set[i].text,
						   set[i].at));
	g_ptr_array_add(sets, NULL);
	v->sets = (char **)g_ptr_array_free(sets, FALSE);
	note_keys(r, keys);
	g_strfreev(keys);
}

/* Looks at the last value, and enters it. */
static void axis_values_check_twice(struct values_reader *r)
{
	struct study_value *v = g_ptr_array_index(r->axis->values, r->axis->values->len - 1);
	const struct study_value *other = g_hash_table_lookup(r->texts, v->text);
	if (!other && !isnan(v->number))
		other = g_hash_table_lookup(r->numbers, &v->number);
	if (other && strcmp(other->text, v->text) == 0 && r->curves)
		diag_error(r->d, v->at, "there are two curves named \"%.40s\"", v->text);
	else if (other && strcmp(other->text, v->text) == 0)
		diag_error(r->d, v->at, "axis %s has the value \"%.40s\" twice", r->axis->name, v->text);
	else if (other)
		diag_error(r->d, v->at, "axis %s has the value \"%.40s\" twice, first as \"%.40s\"",
			   r->axis->name, v->text, other->text);
	else
		g_hash_table_insert(r->texts, v->text, v);
	if (!other && !isnan(v->number))
		g_hash_table_insert(r->numbers, &v->number, v);
}

/* The number that a text is for an option; NAN: none. */
static double axis_values_number_of(const struct option *opt, const char *text)
{
	struct option plain = *opt;
	int64_t value = 0;
	char *why = NULL;
	bool parsed = false;
	if (opt->type == OPTION_VALUE || opt->type == OPTION_FRAMES) {
		plain.type = OPTION_VALUE;
		plain.offset = 0;
		parsed = option_parse(&plain, text, &value, &why);
	}
	g_free(why);
	return parsed ? (double)value : NAN;
}

/* ---- values of one setting ---- */

/* The setting that an axis varies. */
struct varied {
	const char *key;
	const struct option *opt;
};

static void axis_values_add_value(struct values_reader *r, const struct varied *varied, const char *text,
				  struct place at)
{
	struct study_value *v = axis_value_new(text, at);
	struct scenario_set set = {varied->key, v->text, at};
	g_array_append_val(v->made, set);
	v->number = axis_values_number_of(varied->opt, text);
	value_try(r, v);
	g_ptr_array_add(r->axis->values, v);
}

/* Whether the key can be set at all; a value of another kind shows its fault in its own place. */
static bool check_varied(struct values_reader *r, const struct varied *varied, const yaml_node_t *node)
{
	struct diag *d = diag_new();
	struct scenario_set set = {varied->key, varied->opt && varied->opt->def ? varied->opt->def : "0",
				   yaml_file_place(r->f, node)};
	char **keys = scenario_base_try(r->base, &(struct scenario_order){.more = &set, .n = 1}, d);
	bool known = varied->opt && (*keys || diag_count(d) == 0);
	if (!known)
		diag_add_all(r->d, d);
	g_strfreev(keys);
	diag_free(d);
	return known;
}

static void axis_values_read_list(struct values_reader *r, const struct varied *varied,
				  const yaml_node_t *list)
{
	const yaml_node_t *item;
	for (int i = 0; (item = yaml_file_item(r->f, list, i)) && axis_values_has_room(r); i++)
		if (yaml_file_expect(r->f, item, YAML_SCALAR_NODE, "a value of an axis that has a set",
				     r->d)) {
			axis_values_add_value(r, varied, yaml_file_text(item), yaml_file_place(r->f, item));
			axis_values_check_twice(r);
		}
}

static void axis_values_add_range(struct values_reader *r, const struct varied *varied,
				  const yaml_node_t *node)
{
	const struct range_source from = {r->axis, varied->key, varied->opt, r->f, node};
	GArray *values = axis_range_read(&from, r->d);
	if (!values)
		return;
	struct place at = yaml_file_place(r->f, yaml_file_find(r->f, node, "from"));
	for (guint i = 0; i < values->len && axis_values_has_room(r); i++) {
		char *text = unit_format(varied->opt->unit, g_array_index(values, int64_t, i));
		axis_values_add_value(r, varied, text, at);
		g_free(text);
	}
	g_array_unref(values);
}

/* The list of values, which is not empty; NULL, with a fault, when it is no such list. */
static const yaml_node_t *values_list(struct values_reader *r, const yaml_node_t *node)
{
	static const char *const other[] = {"from", "to", "step", "count", "scale"};
	const yaml_node_t *list = yaml_file_find(r->f, node, "values");
	for (size_t i = 0; i < G_N_ELEMENTS(other); i++)
		if (yaml_file_find(r->f, node, other[i]))
			diag_error(r->d, yaml_file_place(r->f, yaml_file_find(r->f, node, other[i])),
				   "axis %s has values; %s would make it a range, it cannot be both",
				   r->axis->name, other[i]);
	if (!yaml_file_expect(r->f, list, YAML_SEQUENCE_NODE, "values", r->d))
		return NULL;
	if (yaml_file_item(r->f, list, 0))
		return list;
	diag_error(r->d, yaml_file_place(r->f, list), "axis %s has no value; it needs at least one",
		   r->axis->name);
	return NULL;
}

static bool has_numbers(const struct study_axis *axis)
{
	for (guint i = 0; i < axis->values->len; i++)
		if (isnan(((struct study_value *)g_ptr_array_index(axis->values, i))->number))
			return false;
	return axis->values->len > 0;
}

static void read_varied(struct values_reader *r, const yaml_node_t *node, const yaml_node_t *set)
{
	if (!yaml_file_expect(r->f, set, YAML_SCALAR_NODE, "set", r->d))
		return;
	const char *key = yaml_file_text(set);
	const struct varied varied = {key, setting_find(key)};
	if (!check_varied(r, &varied, set))
		return;
	if (yaml_file_find(r->f, node, "values")) {
		const yaml_node_t *list = values_list(r, node);
		if (list)
			axis_values_read_list(r, &varied, list);
	} else {
		axis_values_add_range(r, &varied, node);
	}
	r->axis->unit = varied.opt->unit;
	r->axis->is_number = has_numbers(r->axis);
}

/* ---- named values ---- */

static void read_sets(struct values_reader *r, struct study_value *v, const yaml_node_t *sets)
{
	const yaml_node_t *key, *value;
	if (!yaml_file_expect(r->f, sets, YAML_MAPPING_NODE, "set", r->d))
		return;
	for (int i = 0; yaml_file_pair(r->f, sets, i, &key, &value); i++) {
		const char *word = yaml_file_text(key);
		struct scenario_set set = {word, "", yaml_file_place(r->f, r->curves ? key : value)};
		if (value->type == YAML_MAPPING_NODE)
			diag_error(r->d, yaml_file_place(r->f, value),
				   "a %s sets single settings, with keys such as nic.rx_ring",
				   r->curves ? "curve" : "value");
		else if (yaml_file_expect(r->f, value, YAML_SCALAR_NODE, word, r->d)) {
			set.text = yaml_file_text(value);
			g_array_append_val(v->made, set);
		}
	}
}

static const char *value_kind(const struct values_reader *r)
{
	return r->curves ? "a curve" : "a value of an axis";
}

static void check_named_keys(struct values_reader *r, const yaml_node_t *node)
{
	const yaml_node_t *key, *value;
	GPtrArray *known = g_ptr_array_new();
	g_ptr_array_add(known, "name");
	g_ptr_array_add(known, "set");
	for (int i = 0; yaml_file_pair(r->f, node, i, &key, &value); i++)
		if (!g_ptr_array_find_with_equal_func(known, yaml_file_text(key), g_str_equal, NULL))
			unknown_key(r->d, yaml_file_place(r->f, key), yaml_file_text(key), value_kind(r),
				    known, NULL);
	g_ptr_array_free(known, TRUE);
}

static void read_named(struct values_reader *r, const yaml_node_t *node)
{
	if (!yaml_file_expect(r->f, node, YAML_MAPPING_NODE,
			      r->curves ? value_kind(r) : "a value of an axis without set", r->d))
		return;
	const yaml_node_t *name = yaml_file_find(r->f, node, "name"),
			  *sets = yaml_file_find(r->f, node, "set");
	check_named_keys(r, node);
	bool lacks_sets = !sets && !r->curves;
	if (!name || lacks_sets)
		diag_error(r->d, yaml_file_place(r->f, node), "%s%s needs the key %s",
			   r->curves ? "the " : "a value of axis ", r->axis->name, name ? "set" : "name");
	if (!name || lacks_sets || !yaml_file_expect(r->f, name, YAML_SCALAR_NODE, "name", r->d))
		return;
	struct study_value *v =
		axis_value_new(yaml_file_text(name), yaml_file_place(r->f, r->curves ? node : name));
	if (sets)
		read_sets(r, v, sets);
	value_try(r, v);
	g_ptr_array_add(r->axis->values, v);
	axis_values_check_twice(r);
}

static void read_all_named(struct values_reader *r, const yaml_node_t *node)
{
	const yaml_node_t *item;
	if (!yaml_file_find(r->f, node, "values")) {
		diag_error(r->d, r->axis->at,
			   "axis %s needs values, each with a name and a set, or the key set", r->axis->name);
		return;
	}
	const yaml_node_t *list = values_list(r, node);
	for (int i = 0; list && (item = yaml_file_item(r->f, list, i)) && axis_values_has_room(r); i++)
		read_named(r, item);
}

/* ---- the whole ---- */

static int axis_values_compare_keys(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The keys, in alphabetical order, NULL-terminated. Takes the table. */
static char **keys_of(GHashTable *table)
{
	GPtrArray *keys = g_ptr_array_new();
	GHashTableIter iter;
	gpointer key;
	g_hash_table_iter_init(&iter, table);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_ptr_array_add(keys, g_strdup(key));
	g_ptr_array_sort(keys, axis_values_compare_keys);
	g_ptr_array_add(keys, NULL);
	g_hash_table_unref(table);
	return (char **)g_ptr_array_free(keys, FALSE);
}

static struct values_reader axis_values_reader_start(struct study_axis *axis, struct scenario_base *b,
						     bool curves, struct diag *d)
{
	return (struct values_reader){
		.axis = axis,
		.base = b,
		.f = scenario_base_file(b),
		.keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.texts = g_hash_table_new(g_str_hash, g_str_equal),
		.numbers = g_hash_table_new(g_double_hash, g_double_equal),
		.curves = curves,
		.d = d,
	};
}

static void axis_values_reader_end(struct values_reader *r)
{
	r->axis->keys = keys_of(r->keys);
	g_hash_table_unref(r->texts);
	g_hash_table_unref(r->numbers);
}

void axis_values_curves(struct study_axis *axis, struct scenario_base *b, const yaml_node_t *list,
			struct diag *d)
{
	struct values_reader r = axis_values_reader_start(axis, b, true, d);
	const yaml_node_t *item;
	for (int i = 0; (item = yaml_file_item(r.f, list, i)) && i < CURVES_MAX; i++)
		read_named(&r, item);
	if (item)
		diag_error(d, yaml_file_place(r.f, item), "a crawl has at most %d curves", CURVES_MAX);
	axis_values_reader_end(&r);
}

void axis_values_read(struct study_axis *axis, struct scenario_base *b, const yaml_node_t *node,
		      struct diag *d)
{
	struct values_reader r = axis_values_reader_start(axis, b, false, d);
	const yaml_node_t *set = yaml_file_find(r.f, node, "set");
	if (set)
		read_varied(&r, node, set);
	else
		read_all_named(&r, node);
	axis_values_reader_end(&r);
}
