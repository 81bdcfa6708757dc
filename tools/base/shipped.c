/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/shipped.h"
#include <glib.h>
#include <string.h>

/* The folder that the program lies in. Static. */
static const char *program_folder(void)
{
	static char *folder;
	char *self = folder ? NULL : g_file_read_link("/proc/self/exe", NULL);
	if (!folder)
		folder = self ? g_path_get_dirname(self) : g_strdup(".");
	g_free(self);
	return folder;
}

/* The path of a shipped file, "costs/x86-3.3GHz.yaml"; NULL: there is none. Newly allocated (g_free). */
static char *shipped_path(const char *name)
{
	/* installed; built, where scenarios is a link that cmake makes; a test, which lies below */
	static const char *const places[] = {"../share/vhostsim/scenarios", "scenarios", "../scenarios"};
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		char *joined = g_build_filename(program_folder(), places[i], name, NULL);
		char *path = g_canonicalize_filename(joined, "/");
		g_free(joined);
		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return path;
		g_free(path);
	}
	return NULL;
}

char *shipped_file(const char *folder, const char *name)
{
	if (!*name || strchr(name, '/') || g_str_has_suffix(name, ".yaml") || g_str_has_suffix(name, ".yml"))
		return NULL;
	char *file = g_strconcat(folder, folder[0] ? "/" : "", name, ".yaml", NULL);
	char *path = shipped_path(file);
	g_free(file);
	return path;
}
