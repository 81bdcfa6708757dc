/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/fitted_profile.h"
#include "sim/input/unit.h"
#include "tools/base/shipped.h"
#include "tools/text/yaml_writer.h"
#include <math.h>
#include <string.h>

#define TENTH 100000 /* of a cycle, in cycles x 1,000,000 */

/* ---- what it extends ---- */

static char *canonical_folder(const char *path)
{
	char *full = g_canonicalize_filename(path, NULL), *folder = g_path_get_dirname(full);
	g_free(full);
	return folder;
}

/* relative: the path of a file as a file in the folder names it; both are absolute. */
static char *relative(const char *folder, const char *file)
{
	char **from = g_strsplit(folder + 1, "/", -1), **to = g_strsplit(file + 1, "/", -1);
	GString *path = g_string_new(NULL);
	int same = 0;
	while (from[same] && *from[same] && to[same + 1] && strcmp(from[same], to[same]) == 0)
		same++;
	for (int i = same; from[i] && *from[i]; i++)
		g_string_append(path, "../");
	for (int i = same; to[i]; i++)
		g_string_append_printf(path, "%s%s", i > same ? "/" : "", to[i]);
	g_strfreev(from);
	g_strfreev(to);
	return g_string_free(path, FALSE);
}

/* shipped_name: the name of the profile at this absolute path, when it is shipped. NULL: it is not. */
static char *shipped_name(const char *file)
{
	char *name = g_path_get_basename(file);
	if (g_str_has_suffix(name, ".yaml"))
		name[strlen(name) - strlen(".yaml")] = 0;
	char *shipped = shipped_file("costs", name);
	if (g_strcmp0(shipped, file) != 0)
		g_clear_pointer(&name, g_free);
	g_free(shipped);
	return name;
}

/* extended: what a profile at path calls the one of the scenario. */
static char *extended(const struct scenario *s, const char *path)
{
	char *shipped = shipped_file("costs", s->general.costs);
	if (shipped) {
		g_free(shipped);
		return g_strdup(s->general.costs);
	}
	char *folder = canonical_folder(s->path), *file = g_canonicalize_filename(s->general.costs, folder);
	char *name = shipped_name(file), *own = canonical_folder(path);
	if (!name)
		name = relative(own, file);
	g_free(folder);
	g_free(file);
	g_free(own);
	return name;
}

/* ---- its costs ---- */

/* Whether the sum that the tuned cost is part of is known. */
static bool fitted_is_known(const struct calibration *c, guint tuned)
{
	for (guint i = 0; i < c->sums->len; i++) {
		const struct known_sum *sum = sum_at(c, i);
		for (guint k = 0; k < sum->costs->len; k++)
			if (g_array_index(sum->costs, int, k) == (int)tuned)
				return sum->learned >= FITTED_KNOWN;
	}
	return false;
}

static void fitted_profile_append_number(GString *out, const char *key, double ppm, int64_t grain)
{
	char *text = unit_format(UNIT_FACTOR, llround(ppm / (double)grain) * grain);
	g_string_append_printf(out, "%s%s: %s", out->len > 1 ? ", " : "", key, text);
	g_free(text);
}

static void fitted_profile_write_cost(const struct calibration *c, guint j, const struct cost_origin *origin,
				      struct yaml_writer *w)
{
	const struct tuned *t = tuned_at(c, j);
	double cycles = (double)t->before.cycles_ppm;
	bool known = fitted_is_known(c, j);
	GString *entry = g_string_new("{");
	fitted_profile_append_number(entry, "cycles", cycles * t->factor, TENTH);
	if (t->before.per_byte_ppm)
		fitted_profile_append_number(entry, "cycles_per_byte",
					     (double)t->before.per_byte_ppm * t->factor, 100);
	fitted_profile_append_number(entry, "low", cycles * t->low, TENTH);
	fitted_profile_append_number(entry, "high", cycles * t->high, TENTH);
	g_string_append_printf(entry, ", source: \"%s, %.0f %% of its doubt gone\", confidence: %s}",
			       known ? "calibrated" : "hardly seen in the measurements", 100 * t->learned,
			       cost_confidence_names[known ? (int)COST_MEASURED : origin->confidence]);
	yaml_pair_bare(w, cost_names[t->cost].name, entry->str, NULL);
	g_string_free(entry, TRUE);
}

char *fitted_profile(const struct calibration *c, const char *path)
{
	const struct scenario *s = scene_at(c->m, 0)->s;
	const struct cost_origin *origins = scenario_base_costs(c->base, s);
	struct yaml_writer *w = yaml_writer_new();
	char *head = g_strdup_printf("Fitted by vhostsim calibrate: %d figures, %u costs. low and high hold "
				     "for all costs at once, "
				     "with 95 %%.",
				     c->fitted, c->tuned->len);
	char *name = extended(s, path);
	yaml_comment(w, head);
	yaml_pair(w, "description", s->name, NULL);
	yaml_pair(w, "extends", name, NULL);
	yaml_open(w, "costs", NULL);
	for (guint j = 0; j < c->tuned->len; j++)
		fitted_profile_write_cost(c, j, &origins[tuned_at(c, j)->cost], w);
	yaml_close(w);
	g_free(name);
	g_free(head);
	return yaml_writer_finish(w);
}
