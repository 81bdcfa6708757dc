/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/measurements.h"
#include "tools/base/unknown_key.h"
#include "tools/calibrate/measurements_section.h"
#include "tools/scenario/setting.h"
#include "tools/study/figures/figure.h"
#include "tools/study/figures/interval.h"
#include <math.h>
#include <string.h>

#define SPREAD_MAX 0.1 /* of repetitions: greatest less least, as a share of the mean */
#define STEAL_MAX 0.01
#define DOUBT 0.01 /* of an instrument of which nothing is said */
#define CONFIDENCE 0.95

/* One scene while it is read. */
struct reading {
	struct scenario_base *base;
	const char *const *sets; /* of the command line */
	struct yaml_file *f;
	const yaml_node_t *node;
	struct measurements *m;
	struct scene *scene;
	double doubt; /* NAN: not given */
	struct diag *d;
};

static struct place measurements_place_of(const struct reading *r, const yaml_node_t *node)
{
	return yaml_file_place(r->f, node);
}

/* ---- life ---- */

static void scene_free(void *data)
{
	struct scene *scene = data;
	g_free(scene->name);
	g_strfreev(scene->sets);
	g_free(scene->who);
	scenario_free(scene->s);
	g_free(scene);
}

static void clear_measured(void *data)
{
	g_array_unref(((struct measured *)data)->values);
}

static struct measurements *measurements_new(void)
{
	struct measurements *m = g_new(struct measurements, 1);
	m->scenes = g_ptr_array_new_with_free_func(scene_free);
	m->figures = g_array_new(FALSE, FALSE, sizeof(struct measured));
	g_array_set_clear_func(m->figures, clear_measured);
	return m;
}

void measurements_free(struct measurements *m)
{
	if (!m)
		return;
	g_ptr_array_unref(m->scenes);
	g_array_unref(m->figures);
	g_free(m);
}

const struct scene *scene_at(const struct measurements *m, guint i)
{
	return g_ptr_array_index(m->scenes, i);
}

const struct measured *measured_at(const struct measurements *m, guint i)
{
	return &g_array_index(m->figures, struct measured, i);
}

double measured_error(const struct measured *f)
{
	return hypot(f->spread, f->doubt);
}

/* ---- a figure ---- */

static bool read_value(const struct reading *r, struct measured *f, const yaml_node_t *node)
{
	char *why = NULL;
	double value = 0;
	const char *name = quantity_name(f->quantity);
	if (!yaml_file_expect(r->f, node, YAML_SCALAR_NODE, name, r->d))
		return false;
	if (!figure_parse(quantity_unit(f->quantity), yaml_file_text(node), &value, &why)) {
		diag_error(r->d, measurements_place_of(r, node), "%s: %s", name, why);
		g_free(why);
		return false;
	}
	g_array_append_val(f->values, value);
	return true;
}

static bool measurements_read_values(const struct reading *r, struct measured *f, const yaml_node_t *node)
{
	const yaml_node_t *item;
	bool sound = true;
	if (node->type != YAML_SEQUENCE_NODE)
		return read_value(r, f, node);
	for (int i = 0; (item = yaml_file_item(r->f, node, i)); i++)
		sound &= read_value(r, f, item);
	if (!yaml_file_item(r->f, node, 0))
		sound = diag_error(r->d, f->at, "%s has no value; it needs at least one repetition",
				   quantity_name(f->quantity));
	return sound;
}

/* widened: a standard error of n values, so that the normal distribution's interval is Student's. */
static double widened(struct estimate e)
{
	return e.error * interval_quantile(CONFIDENCE, e.df) / interval_quantile(CONFIDENCE, INFINITY);
}

static bool check_spread(const struct reading *r, const struct measured *f)
{
	double least = INFINITY, most = -INFINITY;
	for (guint i = 0; i < f->values->len; i++) {
		least = fmin(least, g_array_index(f->values, double, i));
		most = fmax(most, g_array_index(f->values, double, i));
	}
	if (most - least <= SPREAD_MAX * f->mean)
		return true;
	char *part = figure_percent((most - least) / f->mean);
	diag_error(r->d, f->at,
		   "%s: the repetitions spread by %s of their mean, more than 10 %%; find what disturbs "
		   "them, and measure again",
		   quantity_name(f->quantity), part);
	g_free(part);
	return false;
}

static bool measurements_weigh(const struct reading *r, struct measured *f)
{
	struct estimate e = estimate_of((const double *)f->values->data, (int)f->values->len);
	f->mean = e.mean;
	f->spread = f->values->len > 1 ? widened(e) : 0;
	f->doubt = (isnan(r->doubt) ? DOUBT : r->doubt) * f->mean;
	if (!(f->mean > 0))
		return diag_error(r->d, f->at, "%s is 0, which says nothing of a cost; leave it out",
				  quantity_name(f->quantity));
	if (f->values->len == 1 && isnan(r->doubt))
		return diag_error(
			r->d, f->at,
			"%s has one repetition, so that its error is not known; give several, or the "
			"key error of the measurement, such as error: 3%%",
			quantity_name(f->quantity));
	return check_spread(r, f);
}

static void read_figure(const struct reading *r, const yaml_node_t *key, const yaml_node_t *value)
{
	struct measured f = {.at = measurements_place_of(r, value),
			     .scene = r->m->scenes->len - 1,
			     .quantity =
				     quantity_find(yaml_file_text(key), measurements_place_of(r, key), r->d)};
	if (f.quantity < 0)
		return;
	f.values = g_array_new(FALSE, FALSE, sizeof(double));
	if (measurements_read_values(r, &f, value) && measurements_weigh(r, &f))
		g_array_append_val(r->m->figures, f);
	else
		g_array_unref(f.values);
}

static void read_figures(const struct reading *r)
{
	const yaml_node_t *figures = yaml_file_find(r->f, r->node, "figures"), *key, *value;
	if (!figures) {
		diag_error(
			r->d, measurements_place_of(r, r->node),
			"the measurement needs the key figures, such as figures: {delivered_pps: [612kpps, "
			"610kpps]}");
		return;
	}
	r->scene->first = r->m->figures->len;
	if (yaml_file_expect(r->f, figures, YAML_MAPPING_NODE, "figures", r->d))
		for (int i = 0; yaml_file_pair(r->f, figures, i, &key, &value); i++)
			read_figure(r, key, value);
	r->scene->n = r->m->figures->len - r->scene->first;
}

/* ---- what else it says ---- */

static const char *measurements_text_of(const struct reading *r, const char *key)
{
	const yaml_node_t *node = yaml_file_find(r->f, r->node, key);
	return node && yaml_file_expect(r->f, node, YAML_SCALAR_NODE, key, r->d) ? yaml_file_text(node)
										 : NULL;
}

static struct place place_of_key(const struct reading *r, const char *key)
{
	return measurements_place_of(r, yaml_file_find(r->f, r->node, key));
}

/* part_of: the value of a key that is a percentage; NAN when there is none. */
static double part_of(const struct reading *r, const char *key)
{
	const char *text = measurements_text_of(r, key);
	char *why = NULL;
	double part = NAN;
	if (text && !g_str_has_suffix(text, "%"))
		diag_error(r->d, place_of_key(r, key), "%s \"%.40s\" is no percentage; write it as 0.5%%",
			   key, text);
	else if (text && !figure_parse_part(text, &part, &why))
		diag_error(r->d, place_of_key(r, key), "%s: %s", key, why);
	g_free(why);
	return part;
}

static void read_steal(const struct reading *r)
{
	double steal = part_of(r, "steal");
	if (!(steal > STEAL_MAX))
		return;
	char *text = figure_percent(steal);
	diag_error(
		r->d, place_of_key(r, "steal"),
		"steal %s is above 1 %%: the hypervisor took the CPU from what was measured; measure where "
		"nobody does",
		text);
	g_free(text);
}

static bool read_holdout(const struct reading *r)
{
	static const char *const words[] = {"yes", "true", "no", "false", NULL};
	const char *text = measurements_text_of(r, "holdout");
	if (text && !g_strv_contains(words, text))
		diag_error(r->d, place_of_key(r, "holdout"), "holdout \"%.40s\" is neither yes nor no", text);
	return text && (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0);
}

/* ---- the scenario ---- */

static void add_sets(const struct reading *r, GArray *made)
{
	const yaml_node_t *sets = yaml_file_find(r->f, r->node, "set"), *key, *value;
	if (!sets || !yaml_file_expect(r->f, sets, YAML_MAPPING_NODE, "set", r->d))
		return;
	for (int i = 0; yaml_file_pair(r->f, sets, i, &key, &value); i++) {
		struct scenario_set set = {yaml_file_text(key), NULL, measurements_place_of(r, value)};
		if (!yaml_file_expect(r->f, value, YAML_SCALAR_NODE, set.key, r->d))
			continue;
		set.text = yaml_file_text(value);
		g_array_append_val(made, set);
	}
}

/* make_scenario: of a setting that is wrong, its own fault is enough. */
static void make_scenario(struct reading *r, const GArray *made)
{
	const struct scenario_order order = {
		.sets = r->sets, .more = (const struct scenario_set *)made->data, .n = (int)made->len};
	int before = diag_count(r->d);
	g_strfreev(scenario_base_try(r->base, &order, r->d));
	if (diag_count(r->d) == before)
		r->scene->s = scenario_base_make_with(r->base, &order, r->d);
}

static void measurements_read_scenario(struct reading *r)
{
	GArray *made = g_array_new(FALSE, FALSE, sizeof(struct scenario_set));
	GPtrArray *sets = g_ptr_array_new();
	add_sets(r, made);
	for (guint i = 0; i < made->len; i++) {
		const struct scenario_set *set = &g_array_index(made, struct scenario_set, i);
		g_ptr_array_add(sets,
				setting_text(scenario_base_reader(r->base), set->key, set->text, set->at));
	}
	g_ptr_array_add(sets, NULL);
	r->scene->sets = (char **)g_ptr_array_free(sets, FALSE);
	make_scenario(r, made);
	g_array_unref(made);
}

/* ---- whose packets ---- */

static void measurements_set_whose(struct reading *r, enum run_part part, char *name)
{
	r->scene->who = name;
	r->scene->whose = (struct whose){part, name};
}

static void measurements_read_whose(struct reading *r)
{
	const char *guest = measurements_text_of(r, "guest"), *source = measurements_text_of(r, "source");
	const struct scenario *s = r->scene->s;
	measurements_set_whose(r, WHOLE, NULL);
	if (guest && source)
		diag_error(r->d, place_of_key(r, "source"),
			   "guest and source are both given; a measurement is about one of them");
	else if (source && s)
		measurements_set_whose(r, PART_SOURCE,
				       whose_source(source, s, place_of_key(r, "source"), r->d));
	else if (guest && s) {
		GHashTable *names = scenario_guest_names(s);
		if (scenario_guest_named(names, guest) < 0)
			diag_error(r->d, place_of_key(r, "guest"), "there is no guest \"%.40s\"", guest);
		g_hash_table_unref(names);
		measurements_set_whose(r, PART_GUEST, g_strdup(guest));
	}
}

/* ---- the whole ---- */

static void measurements_check_keys(const struct reading *r)
{
	const yaml_node_t *key, *value;
	GPtrArray *known = g_ptr_array_new();
	for (int i = 0; i < measurement_key_count; i++)
		g_ptr_array_add(known, (char *)measurement_keys[i].name);
	for (int i = 0; yaml_file_pair(r->f, r->node, i, &key, &value); i++)
		if (!measurement_key(yaml_file_text(key)))
			unknown_key(r->d, measurements_place_of(r, key), yaml_file_text(key), "a measurement",
				    known, NULL);
	g_ptr_array_unref(known);
}

static void read_name(struct reading *r, int number)
{
	const char *name = measurements_text_of(r, "name");
	if (name)
		r->scene->name = g_strdup(name);
	else
		r->scene->name = g_strdup_printf("measurement %d", number + 1);
}

static void read_scene(struct reading *r, int number)
{
	r->scene = g_new0(struct scene, 1);
	r->scene->at = measurements_place_of(r, r->node);
	g_ptr_array_add(r->m->scenes, r->scene);
	if (!yaml_file_expect(r->f, r->node, YAML_MAPPING_NODE, "a measurement", r->d))
		return;
	measurements_check_keys(r);
	read_name(r, number);
	measurements_read_scenario(r);
	measurements_read_whose(r);
	read_steal(r);
	r->scene->holdout = read_holdout(r);
	r->doubt = part_of(r, "error");
	read_figures(r);
}

static void measurements_read_list(struct reading *r, const yaml_node_t *list)
{
	bool sound = list->type == YAML_SEQUENCE_NODE; /* else scenario_base_faults has said so */
	for (int i = 0; sound && (r->node = yaml_file_item(r->f, list, i)); i++)
		read_scene(r, i);
	bool any = false;
	for (guint i = 0; i < r->m->scenes->len; i++)
		any |= !scene_at(r->m, i)->holdout;
	if (sound && !any)
		diag_error(r->d, measurements_place_of(r, list),
			   "there is no measurement to fit to; it needs one at least without holdout: yes");
}

struct measurements *measurements_read(struct scenario_base *base, const char *const *sets, struct diag *d)
{
	int before = diag_count(d);
	struct yaml_file *f = scenario_base_file(base);
	const yaml_node_t *list = yaml_file_find(f, yaml_file_root(f), MEASUREMENTS_SECTION);
	struct measurements *m = measurements_new();
	struct reading r = {.base = base, .sets = sets, .f = f, .m = m, .d = d};
	scenario_base_faults(base, &(struct scenario_order){.sets = sets}, d);
	if (!list)
		diag_error(d, scenario_base_place(base),
			   "there is no section " MEASUREMENTS_SECTION
			   "; tools/calibrate/measure writes one, docs/calibrate.md describes it");
	else
		measurements_read_list(&r, list);
	if (diag_count(d) != before)
		g_clear_pointer(&m, measurements_free);
	return m;
}
