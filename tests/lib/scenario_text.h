/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For suites that read scenarios: the parts of a small sound one, and files of a folder of their own.
 */
#ifndef TESTS_LIB_SCENARIO_TEXT_H
#define TESTS_LIB_SCENARIO_TEXT_H

#include "tests/lib/faults.h"
#include "tools/show/settings_json.h"
#include "tools/text/json_writer.h"

#define PLATFORM SOURCE_DIR "/tests/corpus/good.xml" /* host server: 2 cores; a wire of 10 Gbps */
#define PROFILE SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml"
#define FILES "platform: " PLATFORM "\ncosts: " PROFILE "\n"
#define GUEST "guests:\n  - {name: vm0, vhost_core: 0, vcpu_core: 1}\n"
#define TRAFFIC "traffic:\n  - {to: vm0, rate: 500kpps}\n"
#define SOUND FILES GUEST TRAFFIC /* 6 lines */

/* A file of a folder: its name ("s.yaml", "below/b.yaml") and text. */
struct text_part {
	const char *name, *text;
};

/* text_files: a new folder with these n files. Its name is the caller's: text_files_remove. */
static inline char *text_files(const struct text_part *parts, size_t n)
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

/* Frees the folder's name as well. */
static inline void text_files_remove(char *folder)
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

/* text_faults: asserts that the faults of d, without the folder in front of their file, are the n expected ones; each need
 * only begin so. FOLDER inside one stands for the folder. Frees d. */
static inline void text_faults(const char *what, const char *folder, struct diag *d,
			       const char *const *expected, int n)
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

/* settings_of: everything that a scenario holds, as JSON. The caller frees it (g_free). */
static inline char *settings_of(const struct scenario *s)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	settings_write(w, s);
	json_end(w);
	return json_writer_finish(w);
}

#endif
