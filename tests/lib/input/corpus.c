/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/corpus.h"

bool corpus_read(const char *path, struct diag *d)
{
	struct place at = {"named here", 1, 1};
	char *name = g_path_get_basename(path);
	bool taken;
	if (g_str_has_suffix(name, ".xml")) {
		struct platform *p = platform_read(path, at, d);
		taken = p != NULL;
		platform_free(p);
	} else if (g_str_has_prefix(name, "costs")) {
		struct cost_entry entries[COST_COUNT];
		struct cost_origin origins[COST_COUNT];
		taken = cost_profile_read(path, at, entries, origins, d);
		cost_origins_clear(origins);
	} else {
		struct scenario *s = scenario_read(path, NULL, d);
		taken = s != NULL;
		scenario_free(s);
	}
	g_free(name);
	return taken;
}

void corpus_check(const struct bad_file *bad, size_t n, bool (*reader)(const char *path, struct diag *d))
{
	for (size_t i = 0; i < n; i++) {
		char *path = g_strconcat(CORPUS, bad[i].file, NULL), *full[FAULTS_MAX] = {NULL};
		struct diag *d = diag_new();
		CU_ASSERT_TRUE_FATAL(bad[i].faults <= FAULTS_MAX);
		for (int k = 0; k < bad[i].faults; k++) {
			CU_ASSERT_PTR_NOT_NULL_FATAL(bad[i].begin[k]);
			full[k] = g_strconcat(path, ":", bad[i].begin[k], NULL);
		}
		CU_ASSERT_FALSE(reader(path, d));
		faults_expect(bad[i].file, d, (const char *const *)full, bad[i].faults);
		for (int k = 0; k < bad[i].faults; k++)
			g_free(full[k]);
		g_free(path);
	}
}

void corpus_listed(const struct bad_file *bad, size_t n, const char *prefix)
{
	GDir *dir = g_dir_open(CORPUS, 0, NULL);
	const char *name;
	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	while ((name = g_dir_read_name(dir))) {
		bool listed = !g_str_has_prefix(name, prefix);
		for (size_t i = 0; i < n; i++)
			listed |= strcmp(bad[i].file, name) == 0;
		CU_ASSERT_TRUE(listed);
	}
	g_dir_close(dir);
}
