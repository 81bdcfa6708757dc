/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/scenario_text.h"
#include "tools/study/crawl/scenario_file.h"

char *text_files(const struct text_part *parts, size_t n)
{
	char *folder = folder_new();
	for (size_t i = 0; i < n; i++) {
		char *path = g_build_filename(folder, parts[i].name, NULL), *below = g_path_get_dirname(path);
		CU_ASSERT_EQUAL(g_mkdir_with_parents(below, 0700), 0);
		CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, parts[i].text, -1, NULL));
		g_free(below);
		g_free(path);
	}
	return folder;
}

void text_files_remove(char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		char *path = g_build_filename(folder, name, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			folder_remove(g_strdup(path));
		g_free(path);
	}
	if (dir)
		g_dir_close(dir);
	folder_remove(folder);
}

void text_faults(const char *what, const char *folder, struct diag *d, const char *const *expected, int n)
{
	char **full = g_new0(char *, n + 1);
	for (int i = 0; i < n; i++) {
		GString *line = g_string_new(expected[i]);
		g_string_replace(line, "FOLDER", folder, 0);
		if (!g_str_has_prefix(expected[i], "--"))
			g_string_prepend(g_string_prepend_c(line, '/'), folder);
		full[i] = g_string_free(line, FALSE);
	}
	faults_expect(what, d, (const char *const *)full, n);
	g_strfreev(full);
}

char *settings_of(const struct scenario *s)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	settings_write(w, s);
	json_end(w);
	return json_writer_finish(w);
}

struct scenario *text_sound(const char *text, const char *const *sets)
{
	const struct text_part file = {"s.yaml", text};
	char *folder = text_files(&file, 1), *path = g_build_filename(folder, file.name, NULL);
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, sets, d);
	faults_expect("sound scenario", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	g_free(path);
	text_files_remove(folder);
	return s;
}
