/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_section.h"
#include "tools/schema.h"
#include "tools/schema_part.h"
#include "tools/unknown_key.h"
#include <string.h>

/* The key of a curve that is neither of the two. */
static void unknown_curve_key(struct scenario_reader *r, const char *key, struct place at)
{
	static const char *const keys[] = {"name", "set"};
	GPtrArray *known = g_ptr_array_new();
	for (int i = 0; i < (int)G_N_ELEMENTS(keys); i++)
		g_ptr_array_add(known, (char *)keys[i]);
	unknown_key(r->d, at, key, "a curve", known, NULL);
	g_ptr_array_free(known, TRUE);
}

static void read_name(struct scenario_reader *r, struct yaml_file *f, const yaml_node_t *value,
		      struct crawl_curve *curve)
{
	if (!yaml_file_expect(f, value, YAML_SCALAR_NODE, "name", r->d))
		return;
	g_free(curve->name);
	curve->name = g_strdup(yaml_file_text(value));
	for (guint i = 0; i < r->s->curves->len; i++) {
		const struct crawl_curve *other = g_ptr_array_index(r->s->curves, i);
		if (strcmp(other->name, curve->name) == 0)
			diag_error(r->d, yaml_file_place(f, value), "there are two curves named \"%s\"",
				   curve->name);
	}
}

static void read_sets(struct scenario_reader *r, struct yaml_file *f, const yaml_node_t *sets,
		      struct crawl_curve *curve)
{
	const yaml_node_t *key, *value;
	if (!yaml_file_expect(f, sets, YAML_MAPPING_NODE, "set", r->d))
		return;
	for (int i = 0; yaml_file_pair(f, sets, i, &key, &value); i++) {
		const char *word = yaml_file_text(key);
		if (value->type == YAML_MAPPING_NODE)
			diag_error(r->d, yaml_file_place(f, value),
				   "a curve sets single settings, with keys such as nic.rx_ring");
		else if (yaml_file_expect(f, value, YAML_SCALAR_NODE, word, r->d))
			g_ptr_array_add(curve->sets, setting_text(r, word, yaml_file_text(value),
								  yaml_file_place(f, value)));
	}
}

static void read_curve(struct scenario_reader *r, struct yaml_file *f, const yaml_node_t *node,
		       struct crawl_curve *curve)
{
	const yaml_node_t *key, *value;
	if (!yaml_file_expect(f, node, YAML_MAPPING_NODE, "a curve", r->d))
		return;
	for (int i = 0; yaml_file_pair(f, node, i, &key, &value); i++) {
		const char *word = yaml_file_text(key);
		if (strcmp(word, "name") == 0)
			read_name(r, f, value, curve);
		else if (strcmp(word, "set") == 0)
			read_sets(r, f, value, curve);
		else
			unknown_curve_key(r, word, yaml_file_place(f, key));
	}
	if (!yaml_file_find(f, node, "name"))
		diag_error(r->d, yaml_file_place(f, node), "the curve needs the key name");
}

bool crawl_curves_read(struct scenario_reader *r, struct yaml_file *f, const yaml_node_t *curves)
{
	const yaml_node_t *node;
	int before = diag_count(r->d);
	if (!yaml_file_expect(f, curves, YAML_SEQUENCE_NODE, CRAWL_CURVES, r->d))
		return false;
	for (int i = 0; (node = yaml_file_item(f, curves, i)) && i < CRAWL_CURVES_MAX; i++) {
		struct crawl_curve *curve = g_new(struct crawl_curve, 1);
		curve->name = g_strdup("");
		curve->sets = g_ptr_array_new_with_free_func(g_free);
		read_curve(r, f, node, curve);
		g_ptr_array_add(r->s->curves, curve);
	}
	if (node)
		diag_error(r->d, yaml_file_place(f, node), "a crawl has at most %d curves", CRAWL_CURVES_MAX);
	return diag_count(r->d) == before;
}

GArray *crawl_curve_sets(struct yaml_file *f, const yaml_node_t *curve)
{
	GArray *made = g_array_new(FALSE, FALSE, sizeof(struct scenario_set));
	const yaml_node_t *sets = yaml_file_find(f, curve, "set"), *key, *value;
	for (int i = 0; sets && yaml_file_pair(f, sets, i, &key, &value); i++) {
		struct scenario_set set = {yaml_file_text(key), yaml_file_text(value),
					   yaml_file_place(f, key)};
		g_array_append_val(made, set);
	}
	return made;
}

void crawl_curves_schema(struct json_writer *w)
{
	static const char *const required[] = {"name", NULL};
	schema_array(w, CRAWL_CURVES, "curves of the chart; without them there is one for each flow", 0);
	schema_object(w, "items", "a curve: the scenario with some settings changed");
	schema_scalar(w, "name");
	schema_ref(w, "set", SCHEMA_SETTINGS);
	schema_object_end(w, required);
	schema_array_end(w);
}
