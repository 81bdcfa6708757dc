/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/host_tree.h"

void host_tree_put(const char *root, const struct host_file *f, const char *text, gsize length)
{
	char *path = g_build_filename(root, f->path, NULL), *folder = g_path_get_dirname(path);
	CU_ASSERT_EQUAL(g_mkdir_with_parents(folder, 0700), 0);
	g_unlink(path);
	if (g_str_has_prefix(text, "->")) {
		CU_ASSERT_EQUAL(symlink(text + 2, path), 0);
	} else {
		CU_ASSERT_TRUE(g_file_set_contents(path, text, (gssize)length, NULL));
	}
	g_free(folder);
	g_free(path);
}

void host_tree_file(const char *root, const struct host_file *f)
{
	char *text = g_strdup(f->text);
	gsize length = strlen(text);
	if (g_str_has_suffix(f->path, "cmdline") && strchr(text, '@'))
		for (char *p = text; *p || p < text + length; p++)
			*p = *p == '@' ? '\0' : *p;
	host_tree_put(root, f, text, length);
	g_free(text);
}

char *host_tree_new(const struct host_file *files, size_t n)
{
	char *root = folder_new();
	for (size_t i = 0; i < n; i++)
		host_tree_file(root, &files[i]);
	return root;
}

void host_tree_free(char *root)
{
	GDir *dir = g_dir_open(root, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		char *path = g_build_filename(root, name, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			host_tree_free(path);
		else {
			g_unlink(path);
			g_free(path);
		}
	}
	if (dir)
		g_dir_close(dir);
	g_rmdir(root);
	g_free(root);
}
