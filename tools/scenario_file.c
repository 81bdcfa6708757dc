/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario_file.h"
#include "tools/crawl_section.h"

/* check_curve: adds the faults of one curve's settings, and then, unless alone is false, those of the
 * scenario that they make. alone: the file without any other setting is sound, so that every fault is the
 * curve's. */
static void check_curve(struct scenario_base *b, const yaml_node_t *curve, bool alone, struct diag *d)
{
	struct yaml_file *f = scenario_base_file(b);
	GArray *sets = crawl_curve_sets(f, curve);
	int before = diag_count(d), n = (int)sets->len;
	struct scenario_order order = {.more = (struct scenario_set *)sets->data, .n = n, .crawl = true};
	struct diag *contradictions = diag_new();
	g_strfreev(scenario_base_try(b, &order, d));
	if (alone && diag_count(d) == before)
		scenario_free(scenario_base_make_with(b, &order, contradictions));
	if (diag_count(contradictions) > 0)
		diag_error(d, yaml_file_place(f, curve),
			   "the scenario with this curve's settings is faulty:");
	diag_add_all(d, contradictions);
	diag_free(contradictions);
	g_array_free(sets, TRUE);
}

static bool is_sound(struct scenario_base *b)
{
	struct diag *d = diag_new();
	scenario_free(scenario_base_make_with(b, &(struct scenario_order){.crawl = true}, d));
	bool sound = diag_count(d) == 0;
	diag_free(d);
	return sound;
}

/* Every curve is judged with the file as it stands: a setting of the command line may be another curve's. */
static void check_curves(struct scenario_base *b, struct diag *d)
{
	struct yaml_file *f = scenario_base_file(b);
	const yaml_node_t *crawl = yaml_file_find(f, yaml_file_root(f), CRAWL_SECTION), *curve;
	bool alone = is_sound(b);
	const yaml_node_t *curves = yaml_file_find(f, crawl, CRAWL_CURVES);
	for (int i = 0; (curve = yaml_file_item(f, curves, i)); i++)
		check_curve(b, curve, alone, d);
}

struct scenario *scenario_of_base(struct scenario_base *b, const char *const *sets, struct diag *d)
{
	int before = diag_count(d);
	struct scenario *s =
		scenario_base_make_with(b, &(struct scenario_order){.sets = sets, .crawl = true}, d);
	if (scenario_base_settings(b)->curves->len > 0 && !scenario_base_reader(b)->bad_curves)
		check_curves(b, d);
	if (diag_count(d) != before)
		g_clear_pointer(&s, scenario_free);
	return s;
}

struct scenario *scenario_read(const char *path, const char *const *sets, struct diag *d)
{
	struct scenario_base *b = scenario_base_read(path, d);
	struct scenario *s = b ? scenario_of_base(b, sets, d) : NULL;
	scenario_base_free(b);
	return s;
}
