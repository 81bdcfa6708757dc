/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect/expect_reader.h"
#include "tools/base/unknown_key.h"
#include "tools/study/expect/expect_groups.h"
#include "tools/study/expect/expect_name.h"
#include "tools/study/expect/expect_points.h"
#include "tools/study/figures/figure.h"
#include "tools/study/figures/metric.h"
#include <math.h>
#include <string.h>

/* One expectation while it is read. */
struct reading {
	struct yaml_file *f;
	const yaml_node_t *node;
	const struct study *study;
	struct diag *d;
	struct expectation *e;
};

static struct place expect_reader_place_of(const struct reading *r, const yaml_node_t *node)
{
	return yaml_file_place(r->f, node);
}

/* scalar_of: the text of a key's value; NULL when there is none, or none that is sound. */
static const char *scalar_of(const struct reading *r, const char *key)
{
	const yaml_node_t *node = yaml_file_find(r->f, r->node, key);
	return node && yaml_file_expect(r->f, node, YAML_SCALAR_NODE, key, r->d) ? yaml_file_text(node)
										 : NULL;
}

/* fault_at: a fault at the value of a key. */
static bool fault_at(const struct reading *r, const char *key, const char *text)
{
	return diag_error(r->d, expect_reader_place_of(r, yaml_file_find(r->f, r->node, key)), "%s", text);
}

/* ---- which keys there are ---- */

static void expect_reader_check_known(const struct reading *r, const yaml_node_t *key)
{
	if (expect_key_find(yaml_file_text(key)))
		return;
	GPtrArray *known = g_ptr_array_new();
	for (int i = 0; i < expect_key_count; i++)
		g_ptr_array_add(known, (char *)expect_keys[i].name);
	unknown_key(r->d, expect_reader_place_of(r, key), yaml_file_text(key), "an expectation", known, NULL);
	g_ptr_array_unref(known);
}

#define KINDS_TEXT "min and max, better and than, never_falls, or never_rises"

/* read_kind: finds out of which kind the expectation is. */
static bool read_kind(struct reading *r)
{
	const yaml_node_t *key, *value;
	unsigned kinds = 0;
	for (int i = 0; yaml_file_pair(r->f, r->node, i, &key, &value); i++) {
		const struct expect_key *k = expect_key_find(yaml_file_text(key));
		if (k && k->tells)
			kinds |= k->kinds;
	}
	if (kinds == 0)
		return diag_error(r->d, expect_reader_place_of(r, r->node),
				  "the expectation says nothing about its metric; it takes " KINDS_TEXT);
	if (kinds & (kinds - 1))
		return diag_error(r->d, expect_reader_place_of(r, r->node),
				  "these are several expectations in one; each takes " KINDS_TEXT);
	while (EXPECT_KIND(r->e->kind) != kinds)
		r->e->kind++;
	return true;
}

/* check_keys_go: that every key goes with the kind, and that what the kind needs is there. */
static bool check_keys_go(const struct reading *r)
{
	const yaml_node_t *key, *value;
	bool sound = true;
	for (int i = 0; yaml_file_pair(r->f, r->node, i, &key, &value); i++) {
		const struct expect_key *k = expect_key_find(yaml_file_text(key));
		if (k && !(k->kinds & EXPECT_KIND(r->e->kind)))
			sound = diag_error(
				r->d, expect_reader_place_of(r, key), "%s goes with %s only", k->name,
				k->kinds & EXPECT_NEVER ? "never_falls and never_rises" : "better and than");
	}
	bool better = yaml_file_find(r->f, r->node, "better"), than = yaml_file_find(r->f, r->node, "than");
	if (r->e->kind == EXPECT_BETTER && better != than)
		sound = diag_error(r->d, expect_reader_place_of(r, r->node),
				   "the expectation needs the key %s beside %s", better ? "than" : "better",
				   better ? "better" : "than");
	return sound;
}

/* ---- the metric, and amounts of it ---- */

static bool unknown_metric(const struct reading *r, const char *name)
{
	const char **names = g_new(const char *, metric_count());
	for (int i = 0; i < metric_count(); i++)
		names[i] = metric_at(i)->name;
	const char *nearest = diag_is_full(r->d) ? NULL : diag_nearest(name, names, metric_count());
	diag_error(r->d, expect_reader_place_of(r, yaml_file_find(r->f, r->node, "metric")),
		   "unknown metric \"%.40s\"; %s%s%s", name, nearest ? "did you mean " : "",
		   nearest ? nearest : "vhostsim list metrics shows them", nearest ? "?" : "");
	g_free(names);
	return false;
}

static bool read_metric(struct reading *r)
{
	if (!yaml_file_find(r->f, r->node, "metric"))
		return diag_error(r->d, expect_reader_place_of(r, r->node),
				  "the expectation needs the key metric, such as delivered_pps");
	const char *name = scalar_of(r, "metric");
	if (!name)
		return false;
	r->e->metric = metric_find(name);
	return r->e->metric >= 0 || unknown_metric(r, name);
}

static const struct metric *expect_reader_metric_of(const struct reading *r)
{
	return metric_at(r->e->metric);
}

/* read_bound: a value in the metric's unit; *value is left where the key is missing. */
static bool read_bound(const struct reading *r, const char *key, double *value)
{
	char *why = NULL;
	if (!yaml_file_find(r->f, r->node, key))
		return true;
	const char *text = scalar_of(r, key);
	if (!text)
		return false;
	if (figure_parse(expect_reader_metric_of(r)->unit, text, value, &why))
		return true;
	char *fault = g_strdup_printf("%s of %s: %s", key, expect_reader_metric_of(r)->name, why);
	fault_at(r, key, fault);
	g_free(fault);
	g_free(why);
	return false;
}

/* read_amount: "20%" or a value in the metric's unit. */
static bool read_amount(const struct reading *r, const char *key, struct expect_amount *amount)
{
	const yaml_node_t *node = yaml_file_find(r->f, r->node, key);
	char *why = NULL;
	if (!node)
		return true;
	amount->is_given = true;
	if (node->type != YAML_SCALAR_NODE || !g_str_has_suffix(yaml_file_text(node), "%"))
		return read_bound(r, key, &amount->value);
	amount->is_part = true;
	if (figure_parse_part(yaml_file_text(node), &amount->value, &why))
		return true;
	diag_error(r->d, expect_reader_place_of(r, node), "%s: %s", key, why);
	g_free(why);
	return false;
}

static bool check_bounds(const struct reading *r)
{
	if (r->e->min <= r->e->max)
		return true;
	return fault_at(r, "max", "max is below min, so that nothing can be between them");
}

/* ---- whose packets ---- */

/* first_scenario: that of the study's first point; NULL when it is faulty, as was reported before. */
static struct scenario *first_scenario(const struct study *study)
{
	struct diag *d = diag_new();
	const struct study_point *first = g_ptr_array_index(study->points, 0);
	struct scenario *s = scenario_base_make(study->base, (const char *const *)first->sets, d);
	diag_free(d);
	return s;
}

static void expect_reader_set_whose(struct reading *r, enum run_part part, const char *name)
{
	char *copy = g_strdup(name ? name : "");
	g_free(r->e->who);
	r->e->who = copy;
	r->e->whose = (struct whose){part, copy};
}

/* take_guest, take_source: what is called so in the scenario; false, reported, when there is none. */
static bool take_guest(struct reading *r, const struct scenario *s, const char *name, struct place at)
{
	GHashTable *names = scenario_guest_names(s);
	bool found = scenario_guest_named(names, name) >= 0;
	g_hash_table_unref(names);
	expect_reader_set_whose(r, PART_GUEST, name);
	return found || diag_error(r->d, at, "there is no guest \"%.40s\"", name);
}

static bool take_source(struct reading *r, const struct scenario *s, const char *name, struct place at)
{
	char *found = whose_source(name, s, at, r->d);
	bool known = found != NULL;
	expect_reader_set_whose(r, PART_SOURCE, found);
	g_free(found);
	return known;
}

/* check_known_of: that the metric is known of such a part. */
static bool check_known_of(const struct reading *r, enum run_part part, struct place at)
{
	return metric_has_part(expect_reader_metric_of(r), part) ||
	       diag_error(r->d, at, "%s is not known of one %s", expect_reader_metric_of(r)->name,
			  part_words[part]);
}

static bool read_part(struct reading *r, enum run_part part)
{
	const char *name = scalar_of(r, part_words[part]);
	if (!name)
		return false;
	expect_reader_set_whose(r, part, "");
	struct place at = expect_reader_place_of(r, yaml_file_find(r->f, r->node, part_words[part]));
	struct scenario *s = *name ? first_scenario(r->study) : NULL;
	if (!s)
		return true;
	bool found = part == PART_GUEST ? take_guest(r, s, name, at) : take_source(r, s, name, at);
	scenario_free(s);
	return found && check_known_of(r, part, at);
}

static bool expect_reader_read_whose(struct reading *r)
{
	bool guest = yaml_file_find(r->f, r->node, "guest"), source = yaml_file_find(r->f, r->node, "source");
	struct whose whose = whose_of_study(&r->study->settings);
	if (guest && source)
		return fault_at(r, "source",
				"guest and source are both given; an expectation is about one of them");
	if (guest || source)
		return read_part(r, guest ? PART_GUEST : PART_SOURCE);
	if (metric_has_part(expect_reader_metric_of(r), whose.part))
		expect_reader_set_whose(r, whose.part, whose.name);
	return true;
}

/* ---- the points ---- */

/* expect_reader_pick: the points that `where` and one more mapping mean, marked; NULL on a fault. */
static bool *expect_reader_pick(const struct reading *r, const char *more)
{
	const yaml_node_t *where = yaml_file_find(r->f, r->node, "where");
	const yaml_node_t *extra = more ? yaml_file_find(r->f, r->node, more) : NULL;
	bool *marks = g_new(bool, r->study->points->len);
	for (guint i = 0; i < r->study->points->len; i++)
		marks[i] = true;
	bool sound = !extra || expect_points_pick(r->f, extra, more, r->study, marks, r->d);
	sound = sound && (!where || expect_points_pick(r->f, where, "where", r->study, marks, r->d));
	if (!sound)
		g_clear_pointer(&marks, g_free);
	return marks;
}

static bool pick_pairs(struct reading *r)
{
	bool *better = expect_reader_pick(r, "better"),
	     *other = better ? expect_reader_pick(r, "than") : NULL;
	bool sound = better && other, same = false;
	for (guint i = 0; sound && i < r->study->points->len; i++)
		same |= better[i] && other[i];
	if (same)
		sound = fault_at(r, "than",
				 "better and than mean the same points; they are to differ in a value");
	if (sound)
		expect_groups_pairs(r->study, better, other, r->e->groups);
	g_free(better);
	g_free(other);
	return sound;
}

/* no_axis: says which axes there are to go along. */
static bool no_axis(const struct reading *r, const char *key, const char *name, bool words)
{
	GString *s = g_string_new(NULL);
	for (guint i = 0; i < r->study->axes->len; i++) {
		const struct study_axis *a = g_ptr_array_index(r->study->axes, i);
		if (a->is_number)
			g_string_append_printf(s, "%s%s", s->len ? ", " : "; axes of numbers are ", a->name);
	}
	diag_error(r->d, expect_reader_place_of(r, yaml_file_find(r->f, r->node, key)),
		   words ? "%s: the values of axis %s are no numbers%s" : "%s: there is no axis \"%.40s\"%s",
		   key, name, s->len ? s->str : "; the study has no axis of numbers");
	g_string_free(s, TRUE);
	return false;
}

static bool pick_curves(struct reading *r)
{
	const char *key = r->e->kind == EXPECT_NEVER_FALLS ? "never_falls" : "never_rises";
	const char *name = scalar_of(r, key);
	if (!name)
		return false;
	r->e->axis = axis_find(r->study->axes, name);
	const struct study_axis *axis =
		r->e->axis >= 0 ? g_ptr_array_index(r->study->axes, (guint)r->e->axis) : NULL;
	if (!axis || !axis->is_number)
		return no_axis(r, key, name, axis != NULL);
	bool *marks = expect_reader_pick(r, NULL);
	if (marks)
		expect_groups_curves(r->study, marks, r->e->axis, r->e->groups);
	g_free(marks);
	return marks != NULL;
}

static bool pick_single(struct reading *r)
{
	bool *marks = expect_reader_pick(r, NULL);
	if (marks)
		expect_groups_single(r->study, marks, r->e->groups);
	g_free(marks);
	return marks != NULL;
}

static bool pick_groups(struct reading *r)
{
	bool picked = r->e->kind == EXPECT_BOUNDS   ? pick_single(r)
		      : r->e->kind == EXPECT_BETTER ? pick_pairs(r)
						    : pick_curves(r);
	if (!picked || r->e->groups->len > 0)
		return picked;
	static const char *const missing[] = {"point", "pair of points", "curve of two or more points",
					      "curve of two or more points"};
	return diag_error(r->d, r->e->at, "no %s of the study is meant; nothing would be checked",
			  missing[r->e->kind]);
}

/* ---- the whole ---- */

static bool read_amounts(struct reading *r)
{
	bool sound = read_bound(r, "min", &r->e->min);
	sound &= read_bound(r, "max", &r->e->max);
	sound &= read_amount(r, "by", &r->e->by);
	sound &= read_amount(r, "tolerance", &r->e->tolerance);
	if (r->e->kind == EXPECT_BETTER && expect_reader_metric_of(r)->sense == METRIC_NEITHER)
		sound = fault_at(r, "better", "neither more nor less of this metric is better");
	return sound && check_bounds(r);
}

static void read_expectation(struct reading *r)
{
	const yaml_node_t *key, *value;
	int before = diag_count(r->d);
	if (!yaml_file_expect(r->f, r->node, YAML_MAPPING_NODE, "an expectation", r->d))
		return;
	for (int i = 0; yaml_file_pair(r->f, r->node, i, &key, &value); i++)
		expect_reader_check_known(r, key);
	bool metric = read_metric(r);
	if (metric)
		expect_reader_read_whose(r);
	if (!read_kind(r) || !check_keys_go(r))
		return;
	if (metric)
		read_amounts(r);
	if (!pick_groups(r) || diag_count(r->d) != before)
		return;
	g_free(r->e->title);
	g_free(r->e->name);
	const char *title = scalar_of(r, "name");
	r->e->title = g_strdup(title ? title : "");
	r->e->name = title ? g_strdup(title) : expect_name(r->f, r->node, r->e);
}

/* The expectations of the list at node. */
static GPtrArray *expect_read(struct yaml_file *f, const yaml_node_t *node, const struct study *study,
			      struct diag *d)
{
	int before = diag_count(d);
	const yaml_node_t *item;
	GPtrArray *all = g_ptr_array_new_with_free_func(expectation_free);
	bool list = yaml_file_expect(f, node, YAML_SEQUENCE_NODE, EXPECT_SECTION, d);
	for (int i = 0; list && (item = yaml_file_item(f, node, i)); i++) {
		struct reading r = {f, item, study, d, expectation_new(yaml_file_place(f, item))};
		g_ptr_array_add(all, r.e);
		read_expectation(&r);
	}
	if (diag_count(d) != before)
		g_clear_pointer(&all, g_ptr_array_unref);
	return all;
}

GPtrArray *expect_read_scenario(const struct study *study, struct diag *d)
{
	struct yaml_file *f = scenario_base_file(study->base);
	const yaml_node_t *node = yaml_file_find(f, yaml_file_root(f), EXPECT_SECTION);
	return node ? expect_read(f, node, study, d) : g_ptr_array_new_with_free_func(expectation_free);
}
