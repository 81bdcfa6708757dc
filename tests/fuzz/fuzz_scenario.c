/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario files (tools/study/crawl/scenario_file.h). The files that it names are looked for in the folder of the shipped scenarios.
 */
#include "models/scenario/scenario.h"
#include "tests/fuzz/fuzz.h"
#include "tools/study/crawl/scenario_file.h"

#include <unistd.h>

/* A link to each folder beside the scenario, so that the paths of the shipped ones are right. */
static void link_folders(void)
{
	static const char *const names[] = {"platforms", "costs", "captures", "studies"};
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		char *to = g_build_filename(SOURCE_DIR "/scenarios", names[i], NULL);
		char *at = g_build_filename(fuzz_folder(), names[i], NULL);
		if (symlink(to, at) != 0 && !g_file_test(at, G_FILE_TEST_IS_SYMLINK))
			fuzz_fail("%s cannot be made", at);
		g_free(to);
		g_free(at);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool linked;
	struct diag *d = diag_new();
	const char *path = fuzz_file("fuzz.yaml", data, size);
	if (!linked)
		link_folders();
	linked = true;
	struct scenario *s = scenario_read(path, NULL, d);
	fuzz_judge(s != NULL, d);
	scenario_free(s);
	return 0;
}
