/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/faults.h"

char **faults_printed(const struct diag *d)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	diag_print(d, out);
	fclose(out);
	char **lines = g_strsplit(text, "\n", -1);
	int n = 0;
	for (int i = 0; lines[i]; i++)
		if (*lines[i] && !strstr(lines[i], ": warning: "))
			lines[n++] = lines[i];
		else
			g_free(lines[i]);
	lines[n] = NULL;
	free(text);
	return lines;
}

void faults_expect(const char *what, struct diag *d, const char *const *expected, int n)
{
	char **lines = faults_printed(d);
	bool same = (int)g_strv_length(lines) == n;
	for (int i = 0; i < n && lines[i]; i++)
		same = same && g_str_has_prefix(lines[i], expected[i]);
	int lines_n = (int)g_strv_length(lines);
	for (int i = 0; !same && i < MAX(n, lines_n); i++)
		printf("%s\n  is       %s\n  expected %s", i ? "" : what, i < lines_n ? lines[i] : "",
		       i < n ? expected[i] : "");
	CU_ASSERT_TRUE(same);
	g_strfreev(lines);
	diag_free(d);
}

char *folder_new(void)
{
	char *folder = g_dir_make_tmp("vhostsim-test-XXXXXX", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
	return folder;
}

char *file_write(const char *folder, const char *name, const char *content, size_t length)
{
	char *path = g_build_filename(folder, name, NULL);
	FILE *file = fopen(path, "wb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT_TRUE(length == 0 || fwrite(content, 1, length, file) == length);
	CU_ASSERT_EQUAL(fclose(file), 0);
	return path;
}

void folder_remove(char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		char *path = g_build_filename(folder, name, NULL);
		g_remove(path);
		g_free(path);
	}
	if (dir)
		g_dir_close(dir);
	g_rmdir(folder);
	g_free(folder);
}
