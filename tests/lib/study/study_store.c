/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/study/study_store.h"

struct study *fixture_study(void)
{
	static const struct sample_axis axes[] = {
		{"load", true, UNIT_RATE, {"100kpps", "1Mpps", NULL}},
		{"place", false, UNIT_COUNT, {"shared core", "own, \"good\" core", "third", NULL}},
	};
	struct study *study = sample_study(axes, 2);
	study->settings.replications = 3;
	study->settings.max_replications = 100;
	for (guint i = 0; i < study->points->len; i++) {
		struct study_point *p = g_ptr_array_index(study->points, i);
		g_free(p->label);
		p->label = g_strdup_printf("label %u", i);
		p->identity = g_strdup_printf("point %u", i);
	}
	return study;
}

static void fixture_part(struct run_values *v, enum run_part part, const char *name, double first)
{
	double *figures = run_values_add(v, part, name);
	for (int i = 0; i < metric_count(); i++)
		if (metric_has_part(metric_at(i), part))
			figures[i] = first + i;
}

struct run_values *fixture_values(int run)
{
	static const char *const sources[] = {"tester to vm0", "tester to vm1 #1", "tester to vm1 #2"};
	struct run_values *v = run_values_empty();
	for (int i = 0; i < metric_count(); i++)
		v->all[i] = (i + run) % 5 ? (double)(run + 1) / (i + 3) : NAN;
	v->all[0] = 1e300;
	v->all[1] = run;
	for (int g = 0; g < 2; g++)
		fixture_part(v, PART_GUEST, g == 0 ? "vm0" : "vm1", run * 1000 + g * 100 + 0.1);
	for (int k = 0; k < 3; k++)
		fixture_part(v, PART_SOURCE, sources[k], run * 1000 + k * 100 + 0.25);
	fixture_part(v, PART_CORE, "0", run * 1000 + 0.125);
	fixture_part(v, PART_CORE, "h 1", run * 1000 + 0.375);
	return v;
}

bool holds(struct store *s, const char *point, int64_t replication, int run)
{
	struct run_values *wanted = fixture_values(run), *got = store_load(s, point, replication);
	bool same = run_values_same(wanted, got);
	run_values_free(wanted);
	run_values_free(got);
	return same;
}

bool put(struct store *s, const char *point, int64_t replication, int run)
{
	struct run_values *v = fixture_values(run);
	bool saved = store_save(s, point, replication, 42, v, NULL);
	run_values_free(v);
	return saved;
}

/* fixture_fill: runs 0 .. n - 1 of the six points in turn, synced. */
static bool fixture_fill(struct store *s, int n)
{
	bool good = true;
	for (int i = 0; good && i < n; i++) {
		char *point = g_strdup_printf("point %d", i % 6);
		good = put(s, point, i / 6, i);
		g_free(point);
	}
	return good && store_sync(s, NULL);
}

bool fixture_store(const char *path, int n)
{
	struct study *study = fixture_study();
	struct store *s = store_create(path, NULL);
	bool good = s && store_plan(s, study, NULL) && fixture_fill(s, n);
	store_close(s);
	study_free(study);
	return good;
}

struct place_of_store place_new(void)
{
	struct place_of_store p = {.folder = folder_new()};
	p.path = store_path_in(p.folder);
	return p;
}

int folder_files(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	int n = 0;
	while (g_dir_read_name(dir))
		n++;
	g_dir_close(dir);
	return n;
}
