/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay FILE|FOLDER...: hands each file to the harness that this is linked with. Ends with 0, or does not come to its end.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>

static int replay_file(const char *path)
{
	char *data;
	gsize size;
	if (!g_file_get_contents(path, &data, &size, NULL)) {
		fprintf(stderr, "%s cannot be read\n", path);
		return 0;
	}
	LLVMFuzzerTestOneInput((const uint8_t *)data, size);
	g_free(data);
	return 1;
}

static int replay(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;
	int n = 0;
	if (!dir)
		return replay_file(path);
	while ((name = g_dir_read_name(dir))) {
		char *inside = g_build_filename(path, name, NULL);
		n += replay(inside);
		g_free(inside);
	}
	g_dir_close(dir);
	return n;
}

int main(int argc, char **argv)
{
	int n = 0;
	for (int i = 1; i < argc; i++)
		n += replay(argv[i]);
	printf("%d inputs\n", n);
	return n > 0 ? 0 : 1;
}
